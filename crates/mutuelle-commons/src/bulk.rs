//! Large dumps: sorted into the store by the bulk loader, named in the journal instead of written out.
//!
//! Either all of a dump is visible or nothing. One pass over the quads loads them aside, validates each resource and
//! makes its search document; only when that has gone well does the journal get its record, and then the store takes
//! everything in.

use crate::change::{ChangeError, LoadMode, Origin, Receipt};
use crate::commons::Core;
use crate::documents::fingerprint;
use crate::dump::{DumpWriter, Spooled};
use crate::focus::{Pass, Seen};
use crate::intake::Intake;
use crate::stream::Batches;
use crate::text::{TextError, Writing};
use crate::writer::{Chain, Writer};
use mutuelle_journal::Patch;
use mutuelle_store::{BulkLoad, Snapshot, StoreError};
use oxrdf::{GraphName, NamedOrBlankNode, Quad, Term};
use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, PoisonError};

/// Quads that are sorted and waiting, with all that is known of them.
struct Ready<'s> {
    bulk: BulkLoad<'s>,
    spooled: Spooled,
    seen: Seen,
    /// What the dump replaces and lacks.
    removed: Vec<Quad>,
}

impl Writer {
    /// Commits a stream of quads. The receipt's seq is readable when this returns.
    pub(crate) fn commit_stream(
        &mut self,
        batches: Batches,
        mode: LoadMode,
        target: Option<&GraphName>,
        origin: &Origin,
    ) -> Result<Receipt, ChangeError> {
        let core = Arc::clone(&self.core);
        let Some(dumps) = core.dumps() else {
            return Err(ChangeError::Closed);
        };
        let before = core.store.read()?;
        let created_graph = match target {
            Some(graph) => !before.view().graph_exists(graph.as_ref())?,
            None => false,
        };
        let replaced = target.filter(|_| mode == LoadMode::Replace);
        let mut intake = Intake::new(before.view(), batches);
        let (few, ended) = intake.first(core.limits.patch_quads_max)?;
        let receipt = if ended {
            let removed = replaced.map_or(Ok(Vec::new()), |graph| intake.missing(&before, graph))?;
            drop(intake);
            drop(before);
            let added = few.into_iter().map(|(quad, _)| quad).collect();
            self.commit_patch(Patch { removed, added }, origin)?
        } else {
            let mut text = core.text.lock();
            let ready = make_ready(&core, &before, &dumps, &mut intake, few, replaced, &mut text);
            drop(intake);
            match ready {
                Ok(ready) => self.commit_ready(&core, before, ready, &mut text, origin)?,
                Err(error) => {
                    if let Err(failure) = text.index.rollback() {
                        core.rebuild_later(&TextError::from(failure));
                    }
                    return Err(error);
                }
            }
        };
        Ok(Receipt {
            created_graph,
            ..receipt
        })
    }

    /// The record, then the store, then the text index.
    fn commit_ready(
        &mut self,
        core: &Core,
        before: Snapshot<'_>,
        ready: Ready<'_>,
        text: &mut Writing<'_>,
        origin: &Origin,
    ) -> Result<Receipt, ChangeError> {
        let Ready {
            bulk,
            spooled,
            seen,
            removed,
        } = ready;
        let had_quads = before.view().quad_count()?;
        let mut again = seen.again;
        again.extend(relinked(core, &before, &seen.met, had_quads > 0)?);
        again.extend(removed.iter().map(|quad| quad.subject.clone()));
        let dumps = core.dumps().ok_or(ChangeError::Closed)?;
        let dump = spooled.keep(&dumps).map_err(ChangeError::Folder)?;
        let patch = Patch {
            removed,
            added: Vec::new(),
        };
        self.record(origin, &patch, Some(&dump))?;
        self.sync();
        drop(before);
        if let Err(error) = self.take_in(core, bulk, had_quads + dump.quads, &patch.removed) {
            tracing::error!(error = %Chain(&error), seq = self.seq, "a durable change could not be applied");
            self.closed = true;
            return Err(ChangeError::Unapplied { seq: self.seq });
        }
        self.copy_dump(core, &spooled, dump.quads, patch.removed.clone());
        let more = finish_text(core, text, &again, self.seq).unwrap_or_else(|error| {
            core.rebuild_later(&error);
            0
        });
        Ok(Receipt {
            seq: self.seq,
            changed: true,
            quads_added: dump.quads,
            quads_removed: patch.removed.len() as u64,
            entities_indexed: seen.documents + more,
            warnings: seen.warnings,
            ..Receipt::default()
        })
    }

    /// Brings the read copy to where the store is: a dump that is not too large as a patch, any other in the background.
    fn copy_dump(&self, core: &Core, spooled: &Spooled, quads: u64, removed: Vec<Quad>) {
        let read = || -> Result<Vec<Quad>, ChangeError> { spooled.read()?.collect() };
        let added = core.copy.follows_dump(quads).then(read);
        if let Some(Ok(added)) = added {
            let patch = Patch { removed, added };
            core.copy.follow(vec![(self.seq, patch)], self.seq, self.hash());
        } else {
            core.copy.restart(self.seq, self.hash());
        }
        core.wake_copier();
    }

    /// Makes the dump visible, and what it replaces gone, while no reader takes a snapshot.
    fn take_in(
        &self,
        core: &Core,
        bulk: BulkLoad<'_>,
        quads_total: u64,
        removed: &[Quad],
    ) -> Result<(), StoreError> {
        let _gate = core.gate.write().unwrap_or_else(PoisonError::into_inner);
        // Between the two commits a crash leaves the dump without its removals: then the store must not say that it has
        // the whole record, so that recovery applies it again.
        let applied = if removed.is_empty() {
            self.seq
        } else {
            self.seq - 1
        };
        bulk.commit(applied, quads_total)?;
        let mut transaction = core.store.begin()?;
        for quad in removed {
            transaction.remove(quad)?;
        }
        transaction.commit(self.seq).map(|_| ())
    }
}

/// One pass over the stream: quads to the loader and to the dump, resources to the shapes and to the index.
fn make_ready<'s>(
    core: &'s Core,
    before: &Snapshot<'_>,
    dumps: &Path,
    intake: &mut Intake<'_>,
    few: Vec<(Quad, String)>,
    replaced: Option<&GraphName>,
    text: &mut Writing<'_>,
) -> Result<Ready<'s>, ChangeError> {
    if core.text.is_ready()
        && let Err(error) = text.flush_to(before)
    {
        core.rebuild_later(&error);
    }
    let store_has_quads = before.view().quad_count()? > 0;
    let mut bulk = core.store.bulk_load();
    let mut dump = DumpWriter::create(dumps).map_err(ChangeError::Folder)?;
    let mut pass = Pass::new(core, before.view(), store_has_quads, text);
    bulk.load(intake.through(few, &mut dump, &mut pass))?;
    let spooled = dump.finish().map_err(ChangeError::Folder)?;
    let removed = replaced.map_or(Ok(Vec::new()), |graph| intake.missing(before, graph))?;
    let seen = pass.finish(&spooled, &removed)?;
    Ok(Ready {
        bulk,
        spooled,
        seen,
        removed,
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
    if !core.text.is_ready() {
        // An index that is still to be made must not be committed as if it were whole.
        text.index.rollback()?;
        core.wake_indexer();
        return Ok(0);
    }
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
