//! Benchmarks: each measures the program beside a peer in the same run and prints both and the ratio.

#![expect(clippy::print_stdout, reason = "a benchmark's result is what it prints")]

mod chance;
mod generate;
mod idle;
mod import;
mod memory;
mod words;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// The allocator of the program itself, so that both sides of a comparison have the same.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(about = "Benchmarks of Mutuelle, beside its peers")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write commons-like data as N-Triples.
    Generate {
        /// How many triples, about.
        #[arg(long, default_value_t = 1_000_000)]
        triples: usize,
        /// The file.
        #[arg(long)]
        out: PathBuf,
    },
    /// Import a generated file here and with oxigraph's bulk loader: seconds, peak memory, ratio.
    Import {
        /// How many triples, about.
        #[arg(long, default_value_t = 1_000_000)]
        triples: usize,
        /// How often each; the medians are compared.
        #[arg(long, default_value_t = 3)]
        runs: usize,
        /// A file to import instead of a generated one.
        #[arg(long)]
        file: Option<PathBuf>,
    },
    /// Resident memory and time to the first answer of an idle server with the sample commons.
    Idle {
        /// The server's binary.
        #[arg(long, default_value = "target/release/mutuelle")]
        binary: PathBuf,
    },
    /// One import, in a process of its own so that its memory can be measured.
    #[command(hide = true)]
    ImportOnce {
        #[arg(long)]
        with: import::Loader,
        #[arg(long)]
        file: PathBuf,
        #[arg(long)]
        folder: PathBuf,
    },
    /// Everything.
    All,
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Generate { triples, out } => generate::to_file(triples, &out),
        Command::Import { triples, runs, file } => import::compare(triples, runs, file),
        Command::Idle { binary } => idle::measure(&binary),
        Command::ImportOnce { with, file, folder } => import::once(with, &file, &folder),
        Command::All => {
            import::compare(1_000_000, 3, None)?;
            idle::measure(&PathBuf::from("target/release/mutuelle"))
        }
    }
}
