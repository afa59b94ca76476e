//! What stands in a journal's folder, and how far it can be trusted: the work of every start.
//!
//! Closed segments were durable before the next one was begun, so of each only the last record is read. The last
//! segment is read record by record. When one of its records is not whole there are two cases:
//!
//! - It had not been made durable when the power went: nobody was told that it stands, and it is cut off. Whatever
//!   follows it belongs to the same unfinished group, since a group is synced at once, and a disk may well have
//!   written a later part of the group and not the earlier one.
//! - It had been durable, and the disk or a hand changed it: cutting would lose acknowledged changes, so this is a
//!   refusal.
//!
//! What tells them apart is the number that each frame carries of the last record that was durable when it was
//! written: a later frame that says so proves the second case. In the last group nothing can prove it; whoever knows
//! from elsewhere how far the journal reached (a store's marker) must compare.

use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use crate::error::{Damage, JournalError, ReadError};
use crate::frame::{self, HEADER_BYTES, Header, MAGIC, VERSION};
use crate::record::{self, NO_HASH};
use crate::segment::{self, Mark};

/// How much is searched at a time for a frame after a damaged one.
const SEARCH_BYTES: u64 = 1024 * 1024;

/// The unfinished end of a journal, left by a crash in the middle of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TornTail {
    /// The segment file.
    pub file: PathBuf,
    /// Where it begins, which is where the last whole record ends.
    pub offset: u64,
    /// How long it is.
    pub bytes: u64,
}

#[derive(Debug)]
pub(crate) struct Survey {
    /// First record numbers of all segments.
    pub(crate) segments: Vec<u64>,
    /// Length of all segments but the last.
    pub(crate) closed_bytes: u64,
    pub(crate) end: Mark,
    /// Where the last group of records begins in the last segment; what is before it was durable.
    pub(crate) group_at: u64,
    pub(crate) torn: Option<TornTail>,
}

pub(crate) fn survey(dir: &Path) -> Result<Survey, JournalError> {
    let segments = segment::list(dir)?;
    let mut end = Mark {
        seq: 0,
        hash: NO_HASH,
        bytes: 0,
    };
    let mut closed_bytes = 0;
    let (mut group_at, mut torn) = (0, None);
    for (index, &first_seq) in segments.iter().enumerate() {
        let path = segment::path(dir, first_seq);
        let expected = end.seq.saturating_add(1);
        if first_seq != expected {
            return Err(JournalError::damaged(
                &path,
                0,
                Damage::Sequence {
                    expected,
                    found: first_seq,
                },
            ));
        }
        if index + 1 < segments.len() {
            end = segment::last_record(&path)?;
            closed_bytes += end.bytes;
        } else {
            (end, group_at, torn) = scan(&path, end)?;
        }
    }
    Ok(Survey {
        segments,
        closed_bytes,
        end,
        group_at,
        torn,
    })
}

/// Reads the last segment from its beginning; `before` is the end of the segment before it. Returns the last whole
/// record, where its group begins, and the torn tail.
fn scan(path: &Path, before: Mark) -> Result<(Mark, u64, Option<TornTail>), JournalError> {
    let (file, bytes) = segment::open(path)?;
    let mut reader = BufReader::new(file);
    let mut frame = Vec::new();
    let mut end = Mark { bytes: 0, ..before };
    let mut group_at = 0;
    while end.bytes < bytes {
        match frame::read(&mut reader, bytes - end.bytes, &mut frame) {
            Ok(header) => {
                if header.durable_seq == end.seq {
                    group_at = end.bytes;
                }
                end = follow(end, header, &frame)
                    .map_err(|damage| JournalError::damaged(path, end.bytes, damage))?;
            }
            Err(ReadError::Damage(damage)) if may_be_torn(&damage) => {
                if was_durable(
                    reader.into_inner(),
                    end.bytes + 1,
                    bytes,
                    end.seq.saturating_add(1),
                )
                .map_err(|error| JournalError::io("read", path, error))?
                {
                    return Err(JournalError::damaged(path, end.bytes, damage));
                }
                let torn = TornTail {
                    file: path.to_path_buf(),
                    offset: end.bytes,
                    bytes: bytes - end.bytes,
                };
                return Ok((end, group_at, Some(torn)));
            }
            Err(error) => return Err(error.at(path, end.bytes)),
        }
    }
    Ok((end, group_at, None))
}

/// Checks that a whole frame is the record that is due after `end`.
fn follow(end: Mark, header: Header, frame: &[u8]) -> Result<Mark, Damage> {
    let expected = end.seq.saturating_add(1);
    if header.seq != expected {
        return Err(Damage::Sequence {
            expected,
            found: header.seq,
        });
    }
    if header.previous != end.hash {
        return Err(Damage::Chain {
            expected: record::hex(&end.hash),
            found: record::hex(&header.previous),
        });
    }
    let hash = record::open(header, frame)?.hash;
    Ok(Mark {
        seq: header.seq,
        hash,
        bytes: end.bytes + header.frame_bytes(),
    })
}

/// Whether a write that did not reach the disk can look like this. A frame with the right checksum was written as it
/// is, so what is wrong inside it is never cut off.
fn may_be_torn(damage: &Damage) -> bool {
    matches!(
        damage,
        Damage::Short { .. } | Damage::Magic | Damage::Lengths { .. } | Damage::Checksum { .. }
    )
}

/// Whether a later frame proves that the record `seq` had been durable.
///
/// The header of such a frame is proof enough, whole or not: its magic occurs in no text ([`MAGIC`]), and a frame left
/// over from a discarded group was written when `seq` was not durable and says so.
fn was_durable(mut file: File, from: u64, bytes: u64, seq: u64) -> std::io::Result<bool> {
    let mut window = Vec::new();
    let mut at = from;
    while at < bytes {
        window.clear();
        file.seek(SeekFrom::Start(at))?;
        // The overlap lets a header that begins at the window's last byte be seen whole.
        let searched = SEARCH_BYTES + HEADER_BYTES as u64 - 1;
        file.by_ref().take(searched).read_to_end(&mut window)?;
        let found = window
            .windows(HEADER_BYTES)
            .filter(|bytes| bytes.starts_with(&MAGIC))
            .any(|bytes| {
                let Ok(Ok(header)) = bytes.try_into().map(Header::decode) else {
                    return false;
                };
                header.version != VERSION || (header.durable_seq >= seq && header.seq > header.durable_seq)
            });
        if found {
            return Ok(true);
        }
        at += SEARCH_BYTES;
    }
    Ok(false)
}
