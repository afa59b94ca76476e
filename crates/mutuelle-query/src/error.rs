//! What can go wrong with a query.

use spareval::QueryEvaluationError;
use std::error::Error;
use std::fmt;
use std::io;

/// A text in some language that does not follow its grammar, with the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The language of the text: `Turtle`, `SPARQL query`…
    pub language: &'static str,
    /// What is wrong, in the parser's words, without the position.
    pub message: String,
    /// 1-based line, where the parser knows it.
    pub line: Option<u64>,
    /// 1-based column in characters, where the parser knows it.
    pub column: Option<u64>,
    /// The line with a caret under the column, where the text is at hand.
    pub excerpt: Option<Box<str>>,
    /// What may have been meant, or what to do.
    pub hint: Option<Box<str>>,
}

impl SyntaxError {
    /// An error without a place.
    pub fn new(language: &'static str, message: String) -> Self {
        Self {
            language,
            message,
            line: None,
            column: None,
            excerpt: None,
            hint: None,
        }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} error", self.language)?;
        if let Some(line) = self.line {
            write!(f, " on line {line}")?;
            if let Some(column) = self.column {
                write!(f, ", column {column}")?;
            }
        }
        write!(f, ": {}", self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl Error for SyntaxError {}

/// A query could not be answered.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The text is not SPARQL.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// The query asks for something that this server does not do.
    #[error("{what} is not available here")]
    Refused {
        /// The construct, as written in SPARQL.
        what: String,
    },
    /// Another machine is not asked; nothing was sent.
    #[error("{what} is not available here: {why}")]
    NotAsked {
        /// The construct, as written in SPARQL.
        what: String,
        /// The rule, with what to do.
        why: String,
    },
    /// Another machine was asked and gave no answer that can be used.
    #[error("{what} failed: {why}")]
    Unanswered {
        /// The construct, as written in SPARQL.
        what: String,
        /// What came instead.
        why: String,
    },
    /// A named limit of the query text was passed.
    #[error("the query has {received} {unit}, the limit is {limit}")]
    TooLarge {
        /// What is counted.
        unit: &'static str,
        /// The limit.
        limit: usize,
        /// What came.
        received: usize,
    },
    /// What follows from the data is still being worked out; what is said can be asked already.
    #[error("what follows from the data is being worked out; try again soon, or ask for what is said alone")]
    Inferring,
    /// The text index is being built; queries without text patterns are answered meanwhile.
    #[error("the text index is being built; queries without text patterns are answered meanwhile")]
    Indexing,
    /// Cancelled by its deadline or by its client.
    #[error("the query was cancelled")]
    Cancelled,
    /// The evaluation failed.
    #[error("the query could not be evaluated: {message}")]
    Evaluation {
        /// The evaluator's words.
        message: String,
    },
    /// The format does not fit the query's form.
    #[error("{form} results cannot be written as {format}")]
    FormatMismatch {
        /// `SELECT`, `ASK`, `CONSTRUCT` or `DESCRIBE`.
        form: &'static str,
        /// The format's name.
        format: &'static str,
    },
    /// The result could not be written.
    #[error("the result could not be written")]
    Output(#[source] io::Error),
    /// A named budget was used up.
    #[error("the query needs more than {limit} {unit}, which is `{name}`")]
    OverBudget {
        /// The budget's name.
        name: &'static str,
        /// What it counts.
        unit: &'static str,
        /// How much there is.
        limit: u64,
    },
    /// The data could not be read.
    #[error("the data could not be read")]
    Source(#[source] Box<dyn Error + Send + Sync>),
}

impl From<QueryEvaluationError> for QueryError {
    fn from(error: QueryEvaluationError) -> Self {
        match error {
            QueryEvaluationError::Cancelled => Self::Cancelled,
            QueryEvaluationError::Dataset(error) => Self::Source(error),
            QueryEvaluationError::UnsupportedService(service) => Self::Refused {
                what: format!("SERVICE {service}"),
            },
            other => Self::Evaluation {
                message: other.to_string(),
            },
        }
    }
}
