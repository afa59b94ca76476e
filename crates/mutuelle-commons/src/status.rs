//! What a commons says of itself at any moment.

use crate::copy::CopyStatus;
use serde::Serialize;

/// Figures that cost nothing to give.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The sequence number of the last change.
    pub seq: u64,
    /// Quads in the store.
    pub quads: u64,
    /// Named graphs that hold quads.
    pub graphs: u64,
    /// Resources in the text index.
    pub entities: u64,
    /// Bytes of the journal's segments; 0 in memory.
    pub journal_bytes: u64,
    /// Whether text queries are answered.
    pub index_ready: bool,
    /// The sequence number that the text index has reached.
    pub indexed_seq: Option<u64>,
    /// The read copy that queries run on.
    pub copy: CopyStatus,
    /// Whether the commons lives in memory only.
    pub in_memory: bool,
}
