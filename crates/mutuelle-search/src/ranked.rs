//! Entities in the order of text search, window by window, for a caller that joins them with data of its own.

use crate::candidates::{CANDIDATES_MAX, Scored};
use crate::error::SearchError;
use crate::request::{GraphFilter, SearchRequest};
use crate::snapshot::SearchSnapshot;

/// How many entities the first window has, and how much larger the next ones are.
const FIRST_WINDOW: usize = 256;
const WINDOW_GROWTH: usize = 8;

/// The entities that one text finds.
pub(crate) struct Ranked {
    snapshot: SearchSnapshot,
    request: SearchRequest,
    given: usize,
    ended: bool,
    is_cut: bool,
    is_relaxed: bool,
}

impl Ranked {
    pub(crate) fn new(snapshot: SearchSnapshot, text: &str, graphs: GraphFilter) -> Self {
        let request = SearchRequest {
            graphs,
            snippet_chars_max: 0,
            ..SearchRequest::new(text)
        };
        Self {
            snapshot,
            request,
            given: 0,
            ended: false,
            is_cut: false,
            is_relaxed: false,
        }
    }

    /// Whether there are more than are named.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Whether there are entities among them that have only a part of what is asked.
    pub(crate) fn is_relaxed(&self) -> bool {
        self.is_relaxed
    }

    /// The next ones; none at the end.
    pub(crate) fn more(&mut self) -> Result<Scored, SearchError> {
        if self.ended {
            return Ok(Vec::new());
        }
        let window = match self.given {
            0 => FIRST_WINDOW,
            given => (given * WINDOW_GROWTH).min(CANDIDATES_MAX) - given,
        };
        self.request.offset = self.given;
        self.request.limit = window;
        let ranking = self.snapshot.rank_deep(&self.request)?;
        self.is_relaxed |= ranking.relaxed;
        self.given += ranking.entities.len();
        self.ended = ranking.entities.len() < window || self.given >= CANDIDATES_MAX;
        self.is_cut = self.ended && ranking.total > self.given;
        Ok(ranking.entities)
    }
}
