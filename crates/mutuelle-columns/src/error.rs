//! What can go wrong with a read copy. Reading a snapshot is not among it.

use std::io;
use std::path::{Path, PathBuf};

/// More came than a copy can hold. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// Too many terms.
    #[error("more than `{limit}` terms, which is the limit of a read copy")]
    Terms {
        /// The limit.
        limit: u32,
    },
    /// Too many quads.
    #[error("`{quads}` quads, the limit of a read copy is `{limit}`")]
    Quads {
        /// The limit.
        limit: u32,
        /// How many there would be.
        quads: u64,
    },
    /// A term that is too long.
    #[error("a term has `{bytes}` bytes, the limit is `{limit}`")]
    TermBytes {
        /// The limit.
        limit: usize,
        /// What came.
        bytes: usize,
    },
    /// Triple terms inside triple terms, too deep.
    #[error("a triple term is nested deeper than `{limit}`")]
    TripleTermDepth {
        /// The limit.
        limit: usize,
    },
}

/// Why a base could not be built from quads.
#[derive(Debug, thiserror::Error)]
pub enum BuildError<E: std::error::Error + 'static> {
    /// The quads could not be read.
    #[error("quads could not be read")]
    Input(#[source] E),
    /// There are too many of them, or of their terms.
    #[error(transparent)]
    Limit(#[from] LimitError),
}

/// Why a patch was not applied. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The copy has already reached this number.
    #[error("patch `{seq}` comes after patch `{reached}` was applied")]
    Seq {
        /// The number the copy has reached.
        reached: u64,
        /// The number that came.
        seq: u64,
    },
    /// The copy would become larger than it can be.
    #[error(transparent)]
    Limit(#[from] LimitError),
}

/// Why a built base was not taken. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// A later merge was begun, or this one belongs to another copy.
    #[error("a later merge was begun")]
    Stale,
}

/// Why a file was not written or not opened. The copy can be built anew.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The operating system refused.
    #[error("could not {action} `{path}`")]
    Io {
        /// What was tried, as in "could not `open`".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The bytes are not what was written.
    #[error("read copy `{file}` is damaged: {what}")]
    Damaged {
        /// The file.
        file: PathBuf,
        /// Which part, and how.
        what: Damage,
    },
    /// A file of another version of the format.
    #[error("read copy `{file}` has format `{version}`, this program reads format `{known}`")]
    Version {
        /// The file.
        file: PathBuf,
        /// Its version.
        version: u32,
        /// What this program reads.
        known: u32,
    },
    /// Numbers in the file are little-endian and read in place.
    #[error("read copies are not kept in files on a big-endian machine")]
    BigEndian,
}

/// What is wrong with the bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// It does not begin as a read copy does.
    #[error("it does not begin as a read copy does")]
    Magic,
    /// It is shorter or longer than it says.
    #[error("it has `{found}` bytes where `{due}` are due")]
    Length {
        /// What it should have.
        due: u64,
        /// What it has.
        found: u64,
    },
    /// A checksum does not fit.
    #[error("the checksum of `{part}` does not fit")]
    Checksum {
        /// The part of the file.
        part: &'static str,
    },
    /// Something points out of where it may.
    #[error("`{part}` is not well formed")]
    Structure {
        /// The part of the file.
        part: &'static str,
    },
}

impl FileError {
    pub(crate) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io {
            action,
            path: path.to_path_buf(),
            source,
        }
    }
}
