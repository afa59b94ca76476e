//! Full text inside SPARQL: `text:query` as Apache Jena has it, `search:matches` and `search:facets` of our own.
//!
//! A text pattern is taken out of the algebra when the query is parsed (`taking.rs`). When it is run, an index at the seq
//! of the data tells which entities may match, best first; their literals are looked at in the graphs that the query sees
//! (`literals.rs`, `entities.rs`), and the rows take the place of the pattern as VALUES, so that the planner knows their
//! number. Nothing here knows which index it is: whoever runs the query gives it with the [`Budget`].

mod call;
mod entities;
mod index;
mod literals;
mod placing;
mod rows;
mod seeing;
mod taking;
mod walk;

pub use call::{SEARCH_FACETS, SEARCH_MATCHES, TEXT_QUERY};
pub use index::{Marks, TextFailure, TextHits, TextIndex, Texts, Written};
pub use placing::TEXT_VALUES_MAX;
pub use rows::TEXT_HITS_MAX;

use crate::budget::Budget;
use crate::dataset::ScopedDataset;
use crate::error::{QueryError, SyntaxError};
use crate::federation::Federation;
use crate::source::Source;
use call::{Kind, TextCall};
use oxrdf::NamedOrBlankNode;
use placing::Placing;
use spargebra::algebra::GraphPattern;

/// The text patterns of a query or update.
#[derive(Clone, Debug, Default)]
pub struct TextCalls {
    calls: Vec<TextCall>,
}

/// How a text pattern was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextPlaced {
    /// The pattern, as it was written.
    pub pattern: String,
    /// What was searched: one text, or those that the rest of the query gave.
    pub texts: usize,
    /// How many rows it has.
    pub rows: usize,
}

impl TextCalls {
    /// Takes the text patterns out of a part of a query's text, where it may have any.
    ///
    /// # Errors
    /// A pattern that is not as it has to be, with its place where that is sure.
    pub fn take(&mut self, pattern: GraphPattern, text: &str) -> Result<GraphPattern, SyntaxError> {
        if !taking::may_ask_texts(text) {
            return Ok(pattern);
        }
        taking::taken(pattern, &mut self.calls).map_err(|message| placed_error(message, text))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// The pattern with the rows of its text patterns, and how many they are. `changed` are entities of which the index
    /// may not know yet. Within the budget.
    ///
    /// # Errors
    /// No index, one that does not answer, a text that it does not understand, too many hits.
    pub fn placed<S: Source>(
        &self,
        mut pattern: GraphPattern,
        dataset: &ScopedDataset<S>,
        budget: &Budget,
        federation: &Federation,
        changed: &[NamedOrBlankNode],
    ) -> Result<(GraphPattern, Vec<TextPlaced>), QueryError> {
        let Some(first) = self.calls.first() else {
            return Ok((pattern, Vec::new()));
        };
        let Some(index) = budget.texts() else {
            return Err(QueryError::Refused {
                what: first.kind.name().to_owned(),
            });
        };
        let mut placing = Placing {
            calls: &self.calls,
            index: index.as_ref(),
            changed,
            dataset,
            federation,
            placed: Vec::new(),
        };
        placing.place(&mut pattern, None, None)?;
        Ok((pattern, placing.placed))
    }
}

/// The error with the place of the pattern, where the text has but one of its name.
fn placed_error(message: String, text: &str) -> SyntaxError {
    let mut error = SyntaxError::new("SPARQL query", message);
    let kind = [Kind::Literals, Kind::Entities, Kind::Facets]
        .into_iter()
        .find(|kind| error.message.contains(kind.name()));
    let Some(kind) = kind else { return error };
    let (_, local) = kind.name().split_once(':').unwrap_or_default();
    let ends = [format!(":{local}"), format!("#{local}>")];
    let mut places: Vec<_> = ends
        .iter()
        .flat_map(|end| text.match_indices(end.as_str()).map(|(at, _)| at))
        .collect();
    if let (Some(at), None) = (places.pop(), places.pop()) {
        let begin = text[..at]
            .rfind(|char: char| char.is_whitespace() || ";,({".contains(char))
            .map_or(0, |before| before + 1);
        let line_begin = text[..begin].rfind('\n').map_or(0, |before| before + 1);
        let line = text[..begin].matches('\n').count() as u64 + 1;
        let column = text[line_begin..begin].chars().count() as u64 + 1;
        error.line = Some(line);
        error.column = Some(column);
        error.excerpt = crate::excerpt::excerpt(text, line, Some(column)).map(Into::into);
    }
    error
}
