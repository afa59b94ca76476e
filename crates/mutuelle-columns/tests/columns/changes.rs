//! Patches.

use mutuelle_columns::{Applied, ApplyError, Base, Columns};
use mutuelle_query::{GraphSet, Graphs, Source as _};
use oxrdf::Quad;

use crate::model::{Model, compare, iri, quad};

fn in_graph(quad: &Quad, graph: &str) -> Quad {
    Quad {
        graph_name: iri(graph).into(),
        ..quad.clone()
    }
}

#[test]
fn a_patch_at_or_before_the_seq_reached_is_refused_and_changes_nothing() {
    let columns = Columns::new(Base::empty(4));
    columns.apply(5, &[], &[quad("a", "p", "b")]).unwrap();
    for seq in [4, 5] {
        let error = columns.apply(seq, &[], &[quad("a", "p", "c")]).unwrap_err();
        assert_eq!(error, ApplyError::Seq { reached: 5, seq });
    }
    assert_eq!((columns.seq(), columns.snapshot().quad_count()), (5, 1));
}

#[test]
fn a_quad_removed_and_added_by_one_patch_stays() {
    let columns = Columns::new(Base::empty(0));
    let both = [quad("a", "p", "b")];
    columns.apply(1, &[], &both).unwrap();
    assert_eq!(columns.apply(2, &both, &both).unwrap(), Applied::default());
    compare(&columns.snapshot(), &Model::from(both));
}

#[test]
fn what_has_no_effect_is_not_counted() {
    let columns = Columns::new(Base::empty(0));
    let one = quad("a", "p", "b");
    let applied = columns
        .apply(1, &[quad("x", "p", "y")], &[one.clone(), one.clone()])
        .unwrap();
    assert_eq!(applied, Applied { added: 1, removed: 0 });
    assert_eq!(columns.apply(2, &[], &[one]).unwrap(), Applied::default());
    assert_eq!(columns.seq(), 2);
}

#[test]
fn a_snapshot_does_not_see_later_patches() {
    let columns = Columns::new(Base::empty(0));
    let (one, two) = (quad("a", "p", "b"), quad("a", "p", "c"));
    columns.apply(1, &[], std::slice::from_ref(&one)).unwrap();
    let before = columns.snapshot();
    columns
        .apply(2, std::slice::from_ref(&one), std::slice::from_ref(&two))
        .unwrap();
    assert_eq!((before.seq(), columns.seq()), (1, 2));
    compare(&before, &Model::from([one]));
    compare(&columns.snapshot(), &Model::from([two]));
}

#[test]
fn merged_graphs_show_a_triple_once_and_count_it_once() {
    let columns = Columns::new(Base::empty(0));
    let one = quad("a", "p", "b");
    let quads = [
        one.clone(),
        in_graph(&one, "g"),
        in_graph(&one, "h"),
        quad("a", "p", "c"),
    ];
    columns.apply(1, &[], &quads[1..2]).unwrap();
    assert!(!columns.snapshot().has_overlap());
    columns.apply(2, &[], &quads).unwrap();
    let snapshot = columns.snapshot();
    assert!(snapshot.has_overlap());
    assert_eq!(snapshot.count([None; 3], &Graphs::Merged(GraphSet::All)), Some(2));
    assert_eq!(snapshot.count([None; 3], &Graphs::Named(GraphSet::All)), Some(2));
    assert_eq!(snapshot.range([None; 3]), 4);
    compare(&snapshot, &Model::from(quads));
}

#[test]
fn readers_and_the_writer_do_not_disturb_each_other() {
    let columns = Columns::new(Base::empty(0));
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut last = 0;
            while last < 500 {
                let snapshot = columns.snapshot();
                let scanned = snapshot.scan([None; 3], &Graphs::Merged(GraphSet::All)).count() as u64;
                assert_eq!((scanned, snapshot.quad_count()), (snapshot.seq(), snapshot.seq()));
                assert!(snapshot.seq() >= last);
                last = snapshot.seq();
            }
        });
        let merger = scope.spawn(|| {
            while columns.seq() < 500 {
                columns.finish_merge(columns.begin_merge().build()).unwrap();
            }
        });
        for seq in 1..=500 {
            columns
                .apply(seq, &[], &[quad("a", "p", &format!("b{seq}"))])
                .unwrap();
        }
        reader.join().unwrap();
        merger.join().unwrap();
    });
}
