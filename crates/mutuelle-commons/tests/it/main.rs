//! The engine through its public door. What needs a disk runs with the feature `rocksdb`.

#![expect(clippy::unwrap_used, reason = "what only tests call panics as a test does")]

mod bounds;
mod exporting;
mod loading;
mod searching;
mod support;
mod together;
mod updating;
mod validating;

#[cfg(feature = "rocksdb")]
mod dumps;
#[cfg(feature = "rocksdb")]
mod folder;
#[cfg(feature = "rocksdb")]
mod random;
#[cfg(feature = "rocksdb")]
mod recovery;
