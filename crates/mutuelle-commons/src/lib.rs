//! The engine of a commons: one door for every change, one order of commit, snapshots for readers.
//!
//! A change, whatever its way in, becomes one patch with an author and a sequence number and is durable once it stands
//! in the journal; store and text index are copies that follow. Blocking and without HTTP: servers call it from threads
//! of their own.
//!
//! ```
//! use mutuelle_commons::*;
//!
//! let options = CommonsOptions::new(Place::Memory, NamedNode::new("http://localhost/")?);
//! let (commons, _) = Commons::open(options)?;
//! let turtle = "<http://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> \"Une forge ouverte\"@fr .";
//! let receipt = commons.load(LoadRequest {
//!     input: Input::Bytes(turtle.into()),
//!     format: RdfFormat::Turtle,
//!     base: None,
//!     target: LoadTarget::Graph(GraphName::DefaultGraph),
//!     mode: LoadMode::Add,
//!     origin: Origin::new("alice", "an example"),
//!     progress: None,
//! })?;
//! assert_eq!((receipt.seq, receipt.quads_added), (1, 1));
//! assert_eq!(commons.search(&SearchRequest::new("forges"))?.total, 1);
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod brotli;
mod bulk;
mod change;
mod clock;
mod commons;
mod computing;
mod condition;
mod copy;
mod documents;
mod dump;
mod elsewhere;
mod exempt;
mod export;
mod figures;
mod focus;
mod folder;
mod fulltext;
mod given;
mod hints;
mod inferring;
mod input;
mod intake;
mod limits;
mod links;
mod load;
mod named;
mod open;
mod pair;
mod patching;
mod present;
mod query;
mod recovery;
mod staging;
mod status;
mod stream;
mod text;
mod validation;
mod verify;
mod versions;
mod writer;

pub use brotli::brotli;
pub use change::{
    ChangeError, LoadMode, LoadRequest, LoadTarget, OnProgress, Origin, Receipt, UpdateRequest,
};
pub use clock::{Clock, SystemClock};
pub use commons::{Commons, CommonsOptions, Place};
pub use computing::{
    COMPUTATIONS, Computation, ComputeError, Parameter, ParameterError, ParameterKind, Worked, of_argdown,
};
pub use condition::{Condition, GraphState};
pub use copy::CopyStatus;
pub use exempt::Exempt;
pub use export::{Export, ExportError, write_graph};
pub use figures::{Counted, DESCRIBED_GRAPHS_MAX, PARTITIONS_MAX};
pub use folder::FolderError;
pub use given::{Given, GraphVersion};
pub use hints::{Hint, KnownTerms};
pub use inferring::Why;
pub use input::{Input, Progress};
pub use limits::Limits;
pub use named::{
    BindingError, NAMED_QUERIES_MAX, NamedQueries, NamedQuery, QueryFileError, QueryParameter,
    VALUE_BYTES_MAX, ValueType,
};
pub use open::{IndexStart, OpenError, OpenReport};
pub use pair::{PairClass, PairClasses, PairLeft, PairPart, PairReport, Replacement};
pub use present::Present;
pub use query::{DefaultGraph, Explained, PreparedQuery, QueryOutcome, QueryRequest};
pub use status::Status;
pub use text::TextError;
pub use verify::{VerifyError, VerifyReport};

pub use mutuelle_domain::argdown::{ImportError as ArgdownError, Mistake as ArgdownMistake};
pub use mutuelle_outbound::{AllowList, EntryError, Outbound, OutboundLimits, Resolve};
pub use mutuelle_query::{
    Binding, BoundTerm, CancellationToken, ClassFigures, ContextError, Explanation, Figures, GraphFormat,
    JsonLdContext, Meter, Placed, PropertyFigures, QueryError, QueryForm, QueryLimits, ResultFormat, Rows,
    SEARCH_FACETS, SEARCH_MATCHES, SyntaxError, TEXT_QUERY, TableFormat, TextPlaced, Timings,
    excerpt_of_line, format_name, graph_formats, handed_over, is_simple, nearest, write_quads,
};
pub use mutuelle_search::{GraphFilter, Hit, SearchPage, SearchRequest, SnippetPart, Text};
pub use mutuelle_shapes::{Report, ValidationResult};
pub use mutuelle_store::{ParseError, RdfFormat};
pub use oxrdf::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
