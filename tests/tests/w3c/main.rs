//! The W3C suites over HTTP, on the real server: SPARQL's languages, its protocols, and the formats of RDF.

#![expect(clippy::unwrap_used, reason = "what only tests call panics as a test does")]
#![expect(clippy::print_stdout, reason = "counts are printed for whoever reads the run")]

mod description;
mod formats;
mod language;
mod protocol;
mod site;
mod store;
