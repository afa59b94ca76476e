//! Import of a large file: this program with everything it does, beside oxigraph's bulk loader alone.

use crate::memory::own_peak_mib;
use crate::stores::Data;
use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;
use mutuelle_commons::{
    Commons, CommonsOptions, GraphName, Input, LoadMode, LoadRequest, LoadTarget, NamedNode, Origin, Place,
    RdfFormat,
};
use oxigraph::io::RdfParser;
use oxigraph::store::Store;
use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Who loads.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Loader {
    /// This program: parse, journal, validate, store, text index.
    Mutuelle,
    /// oxigraph's bulk loader: parse, store, into the same named graph.
    Oxigraph,
    /// The same into the default graph, where oxigraph keeps three orders of a triple instead of six.
    OxigraphDefault,
}

/// The graph that both sides import into.
pub(crate) const GRAPH: &str = "http://commons.example/graph/bench";

/// One measured import.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    seconds: f64,
    peak_mib: f64,
}

/// Runs both in turn and prints medians and ratio.
pub(crate) fn compare(data: &Data, runs: usize) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = data.or_generated(folder.path())?;
    let mut measured: [Vec<Measured>; 3] = Default::default();
    for run in 0..runs.max(1) {
        for (loader, all) in LOADERS.into_iter().zip(&mut measured) {
            let folder = tempfile::tempdir_in(folder.path())?;
            all.push(in_own_process(
                loader,
                &file,
                &folder.path().join(run.to_string()),
            )?);
        }
    }
    let [theirs, default, ours] = measured.map(median);
    println!("import, medians of {} runs:", runs.max(1));
    for (name, measured) in [
        ("oxigraph bulk loader, named graph", theirs),
        ("oxigraph bulk loader, default graph", default),
        ("mutuelle, named graph, text index", ours),
    ] {
        println!(
            "  {name:36}{:7.1} s  peak {:6.0} MiB",
            measured.seconds, measured.peak_mib
        );
    }
    println!(
        "  mutuelle takes {:.2} times as long as the same graph, {:.2} times as long as the default graph",
        ours.seconds / theirs.seconds,
        ours.seconds / default.seconds
    );
    println!("  aim: at most 1.5 times, memory under 1536 MiB");
    Ok(())
}

const LOADERS: [Loader; 3] = [Loader::Oxigraph, Loader::OxigraphDefault, Loader::Mutuelle];

pub(crate) fn in_own_process(with: Loader, file: &Path, folder: &Path) -> Result<Measured> {
    let name = with
        .to_possible_value()
        .context("a hidden loader")?
        .get_name()
        .to_owned();
    let output = Command::new(std::env::current_exe()?)
        .args(["import-once", "--with", &name, "--file"])
        .arg(file)
        .arg("--folder")
        .arg(folder)
        .output()?;
    if !output.status.success() {
        bail!("{name} failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8(output.stdout)?;
    print!("  {name:16} {text}");
    let mut numbers = text.split_whitespace().filter_map(|word| word.parse().ok());
    let seconds = numbers.next().context("no seconds")?;
    Ok(Measured {
        seconds,
        peak_mib: numbers.next().context("no memory")?,
    })
}

/// Imports and prints seconds and peak memory.
pub(crate) fn once(with: Loader, file: &Path, folder: &Path) -> Result<()> {
    let begun = Instant::now();
    let quads = match with {
        Loader::Mutuelle => mutuelle(file, folder)?,
        Loader::Oxigraph => oxigraph(file, folder, GraphName::NamedNode(NamedNode::new(GRAPH)?))?,
        Loader::OxigraphDefault => oxigraph(file, folder, GraphName::DefaultGraph)?,
    };
    let seconds = begun.elapsed().as_secs_f64();
    println!("{seconds:.2} s, {:.0} MiB, ({quads} quads)", own_peak_mib()?);
    if matches!(with, Loader::Mutuelle) {
        open_as_oxigraph(&folder.join("store"), quads)?;
    }
    Ok(())
}

/// The data folder holds an oxigraph store like any other: oxigraph opens it and finds the quads and one marker.
fn open_as_oxigraph(store: &Path, quads: u64) -> Result<()> {
    let found = Store::open_read_only(store)?.len()? as u64;
    ensure!(
        found == quads + 1,
        "oxigraph finds {found} quads in {}, not {quads} and the marker",
        store.display()
    );
    Ok(())
}

fn oxigraph(file: &Path, folder: &Path, graph: GraphName) -> Result<u64> {
    let store = Store::open(folder)?;
    let mut loader = store.bulk_loader();
    let parser = RdfParser::from_format(oxigraph::io::RdfFormat::NTriples).with_default_graph(graph);
    loader.load_from_reader(parser, File::open(file)?)?;
    loader.commit()?;
    store.flush()?;
    Ok(store.len()? as u64)
}

fn mutuelle(file: &Path, folder: &Path) -> Result<u64> {
    let base = NamedNode::new("http://commons.example/")?;
    // As the verb `import` has it: a process that only imports keeps no read copy.
    let options = CommonsOptions {
        columns_bytes_max: 0,
        ..CommonsOptions::new(Place::Directory(folder.to_owned()), base)
    };
    let (commons, _) = Commons::open(options)?;
    let receipt = commons.load(LoadRequest {
        input: Input::File(file.to_owned()),
        format: RdfFormat::NTriples,
        base: None,
        target: LoadTarget::Graph(GraphName::NamedNode(NamedNode::new(GRAPH)?)),
        mode: LoadMode::Add,
        origin: Origin::new("bench", "bench"),
        progress: None,
    })?;
    commons.close()?;
    Ok(receipt.quads_added)
}

fn median(mut measured: Vec<Measured>) -> Measured {
    measured.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    measured[measured.len() / 2]
}
