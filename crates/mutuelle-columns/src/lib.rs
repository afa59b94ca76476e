//! The read copy of a commons: terms numbered in a compact dictionary, quads in sorted columns.

mod base;
mod build;
mod column;
mod columns;
mod dictionary;
mod error;
mod file;
mod filter;
mod groups;
mod limits;
mod map;
mod memory;
mod merge;
mod opening;
mod order;
mod parts;
mod permutation;
mod run;
mod scan;
mod snapshot;
mod state;
mod term;
mod terms;

pub use base::Base;
pub use build::Builder;
pub use columns::{Applied, Columns, MERGE_BASE_SHARE, MERGE_QUADS_MIN};
pub use error::{ApplyError, BuildError, Damage, FileError, LimitError, MergeError};
pub use groups::Groups;
pub use limits::{Limits, QUADS_MAX, TERM_BYTES_MAX, TERMS_MAX, TRIPLE_TERM_DEPTH_MAX};
pub use memory::Memory;
pub use merge::{Built, Merge};
pub use order::Order;
pub use scan::Scan;
pub use snapshot::{Parts, PredicateStatistics, Snapshot};
pub use term::Kind;
