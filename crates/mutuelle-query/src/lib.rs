//! What a SPARQL query is, wherever it runs.
//!
//! The store and the read copy are both a [`Source`] of quads with numbered terms; a query is evaluated on either.

mod source;

pub use source::{GraphSet, Graphs, Pattern, Source, TermId};
