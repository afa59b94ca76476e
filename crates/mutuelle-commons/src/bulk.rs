//! Large dumps: sorted into the store by the bulk loader, named in the journal instead of written out.
//!
//! Either all of a dump is visible or nothing. One pass over the quads loads them aside, validates each resource and
//! makes its search document; only when that has gone well does the journal get its record, and then the store takes
//! everything in.

use crate::change::{ChangeError, LoadMode, Origin, Receipt};
use crate::commons::Core;
use crate::documents::fingerprint;
use crate::dump::{self, DumpWriter, Spooled};
use crate::focus::Pass;
use crate::text::{TextError, Writing};
use crate::writer::{Chain, Writer};
use mutuelle_journal::Patch;
use mutuelle_store::{Snapshot, StoreError};
use oxrdf::{GraphName, NamedOrBlankNode, Quad, Term};
use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, PoisonError};

/// What is left of a dump once it is compared with the store.
enum Effective {
    /// Little enough for an ordinary patch.
    Small(Patch),
    /// New quads in a dump, and the quads that go.
    Large { added: Spooled, removed: Vec<Quad> },
}

impl Writer {
    /// Commits a dump. The receipt's seq is readable when this returns.
    pub(crate) fn commit_dump(
        &mut self,
        spooled: Spooled,
        mode: LoadMode,
        target: Option<GraphName>,
        origin: &Origin,
    ) -> Result<Receipt, ChangeError> {
        let core = Arc::clone(&self.core);
        let Some(dumps) = core.dumps() else {
            return Err(ChangeError::Closed);
        };
        let snapshot = core.store.read()?;
        let created_graph = match &target {
            Some(graph) => !snapshot.view().graph_exists(graph.as_ref())?,
            None => false,
        };
        let removed = match (mode, &target) {
            (LoadMode::Replace, Some(graph)) => missing(&snapshot, graph, &spooled)?,
            _ => Vec::new(),
        };
        let receipt = match effective(&core, &snapshot, &dumps, spooled, removed)? {
            Effective::Small(patch) => {
                drop(snapshot);
                self.commit_patch(patch, origin)?
            }
            Effective::Large { added, removed } => {
                self.load_large(&core, snapshot, &dumps, added, removed, origin)?
            }
        };
        Ok(Receipt {
            created_graph,
            ..receipt
        })
    }

    fn load_large(
        &mut self,
        core: &Core,
        before: Snapshot<'_>,
        dumps: &Path,
        added: Spooled,
        removed: Vec<Quad>,
        origin: &Origin,
    ) -> Result<Receipt, ChangeError> {
        let mut text = core.text.lock();
        let had_quads = before.view().quad_count()?;
        if let Err(error) = text.flush_to(&before) {
            core.rebuild_later(&error);
        }
        let mut bulk = core.store.bulk_load();
        let mut pass = Pass::new(core, before.view(), had_quads > 0, &mut text);
        let loaded = added
            .read()
            .and_then(|quads| {
                bulk.load(quads.map(|quad| {
                    let quad = quad?;
                    pass.take(&quad)?;
                    Ok(quad)
                }))
            })
            .and_then(|()| pass.finish(&added));
        let seen = match loaded {
            Ok(seen) => seen,
            Err(error) => {
                if let Err(failure) = text.index.rollback() {
                    core.rebuild_later(&TextError::from(failure));
                }
                return Err(error);
            }
        };
        let relinked = relinked(core, &before, &seen.met, had_quads > 0)?;
        let dump = added.keep(dumps).map_err(ChangeError::Folder)?;
        let patch = Patch {
            removed,
            added: Vec::new(),
        };
        self.record(origin, &patch, Some(&dump))?;
        self.sync();
        self.take_in(core, bulk, had_quads + dump.quads, &patch.removed)
            .inspect_err(|_| self.closed = true)?;
        let mut again = seen.again;
        again.extend(patch.removed.iter().map(|quad| quad.subject.clone()));
        again.extend(relinked);
        drop(before);
        let indexed = finish_text(core, &mut text, &again, self.seq).map(|more| seen.documents + more);
        Ok(Receipt {
            seq: self.seq,
            changed: true,
            quads_added: dump.quads,
            quads_removed: patch.removed.len() as u64,
            entities_indexed: indexed.unwrap_or_else(|error| {
                core.rebuild_later(&error);
                0
            }),
            warnings: seen.warnings,
            ..Receipt::default()
        })
    }

    /// Makes the dump visible, and what it replaces gone, while no reader takes a snapshot.
    fn take_in(
        &self,
        core: &Core,
        bulk: mutuelle_store::BulkLoad<'_>,
        quads_total: u64,
        removed: &[Quad],
    ) -> Result<(), StoreError> {
        let _gate = core.gate.write().unwrap_or_else(PoisonError::into_inner);
        bulk.commit(self.seq, quads_total)?;
        let mut transaction = core.store.begin()?;
        for quad in removed {
            transaction.remove(quad)?;
        }
        transaction.commit(self.seq).map(|_| ())
    }
}

/// The quads of a graph that the dump does not have.
fn missing(snapshot: &Snapshot<'_>, graph: &GraphName, spooled: &Spooled) -> Result<Vec<Quad>, StoreError> {
    let quads = snapshot.view().quads(None, None, None, Some(graph.as_ref()));
    quads
        .filter(|quad| {
            quad.as_ref()
                .map_or(true, |quad| !spooled.keys.contains(&dump::key(quad)))
        })
        .collect()
}

/// Leaves out what the store holds already. Graphs that do not exist yet need no comparison.
fn effective(
    core: &Core,
    snapshot: &Snapshot<'_>,
    dumps: &Path,
    spooled: Spooled,
    removed: Vec<Quad>,
) -> Result<Effective, ChangeError> {
    let view = snapshot.view();
    let mut known = false;
    for graph in &spooled.graphs {
        known |= view
            .quads(None, None, None, Some(graph.as_ref()))
            .next()
            .transpose()?
            .is_some();
    }
    if !known {
        return Ok(Effective::Large {
            added: spooled,
            removed,
        });
    }
    let few_max = core.limits.patch_quads_max;
    let mut few = Vec::new();
    let mut many: Option<DumpWriter> = None;
    for quad in spooled.read()? {
        let quad = quad?;
        if view.contains(&quad)? {
            continue;
        }
        if let Some(many) = &mut many {
            many.push(&quad).map_err(ChangeError::Folder)?;
            continue;
        }
        few.push(quad);
        if few.len() + removed.len() > few_max {
            let mut writer = DumpWriter::create(dumps).map_err(ChangeError::Folder)?;
            for quad in std::mem::take(&mut few) {
                writer.push(&quad).map_err(ChangeError::Folder)?;
            }
            many = Some(writer);
        }
    }
    Ok(match many {
        Some(many) => Effective::Large {
            added: many.finish().map_err(ChangeError::Folder)?,
            removed,
        },
        None => Effective::Small(Patch { removed, added: few }),
    })
}

/// Resources that were in the store before and whose documents hold labels of resources that the dump speaks of.
fn relinked(
    core: &Core,
    before: &Snapshot<'_>,
    met: &HashSet<u64>,
    had_quads: bool,
) -> Result<HashSet<NamedOrBlankNode>, StoreError> {
    let mut found = HashSet::new();
    if !had_quads {
        return Ok(found);
    }
    for link in core.text.profile().link_properties() {
        for quad in before.view().quads(None, Some(link.as_ref()), None, None) {
            let quad = quad?;
            let linked = match quad.object {
                Term::NamedNode(node) => NamedOrBlankNode::from(node),
                Term::BlankNode(node) => node.into(),
                Term::Literal(_) | Term::Triple(_) => continue,
            };
            if met.contains(&fingerprint(&linked)) {
                found.insert(quad.subject);
            }
        }
    }
    Ok(found)
}

fn finish_text(
    core: &Core,
    text: &mut Writing<'_>,
    again: &HashSet<NamedOrBlankNode>,
    seq: u64,
) -> Result<u64, TextError> {
    let snapshot = core.store.read()?;
    let more = text.upsert_all(&snapshot, again)?;
    text.commit(seq)?;
    Ok(more)
}

impl Core {
    /// The text index failed over a change that stands: it is made anew in the background.
    pub(crate) fn rebuild_later(&self, error: &TextError) {
        tracing::error!(error = %Chain(error), "the text index is rebuilt");
        self.text.set_ready(false);
        self.wake_indexer();
    }
}
