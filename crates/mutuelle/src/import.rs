//! `import`: files into the commons, one change a file.

use crate::commons::{self, default_base, iri};
use crate::excerpt::{Position, of_file};
use crate::failure::{Outcome, Usage, Violation, listed};
use crate::progress::Meter;
use crate::remote::Remote;
use crate::{format, language, receipt};
use anyhow::{Context, Error, Result, anyhow, bail};
use clap::Args;
use mutuelle_commons::{
    ChangeError, Commons, CommonsOptions, Exempt, GraphName, Input, LoadMode, LoadRequest, LoadTarget,
    NamedNode, Origin, Place, RdfFormat, Receipt, Report, SyntaxError,
};
use std::path::{Path, PathBuf};

/// Import RDF files, one change a file; all of a file or nothing of it
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Turtle, N-Triples, N-Quads, TriG, RDF/XML or JSON-LD; plain, gzip or zstd
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// The graph that receives the triples [default: graphs as the file names them, triples to the default graph]
    #[arg(long, value_name = "IRI", value_parser = iri)]
    graph: Option<NamedNode>,

    /// Let the graph hold what the file holds, and nothing else
    #[arg(long, requires = "graph")]
    replace: bool,

    /// The base of relative IRIs [default: the graph's IRI]
    #[arg(long, value_name = "IRI", value_parser = iri)]
    base: Option<NamedNode>,

    /// The files' format, when their names do not tell: ttl, nt, nq, trig, rdf, jsonld
    #[arg(long, value_parser = format::named)]
    format: Option<RdfFormat>,

    /// Send the files to a running server instead
    #[arg(long, value_name = "URL", value_parser = iri, conflicts_with = "base")]
    server: Option<NamedNode>,

    /// The token for the server
    #[arg(long, env = "MUTUELLE_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    token: Option<String>,

    /// A graph whose data are taken as they are, without the shapes; its name, or the beginning of several and `*`
    #[arg(
        long,
        env = "MUTUELLE_UNVALIDATED",
        value_name = "GRAPH",
        value_delimiter = ' '
    )]
    unvalidated: Vec<String>,

    /// Print receipts as JSON, one a line
    #[arg(long)]
    json: bool,
}

/// Where files go.
enum Destination {
    Folder(Commons),
    Server(Remote),
}

/// One file with what is known of it.
pub(crate) struct Parcel<'a> {
    pub(crate) file: &'a Path,
    pub(crate) bytes: u64,
    pub(crate) format: RdfFormat,
    pub(crate) graph: Option<&'a NamedNode>,
    pub(crate) mode: LoadMode,
    pub(crate) meter: Meter,
}

pub(crate) fn run(import: &Import, data: Option<&Path>) -> Result<Outcome> {
    if import.replace && import.files.len() > 1 {
        let message = "`--replace` takes one file: the second would replace the first".to_owned();
        return Err(Usage(message).into());
    }
    // A name that tells no format or a file that is not there is better known before the first change is made.
    let parcels: Vec<Parcel<'_>> = import
        .files
        .iter()
        .map(|file| import.parcel(file))
        .collect::<Result<_>>()?;
    let destination = match &import.server {
        Some(server) => Destination::Server(Remote::new(server.as_str(), import.token.as_deref())),
        None => Destination::Folder(commons::open_with(CommonsOptions {
            exempt: Exempt::new(&import.unvalidated),
            ..commons::brief(Place::Directory(commons::folder(data)), default_base())
        })?),
    };
    let done = import.send_all(&parcels, &destination);
    if let Destination::Folder(commons) = &destination {
        commons::close(commons)?;
    }
    done.map(|()| Outcome::Done)
}

impl Import {
    fn parcel<'a>(&'a self, file: &'a Path) -> Result<Parcel<'a>> {
        let found = std::fs::metadata(file).with_context(|| format!("cannot read `{}`", file.display()))?;
        if found.is_dir() {
            bail!("`{}` is a folder; name the files in it", file.display());
        }
        Ok(Parcel {
            file,
            bytes: found.len(),
            format: format::chosen(self.format, file)?,
            graph: self.graph.as_ref(),
            mode: if self.replace {
                LoadMode::Replace
            } else {
                LoadMode::Add
            },
            meter: Meter::new(
                &file.file_name().unwrap_or_default().to_string_lossy(),
                found.len(),
            ),
        })
    }

    fn send_all(&self, parcels: &[Parcel<'_>], destination: &Destination) -> Result<()> {
        for (done, parcel) in parcels.iter().enumerate() {
            let outcome = match destination {
                Destination::Server(remote) => remote.send(parcel),
                Destination::Folder(commons) => self.load(parcel, commons),
            };
            parcel.meter.finish();
            match outcome {
                Ok(receipt) => receipt::print(parcel.file, &receipt, self.json)?,
                Err(error) if parcels.len() > 1 => {
                    let (total, left) = (parcels.len(), parcels.len() - done - 1);
                    let told =
                        format!("{error:#}\n  {done} of {total} files were imported, {left} not tried");
                    return Err(anyhow!(told));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn load(&self, parcel: &Parcel<'_>, commons: &Commons) -> Result<Receipt> {
        let base = self
            .base
            .as_ref()
            .or(parcel.graph)
            .map(|base| base.as_str().to_owned());
        let request = LoadRequest {
            input: Input::File(parcel.file.to_owned()),
            format: parcel.format,
            base,
            target: parcel.graph.map_or(LoadTarget::AsWritten, |graph| {
                LoadTarget::Graph(GraphName::NamedNode(graph.clone()))
            }),
            mode: parcel.mode,
            origin: Origin::new("cli", format!("import {}", parcel.file.display())),
            progress: Some(parcel.meter.on_progress()),
        };
        commons
            .load(request)
            .map_err(|error| explained(error, parcel.file))
    }
}

/// An engine's refusal in words for whoever typed the command.
fn explained(error: ChangeError, file: &Path) -> Error {
    let name = file.display();
    match error {
        ChangeError::Syntax(error) => anyhow!(syntax(&error, file)),
        ChangeError::Violations(report) => {
            anyhow!(violations(&violations_of(&report), report.truncated, file))
        }
        ChangeError::Input(_) => {
            Error::new(error).context(format!("cannot read `{name}`; nothing was written"))
        }
        ChangeError::Unapplied { .. } | ChangeError::Closed => {
            Error::new(error).context(format!("importing `{name}` broke off"))
        }
        other => Error::new(other).context(format!("`{name}` was not imported, nothing was written")),
    }
}

/// A syntax error with the line where it is.
pub(crate) fn syntax(error: &SyntaxError, file: &Path) -> String {
    let mut text = format!(
        "`{}` was not imported, nothing was written: {error}",
        file.display()
    );
    if let Some(excerpt) = Position::of(error.line, error.column).and_then(|position| of_file(file, position))
    {
        text.push('\n');
        text.push_str(&excerpt);
    }
    if error.message.contains("No scheme found") {
        text.push_str("\n  a relative IRI needs a base; add `--base IRI` or `--graph IRI`");
    }
    text
}

/// The violations that refuse a file.
pub(crate) fn violations(violations: &[Violation], truncated: bool, file: &Path) -> String {
    let count = violations.len();
    let plural = if count == 1 { "" } else { "s" };
    let what = format!(
        "`{}` was not imported, nothing was written: {count} violation{plural} of the shapes",
        file.display()
    );
    what + &listed(violations, truncated)
}

fn violations_of(report: &Report) -> Vec<Violation> {
    let languages = language::preferred();
    let violation = |result: &mutuelle_commons::ValidationResult| Violation {
        focus: result.focus.to_string(),
        path: result.path.as_ref().map(ToString::to_string),
        value: result.value.as_ref().map(ToString::to_string),
        message: result.message(&languages),
    };
    report.violations().map(violation).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn import(files: &[&Path], graph: Option<&str>) -> Import {
        Import {
            files: files.iter().map(|file| file.to_path_buf()).collect(),
            graph: graph.map(NamedNode::new_unchecked),
            replace: false,
            base: None,
            format: None,
            server: None,
            token: None,
            unvalidated: Vec::new(),
            json: false,
        }
    }

    fn loaded(name: &str, text: &str, graph: Option<&str>) -> Result<Receipt, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        let commons = commons::open(Place::Memory, default_base()).unwrap();
        let import = import(&[&file], graph);
        let told = |error: Error| format!("{error:#}").replace(&file.display().to_string(), name);
        import
            .load(&import.parcel(&file).unwrap(), &commons)
            .map_err(told)
    }

    #[test]
    fn a_syntax_error_shows_file_line_column_and_the_line() {
        let told = loaded(
            "a.ttl",
            "<http://e.test/a> a <http://e.test/B> .\n<http://e.test/a> a \"\"\" .\n",
            None,
        )
        .unwrap_err();
        assert!(
            told.starts_with("`a.ttl` was not imported, nothing was written: Turtle error on line 2"),
            "{told}"
        );
        assert!(
            told.contains("  a.ttl:2:") && told.contains("  2 | <http://e.test/a> a \"\"\" ."),
            "{told}"
        );
    }

    #[test]
    fn a_relative_iri_without_a_base_is_explained_and_a_graph_is_its_base() {
        let text = "<a> a <B> .";
        let told = loaded("a.ttl", text, None).unwrap_err();
        assert!(told.contains("--base"), "{told}");
        assert_eq!(
            loaded("a.ttl", text, Some("http://e.test/g/"))
                .unwrap()
                .quads_added,
            1
        );
    }

    #[test]
    fn violations_are_listed_with_the_message_of_the_shape() {
        let seed = "<http://e.test/s> a <https://w3id.org/mutuelle/ns#KnowledgeSeed> .";
        let told = loaded("a.ttl", seed, None).unwrap_err();
        assert!(
            told.contains("violations of the shapes\n  <http://e.test/s>"),
            "{told}"
        );
        assert!(told.contains("dct:license: "), "{told}");
    }

    #[test]
    fn graphs_of_a_file_are_kept_unless_a_graph_is_named() {
        let quads = "<http://e.test/a> <http://e.test/p> \"x\" <http://e.test/g> .";
        assert_eq!(loaded("a.nq", quads, None).unwrap().quads_added, 1);
        assert!(loaded("a.nq", quads, Some("http://e.test/other")).is_err());
    }

    #[test]
    fn several_files_cannot_replace_one_graph() {
        let files = [Path::new("a.ttl"), Path::new("b.ttl")];
        let import = Import {
            replace: true,
            ..import(&files, Some("http://e.test/g"))
        };
        assert!(run(&import, None).unwrap_err().is::<Usage>());
    }
}
