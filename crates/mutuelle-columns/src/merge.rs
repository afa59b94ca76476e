//! Merging runs into a new base, beside the work.

use std::sync::{Arc, PoisonError};

use mutuelle_query::TermId;

use crate::base::{Base, assemble};
use crate::build::{graph_slot, graphs_of};
use crate::columns::Columns;
use crate::dictionary::{Dictionary, DictionaryWriter};
use crate::error::MergeError;
use crate::order::{Order, Prefix, pack, unpack};
use crate::run::{self, Run};
use crate::scan::each_key;
use crate::state::State;
use crate::terms::{Segment, Terms};

/// The number of a term that is not in the new base.
const DROPPED: u32 = u32::MAX;

/// A merge that was begun: what the copy was then.
#[derive(Debug)]
pub struct Merge {
    state: Arc<State>,
    number: u64,
}

/// A base that was built, and how to bring over what came meanwhile.
#[derive(Debug)]
pub struct Built {
    state: Arc<State>,
    number: u64,
    base: Base,
    /// For each number of a term when the merge began, its number in the new base.
    numbers: Vec<u32>,
}

impl Built {
    /// The new base, for instance to save it.
    pub fn base(&self) -> &Base {
        &self.base
    }
}

impl Columns {
    /// Notes what the copy is now, to make one base of it. Patches can be applied while that goes on. A merge begun
    /// earlier and not finished is given up by this.
    pub fn begin_merge(&self) -> Merge {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let state = self.snapshot().0;
        writer.merges += 1;
        writer.frozen = state.runs.len();
        Merge {
            state,
            number: writer.merges,
        }
    }

    /// Puts a built base in the place of what it was built of. What was applied meanwhile lies upon it as one run;
    /// terms have other numbers from here on. Snapshots taken before stay as they are.
    pub fn finish_merge(&self, built: Built) -> Result<(), MergeError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let state = self.snapshot().0;
        if built.number != writer.merges || !Arc::ptr_eq(&built.state.base, &state.base) {
            return Err(MergeError::Stale);
        }
        let later = &state.runs[writer.frozen..];
        let terms = built.base.term_count();
        let mut next = State::of(Arc::new(built.base));
        next.seq = state.seq;
        if let Some((first, rest)) = later.split_first() {
            let joined = rest.iter().fold((**first).clone(), |run, next| run.joined(next));
            let run = renumbered(&joined, &built.state, &built.numbers, terms);
            // Never more than before: what has a number now had one in the old state.
            next.terms = run.terms.end();
            next.quads = state.quads;
            next.overlap = state.overlap;
            run::push(&mut next.runs, run, 0);
        }
        writer.frozen = 0;
        // A second use of the same merge would find another base; the count tells it apart all the same.
        writer.merges += 1;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        Ok(())
    }
}

impl Merge {
    /// Builds the new base: terms that no quad has any longer are dropped, the others numbered in order. This is the slow
    /// part, for any thread; it takes up to 50 bytes a quad on top of the new base.
    pub fn build(self) -> Built {
        let state = self.state;
        let everything = Prefix::first(Order::Spo, None);
        let mut used = vec![false; state.terms as usize];
        let mut keys = Vec::with_capacity(usize::try_from(state.quads).unwrap_or(0));
        each_key(&state, &everything, |key| {
            for id in unpack(key) {
                if id != TermId::DEFAULT_GRAPH.0 {
                    used[id as usize] = true;
                }
            }
            keys.push(key);
        });
        let (dictionary, numbers) = dictionary(&state, &used);
        drop(used);
        let graph = |key: u128| match unpack(key)[3] {
            id if id == TermId::DEFAULT_GRAPH.0 => id,
            id => numbers[id as usize],
        };
        let graphs = graphs_of(keys.iter().map(|key| graph(*key)));
        for key in &mut keys {
            let slot = graph_slot(&graphs, graph(*key));
            let [s, p, o, _] = unpack(*key);
            *key = pack([
                numbers[s as usize],
                numbers[p as usize],
                numbers[o as usize],
                slot,
            ]);
        }
        Built {
            base: assemble(state.seq, dictionary, keys, &graphs),
            number: self.number,
            numbers,
            state,
        }
    }
}

/// The dictionary of the terms in use, and for each old number its new one. The base's terms are in order already; those
/// of the runs are sorted and mixed in.
fn dictionary(state: &State, used: &[bool]) -> (Dictionary, Vec<u32>) {
    let base = &state.base.dictionary;
    let mut fresh = Terms::default();
    let mut fresh_ids = Vec::new();
    for run in &state.runs {
        let ids = (run.terms.first..run.terms.end()).filter(|id| used[*id as usize]);
        for id in ids {
            let local = (id - run.terms.first) as usize;
            fresh.push_from(&run.terms.terms, local);
            fresh_ids.push(id);
        }
    }
    let mut numbers = vec![DROPPED; used.len()];
    let mut writer = DictionaryWriter::default();
    let mut order = fresh.sorted().into_iter().map(|local| local as usize).peekable();
    for id in (0..base.len).filter(|id| used[*id as usize]) {
        let header = &base.section(id).header;
        let (shared, rest) = base.slices(id);
        while let Some(local) = order.next_if(|local| {
            let other = fresh.header(*local).cmp(header);
            other
                .then_with(|| fresh.text(*local).iter().cmp(shared.iter().chain(rest)))
                .is_lt()
        }) {
            numbers[fresh_ids[local] as usize] = writer.push(fresh.header(local), fresh.text(local), &[]);
        }
        numbers[id as usize] = writer.push(header, shared, rest);
    }
    for local in order {
        numbers[fresh_ids[local] as usize] = writer.push(fresh.header(local), fresh.text(local), &[]);
    }
    (writer.finish(), numbers)
}

/// A run that lay upon the old base, for the new one: terms that the new base has get their numbers there, the run's
/// own ones and those that the new base dropped follow.
fn renumbered(run: &Run, old: &State, numbers: &[u32], first: u32) -> Run {
    let mut terms = Terms::default();
    let mut numbers = numbers.to_vec();
    numbers.resize(run.terms.end() as usize, DROPPED);
    let mut number = |id: u32| {
        if id == TermId::DEFAULT_GRAPH.0 {
            return id;
        }
        if numbers[id as usize] == DROPPED {
            numbers[id as usize] = first + crate::column::narrow(terms.len());
            terms.push_any(old, run, id);
        }
        numbers[id as usize]
    };
    let mut lists = [&run.removed, &run.added].map(|keys| {
        let mut list: Vec<u128> = keys[Order::Spo.number()]
            .iter()
            .map(|key| pack(unpack(*key).map(&mut number)))
            .collect();
        list.sort_unstable();
        list
    });
    let added = std::mem::take(&mut lists[1]);
    let removed = std::mem::take(&mut lists[0]);
    Run::new(Segment::new(first, terms), added, removed)
}

impl Terms {
    fn push_from(&mut self, other: &Self, local: usize) {
        let header = self.header_or_new(other.header(local));
        self.push(header, other.hash(local), other.text(local));
    }

    /// Appends the term that has this number in an old state or in a run that lies upon it.
    fn push_any(&mut self, old: &State, run: &Run, id: u32) {
        if id >= run.terms.first {
            self.push_from(&run.terms.terms, (id - run.terms.first) as usize);
        } else if let Some((terms, local)) = old.fresh(id) {
            self.push_from(terms, local);
        } else {
            let header = &old.base.dictionary.section(id).header;
            let text = old.base.dictionary.text(id);
            let number = self.header_or_new(header);
            self.push(
                number,
                crate::term::hash(header.kind, &header.extra, &text),
                &text,
            );
        }
    }
}
