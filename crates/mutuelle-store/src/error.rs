//! What can go wrong, one enum an operation.

use oxigraph::io::RdfParseError;
use oxigraph::sparql::QueryEvaluationError;
use oxigraph::store::StorageError;
use std::fmt;
use std::io;

/// The store itself failed: disk, corruption.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// oxigraph or RocksDB reported a failure.
    #[error("the triple store failed")]
    Storage(#[from] StorageError),
    /// The marker that holds the applied sequence number cannot be read.
    #[error("the store's marker `{found}` cannot be read; rebuild the store from the journal")]
    Marker {
        /// What stands there.
        found: String,
    },
    /// The on-disk store was asked of a build that has none.
    #[error("this build has no on-disk store; build with the feature `rocksdb`")]
    NoDisk,
}

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
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for SyntaxError {}

/// Reading RDF failed.
#[derive(Debug, thiserror::Error)]
pub enum ParseError {
    /// The text is not in the format that it claims.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// The input could not be read.
    #[error("the input could not be read")]
    Input(#[source] io::Error),
    /// The base IRI is not an absolute IRI.
    #[error("the base `{base}` is not an absolute IRI")]
    Base {
        /// The base as given.
        base: String,
    },
}

impl ParseError {
    /// `place` is where an error stands that does not say so itself.
    pub(crate) fn from_rdf(language: &'static str, error: RdfParseError, place: Option<(u64, u64)>) -> Self {
        match error {
            RdfParseError::Io(error) => match error.downcast::<SyntaxError>() {
                Ok(syntax) => Self::Syntax(SyntaxError { language, ..syntax }),
                Err(error) => Self::Input(error),
            },
            RdfParseError::Syntax(error) => {
                let start = error.location().map(|range| range.start);
                let place = start.map(|at| (at.line + 1, at.column + 1)).or(place);
                Self::Syntax(SyntaxError {
                    language,
                    message: unplaced(&error.to_string()),
                    line: place.map(|(line, _)| line),
                    column: place.map(|(_, column)| column),
                })
            }
        }
    }
}

/// The parser's words without the position that it puts before them: the position stands in fields of its own.
fn unplaced(message: &str) -> String {
    match message.split_once(": ") {
        Some((place, rest)) if place.starts_with("Parser error ") => rest.to_owned(),
        _ => message.to_owned(),
    }
}

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
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<QueryEvaluationError> for QueryError {
    fn from(error: QueryEvaluationError) -> Self {
        match error {
            QueryEvaluationError::Cancelled => Self::Cancelled,
            QueryEvaluationError::Dataset(error) => match error.downcast::<crate::dataset::ScanError>() {
                Ok(scan) => match *scan {
                    crate::dataset::ScanError::Cancelled => Self::Cancelled,
                    crate::dataset::ScanError::Storage(error) => Self::Store(error.into()),
                },
                Err(other) => Self::Evaluation {
                    message: other.to_string(),
                },
            },
            QueryEvaluationError::UnsupportedService(service) => Self::Refused {
                what: format!("SERVICE {service}"),
            },
            other => Self::Evaluation {
                message: other.to_string(),
            },
        }
    }
}

impl From<StorageError> for QueryError {
    fn from(error: StorageError) -> Self {
        Self::Store(error.into())
    }
}

/// A SPARQL Update could not be executed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// Parsing or evaluating the WHERE part failed.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// CLEAR or DROP names a graph that does not exist.
    #[error("the graph <{graph}> does not exist")]
    UnknownGraph {
        /// The graph's IRI.
        graph: String,
    },
    /// CREATE names a graph that exists.
    #[error("the graph <{graph}> exists already")]
    GraphExists {
        /// The graph's IRI.
        graph: String,
    },
    /// The update writes where only the server writes.
    #[error("the graph <{graph}> is reserved for the server")]
    Reserved {
        /// The graph's IRI.
        graph: String,
    },
    /// A protocol dataset (`using-graph-uri`) together with USING or WITH in the text.
    #[error("`using-graph-uri` and `using-named-graph-uri` cannot be combined with USING or WITH")]
    DatasetTwice,
}

impl From<StoreError> for UpdateError {
    fn from(error: StoreError) -> Self {
        Self::Query(error.into())
    }
}

impl From<StorageError> for UpdateError {
    fn from(error: StorageError) -> Self {
        Self::Query(error.into())
    }
}
