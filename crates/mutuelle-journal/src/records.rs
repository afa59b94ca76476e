//! Reading the journal from a number on.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use crate::error::{Damage, JournalError, ReadError};
use crate::frame::{self, HEADER_BYTES};
use crate::record::{self, NO_HASH, Record};
use crate::segment;
use crate::survey::{TornTail, survey};

/// The records of a journal in their order. It holds its own files, so it may outlive the [`crate::Journal`] and be
/// read on another thread while the journal is written. After an error it ends.
#[derive(Debug)]
pub struct Records {
    dir: PathBuf,
    segments: Vec<u64>,
    torn: Option<TornTail>,
    next_seq: u64,
    last_seq: u64,
    /// Hash of the record before the next one, where it is known.
    previous: Option<[u8; 32]>,
    reader: Option<Reader>,
    frame: Vec<u8>,
}

#[derive(Debug)]
struct Reader {
    segment: usize,
    path: PathBuf,
    file: BufReader<std::fs::File>,
    bytes: u64,
    at: u64,
}

impl Records {
    /// Reads a journal that no [`crate::Journal`] is writing, from record `seq` on; 0 and 1 both mean the first.
    ///
    /// It checks what [`crate::Journal::open`] checks and changes nothing: a torn tail is left where it is, told by
    /// [`Records::torn`], and not read.
    pub fn open(dir: &Path, seq: u64) -> Result<Self, JournalError> {
        let survey = survey(dir)?;
        let records = Self::new(dir.to_path_buf(), survey.segments, seq, survey.end.seq);
        Ok(Self {
            torn: survey.torn,
            ..records
        })
    }

    pub(crate) fn new(dir: PathBuf, segments: Vec<u64>, seq: u64, last_seq: u64) -> Self {
        let next_seq = seq.max(1);
        let previous = (next_seq == 1).then_some(NO_HASH);
        Self {
            dir,
            segments,
            torn: None,
            next_seq,
            last_seq,
            previous,
            reader: None,
            frame: Vec::new(),
        }
    }

    /// Number of the last record that will be read, 0 when the journal is empty.
    pub fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// The unfinished end that was found, if [`Records::open`] found one.
    pub fn torn(&self) -> Option<&TornTail> {
        self.torn.as_ref()
    }

    fn read(&mut self) -> Result<Record, JournalError> {
        let segment = self
            .segments
            .partition_point(|&first_seq| first_seq <= self.next_seq)
            .saturating_sub(1);
        let mut reader = match self.reader.take() {
            Some(reader) if reader.segment == segment => reader,
            left => {
                left.map_or(Ok(()), Reader::finish)?;
                Reader::open(&self.dir, &self.segments, segment, self.next_seq)?
            }
        };
        let at = reader.at;
        let record = reader.read(&mut self.frame, self.next_seq, self.previous);
        let record = record.map_err(|error| error.at(&reader.path, at))?;
        self.reader = Some(reader);
        self.previous = Some(record.hash);
        self.next_seq += 1;
        Ok(record)
    }
}

impl Reader {
    /// Opens a segment and skips to record `seq`, by the lengths in the frames' headers.
    fn open(dir: &Path, segments: &[u64], segment: usize, seq: u64) -> Result<Self, JournalError> {
        let first_seq = segments.get(segment).copied().unwrap_or(1);
        let path = segment::path(dir, first_seq);
        let (file, bytes) = segment::open(&path)?;
        let mut reader = Self {
            segment,
            path,
            file: BufReader::new(file),
            bytes,
            at: 0,
        };
        for due in first_seq..seq {
            reader
                .skip(due)
                .map_err(|error| error.at(&reader.path, reader.at))?;
        }
        Ok(reader)
    }

    fn skip(&mut self, due: u64) -> Result<(), ReadError> {
        let header = frame::read_header(&mut self.file, self.bytes - self.at)?;
        if header.seq != due {
            return Err(Damage::Sequence {
                expected: due,
                found: header.seq,
            }
            .into());
        }
        let rest = header.frame_bytes() - HEADER_BYTES as u64;
        self.file.seek_relative(i64::try_from(rest).unwrap_or(i64::MAX))?;
        self.at += header.frame_bytes();
        Ok(())
    }

    fn read(
        &mut self,
        frame: &mut Vec<u8>,
        due: u64,
        previous: Option<[u8; 32]>,
    ) -> Result<Record, ReadError> {
        let header = frame::read(&mut self.file, self.bytes - self.at, frame)?;
        if header.seq != due {
            return Err(Damage::Sequence {
                expected: due,
                found: header.seq,
            }
            .into());
        }
        if let Some(expected) = previous.filter(|hash| *hash != header.previous) {
            let (expected, found) = (record::hex(&expected), record::hex(&header.previous));
            return Err(Damage::Chain { expected, found }.into());
        }
        let record = record::open(header, frame)?.into_record()?;
        self.at += header.frame_bytes();
        Ok(record)
    }

    /// A closed segment must end where its last record ends.
    fn finish(self) -> Result<(), JournalError> {
        if self.at == self.bytes {
            return Ok(());
        }
        Err(JournalError::damaged(&self.path, self.at, Damage::Magic))
    }
}

impl Iterator for Records {
    type Item = Result<Record, JournalError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next_seq > self.last_seq {
            return None;
        }
        let record = self.read();
        if record.is_err() {
            self.next_seq = u64::MAX;
            self.last_seq = 0;
        }
        Some(record)
    }
}

impl std::iter::FusedIterator for Records {}
