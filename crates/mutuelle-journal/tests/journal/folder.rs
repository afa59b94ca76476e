//! A journal in a temporary folder.

use std::fs;
use std::path::{Path, PathBuf};

use mutuelle_journal::{Draft, Journal, JournalError, JournalOptions, Opened, Patch, Record, Records};
use tempfile::TempDir;

pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn open(&self) -> (Journal, Opened) {
        self.try_open().unwrap()
    }

    pub(crate) fn try_open(&self) -> Result<(Journal, Opened), JournalError> {
        Journal::open(self.path(), JournalOptions::default())
    }

    pub(crate) fn with_segments_of(&self, segment_bytes_max: u64) -> Journal {
        let options = JournalOptions {
            segment_bytes_max,
            ..JournalOptions::default()
        };
        Journal::open(self.path(), options).unwrap().0
    }

    /// The segment files in order.
    pub(crate) fn segments(&self) -> Vec<PathBuf> {
        let mut paths: Vec<_> = fs::read_dir(self.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        paths
    }

    pub(crate) fn bytes(&self, segment: usize) -> Vec<u8> {
        fs::read(&self.segments()[segment]).unwrap()
    }

    pub(crate) fn replace(&self, segment: usize, bytes: &[u8]) {
        fs::write(&self.segments()[segment], bytes).unwrap();
    }

    pub(crate) fn records(&self) -> Result<Vec<Record>, JournalError> {
        Records::open(self.path(), 1)?.collect()
    }
}

pub(crate) fn draft(patch: &Patch) -> Draft<'_> {
    Draft {
        time_ms: 1_780_000_000_000,
        agent: "camille",
        source: "test",
        dump: None,
        patch,
    }
}

/// Appends and syncs each patch by itself; returns where in the journal each ends.
pub(crate) fn append_each(journal: &mut Journal, patches: &[Patch]) -> Vec<u64> {
    let append = |patch| {
        journal.append(&draft(patch)).unwrap();
        journal.sync().unwrap();
        journal.bytes()
    };
    patches.iter().map(append).collect()
}

pub(crate) fn patches(count: u64) -> Vec<Patch> {
    (0..count).map(super::quads::patch).collect()
}
