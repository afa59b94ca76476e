//! Benchmarks: each measures the program beside a peer in the same run and prints both and the ratio.

#![expect(clippy::print_stdout, reason = "a benchmark's result is what it prints")]

mod answer;
mod answering;
mod chance;
mod client;
mod costs;
mod engine;
mod generate;
mod idle;
mod import;
mod in_process;
mod measuring;
mod memory;
mod quality;
mod queries;
mod question;
mod read_copy;
mod served;
mod server;
mod start;
mod stores;
mod text;
mod throughput;
mod updates;
mod words;

use anyhow::Result;
use clap::{Parser, Subcommand};
use engine::{Engine, Programs};
use std::path::PathBuf;
use stores::{Data, Stores};
use updates::Updates;

/// The allocator of the program itself, so that both sides of a comparison have the same.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

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
    /// Import a file here and with oxigraph's bulk loader: seconds, peak memory, ratio.
    Import {
        #[command(flatten)]
        data: Data,
        /// How often each; the medians are compared.
        #[arg(long, default_value_t = 3)]
        runs: usize,
    },
    /// Resident memory and time to the first answer of an idle server with the sample commons.
    Idle {
        #[command(flatten)]
        programs: Programs,
    },
    /// Seventeen queries here and with oxigraph, over HTTP and in process: medians, ratio, same answers.
    Queries {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        programs: Programs,
        /// How often each, after one that warms up.
        #[arg(long, default_value_t = 5)]
        runs: usize,
    },
    /// Requests a second here and with oxigraph, at several numbers of connections.
    Throughput {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        programs: Programs,
        /// How long each, in seconds.
        #[arg(long, default_value_t = 5)]
        seconds: u32,
    },
    /// Time from start to first answer and resident memory, over loaded data, here and with oxigraph.
    Start {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        programs: Programs,
        /// How many starts.
        #[arg(long, default_value_t = 3)]
        runs: usize,
    },
    /// How good search is on sets judged by people: nDCG@10 and recall@100 through the real `/search`.
    Quality {
        /// A folder in BEIR's layout: `corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`; repeatable.
        #[arg(long = "set", required = true)]
        sets: Vec<PathBuf>,
        #[command(flatten)]
        programs: Programs,
    },
    /// What validation and inference cost a change of one seed and the read copy.
    Costs {
        #[command(flatten)]
        data: Data,
    },
    /// Twenty queries that combine words with joins, each also asked with CONTAINS: medians, ratio, same answers.
    Text {
        #[command(flatten)]
        data: Data,
        /// How often each; the medians are compared.
        #[arg(long, default_value_t = 5)]
        runs: usize,
    },
    /// Updates of one quad each, with reads before, between and after.
    Updates {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        programs: Programs,
        #[command(flatten)]
        updates: Updates,
    },
    /// Everything.
    All {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        programs: Programs,
        #[command(flatten)]
        updates: Updates,
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
    /// Questions, in a process of its own so that memory and caches do not mix.
    #[command(hide = true)]
    Answer {
        #[arg(long)]
        with: Engine,
        #[arg(long)]
        folder: PathBuf,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Generate { triples, out } => generate::to_file(triples, &out),
        Command::Import { data, runs } => import::compare(&data, runs),
        Command::Idle { programs } => idle::measure(&programs),
        Command::Queries { data, programs, runs } => {
            queries::compare(&programs, &Stores::prepare(&data)?, runs)
        }
        Command::Throughput {
            data,
            programs,
            seconds,
        } => throughput::compare(&programs, &Stores::prepare(&data)?, seconds),
        Command::Quality { sets, programs } => quality::measure(&programs, &sets),
        Command::Start { data, programs, runs } => start::compare(&programs, &Stores::prepare(&data)?, runs),
        Command::Costs { data } => costs::measure(&Stores::prepare(&data)?),
        Command::Text { data, runs } => text::compare(&Stores::prepare(&data)?, runs),
        Command::Updates {
            data,
            programs,
            updates,
        } => updates::measure(&programs, &Stores::prepare(&data)?, updates),
        Command::All {
            data,
            programs,
            updates,
        } => all(&data, &programs, updates),
        Command::ImportOnce { with, file, folder } => import::once(with, &file, &folder),
        Command::Answer { with, folder } => answering::answer(with, &folder),
    }
}

/// What changes the data comes last.
fn all(data: &Data, programs: &Programs, updates: Updates) -> Result<()> {
    import::compare(data, 3)?;
    idle::measure(programs)?;
    let stores = Stores::prepare(data)?;
    start::compare(programs, &stores, 3)?;
    queries::compare(programs, &stores, 5)?;
    throughput::compare(programs, &stores, 5)?;
    costs::measure(&stores)?;
    updates::measure(programs, &stores, updates)
}
