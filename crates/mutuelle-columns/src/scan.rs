//! Scans: a range of the base, merged with what the runs changed in it.

use std::convert::Infallible;
use std::ops::Range;
use std::sync::Arc;

use mutuelle_query::{Graphs, Pattern, TermId};

use crate::base::Base;
use crate::filter::Filter;
use crate::order::{Order, Prefix, pack, unpack};
use crate::run::Run;
use crate::state::State;

/// How many quads the first batch of a scan has at most: most scans inside a join find one or two.
const FIRST_BATCH: usize = 16;

/// How many quads a batch has at most. Together they take 16 KiB, which stay in the processor's nearest cache.
const BATCH_MAX: usize = 1024;

/// The quads of a pattern. It holds the state that it reads.
///
/// Quads are read in batches, so that the columns are looked up once for many rows.
#[derive(Debug)]
pub struct Scan {
    state: Arc<State>,
    order: Order,
    filter: Filter,
    merged: bool,
    /// Whether a triple may come more than once and must not.
    each_once: bool,
    base: Cursor,
    delta: Option<Delta>,
    batch: Vec<[TermId; 4]>,
    at: usize,
    batch_max: usize,
    /// The last triple that was given, when a triple may come more than once.
    last: Option<u128>,
}

impl Scan {
    pub(crate) fn new(state: &Arc<State>, pattern: Pattern, graphs: &Graphs) -> Self {
        let prefix = Prefix::of(pattern);
        let filter = Filter::of(state, graphs);
        let (rows, delta) = match filter {
            Filter::None => (0..0, None),
            _ => (state.base_range(&prefix), Delta::new(state, &prefix)),
        };
        Self {
            base: Cursor::new(&state.base, &prefix, rows),
            state: Arc::clone(state),
            order: prefix.order,
            merged: matches!(graphs, Graphs::Merged(_)),
            each_once: filter.each_once(state, graphs),
            filter,
            delta,
            batch: Vec::new(),
            at: 0,
            batch_max: FIRST_BATCH,
            last: None,
        }
    }

    /// The quads not yet given of the current batch, or else those of the next one; `None` at the end.
    pub fn next_batch(&mut self) -> Option<&[[TermId; 4]]> {
        if self.at == self.batch.len() {
            self.fill();
        }
        let batch = &self.batch[self.at..];
        self.at = self.batch.len();
        (!batch.is_empty()).then_some(batch)
    }

    fn fill(&mut self) {
        self.batch.clear();
        self.at = 0;
        let Self {
            state, batch, base, ..
        } = self;
        let max = self.batch_max;
        self.batch_max = BATCH_MAX;
        if self.delta.is_none() && self.merged && !self.each_once && matches!(self.filter, Filter::All) {
            base.copy(&state.base, self.order, batch, max);
            return;
        }
        let mut out = Out {
            order: self.order,
            filter: &self.filter,
            merged: self.merged,
            last: self.each_once.then_some(&mut self.last),
            batch,
            max,
        };
        match &mut self.delta {
            None => base.each(&state.base, self.order, |key| out.take(key)),
            Some(delta) => merge(state, base, delta, &mut out),
        }
    }
}

impl Iterator for Scan {
    type Item = Result<[TermId; 4], Infallible>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.at == self.batch.len() {
            self.fill();
        }
        let quad = *self.batch.get(self.at)?;
        self.at += 1;
        Some(Ok(quad))
    }
}

/// Shows all keys with a prefix, in order.
pub(crate) fn each_key(state: &State, prefix: &Prefix, mut show: impl FnMut(u128)) {
    let mut base = Cursor::new(&state.base, prefix, state.base_range(prefix));
    let mut delta = Delta::new(state, prefix);
    while let Some((change, sign)) = delta.as_ref().and_then(|delta| delta.next) {
        let mut met = false;
        base.each(&state.base, prefix.order, |key| {
            if key >= change {
                met = key == change;
                return Step::Stay;
            }
            show(key);
            Step::Next
        });
        if sign > 0 {
            show(change);
        } else if met {
            base.row += 1;
        }
        if let Some(delta) = &mut delta {
            delta.advance(state, prefix.order);
        }
    }
    base.each(&state.base, prefix.order, |key| {
        show(key);
        Step::Next
    });
}

/// Gives base rows up to the next change, then the change, and so on.
fn merge(state: &State, base: &mut Cursor, delta: &mut Delta, out: &mut Out<'_>) {
    while !out.is_full() {
        let Some((change, sign)) = delta.next else {
            base.each(&state.base, out.order, |key| out.take(key));
            return;
        };
        let mut met = None;
        base.each(&state.base, out.order, |key| {
            if key < change {
                return out.take(key);
            }
            met = Some(key);
            Step::Stay
        });
        if out.is_full() {
            return;
        }
        if sign > 0 {
            out.take(change);
        } else if met == Some(change) {
            base.row += 1;
        }
        delta.advance(state, out.order);
    }
}

/// What becomes of a row that was shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// It is done with, go on.
    Next,
    /// It is done with, the batch is full.
    Full,
    /// It comes again.
    Stay,
}

/// Where quads go, after graphs and doubles are seen to.
struct Out<'a> {
    order: Order,
    filter: &'a Filter,
    merged: bool,
    last: Option<&'a mut Option<u128>>,
    batch: &'a mut Vec<[TermId; 4]>,
    max: usize,
}

impl Out<'_> {
    fn is_full(&self) -> bool {
        self.batch.len() >= self.max
    }

    #[inline]
    fn take(&mut self, key: u128) -> Step {
        let [first, second, third, graph] = unpack(key);
        if !self.filter.allows(graph) {
            return Step::Next;
        }
        if let Some(last) = &mut self.last {
            if **last == Some(key >> 32) {
                return Step::Next;
            }
            **last = Some(key >> 32);
        }
        let [s, p, o] = self.order.unsort([first, second, third]).map(TermId);
        let graph = if self.merged {
            TermId::DEFAULT_GRAPH
        } else {
            TermId(graph)
        };
        self.batch.push([s, p, o, graph]);
        if self.is_full() { Step::Full } else { Step::Next }
    }
}

/// A place in a permutation of the base.
#[derive(Debug)]
struct Cursor {
    row: usize,
    end: usize,
    /// The place of the current first term among the starts.
    slot: usize,
}

impl Cursor {
    fn new(base: &Base, prefix: &Prefix, rows: Range<usize>) -> Self {
        let first = prefix.terms().first();
        let slot = first.and_then(|first| base.permutation(prefix.order).slot(*first));
        Self {
            row: rows.start,
            end: rows.end,
            slot: slot.unwrap_or(0),
        }
    }

    /// Copies rows whose graphs do not matter.
    fn copy(&mut self, base: &Base, order: Order, batch: &mut Vec<[TermId; 4]>, max: usize) {
        let columns = base.permutation(order);
        let (firsts, starts) = (columns.firsts.as_slice(), columns.starts.as_slice());
        let (seconds, thirds) = (columns.seconds.as_slice(), columns.thirds.as_slice());
        batch.reserve(max.min(self.end - self.row));
        while self.row < self.end && batch.len() < max {
            while starts[self.slot + 1] as usize <= self.row {
                self.slot += 1;
            }
            let first = TermId(first_at(firsts, self.slot));
            let stop = (starts[self.slot + 1] as usize)
                .min(self.end)
                .min(self.row + max - batch.len());
            let rows = seconds[self.row..stop].iter().zip(&thirds[self.row..stop]);
            let rows = rows.map(|(second, third)| (TermId(*second), TermId(*third)));
            let none = TermId::DEFAULT_GRAPH;
            match order {
                Order::Spo => batch.extend(rows.map(|(y, z)| [first, y, z, none])),
                Order::Pos => batch.extend(rows.map(|(y, z)| [z, first, y, none])),
                Order::Osp => batch.extend(rows.map(|(y, z)| [y, z, first, none])),
            }
            self.row = stop;
        }
    }

    /// Shows rows as keys until told to stop.
    #[inline]
    fn each(&mut self, base: &Base, order: Order, mut show: impl FnMut(u128) -> Step) {
        let columns = base.permutation(order);
        let (firsts, starts) = (columns.firsts.as_slice(), columns.starts.as_slice());
        let (seconds, thirds) = (columns.seconds.as_slice(), columns.thirds.as_slice());
        let (slots, graphs) = (columns.graphs.slots(), base.graphs.as_slice());
        while self.row < self.end {
            while starts[self.slot + 1] as usize <= self.row {
                self.slot += 1;
            }
            let first = first_at(firsts, self.slot);
            let stop = (starts[self.slot + 1] as usize).min(self.end);
            for row in self.row..stop {
                match show(pack([first, seconds[row], thirds[row], graphs[slots.at(row)]])) {
                    Step::Next => {}
                    Step::Full => {
                        self.row = row + 1;
                        return;
                    }
                    Step::Stay => {
                        self.row = row;
                        return;
                    }
                }
            }
            self.row = stop;
        }
    }
}

/// The first term of a slot, which is its number when all terms have slots.
pub(crate) fn first_at(firsts: &[u32], slot: usize) -> u32 {
    if firsts.is_empty() {
        crate::column::narrow(slot)
    } else {
        firsts[slot]
    }
}

/// What the runs changed in a range: keys in order, each with the sum of what runs added (1) and removed (-1).
#[derive(Debug)]
struct Delta {
    parts: Vec<Part>,
    next: Option<(u128, i32)>,
}

/// What is left of one list of one run.
#[derive(Debug)]
struct Part {
    key: u128,
    run: usize,
    sign: i32,
    at: usize,
    end: usize,
}

impl Delta {
    /// `None` when no run changed anything there.
    fn new(state: &State, prefix: &Prefix) -> Option<Self> {
        let mut parts = Vec::new();
        let order = prefix.order.number();
        for (number, run) in state.runs.iter().enumerate() {
            for (keys, sign) in [(&run.added, 1), (&run.removed, -1)] {
                let range = Run::range(keys, prefix);
                if !range.is_empty() {
                    parts.push(Part {
                        key: keys[order][range.start],
                        run: number,
                        sign,
                        at: range.start,
                        end: range.end,
                    });
                }
            }
        }
        if parts.is_empty() {
            return None;
        }
        let mut delta = Self { parts, next: None };
        delta.advance(state, prefix.order);
        Some(delta)
    }

    fn advance(&mut self, state: &State, order: Order) {
        while let Some(key) = self.parts.iter().map(|part| part.key).min() {
            let mut sum = 0;
            self.parts.retain_mut(|part| {
                if part.key != key {
                    return true;
                }
                sum += part.sign;
                part.at += 1;
                if part.at == part.end {
                    return false;
                }
                let run = &state.runs[part.run];
                let keys = if part.sign > 0 { &run.added } else { &run.removed };
                part.key = keys[order.number()][part.at];
                true
            });
            if sum != 0 {
                self.next = Some((key, sum));
                return;
            }
        }
        self.next = None;
    }
}
