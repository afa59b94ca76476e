//! What follows from the alignments, and what must not.

use std::collections::BTreeSet;

use mutuelle_ontology::vocab::{mutuelle, reused};
use mutuelle_ontology::{alignments, document, pair_import, vocabulary};
use oxrdf::vocab::rdfs;
use oxrdf::{Graph, NamedNodeRef, NamedOrBlankNodeRef, TermRef};

const PREFIXES: &[(&str, &str)] = &[
    ("mut", "https://w3id.org/mutuelle/ns#"),
    ("pair", "http://virtual-assembly.org/ontologies/pair#"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("schema", "http://schema.org/"),
    ("org", "http://www.w3.org/ns/org#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("ibis", "https://vocab.methodandstructure.com/ibis#"),
    ("vf", "https://w3id.org/valueflows/ont/vf#"),
];
const REPLACED_BY: &str = "http://purl.org/dc/terms/isReplacedBy";

fn iri(short: &str) -> String {
    for (prefix, namespace) in PREFIXES {
        if let Some(local) = short.strip_prefix(prefix).and_then(|rest| rest.strip_prefix(':')) {
            return format!("{namespace}{local}");
        }
    }
    panic!("{short} has no known prefix")
}

/// Everything that is said: what a reasoner has before it sees any data.
fn everything() -> Graph {
    let mut graph = Graph::new();
    for part in [vocabulary(), alignments()] {
        graph.extend(&part.unwrap_or_else(|error| panic!("{error}")));
    }
    graph
}

/// Whether data stated with `from` is found with `to`, by subclasses or by subproperties.
fn leads(graph: &Graph, from: &str, to: &str) -> bool {
    let (from, to) = (iri(from), iri(to));
    [rdfs::SUB_CLASS_OF, rdfs::SUB_PROPERTY_OF]
        .iter()
        .any(|step| reached(graph, &from, *step).contains(&to))
}

fn reached(graph: &Graph, from: &str, step: NamedNodeRef<'_>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![from.to_owned()];
    while let Some(term) = waiting.pop() {
        for object in graph.objects_for_subject_predicate(NamedNodeRef::new_unchecked(&term), step) {
            if let TermRef::NamedNode(node) = object
                && seen.insert(node.as_str().to_owned())
            {
                waiting.push(node.as_str().to_owned());
            }
        }
    }
    seen
}

#[test]
fn a_question_in_the_words_of_others_finds_what_is_said_in_ours() {
    let graph = everything();
    for (ours, theirs) in [
        ("mut:Person", "foaf:Person"),
        ("mut:Person", "schema:Person"),
        ("mut:Person", "pair:Person"),
        ("mut:Organization", "org:Organization"),
        ("mut:PublicBody", "pair:Organization"),
        ("mut:Project", "pair:Project"),
        ("mut:OffEvent", "schema:Event"),
        ("mut:OffEvent", "pair:Event"),
        ("mut:KnowledgeSeed", "schema:CreativeWork"),
        ("mut:WhyNot", "ibis:Issue"),
        ("mut:Offer", "vf:Proposal"),
        ("mut:Contribution", "vf:EconomicEvent"),
        ("mut:Membership", "org:Membership"),
        ("rdfs:label", "foaf:name"),
        ("rdfs:label", "schema:name"),
        ("rdfs:label", "pair:label"),
        ("mut:ledBy", "pair:involves"),
        ("mut:canTeach", "pair:hasSkill"),
        ("mut:offers", "pair:offers"),
        ("mut:startDate", "schema:startDate"),
        ("dct:description", "schema:description"),
    ] {
        assert!(leads(&graph, ours, theirs), "{ours} does not lead to {theirs}");
    }
}

#[test]
fn a_question_in_our_words_finds_what_is_said_in_others() {
    let graph = everything();
    for (theirs, ours) in [
        ("foaf:Person", "mut:Actor"),
        ("schema:Person", "mut:Person"),
        ("pair:Person", "mut:Person"),
        ("org:Organization", "mut:Organization"),
        ("pair:Project", "mut:Project"),
        ("schema:Event", "mut:Event"),
        ("pair:Skill", "mut:Resource"),
        ("ibis:Argument", "mut:Argument"),
        ("vf:EconomicEvent", "mut:Flow"),
        ("foaf:name", "rdfs:label"),
        ("schema:name", "rdfs:label"),
        ("skos:prefLabel", "rdfs:label"),
        ("dct:title", "rdfs:label"),
        ("pair:label", "rdfs:label"),
        ("pair:description", "dct:description"),
        ("pair:involves", "mut:involves"),
        ("pair:startDate", "mut:startDate"),
        ("pair:hasTopic", "dct:subject"),
    ] {
        assert!(leads(&graph, theirs, ours), "{theirs} does not lead to {ours}");
    }
}

#[test]
fn a_name_in_one_communitys_word_is_found_in_another_communitys_word() {
    let graph = everything();
    for (from, to) in [
        ("pair:label", "schema:name"),
        ("foaf:name", "pair:label"),
        ("skos:prefLabel", "schema:name"),
        ("pair:Person", "foaf:Person"),
        ("schema:Person", "pair:Person"),
    ] {
        assert!(leads(&graph, from, to), "{from} does not lead to {to}");
    }
}

#[test]
fn words_that_only_look_alike_are_kept_apart() {
    let graph = everything();
    for (from, to) in [
        ("ibis:supports", "pair:supports"),
        ("pair:supports", "ibis:supports"),
        ("mut:extends", "pair:extends"),
        ("ibis:Issue", "mut:Question"),
        ("mut:Argument", "mut:Question"),
        ("foaf:Agent", "mut:Actor"),
        ("prov:Agent", "mut:Actor"),
        ("mut:Project", "schema:Project"),
        ("schema:CreativeWork", "mut:KnowledgeSeed"),
        ("pair:Idea", "mut:KnowledgeSeed"),
        ("vf:Plan", "mut:Project"),
        ("rdfs:label", "skos:prefLabel"),
        ("skos:altLabel", "skos:prefLabel"),
        ("org:memberOf", "pair:affiliatedBy"),
        ("mut:Group", "mut:Organization"),
    ] {
        assert!(!leads(&graph, from, to), "{from} leads to {to}");
    }
}

#[test]
fn nothing_is_said_to_be_equivalent() {
    let texts = document::ALIGNMENTS.iter().chain(document::VOCABULARY);
    for document in texts {
        assert!(!document.text.contains("owl:equivalent"), "{}", document.path);
        assert!(!document.text.contains("owl:sameAs"), "{}", document.path);
    }
}

#[test]
fn the_alignment_with_pair_says_nothing_but_subclass_and_subproperty_of_pair() {
    let document = document::ALIGNMENTS
        .iter()
        .find(|document| document.path == "alignments/pair.ttl")
        .unwrap();
    for triple in &document.parse().unwrap() {
        assert!(
            [rdfs::SUB_CLASS_OF, rdfs::SUB_PROPERTY_OF].contains(&triple.predicate),
            "{triple}"
        );
        assert!(
            triple
                .object
                .to_string()
                .starts_with(&format!("<{}", reused::pair::NAMESPACE)),
            "{triple}"
        );
        assert!(
            triple
                .subject
                .to_string()
                .starts_with(&format!("<{}", mutuelle::NAMESPACE)),
            "{triple}"
        );
    }
}

#[test]
fn an_irregular_iri_of_pair_has_one_replacement_which_is_regular() {
    let graph = pair_import().unwrap();
    let replaced_by = NamedNodeRef::new(REPLACED_BY).unwrap();
    assert_eq!(graph.triples_for_predicate(replaced_by).count(), graph.len());
    for triple in &graph {
        let replacements = graph
            .objects_for_subject_predicate(triple.subject, replaced_by)
            .count();
        assert_eq!(replacements, 1, "{}", triple.subject);
        let TermRef::NamedNode(regular) = triple.object else {
            panic!("{triple}")
        };
        let again = graph.object_for_subject_predicate(NamedOrBlankNodeRef::from(regular), replaced_by);
        assert_eq!(again, None, "{regular} is itself replaced");
    }
    let slashes = graph
        .iter()
        .filter(|triple| {
            triple
                .subject
                .to_string()
                .starts_with("<http://virtual-assembly.org/ontologies/pair/")
        })
        .count();
    assert_eq!(slashes, 19);
}

#[test]
fn the_alignments_use_no_iri_that_an_import_replaces() {
    let import = pair_import().unwrap();
    let irregular: BTreeSet<String> = import.iter().map(|triple| triple.subject.to_string()).collect();
    for triple in &alignments().unwrap() {
        for term in [triple.subject.to_string(), triple.object.to_string()] {
            assert!(!irregular.contains(&term), "{triple}");
        }
    }
}
