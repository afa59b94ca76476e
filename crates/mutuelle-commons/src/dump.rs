//! Large dumps: kept as compressed N-Quads, named by the hash of their content.

use crate::change::ChangeError;
use mutuelle_journal::DumpRef;
use mutuelle_store::read_own_quads;
use oxrdf::Quad;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// zstd's fastest ordinary level: N-Quads shrink to a tenth, and the disk is not the bottleneck.
const COMPRESSION_LEVEL: i32 = 1;

/// A dump in the making.
pub(crate) struct DumpWriter {
    out: zstd::Encoder<'static, BufWriter<NamedTempFile>>,
    hasher: blake3::Hasher,
    quads: u64,
}

/// A finished dump that nothing names yet; dropped, it is gone.
pub(crate) struct Spooled {
    file: NamedTempFile,
    hash: String,
    /// How many quads it holds.
    pub(crate) quads: u64,
}

impl DumpWriter {
    /// Starts a dump in the folder of dumps.
    pub(crate) fn create(folder: &Path) -> io::Result<Self> {
        let file = NamedTempFile::new_in(folder)?;
        let out = zstd::Encoder::new(BufWriter::new(file), COMPRESSION_LEVEL)?;
        Ok(Self {
            out,
            hasher: blake3::Hasher::new(),
            quads: 0,
        })
    }

    /// Adds a quad by its line: four terms, without the final dot.
    pub(crate) fn push(&mut self, line: &str) -> io::Result<()> {
        self.quads += 1;
        for part in [line, " .\n"] {
            self.hasher.update(part.as_bytes());
            self.out.write_all(part.as_bytes())?;
        }
        Ok(())
    }

    /// Ends the dump.
    pub(crate) fn finish(self) -> io::Result<Spooled> {
        let file = self
            .out
            .finish()?
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        let hash = self.hasher.finalize().to_hex().to_string();
        Ok(Spooled {
            file,
            hash,
            quads: self.quads,
        })
    }
}

impl Spooled {
    /// Reads the quads from the beginning.
    pub(crate) fn read(
        &self,
    ) -> Result<impl Iterator<Item = Result<Quad, ChangeError>> + use<>, ChangeError> {
        read(self.file.path())
    }

    /// Gives the dump its name in the folder, durably.
    pub(crate) fn keep(&self, folder: &Path) -> io::Result<DumpRef> {
        self.file.as_file().sync_all()?;
        let name = path(folder, &self.hash);
        if !name.exists() {
            std::fs::hard_link(self.file.path(), &name)?;
        }
        File::open(folder)?.sync_all()?;
        Ok(DumpRef {
            hash: self.hash.clone(),
            quads: self.quads,
        })
    }
}

/// Reads a kept dump.
pub(crate) fn open(
    folder: &Path,
    dump: &DumpRef,
) -> Result<impl Iterator<Item = Result<Quad, ChangeError>> + use<>, ChangeError> {
    read(&path(folder, &dump.hash))
}

fn read(file: &Path) -> Result<impl Iterator<Item = Result<Quad, ChangeError>> + use<>, ChangeError> {
    let file = File::open(file).map_err(ChangeError::Folder)?;
    let reader = zstd::Decoder::with_buffer(BufReader::new(file)).map_err(ChangeError::Folder)?;
    Ok(read_own_quads(reader).map(|quad| Ok(quad?)))
}

fn path(folder: &Path, hash: &str) -> PathBuf {
    folder.join(format!("{hash}.nq.zst"))
}

/// 128 bits that stand for a quad.
pub(crate) fn key(quad: &Quad) -> u128 {
    key_of_line(&quad.to_string())
}

/// The same from the quad's line, without the final dot.
pub(crate) fn key_of_line(line: &str) -> u128 {
    let mut key = [0; 16];
    key.copy_from_slice(&blake3::hash(line.as_bytes()).as_bytes()[..16]);
    u128::from_le_bytes(key)
}
