//! Large dumps: kept as compressed N-Quads, named by the hash of their content.

use crate::change::ChangeError;
use mutuelle_journal::DumpRef;
use mutuelle_store::read_own_quads;
use oxrdf::{GraphName, Quad};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// zstd's fastest ordinary level: N-Quads shrink to a tenth, and the disk is not the bottleneck.
const COMPRESSION_LEVEL: i32 = 1;

/// A dump in the making. Quads that it holds already are left out.
pub(crate) struct DumpWriter {
    out: zstd::Encoder<'static, BufWriter<NamedTempFile>>,
    hasher: blake3::Hasher,
    keys: HashSet<u128>,
    graphs: HashSet<GraphName>,
    line: String,
}

/// A finished dump that nothing names yet; dropped, it is gone.
pub(crate) struct Spooled {
    file: NamedTempFile,
    hash: String,
    /// One key a quad.
    pub(crate) keys: HashSet<u128>,
    /// The graphs that its quads are in.
    pub(crate) graphs: HashSet<GraphName>,
}

impl DumpWriter {
    /// Starts a dump in the folder of dumps.
    pub(crate) fn create(folder: &Path) -> io::Result<Self> {
        let file = NamedTempFile::new_in(folder)?;
        Ok(Self {
            out: zstd::Encoder::new(BufWriter::new(file), COMPRESSION_LEVEL)?,
            hasher: blake3::Hasher::new(),
            keys: HashSet::new(),
            graphs: HashSet::new(),
            line: String::new(),
        })
    }

    /// Adds a quad, unless the dump has it.
    pub(crate) fn push(&mut self, quad: &Quad) -> io::Result<()> {
        self.line.clear();
        // Writing to a string does not fail.
        let _ = write!(self.line, "{quad}");
        if !self.keys.insert(key_of_line(&self.line)) {
            return Ok(());
        }
        self.line.push_str(" .\n");
        self.hasher.update(self.line.as_bytes());
        if !self.graphs.contains(&quad.graph_name) {
            self.graphs.insert(quad.graph_name.clone());
        }
        self.out.write_all(self.line.as_bytes())
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
            keys: self.keys,
            graphs: self.graphs,
        })
    }
}

impl Spooled {
    /// The number of quads.
    pub(crate) fn len(&self) -> u64 {
        self.keys.len() as u64
    }

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
            quads: self.len(),
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

fn key_of_line(line: &str) -> u128 {
    let mut key = [0; 16];
    blake3::Hasher::new()
        .update(line.as_bytes())
        .finalize_xof()
        .fill(&mut key);
    u128::from_le_bytes(key)
}
