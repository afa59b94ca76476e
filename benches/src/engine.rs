//! The two that are compared, and their programs.

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    Oxigraph,
    Mutuelle,
}

/// The order of the tables' columns.
pub(crate) const ENGINES: [Engine; 2] = [Engine::Oxigraph, Engine::Mutuelle];

impl Engine {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Oxigraph => "oxigraph",
            Self::Mutuelle => "mutuelle",
        }
    }

    /// Where its server answers queries.
    pub(crate) fn query_path(self) -> &'static str {
        match self {
            Self::Oxigraph => "/query",
            Self::Mutuelle => "/sparql",
        }
    }
}

/// What is run besides this program.
#[derive(Args, Clone, Debug)]
pub(crate) struct Programs {
    /// The server [default: `mutuelle` beside this program]
    #[arg(long)]
    binary: Option<PathBuf>,
    /// oxigraph's server; `scripts/peer.sh` installs it and prints where it is
    #[arg(long, env = "BENCH_OXIGRAPH", default_value = "oxigraph")]
    oxigraph: PathBuf,
    /// The load generator wrk
    #[arg(long, env = "BENCH_WRK", default_value = "wrk")]
    pub(crate) wrk: PathBuf,
}

impl Programs {
    /// The server, with a data folder.
    pub(crate) fn mutuelle(&self, folder: &Path) -> Result<Command> {
        let binary = match &self.binary {
            Some(binary) => binary.clone(),
            None => std::env::current_exe()?.with_file_name("mutuelle"),
        };
        if !binary.exists() {
            bail!(
                "there is no {}; build it with `cargo build --release`",
                binary.display()
            );
        }
        let mut command = Command::new(binary);
        command.arg("--data").arg(folder).env("MUTUELLE_LOG", "error");
        Ok(command)
    }

    /// A server over a folder that its engine has loaded.
    pub(crate) fn serve(&self, engine: Engine, folder: &Path, bind: &str) -> Result<Command> {
        match engine {
            Engine::Oxigraph => {
                let mut command = Command::new(&self.oxigraph);
                command.arg("serve-read-only").arg("--location").arg(folder);
                command.args(["--bind", bind]);
                Ok(command)
            }
            Engine::Mutuelle => {
                let mut command = self.mutuelle(folder)?;
                // The limit on time is the benchmark's own, the same for both.
                // The peers infer nothing.
                command.args(["serve", "--bind", bind, "--query-timeout", "3600"]);
                command.args(["--inference", "off"]);
                Ok(command)
            }
        }
    }

    /// Makes a token that may write.
    pub(crate) fn token(&self, folder: &Path) -> Result<String> {
        let output = self
            .mutuelle(folder)?
            .args(["token", "create", "bench"])
            .output()?;
        if !output.status.success() {
            bail!("no token: {}", String::from_utf8_lossy(&output.stderr));
        }
        let secret = String::from_utf8(output.stdout)?;
        Ok(secret.lines().next().context("no token")?.to_owned())
    }
}
