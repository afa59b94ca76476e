//! Saving and opening.

use std::convert::Infallible;

use mutuelle_columns::{Base, Columns, FileError};
use oxrdf::{GraphName, Quad};

use crate::model::{Model, chosen, compare, iri, quad};

fn base(seq: u64, quads: &[Quad]) -> Base {
    Base::build(seq, quads.iter().cloned().map(Ok::<_, Infallible>)).unwrap()
}

#[test]
fn an_opened_base_is_the_saved_one_with_its_seq_and_identity() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("base");
    let quads: Vec<Quad> = (0..60).map(|i| chosen((i, i / 5, i, i / 15))).collect();
    let identity = std::array::from_fn(|i| u8::try_from(i).unwrap());
    base(42, &quads).save(&path, &identity).unwrap();
    let (opened, found) = Base::open(&path).unwrap();
    assert_eq!((opened.seq(), found), (42, identity));
    compare(&Columns::new(opened).snapshot(), &Model::from_iter(quads));
}

#[test]
fn an_empty_base_is_saved_and_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("base");
    Base::empty(3).save(&path, &[0; 32]).unwrap();
    let (opened, _) = Base::open(&path).unwrap();
    assert_eq!(opened.seq(), 3);
    let columns = Columns::new(opened);
    columns.apply(4, &[], &[quad("a", "p", "b")]).unwrap();
    compare(&columns.snapshot(), &Model::from([quad("a", "p", "b")]));
}

#[test]
fn each_width_of_the_graph_column_is_saved_and_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("base");
    for graphs in [1, 2, 256, 257, 65_536, 65_537] {
        let in_graph = |i: usize| {
            let graph = GraphName::from(iri(&format!("g{i}")));
            Quad::new(iri("a"), iri("p"), iri(&format!("o{i}")), graph)
        };
        let quads: Vec<Quad> = (0..graphs).map(in_graph).collect();
        base(1, &quads).save(&path, &[0; 32]).unwrap();
        let snapshot = Columns::new(Base::open(&path).unwrap().0).snapshot();
        check_graphs(&snapshot, graphs);
    }
}

fn check_graphs(snapshot: &mutuelle_columns::Snapshot, graphs: usize) {
    use mutuelle_query::{GraphSet, Graphs, Source as _};
    let Ok(named) = snapshot.named_graphs();
    assert_eq!(named.len(), graphs);
    for i in [0, graphs - 1] {
        let Ok(graph) = snapshot.id(&iri(&format!("g{i}")).into());
        let Ok(object) = snapshot.id(&iri(&format!("o{i}")).into());
        let only = Graphs::Named(GraphSet::These([graph.unwrap()].into()));
        let quads: Vec<_> = snapshot
            .scan([None; 3], &only)
            .map(|quad| quad.unwrap())
            .collect();
        assert_eq!(
            quads.iter().map(|quad| (quad[2], quad[3])).collect::<Vec<_>>(),
            [(object.unwrap(), graph.unwrap())]
        );
    }
}

#[test]
fn a_mapped_base_stays_as_it_is_when_another_takes_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("base");
    base(1, &[quad("a", "p", "b")]).save(&path, &[1; 32]).unwrap();
    let (first, _) = Base::open(&path).unwrap();
    base(2, &[quad("c", "p", "d")]).save(&path, &[2; 32]).unwrap();
    compare(
        &Columns::new(first).snapshot(),
        &Model::from([quad("a", "p", "b")]),
    );
    compare(
        &Columns::new(Base::open(&path).unwrap().0).snapshot(),
        &Model::from([quad("c", "p", "d")]),
    );
    assert_eq!(
        folder.path().read_dir().unwrap().count(),
        1,
        "no temporary file is left"
    );
}

#[test]
fn a_missing_file_and_a_missing_folder_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing").join("base");
    for error in [
        Base::open(&path).unwrap_err(),
        Base::empty(0).save(&path, &[0; 32]).unwrap_err(),
    ] {
        assert!(
            matches!(error, FileError::Io { .. }) && error.to_string().contains("missing"),
            "{error}"
        );
    }
}
