//! The rules that the shapes and the search profile keep.

use std::collections::BTreeSet;

use mutuelle_ontology::vocab::{reused, scheme, search};
use mutuelle_ontology::{search_profile, shapes};
use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNodeRef, NamedOrBlankNodeRef, TermRef};

/// The members of the RDF list that starts at `head`.
fn list<'a>(graph: &'a Graph, head: TermRef<'a>) -> Vec<TermRef<'a>> {
    let mut members = Vec::new();
    let mut node = head;
    while node != rdf::NIL.into() {
        let TermRef::BlankNode(cell) = node else {
            panic!("{node} is no list cell")
        };
        let value = |predicate| graph.object_for_subject_predicate(cell, predicate);
        let (Some(first), Some(rest)) = (value(rdf::FIRST), value(rdf::REST)) else {
            panic!("{node} is a broken list cell");
        };
        members.push(first);
        node = rest;
    }
    members
}

#[test]
fn every_property_shape_has_a_path_a_name_and_a_message_in_both_languages() {
    let graph = shapes().unwrap();
    let mut count = 0;
    for shape in graph.subjects_for_predicate_object(rdf::TYPE, reused::sh::PROPERTY_SHAPE) {
        assert!(
            graph
                .object_for_subject_predicate(shape, reused::sh::PATH)
                .is_some(),
            "path of {shape}"
        );
        for predicate in [reused::sh::NAME, reused::sh::MESSAGE] {
            let languages: BTreeSet<_> = graph
                .objects_for_subject_predicate(shape, predicate)
                .filter_map(|object| {
                    if let TermRef::Literal(text) = object {
                        text.language()
                    } else {
                        None
                    }
                })
                .collect();
            assert_eq!(languages, BTreeSet::from(["en", "fr"]), "{predicate} of {shape}");
        }
        assert_eq!(
            graph
                .subjects_for_predicate_object(reused::sh::PROPERTY, shape)
                .count(),
            1,
            "{shape}"
        );
        count += 1;
    }
    assert!(count > 40, "{count}");
}

#[test]
fn every_node_shape_targets_a_class() {
    let graph = shapes().unwrap();
    for shape in graph.subjects_for_predicate_object(rdf::TYPE, reused::sh::NODE_SHAPE) {
        assert!(
            graph
                .object_for_subject_predicate(shape, reused::sh::TARGET_CLASS)
                .is_some(),
            "target of {shape}"
        );
    }
}

#[test]
fn every_choice_of_concepts_is_a_whole_scheme() {
    let graph = shapes().unwrap();
    let schemes = [
        scheme::maturity::CONCEPTS,
        scheme::incubation::CONCEPTS,
        scheme::closure::CONCEPTS,
        scheme::argument_style::CONCEPTS,
        scheme::evidence_status::CONCEPTS,
    ];
    let mut seen = 0;
    for triple in graph.triples_for_predicate(reused::sh::IN) {
        let offered = list(&graph, triple.object);
        assert!(
            schemes.iter().any(|concepts| {
                concepts.len() == offered.len()
                    && concepts
                        .iter()
                        .zip(&offered)
                        .all(|(ours, theirs)| TermRef::from(*ours) == *theirs)
            }),
            "{} offers {offered:?}",
            triple.subject
        );
        seen += 1;
    }
    assert_eq!(seen, schemes.len());
}

#[test]
fn every_rule_of_the_search_profile_lists_properties() {
    let graph = search_profile().unwrap();
    let lists = [
        search::TITLE,
        search::ALTERNATIVE,
        search::KEYWORD,
        search::BODY,
        search::LINKED,
        search::DATE,
    ];
    let mut generic = 0;
    for rule in graph.subjects_for_predicate_object(rdf::TYPE, search::RULE) {
        let classes = graph
            .objects_for_subject_predicate(rule, search::FOR_CLASS)
            .count();
        assert!(classes <= 1, "{rule} is for {classes} classes");
        generic += usize::from(classes == 0);
        for triple in graph.triples_for_subject(rule) {
            let predicate: NamedNodeRef<'_> = triple.predicate;
            if lists.contains(&predicate) {
                let members = list(&graph, triple.object);
                assert!(!members.is_empty(), "{triple}");
                assert!(
                    members
                        .iter()
                        .all(|member| matches!(member, TermRef::NamedNode(_))),
                    "{triple}"
                );
            } else {
                assert!(
                    predicate == rdf::TYPE || predicate == search::FOR_CLASS,
                    "{triple}"
                );
            }
        }
    }
    assert_eq!(generic, 1);
}

#[test]
fn the_generic_rule_reads_archival_data() {
    let graph = search_profile().unwrap();
    let rule = NamedNodeRef::new("https://w3id.org/mutuelle/search-profile#generic").unwrap();
    let members = |property: NamedNodeRef<'_>| {
        let head = graph
            .object_for_subject_predicate(NamedOrBlankNodeRef::from(rule), property)
            .unwrap();
        list(&graph, head)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    let rico = |name: &str| format!("<https://www.ica.org/standards/RiC/ontology#{name}>");
    assert!(members(search::TITLE).contains(&rico("name")));
    assert!(members(search::TITLE).contains(&rico("title")));
    assert!(members(search::BODY).contains(&rico("history")));
}
