//! The rules that the vocabulary keeps, checked on the files that the binary embeds.

use std::collections::{BTreeSet, HashMap};

use mutuelle_ontology::prefixes::PREFIXES;
use mutuelle_ontology::vocab::{mutuelle, reused, scheme};
use mutuelle_ontology::{
    alignments, document, pair_export, pair_import, schemes, search_profile, shapes, vocabulary,
};
use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{Graph, NamedNodeRef, NamedOrBlankNodeRef, TermRef, TripleRef};
use oxrdfio::{JsonLdProfileSet, RdfFormat, RdfParser};

const STATUSES: &[&str] = &["unstable", "testing", "stable", "archaic"];

/// The `mut:` terms that the vocabulary describes.
fn described(graph: &Graph) -> BTreeSet<&str> {
    graph
        .iter()
        .filter_map(|triple| match triple.subject {
            NamedOrBlankNodeRef::NamedNode(node) => Some(node.as_str()),
            NamedOrBlankNodeRef::BlankNode(_) => None,
        })
        .filter(|iri| iri.starts_with(mutuelle::NAMESPACE))
        .collect()
}

/// The `mut:` terms that a graph mentions anywhere.
fn mentioned(graph: &Graph) -> BTreeSet<&str> {
    let mut terms = BTreeSet::new();
    for triple in graph {
        if let NamedOrBlankNodeRef::NamedNode(node) = triple.subject {
            terms.insert(node.as_str());
        }
        terms.insert(triple.predicate.as_str());
        if let TermRef::NamedNode(node) = triple.object {
            terms.insert(node.as_str());
        }
    }
    terms.retain(|iri| iri.starts_with(mutuelle::NAMESPACE));
    terms
}

/// The languages in which `subject` has a non-empty `predicate`.
fn languages<'a>(graph: &'a Graph, subject: NamedNodeRef<'_>, predicate: NamedNodeRef<'_>) -> Vec<&'a str> {
    let mut languages: Vec<&str> = graph
        .objects_for_subject_predicate(subject, predicate)
        .filter_map(|object| match object {
            TermRef::Literal(text) if !text.value().trim().is_empty() => text.language(),
            _ => None,
        })
        .collect();
    languages.sort_unstable();
    languages
}

#[test]
fn every_file_parses_and_says_something() {
    for graph in [
        vocabulary(),
        schemes(),
        shapes(),
        search_profile(),
        alignments(),
        pair_import(),
        pair_export(),
    ] {
        assert!(!graph.unwrap().is_empty());
    }
}

#[test]
fn every_turtle_file_of_a_folder_is_embedded() {
    for (folder, documents) in [
        ("vocabulary", document::VOCABULARY.to_vec()),
        ("schemes", document::SCHEMES.to_vec()),
        ("shapes", document::SHAPES.to_vec()),
        (
            "alignments",
            [
                document::ALIGNMENTS,
                &[document::PAIR_IMPORT, document::PAIR_EXPORT],
            ]
            .concat(),
        ),
    ] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let present: BTreeSet<String> = std::fs::read_dir(path)
            .unwrap()
            .map(|entry| format!("{folder}/{}", entry.unwrap().file_name().to_string_lossy()))
            .collect();
        let embedded: BTreeSet<String> = documents
            .iter()
            .map(|document| document.path.to_owned())
            .collect();
        assert_eq!(present, embedded);
    }
}

#[test]
fn a_broken_file_is_named_with_the_position_in_the_cause() {
    let broken = document::Document {
        path: "vocabulary/actors.ttl",
        text: "<http://e/s> <http://e/p> .\n",
    };
    let error = broken.parse().unwrap_err();
    assert!(
        error.to_string().contains("`ontology/vocabulary/actors.ttl`"),
        "{error}"
    );
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains('1'), "{cause}");
}

#[test]
fn the_ontology_names_its_version() {
    let graph = vocabulary().unwrap();
    let version = graph
        .object_for_subject_predicate(mutuelle::ONTOLOGY, reused::owl::VERSION_IRI)
        .unwrap();
    assert_eq!(version.to_string(), "<https://w3id.org/mutuelle/ns/0.2.0>");
}

#[test]
fn every_term_is_labelled_and_commented_in_french_and_english() {
    let graph = vocabulary().unwrap();
    for iri in described(&graph) {
        let term = NamedNodeRef::new(iri).unwrap();
        assert_eq!(
            languages(&graph, term, reused::rdfs::LABEL),
            ["en", "fr"],
            "label of {term}"
        );
        assert_eq!(
            languages(&graph, term, reused::rdfs::COMMENT),
            ["en", "fr"],
            "comment of {term}"
        );
    }
}

#[test]
fn every_term_says_who_defines_it_and_how_stable_it_is() {
    let graph = vocabulary().unwrap();
    for iri in described(&graph) {
        let term = NamedNodeRef::new(iri).unwrap();
        let definer = graph.object_for_subject_predicate(term, reused::rdfs::IS_DEFINED_BY);
        assert_eq!(
            definer,
            Some(TermRef::from(mutuelle::ONTOLOGY)),
            "definer of {term}"
        );
        let status = graph.object_for_subject_predicate(term, reused::vs::TERM_STATUS);
        assert!(
            matches!(status, Some(TermRef::Literal(text)) if STATUSES.contains(&text.value())),
            "status of {term}: {status:?}"
        );
    }
}

#[test]
fn every_term_is_a_class_or_a_property() {
    let graph = vocabulary().unwrap();
    let kinds = [
        reused::owl::CLASS,
        reused::owl::OBJECT_PROPERTY,
        reused::owl::DATATYPE_PROPERTY,
    ];
    for iri in described(&graph) {
        let term = NamedNodeRef::new(iri).unwrap();
        let found = graph
            .objects_for_subject_predicate(term, rdf::TYPE)
            .filter(|kind| kinds.iter().any(|known| *kind == TermRef::from(*known)))
            .count();
        assert_eq!(
            found, 1,
            "{term} must be exactly one of class, object property, datatype property"
        );
    }
}

#[test]
fn no_new_terms_differ_by_their_case_alone() {
    let graph = vocabulary().unwrap();
    let mut seen = BTreeSet::new();
    let twins: Vec<_> = described(&graph)
        .into_iter()
        .filter(|iri| !seen.insert(iri.to_lowercase()))
        .collect();
    // `mut:Question` and the starting question of a seed were published before this rule.
    assert_eq!(twins, [mutuelle::STARTING_QUESTION.as_str()]);
}

#[test]
fn every_area_comments_its_terms_in_whole_sentences() {
    let graph = vocabulary().unwrap();
    for triple in graph.triples_for_predicate(reused::rdfs::COMMENT) {
        let TermRef::Literal(text) = triple.object else {
            panic!("{triple}")
        };
        let text = text.value();
        assert!(text.ends_with(['.', '?', '…']), "{triple}");
        assert!(text.starts_with(|first: char| first.is_uppercase()), "{triple}");
    }
}

#[test]
fn an_inverse_has_the_domain_and_range_of_the_other_the_other_way_round() {
    let graph = vocabulary().unwrap();
    let inverse_of = NamedNodeRef::new("http://www.w3.org/2002/07/owl#inverseOf").unwrap();
    let mut count = 0;
    for triple in graph.triples_for_predicate(inverse_of) {
        let TermRef::NamedNode(other) = triple.object else {
            panic!("{triple}")
        };
        for (ours, theirs) in [(rdfs::DOMAIN, rdfs::RANGE), (rdfs::RANGE, rdfs::DOMAIN)] {
            let here = graph.object_for_subject_predicate(triple.subject, ours);
            let there = graph.object_for_subject_predicate(other, theirs);
            assert_eq!(here, there, "{ours} of {} beside {other}", triple.subject);
        }
        count += 1;
    }
    assert!(count > 20, "{count}");
}

#[test]
fn every_term_used_anywhere_is_described() {
    let vocabulary = vocabulary().unwrap();
    let described = described(&vocabulary);
    for (name, graph) in [
        ("vocabulary", vocabulary.clone()),
        ("schemes", schemes().unwrap()),
        ("shapes", shapes().unwrap()),
        ("search-profile.ttl", search_profile().unwrap()),
        ("alignments", alignments().unwrap()),
    ] {
        let unknown: Vec<_> = mentioned(&graph)
            .into_iter()
            .filter(|iri| !described.contains(iri))
            .collect();
        assert!(
            unknown.is_empty(),
            "{name} uses {unknown:?}, which the vocabulary does not describe"
        );
    }
}

#[test]
fn the_constants_and_the_vocabulary_name_the_same_terms() {
    let graph = vocabulary().unwrap();
    let constants: BTreeSet<&str> = mutuelle::TERMS.iter().map(|term| term.as_str()).collect();
    assert_eq!(
        constants.len(),
        mutuelle::TERMS.len(),
        "a term stands twice in TERMS"
    );
    assert_eq!(constants, described(&graph));
}

#[test]
fn every_scheme_and_concept_is_named_and_defined_in_french_and_english() {
    let graph = schemes().unwrap();
    assert_eq!(scheme::SCHEMES.len(), document::SCHEMES.len());
    for (scheme, concepts) in scheme::SCHEMES {
        assert_eq!(languages(&graph, *scheme, reused::rdfs::LABEL), ["en", "fr"]);
        assert_eq!(languages(&graph, *scheme, reused::skos::DEFINITION), ["en", "fr"]);
        for concept in *concepts {
            for predicate in [reused::skos::PREF_LABEL, reused::skos::DEFINITION] {
                assert_eq!(languages(&graph, *concept, predicate), ["en", "fr"], "{concept}");
            }
        }
    }
}

#[test]
fn a_concept_is_in_its_scheme_at_the_top_or_below_another_and_ranked_when_all_are() {
    let graph = schemes().unwrap();
    for (scheme, concepts) in scheme::SCHEMES {
        let in_file: BTreeSet<String> = graph
            .subjects_for_predicate_object(reused::skos::IN_SCHEME, *scheme)
            .map(|concept| concept.to_string())
            .collect();
        let constants: BTreeSet<String> = concepts.iter().map(ToString::to_string).collect();
        assert_eq!(in_file, constants, "concepts of {scheme}");
        let has_top = NamedNodeRef::new("http://www.w3.org/2004/02/skos/core#hasTopConcept").unwrap();
        let rank = |concept: &NamedNodeRef<'_>| graph.object_for_subject_predicate(*concept, mutuelle::RANK);
        let ordered = rank(&concepts[0]).is_some();
        for (index, concept) in concepts.iter().enumerate() {
            let top = graph.contains(TripleRef::new(*scheme, has_top, *concept));
            let below = graph
                .object_for_subject_predicate(*concept, reused::skos::BROADER)
                .is_some();
            assert!(top != below, "{concept}: at the top {top}, below another {below}");
            let found = match rank(concept) {
                Some(TermRef::Literal(number)) => Some(number.value().to_owned()),
                _ => None,
            };
            assert_eq!(
                found,
                ordered.then(|| (index + 1).to_string()),
                "rank of {concept}"
            );
        }
    }
}

#[test]
fn the_json_ld_context_names_every_term() {
    let graph = vocabulary().unwrap();
    let mut members = Vec::new();
    let mut classes = Vec::new();
    for iri in described(&graph) {
        let name = &iri[mutuelle::NAMESPACE.len()..];
        let term = NamedNodeRef::new(iri).unwrap();
        if graph
            .objects_for_subject_predicate(term, rdf::TYPE)
            .any(|kind| kind == reused::owl::CLASS.into())
        {
            classes.push(format!("\"{name}\""));
        } else {
            members.push(format!("\"{name}\": \"http://example.org/value\""));
        }
    }
    let context = document::JSON_LD_CONTEXT.trim_end().strip_suffix('}').unwrap();
    let json = format!(
        "{context}, \"id\": \"http://example.org/s\", \"type\": [{}], {}}}",
        classes.join(","),
        members.join(",")
    );
    let parser = RdfParser::from_format(RdfFormat::JsonLd {
        profile: JsonLdProfileSet::empty(),
    });
    let read: Graph = parser
        .for_slice(json.as_bytes())
        .map(|quad| oxrdf::Triple::from(quad.unwrap()))
        .collect();
    let missing: Vec<_> = described(&graph).difference(&mentioned(&read)).copied().collect();
    assert!(missing.is_empty(), "the context has no name for {missing:?}");
    for triple in &read {
        let is_iri = matches!(triple.object, TermRef::NamedNode(_));
        let takes_iri = graph.contains(TripleRef::new(
            triple.predicate,
            rdf::TYPE,
            reused::owl::OBJECT_PROPERTY,
        ));
        assert!(
            triple.predicate == rdf::TYPE || is_iri == takes_iri,
            "the context reads {triple} wrongly"
        );
    }
}

#[test]
fn the_json_ld_context_and_the_table_of_prefixes_say_the_same() {
    let said: BTreeSet<(&str, &str)> = document::JSON_LD_CONTEXT
        .lines()
        .filter_map(|line| {
            let mut strings = line.split('"').skip(1).step_by(2);
            let (name, value) = (strings.next()?, strings.next()?);
            value.starts_with("http").then_some((name, value))
        })
        .collect();
    let table: BTreeSet<(&str, &str)> = PREFIXES.iter().copied().collect();
    assert_eq!(said, table);
    assert_eq!(table.len(), PREFIXES.len(), "each prefix stands once");
}

#[test]
fn a_document_is_the_same_graph_each_time_and_shares_no_blank_node_with_another() {
    let all = [
        document::VOCABULARY,
        document::SCHEMES,
        document::SHAPES,
        document::ALIGNMENTS,
    ]
    .concat();
    let mut owners = HashMap::new();
    for document in all {
        let graph = document.parse().unwrap();
        assert!(graph == document.parse().unwrap(), "{}", document.path);
        for triple in &graph {
            if let NamedOrBlankNodeRef::BlankNode(node) = triple.subject {
                let owner = owners.entry(node.as_str().to_owned()).or_insert(document.path);
                assert_eq!(*owner, document.path);
            }
        }
    }
    assert!(owners.len() > 10, "{}", owners.len());
}
