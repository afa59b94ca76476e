//! Literals looked at one by one, as a query over data asks for them.

use crate::support::*;
use mutuelle_search::*;
use oxrdf::{NamedNode, NamedOrBlankNode};

const QUERIES: [&str; 43] = [
    "graine",
    "GRAINES",
    "federee",
    "été",
    "ete",
    "l'été",
    "seed",
    "share",
    "gestion",
    "autogestion",
    "auto-gestion",
    "code",
    "\"code social\"",
    "codesocial",
    "cric",
    "aujourd'hui",
    "hui",
    "\"peut être\"",
    "foret",
    "forêts",
    "passe",
    "les",
    "the",
    "of",
    "coeur",
    "soeur",
    "cœurs",
    "\"cœur à cœur\"",
    "\"cœur cœur\"",
    "hind*",
    "gra*",
    "auto*",
    "istanbul",
    "ελλασ",
    "graine AND ete",
    "graine AND seed",
    "graine OR seed",
    "social -gestion",
    "+commons +sharing",
    "etaient",
    "rien",
    "2024",
    "\"C.R.I.C. 2024\"",
];

fn property(name: &str) -> NamedNode {
    NamedNode::new_unchecked(match name {
        "label" => "http://www.w3.org/2000/01/rdf-schema#label".to_owned(),
        name => format!("http://purl.org/dc/terms/{name}"),
    })
}

fn everything(probe: &mut Probe) -> Scored {
    let mut all = Vec::new();
    loop {
        let more = probe.more().unwrap();
        if more.is_empty() {
            return all;
        }
        all.extend(more);
    }
}

/// A literal is found by itself exactly if the index finds an entity that has nothing but it.
#[test]
fn a_text_has_the_words_that_the_index_finds_in_it() {
    let texts = [
        ("Les graines fédérées de l'été", Some("fr")),
        ("The seeds of the commons, sharing", Some("en")),
        ("Auto-gestion et #CodeSocial", None),
        ("C.R.I.C. 2024 : aujourd'hui peut-être", Some("fr")),
        (
            "Où étaient passées les forêts que nous étions allés voir hier",
            None,
        ),
        ("हिन्दी Ελλάς İstanbul", None),
        ("cœur à cœur, sœurs", Some("fr-CA")),
    ];
    let profile = profile();
    let roles = profile.roles_of(&[property("label")]);
    for (text, language) in texts {
        let tag = language.map_or(String::new(), |language| format!("@{language}"));
        let index = index(&format!(":a rdfs:label \"{text}\"{tag} ."));
        for query in QUERIES {
            let mut probe = index.snapshot().literals(query, &roles, None).unwrap();
            let accepts = probe.accepts("label", text, language);
            let named = !everything(&mut probe).is_empty();
            // An exclusion is left to whoever looks.
            if !query.contains(" -") {
                assert_eq!(accepts, named, "{query} in {text}");
            }
            assert!(named || !accepts, "{query} in {text}");
        }
    }
}

#[test]
fn only_the_roles_of_the_properties_are_asked() {
    let index = index(":a rdfs:label \"eau\" ; dct:description \"feu\" . :b rdfs:label \"feu\" .");
    let profile = profile();
    let named = |names: &[&str], text: &str| {
        let properties: Vec<_> = names.iter().map(|name| property(name)).collect();
        let roles = profile.roles_of(&properties);
        everything(&mut index.snapshot().literals(text, &roles, Some(1)).unwrap()).len()
    };
    assert_eq!(named(&["label"], "feu"), 1);
    assert_eq!(named(&["description"], "feu"), 1);
    assert_eq!(named(&["label", "description"], "feu"), 2);
    assert_eq!(named(&["description"], "eau"), 0);
    assert_eq!(named(&["label"], "*:*"), 2);
}

#[test]
fn as_many_candidates_are_named_as_the_limit_allows_and_more_are_told() {
    let mut index = SearchIndex::in_memory(&profile()).unwrap();
    let mut document = documents(&profile(), ":a rdfs:label \"eau\" .").remove(0);
    let mut add = |from: usize, to: usize, seq: u64| {
        for number in from..to {
            let name = NamedNode::new_unchecked(format!("http://e.test/{number}"));
            document.entity = NamedOrBlankNode::from(name);
            index.upsert(&document).unwrap();
        }
        index.commit(seq).unwrap();
        index.snapshot()
    };
    let roles = profile().roles_of(&[property("label")]);
    for (snapshot, is_cut) in [
        (add(0, CANDIDATES_MAX, 1), false),
        (add(CANDIDATES_MAX, CANDIDATES_MAX + 1, 2), true),
    ] {
        let mut probe = snapshot.literals("eau", &roles, None).unwrap();
        assert_eq!(everything(&mut probe).len(), CANDIDATES_MAX);
        assert_eq!(probe.is_cut(), is_cut);
        let mut probe = snapshot.entities_matching("eau", GraphFilter::All).unwrap();
        assert_eq!(everything(&mut probe).len(), CANDIDATES_MAX);
        assert_eq!(probe.is_cut(), is_cut);
    }
}
