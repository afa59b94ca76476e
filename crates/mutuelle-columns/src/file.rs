//! A base in a file, read in place.
//!
//! The file is written under a temporary name beside its own, synced, renamed, and the folder synced: it is there whole
//! or not at all, and never changed afterwards. Layout, all numbers little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | [`MAGIC`] |
//! | 4 | format, [`FORMAT`] |
//! | 4 | how many parts |
//! | 8 | seq |
//! | 32 | identity, which the caller gives |
//! | 8 | length of the file |
//! | 24 for each part | where it begins, its length, CRC32C of it and of the zeros up to the next multiple of 8, 4 zeros |
//! | 8 | CRC32C of everything above, 4 zeros |
//!
//! Then the parts in the order of [`PARTS`], each beginning at a multiple of 8. They are the arrays that a [`Base`]
//! consists of, as they lie in memory.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::base::Base;
use crate::error::FileError;
use crate::parts::{PARTS, parts};

pub(crate) const MAGIC: [u8; 8] = *b"mutcols\n";

/// Goes up whenever the layout or the order of terms changes; older files are then built anew.
pub(crate) const FORMAT: u32 = 1;

/// Bytes before the table of parts.
pub(crate) const HEAD_BYTES: usize = 64;

/// Bytes of one entry of the table of parts.
pub(crate) const ENTRY_BYTES: usize = 24;

/// Bytes up to the first part.
pub(crate) const FIRST_PART: usize = HEAD_BYTES + ENTRY_BYTES * PARTS.len() + 8;

/// The length of a part together with the zeros that follow it.
pub(crate) fn padded(bytes: usize) -> usize {
    bytes.next_multiple_of(8)
}

impl Base {
    /// Writes the base to a file, which takes the place of one that has the name. `identity` says what the base is a
    /// copy of, for instance the hash of the journal's record with its seq; [`Base::open`] gives it back.
    pub fn save(&self, path: &Path, identity: &[u8; 32]) -> Result<(), FileError> {
        if cfg!(target_endian = "big") {
            return Err(FileError::BigEndian);
        }
        let temporary = temporary_name(path);
        let written = self.write(&temporary, identity).and_then(|()| {
            fs::rename(&temporary, path).map_err(|error| FileError::io("rename to", path, error))
        });
        if written.is_err() {
            // What is left of a failed attempt is of no use; that it could not be removed either adds nothing.
            let _ = fs::remove_file(&temporary);
        }
        written?;
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        (File::open(folder).and_then(|folder| folder.sync_all()))
            .map_err(|error| FileError::io("sync", folder, error))
    }

    fn write(&self, path: &Path, identity: &[u8; 32]) -> Result<(), FileError> {
        let write = || -> io::Result<()> {
            let file = File::create(path)?;
            let mut out = BufWriter::with_capacity(1024 * 1024, &file);
            let owned = parts(self);
            let bytes: Vec<&[u8]> = owned.iter().map(AsRef::as_ref).collect();
            out.write_all(&head(self.seq, identity, &bytes))?;
            for part in bytes {
                out.write_all(part)?;
                out.write_all(&[0; 8][..padded(part.len()) - part.len()])?;
            }
            out.flush()?;
            drop(out);
            file.sync_all()
        };
        write().map_err(|error| FileError::io("write", path, error))
    }
}

/// Everything before the first part.
fn head(seq: u64, identity: &[u8; 32], parts: &[&[u8]]) -> Vec<u8> {
    let lengths: usize = parts.iter().map(|part| padded(part.len())).sum();
    let mut head = Vec::with_capacity(FIRST_PART);
    head.extend_from_slice(&MAGIC);
    head.extend_from_slice(&FORMAT.to_le_bytes());
    head.extend_from_slice(&crate::column::narrow(parts.len()).to_le_bytes());
    head.extend_from_slice(&seq.to_le_bytes());
    head.extend_from_slice(identity);
    head.extend_from_slice(&((FIRST_PART + lengths) as u64).to_le_bytes());
    let mut at = FIRST_PART;
    for part in parts {
        let zeros = &[0; 8][..padded(part.len()) - part.len()];
        let checksum = crc32c::crc32c_append(crc32c::crc32c(part), zeros);
        head.extend_from_slice(&(at as u64).to_le_bytes());
        head.extend_from_slice(&(part.len() as u64).to_le_bytes());
        head.extend_from_slice(&checksum.to_le_bytes());
        head.extend_from_slice(&[0; 4]);
        at += padded(part.len());
    }
    let checksum = crc32c::crc32c(&head);
    head.extend_from_slice(&checksum.to_le_bytes());
    head.extend_from_slice(&[0; 4]);
    head
}

fn temporary_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".new");
    path.with_file_name(name)
}
