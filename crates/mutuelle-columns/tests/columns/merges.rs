//! Merges beside the work.

use mutuelle_columns::{Base, Columns, MERGE_QUADS_MIN, MergeError};
use mutuelle_query::Source as _;

use crate::model::{Model, compare, iri, quad};

#[test]
fn a_merge_that_a_later_one_has_overtaken_is_refused() {
    let columns = Columns::new(Base::empty(0));
    columns.apply(1, &[], &[quad("a", "p", "b")]).unwrap();
    let first = columns.begin_merge();
    let second = columns.begin_merge();
    assert_eq!(columns.finish_merge(first.build()), Err(MergeError::Stale));
    columns.finish_merge(second.build()).unwrap();
    compare(&columns.snapshot(), &Model::from([quad("a", "p", "b")]));
}

#[test]
fn a_merge_of_another_copy_is_refused() {
    let (one, other) = (Columns::new(Base::empty(0)), Columns::new(Base::empty(0)));
    let _ = one.begin_merge();
    assert_eq!(
        one.finish_merge(other.begin_merge().build()),
        Err(MergeError::Stale)
    );
}

#[test]
fn a_term_that_a_merge_dropped_comes_back_with_a_patch_applied_meanwhile() {
    let columns = Columns::new(Base::empty(0));
    let (old, kept) = (quad("old", "p", "b"), quad("a", "p", "b"));
    columns.apply(1, &[], &[old.clone(), kept.clone()]).unwrap();
    columns.apply(2, std::slice::from_ref(&old), &[]).unwrap();
    let merge = columns.begin_merge();
    columns
        .apply(3, &[], &[old.clone(), quad("new", "p", "old")])
        .unwrap();
    columns.finish_merge(merge.build()).unwrap();
    assert_eq!(columns.seq(), 3);
    compare(
        &columns.snapshot(),
        &Model::from([old, kept, quad("new", "p", "old")]),
    );
}

#[test]
fn a_merge_drops_terms_that_no_quad_has() {
    let columns = Columns::new(Base::empty(0));
    columns
        .apply(1, &[], &[quad("gone", "p", "b"), quad("a", "p", "b")])
        .unwrap();
    columns.apply(2, &[quad("gone", "p", "b")], &[]).unwrap();
    assert_eq!(columns.snapshot().term_count(), 4);
    let merge = columns.begin_merge();
    let built = merge.build();
    assert_eq!(
        (
            built.base().seq(),
            built.base().quad_count(),
            built.base().term_count()
        ),
        (2, 1, 3)
    );
    columns.finish_merge(built).unwrap();
    assert_eq!(columns.snapshot().id(&iri("gone").into()), Ok(None));
}

#[test]
fn a_merge_is_due_when_runs_hold_more_quads_than_the_limit() {
    let columns = Columns::new(Base::empty(0));
    let quads: Vec<_> = (0..MERGE_QUADS_MIN)
        .map(|i| quad("a", "p", &format!("b{i}")))
        .collect();
    columns.apply(1, &[], &quads).unwrap();
    assert!(!columns.needs_merge());
    columns.apply(2, &[], &[quad("a", "p", "more")]).unwrap();
    assert!(columns.needs_merge());
    columns.finish_merge(columns.begin_merge().build()).unwrap();
    assert!(!columns.needs_merge());
    assert_eq!(columns.snapshot().run_count(), 0);
}
