//! The store on disk.

use crate::support::{ask, count, fill, quads, update};
use mutuelle_store::{ParseOptions, RdfFormat, Store, StoreError, parse};
use oxrdf::Quad;

fn numbered(from: usize, to: usize) -> Vec<Quad> {
    let text = (from..to).fold(String::new(), |text, n| {
        text + &format!("<http://a.example/s{n}> <http://a.example/p> {n} .\n")
    });
    let parsed = parse(text.as_bytes(), RdfFormat::Turtle, &ParseOptions::default()).unwrap();
    parsed.map(|quad| quad.unwrap().quad).collect()
}

#[test]
fn what_was_committed_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    fill(&store, ":s :p 1 . :g { :s :p 2 }", 7);
    drop(store);
    let store = Store::open(folder.path()).unwrap();
    let snapshot = store.read().unwrap();
    assert_eq!(
        (
            snapshot.view().seq().unwrap(),
            snapshot.view().quad_count().unwrap()
        ),
        (7, 2)
    );
    drop(snapshot);
    assert!(ask(&store, "ASK { GRAPH :g { :s :p 2 } }"));
}

#[test]
fn a_snapshot_stays_as_it_was_while_a_writer_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    fill(&store, ":s :p 1 .", 1);
    let before = store.read().unwrap();
    fill(&store, ":s :p 2 .", 2);
    assert_eq!(before.view().seq().unwrap(), 1);
    assert_eq!(before.view().quads(None, None, None, None).count(), 1);
    assert_eq!(store.read().unwrap().view().seq().unwrap(), 2);
}

#[test]
fn a_bulk_load_shows_all_or_nothing_and_the_greater_marker_counts() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    fill(&store, ":s :p 1 .", 1);
    let mut bulk = store.bulk_load();
    bulk.load(numbered(0, 5_000).into_iter().map(Ok::<_, StoreError>))
        .unwrap();
    assert_eq!(quads(&store).len(), 1, "nothing is visible before the commit");
    bulk.commit(2, 5_001).unwrap();
    let snapshot = store.read().unwrap();
    assert_eq!(
        (
            snapshot.view().seq().unwrap(),
            snapshot.view().quad_count().unwrap()
        ),
        (2, 5_001)
    );
    drop(snapshot);
    assert_eq!(quads(&store).len(), 5_001);
    update(&store, "DELETE DATA { :s :p 1 }").unwrap();
    let snapshot = store.read().unwrap();
    assert_eq!(
        (
            snapshot.view().seq().unwrap(),
            snapshot.view().quad_count().unwrap()
        ),
        (3, 5_000)
    );
}

#[test]
fn a_bulk_load_that_is_dropped_or_fails_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let mut bulk = store.bulk_load();
    bulk.load(numbered(0, 100).into_iter().map(Ok::<_, StoreError>))
        .unwrap();
    drop(bulk);
    let mut bulk = store.bulk_load();
    let found = "nonsense".to_owned();
    let failing = numbered(0, 100)
        .into_iter()
        .map(Ok)
        .chain([Err(StoreError::Marker { found })]);
    assert!(matches!(bulk.load(failing), Err(StoreError::Marker { .. })));
    drop(bulk);
    assert!(quads(&store).is_empty());
    assert!(!ask(&store, "ASK { ?s ?p ?o }"));
    assert_eq!(count(&store, "GRAPH ?g {}"), 0);
}

#[test]
fn a_store_that_oxigraph_opens_has_the_data_and_the_marker_as_ordinary_quads() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    fill(&store, ":s :p 1 .", 1);
    store.flush().unwrap();
    drop(store);
    let plain = oxigraph::store::Store::open(folder.path()).unwrap();
    assert_eq!(plain.len().unwrap(), 2);
}
