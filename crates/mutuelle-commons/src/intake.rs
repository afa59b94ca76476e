//! What of a stream of quads is new: each quad once, and none that the store holds already.

use crate::change::ChangeError;
use crate::dump::{self, DumpWriter};
use crate::focus::Pass;
use crate::stream::Batches;
use mutuelle_store::{Snapshot, StoreError, View};
use oxrdf::{GraphName, Quad};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

/// Filters a stream.
pub(crate) struct Intake<'t> {
    view: View<'t>,
    batches: Batches,
    /// One key for every quad of the stream, new to the store or not.
    keys: HashSet<u128>,
    /// Whether a graph holds quads already; a new one needs no comparison.
    known: HashMap<GraphName, bool>,
}

/// A new quad with its line.
type New = (Quad, String);

impl<'t> Intake<'t> {
    pub(crate) fn new(view: View<'t>, batches: Batches) -> Self {
        Self {
            view,
            batches,
            keys: HashSet::new(),
            known: HashMap::new(),
        }
    }

    /// The new quads of the next batch; `None` at the end.
    fn next_new(&mut self) -> Option<Result<Vec<New>, ChangeError>> {
        let batch = self.batches.next()?;
        Some(batch.and_then(|batch| {
            let mut new = Vec::with_capacity(batch.len());
            for quad in batch {
                let mut line = String::with_capacity(256);
                // Writing to a string does not fail.
                let _ = write!(line, "{quad}");
                if self.keys.insert(dump::key_of_line(&line)) && !self.is_stored(&quad)? {
                    new.push((quad, line));
                }
            }
            Ok(new)
        }))
    }

    fn is_stored(&mut self, quad: &Quad) -> Result<bool, StoreError> {
        let known = if let Some(known) = self.known.get(&quad.graph_name) {
            *known
        } else {
            let mut quads = self.view.quads(None, None, None, Some(quad.graph_name.as_ref()));
            let known = quads.next().transpose()?.is_some();
            self.known.insert(quad.graph_name.clone(), known);
            known
        };
        Ok(known && self.view.contains(quad)?)
    }

    /// Takes new quads until there are more than `few_max` or the stream ends; true when it has ended.
    pub(crate) fn first(&mut self, few_max: usize) -> Result<(Vec<New>, bool), ChangeError> {
        let mut few = Vec::new();
        while few.len() <= few_max {
            match self.next_new() {
                Some(new) => few.append(&mut new?),
                None => return Ok((few, true)),
            }
        }
        Ok((few, false))
    }

    /// All new quads, those taken already first, each one written to the dump and shown to the pass on its way.
    pub(crate) fn through<'i, 'p, 'w, 'v>(
        &'i mut self,
        few: Vec<New>,
        dump: &'i mut DumpWriter,
        pass: &'i mut Pass<'p, 'w, 'v>,
    ) -> impl Iterator<Item = Result<Quad, ChangeError>> + use<'i, 'p, 'w, 'v, 't> {
        let mut few = Some(few);
        let batches = std::iter::from_fn(move || few.take().map(Ok).or_else(|| self.next_new()));
        let shown = batches.map(move |new| {
            let mut quads = Vec::new();
            for (quad, line) in new? {
                dump.push(&line).map_err(ChangeError::Folder)?;
                quads.push(quad);
            }
            pass.take(&quads)?;
            Ok(quads)
        });
        shown.flat_map(|batch: Result<Vec<Quad>, ChangeError>| match batch {
            Ok(quads) => Few::Quads(quads.into_iter()),
            Err(error) => Few::Error(Some(error)),
        })
    }

    /// The quads of a graph that the stream, now ended, did not have.
    pub(crate) fn missing(
        &self,
        snapshot: &Snapshot<'_>,
        graph: &GraphName,
    ) -> Result<Vec<Quad>, StoreError> {
        let quads = snapshot.view().quads(None, None, None, Some(graph.as_ref()));
        quads
            .filter(|quad| {
                quad.as_ref()
                    .map_or(true, |quad| !self.keys.contains(&dump::key(quad)))
            })
            .collect()
    }
}

/// The quads of a batch, or the error in its place.
enum Few {
    Quads(std::vec::IntoIter<Quad>),
    Error(Option<ChangeError>),
}

impl Iterator for Few {
    type Item = Result<Quad, ChangeError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Quads(quads) => quads.next().map(Ok),
            Self::Error(error) => error.take().map(Err),
        }
    }
}
