//! The figures of the commons, as `/sparql` counts them: worked out once a state, said in the words of VoID.

use crate::problem::Problem;
use crate::refusal;
use crate::state::AppState;
use bytes::Bytes;
use mutuelle_commons::{Counted, DESCRIBED_GRAPHS_MAX, DefaultGraph, Figures, PARTITIONS_MAX};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The figures of the state that somebody asked for last, with what was written of them.
#[derive(Default)]
pub(crate) struct Statistics(Mutex<Option<Kept>>);

struct Kept {
    of: State,
    counted: Counted,
    /// By document and content type.
    texts: HashMap<(Document, &'static str), Bytes>,
}

/// What figures are of: a seq, and the seq of the read copy, without which less is told.
type State = (u64, Option<u64>);

/// What the figures stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Document {
    /// `/.well-known/void`.
    Void,
    /// The service description.
    Service,
}

impl Statistics {
    /// A document with the figures of the present state, in the form that a content type names: as it was written, or as
    /// `write` does it. Whoever comes while figures are worked out waits for them. Blocking.
    ///
    /// # Errors
    /// The store's, as 500 or 503, and those of `write`.
    pub(crate) fn text(
        &self,
        state: &AppState,
        document: Document,
        content_type: &'static str,
        write: impl FnOnce(&Counted) -> Result<String, Problem>,
    ) -> Result<Bytes, Problem> {
        let commons = &state.commons;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Taken before the figures, so that these are never older than what they are kept for.
        let now = match commons.copy_seq() {
            Some(seq) => (seq, Some(seq)),
            None => (
                commons.seq().map_err(|error| refusal::of_query(error.into()))?,
                None,
            ),
        };
        if kept.as_ref().is_none_or(|kept| kept.of != now) {
            let counted = commons.figures(state.config.default_graph);
            *kept = Some(Kept {
                of: now,
                counted: counted.map_err(refusal::of_query)?,
                texts: HashMap::new(),
            });
        }
        let Some(Kept { counted, texts, .. }) = kept.as_mut() else {
            return Err(Problem::internal());
        };
        if let Some(text) = texts.get(&(document, content_type)) {
            return Ok(text.clone());
        }
        let text = Bytes::from(write(counted)?);
        // While what follows is worked out nothing is known, which changes without a change.
        if counted.figures == Figures::default() {
            *kept = None;
        } else {
            texts.insert((document, content_type), text.clone());
        }
        Ok(text)
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
            let cut = format!(" Of {all} {what} the {told} largest are listed (at most {max}).");
            text.push_str(&cut);
        }
    }
    text
}
