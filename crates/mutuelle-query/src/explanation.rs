//! How a query was answered, for whoever wants to know why it takes its time.

use crate::fulltext::TextPlaced;
use crate::ordering::Placed;
use crate::prepared::QueryForm;
use std::time::Duration;

/// Where the time of a query went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timings {
    /// Putting joins in order, counting what can be counted.
    pub plan: Duration,
    /// Finding rows, sorting included.
    pub execute: Duration,
    /// Making text of them; measured on every sixteenth row.
    pub serialise: Duration,
}

/// The plan of a query with what came of it.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Which of the four forms.
    pub form: QueryForm,
    /// The text patterns with what they found.
    pub texts: Vec<TextPlaced>,
    /// The joins in their order, with what was expected of each.
    pub placed: Vec<Placed>,
    /// Whether a COUNT or GROUP BY was read from the source without rows.
    pub counted: bool,
    /// The sorting that was done outside of the evaluator.
    pub sorted: Option<String>,
    /// The evaluator's part as JSON: a tree of nodes with their names, numbers of results and seconds, those of their
    /// children included.
    pub evaluated: String,
    /// Rows, triples, or 1 for a boolean.
    pub rows: u64,
    /// The most memory that the evaluation was seen to hold, in bytes; 0 where nothing measures it.
    pub memory_bytes: u64,
    /// Where the time went.
    pub timings: Timings,
}
