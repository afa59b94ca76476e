//! The rules that the shapes and the search profile keep.

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::{reused, scheme, search};
use mutuelle_ontology::{schemes, search_profile, shapes};
use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNodeRef, NamedOrBlankNodeRef, TermRef, TripleRef};

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

/// The languages in which `shape` has a non-empty `predicate`.
fn languages<'a>(
    graph: &'a Graph,
    shape: NamedOrBlankNodeRef<'_>,
    predicate: NamedNodeRef<'_>,
) -> Vec<&'a str> {
    let objects = graph.objects_for_subject_predicate(shape, predicate);
    let mut languages: Vec<&str> = objects
        .filter_map(|object| match object {
            TermRef::Literal(text) if !text.value().trim().is_empty() => text.language(),
            _ => None,
        })
        .collect();
    languages.sort_unstable();
    languages
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
            assert_eq!(
                languages(&graph, shape, predicate),
                ["en", "fr"],
                "{predicate} of {shape}"
            );
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
    assert!(count > 180, "{count}");
}

#[test]
fn every_node_shape_targets_a_class_and_is_named_in_both_languages() {
    let graph = shapes().unwrap();
    for shape in graph.subjects_for_predicate_object(rdf::TYPE, reused::sh::NODE_SHAPE) {
        assert!(
            graph
                .object_for_subject_predicate(shape, reused::sh::TARGET_CLASS)
                .is_some(),
            "target of {shape}"
        );
        assert_eq!(
            languages(&graph, shape, reused::rdfs::LABEL),
            ["en", "fr"],
            "{shape}"
        );
        let is_property = graph.contains(TripleRef::new(shape, rdf::TYPE, reused::sh::PROPERTY_SHAPE));
        assert!(
            !is_property,
            "{shape} is the name of a node shape and of a property shape"
        );
    }
}

#[test]
fn a_node_shape_has_a_message_in_both_languages_exactly_when_it_constrains_the_node() {
    let graph = shapes().unwrap();
    let says_no_rule = [
        rdf::TYPE,
        reused::rdfs::LABEL,
        reused::sh::TARGET_CLASS,
        reused::sh::PROPERTY,
        reused::sh::MESSAGE,
        reused::sh::SEVERITY,
    ];
    let mut count = 0;
    for shape in graph.subjects_for_predicate_object(rdf::TYPE, reused::sh::NODE_SHAPE) {
        let constrains = graph
            .triples_for_subject(shape)
            .any(|triple| !says_no_rule.contains(&triple.predicate));
        let expected: &[&str] = if constrains { &["en", "fr"] } else { &[] };
        assert_eq!(languages(&graph, shape, reused::sh::MESSAGE), expected, "{shape}");
        count += usize::from(constrains);
    }
    assert!(count > 20, "{count}");
}

#[test]
fn a_message_is_a_whole_sentence() {
    let graph = shapes().unwrap();
    for triple in graph.triples_for_predicate(reused::sh::MESSAGE) {
        let TermRef::Literal(text) = triple.object else {
            panic!("{triple}")
        };
        let text = text.value();
        assert!(text.starts_with(char::is_uppercase), "{triple}");
        assert!(text.ends_with(['.', '?', '…']), "{triple}");
    }
}

#[test]
fn what_only_advises_says_so_in_its_name() {
    let graph = shapes().unwrap();
    let warning = NamedNodeRef::new("http://www.w3.org/ns/shacl#Warning").unwrap();
    for triple in graph.triples_for_predicate(reused::sh::SEVERITY) {
        assert_eq!(triple.object, warning.into(), "{triple}");
        let name = triple.subject.to_string();
        assert!(name.ends_with("-advised>"), "{name}");
    }
}

/// What a person may choose from: a whole scheme, or everything below some of its top concepts.
fn choices(schemes: &Graph) -> BTreeSet<BTreeSet<String>> {
    let mut choices = BTreeSet::new();
    for (_, concepts) in scheme::SCHEMES {
        choices.insert(concepts.iter().map(ToString::to_string).collect());
        let mut below: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for concept in *concepts {
            if let Some(top) = schemes.object_for_subject_predicate(*concept, reused::skos::BROADER) {
                below
                    .entry(top.to_string())
                    .or_default()
                    .insert(concept.to_string());
            }
        }
        choices.insert(below.values().flatten().cloned().collect());
        choices.extend(below.into_values());
    }
    choices
}

#[test]
fn every_choice_of_concepts_is_a_whole_scheme_or_all_that_stands_below_a_top() {
    let graph = shapes().unwrap();
    let choices = choices(&schemes().unwrap());
    let mut count = 0;
    // Only where a person chooses: within a constraint a list may be any.
    for shape in graph.subjects_for_predicate_object(rdf::TYPE, reused::sh::PROPERTY_SHAPE) {
        let Some(head) = graph.object_for_subject_predicate(shape, reused::sh::IN) else {
            continue;
        };
        let offered: BTreeSet<String> = list(&graph, head).iter().map(ToString::to_string).collect();
        assert!(choices.contains(&offered), "{shape} offers {offered:?}");
        count += 1;
    }
    assert!(count > 14, "{count}");
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
