//! What comes to the door and what goes back: requests, the receipt, the errors.

use crate::input::{Input, Progress};
use crate::pair::Replacement;
use crate::query::DefaultGraph;
use mutuelle_journal::{AGENT_BYTES_MAX, JournalError, SOURCE_BYTES_MAX};
use mutuelle_query::{CancellationToken, QueryError, SyntaxError};
use mutuelle_shapes::Report;
use mutuelle_store::{ParseError, RdfFormat, StoreError, UpdateError};
use oxrdf::{GraphName, NamedNode};
use serde::Serialize;
use std::io;
use std::sync::Arc;

/// Who makes a change, and by which way it comes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The author: a token's name, a user, `cli`.
    pub agent: String,
    /// The way in: `PUT /data?graph=…`, `import fichier.ttl`.
    pub source: String,
}

impl Origin {
    /// An origin from its two parts.
    pub fn new(agent: impl Into<String>, source: impl Into<String>) -> Self {
        Self {
            agent: agent.into(),
            source: source.into(),
        }
    }

    /// Cut to what a record of the journal holds: a long address is no reason to refuse a change.
    pub(crate) fn shortened(self) -> Self {
        let Self { agent, source } = self;
        Self {
            agent: cut(agent, AGENT_BYTES_MAX),
            source: cut(source, SOURCE_BYTES_MAX),
        }
    }
}

fn cut(mut text: String, bytes_max: usize) -> String {
    text.truncate(text.floor_char_boundary(bytes_max));
    text
}

/// Where loaded triples go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadTarget {
    /// All into this graph; a text that names graphs of its own is refused.
    Graph(GraphName),
    /// Quads keep their graphs, triples go to the default graph.
    AsWritten,
}

/// What happens to what the target holds already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadMode {
    /// It stays.
    Add,
    /// Afterwards the target graph holds what was loaded and nothing else.
    Replace,
}

/// Tells how far a load is; called from the loading thread.
pub type OnProgress = Arc<dyn Fn(Progress) + Send + Sync>;

/// A request to read RDF into the commons.
pub struct LoadRequest {
    /// The bytes.
    pub input: Input,
    /// Their format.
    pub format: RdfFormat,
    /// The base of relative IRIs.
    pub base: Option<String>,
    /// Where the triples go.
    pub target: LoadTarget,
    /// Add or replace.
    pub mode: LoadMode,
    /// Who and how.
    pub origin: Origin,
    /// Called from time to time while reading.
    pub progress: Option<OnProgress>,
}

/// A request to execute SPARQL Update.
#[derive(Clone, Default)]
pub struct UpdateRequest {
    /// The update's text.
    pub text: String,
    /// The base of relative IRIs.
    pub base: Option<String>,
    /// `using-graph-uri` of the protocol.
    pub using_default: Vec<NamedNode>,
    /// `using-named-graph-uri` of the protocol.
    pub using_named: Vec<NamedNode>,
    /// What the default graph is of WHERE parts that name no graphs.
    pub default_graph: DefaultGraph,
    /// Ends the evaluation of the WHERE parts when cancelled.
    pub cancel: CancellationToken,
    /// Who and how.
    pub origin: Origin,
}

/// The answer to an accepted change. From `seq` on it is readable and cannot be lost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The sequence number at which the change is readable; the present one when nothing changed.
    pub seq: u64,
    /// Whether anything changed.
    pub changed: bool,
    /// Quads that were not there before.
    pub quads_added: u64,
    /// Quads that are no longer there.
    pub quads_removed: u64,
    /// Resources whose search document follows.
    pub entities_indexed: u64,
    /// Literals that were brought to the store's form (`007` to `7`).
    pub normalised: u64,
    /// Irregular IRIs of PAIR data, with what they were read as.
    pub replaced: Vec<Replacement>,
    /// Whether the target graph did not exist before.
    pub created_graph: bool,
    /// The target graph's version afterwards, where the change has a target graph; see [`Commons::graph_version`].
    ///
    /// [`Commons::graph_version`]: crate::Commons::graph_version
    #[serde(skip)]
    pub version: Option<u64>,
    /// What was accepted with a remark, in French or English as the shapes have it.
    pub warnings: Vec<String>,
    /// How long it took.
    pub elapsed_ms: u64,
}

/// A change was refused, or could not be made. Unless a variant says otherwise nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The text does not follow its grammar.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// The result would violate the shapes; the report says how.
    #[error("the change violates the shapes of this commons ({} results)", .0.results.len())]
    Violations(Report),
    /// A named limit was passed.
    #[error("the input has more than {limit} {unit}, which is the limit")]
    TooLarge {
        /// What is counted.
        unit: &'static str,
        /// The limit.
        limit: u64,
    },
    /// The graph does not exist.
    #[error("the graph <{graph}> does not exist")]
    UnknownGraph {
        /// Its IRI.
        graph: String,
    },
    /// The graph exists already.
    #[error("the graph <{graph}> exists already")]
    GraphExists {
        /// Its IRI.
        graph: String,
    },
    /// Something that this server does not do.
    #[error("{what} is not available here")]
    Refused {
        /// The construct, as written.
        what: String,
    },
    /// The request contradicts itself or the protocol.
    #[error("{message}")]
    Protocol {
        /// What is wrong and what to do.
        message: String,
    },
    /// A change of one graph would change another one.
    #[error("{message}")]
    Elsewhere {
        /// Which, and which may change.
        message: String,
    },
    /// The graph is not as the request expects it.
    #[error("{message}")]
    Unexpected {
        /// Which graph it is, and how it is.
        message: String,
        /// The graph's version, if it exists.
        version: Option<u64>,
    },
    /// The update's WHERE part could not be evaluated.
    #[error(transparent)]
    Query(QueryError),
    /// The input could not be read.
    #[error("the input could not be read")]
    Input(#[source] io::Error),
    /// A file of the data folder could not be written.
    #[error("the data folder could not be written")]
    Folder(#[source] io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The journal failed.
    #[error(transparent)]
    Journal(JournalError),
    /// The text index failed while a large dump was made ready.
    #[error("the text index failed")]
    Text(#[source] crate::text::TextError),
    /// The change is durable in the journal, but the store did not take it; a restart completes it.
    #[error("change {seq} stands in the journal but could not be applied; restart the server to complete it")]
    Unapplied {
        /// Its sequence number.
        seq: u64,
    },
    /// The writer has stopped.
    #[error("the commons is closed for changes; restart the server")]
    Closed,
}

impl From<JournalError> for ChangeError {
    /// What the journal refuses in a change is the change's fault.
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::Quad { .. } | JournalError::PayloadTooLarge { .. } => Self::Protocol {
                message: crate::writer::Chain(&error).to_string(),
            },
            other => Self::Journal(other),
        }
    }
}

impl From<ParseError> for ChangeError {
    fn from(error: ParseError) -> Self {
        match error {
            ParseError::Syntax(error) => Self::Syntax(error),
            ParseError::Input(error) => match error.downcast::<crate::input::PastLimit>() {
                Ok(past) => Self::TooLarge {
                    unit: "bytes",
                    limit: past.limit,
                },
                Err(error) => Self::Input(error),
            },
            ParseError::Base { .. } => Self::Protocol {
                message: error.to_string(),
            },
        }
    }
}

impl From<QueryError> for ChangeError {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Syntax(error) => Self::Syntax(error),
            QueryError::Refused { what } => Self::Refused { what },
            QueryError::TooLarge { unit, limit, .. } => Self::TooLarge {
                unit,
                limit: limit as u64,
            },
            QueryError::Source(error) => match error.downcast::<StoreError>() {
                Ok(error) => Self::Store(*error),
                Err(error) => Self::Query(QueryError::Source(error)),
            },
            other => Self::Query(other),
        }
    }
}

impl From<UpdateError> for ChangeError {
    fn from(error: UpdateError) -> Self {
        match error {
            UpdateError::Query(error) => error.into(),
            UpdateError::UnknownGraph { graph } => Self::UnknownGraph { graph },
            UpdateError::GraphExists { graph } => Self::GraphExists { graph },
            UpdateError::Reserved { .. } | UpdateError::DatasetTwice | UpdateError::DatasetWithin => {
                Self::Protocol {
                    message: error.to_string(),
                }
            }
            UpdateError::Elsewhere { .. } => Self::Elsewhere {
                message: error.to_string(),
            },
        }
    }
}
