//! One change in the journal: who made it, when, by which way, after which other, and the patch itself.

use oxrdf::NamedNode;
use serde::{Deserialize, Serialize};

use crate::error::{Damage, JournalError};
use crate::frame::{self, FLAG_DUMP, HEADER_BYTES, Header, TRAILER_BYTES, VERSION};
use crate::limits::{AGENT_BYTES_MAX, PAYLOAD_BYTES_MAX, SOURCE_BYTES_MAX};
use crate::patch::Patch;
use crate::row::{self, RowError};

/// Separates this use of BLAKE3 from all others ([`blake3::derive_key`]).
const HASH_CONTEXT: &str = "mutuelle-journal record 1";

/// What stands for the hash of the record before the first.
pub(crate) const NO_HASH: [u8; 32] = [0; 32];

/// How much of a refused row an error shows, in characters.
const ROW_SHOWN_CHARS: usize = 200;

/// A dump that is too large for a patch: it is kept beside the journal, named by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DumpRef {
    /// BLAKE3 of the dump's uncompressed N-Quads, 64 lower case hexadecimal digits.
    pub hash: String,
    /// Number of quads in it.
    pub quads: u64,
}

/// A change on its way into the journal.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// When, Unix milliseconds.
    pub time_ms: i64,
    /// Who, at most [`crate::AGENT_BYTES_MAX`].
    pub agent: &'a str,
    /// By which way, at most [`crate::SOURCE_BYTES_MAX`].
    pub source: &'a str,
    /// The dump that the change loads, if it is one.
    pub dump: Option<&'a DumpRef>,
    /// What changes.
    pub patch: &'a Patch,
}

/// A change as it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its number; the first is 1.
    pub seq: u64,
    /// When, Unix milliseconds.
    pub time_ms: i64,
    /// Who made it.
    pub agent: String,
    /// By which way it came in.
    pub source: String,
    /// Hash of the record before; zeros for the first.
    pub previous: [u8; 32],
    /// Hash of this record.
    pub hash: [u8; 32],
    /// The dump that it loads, if it is one.
    pub dump: Option<DumpRef>,
    /// What changes.
    pub patch: Patch,
}

impl Record {
    /// The record's name in the patch's `H id` row and in the next one's `H prev`.
    pub fn id(&self) -> NamedNode {
        NamedNode::new_unchecked(hash_iri(&hex(&self.hash)))
    }
}

#[derive(Serialize)]
struct MetaDraft<'a> {
    agent: &'a str,
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dump: Option<&'a DumpRef>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Meta {
    agent: String,
    source: String,
    #[serde(default)]
    dump: Option<DumpRef>,
}

/// Where a new record stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) seq: u64,
    pub(crate) previous: [u8; 32],
    pub(crate) durable_seq: u64,
}

/// Writes the whole frame of a record into `frame` and returns the record's hash.
pub(crate) fn encode(
    frame: &mut Vec<u8>,
    draft: &Draft<'_>,
    place: Place,
    payload_bytes_max: u64,
) -> Result<[u8; 32], JournalError> {
    check_names(draft)?;
    let meta = MetaDraft {
        agent: draft.agent,
        source: draft.source,
        dump: draft.dump,
    };
    frame.clear();
    frame.resize(HEADER_BYTES, 0);
    serde_json::to_writer(&mut *frame, &meta)
        .map_err(|error| JournalError::io("describe a record for", "journal".as_ref(), error.into()))?;
    let payload_at = frame.len();
    // The heading is as long whatever the hashes are, so its place is kept until the hash is known.
    let heading_bytes = heading(&NO_HASH, &place.previous, draft.dump).len();
    frame.resize(payload_at + heading_bytes, 0);
    let limit = payload_bytes_max.min(PAYLOAD_BYTES_MAX);
    write_rows(frame, draft.patch, payload_at, limit)?;

    let body = &frame[payload_at + heading_bytes..];
    let hash = hash(
        place.seq,
        draft.time_ms,
        &place.previous,
        &frame[HEADER_BYTES..payload_at],
        body,
    );
    let heading = heading(&hash, &place.previous, draft.dump);
    frame[payload_at..payload_at + heading_bytes].copy_from_slice(heading.as_bytes());
    let header = Header {
        version: VERSION,
        flags: if draft.dump.is_some() { FLAG_DUMP } else { 0 },
        meta_bytes: u32::try_from(payload_at - HEADER_BYTES).unwrap_or(u32::MAX),
        payload_bytes: (frame.len() - payload_at) as u64,
        seq: place.seq,
        time_ms: draft.time_ms,
        durable_seq: place.durable_seq,
        previous: place.previous,
    };
    frame[..HEADER_BYTES].copy_from_slice(&header.encode());
    frame::seal(frame);
    Ok(hash)
}

fn check_names(draft: &Draft<'_>) -> Result<(), JournalError> {
    let (agent_bytes, source_bytes) = (draft.agent.len(), draft.source.len());
    if agent_bytes > AGENT_BYTES_MAX {
        return Err(JournalError::AgentTooLong {
            limit: AGENT_BYTES_MAX,
            bytes: agent_bytes,
        });
    }
    if source_bytes > SOURCE_BYTES_MAX {
        return Err(JournalError::SourceTooLong {
            limit: SOURCE_BYTES_MAX,
            bytes: source_bytes,
        });
    }
    match draft.dump {
        Some(dump) if !is_hash(&dump.hash) => Err(JournalError::DumpHash {
            hash: dump.hash.clone(),
        }),
        _ => Ok(()),
    }
}

/// Writes the transaction, and reads each row back: a record that could be written but not read would make the whole
/// journal unreadable, whatever unchecked term an upstream library let through.
fn write_rows(frame: &mut Vec<u8>, patch: &Patch, payload_at: usize, limit: u64) -> Result<(), JournalError> {
    let check_length = |frame: &Vec<u8>| {
        let bytes = (frame.len() - payload_at) as u64;
        if bytes > limit {
            Err(JournalError::PayloadTooLarge { limit, bytes })
        } else {
            Ok(())
        }
    };
    frame.extend_from_slice(b"TX .\n");
    for (operation, quads) in [('D', &patch.removed), ('A', &patch.added)] {
        for quad in quads {
            let at = frame.len();
            row::write(frame, operation, quad);
            check_length(frame)?;
            let row = String::from_utf8_lossy(&frame[at..]);
            let terms = row.trim_end_matches('\n').get(2..).unwrap_or_default();
            let cause = match row::read(terms, 2) {
                Ok(read) if read == *quad => continue,
                Ok(read) => RowError::NotItself {
                    read: shown(&read.to_string()),
                },
                Err(error) => error,
            };
            return Err(JournalError::Quad {
                row: shown(&row),
                source: cause,
            });
        }
    }
    frame.extend_from_slice(b"TC .\n");
    check_length(frame)
}

fn shown(row: &str) -> String {
    row.chars().take(ROW_SHOWN_CHARS).collect()
}

/// A frame whose bytes are whole and whose parts fit each other; its patch is not parsed yet.
pub(crate) struct Content<'a> {
    header: Header,
    meta: Meta,
    payload: &'a str,
    pub(crate) hash: [u8; 32],
}

/// Takes a whole frame apart and checks that description, headers and hash say the same.
pub(crate) fn open(header: Header, frame: &[u8]) -> Result<Content<'_>, Damage> {
    let parts = &frame[HEADER_BYTES..frame.len() - TRAILER_BYTES];
    let meta_bytes = usize::try_from(header.meta_bytes).map_or(parts.len(), |bytes| bytes.min(parts.len()));
    let (meta_json, payload) = parts.split_at(meta_bytes);
    let meta: Meta = serde_json::from_slice(meta_json).map_err(Damage::Meta)?;
    let payload = std::str::from_utf8(payload).map_err(Damage::Text)?;
    if (header.flags & FLAG_DUMP != 0) != meta.dump.is_some() {
        return Err(Damage::Headers);
    }
    let heading_bytes = heading(&NO_HASH, &header.previous, meta.dump.as_ref()).len();
    let (found, body) = payload.split_at_checked(heading_bytes).ok_or(Damage::Headers)?;
    let hash = hash(
        header.seq,
        header.time_ms,
        &header.previous,
        meta_json,
        body.as_bytes(),
    );
    if found != heading(&hash, &header.previous, meta.dump.as_ref()) {
        return Err(Damage::Headers);
    }
    Ok(Content {
        header,
        meta,
        payload,
        hash,
    })
}

impl Content<'_> {
    pub(crate) fn into_record(self) -> Result<Record, Damage> {
        let (_, patch) = Patch::parse(self.payload).map_err(Damage::Patch)?;
        Ok(Record {
            seq: self.header.seq,
            time_ms: self.header.time_ms,
            agent: self.meta.agent,
            source: self.meta.source,
            previous: self.header.previous,
            hash: self.hash,
            dump: self.meta.dump,
            patch,
        })
    }
}

/// Hash of what the record says: number, time, predecessor, description and transaction. How it was written (version,
/// lengths, sync grouping, header rows) stays out, so that a copy of the journal has the same hashes.
fn hash(seq: u64, time_ms: i64, previous: &[u8; 32], meta_json: &[u8], body: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(HASH_CONTEXT);
    hasher.update(&seq.to_le_bytes());
    hasher.update(&time_ms.to_le_bytes());
    hasher.update(previous);
    hasher.update(&(meta_json.len() as u64).to_le_bytes());
    hasher.update(meta_json);
    hasher.update(body);
    *hasher.finalize().as_bytes()
}

/// The header rows of a record's patch.
fn heading(id: &[u8; 32], previous: &[u8; 32], dump: Option<&DumpRef>) -> String {
    let id = format!("H id <{}> .\n", hash_iri(&hex(id)));
    let prev = match previous {
        &NO_HASH => String::new(),
        previous => format!("H prev <{}> .\n", hash_iri(&hex(previous))),
    };
    let dump = dump.map_or_else(String::new, |DumpRef { hash, quads }| {
        let count = format!("\"{quads}\"^^<http://www.w3.org/2001/XMLSchema#integer>");
        format!("H dump <{}> .\nH dump-quads {count} .\n", hash_iri(hash))
    });
    format!("{id}{prev}{dump}")
}

fn hash_iri(hash: &str) -> String {
    format!("urn:blake3:{hash}")
}

pub(crate) fn hex(hash: &[u8; 32]) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
