//! The crate through its public door: queries, graphs, updates, refusals, the W3C suites.

#![expect(clippy::unwrap_used, reason = "what only tests call panics as a test does")]

mod asking;
mod federating;
#[cfg(feature = "rocksdb")]
mod folder;
mod geometry;
mod graphs;
mod normal;
mod refusing;
mod support;
mod updating;
mod w3c;
