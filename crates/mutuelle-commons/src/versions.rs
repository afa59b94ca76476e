//! When each graph changed last, for those who change a graph on condition that it is as they know it.
//!
//! Kept in memory alone: after a start every graph counts as changed at the seq that the commons was opened at. Whoever
//! knows an older version then reads the graph once more than needed; nobody overwrites what they have not seen.

use oxrdf::{GraphName, Quad};
use std::collections::HashMap;

/// How many graphs are told apart; past it all count as changed just now.
pub(crate) const GRAPHS_MAX: usize = 100_000;

/// The seq of the last change of each graph.
#[derive(Clone, Debug, Default)]
pub(crate) struct Versions {
    last: HashMap<GraphName, u64>,
    /// That of any other graph.
    since: u64,
    /// Up to which seq changes are known.
    pub(crate) reached: u64,
}

impl Versions {
    /// No change is known but that something may have changed at this seq.
    pub(crate) fn since(seq: u64) -> Self {
        Self {
            last: HashMap::new(),
            since: seq,
            reached: seq,
        }
    }

    /// The version of a graph, whether or not it exists.
    pub(crate) fn of(&self, graph: &GraphName) -> u64 {
        self.last.get(graph).copied().unwrap_or(self.since)
    }

    /// A graph has changed.
    pub(crate) fn touch(&mut self, graph: &GraphName, seq: u64) {
        if let Some(last) = self.last.get_mut(graph) {
            *last = seq;
            return;
        }
        if self.last.len() == GRAPHS_MAX {
            *self = Self::since(seq);
        }
        self.last.insert(graph.clone(), seq);
    }

    /// These quads have changed.
    pub(crate) fn follow<'q>(&mut self, quads: impl Iterator<Item = &'q Quad>, seq: u64) {
        let mut known: Option<&GraphName> = None;
        for quad in quads {
            if known != Some(&quad.graph_name) {
                known = Some(&quad.graph_name);
                self.touch(&quad.graph_name, seq);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::NamedNode;

    fn graph(number: usize) -> GraphName {
        NamedNode::new_unchecked(format!("http://a/{number}")).into()
    }

    #[test]
    fn graphs_are_told_apart_up_to_the_limit_and_past_it_all_have_just_changed() {
        let mut versions = Versions::since(7);
        for number in 0..GRAPHS_MAX {
            versions.touch(&graph(number), 8);
        }
        assert_eq!((versions.of(&graph(0)), versions.of(&graph(GRAPHS_MAX))), (8, 7));
        versions.touch(&graph(0), 9);
        assert_eq!((versions.of(&graph(0)), versions.of(&graph(1))), (9, 8));
        versions.touch(&graph(GRAPHS_MAX), 10);
        assert_eq!(
            (versions.of(&graph(0)), versions.of(&graph(GRAPHS_MAX))),
            (10, 10)
        );
    }
}
