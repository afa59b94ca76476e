//! The rows that a text pattern has, while they are found: bounded, each once.

use super::call::{Output, TextCall};
use crate::dataset::{ScopedDataset, name_of};
use crate::error::QueryError;
use crate::source::{Source, TermId};
use oxrdf::{Literal, Term};
use spargebra::term::{GroundTerm, NamedNodePattern};
use std::collections::HashSet;

/// How many rows a text pattern has at the most that sets itself no limit; Jena's default, where what is beyond is cut
/// and nothing says so.
pub const TEXT_HITS_MAX: usize = 10_000;

/// A row of VALUES.
pub(crate) type Row = Vec<Option<GroundTerm>>;

/// What was found, before it becomes a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) subject: Option<TermId>,
    pub(crate) score: f32,
    pub(crate) text: Option<Literal>,
    pub(crate) graph: Option<TermId>,
    pub(crate) property: Option<TermId>,
    pub(crate) value: Option<TermId>,
    pub(crate) count: u64,
}

/// The rows of one call.
pub(crate) struct Rows<'c> {
    call: &'c TextCall,
    /// The value of the variable that stands for the words.
    words: Option<Literal>,
    pub(crate) found: Vec<Row>,
    /// The rows of the present subject.
    known: HashSet<Row>,
}

impl<'c> Rows<'c> {
    pub(crate) fn new(call: &'c TextCall, words: Option<Literal>) -> Self {
        Self {
            call,
            words,
            found: Vec::new(),
            known: HashSet::new(),
        }
    }

    /// Whether the limit that the pattern sets is reached.
    pub(crate) fn is_full(&self) -> bool {
        self.call.limit.is_some_and(|limit| self.found.len() >= limit)
    }

    /// Rows are compared with those of the same subject alone.
    pub(crate) fn next_subject(&mut self) {
        self.known.clear();
    }

    /// Adds a row unless it is there.
    ///
    /// # Errors
    /// More rows than may be, where the pattern sets no limit.
    pub(crate) fn add<S: Source>(
        &mut self,
        found: &Found,
        dataset: &ScopedDataset<S>,
    ) -> Result<(), QueryError> {
        if self.is_full() {
            return Ok(());
        }
        let row = self.row(found, dataset)?;
        if !self.known.insert(row.clone()) {
            return Ok(());
        }
        if self.call.limit.is_none() && self.found.len() == TEXT_HITS_MAX {
            return Err(too_many());
        }
        self.found.push(row);
        Ok(())
    }

    fn row<S: Source>(&self, found: &Found, dataset: &ScopedDataset<S>) -> Result<Row, QueryError> {
        let mut row = Vec::with_capacity(self.call.outputs.len() + 2);
        for (output, _) in &self.call.outputs {
            row.push(match output {
                Output::Subject => found.subject.map(|id| name_of(id).into()),
                Output::Score => Some(Literal::from(found.score).into()),
                Output::Text => found.text.clone().map(Into::into),
                Output::Graph => found.graph.map(|id| name_of(id).into()),
                Output::Property => found.property.map(|id| name_of(id).into()),
                Output::Value => match found.value {
                    Some(id) => Some(ground(id, dataset)?),
                    None => None,
                },
                Output::Count => Some(Literal::from(found.count).into()),
            });
        }
        row.extend(self.words.clone().map(|words| Some(words.into())));
        if let Some(NamedNodePattern::Variable(variable)) = &self.call.graph
            && self.call.outputs.iter().all(|(_, known)| known != variable)
        {
            row.push(found.graph.map(|id| name_of(id).into()));
        }
        Ok(row)
    }
}

/// A term for VALUES. A literal stands there itself: the evaluator looks at what kind of terms a variable has.
fn ground<S: Source>(id: TermId, dataset: &ScopedDataset<S>) -> Result<GroundTerm, QueryError> {
    Ok(
        match dataset
            .term(id)
            .map_err(|error| QueryError::Source(Box::new(error)))?
        {
            Term::Literal(literal) => literal.into(),
            _ => name_of(id).into(),
        },
    )
}

/// More entities may match than the index names.
pub(crate) fn too_many_to_look_at(limit: usize) -> QueryError {
    QueryError::OverBudget {
        name: "text_candidates_max",
        unit: "entities to look at for one text pattern; give it more words,",
        limit: limit as u64,
    }
}

fn too_many() -> QueryError {
    QueryError::OverBudget {
        name: "text_hits_max",
        unit: "hits of one text pattern; give it a limit, or more words,",
        limit: TEXT_HITS_MAX as u64,
    }
}
