//! The door for RDF: parse, bound, bring to the store's form, before the writer is bothered.

use crate::change::{ChangeError, LoadMode, LoadRequest, LoadTarget};
use crate::dump::{DumpWriter, Spooled};
use crate::input::Progress;
use crate::limits::Limits;
use crate::patching::refuse_reserved;
use mutuelle_store::{ParseOptions, parse};
use oxrdf::{GraphName, Quad};
use std::io;
use std::path::Path;
use std::sync::atomic::Ordering;

/// How many quads are read between two reports of progress.
const PROGRESS_STEP_QUADS: u64 = 10_000;

/// What a load comes to.
pub(crate) struct Loaded {
    pub(crate) quads: LoadedQuads,
    pub(crate) normalised: u64,
}

/// The quads of a load, in memory or, when they are many, in a file.
pub(crate) enum LoadedQuads {
    Few(Vec<Quad>),
    Many(Spooled),
}

/// Reads the whole input. An error anywhere, on the last line too, leaves nothing behind. `dumps` is where many quads
/// are kept; without it all stay in memory.
pub(crate) fn read(
    request: &LoadRequest,
    limits: &Limits,
    dumps: Option<&Path>,
) -> Result<Loaded, ChangeError> {
    check(request)?;
    let options = ParseOptions {
        base: request.base.clone(),
        graph: match &request.target {
            LoadTarget::Graph(graph) => Some(graph.clone()),
            LoadTarget::AsWritten => None,
        },
        blank_node_salt: salt(request, limits)
            .map_err(|error| ChangeError::from(mutuelle_store::ParseError::Input(error)))?,
    };
    let opened = request
        .input
        .open(limits.load_bytes_max)
        .map_err(ChangeError::Input)?;
    let report = |quads: u64| {
        if let Some(progress) = &request.progress {
            let bytes_read = opened.taken.load(Ordering::Relaxed);
            progress(Progress {
                bytes_read,
                bytes_total: opened.length,
                quads,
            });
        }
    };
    let mut gathering = Gathering::new(limits.patch_quads_max, dumps);
    let (mut quads, mut normalised) = (0, 0);
    for parsed in parse(opened.content, request.format, &options)? {
        let parsed = parsed?;
        refuse_reserved(&parsed.quad)?;
        normalised += parsed.normalised;
        quads += 1;
        gathering.push(parsed.quad).map_err(ChangeError::Folder)?;
        if quads % PROGRESS_STEP_QUADS == 0 {
            report(quads);
        }
    }
    report(quads);
    Ok(Loaded {
        quads: gathering.finish().map_err(ChangeError::Folder)?,
        normalised,
    })
}

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
fn salt(request: &LoadRequest, limits: &Limits) -> io::Result<[u8; 32]> {
    let graph = match &request.target {
        LoadTarget::Graph(GraphName::DefaultGraph) => String::new(),
        LoadTarget::Graph(graph) => graph.to_string(),
        LoadTarget::AsWritten => "as written".to_owned(),
    };
    let content = request.input.digest(limits.load_bytes_max)?;
    Ok(*blake3::Hasher::new_keyed(content.as_bytes())
        .update(graph.as_bytes())
        .finalize()
        .as_bytes())
}

/// Keeps quads in memory up to a bound, then in a dump.
struct Gathering<'a> {
    few: Vec<Quad>,
    few_max: usize,
    dumps: Option<&'a Path>,
    many: Option<DumpWriter>,
}

impl<'a> Gathering<'a> {
    fn new(few_max: usize, dumps: Option<&'a Path>) -> Self {
        Self {
            few: Vec::new(),
            few_max,
            dumps,
            many: None,
        }
    }

    fn push(&mut self, quad: Quad) -> io::Result<()> {
        if let Some(many) = &mut self.many {
            return many.push(&quad);
        }
        self.few.push(quad);
        if let Some(dumps) = self.dumps
            && self.few.len() > self.few_max
        {
            let mut many = DumpWriter::create(dumps)?;
            for quad in std::mem::take(&mut self.few) {
                many.push(&quad)?;
            }
            self.many = Some(many);
        }
        Ok(())
    }

    fn finish(self) -> io::Result<LoadedQuads> {
        Ok(match self.many {
            Some(many) => LoadedQuads::Many(many.finish()?),
            None => LoadedQuads::Few(self.few),
        })
    }
}
