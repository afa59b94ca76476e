//! The change log of a commons: a change is durable once it stands here, and everything else is derived from it.
//!
//! A journal is a folder of append-only segment files, each named by its first record's number
//! (`00000000000000000001.log`). A record says who changed what, when and by which way, names the record before it
//! by hash, and holds the change as [RDF Patch](https://afs.github.io/rdf-delta/rdf-patch.html) text, so that other
//! tools can replay it. This crate knows no store: it takes patches and gives them back.
//!
//! ```
//! use mutuelle_journal::{Draft, Journal, JournalOptions, Patch};
//! use oxrdf::{GraphName, Literal, NamedNode, Quad};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let dir = folder.path().join("journal");
//! let (mut journal, opened) = Journal::open(&dir, JournalOptions::default())?;
//! assert_eq!(opened.last_seq, 0);
//!
//! let seed = NamedNode::new("http://127.0.0.1:7878/graine/forge-ouverte")?;
//! let label = NamedNode::new("http://www.w3.org/2000/01/rdf-schema#label")?;
//! let name = Literal::new_language_tagged_literal("Forge ouverte", "fr")?;
//! let patch = Patch { removed: vec![], added: vec![Quad::new(seed, label, name, GraphName::DefaultGraph)] };
//!
//! // Append as many as wait, sync once, and only then acknowledge them.
//! let draft = Draft { time_ms: 1_780_000_000_000, agent: "camille", source: "form", dump: None, patch: &patch };
//! let seq = journal.append(&draft)?;
//! journal.sync()?;
//! assert_eq!(seq, 1);
//!
//! // A copy that has reached number 0 catches up.
//! for record in journal.records_from(1)? {
//!     assert_eq!(record?.patch, patch);
//! }
//! assert_eq!(mutuelle_journal::verify_all(&dir)?.records, 1);
//! # Ok(())
//! # }
//! ```
//!
//! # What a crash leaves
//! What was synced is there. Of what was not, whole records may be there, in order from the first; a torn rest is cut
//! off by [`Journal::open`] and reported. Damage to anything that had been durable is a refusal that names file and
//! offset; the one exception is the last group of records before the crash, where damage and a torn write look alike.
//!
//! # The hash of a record
//! BLAKE3 in its key derivation mode with the context `mutuelle-journal record 1`, over: number (8 bytes), time (8),
//! hash of the record before (32, zeros for the first), length of the description (8), the description as it stands
//! in the frame (JSON), and the patch text from its `TX` row to its end. Numbers are little-endian. It is the `H id` of
//! the record's patch, as `urn:blake3:…`, and the `H prev` of the next.

mod changes;
mod error;
mod frame;
mod journal;
mod limits;
mod patch;
mod record;
mod records;
mod row;
mod segment;
mod survey;
mod verify;

pub use changes::{PatchRow, read_changes};
pub use error::{Damage, JournalError};
pub use journal::{Journal, JournalOptions, Opened};
pub use limits::{
    AGENT_BYTES_MAX, META_BYTES_MAX, PAYLOAD_BYTES_MAX, SEGMENT_BYTES_DEFAULT, SOURCE_BYTES_MAX,
    TRIPLE_TERM_DEPTH_MAX,
};
pub use patch::{Headers, Patch, PatchError};
pub use record::{Draft, DumpRef, Record};
pub use records::Records;
pub use row::RowError;
pub use survey::TornTail;
pub use verify::{Verified, verify_all};
