//! What follows from the ontology is there to be asked, and follows every change.

use crate::support::*;
use mutuelle_commons::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

const WORDS: &str = "PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX schema: <http://schema.org/>
    PREFIX pair: <http://virtual-assembly.org/ontologies/pair#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> ";

pub(crate) fn inferring() -> Commons {
    let options = CommonsOptions {
        inference: true,
        ..options(Place::Memory)
    };
    Commons::open(options).unwrap().0
}

/// The first column of a query's rows, as text.
pub(crate) fn column(commons: &Commons, text: &str, only_said: bool) -> Vec<String> {
    let request = QueryRequest {
        text: format!("{PREFIXES}{WORDS}{text}"),
        only_said,
        ..QueryRequest::default()
    };
    let mut out = Vec::new();
    let format = ResultFormat::Table(TableFormat::Csv);
    let prepared = commons.prepare(request).unwrap();
    prepared
        .run(commons, format, &CancellationToken::new(), &mut out)
        .unwrap();
    let text = String::from_utf8(out).unwrap();
    let mut rows: Vec<String> = text.lines().skip(1).map(|row| row.trim().to_owned()).collect();
    rows.sort();
    rows
}

fn inferred(commons: &Commons) -> BTreeSet<String> {
    let text = "SELECT (CONCAT(STR(?s), ' ', STR(?p), ' ', STR(?o)) AS ?t) { GRAPH <urn:mutuelle:inferred> { ?s ?p ?o } }";
    column(commons, text, false).into_iter().collect()
}

#[test]
fn data_in_our_words_are_found_in_those_of_others_and_the_other_way_round() {
    let commons = inferring();
    add(&commons, ":alice a mut:Person ; rdfs:label \"Alice\" .");
    add(
        &commons,
        ":forge a mut:Project ; rdfs:label \"La forge\"@fr ; mut:ledBy :alice .",
    );
    let bob = "<http://xmlns.com/foaf/0.1/name> \"Bob\"";
    add(
        &commons,
        &format!(":bob a <http://xmlns.com/foaf/0.1/Person> ; {bob} ."),
    );
    let names = column(&commons, "SELECT ?n { ?x a foaf:Person ; schema:name ?n }", false);
    assert_eq!(names, ["Alice", "Bob"]);
    assert_eq!(
        column(&commons, "SELECT ?l { ?p a pair:Project ; pair:label ?l }", false),
        ["La forge"]
    );
    assert_eq!(
        column(&commons, "SELECT ?n { :bob rdfs:label ?n }", false),
        ["Bob"]
    );
    assert_eq!(
        column(&commons, "SELECT ?p { :alice mut:leads ?p }", false),
        [iri("forge").as_str()]
    );
    // Whoever wants only what is said gets that.
    assert_eq!(
        column(&commons, "SELECT ?n { ?x a foaf:Person ; schema:name ?n }", true),
        [""; 0]
    );
    assert!(
        column(&commons, "SELECT ?g { GRAPH ?g { :alice ?p ?o } }", true)
            .iter()
            .all(|graph| !graph.contains("inferred"))
    );
    verified(&commons);
}

#[test]
fn what_is_taken_back_no_longer_follows_unless_something_else_says_it() {
    let commons = inferring();
    add(
        &commons,
        ":forge a mut:Project ; rdfs:label \"La forge\"@fr ; mut:ledBy :alice , :bob .",
    );
    let leads = "SELECT ?x { ?x mut:leads :forge }";
    assert_eq!(column(&commons, leads, false).len(), 2);
    // Now it is said as well: it stands in one graph only, and stays when one of the two goes.
    update(&commons, "INSERT DATA { GRAPH :g { :alice mut:leads :forge } }").unwrap();
    assert_eq!(column(&commons, leads, false).len(), 2);
    update(&commons, "DELETE DATA { :forge mut:ledBy :alice }").unwrap();
    assert_eq!(column(&commons, leads, false).len(), 2);
    assert_eq!(
        column(&commons, "SELECT ?x { :forge mut:ledBy ?x }", false).len(),
        2
    );
    update(&commons, "DROP GRAPH :g").unwrap();
    assert_eq!(column(&commons, leads, false), [iri("bob").as_str()]);
    update(&commons, "DELETE WHERE { :forge ?p ?o }").unwrap();
    assert_eq!(inferred(&commons), BTreeSet::new());
    assert_eq!(commons.status().unwrap().copy.inferred, Some(0));
}

#[test]
fn why_a_triple_holds_is_told_with_what_is_said_and_the_axioms() {
    let commons = inferring();
    add(
        &commons,
        ":forge a mut:Project ; rdfs:label \"La forge\"@fr ; mut:ledBy :alice .",
    );
    let triple = |predicate: &str, object: NamedNode| {
        Triple::new(iri("alice"), NamedNode::new_unchecked(predicate), object)
    };
    let leads = "https://w3id.org/mutuelle/ns#leads";
    let why = commons.why(&triple(leads, iri("forge"))).unwrap().unwrap();
    assert_eq!(why.triple, format!("<{BASE}alice> <{leads}> <{BASE}forge>"));
    let told = serde_json::to_string(&why).unwrap();
    assert!(told.contains("ledBy") && told.contains("owl:inverseOf"), "{told}");
    assert_eq!(commons.why(&triple(leads, iri("elsewhere"))).unwrap(), None);
    assert_eq!(memory().why(&triple(leads, iri("forge"))).unwrap(), None);
}

#[test]
fn no_change_may_name_the_inferred_graph() {
    let commons = inferring();
    let graph = GraphName::NamedNode(NamedNode::new_unchecked("urn:mutuelle:inferred"));
    assert!(commons.load(turtle(":a rdfs:label \"a\" .", graph)).is_err());
    assert!(
        update(
            &commons,
            "INSERT DATA { GRAPH <urn:mutuelle:inferred> { :a :b :c } }"
        )
        .is_err()
    );
    assert_eq!(state(&commons), (0, 0));
}

const PREDICATES: [&str; 7] = [
    "skos:broader",
    "skos:narrower",
    "mut:partOfProject",
    "mut:ledBy",
    "mut:leads",
    "mut:hasOffer",
    "mut:ofResource",
];
const CLASSES: [&str; 4] = ["pair:Project", "foaf:Person", "mut:Territory", "schema:Person"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever was added and taken away, what is inferred is what a commons infers that has only what is left.
    #[test]
    fn what_is_inferred_never_depends_on_how_the_data_came_to_be(
        changes in prop::collection::vec((any::<bool>(), 0..4_usize, 0..8_usize, 0..4_usize, 0..3_usize), 1..40)
    ) {
        let commons = inferring();
        for (adds, subject, predicate, object, graph) in changes {
            let triple = match PREDICATES.get(predicate) {
                Some(predicate) => format!(":n{subject} {predicate} :n{object}"),
                None => format!(":n{subject} a {}", CLASSES[object]),
            };
            let verb = if adds { "INSERT" } else { "DELETE" };
            let change = format!("{WORDS} {verb} DATA {{ GRAPH :g{graph} {{ {triple} }} }}");
            // What the shapes refuse changes nothing.
            let _ = update(&commons, &change);
        }
        let anew = inferring();
        let mut quads = Vec::new();
        commons.export(&Export::Everything, RdfFormat::NQuads, &mut quads).unwrap();
        let request = LoadRequest {
            input: Input::Bytes(quads),
            format: RdfFormat::NQuads,
            target: LoadTarget::AsWritten,
            ..turtle("", GraphName::DefaultGraph)
        };
        anew.load(request).unwrap();
        prop_assert_eq!(inferred(&commons), inferred(&anew));
    }
}
