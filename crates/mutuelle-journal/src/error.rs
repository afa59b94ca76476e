//! What can go wrong with a journal, and where.

use std::io;
use std::path::{Path, PathBuf};

use crate::patch::PatchError;
use crate::row::RowError;

/// Why an operation on the journal failed.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The operating system refused; after an append nothing has happened.
    #[error("could not {action} `{path}`")]
    Io {
        /// What was tried, as in "could not `write to`".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Bytes that were durable once are no longer what was written.
    #[error(
        "journal file `{file}` is damaged at byte `{offset}`: nothing was changed, restore the file from a backup or \
         a replica"
    )]
    Damaged {
        /// The segment file.
        file: PathBuf,
        /// Where the record that cannot be trusted begins.
        offset: u64,
        /// What is wrong with it.
        #[source]
        damage: Damage,
    },
    /// A record of a later version of the format.
    #[error(
        "journal file `{file}` holds at byte `{offset}` a record of format `{version}` with flags `{flags:#06x}`, \
         which this program does not know: open it with the newer program that wrote it"
    )]
    Unsupported {
        /// The segment file.
        file: PathBuf,
        /// Where the record begins.
        offset: u64,
        /// Its format version.
        version: u16,
        /// Its flags.
        flags: u16,
    },
    /// A `.log` file whose name is not a sequence number of 20 digits.
    #[error("`{file}` is not a journal segment: move it out of the journal's folder")]
    UnexpectedFile {
        /// The file.
        file: PathBuf,
    },
    /// The agent is longer than [`crate::AGENT_BYTES_MAX`].
    #[error("agent has `{bytes}` bytes, the limit is `{limit}`")]
    AgentTooLong {
        /// The limit.
        limit: usize,
        /// What came.
        bytes: usize,
    },
    /// The source is longer than [`crate::SOURCE_BYTES_MAX`].
    #[error("source has `{bytes}` bytes, the limit is `{limit}`")]
    SourceTooLong {
        /// The limit.
        limit: usize,
        /// What came.
        bytes: usize,
    },
    /// The patch text is longer than the options allow.
    #[error("patch has at least `{bytes}` bytes, the limit is `{limit}`: split it, or import it as a dump")]
    PayloadTooLarge {
        /// The limit.
        limit: u64,
        /// How many had been written when the limit was passed.
        bytes: u64,
    },
    /// The name of a dump is not a BLAKE3 hash of 64 lower case hexadecimal digits.
    #[error("dump hash `{hash}` is not 64 lower case hexadecimal digits")]
    DumpHash {
        /// What came.
        hash: String,
    },
    /// A quad that could not be read back from the journal as it is, and that is therefore not written.
    #[error("quad cannot be kept in the journal, row `{row}`: bring its terms to their standard form first")]
    Quad {
        /// The beginning of the row as it would be written.
        row: String,
        /// What reading it back says.
        source: RowError,
    },
    /// An earlier sync, cut or directory sync failed; what the disk holds is unknown.
    #[error("journal is closed since `{path}` could not be made durable: end the process and start it again")]
    Poisoned {
        /// The file that failed.
        path: PathBuf,
    },
}

/// What is wrong with a damaged record.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    /// The file ends inside the record.
    #[error("record needs `{needed}` bytes, `{left}` are left")]
    Short {
        /// What the record's frame takes.
        needed: u64,
        /// What the file still has.
        left: u64,
    },
    /// No record begins here.
    #[error("no record begins here")]
    Magic,
    /// Lengths beyond the limits.
    #[error("record claims `{meta_bytes}` bytes of description and `{payload_bytes}` bytes of patch")]
    Lengths {
        /// Claimed length of the description.
        meta_bytes: u32,
        /// Claimed length of the patch text.
        payload_bytes: u64,
    },
    /// The checksum does not fit the bytes.
    #[error("checksum is `{found:08x}`, the bytes give `{computed:08x}`")]
    Checksum {
        /// What the record says.
        found: u32,
        /// CRC32C of its bytes.
        computed: u32,
    },
    /// The length at the record's end is not the one at its beginning.
    #[error("record's two lengths differ")]
    Trailer,
    /// A format or flags of a later version; becomes [`JournalError::Unsupported`].
    #[error("format `{version}` with flags `{flags:#06x}` is unknown")]
    Unsupported {
        /// Format version.
        version: u16,
        /// Flags.
        flags: u16,
    },
    /// Records or segments are missing or doubled.
    #[error("record `{found}` stands where record `{expected}` is due")]
    Sequence {
        /// The number that is due.
        expected: u64,
        /// The number that stands there.
        found: u64,
    },
    /// The record names another predecessor than the one before it.
    #[error(
        "record does not follow from the one before it: its `previous` is `{found}`, due is `{expected}`"
    )]
    Chain {
        /// Hash of the record before, hexadecimal.
        expected: String,
        /// What the record says.
        found: String,
    },
    /// The description is not the JSON that it must be.
    #[error("description cannot be read")]
    Meta(#[source] serde_json::Error),
    /// The patch text is not UTF-8.
    #[error("patch text is not UTF-8")]
    Text(#[source] std::str::Utf8Error),
    /// The `H` rows do not say what the record says, or the record's own hash is another.
    #[error("headers of the patch do not fit the record")]
    Headers,
    /// The patch text is not a patch.
    #[error("patch cannot be read")]
    Patch(#[source] PatchError),
    /// A segment that is not the last one is empty.
    #[error("segment is empty, though another one follows")]
    Empty,
}

impl JournalError {
    pub(crate) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io {
            action,
            path: path.to_path_buf(),
            source,
        }
    }

    pub(crate) fn damaged(file: &Path, offset: u64, damage: Damage) -> Self {
        let file = file.to_path_buf();
        match damage {
            Damage::Unsupported { version, flags } => Self::Unsupported {
                file,
                offset,
                version,
                flags,
            },
            damage => Self::Damaged { file, offset, damage },
        }
    }
}

/// A frame could not be read: the disk failed, or the bytes are wrong. Only the second is a matter for recovery.
#[derive(Debug)]
pub(crate) enum ReadError {
    Io(io::Error),
    Damage(Damage),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Damage> for ReadError {
    fn from(damage: Damage) -> Self {
        Self::Damage(damage)
    }
}

impl ReadError {
    pub(crate) fn at(self, file: &Path, offset: u64) -> JournalError {
        match self {
            Self::Io(error) => JournalError::io("read", file, error),
            Self::Damage(damage) => JournalError::damaged(file, offset, damage),
        }
    }
}
