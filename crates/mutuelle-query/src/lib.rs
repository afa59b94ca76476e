//! What a SPARQL query is, wherever it runs.
//!
//! The store and the read copy are both a [`Source`] of quads with numbered terms; a query is evaluated on either, by
//! the same evaluator, within the same [`Budget`].

mod binding;
mod budget;
mod calls;
mod constants;
mod counting;
mod dataset;
mod distinct;
mod error;
mod excerpt;
mod explanation;
mod federation;
mod figures;
mod format;
mod fulltext;
mod functions;
mod geometry;
mod grammar;
mod grouping;
mod guard;
mod harden;
mod json_ld;
mod matching;
mod mistake;
mod nearest;
mod normal;
mod ordering;
mod plan;
mod prepared;
mod results;
mod scope;
mod selection;
mod service;
mod sort_key;
mod sorting;
mod source;
mod tokens;
mod variables;

pub use binding::{Binding, BoundTerm};
pub use budget::{Budget, Meter, QueryLimits, handed_over};
pub use calls::Calls;
pub use dataset::{ScopedDataset, Value};
pub use error::{QueryError, SyntaxError};
pub use excerpt::{excerpt, excerpt_of_line};
pub use explanation::{Explanation, Timings};
pub use federation::{Federation, SERVICE_BINDINGS_MAX, SERVICE_CHUNK_ROWS, SERVICE_REQUESTS_MAX};
pub use figures::{ClassFigures, FigureBounds, Figures, PropertyFigures};
pub use format::{GraphFormat, ResultFormat, TableFormat, format_name, graph_formats};
pub use fulltext::{
    Marks, SEARCH_FACETS, SEARCH_MATCHES, TEXT_HITS_MAX, TEXT_QUERY, TEXT_VALUES_MAX, TextCalls, TextFailure,
    TextHits, TextIndex, TextPlaced, Texts, Written,
};
pub use functions::{COMPUTED_TEXT_BYTES_MAX, evaluator};
pub use geometry::{GEOMETRY_BYTES_MAX, GEOMETRY_NESTING_MAX};
pub use grammar::check_grammar;
pub use guard::{
    JOINED_PATTERNS_MAX, NESTING_MAX, OPERATORS_MAX, QUERY_BYTES_MAX, after_comment, after_iri, after_string,
    check_pattern, check_text, is_simple,
};
pub use harden::hardened;
pub use json_ld::{ContextError, JsonLdContext};
pub use mistake::{Parse, declaration_hint, explained};
pub use nearest::nearest;
pub use normal::{normalise_quad, normalise_term};
pub use ordering::Placed;
pub use prepared::{PreparedQuery, QueryForm, QueryOutcome, Rows, parser};
pub use results::write_quads;
pub use scope::{GraphScope, all_but};
pub use service::{SERVICE_ACCEPT, ServiceAnswer, ServiceError, ServiceRequest, Services};
pub use source::{GraphSet, Graphs, Pattern, Source, Statistics, TermId, Text, TextKind};
pub use spareval::CancellationToken;
pub use spargebra::Query;
pub use tokens::iris_of;
