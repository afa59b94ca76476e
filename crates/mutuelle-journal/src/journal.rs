//! The writer: append, sync, and what to do when either fails.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::error::JournalError;
use crate::limits::{PAYLOAD_BYTES_MAX, SEGMENT_BYTES_DEFAULT};
use crate::record::{self, Draft, Place};
use crate::records::Records;
use crate::segment::{self, Mark};
use crate::survey::{Survey, TornTail, survey};

/// Largest buffer that is kept from one append to the next, in bytes.
const FRAME_BYTES_KEPT: usize = 1024 * 1024;

/// How much of the last group is written again at a time when a journal is opened.
const REWRITE_BYTES: u64 = 1024 * 1024;

/// How a journal is written. Reading depends on none of it.
#[derive(Debug, Clone)]
pub struct JournalOptions {
    /// A group of records that would make the segment longer than this begins a new one, in bytes. A group is never
    /// split, so a segment is longer when its first group is.
    pub segment_bytes_max: u64,
    /// Largest patch text of a record, in bytes; at most [`PAYLOAD_BYTES_MAX`].
    pub payload_bytes_max: u64,
}

impl Default for JournalOptions {
    fn default() -> Self {
        Self {
            segment_bytes_max: SEGMENT_BYTES_DEFAULT,
            payload_bytes_max: PAYLOAD_BYTES_MAX,
        }
    }
}

/// What was found when a journal was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Number of the last record, 0 when there is none.
    pub last_seq: u64,
    /// The unfinished end that was cut off, if there was one.
    pub cut: Option<TornTail>,
}

/// An open journal. There must be only one for a folder at a time; its owner sees to that.
///
/// [`append`](Self::append) as many records as wait, then [`sync`](Self::sync) once, and only then tell anybody that
/// they stand.
#[derive(Debug)]
pub struct Journal {
    dir: PathBuf,
    options: JournalOptions,
    segments: Vec<u64>,
    closed_bytes: u64,
    /// The last segment, absent until the first record is written.
    file: Option<File>,
    written: Mark,
    synced: Mark,
    /// The file or folder whose sync failed.
    poisoned: Option<PathBuf>,
    frame: Vec<u8>,
}

impl Journal {
    /// Opens the journal in the folder `dir`, which is created if it is missing. A torn tail is cut off.
    ///
    /// Only the last segment is read whole, and of each other one the last record: see [`crate::verify_all`].
    pub fn open(dir: &Path, options: JournalOptions) -> Result<(Self, Opened), JournalError> {
        create_dir(dir)?;
        let Survey {
            segments,
            closed_bytes,
            end,
            group_at,
            torn,
        } = survey(dir)?;
        let file = match segments.last() {
            Some(&first_seq) => Some(open_last(
                &segment::path(dir, first_seq),
                torn.as_ref(),
                group_at,
            )?),
            None => None,
        };
        segment::sync_dir(dir).map_err(|error| JournalError::io("sync", dir, error))?;
        let opened = Opened {
            last_seq: end.seq,
            cut: torn,
        };
        let journal = Self {
            dir: dir.to_path_buf(),
            options,
            segments,
            closed_bytes,
            file,
            written: end,
            synced: end,
            poisoned: None,
            frame: Vec::new(),
        };
        Ok((journal, opened))
    }

    /// Number of the last record that was appended, synced or not; 0 when there is none.
    pub fn last_seq(&self) -> u64 {
        self.written.seq
    }

    /// Hash of the last record that was appended; zeros when there is none.
    pub fn last_hash(&self) -> [u8; 32] {
        self.written.hash
    }

    /// Number of the last record that is durable.
    pub fn synced_seq(&self) -> u64 {
        self.synced.seq
    }

    /// Length of all segments together.
    pub fn bytes(&self) -> u64 {
        self.closed_bytes + self.written.bytes
    }

    /// Writes a record and returns its number. It is not durable before the next [`Journal::sync`]. After an error
    /// nothing has happened.
    pub fn append(&mut self, draft: &Draft<'_>) -> Result<u64, JournalError> {
        self.check_usable()?;
        let Mark { seq, hash, .. } = self.written;
        let place = Place {
            seq: seq + 1,
            previous: hash,
            durable_seq: self.synced.seq,
        };
        let mut frame = std::mem::take(&mut self.frame);
        let appended = record::encode(&mut frame, draft, place, self.options.payload_bytes_max)
            .and_then(|hash| self.write(&frame, place.seq).map(|()| hash));
        let frame_bytes = frame.len() as u64;
        if frame.capacity() <= FRAME_BYTES_KEPT {
            self.frame = frame;
        }
        let hash = appended?;
        self.written = Mark {
            seq: place.seq,
            hash,
            bytes: self.written.bytes + frame_bytes,
        };
        Ok(place.seq)
    }

    /// Makes all appended records durable. After an error the journal is closed for good: the kernel may have thrown
    /// away what it could not write, so that a second try would succeed without having written it.
    pub fn sync(&mut self) -> Result<(), JournalError> {
        self.check_usable()?;
        if self.written == self.synced {
            return Ok(());
        }
        if let Some(file) = &self.file {
            let synced = file.sync_data();
            self.poison_on("sync", self.last_path(), synced)?;
        }
        self.synced = self.written;
        Ok(())
    }

    /// Takes back all records since the last [`Journal::sync`], durably. After an error the journal is closed for
    /// good.
    pub fn discard_unsynced(&mut self) -> Result<(), JournalError> {
        self.check_usable()?;
        if self.written == self.synced {
            return Ok(());
        }
        if let Some(file) = &self.file {
            let cut = file.set_len(self.synced.bytes).and_then(|()| file.sync_all());
            self.poison_on("cut back", self.last_path(), cut)?;
        }
        self.written = self.synced;
        Ok(())
    }

    /// The durable records from number `seq` on; 0 and 1 both mean the first.
    pub fn records_from(&self, seq: u64) -> Result<Records, JournalError> {
        self.check_usable()?;
        Ok(Records::new(
            self.dir.clone(),
            self.segments.clone(),
            seq,
            self.synced.seq,
        ))
    }

    fn write(&mut self, frame: &[u8], seq: u64) -> Result<(), JournalError> {
        // A segment ends only where a group ends: what is taken back then never spans two files, and a closed segment
        // is always durable.
        let is_full = self.written.bytes > 0
            && self.written.bytes + frame.len() as u64 > self.options.segment_bytes_max
            && self.written == self.synced;
        if self.file.is_none() || is_full {
            self.begin_segment(seq)?;
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        let place = SeekFrom::Start(self.written.bytes);
        let Err(error) = file.seek(place).and_then(|_| file.write_all(frame)) else {
            return Ok(());
        };
        let cut = file.set_len(self.written.bytes);
        let path = self.last_path();
        self.poison_on("cut back", path.clone(), cut)?;
        Err(JournalError::io("write to", &path, error))
    }

    fn begin_segment(&mut self, first_seq: u64) -> Result<(), JournalError> {
        let file = segment::create(&self.dir, first_seq)?;
        let synced = segment::sync_dir(&self.dir);
        self.poison_on("sync", self.dir.clone(), synced)?;
        self.segments.push(first_seq);
        self.file = Some(file);
        self.closed_bytes += self.written.bytes;
        self.written.bytes = 0;
        self.synced.bytes = 0;
        Ok(())
    }

    fn last_path(&self) -> PathBuf {
        segment::path(&self.dir, self.segments.last().copied().unwrap_or(1))
    }

    fn check_usable(&self) -> Result<(), JournalError> {
        match &self.poisoned {
            Some(path) => Err(JournalError::Poisoned { path: path.clone() }),
            None => Ok(()),
        }
    }

    fn poison_on(
        &mut self,
        action: &'static str,
        path: PathBuf,
        done: std::io::Result<()>,
    ) -> Result<(), JournalError> {
        done.map_err(|error| {
            let failed = JournalError::io(action, &path, error);
            self.poisoned = Some(path);
            failed
        })
    }
}

fn create_dir(dir: &Path) -> Result<(), JournalError> {
    if dir.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(dir).map_err(|error| JournalError::io("create", dir, error))?;
    let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) else {
        return Ok(());
    };
    segment::sync_dir(parent).map_err(|error| JournalError::io("sync", parent, error))
}

/// Opens the last segment to write it, cuts off its torn tail, and makes durable what is left.
fn open_last(path: &Path, torn: Option<&TornTail>, group_at: u64) -> Result<File, JournalError> {
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .map_err(|error| JournalError::io("open", path, error))?;
    if let Some(TornTail { offset, bytes, .. }) = torn {
        tracing::warn!(file = %path.display(), offset, bytes, "cut the torn tail of the journal");
        file.set_len(*offset)
            .map_err(|error| JournalError::io("cut back", path, error))?;
    } else if file
        .metadata()
        .map_err(|error| JournalError::io("open", path, error))?
        .len()
        == 0
    {
        return Ok(file);
    }
    rewrite(&mut file, group_at).map_err(|error| JournalError::io("sync", path, error))?;
    Ok(file)
}

/// Writes the file's bytes from `at` on once more, as they are, and syncs them.
///
/// The last group was perhaps never synced: its writer was killed, or ended because its sync failed. In the second
/// case the kernel may hold the group in memory as clean although the disk has not got it, and a mere sync would
/// succeed without doing anything; writing makes the pages dirty again. Since the bytes stay the same, a crash
/// in the middle does no harm.
fn rewrite(file: &mut File, mut at: u64) -> std::io::Result<()> {
    let mut part = Vec::new();
    loop {
        part.clear();
        file.seek(SeekFrom::Start(at))?;
        (&*file).take(REWRITE_BYTES).read_to_end(&mut part)?;
        if part.is_empty() {
            return file.sync_all();
        }
        file.seek(SeekFrom::Start(at))?;
        file.write_all(&part)?;
        at += part.len() as u64;
    }
}
