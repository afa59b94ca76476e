//! The files of a journal: each is named by the number of its first record and holds the records up to the next
//! file's first.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use crate::error::{Damage, JournalError, ReadError};
use crate::frame::{self, HEADER_BYTES, TRAILER_BYTES};
use crate::record;

const SUFFIX: &str = ".log";
const NAME_DIGITS: usize = 20;

/// How far a journal reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The last record's number, 0 when there is none.
    pub(crate) seq: u64,
    /// Its hash.
    pub(crate) hash: [u8; 32],
    /// Where it ends in the last segment.
    pub(crate) bytes: u64,
}

pub(crate) fn path(dir: &Path, first_seq: u64) -> PathBuf {
    dir.join(format!("{first_seq:0NAME_DIGITS$}{SUFFIX}"))
}

/// First record numbers of all segments in the folder, in order. Files that do not end in `.log` are none of ours.
pub(crate) fn list(dir: &Path) -> Result<Vec<u64>, JournalError> {
    let fail = |error| JournalError::io("list", dir, error);
    let mut segments = Vec::new();
    for entry in fs::read_dir(dir).map_err(fail)? {
        let name = entry.map_err(fail)?.file_name();
        let Some(digits) = name.to_str().and_then(|name| name.strip_suffix(SUFFIX)) else {
            continue;
        };
        let is_name = digits.len() == NAME_DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
        match digits.parse() {
            Ok(first_seq) if is_name && first_seq > 0 => segments.push(first_seq),
            _ => return Err(JournalError::UnexpectedFile { file: dir.join(name) }),
        }
    }
    segments.sort_unstable();
    Ok(segments)
}

/// Creates an empty segment. Its name is durable once the folder is synced.
pub(crate) fn create(dir: &Path, first_seq: u64) -> Result<File, JournalError> {
    let path = path(dir, first_seq);
    OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .open(&path)
        .map_err(|error| JournalError::io("create", &path, error))
}

/// Makes the names in a folder durable.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    // Only Unix lets a program sync a folder; elsewhere the file system keeps names on its own.
    if cfg!(unix) {
        File::open(dir)?.sync_all()
    } else {
        Ok(())
    }
}

/// Opens a segment to read it, with its length.
pub(crate) fn open(path: &Path) -> Result<(File, u64), JournalError> {
    let fail = |error| JournalError::io("open", path, error);
    let file = File::open(path).map_err(fail)?;
    let bytes = file.metadata().map_err(fail)?.len();
    Ok((file, bytes))
}

/// Reads the last record of a closed segment from its end, without reading the rest.
pub(crate) fn last_record(path: &Path) -> Result<Mark, JournalError> {
    let (mut file, bytes) = open(path)?;
    let least = (HEADER_BYTES + TRAILER_BYTES) as u64;
    if bytes == 0 {
        return Err(JournalError::damaged(path, 0, Damage::Empty));
    }
    if bytes < least {
        return Err(JournalError::damaged(
            path,
            0,
            Damage::Short {
                needed: least,
                left: bytes,
            },
        ));
    }
    let trailer_at = bytes - TRAILER_BYTES as u64;
    let frame_bytes =
        read_frame_bytes(&mut file, trailer_at).map_err(|error| JournalError::io("read", path, error))?;
    let frame_at = bytes
        .checked_sub(frame_bytes)
        .filter(|_| frame_bytes >= least)
        .ok_or_else(|| JournalError::damaged(path, trailer_at, Damage::Trailer))?;
    read_mark(&mut file, frame_at, bytes).map_err(|error| error.at(path, frame_at))
}

fn read_frame_bytes(file: &mut File, at: u64) -> io::Result<u64> {
    let mut bytes = [0; 8];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

fn read_mark(file: &mut File, at: u64, bytes: u64) -> Result<Mark, ReadError> {
    let mut frame = Vec::new();
    file.seek(SeekFrom::Start(at))?;
    let header = frame::read(file, bytes - at, &mut frame)?;
    if header.frame_bytes() != bytes - at {
        return Err(Damage::Trailer.into());
    }
    let hash = record::open(header, &frame)?.hash;
    Ok(Mark {
        seq: header.seq,
        hash,
        bytes,
    })
}
