//! Every limit of the journal, in one place.

/// Longest name of who made a change, in bytes of UTF-8.
pub const AGENT_BYTES_MAX: usize = 1024;

/// Longest name of the way a change came in, in bytes of UTF-8.
pub const SOURCE_BYTES_MAX: usize = 4 * 1024;

/// Largest RDF Patch text of one record, in bytes. [`crate::JournalOptions::payload_bytes_max`] can only lower it.
/// A dump above the engine's threshold is named by its hash instead ([`crate::DumpRef`]).
pub const PAYLOAD_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// Largest description (agent, source and dump as JSON) that a reader accepts. JSON escapes can make a control
/// character six times as long, so this is above six times what a writer may hand in.
pub const META_BYTES_MAX: u32 = 32 * 1024;

/// Size at which a segment file is closed and the next one begins, unless the options say otherwise.
pub const SEGMENT_BYTES_DEFAULT: u64 = 64 * 1024 * 1024;

/// Deepest nesting of RDF 1.2 triple terms in a row. Reading, comparing and dropping them recurses, so that a row
/// without this limit could exhaust the stack and end the process.
pub const TRIPLE_TERM_DEPTH_MAX: usize = 32;
