//! Distinct terms with the number of their quads, read off ranges: what COUNT, COUNT DISTINCT and GROUP BY need.

use std::sync::Arc;

use mutuelle_query::{Graphs, TermId};

use crate::order::{Order, Prefix, unpack};
use crate::permutation::end_of_equal;
use crate::run::Run;
use crate::scan::first_at;
use crate::snapshot::Snapshot;
use crate::state::State;

/// Distinct terms in one place of an order, sorted by number, each with how many quads have it.
#[derive(Debug)]
pub struct Groups {
    state: Arc<State>,
    order: Order,
    /// Which place of the order is grouped: 0 or 1.
    place: usize,
    row: usize,
    end: usize,
    /// The place among the starts, when first terms are grouped.
    slot: usize,
    parts: Vec<Part>,
}

/// What is left of one list of one run.
#[derive(Debug)]
struct Part {
    run: usize,
    added: bool,
    at: usize,
    end: usize,
}

impl Snapshot {
    /// The distinct first terms of an order, or with `first` the distinct second terms of the quads that begin with it,
    /// each with its number of quads. So `(Order::Pos, None)` counts the quads of each predicate and
    /// `(Order::Pos, Some(p))` the subjects of each object under `p`.
    ///
    /// `None` when quads would have to be looked at: when these are not all graphs, or when graphs are merged and a
    /// triple may stand in several of them.
    pub fn groups(&self, order: Order, first: Option<TermId>, graphs: &Graphs) -> Option<Groups> {
        if !self.counts_by_range(graphs) {
            return None;
        }
        let state = &self.0;
        let prefix = Prefix::first(order, first.map(|id| id.0));
        let rows = state.base_range(&prefix);
        let mut parts = Vec::new();
        for (number, run) in state.runs.iter().enumerate() {
            for (keys, added) in [(&run.added, true), (&run.removed, false)] {
                let range = Run::range(keys, &prefix);
                if !range.is_empty() {
                    parts.push(Part {
                        run: number,
                        added,
                        at: range.start,
                        end: range.end,
                    });
                }
            }
        }
        Some(Groups {
            order,
            place: prefix.len,
            row: rows.start,
            end: rows.end,
            slot: 0,
            parts,
            state: Arc::clone(state),
        })
    }
}

impl Groups {
    /// The term of the next rows of the base.
    fn base_term(&mut self) -> Option<u32> {
        if self.row >= self.end {
            return None;
        }
        let columns = self.state.base.permutation(self.order);
        if self.place == 1 {
            return Some(columns.seconds.as_slice()[self.row]);
        }
        let starts = columns.starts.as_slice();
        while starts[self.slot + 1] as usize <= self.row {
            self.slot += 1;
        }
        Some(first_at(columns.firsts.as_slice(), self.slot))
    }

    /// Passes over the rows of a term, which are next, and says how many there are.
    fn take_base(&mut self, term: u32) -> usize {
        let columns = self.state.base.permutation(self.order);
        let start = self.row;
        self.row = if self.place == 1 {
            end_of_equal(columns.seconds.as_slice(), self.row..self.end, term)
        } else {
            columns.starts.as_slice()[self.slot + 1] as usize
        };
        self.row - start
    }

    /// Passes over what runs added and removed of a term and says how many more there are for it.
    fn take_runs(&mut self, term: u32) -> i64 {
        let Self {
            state, order, place, ..
        } = self;
        let mut sum = 0;
        self.parts.retain_mut(|part| {
            let keys = part.keys(state, *order);
            let same = keys[part.at..part.end].partition_point(|key| unpack(*key)[*place] <= term);
            part.at += same;
            let same = i64::try_from(same).unwrap_or(i64::MAX);
            sum += if part.added { same } else { -same };
            part.at < part.end
        });
        sum
    }
}

impl Part {
    fn keys<'a>(&self, state: &'a State, order: Order) -> &'a [u128] {
        let run = &state.runs[self.run];
        let keys = if self.added { &run.added } else { &run.removed };
        &keys[order.number()]
    }
}

impl Iterator for Groups {
    type Item = (TermId, u64);

    fn next(&mut self) -> Option<(TermId, u64)> {
        loop {
            let base = self.base_term();
            let runs = (self.parts.iter())
                .map(|part| unpack(part.keys(&self.state, self.order)[part.at])[self.place])
                .min();
            let term = match (base, runs) {
                (Some(base), Some(run)) => base.min(run),
                (base, run) => base.or(run)?,
            };
            let rows = if base == Some(term) {
                self.take_base(term) as u64
            } else {
                0
            };
            let change = if runs == Some(term) {
                self.take_runs(term)
            } else {
                0
            };
            let quads = rows.saturating_add_signed(change);
            if quads > 0 {
                return Some((TermId(term), quads));
            }
        }
    }
}
