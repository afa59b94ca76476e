//! Full-text search over the entities of a commons, in French and English.
//!
//! A [`SearchProfile`] (RDF) says which properties give an entity's title, body, keywords…; it turns the quads about
//! one entity into one [`EntityDocument`]. A [`SearchIndex`] holds these documents and hands out
//! [`SearchSnapshot`]s, which answer [`SearchRequest`]s. The index is a copy: each commit carries the seq of the last
//! change that it holds, and an index of another making is rebuilt.
//!
//! Invariants: one document an entity, never one a quad; the same documents give the same answers, whatever the
//! order in which they came; filters apply before the best are chosen; a bound that is passed is an error that
//! states it; tantivy's query parser is not used (nested input overflows its stack).

mod alike;
mod analyser;
mod answering;
mod candidates;
mod choosing;
mod classes;
mod document;
mod ending;
mod error;
mod fields;
mod figures;
mod folder;
mod folding;
mod grammar;
mod index;
mod instant;
mod language;
mod lucene;
mod mark;
mod matcher;
mod nearness;
mod occurrences;
mod passage;
mod plan;
mod probe;
mod profile;
mod ranked;
mod record;
mod request;
mod rows;
mod rule;
mod scoring;
mod snapshot;
mod snippet;
mod sought;
mod stems;
mod stopwords;
mod tally;
mod vocabulary;
mod words;

pub use candidates::{CANDIDATES_MAX, Roles, Scored};
pub use document::{EntityDocument, KEY_BYTES_MAX, Text, entity_key};
pub use error::SearchError;
pub use index::{INDEXING_THREADS_MAX, IndexOptions, IndexState, SearchIndex, WRITER_HEAP_BYTES};
pub use lucene::DEPTH_MAX;
pub use passage::Marking;
pub use probe::{Probe, field_of};
pub use profile::{LIST_LENGTH_MAX, ProfileError, SearchProfile};
pub use request::{
    GraphFilter, Hit, Meant, PREFIX_CHARS_MIN, QUERY_CHARS_MAX, QUERY_TERMS_MAX, Ranking, SNIPPET_CHARS_MAX,
    SearchPage, SearchRequest, SnippetPart, WINDOW_MAX,
};
pub use snapshot::SearchSnapshot;
