//! Every bound of the engine, in one place.

use mutuelle_query::QueryLimits;

/// What the engine accepts. Each limit is documented in docs/http.md and tested at n and n + 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest input of one load, in bytes after decompression.
    pub load_bytes_max: u64,
    /// A load of more quads than this is sorted into the store by the bulk loader, and the journal holds its name
    /// instead of its lines.
    pub patch_quads_max: usize,
    /// How many changes are made durable together when several wait.
    pub group_changes_max: usize,
    /// How many changes may wait for the writer; one more waits in its own thread.
    pub queue_changes_max: usize,
    /// The most triples that the copy of the commons in PAIR may hold, which queries of PAIR sites run on; each takes about
    /// 70 bytes.
    pub pair_view_triples_max: u64,
    /// How many quads the LOAD operations of one update may fetch together; more is a dump, to be imported.
    pub fetched_quads_max: usize,
    /// What one query, or the WHERE part of one update, may use.
    pub query: QueryLimits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            load_bytes_max: 64 * 1024 * 1024 * 1024,
            patch_quads_max: 20_000,
            group_changes_max: 64,
            queue_changes_max: 256,
            pair_view_triples_max: 5_000_000,
            fetched_quads_max: 500_000,
            query: QueryLimits::default(),
        }
    }
}
