//! What a copy is at one seq: a base and the runs after it.

use std::ops::Range;
use std::sync::Arc;

use mutuelle_query::TermId;
use oxrdf::{GraphNameRef, Term, TermRef};

use crate::base::Base;
use crate::error::LimitError;
use crate::order::Prefix;
use crate::run::Run;
use crate::term::{Key, decode};

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) base: Arc<Base>,
    pub(crate) runs: Vec<Arc<Run>>,
    pub(crate) seq: u64,
    pub(crate) quads: u64,
    /// Numbers of terms are below that.
    pub(crate) terms: u32,
    /// Whether a triple may stand in more than one graph.
    pub(crate) overlap: bool,
}

impl State {
    pub(crate) fn of(base: Arc<Base>) -> Self {
        Self {
            seq: base.seq,
            quads: base.quad_count(),
            terms: base.term_count(),
            overlap: base.overlap,
            runs: Vec::new(),
            base,
        }
    }

    /// The rows of the base with a prefix.
    pub(crate) fn base_range(&self, prefix: &Prefix) -> Range<usize> {
        self.base.permutation(prefix.order).range(prefix)
    }

    /// How many quads have a prefix.
    pub(crate) fn size(&self, prefix: &Prefix) -> u64 {
        let base = self.base_range(prefix).len();
        let added: usize = self
            .runs
            .iter()
            .map(|run| Run::range(&run.added, prefix).len())
            .sum();
        let removed: usize = self
            .runs
            .iter()
            .map(|run| Run::range(&run.removed, prefix).len())
            .sum();
        (base + added - removed) as u64
    }

    pub(crate) fn quads_of(&self, graph: u32) -> u64 {
        let change: i64 = (self.runs.iter())
            .filter_map(|run| {
                let at = run
                    .graph_quads
                    .binary_search_by_key(&graph, |(other, _)| *other)
                    .ok()?;
                Some(run.graph_quads[at].1)
            })
            .sum();
        self.base.quads_of(graph).saturating_add_signed(change)
    }

    /// The graphs that have quads, sorted.
    pub(crate) fn graphs(&self) -> Vec<u32> {
        let mut graphs = self.base.graphs.as_slice().to_vec();
        if self.runs.is_empty() {
            return graphs;
        }
        graphs.extend(
            self.runs
                .iter()
                .flat_map(|run| &run.graph_quads)
                .map(|(graph, _)| *graph),
        );
        graphs.sort_unstable();
        graphs.dedup();
        graphs.retain(|graph| self.quads_of(*graph) > 0);
        graphs
    }

    pub(crate) fn id(&self, term: TermRef<'_>) -> Option<u32> {
        // A term that is nested too deep for a key is in no copy.
        self.find(&Key::of(term).ok()?)
    }

    pub(crate) fn find(&self, key: &Key<'_>) -> Option<u32> {
        if let Some(TermId(id)) = self.base.dictionary.find(key) {
            return Some(id);
        }
        if self.runs.is_empty() {
            return None;
        }
        let hash = key.hash();
        self.runs.iter().rev().find_map(|run| run.terms.find(key, hash))
    }

    pub(crate) fn graph_id(&self, graph: GraphNameRef<'_>) -> Option<u32> {
        match Key::of_graph(graph) {
            Some(key) => self.find(&key),
            None => Some(TermId::DEFAULT_GRAPH.0),
        }
    }

    /// The key in the order of `Order::Spo` of a quad whose terms are all known.
    pub(crate) fn key(&self, quad: oxrdf::QuadRef<'_>) -> Result<Option<u128>, LimitError> {
        let find = |term: TermRef<'_>| Key::of(term).map(|key| self.find(&key));
        let (Some(s), Some(p), Some(o), Some(g)) = (
            find(quad.subject.into())?,
            find(quad.predicate.into())?,
            find(quad.object)?,
            self.graph_id(quad.graph_name),
        ) else {
            return Ok(None);
        };
        Ok(Some(crate::order::pack([s, p, o, g])))
    }

    pub(crate) fn term(&self, id: u32) -> Option<Term> {
        if id < self.base.dictionary.len {
            return Some(self.base.dictionary.term(id));
        }
        let (terms, local) = self.fresh(id)?;
        let header = terms.header(local);
        decode(header.kind, &header.extra, terms.text(local).to_vec())
    }

    /// Where a term lies that the base does not have.
    pub(crate) fn fresh(&self, id: u32) -> Option<(&crate::terms::Terms, usize)> {
        let after = self.runs.partition_point(|run| run.terms.first <= id);
        let run = self.runs[..after].iter().rev().find(|run| id < run.terms.end())?;
        Some((&run.terms.terms, (id - run.terms.first) as usize))
    }

    /// Whether a quad, as a key in the order of `Order::Spo`, is there.
    pub(crate) fn contains(&self, key: u128) -> bool {
        let [s, p, o, g] = crate::order::unpack(key);
        let prefix = Prefix::of([s, p, o].map(|id| Some(TermId(id))));
        let rows = self.base_range(&prefix);
        let slots = self.base.permutation(prefix.order).graphs.slots();
        let graphs = self.base.graphs.as_slice();
        let base = rows.into_iter().any(|row| graphs[slots.at(row)] == g);
        let has = |keys: &[u128]| keys.binary_search(&key).is_ok();
        let added = self.runs.iter().filter(|run| has(&run.added[0])).count();
        let removed = self.runs.iter().filter(|run| has(&run.removed[0])).count();
        usize::from(base) + added > removed
    }
}
