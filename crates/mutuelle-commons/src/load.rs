//! The door for RDF: parse, bound, bring to the store's form and to regular IRIs, before the writer is bothered.

use crate::change::{ChangeError, LoadMode, LoadRequest, LoadTarget, Receipt};
use crate::commons::Core;
use crate::input::{Opened, Progress};
use crate::pair::{Counting, Replacement};
use crate::patching::refuse_reserved;
use crate::stream::{Batches, Sending, stream};
use mutuelle_ontology::document::JSON_LD_CONTEXT;
use mutuelle_store::{ParseError, ParseOptions, QuadParser, parse};
use oxrdf::{GraphName, Quad};
use std::io::{self, Read};
use std::sync::atomic::Ordering;

/// How many quads are read between two reports of progress.
const PROGRESS_STEP_QUADS: u64 = 10_000;

/// What a load comes to.
pub(crate) enum Loaded<T> {
    /// All quads, in memory.
    Few(Vec<Quad>),
    /// More than that: they were handed over as they were read, and this is what the other side made of them.
    Many(T),
}

/// What was not taken as it came.
#[derive(Default)]
pub(crate) struct Altered {
    /// How many literals were brought to the store's form.
    pub(crate) normalised: u64,
    /// Which irregular IRIs were read as others.
    pub(crate) replaced: Vec<Replacement>,
}

impl Altered {
    /// Adds what was altered in another text of the same change.
    pub(crate) fn join(&mut self, other: Self) {
        self.normalised += other.normalised;
        for more in other.replaced {
            match self.replaced.iter_mut().find(|known| known.from == more.from) {
                Some(known) => known.count += more.count,
                None => self.replaced.push(more),
            }
        }
    }

    /// The receipt with this in it.
    pub(crate) fn told(self, receipt: Receipt) -> Receipt {
        Receipt {
            normalised: self.normalised,
            replaced: self.replaced,
            ..receipt
        }
    }
}

/// How much is read.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    /// More quads than this are handed on while the rest is read.
    pub(crate) few_max: usize,
    /// The longest text, in bytes after decompression.
    pub(crate) bytes_max: u64,
}

/// Reads the whole input. An error anywhere, on the last line too, leaves nothing behind. More than `few_max` quads are
/// handed to `begin` as a stream while the rest is read; what it returns then gives the outcome.
pub(crate) fn read<T>(
    request: &LoadRequest,
    core: &Core,
    Bounds { few_max, bytes_max }: Bounds,
    begin: impl FnOnce(Batches) -> Result<T, ChangeError>,
) -> Result<(Loaded<T>, Altered), ChangeError> {
    check(request)?;
    let options = ParseOptions {
        base: request.base.clone(),
        graph: match &request.target {
            LoadTarget::Graph(graph) => Some(graph.clone()),
            LoadTarget::AsWritten => None,
        },
        blank_node_salt: salt(request, bytes_max).map_err(ParseError::Input)?,
        contexts: contexts(core.base.as_str()),
    };
    let Opened {
        content,
        taken,
        length,
    } = request.input.open(bytes_max).map_err(ChangeError::Input)?;
    let mut reading = Reading {
        parser: parse(content, request.format, &options)?,
        report: |quads| {
            if let Some(progress) = &request.progress {
                progress(Progress {
                    bytes_read: taken.load(Ordering::Relaxed),
                    bytes_total: length,
                    quads,
                });
            }
        },
        quads: 0,
        normalised: 0,
        canonical: core.canonical.counting(),
    };
    let mut few = Vec::new();
    while few.len() <= few_max {
        match reading.next() {
            Some(quad) => few.push(quad?),
            None => return Ok((Loaded::Few(few), reading.altered())),
        }
    }
    let (mut sending, batches) = stream();
    let under_way = begin(batches)?;
    let outcome = reading.send_all(few, &mut sending);
    sending.finish(outcome);
    Ok((Loaded::Many(under_way), reading.altered()))
}

/// The parser with its bookkeeping.
struct Reading<'c, R: Read, F: Fn(u64)> {
    parser: QuadParser<R>,
    report: F,
    quads: u64,
    normalised: u64,
    canonical: Counting<'c>,
}

impl<R: Read, F: Fn(u64)> Reading<'_, R, F> {
    fn altered(self) -> Altered {
        Altered {
            normalised: self.normalised,
            replaced: self.canonical.into_replacements(),
        }
    }

    fn next(&mut self) -> Option<Result<Quad, ChangeError>> {
        let Some(parsed) = self.parser.next() else {
            (self.report)(self.quads);
            return None;
        };
        Some(parsed.map_err(ChangeError::from).and_then(|mut parsed| {
            refuse_reserved(&parsed.quad)?;
            self.normalised += parsed.normalised;
            self.canonical.read(&mut parsed.quad);
            self.quads += 1;
            if self.quads.is_multiple_of(PROGRESS_STEP_QUADS) {
                (self.report)(self.quads);
            }
            Ok(parsed.quad)
        }))
    }

    /// Sends what was read and all the rest, unless the writer gives up before.
    fn send_all(&mut self, few: Vec<Quad>, sending: &mut Sending) -> Result<(), ChangeError> {
        for quad in few {
            if !sending.push(quad) {
                return Ok(());
            }
        }
        while let Some(quad) = self.next() {
            if !sending.push(quad?) {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// The JSON-LD contexts that a text may name without being it: our own, from this program. No other is ever fetched.
fn contexts(base: &str) -> Vec<(String, &'static str)> {
    let base = base.trim_end_matches('/');
    let names = [format!("{base}/ns/context.jsonld"), CONTEXT.to_owned()];
    names.map(|name| (name, JSON_LD_CONTEXT)).into()
}

/// The lasting name of our JSON-LD context.
const CONTEXT: &str = "https://w3id.org/mutuelle/ns/context.jsonld";

fn check(request: &LoadRequest) -> Result<(), ChangeError> {
    if let LoadTarget::Graph(graph) = &request.target
        && mutuelle_store::is_reserved(graph.as_ref())
    {
        let message = format!("the graph {graph} is reserved for the server; name another one");
        return Err(ChangeError::Protocol { message });
    }
    if request.target == LoadTarget::AsWritten && request.mode == LoadMode::Replace {
        let message = "replacing needs a target graph; name one".to_owned();
        return Err(ChangeError::Protocol { message });
    }
    Ok(())
}

/// Blank nodes of the same content in the same graph get the same labels, those of any other content others.
fn salt(request: &LoadRequest, bytes_max: u64) -> io::Result<[u8; 32]> {
    let graph = match &request.target {
        LoadTarget::Graph(GraphName::DefaultGraph) => String::new(),
        LoadTarget::Graph(graph) => graph.to_string(),
        LoadTarget::AsWritten => "as written".to_owned(),
    };
    let content = request.input.digest(bytes_max)?;
    Ok(*blake3::Hasher::new_keyed(content.as_bytes())
        .update(graph.as_bytes())
        .finalize()
        .as_bytes())
}
