//! Random changes on disk, opened again in between, held against a plain set of quads.

use crate::support::*;
use mutuelle_commons::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A quad of a small world: subject, object, graph (0 is the unnamed one).
type Small = (u8, u8, u8);

#[derive(Clone, Debug)]
enum Step {
    Load {
        quads: Vec<(u8, u8)>,
        graph: u8,
    },
    Replace {
        quads: Vec<(u8, u8)>,
        graph: u8,
    },
    Insert(Vec<Small>),
    Delete(Vec<Small>),
    /// Every quad of one subject moves to another, in its graph.
    Rename {
        from: u8,
        to: u8,
    },
    Drop {
        graph: u8,
    },
    Search,
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let pairs = |max| prop::collection::vec((0..12_u8, 0..12_u8), 0..max);
    let quads = || prop::collection::vec((0..12_u8, 0..12_u8, 0..4_u8), 0..6);
    let step = prop_oneof![
        // More than ten quads go through the bulk loader.
        3 => (pairs(40), 0..4_u8).prop_map(|(quads, graph)| Step::Load { quads, graph }),
        3 => (pairs(40), 0..4_u8).prop_map(|(quads, graph)| Step::Replace { quads, graph }),
        3 => quads().prop_map(Step::Insert),
        2 => quads().prop_map(Step::Delete),
        1 => (0..12_u8, 0..12_u8).prop_map(|(from, to)| Step::Rename { from, to }),
        1 => (0..4_u8).prop_map(|graph| Step::Drop { graph }),
        1 => Just(Step::Search),
        1 => Just(Step::Reopen),
    ];
    prop::collection::vec(step, 1..14)
}

fn name_of(graph: u8) -> GraphName {
    if graph == 0 {
        GraphName::DefaultGraph
    } else {
        crate::support::graph(&format!("g{graph}"))
    }
}

/// The object is a label, so that every subject has a document.
fn triple(subject: u8, object: u8) -> String {
    format!(":s{subject} rdfs:label \"mot{object}\"@fr .\n")
}

fn triples(quads: &[(u8, u8)]) -> String {
    quads
        .iter()
        .map(|(subject, object)| triple(*subject, *object))
        .collect()
}

fn data(quads: &[Small]) -> String {
    let each = |(subject, object, graph): &Small| match graph {
        0 => triple(*subject, *object),
        graph => format!("GRAPH :g{graph} {{ {} }}\n", triple(*subject, *object)),
    };
    quads.iter().map(each).collect()
}

fn lines(model: &BTreeSet<Small>) -> Vec<String> {
    let mut lines: Vec<_> = model
        .iter()
        .map(|(subject, object, graph)| {
            let quad = Quad::new(
                iri(&format!("s{subject}")),
                NamedNode::new_unchecked("http://www.w3.org/2000/01/rdf-schema#label"),
                Literal::new_language_tagged_literal_unchecked(format!("mot{object}"), "fr"),
                name_of(*graph),
            );
            format!("{quad} .")
        })
        .collect();
    lines.sort();
    lines
}

fn make(commons: &Commons, step: &Step) -> Option<Receipt> {
    match step {
        Step::Load { quads, graph } => Some(commons.load(turtle(&triples(quads), name_of(*graph))).unwrap()),
        Step::Replace { quads, graph } => {
            Some(commons.load(replace(&triples(quads), name_of(*graph))).unwrap())
        }
        Step::Insert(quads) => Some(update(commons, &format!("INSERT DATA {{ {} }}", data(quads))).unwrap()),
        Step::Delete(quads) => Some(update(commons, &format!("DELETE DATA {{ {} }}", data(quads))).unwrap()),
        Step::Rename { from, to } => {
            let rename = |open: &str, close: &str| {
                format!(
                    "DELETE {{ {open} :s{from} ?p ?o {close} }} INSERT {{ {open} :s{to} ?p ?o {close} }}
                     WHERE {{ {open} :s{from} ?p ?o {close} }}"
                )
            };
            Some(update(commons, &rename("GRAPH ?g {", "}")).unwrap())
        }
        Step::Drop { graph } => match commons.drop_graph(&name_of(*graph), origin()) {
            Ok(receipt) => Some(receipt),
            Err(ChangeError::UnknownGraph { .. }) => None,
            Err(error) => panic!("{error}"),
        },
        Step::Search | Step::Reopen => None,
    }
}

fn make_on_model(model: &mut BTreeSet<Small>, step: &Step) {
    match step {
        Step::Load { quads, graph } => model.extend(quads.iter().map(|(s, o)| (*s, *o, *graph))),
        Step::Replace { quads, graph } => {
            model.retain(|quad| quad.2 != *graph);
            model.extend(quads.iter().map(|(s, o)| (*s, *o, *graph)));
        }
        Step::Insert(quads) => model.extend(quads.iter().copied()),
        Step::Delete(quads) => model.retain(|quad| !quads.contains(quad)),
        Step::Rename { from, to } => {
            let moved: Vec<_> = model
                .iter()
                .filter(|quad| quad.0 == *from && quad.2 != 0)
                .copied()
                .collect();
            model.retain(|quad| !moved.contains(quad));
            model.extend(moved.into_iter().map(|(_, object, graph)| (*to, object, graph)));
        }
        Step::Drop { graph } => model.retain(|quad| quad.2 != *graph),
        Step::Search | Step::Reopen => {}
    }
}

fn check(commons: &Commons, model: &BTreeSet<Small>) {
    assert_eq!(content(commons), lines(model));
    let subjects: BTreeSet<_> = model.iter().map(|quad| quad.0).collect();
    assert_eq!(found(commons, ""), subjects.len());
    let report = verified(commons);
    assert_eq!(report.quads, model.len() as u64);
    let graphs: BTreeSet<_> = model
        .iter()
        .map(|quad| quad.2)
        .filter(|graph| *graph != 0)
        .collect();
    assert_eq!(commons.status().unwrap().graphs, graphs.len() as u64);
}

fn play(steps: &[Step]) {
    let folder = tempfile::tempdir().unwrap();
    let limits = Limits {
        patch_quads_max: 10,
        ..Limits::default()
    };
    let opened = || {
        let (commons, report) = open_with(folder.path(), limits.clone()).unwrap();
        if report.index != IndexStart::Ready {
            commons.reindex().unwrap();
        }
        (commons, report.seq)
    };
    let (mut commons, mut seq) = opened();
    let mut model = BTreeSet::new();
    for step in steps {
        let before = model.clone();
        make_on_model(&mut model, step);
        if let Some(receipt) = make(&commons, step) {
            let added = model.difference(&before).count() as u64;
            let removed = before.difference(&model).count() as u64;
            assert_eq!(
                (receipt.quads_added, receipt.quads_removed),
                (added, removed),
                "{step:?}"
            );
            assert_eq!(receipt.changed, added + removed > 0, "{step:?}");
            seq += u64::from(receipt.changed);
            assert_eq!(receipt.seq, seq, "{step:?}");
        }
        match step {
            Step::Search => assert!(found(&commons, "") <= 12),
            Step::Reopen => {
                drop(commons);
                let (again, at) = opened();
                assert_eq!(at, seq);
                commons = again;
                check(&commons, &model);
            }
            _ => {}
        }
    }
    check(&commons, &model);
    drop(commons);
    let (commons, _) = opened();
    check(&commons, &model);
    drop(commons);
    std::fs::rename(folder.path().join("store"), folder.path().join("old-store")).unwrap();
    let (commons, _) = opened();
    check(&commons, &model);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_sequence_of_changes_and_restarts_leaves_what_a_plain_set_would_hold(steps in steps()) {
        play(&steps);
    }
}
