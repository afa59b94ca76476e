//! The same data, loaded into a folder of each engine.

use crate::engine::Engine;
use crate::generate;
use crate::import::{self, Loader};
use anyhow::Result;
use clap::Args;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Which data.
#[derive(Args, Clone, Debug)]
pub(crate) struct Data {
    /// How many triples, about.
    #[arg(long, env = "BENCH_TRIPLES", default_value_t = 1_000_000)]
    pub(crate) triples: usize,
    /// A file of N-Triples instead of generated ones
    #[arg(long)]
    pub(crate) file: Option<PathBuf>,
    /// A folder to load into and leave, or one that was left so; else a temporary one
    #[arg(long)]
    pub(crate) folder: Option<PathBuf>,
}

/// Two folders with the same triples: oxigraph's default graph, and a named graph of ours.
pub(crate) struct Stores {
    root: PathBuf,
    /// Removes what was made, at the end.
    _temporary: Option<TempDir>,
}

impl Stores {
    /// Loads both, unless they were loaded before.
    pub(crate) fn prepare(data: &Data) -> Result<Self> {
        let (root, temporary) = if let Some(folder) = &data.folder {
            std::fs::create_dir_all(folder)?;
            (folder.clone(), None)
        } else {
            let temporary = tempfile::tempdir()?;
            (temporary.path().to_owned(), Some(temporary))
        };
        let stores = Self {
            root,
            _temporary: temporary,
        };
        let loaded = stores.root.join("loaded");
        if !loaded.exists() {
            stores.load(data)?;
            std::fs::write(loaded, "")?;
        }
        Ok(stores)
    }

    fn load(&self, data: &Data) -> Result<()> {
        let scratch = tempfile::tempdir()?;
        let file = data.or_generated(scratch.path())?;
        println!("loading:");
        for (loader, engine) in [
            (Loader::OxigraphDefault, Engine::Oxigraph),
            (Loader::Mutuelle, Engine::Mutuelle),
        ] {
            import::in_own_process(loader, &file, &self.folder(engine))?;
        }
        Ok(())
    }

    pub(crate) fn folder(&self, engine: Engine) -> PathBuf {
        self.root.join(engine.name())
    }
}

impl Data {
    /// The file that was named, or a generated one.
    pub(crate) fn or_generated(&self, scratch: &Path) -> Result<PathBuf> {
        if let Some(file) = &self.file {
            return Ok(file.clone());
        }
        let file = scratch.join("commons.nt");
        generate::to_file(self.triples, &file)?;
        Ok(file)
    }
}
