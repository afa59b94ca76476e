//! The data folder: what lies where, and that one process has it.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The layout that this version reads and writes.
const FORMAT: &str = "mutuelle 1";

/// The data folder could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another process has it.
    #[error(
        "the data folder `{folder}` is in use; stop the server that has it, or send the change to it (`import --server`)"
    )]
    Locked {
        /// The folder.
        folder: PathBuf,
    },
    /// It was written by another version.
    #[error("the data folder `{folder}` has the format `{found}`, this version reads `{FORMAT}`")]
    Format {
        /// The folder.
        folder: PathBuf,
        /// What its FORMAT file says.
        found: String,
    },
    /// It is not a data folder but holds something else.
    #[error("`{folder}` holds files that are no commons; name an empty or a new folder")]
    Foreign {
        /// The folder.
        folder: PathBuf,
    },
    /// Reading or writing it failed.
    #[error("the data folder `{folder}` cannot be used")]
    Io {
        /// The folder.
        folder: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// A data folder, locked for this process until dropped.
#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    _lock: File,
}

impl Folder {
    /// Takes an existing data folder or makes a new one.
    pub(crate) fn open(root: &Path) -> Result<Self, FolderError> {
        let failed = |source| FolderError::Io {
            folder: root.to_owned(),
            source,
        };
        fs::create_dir_all(root).map_err(failed)?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(root.join("LOCK"));
        let lock = lock.map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(FolderError::Locked {
                    folder: root.to_owned(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        let folder = Self {
            root: root.to_owned(),
            _lock: lock,
        };
        folder.check_format()?;
        for part in [folder.store(), folder.journal(), folder.index(), folder.dumps()] {
            fs::create_dir_all(part).map_err(failed)?;
        }
        folder.remove_unfinished_dumps().map_err(failed)?;
        Ok(folder)
    }

    fn check_format(&self) -> Result<(), FolderError> {
        let failed = |source| FolderError::Io {
            folder: self.root.clone(),
            source,
        };
        let file = self.root.join("FORMAT");
        match fs::read_to_string(&file) {
            Ok(found) if found.trim() == FORMAT => Ok(()),
            Ok(found) => Err(FolderError::Format {
                folder: self.root.clone(),
                found: found.trim().to_owned(),
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if self.holds_strangers().map_err(failed)? {
                    return Err(FolderError::Foreign {
                        folder: self.root.clone(),
                    });
                }
                fs::write(&file, format!("{FORMAT}\n")).map_err(failed)
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// A process that was ended in the middle of a load leaves its spool behind; no record names it.
    fn remove_unfinished_dumps(&self) -> io::Result<()> {
        for entry in fs::read_dir(self.dumps())? {
            let file = entry?.path();
            if file.extension().is_none_or(|extension| extension != "zst") {
                fs::remove_file(file)?;
            }
        }
        Ok(())
    }

    /// Tokens may be made before the first start, so their file and its lock are no strangers.
    fn holds_strangers(&self) -> io::Result<bool> {
        for entry in fs::read_dir(&self.root)? {
            let name = entry?.file_name();
            if name != "LOCK" && name != "tokens.json" && name != "tokens.lock" {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The oxigraph store.
    pub(crate) fn store(&self) -> PathBuf {
        self.root.join("store")
    }

    /// The journal's segments.
    pub(crate) fn journal(&self) -> PathBuf {
        self.root.join("journal")
    }

    /// The text index.
    pub(crate) fn index(&self) -> PathBuf {
        self.root.join("index")
    }

    /// The read copy's base.
    pub(crate) fn columns(&self) -> PathBuf {
        self.root.join("columns")
    }

    /// Large dumps, by their hash.
    pub(crate) fn dumps(&self) -> PathBuf {
        self.root.join("dumps")
    }
}
