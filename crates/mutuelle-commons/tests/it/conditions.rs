//! Changes that are made only if a graph is as expected, by every way in and over a restart.

use crate::support::*;
#[cfg(feature = "rocksdb")]
use mutuelle_commons::*;

#[cfg(feature = "rocksdb")]
fn at(name: &str, state: GraphState) -> Vec<Condition> {
    vec![Condition {
        graph: graph(name),
        state,
    }]
}

#[cfg(feature = "rocksdb")]
fn is_unexpected(outcome: &Result<Receipt, ChangeError>) -> bool {
    matches!(outcome, Err(ChangeError::Unexpected { .. }))
}

#[cfg(feature = "rocksdb")]
fn seeds(count: usize) -> String {
    (0..count)
        .map(|n| seed(&format!("s{n}"), &format!("Graine {n}")))
        .collect()
}

#[test]
fn a_graph_s_version_is_that_of_its_own_last_change() {
    let commons = memory();
    assert_eq!(commons.graph_version(&graph("g")).unwrap(), None);
    commons.load(turtle(":a :p 1 .", graph("g"))).unwrap();
    commons.load(turtle(":a :p 1 .", graph("h"))).unwrap();
    assert_eq!(commons.graph_version(&graph("g")).unwrap(), Some(1));
    assert_eq!(commons.graph_version(&graph("h")).unwrap(), Some(2));
    update(&commons, "DELETE WHERE { GRAPH :g { ?s ?p ?o } }").unwrap();
    assert_eq!(commons.graph_version(&graph("g")).unwrap(), None);
    let again = commons.load(turtle(":a :p 1 .", graph("g"))).unwrap();
    assert_eq!((again.version, again.seq), (Some(4), 4));
}

#[cfg(feature = "rocksdb")]
#[test]
fn a_large_dump_heeds_its_conditions_and_counts_as_a_change_of_its_graph() {
    let folder = tempfile::tempdir().unwrap();
    let (commons, _) = open_with(folder.path(), small_patches()).unwrap();
    let dump = seeds(200);
    let early = commons
        .given(at("g", GraphState::Exists))
        .load(turtle(&dump, graph("g")));
    assert!(is_unexpected(&early));
    assert_eq!(state(&commons), (0, 0));
    let made = commons
        .given(at("g", GraphState::Absent))
        .load(turtle(&dump, graph("g")))
        .unwrap();
    assert_eq!((made.version, made.created_graph), (Some(1), true));
    commons.load(turtle(":a :p 1 .", graph("h"))).unwrap();
    let late = commons
        .given(at("g", GraphState::NotAt(vec![1])))
        .load(replace(&dump, graph("g")));
    assert!(is_unexpected(&late));
    let dropped = commons
        .given(at("g", GraphState::At(vec![1])))
        .drop_graph(&graph("g"), origin())
        .unwrap();
    assert_eq!(dropped.quads_removed, 1_000);
}

#[cfg(feature = "rocksdb")]
#[test]
fn after_a_start_every_graph_counts_as_just_changed() {
    let folder = tempfile::tempdir().unwrap();
    let (commons, _) = open_with(folder.path(), small_patches()).unwrap();
    commons.load(turtle(":a :p 1 .", graph("g"))).unwrap();
    commons.load(turtle(":a :p 1 .", graph("h"))).unwrap();
    drop(commons);
    let (commons, _) = open_with(folder.path(), small_patches()).unwrap();
    assert_eq!(commons.graph_version(&graph("g")).unwrap(), Some(2));
    let known = commons
        .given(at("g", GraphState::At(vec![1])))
        .load(turtle(":a :p 2 .", graph("g")));
    assert!(is_unexpected(&known));
}
