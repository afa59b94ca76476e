//! Which graphs a scan looks at.

use std::sync::Arc;

use mutuelle_query::{GraphSet, Graphs, TermId};

use crate::state::State;

/// With up to so many graphs it is seen beforehand whether all of them are asked for; with more, that would cost a scan
/// that finds one quad more than it saves.
const GRAPHS_COMPARED_MAX: usize = 64;

/// The graphs of a [`Graphs`] as seen in one state, brought to the cheapest form.
#[derive(Clone, Debug)]
pub(crate) enum Filter {
    All,
    NotDefault,
    None,
    One(u32),
    These(Arc<[TermId]>),
}

impl Filter {
    pub(crate) fn of(state: &State, graphs: &Graphs) -> Self {
        let (Graphs::Merged(set) | Graphs::Named(set)) = graphs;
        match set {
            GraphSet::All if matches!(graphs, Graphs::Merged(_)) => Self::All,
            GraphSet::All if state.quads_of(TermId::DEFAULT_GRAPH.0) == 0 => Self::All,
            GraphSet::All => Self::NotDefault,
            GraphSet::These(these) if covers(these, state) => Self::All,
            GraphSet::These(these) => match &**these {
                [] => Self::None,
                [one] => Self::One(one.0),
                _ => Self::These(Arc::clone(these)),
            },
        }
    }

    /// Whether a triple may be met in several of the graphs, but is to be given once.
    pub(crate) fn each_once(&self, state: &State, graphs: &Graphs) -> bool {
        matches!(graphs, Graphs::Merged(_)) && state.overlap && !matches!(self, Self::One(_))
    }

    #[inline]
    pub(crate) fn allows(&self, graph: u32) -> bool {
        match self {
            Self::All => true,
            Self::NotDefault => graph != TermId::DEFAULT_GRAPH.0,
            Self::None => false,
            Self::One(one) => graph == *one,
            Self::These(these) => these.binary_search(&TermId(graph)).is_ok(),
        }
    }

    /// About how many of so many quads stand in these graphs: never fewer than do.
    pub(crate) fn at_most(&self, range: u64, state: &State) -> u64 {
        match self {
            Self::All => range,
            Self::These(these) if these.len() > GRAPHS_COMPARED_MAX => range,
            _ => range.min(self.quads(state)),
        }
    }

    /// How many quads these graphs have.
    pub(crate) fn quads(&self, state: &State) -> u64 {
        match self {
            Self::All => state.quads,
            Self::NotDefault => state.quads - state.quads_of(TermId::DEFAULT_GRAPH.0),
            Self::None => 0,
            Self::One(one) => state.quads_of(*one),
            Self::These(these) => these.iter().map(|graph| state.quads_of(graph.0)).sum(),
        }
    }
}

/// Whether every quad stands in one of these graphs, so that none need be looked at. Runs' graphs count even when they
/// have lost their quads: then scans are slower, not wrong.
fn covers(these: &[TermId], state: &State) -> bool {
    let base = state.base.graphs.as_slice();
    let has = |graph: u32| these.binary_search(&TermId(graph)).is_ok();
    base.len() <= these.len().min(GRAPHS_COMPARED_MAX)
        && base.iter().all(|graph| has(*graph))
        && (state.runs.iter()).all(|run| run.graph_quads.iter().all(|(graph, _)| has(*graph)))
}
