//! The engine through its public door. What needs a disk runs with the feature `rocksdb`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "what only tests call panics as a test does, and counts are printed for whoever reads the run"
)]

mod bounds;
mod conditions;
mod differential;
mod exporting;
mod fetching;
mod inferring;
mod loading;
mod naming;
mod pair;
mod searching;
mod support;
mod together;
mod updating;
mod validating;
mod w3c;

#[cfg(feature = "rocksdb")]
mod dumps;
#[cfg(feature = "rocksdb")]
mod folder;
mod fulltext;
#[cfg(feature = "rocksdb")]
mod random;
#[cfg(feature = "rocksdb")]
mod recovery;
