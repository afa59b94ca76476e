//! Opening a file: nothing in it is believed before it is checked.

use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::base::Base;
use crate::error::{Damage, FileError};
use crate::file::{ENTRY_BYTES, FIRST_PART, FORMAT, HEAD_BYTES, MAGIC, padded};
use crate::map::Map;
use crate::parts::{Mapped, PARTS};

impl Base {
    /// Opens a file that [`Base::save`] wrote, without copying it into memory, and gives the identity with which it was
    /// saved. Checksums and structure are checked; after an error the base has to be built anew.
    ///
    /// The file must not be changed while the base is in use; replacing it, as `save` does, is no change.
    pub fn open(path: &Path) -> Result<(Self, [u8; 32]), FileError> {
        if cfg!(target_endian = "big") {
            return Err(FileError::BigEndian);
        }
        let file = File::open(path).map_err(|error| FileError::io("open", path, error))?;
        let map = Map::of(&file).map_err(|error| FileError::io("map", path, error))?;
        let map = Arc::new(map);
        let head = Head::of(map.bytes()).map_err(|error| error.at(path))?;
        let mapped = Mapped {
            map: &map,
            ranges: &head.parts,
        };
        let base = mapped.base(head.seq).map_err(|part| {
            Refusal::Damage(Damage::Structure {
                part: PARTS.get(part).unwrap_or(&"file"),
            })
            .at(path)
        })?;
        Ok((base, head.identity))
    }
}

/// Why a file was refused, without its name.
enum Refusal {
    Damage(Damage),
    Version(u32),
}

impl Refusal {
    fn at(self, path: &Path) -> FileError {
        let file = path.to_path_buf();
        match self {
            Self::Damage(what) => FileError::Damaged { file, what },
            Self::Version(version) => FileError::Version {
                file,
                version,
                known: FORMAT,
            },
        }
    }
}

impl From<Damage> for Refusal {
    fn from(damage: Damage) -> Self {
        Self::Damage(damage)
    }
}

/// What stands before the parts, checked; the parts' checksums have been checked too.
struct Head {
    seq: u64,
    identity: [u8; 32],
    parts: [Range<usize>; PARTS.len()],
}

impl Head {
    fn of(bytes: &[u8]) -> Result<Self, Refusal> {
        if !bytes.starts_with(&MAGIC) {
            return Err(Damage::Magic.into());
        }
        let found = bytes.len() as u64;
        let short = |due: usize| Damage::Length {
            due: due as u64,
            found,
        };
        let version = bytes.get(8..12).ok_or(short(FIRST_PART))?;
        let version = number(version);
        if version != u64::from(FORMAT) {
            // A damaged version cannot be told from another one: another format may have another head.
            return Err(Refusal::Version(u32::try_from(version).unwrap_or(u32::MAX)));
        }
        let head = bytes.get(..FIRST_PART).ok_or(short(FIRST_PART))?;
        let (fields, end) = head.split_at(FIRST_PART - 8);
        if number(&end[..4]) != u64::from(crc32c::crc32c(fields)) || end[4..] != [0; 4] {
            return Err(Damage::Checksum { part: "head" }.into());
        }
        let due = number(&fields[HEAD_BYTES - 8..HEAD_BYTES]);
        if due != found {
            return Err(Damage::Length { due, found }.into());
        }
        let mut identity = [0; 32];
        identity.copy_from_slice(&fields[24..56]);
        if number(&fields[12..16]) != PARTS.len() as u64 {
            return Err(Damage::Structure { part: "head" }.into());
        }
        Ok(Self {
            seq: number(&fields[16..24]),
            identity,
            parts: table(bytes, &fields[HEAD_BYTES..])?,
        })
    }
}

/// Where the parts lie. They follow each other without gaps, so that every byte of the file is under a checksum.
fn table(bytes: &[u8], entries: &[u8]) -> Result<[Range<usize>; PARTS.len()], Damage> {
    let mut ranges = [const { 0..0 }; PARTS.len()];
    let mut checksums = [0; PARTS.len()];
    let mut at = FIRST_PART;
    for (i, entry) in entries.chunks_exact(ENTRY_BYTES).enumerate() {
        let part = PARTS[i];
        let length = usize::try_from(number(&entry[8..16])).ok();
        let end = length
            .and_then(|length| at.checked_add(length))
            .filter(|end| *end <= bytes.len() && padded(*end) <= bytes.len());
        let end = end.ok_or(Damage::Structure { part })?;
        if number(&entry[..8]) != at as u64 {
            return Err(Damage::Structure { part });
        }
        ranges[i] = at..end;
        checksums[i] = number(&entry[16..20]);
        at = padded(end);
    }
    if at != bytes.len() {
        return Err(Damage::Structure { part: "head" });
    }
    check(bytes, &ranges, &checksums)?;
    Ok(ranges)
}

fn check(bytes: &[u8], ranges: &[Range<usize>], checksums: &[u64]) -> Result<(), Damage> {
    for ((range, checksum), part) in ranges.iter().zip(checksums).zip(PARTS) {
        let found = crc32c::crc32c(&bytes[range.start..padded(range.end)]);
        if *checksum != u64::from(found) {
            return Err(Damage::Checksum { part });
        }
    }
    Ok(())
}

/// A little-endian number of up to eight bytes.
fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}
