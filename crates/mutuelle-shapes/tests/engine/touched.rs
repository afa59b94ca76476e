//! `touched` against its definition: a node that it does not name has the same results before and after.

use std::collections::HashSet;
use std::convert::Infallible;

use mutuelle_shapes::{DataGraph, Shapes};
use oxrdf::{Graph, GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::{node, shapes, turtle};

const NODES: [&str; 5] = [":n0", ":n1", ":n2", ":n3", "\"v\""];
const CLASSES: [&str; 3] = [":C0", ":C1", ":C2"];
const PREDICATES: [&str; 4] = [":p", ":q", ":r", "rdf:type"];

fn predicate() -> impl Strategy<Value = String> {
    select(&PREDICATES[..]).prop_map(str::to_owned)
}

fn class() -> impl Strategy<Value = String> {
    select(&CLASSES[..]).prop_map(str::to_owned)
}

fn path() -> impl Strategy<Value = String> {
    predicate().prop_recursive(3, 6, 2, |inner| {
        prop_oneof![
            inner
                .clone()
                .prop_map(|path| format!("[ sh:inversePath {path} ]")),
            inner
                .clone()
                .prop_map(|path| format!("[ sh:zeroOrMorePath {path} ]")),
            inner
                .clone()
                .prop_map(|path| format!("[ sh:oneOrMorePath {path} ]")),
            inner
                .clone()
                .prop_map(|path| format!("[ sh:zeroOrOnePath {path} ]")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("( {a} {b} )")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("[ sh:alternativePath ( {a} {b} ) ]")),
        ]
    })
}

/// Constraints that any shape may have.
fn constraint() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        class().prop_map(|class| format!("sh:class {class}")),
        select(&NODES[..]).prop_map(|value| format!("sh:hasValue {value}")),
        predicate().prop_map(|other| format!("sh:equals {other}")),
        predicate().prop_map(|other| format!("sh:disjoint {other}")),
        Just("sh:nodeKind sh:IRI".to_owned()),
        Just("sh:in ( :n0 :n1 :C0 )".to_owned()),
        Just("sh:closed true ; sh:ignoredProperties ( :p )".to_owned()),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        let property = (path(), prop_oneof![inner.clone(), cardinality()])
            .prop_map(|(path, constraint)| format!("sh:property [ sh:path {path} ; {constraint} ]"));
        let qualified = (path(), inner.clone(), inner.clone()).prop_map(|(path, a, b)| {
            let qualified = |constraint, count| {
                format!(
                    "[ sh:path {path} ; sh:qualifiedValueShape [ {constraint} ] ; {count} ; \
                     sh:qualifiedValueShapesDisjoint true ]"
                )
            };
            format!(
                "sh:property {} , {}",
                qualified(a, "sh:qualifiedMinCount 1"),
                qualified(b, "sh:qualifiedMaxCount 1")
            )
        });
        prop_oneof![
            3 => property,
            1 => qualified,
            1 => inner.clone().prop_map(|inner| format!("sh:not [ {inner} ]")),
            1 => inner.clone().prop_map(|inner| format!("sh:node [ {inner} ]")),
            1 => (inner.clone(), inner).prop_map(|(a, b)| format!("sh:xone ( [ {a} ] [ {b} ] )")),
        ]
    })
}

fn cardinality() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("sh:minCount 1".to_owned()),
        Just("sh:maxCount 1".to_owned()),
        predicate().prop_map(|other| format!("sh:lessThan {other}")),
    ]
}

fn target() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => class().prop_map(|class| format!("sh:targetClass {class}")),
        1 => predicate().prop_map(|predicate| format!("sh:targetSubjectsOf {predicate}")),
        1 => predicate().prop_map(|predicate| format!("sh:targetObjectsOf {predicate}")),
        1 => select(&NODES[..]).prop_map(|node| format!("sh:targetNode {node}")),
    ]
}

fn shapes_graph() -> impl Strategy<Value = Graph> {
    prop::collection::vec((target(), constraint()), 1..4).prop_map(|shapes| {
        let shapes = shapes.iter().enumerate();
        let text: Vec<String> = shapes
            .map(|(at, (target, constraint))| format!(":S{at} {target} ; {constraint} ."))
            .collect();
        turtle(&text.join("\n"))
    })
}

fn triple() -> impl Strategy<Value = String> {
    let subject = || select(&NODES[..4]);
    prop_oneof![
        3 => (subject(), select(&PREDICATES[..3]), select(&NODES[..])).prop_map(|(s, p, o)| format!("{s} {p} {o} .")),
        2 => (subject(), class()).prop_map(|(s, class)| format!("{s} a {class} .")),
        1 => (class(), class()).prop_map(|(sub, class)| format!("{sub} rdfs:subClassOf {class} .")),
    ]
}

fn universe() -> Vec<Term> {
    let mut terms: Vec<Term> = ["n0", "n1", "n2", "n3", "C0", "C1", "C2"].map(node).into();
    terms.push(oxrdf::Literal::from("v").into());
    terms
}

fn results(shapes: &Shapes, data: &Graph, focus: &Term) -> Vec<String> {
    let Ok(report) = shapes.validate_nodes(data, std::slice::from_ref(focus));
    let mut results: Vec<String> = report
        .results
        .iter()
        .map(|result| format!("{result:?}"))
        .collect();
    results.sort();
    results
}

fn quads(before: &Graph, after: &Graph) -> Vec<Quad> {
    let removed = before.iter().filter(|triple| !after.contains(*triple));
    let added = after.iter().filter(|triple| !before.contains(*triple));
    removed
        .chain(added)
        .map(|triple| Triple::from(triple).in_graph(GraphName::DefaultGraph))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nodes_that_are_not_touched_keep_their_results(
        shapes_graph in shapes_graph(),
        ontology in subsequence(vec![":C0 rdfs:subClassOf :C1 .", ":C2 rdfs:subClassOf :C0 ."], 0..=2),
        (all, before, after) in prop::collection::vec(triple(), 1..14).prop_flat_map(|all| {
            let length = all.len();
            let states = (subsequence(all.clone(), 0..=length), subsequence(all.clone(), 0..=length));
            (Just(all), states.0, states.1)
        }),
    ) {
        let shapes = Shapes::from_graph(&shapes_graph).unwrap().with_classes(&turtle(&ontology.join("\n")));
        let (before, after) = (turtle(&before.join("\n")), turtle(&after.join("\n")));
        let changed = quads(&before, &after);
        for state in [&before, &after] {
            let Ok(touched) = shapes.touched(state, &changed);
            let touched: HashSet<Term> = touched.into_iter().collect();
            for focus in universe().iter().filter(|focus| !touched.contains(*focus)) {
                prop_assert_eq!(
                    results(&shapes, &before, focus), results(&shapes, &after, focus), "{} of {:?}", focus, all
                );
            }
        }
    }

    #[test]
    fn a_whole_run_is_the_run_over_all_nodes(
        shapes_graph in shapes_graph(),
        data in prop::collection::vec(triple(), 0..14),
    ) {
        let shapes = Shapes::from_graph(&shapes_graph).unwrap();
        let data = turtle(&data.join("\n"));
        let lines = |report: &mutuelle_shapes::Report| {
            let mut lines: Vec<String> = report.results.iter().map(|result| format!("{result:?}")).collect();
            lines.sort();
            lines
        };
        let Ok(whole) = shapes.validate(&data);
        let Ok(by_node) = shapes.validate_nodes(&data, &universe());
        prop_assert_eq!(lines(&whole), lines(&by_node));
    }
}

fn changes(text: &str) -> Vec<Quad> {
    quads(&Graph::new(), &turtle(text))
}

#[test]
fn touched_names_the_nodes_that_refer_to_a_changed_one() {
    let shapes = shapes(
        ":S sh:targetClass mut:KnowledgeSeed ; sh:property [ sh:path dct:creator ; sh:class mut:Actor ] ,
             [ sh:path [ sh:inversePath mut:germinatedInto ] ; sh:maxCount 1 ] .",
    )
    .with_classes(&turtle("mut:Person rdfs:subClassOf mut:Actor ."));
    let data = turtle(":g a mut:KnowledgeSeed ; dct:creator :lea . :lea a mut:Person .");
    let touched = |text: &str| {
        let Ok(mut nodes) = shapes.touched(&data, &changes(text));
        nodes.sort_by_key(ToString::to_string);
        nodes
    };
    assert_eq!(
        touched(":lea a mut:Person ."),
        [node("g")],
        "a creator gains or loses being a person"
    );
    assert_eq!(touched(":g dct:creator :noé ."), [node("g")]);
    assert_eq!(
        touched(":autre mut:germinatedInto :g ."),
        [node("g")],
        "the object, through the inverse path"
    );
    assert_eq!(
        touched("mut:Person rdfs:subClassOf mut:Être ."),
        [node("g"), node("lea")]
    );
    assert_eq!(touched(":lea a mut:Territory ; rdfs:label \"Léa\" ."), []);
}

#[test]
fn touched_goes_back_through_an_inverse_sequence() {
    let shapes = shapes(
        ":S sh:targetClass :C ;
            sh:property [ sh:path [ sh:inversePath ( :p [ sh:inversePath :q ] :r ) ] ; sh:maxCount 0 ] .",
    );
    let data = turtle(":x :p :y . :z :q :y . :z :r :focus . :focus a :C .");
    for change in [":x :p :y .", ":z :q :y .", ":z :r :focus ."] {
        let Ok(touched) = shapes.touched(&data, &changes(change));
        assert_eq!(touched, [node("focus")], "{change}");
    }
}

/// Fails the test at the first read.
struct Unread;

impl DataGraph for Unread {
    type Error = Infallible;

    fn objects(&self, subject: &NamedOrBlankNode, predicate: &NamedNode) -> Result<Vec<Term>, Infallible> {
        panic!("`{subject} {predicate}` is read")
    }

    fn subjects(&self, predicate: &NamedNode, object: &Term) -> Result<Vec<NamedOrBlankNode>, Infallible> {
        panic!("`{predicate} {object}` is read")
    }

    fn predicates_objects(&self, subject: &NamedOrBlankNode) -> Result<Vec<(NamedNode, Term)>, Infallible> {
        panic!("`{subject}` is read")
    }

    fn pairs(&self, predicate: &NamedNode) -> Result<Vec<(NamedOrBlankNode, Term)>, Infallible> {
        panic!("`{predicate}` is read")
    }
}

#[test]
fn a_change_that_no_shape_speaks_of_costs_no_read() {
    let shapes = shapes(
        ":S sh:targetClass mut:KnowledgeSeed ; sh:property [ sh:path dct:creator ; sh:class mut:Actor ] .",
    );
    let Ok(touched) = shapes.touched(&Unread, &changes(":a :p :b . :b rdfs:label \"b\" ."));
    assert_eq!(touched, []);
    let Ok(touched) = shapes.touched(&Unread, &changes(":g dct:creator :lea ."));
    assert_eq!(touched, [node("g")], "the subject itself is found without a read");
}
