//! The commons' vocabulary, schemes, SHACL shapes, alignments, JSON-LD context and search profile.
//!
//! The Turtle files beside this crate are the truth. They are embedded in the binary and never fetched at run time: a
//! running commons must not change its meaning because a file elsewhere did. Each file is given as its text
//! ([`document`]) and as a graph (the functions here).
//!
//! ```
//! use mutuelle_ontology::{vocab::mutuelle, vocabulary};
//!
//! let graph = vocabulary()?;
//! assert!(graph.triples_for_subject(mutuelle::KNOWLEDGE_SEED).next().is_some());
//! # Ok::<(), mutuelle_ontology::OntologyError>(())
//! ```

pub mod document;
mod error;
pub mod prefixes;
pub mod vocab;

pub use error::OntologyError;

use document::Document;
use oxrdf::Graph;

/// The vocabulary: `mut:` classes and properties, all areas in one graph.
pub fn vocabulary() -> Result<Graph, OntologyError> {
    merge(document::VOCABULARY)
}

/// All concept schemes, in one graph.
pub fn schemes() -> Result<Graph, OntologyError> {
    merge(document::SCHEMES)
}

/// The SHACL shapes, all areas in one graph. They name classes by the vocabulary's own terms; a validator needs [`vocabulary`] beside the data
/// to know that a `mut:OffEvent` is a `mut:Event`.
pub fn shapes() -> Result<Graph, OntologyError> {
    merge(document::SHAPES)
}

/// The search profile, in the terms of [`vocab::search`].
pub fn search_profile() -> Result<Graph, OntologyError> {
    document::SEARCH_PROFILE.parse()
}

/// The alignments, in one graph: from our words to those of FOAF, schema.org, PAIR and others, and back where sound. A
/// reasoner that has them beside [`vocabulary`] answers a question asked in either's words.
pub fn alignments() -> Result<Graph, OntologyError> {
    merge(document::ALIGNMENTS)
}

/// What to read the irregular IRIs of PAIR data as: one `dct:isReplacedBy` for each.
pub fn pair_import() -> Result<Graph, OntologyError> {
    document::PAIR_IMPORT.parse()
}

/// What an export as PAIR writes beyond what follows from [`alignments`], in the terms of [`vocab::pair_export`].
pub fn pair_export() -> Result<Graph, OntologyError> {
    document::PAIR_EXPORT.parse()
}

fn merge(documents: &[Document]) -> Result<Graph, OntologyError> {
    let mut graph = Graph::new();
    for document in documents {
        graph.extend(&document.parse()?);
    }
    Ok(graph)
}
