//! Where a seed comes from, what came of it, how often it was of use.

use std::fmt::Write;

use mutuelle_domain::Node;
use mutuelle_domain::lineage::{LINEAGE_NODES, Lineage, TieKind, lineage, reuse};
use proptest::prelude::*;

use crate::data::{Reordered, follows_from, graph, holds, node, nodes, says};

const SEEDS: &str = r#"
:seed prov:wasDerivedFrom :source ; mut:compostedFrom :currency ; prov:wasRevisionOf :draft ; mut:germinatedInto :canteen ;
    mut:reusedIn :forge , "partout" , :seed .
:source prov:wasDerivedFrom :root . :sister prov:wasDerivedFrom :root .
:seed-en mut:translationOf :seed ; prov:wasDerivedFrom :seed .
:child prov:wasDerivedFrom :seed . :atlas mut:reuses :child .
:seed mut:compostedInto :mulch . :heap a mut:Composting ; prov:used :currency , :tool ; prov:generated :seed .
:meeting a prov:Activity ; prov:used :coffee ; prov:generated :seed .
:critic cito:disputes :seed . :paper cito:citesAsEvidence :seed ; cito:agreesWith :seed .
"#;

fn ties(lineage: &Lineage) -> Vec<(Node, TieKind, Node)> {
    let brief = |tie: &mutuelle_domain::lineage::Tie| (tie.earlier.clone(), tie.kind, tie.later.clone());
    lineage.ties.iter().map(brief).collect()
}

#[test]
fn a_lineage_goes_back_and_forth_and_not_aside() {
    let facts = graph(SEEDS);
    let found = lineage(&facts, &node("seed")).unwrap();
    let tie = |earlier: &str, kind, later: &str| (node(earlier), kind, node(later));
    assert_eq!(
        ties(&found),
        [
            tie("child", TieKind::Reused, "atlas"),
            tie("currency", TieKind::Composted, "seed"),
            tie("draft", TieKind::Revised, "seed"),
            tie("root", TieKind::Derived, "source"),
            tie("seed", TieKind::Germinated, "canteen"),
            tie("seed", TieKind::Derived, "child"),
            tie("seed", TieKind::Reused, "forge"),
            tie("seed", TieKind::Composted, "mulch"),
            tie("seed", TieKind::Translated, "seed-en"),
            tie("source", TieKind::Derived, "seed"),
            tie("tool", TieKind::Composted, "seed"),
        ]
    );
    assert!(found.ties.iter().all(|tie| follows_from(&tie.because, &facts)));
    assert!(says(
        &found.ties[1].because,
        ":seed mut:compostedFrom :currency . :heap prov:used :currency ; prov:generated :seed ."
    ));
    let root = found.nodes.iter().find(|met| met.node == node("root")).unwrap();
    assert_eq!((root.before, root.after), (Some(2), None));
    assert_eq!((found.nodes[0].before, found.nodes[0].after), (Some(0), Some(0)));
    assert!(!found.cut);
}

#[test]
fn a_lineage_says_each_tie_once_from_the_later_to_the_earlier() {
    let facts = graph(SEEDS);
    let said = lineage(&facts, &node("seed")).unwrap().graph();
    assert_eq!(said.len(), 11);
    assert!(holds(
        &said,
        ":canteen mut:germinatedFrom :seed . :mulch mut:compostedFrom :seed . :seed-en mut:translationOf :seed .
         :forge mut:reuses :seed . :seed prov:wasRevisionOf :draft ; prov:wasDerivedFrom :source ."
    ));
}

#[test]
fn reuse_is_counted_in_its_ways_and_never_summed() {
    let facts = graph(SEEDS);
    let counted = reuse(&facts, &node("seed")).unwrap();
    assert_eq!(
        (counted.citations.count, &counted.citations.by),
        (2, &nodes(&["critic", "paper"]))
    );
    assert_eq!(counted.derivations.by, nodes(&["child"]));
    assert_eq!(counted.translations.by, nodes(&["seed-en"]));
    assert_eq!(counted.germinations.by, nodes(&["canteen"]));
    assert_eq!(
        counted.reuses.by,
        nodes(&["forge"]),
        "a seed is not of use to itself"
    );
    assert!(says(
        &counted.citations.because,
        ":paper cito:agreesWith :seed . :critic cito:disputes :seed ."
    ));
    assert!(holds(
        &counted.graph(),
        ":critic cito:cites :seed . :child prov:wasDerivedFrom :seed ."
    ));
    let json = serde_json::to_value(&counted).unwrap();
    assert_eq!(json["citations"]["count"], 2);
    assert!(json.get("likes").is_none() && json.get("total").is_none());
}

#[test]
fn a_lineage_holds_as_many_as_the_limit_and_says_when_there_are_more() {
    let chain = |ties: usize| {
        let mut turtle = String::new();
        for at in 0..ties {
            writeln!(turtle, ":s{} prov:wasDerivedFrom :s{at} .", at + 1).unwrap();
        }
        lineage(&graph(&turtle), &node("s0")).unwrap()
    };
    let whole = chain(LINEAGE_NODES - 1);
    assert_eq!((whole.nodes.len(), whole.cut), (LINEAGE_NODES, false));
    assert_eq!(whole.nodes[LINEAGE_NODES - 1].after, Some(LINEAGE_NODES - 1));
    let cut = chain(LINEAGE_NODES);
    assert_eq!((cut.nodes.len(), cut.cut), (LINEAGE_NODES, true));
    assert_eq!(cut.ties.len(), LINEAGE_NODES - 1);
    assert!(chain(10_000).cut);
}

#[test]
fn a_circle_comes_before_and_after_itself_and_ends() {
    let found = lineage(
        &graph(":a prov:wasDerivedFrom :b . :b prov:wasDerivedFrom :c . :c prov:wasDerivedFrom :a ."),
        &node("a"),
    );
    let found = found.unwrap();
    assert_eq!((found.nodes.len(), found.ties.len(), found.cut), (3, 3, false));
    let b = found.nodes.iter().find(|met| met.node == node("b")).unwrap();
    assert_eq!((b.before, b.after), (Some(1), Some(2)));
}

#[test]
fn ten_thousand_derivations_keep_the_nearest() {
    let mut turtle = String::from(":seed prov:wasDerivedFrom :source .\n");
    for at in 0..10_000 {
        writeln!(
            turtle,
            ":d{at} prov:wasDerivedFrom :seed . :e{at} prov:wasDerivedFrom :d{at} ."
        )
        .unwrap();
    }
    let facts = graph(&turtle);
    let found = lineage(&facts, &node("seed")).unwrap();
    assert!(found.cut && found.nodes.iter().all(|met| met.after.or(met.before) <= Some(1)));
    assert_eq!(
        found.nodes[LINEAGE_NODES - 1].node,
        node("source"),
        "what it comes from is met first"
    );
    assert_eq!(reuse(&facts, &node("seed")).unwrap().derivations.count, 10_000);
}

#[test]
fn a_seed_of_which_nothing_is_said_stands_alone() {
    let found = lineage(&graph(""), &node("seed")).unwrap();
    assert_eq!((found.nodes.len(), found.ties.len()), (1, 0));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_lineage_does_not_depend_on_the_order_of_the_data(
        said in prop::collection::vec((0..6_u8, 0..6_u8, 0..8_usize), 0..16),
        by in any::<usize>(),
    ) {
        let properties = [
            "prov:wasDerivedFrom", "prov:wasRevisionOf", "mut:compostedFrom", "mut:compostedInto",
            "mut:translationOf", "mut:germinatedInto", "mut:reusedIn", "mut:reuses",
        ];
        let mut turtle = String::new();
        for (one, other, property) in said {
            writeln!(turtle, ":s{one} {} :s{other} .", properties[property]).unwrap();
        }
        let facts = graph(&turtle);
        let found = lineage(&facts, &node("s0")).unwrap();
        prop_assert!(found.ties.iter().all(|tie| follows_from(&tie.because, &facts) && tie.earlier != tie.later));
        prop_assert_eq!(lineage(&Reordered { graph: facts, by }, &node("s0")).unwrap(), found);
    }
}
