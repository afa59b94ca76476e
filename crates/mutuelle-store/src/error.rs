//! What can go wrong, one enum an operation.

use mutuelle_query::{QueryError, SyntaxError, declaration_hint};
use oxigraph::io::RdfParseError;
use oxigraph::store::StorageError;
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
                let message = unplaced(&error.to_string());
                Self::Syntax(SyntaxError {
                    line: place.map(|(line, _)| line),
                    column: place.map(|(_, column)| column),
                    hint: undeclared(&message).map(|prefix| declaration_hint(prefix).into()),
                    ..SyntaxError::new(language, message)
                })
            }
        }
    }
}

/// The prefix that the parser misses.
fn undeclared(message: &str) -> Option<&str> {
    let rest = message.strip_prefix("The prefix ")?;
    rest.strip_suffix(": has not been declared")
}

/// The parser's words without the position that it puts before them: the position stands in fields of its own.
fn unplaced(message: &str) -> String {
    match message.split_once(": ") {
        Some((place, rest)) if place.starts_with("Parser error ") => rest.to_owned(),
        _ => message.to_owned(),
    }
}

impl From<StoreError> for QueryError {
    fn from(error: StoreError) -> Self {
        Self::Source(Box::new(error))
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
    /// An update that is held to one graph has USING, or WITH of another graph.
    #[error("an update of one graph has no USING; what is asked without GRAPH is asked of that graph")]
    DatasetWithin,
    /// An update that is held to one graph writes to another one.
    #[error("the request is about {graph} alone, and this would change {other}")]
    Elsewhere {
        /// What else it would change.
        other: String,
        /// The graph that it is held to.
        graph: String,
    },
}

impl From<StoreError> for UpdateError {
    fn from(error: StoreError) -> Self {
        Self::Query(error.into())
    }
}

impl From<StorageError> for UpdateError {
    fn from(error: StorageError) -> Self {
        StoreError::from(error).into()
    }
}
