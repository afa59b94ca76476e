//! The rules that the vocabulary keeps, checked on the files that the binary embeds.

use std::collections::BTreeSet;

use mutuelle_ontology::vocab::{mutuelle, reused, scheme};
use mutuelle_ontology::{alignments, document, schemes, search_profile, shapes, vocabulary};
use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNodeRef, NamedOrBlankNodeRef, TermRef};
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
    for graph in [vocabulary(), schemes(), shapes(), search_profile(), alignments()] {
        assert!(!graph.unwrap().is_empty());
    }
}

#[test]
fn a_broken_file_is_named_with_the_position_in_the_cause() {
    let broken = document::Document {
        path: "mutuelle.ttl",
        text: "<http://e/s> <http://e/p> .\n",
    };
    let error = broken.parse().unwrap_err();
    assert!(error.to_string().contains("`ontology/mutuelle.ttl`"), "{error}");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains('1'), "{cause}");
}

#[test]
fn the_ontology_names_its_version() {
    let graph = vocabulary().unwrap();
    let version = graph
        .object_for_subject_predicate(mutuelle::ONTOLOGY, reused::owl::VERSION_IRI)
        .unwrap();
    assert_eq!(version.to_string(), "<https://w3id.org/mutuelle/ns/0.1.0>");
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
fn every_term_used_anywhere_is_described() {
    let vocabulary = vocabulary().unwrap();
    let described = described(&vocabulary);
    for (name, graph) in [
        ("mutuelle.ttl", vocabulary.clone()),
        ("schemes", schemes().unwrap()),
        ("shapes.ttl", shapes().unwrap()),
        ("search-profile.ttl", search_profile().unwrap()),
        ("alignments", alignments().unwrap()),
    ] {
        let unknown: Vec<_> = mentioned(&graph)
            .into_iter()
            .filter(|iri| !described.contains(iri))
            .collect();
        assert!(
            unknown.is_empty(),
            "{name} uses {unknown:?}, which mutuelle.ttl does not describe"
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
fn the_constants_and_the_schemes_name_the_same_concepts_in_the_same_order() {
    let graph = schemes().unwrap();
    for (scheme, concepts, ordered) in [
        (scheme::maturity::SCHEME, scheme::maturity::CONCEPTS, true),
        (scheme::incubation::SCHEME, scheme::incubation::CONCEPTS, true),
        (scheme::closure::SCHEME, scheme::closure::CONCEPTS, false),
        (
            scheme::argument_style::SCHEME,
            scheme::argument_style::CONCEPTS,
            false,
        ),
        (
            scheme::evidence_status::SCHEME,
            scheme::evidence_status::CONCEPTS,
            false,
        ),
    ] {
        let in_file: BTreeSet<String> = graph
            .subjects_for_predicate_object(reused::skos::IN_SCHEME, scheme)
            .map(|concept| concept.to_string())
            .collect();
        let constants: BTreeSet<String> = concepts.iter().map(ToString::to_string).collect();
        assert_eq!(in_file, constants, "concepts of {scheme}");
        for (index, concept) in concepts.iter().enumerate() {
            assert_eq!(
                languages(&graph, *concept, reused::skos::PREF_LABEL),
                ["en", "fr"],
                "{concept}"
            );
            assert_eq!(
                languages(&graph, *concept, reused::skos::DEFINITION),
                ["en", "fr"],
                "{concept}"
            );
            let rank = graph.object_for_subject_predicate(*concept, mutuelle::RANK);
            let expected = ordered.then(|| (index + 1).to_string());
            let found = match rank {
                Some(TermRef::Literal(number)) => Some(number.value().to_owned()),
                _ => None,
            };
            assert_eq!(found, expected, "rank of {concept}");
        }
    }
}

#[test]
fn the_alignment_says_nothing_but_subclass_and_subproperty_of_pair() {
    for triple in &alignments().unwrap() {
        assert!(
            triple.predicate == reused::rdfs::SUB_CLASS_OF
                || triple.predicate == reused::rdfs::SUB_PROPERTY_OF,
            "{triple}"
        );
        assert!(
            triple
                .object
                .to_string()
                .starts_with(&format!("<{}", reused::pair::NAMESPACE)),
            "{triple}"
        );
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
}
