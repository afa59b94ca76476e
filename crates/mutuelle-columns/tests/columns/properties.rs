//! A copy agrees with a set of quads, whatever happens to both.

use std::convert::Infallible;

use mutuelle_columns::{Base, Columns, Merge, Snapshot};
use oxrdf::Quad;
use proptest::prelude::*;

use crate::model::{Model, chosen, compare, patched};

/// What can happen to a copy.
#[derive(Clone, Debug)]
enum Step {
    /// Quads are removed and added, whether they were there or not.
    Patch(Vec<Quad>, Vec<Quad>),
    /// Of the quads that are there, those at these places are removed.
    Remove(Vec<usize>),
    Snapshot,
    BeginMerge,
    FinishMerge,
    Reopen,
}

fn quads(count: usize) -> impl Strategy<Value = Vec<Quad>> {
    let quad = (any::<usize>(), any::<usize>(), any::<usize>(), any::<usize>()).prop_map(chosen);
    prop::collection::vec(quad, 0..count)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (quads(4), quads(6)).prop_map(|(removed, added)| Step::Patch(removed, added)),
        4 => prop::collection::vec(any::<usize>(), 1..8).prop_map(Step::Remove),
        1 => Just(Step::Snapshot),
        2 => Just(Step::BeginMerge),
        2 => Just(Step::FinishMerge),
        1 => Just(Step::Reopen),
    ]
}

struct Run {
    columns: Columns,
    model: Model,
    kept: Vec<(Snapshot, Model)>,
    merge: Option<Merge>,
    folder: tempfile::TempDir,
}

impl Run {
    fn new(quads: Vec<Quad>) -> Self {
        let base = Base::build(1, quads.iter().cloned().map(Ok::<_, Infallible>)).unwrap();
        Self {
            columns: Columns::new(base),
            model: quads.into_iter().collect(),
            kept: Vec::new(),
            merge: None,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn patch(&mut self, removed: &[Quad], added: &[Quad]) {
        let next = patched(&self.model, removed, added);
        let seq = self.columns.seq() + 1;
        let applied = self.columns.apply(seq, removed, added).unwrap();
        assert_eq!(applied.added, next.difference(&self.model).count() as u64);
        assert_eq!(applied.removed, self.model.difference(&next).count() as u64);
        assert_eq!(self.columns.seq(), seq);
        self.model = next;
    }

    fn finish_merge(&mut self) {
        if let Some(merge) = self.merge.take() {
            self.columns.finish_merge(merge.build()).unwrap();
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Patch(removed, added) => self.patch(&removed, &added),
            Step::Remove(places) => {
                let mut there: Vec<Quad> = self.model.iter().cloned().collect();
                there.sort_by_key(ToString::to_string);
                if !there.is_empty() {
                    let removed: Vec<Quad> = places
                        .into_iter()
                        .map(|at| there[at % there.len()].clone())
                        .collect();
                    self.patch(&removed, &[]);
                }
            }
            Step::Snapshot => self.kept.push((self.columns.snapshot(), self.model.clone())),
            Step::BeginMerge => self.merge = Some(self.columns.begin_merge()),
            Step::FinishMerge => self.finish_merge(),
            Step::Reopen => {
                self.merge = Some(self.columns.begin_merge());
                self.finish_merge();
                let path = self.folder.path().join("base");
                let identity = [7; 32];
                self.columns.snapshot().base().save(&path, &identity).unwrap();
                let (base, found) = Base::open(&path).unwrap();
                assert_eq!(found, identity);
                assert_eq!(base.seq(), self.columns.seq());
                self.columns = Columns::new(base);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_copy_agrees_with_a_set_of_quads(base in quads(40), steps in prop::collection::vec(step(), 0..40)) {
        let mut run = Run::new(base);
        for step in steps {
            run.step(step);
        }
        compare(&run.columns.snapshot(), &run.model);
        run.finish_merge();
        compare(&run.columns.snapshot(), &run.model);
        run.step(Step::Reopen);
        compare(&run.columns.snapshot(), &run.model);
        for (snapshot, model) in run.kept.iter().take(3) {
            compare(snapshot, model);
        }
    }
}
