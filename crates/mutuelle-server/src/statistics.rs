//! The figures of the commons, as `/sparql` counts them: worked out once a state, said in the words of VoID.

use crate::state::AppState;
use mutuelle_commons::{Counted, DESCRIBED_GRAPHS_MAX, DefaultGraph, Figures, PARTITIONS_MAX, QueryError};
use std::sync::{Arc, Mutex, PoisonError};

/// The figures of the state that somebody asked for last.
#[derive(Default)]
pub(crate) struct Statistics(Mutex<Option<(State, Arc<Counted>)>>);

/// What figures are of: a seq, and the seq of the read copy, without which less is told.
type State = (u64, Option<u64>);

impl Statistics {
    /// The figures of the present state. Whoever comes while they are worked out waits for them. Blocking.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn present(&self, state: &AppState) -> Result<Arc<Counted>, QueryError> {
        let commons = &state.commons;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Taken before the figures, so that these are never older than what they are kept for.
        let now = match commons.copy_seq() {
            Some(seq) => (seq, Some(seq)),
            None => (commons.seq()?, None),
        };
        if let Some((_, counted)) = kept.as_ref().filter(|(of, _)| *of == now) {
            return Ok(Arc::clone(counted));
        }
        let counted = Arc::new(commons.figures(state.config.default_graph)?);
        // While what follows is worked out nothing is known, which changes without a change.
        let is_known = counted.figures != Figures::default() || commons.copy_seq().is_some();
        *kept = is_known.then(|| (now, Arc::clone(&counted)));
        Ok(counted)
    }
}

/// The figures of a whole dataset, by the local names of VoID's properties; those that are known.
pub(crate) fn totals(figures: &Figures) -> impl Iterator<Item = (&'static str, u64)> {
    let all = [
        ("triples", figures.triples),
        ("distinctSubjects", figures.subjects),
        ("distinctObjects", figures.objects),
        ("entities", figures.entities),
        ("properties", figures.properties),
        ("classes", figures.classes),
    ];
    all.into_iter().filter_map(|(name, count)| Some((name, count?)))
}

/// What the figures are of and what is left out of them, in a sentence or more.
pub(crate) fn remark(counted: &Counted, default: DefaultGraph) -> String {
    let figures = &counted.figures;
    let graphs = match default {
        DefaultGraph::Union => "the union of all graphs, each triple once",
        DefaultGraph::Strict => "the unnamed graph alone",
    };
    let inferred = if counted.with_inferred {
        "with what follows from the ontology (`infer=false` leaves that out of a query)"
    } else {
        "without inference"
    };
    let mut text = format!(
        "What a query of `/sparql` counts by default: {graphs}, {inferred}. Entities are the resources that are of a class."
    );
    if figures.triples.is_none() || figures.subjects.is_none() {
        text += " What cannot be counted at once is left out.";
    }
    for (what, told, all, max) in [
        (
            "properties",
            figures.by_property.len(),
            figures.properties,
            PARTITIONS_MAX,
        ),
        ("classes", figures.by_class.len(), figures.classes, PARTITIONS_MAX),
        (
            "named graphs",
            figures.by_graph.len(),
            Some(figures.graphs),
            DESCRIBED_GRAPHS_MAX,
        ),
    ] {
        let all = all.unwrap_or_default();
        if told as u64 != all {
            text += &format!(" Of {all} {what} the {told} largest are listed (at most {max}).");
        }
    }
    text
}
