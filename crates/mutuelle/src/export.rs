//! `export`: what the commons holds, written out.

use crate::commons::{self, default_base, iri};
use crate::compression::{Compressed, Compression};
use crate::failure::{Outcome, Usage};
use crate::format;
use crate::output::{self, Output};
use crate::pair;
use anyhow::{Context, Error, Result};
use clap::Args;
use mutuelle_commons::{Commons, Export, ExportError, NamedNode, PairPart, RdfFormat};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// How much is written at once, in bytes.
const WRITE_BYTES: usize = 64 * 1024;

/// Write the commons out: whole, one graph, or as PAIR for SemApps and Archipelago
#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// One graph only, as triples
    #[arg(long, value_name = "IRI", value_parser = iri)]
    graph: Option<NamedNode>,

    /// What PAIR can say of the commons; how much it cannot is told on standard error
    #[arg(long, conflicts_with = "graph")]
    pair: bool,

    /// With --pair: tell what PAIR has no words for, property by property, instead of exporting
    #[arg(long, requires = "pair", conflicts_with_all = ["format", "output"])]
    report: bool,

    /// ttl, nt, nq, trig, rdf or jsonld [default: as the file's name tells; else nq for all, ttl for one graph or PAIR]
    #[arg(long, value_parser = format::named)]
    format: Option<RdfFormat>,

    /// The file to write, compressed when its name ends in .gz or .zst [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(export: &ExportArguments, data: Option<&Path>) -> Result<Outcome> {
    let format = export.format()?;
    let commons = if export.pair {
        commons::open_copied(data, default_base())?
    } else {
        commons::open_existing(data, default_base())?
    };
    if export.report {
        pair::print(&pair::report(&commons)?)?;
        commons::close(&commons)?;
        return Ok(Outcome::Done);
    }
    let what = export.what();
    match &export.output {
        None => {
            let mut out = BufWriter::with_capacity(WRITE_BYTES, Output::new());
            what.write(&commons, format, &mut out).map_err(explained)?;
            out.flush()?;
        }
        Some(path) => {
            let quads = write_file(&commons, &what, format, path)?;
            output::remark(format!("{quads} {} written to `{}`", what.unit(), path.display()));
        }
    }
    if export.pair {
        output::remark(pair::summary(&pair::report(&commons)?));
    }
    commons::close(&commons)?;
    Ok(Outcome::Done)
}

impl ExportArguments {
    fn format(&self) -> Result<RdfFormat> {
        match (self.format, &self.output) {
            (Some(format), _) => Ok(format),
            (None, Some(path)) => format::chosen(None, path),
            (None, None) if self.graph.is_some() || self.pair => Ok(RdfFormat::Turtle),
            (None, None) => Ok(RdfFormat::NQuads),
        }
    }

    fn what(&self) -> What {
        match &self.graph {
            _ if self.pair => What::Pair,
            Some(graph) => What::Stored(Export::Graph(graph.clone().into())),
            None => What::Stored(Export::Everything),
        }
    }
}

/// What is written.
enum What {
    /// As it is stored.
    Stored(Export),
    /// As PAIR says it.
    Pair,
}

impl What {
    fn write(&self, commons: &Commons, format: RdfFormat, out: impl Write) -> Result<u64, ExportError> {
        match self {
            Self::Stored(what) => commons.export(what, format, out),
            Self::Pair => commons.export_pair(&PairPart::Everything, format, out),
        }
    }

    fn unit(&self) -> &'static str {
        match self {
            Self::Stored(_) => "quads",
            Self::Pair => "triples",
        }
    }
}

/// Writes beside the file and puts the whole in its place: a reader never sees a part.
fn write_file(commons: &Commons, what: &What, format: RdfFormat, path: &Path) -> Result<u64> {
    let mut name = path
        .file_name()
        .map(ToOwned::to_owned)
        .ok_or_else(|| Usage(format!("`{}` is no file's name", path.display())))?;
    name.push(".part");
    let part = path.with_file_name(name);
    let written = write_part(commons, what, format, path, &part);
    let written = written.and_then(|quads| {
        fs::rename(&part, path).with_context(|| format!("cannot put `{}` in its place", path.display()))?;
        Ok(quads)
    });
    if written.is_err() {
        // What was begun is of no use; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&part);
    }
    written
}

fn write_part(commons: &Commons, what: &What, format: RdfFormat, path: &Path, part: &Path) -> Result<u64> {
    let failed = || format!("cannot write `{}`", part.display());
    let file = File::create(part).with_context(failed)?;
    let out = BufWriter::with_capacity(WRITE_BYTES, file);
    let mut out = Compressed::new(out, Compression::of_path(path)).with_context(failed)?;
    let quads = what.write(commons, format, &mut out).map_err(explained)?;
    let file = out
        .finish()
        .and_then(|buffered| buffered.into_inner().map_err(std::io::IntoInnerError::into_error));
    file.and_then(|file| file.sync_all()).with_context(failed)?;
    Ok(quads)
}

fn explained(error: ExportError) -> Error {
    match error {
        ExportError::OneGraphOnly { .. } => Usage(error.to_string()).into(),
        other => Error::new(other).context("the export failed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mutuelle_commons::{Input, LoadMode, LoadRequest, LoadTarget, Origin, Place};
    use std::io::Read;

    fn commons() -> Commons {
        let commons = commons::open(Place::Memory, default_base()).unwrap();
        let quads = "<http://e.test/a> <http://e.test/p> \"x\" <http://e.test/g> .\n";
        commons
            .load(LoadRequest {
                input: Input::Bytes(quads.into()),
                format: RdfFormat::NQuads,
                base: None,
                target: LoadTarget::AsWritten,
                mode: LoadMode::Add,
                origin: Origin::new("test", "test"),
                progress: None,
            })
            .unwrap();
        commons
    }

    #[test]
    fn a_file_is_written_whole_and_compressed_as_its_name_says() {
        let (commons, folder) = (commons(), tempfile::tempdir().unwrap());
        let path = folder.path().join("all.nq.gz");
        assert_eq!(
            write_file(
                &commons,
                &What::Stored(Export::Everything),
                RdfFormat::NQuads,
                &path
            )
            .unwrap(),
            1
        );
        let mut text = String::new();
        crate::compression::reader(&path)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(
            text.trim(),
            "<http://e.test/a> <http://e.test/p> \"x\" <http://e.test/g> ."
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no part is left");
    }

    #[test]
    fn a_failed_export_leaves_nothing() {
        let (commons, folder) = (commons(), tempfile::tempdir().unwrap());
        let path = folder.path().join("all.ttl");
        let refused = write_file(
            &commons,
            &What::Stored(Export::Everything),
            RdfFormat::Turtle,
            &path,
        )
        .unwrap_err();
        assert!(refused.is::<Usage>(), "{refused:#}");
        let unknown = What::Stored(Export::Graph(
            NamedNode::new_unchecked("http://e.test/none").into(),
        ));
        assert!(
            format!(
                "{:#}",
                write_file(&commons, &unknown, RdfFormat::Turtle, &path).unwrap_err()
            )
            .contains("does not exist")
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn the_format_is_the_one_asked_for_or_told_by_the_name() {
        let format = |graph: bool, output: Option<&str>| {
            let graph = graph.then(|| NamedNode::new_unchecked("http://e.test/g"));
            ExportArguments {
                graph,
                pair: false,
                report: false,
                format: None,
                output: output.map(PathBuf::from),
            }
            .format()
        };
        assert_eq!(format(false, None).unwrap(), RdfFormat::NQuads);
        assert_eq!(format(true, None).unwrap(), RdfFormat::Turtle);
        assert_eq!(format(false, Some("a.trig.zst")).unwrap(), RdfFormat::TriG);
        assert!(format(false, Some("a")).unwrap_err().is::<Usage>());
    }
}
