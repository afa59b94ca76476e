//! The one writer: takes changes as they come, makes them durable together, applies them, answers.
//!
//! For each change: the effective patch inside the store's transaction, validation of what it touches, the record in
//! the journal. Then for the whole group one fdatasync, one commit of the store, and the receipts.

use crate::change::{ChangeError, LoadMode, Origin, Receipt};
use crate::commons::Core;
use crate::condition::Condition;
use crate::patching::Patching;
use crate::staging::{is_absent, stage};
use crate::stream::Batches;
use crate::validation::StoreData;
use crate::versions::Versions;
use mutuelle_journal::{Draft, DumpRef, Journal, Patch};
use mutuelle_query::CancellationToken;
use mutuelle_shapes::Report;
use mutuelle_store::{GraphChange, PreparedUpdate, Transaction};
use oxrdf::{GraphName, Quad};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, PoisonError};

/// What the writer is asked to do.
pub(crate) enum Job {
    Change(Box<ChangeJob>),
    /// Something that needs the commons to stand still.
    Task(Box<dyn FnOnce(&mut Writer) + Send>),
    /// The last one.
    Close,
}

/// A change with its author and whoever waits for the receipt.
pub(crate) struct ChangeJob {
    pub(crate) change: Change,
    pub(crate) origin: Origin,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) reply: SyncSender<Result<Receipt, ChangeError>>,
}

/// What is to change.
pub(crate) enum Change {
    /// Quads are added, or take the place of what the graph holds.
    Quads {
        quads: Vec<Quad>,
        replaced: Option<GraphName>,
        target: Option<GraphName>,
    },
    /// The same with too many quads for memory; only on disk.
    Stream {
        batches: Batches,
        mode: LoadMode,
        target: Option<GraphName>,
    },
    /// SPARQL Update.
    Update {
        /// Boxed: with its federation it is much larger than the other changes.
        update: Box<PreparedUpdate>,
        cancel: CancellationToken,
        /// The graph that it is held to.
        target: Option<GraphName>,
    },
    /// Quads that one graph is to hold or not to hold, one after the other.
    Rows {
        changes: Vec<GraphChange>,
        target: GraphName,
        normalised: u64,
    },
    /// A graph goes away with all it holds.
    Clear(GraphName),
}

impl Change {
    /// The graph that it is about.
    fn target(&self) -> Option<&GraphName> {
        match self {
            Self::Quads { target, .. } | Self::Stream { target, .. } | Self::Update { target, .. } => {
                target.as_ref()
            }
            Self::Rows { target, .. } => Some(target),
            Self::Clear(_) => None,
        }
    }
}

/// The writer's own state.
pub(crate) struct Writer {
    pub(crate) core: Arc<Core>,
    /// None in memory.
    pub(crate) journal: Option<Journal>,
    pub(crate) seq: u64,
    /// With the changes that are made and not yet readable.
    pub(crate) versions: Versions,
    /// After a failure that leaves the store behind the journal nothing more is accepted; a restart recovers.
    pub(crate) closed: bool,
}

impl Writer {
    /// Works until it is told to close or nobody can ask any more.
    pub(crate) fn run(mut self, jobs: &Receiver<Job>) {
        let mut next = jobs.recv().ok();
        while let Some(job) = next.take() {
            match job {
                Job::Close => return,
                Job::Task(task) => task(&mut self),
                Job::Change(first) if matches!(first.change, Change::Stream { .. }) => {
                    self.commit_stream_job(*first);
                }
                Job::Change(first) => {
                    let (group, after) = self.gather(*first, jobs);
                    self.commit_group(group);
                    next = after;
                }
            }
            if next.is_none() {
                next = jobs.recv().ok();
            }
        }
    }

    /// Takes along the changes that wait already, up to the limit or the first job that stands alone.
    fn gather(&self, first: ChangeJob, jobs: &Receiver<Job>) -> (Vec<ChangeJob>, Option<Job>) {
        let mut group = vec![first];
        while group.len() < self.core.limits.group_changes_max {
            match jobs.try_recv() {
                Ok(Job::Change(job)) if !matches!(job.change, Change::Stream { .. }) => group.push(*job),
                Ok(other) => return (group, Some(other)),
                Err(_) => break,
            }
        }
        (group, None)
    }

    fn commit_group(&mut self, group: Vec<ChangeJob>) {
        let core = Arc::clone(&self.core);
        let mut accepted = Vec::new();
        let mut patches = Vec::new();
        let committed = core
            .store
            .begin()
            .map_err(ChangeError::from)
            .and_then(|mut transaction| {
                let before = self.seq;
                for job in group {
                    let ChangeJob {
                        change,
                        origin,
                        conditions,
                        reply,
                    } = job;
                    match self.attempt(&mut transaction, change, &origin, &conditions) {
                        Ok((receipt, patch)) => {
                            patches.extend(patch.map(|patch| (receipt.seq, patch)));
                            accepted.push((reply, receipt));
                        }
                        Err(error) => answer(&reply, Err(error)),
                    }
                }
                if self.seq == before {
                    Ok(())
                } else {
                    self.make_durable(transaction, patches)
                }
            });
        for (reply, receipt) in accepted {
            answer(
                &reply,
                if committed.is_ok() {
                    Ok(receipt)
                } else {
                    Err(ChangeError::Unapplied { seq: self.seq })
                },
            );
        }
        if let Err(error) = committed {
            tracing::error!(error = %Chain(&error), "the writer stops taking changes");
            self.closed = true;
        }
    }

    /// Makes one change on the transaction and writes its record, or takes it back.
    fn attempt(
        &mut self,
        transaction: &mut Transaction<'_>,
        change: Change,
        origin: &Origin,
        conditions: &[Condition],
    ) -> Result<(Receipt, Option<Patch>), ChangeError> {
        if self.closed {
            return Err(ChangeError::Closed);
        }
        for condition in conditions {
            condition.check(transaction.view(), &self.versions)?;
        }
        let target = change.target().cloned();
        let was_absent = is_absent(transaction, target.as_ref())?;
        let mut patching = Patching::default();
        let staged = stage(&self.core, transaction, change, &mut patching).and_then(|receipt| {
            let warnings = self.validate(transaction, &patching)?;
            Ok(Receipt { warnings, ..receipt })
        });
        let mut receipt = match staged {
            Ok(receipt) => receipt,
            Err(error) => return Err(self.take_back(transaction, patching, error)),
        };
        let patch = patching.into_patch();
        if patch.is_empty() {
            let unchanged = Receipt {
                seq: self.seq,
                version: target.map(|graph| self.versions.of(&graph)),
                ..receipt
            };
            return Ok((unchanged, None));
        }
        if let Err(error) = self.record(origin, &patch, None) {
            return Err(self.take_back(transaction, Patching::from_patch(patch), error));
        }
        receipt.entities_indexed = self
            .core
            .text
            .touch(self.seq, patch.removed.iter().chain(&patch.added));
        self.versions
            .follow(patch.removed.iter().chain(&patch.added), self.seq);
        let receipt = Receipt {
            seq: self.seq,
            changed: true,
            quads_added: patch.added.len() as u64,
            quads_removed: patch.removed.len() as u64,
            // What changes an absent graph adds to it.
            created_graph: was_absent,
            version: target.map(|graph| self.versions.of(&graph)),
            ..receipt
        };
        Ok((receipt, Some(patch)))
    }

    /// Takes a refused change back; a store that fails even at that is not to be trusted further.
    fn take_back(
        &mut self,
        transaction: &mut Transaction<'_>,
        patching: Patching,
        error: ChangeError,
    ) -> ChangeError {
        if let Err(failure) = patching.undo(transaction) {
            tracing::error!(error = %Chain(&failure), "a refused change could not be taken back");
            self.closed = true;
        }
        error
    }

    /// Validates what the patch touches; returns the warnings.
    fn validate(
        &self,
        transaction: &Transaction<'_>,
        patching: &Patching,
    ) -> Result<Vec<String>, ChangeError> {
        let data = StoreData {
            view: transaction.view(),
        };
        let exempt = &self.core.exempt;
        let quads = patching.quads().filter(|quad| !exempt.covers(&quad.graph_name));
        let nodes = self.core.shapes.touched(&data, quads)?;
        accept(self.core.shapes.validate_nodes(&data, &nodes)?)
    }

    /// Appends the record, not yet durable, and counts the seq up.
    pub(crate) fn record(
        &mut self,
        origin: &Origin,
        patch: &Patch,
        dump: Option<&DumpRef>,
    ) -> Result<(), ChangeError> {
        let time_ms = self.core.clock.now_ms();
        self.seq = match &mut self.journal {
            Some(journal) => {
                let Origin { agent, source } = origin;
                journal.append(&Draft {
                    time_ms,
                    agent,
                    source,
                    dump,
                    patch,
                })?
            }
            None => self.seq + 1,
        };
        Ok(())
    }

    fn make_durable(
        &mut self,
        transaction: Transaction<'_>,
        patches: Vec<(u64, Patch)>,
    ) -> Result<(), ChangeError> {
        self.sync();
        transaction.commit(self.seq)?;
        self.publish(self.seq, |versions| {
            for (seq, patch) in &patches {
                versions.follow(patch.removed.iter().chain(&patch.added), *seq);
            }
        });
        self.core.copy.follow(patches, self.seq, self.hash());
        self.core.wake_indexer();
        self.core.wake_copier();
        Ok(())
    }

    /// Tells readers of new versions, once they can read them.
    fn publish(&self, seq: u64, change: impl FnOnce(&mut Versions)) {
        let mut versions = self.core.versions.write().unwrap_or_else(PoisonError::into_inner);
        change(&mut versions);
        versions.reached = seq;
    }

    /// The hash of the last record; zeros in memory.
    pub(crate) fn hash(&self) -> [u8; 32] {
        self.journal.as_ref().map_or([0; 32], Journal::last_hash)
    }

    /// fdatasync. Its failure ends the process: what the disk holds is unknown then, and a second call may report
    /// success for data that is gone.
    pub(crate) fn sync(&mut self) {
        let Some(journal) = &mut self.journal else { return };
        if let Err(error) = journal.sync() {
            tracing::error!(error = %Chain(&error), "the journal cannot be made durable; ending the process");
            std::process::abort();
        }
        self.core.journal_bytes.store(journal.bytes(), Ordering::Relaxed);
    }

    fn commit_stream_job(&mut self, job: ChangeJob) {
        let ChangeJob {
            change,
            origin,
            conditions,
            reply,
        } = job;
        let Change::Stream {
            batches,
            mode,
            target,
        } = change
        else {
            return;
        };
        let result = self
            .stands(&conditions)
            .and_then(|()| self.commit_stream(batches, mode, target.as_ref(), &origin))
            .map(|receipt| self.streamed(receipt, target.as_ref()));
        answer(&reply, result);
    }

    /// Whether a change may begin.
    fn stands(&self, conditions: &[Condition]) -> Result<(), ChangeError> {
        if self.closed {
            return Err(ChangeError::Closed);
        }
        let snapshot = self.core.store.read()?;
        conditions
            .iter()
            .try_for_each(|condition| condition.check(snapshot.view(), &self.versions))
    }

    /// The versions after a stream; which graphs it changed is not known unless it has a target.
    fn streamed(&mut self, receipt: Receipt, target: Option<&GraphName>) -> Receipt {
        if receipt.changed {
            match target {
                Some(graph) => self.versions.touch(graph, receipt.seq),
                None => self.versions = Versions::since(receipt.seq),
            }
            let versions = self.versions.clone();
            self.publish(self.seq, |published| *published = versions);
        }
        Receipt {
            version: target.map(|graph| self.versions.of(graph)),
            ..receipt
        }
    }

    /// Commits a patch that was worked out elsewhere, with its own transaction.
    pub(crate) fn commit_patch(&mut self, patch: Patch, origin: &Origin) -> Result<Receipt, ChangeError> {
        let core = Arc::clone(&self.core);
        let mut transaction = core.store.begin()?;
        let mut patching = Patching::default();
        let changes = patch.removed.into_iter().map(GraphChange::Remove);
        for change in changes.chain(patch.added.into_iter().map(GraphChange::Insert)) {
            patching.apply(&mut transaction, change)?;
        }
        let warnings = self.validate(&transaction, &patching)?;
        let patch = patching.into_patch();
        if patch.is_empty() {
            return Ok(Receipt {
                seq: self.seq,
                warnings,
                ..Receipt::default()
            });
        }
        self.record(origin, &patch, None)?;
        let entities_indexed = core
            .text
            .touch(self.seq, patch.removed.iter().chain(&patch.added));
        let receipt = Receipt {
            seq: self.seq,
            changed: true,
            quads_added: patch.added.len() as u64,
            quads_removed: patch.removed.len() as u64,
            entities_indexed,
            warnings,
            ..Receipt::default()
        };
        self.make_durable(transaction, vec![(self.seq, patch)])
            .inspect_err(|_| self.closed = true)?;
        Ok(receipt)
    }
}

/// Refuses a report with violations; gives the messages of its warnings.
pub(crate) fn accept(report: Report) -> Result<Vec<String>, ChangeError> {
    if !report.conforms() {
        return Err(ChangeError::Violations(report));
    }
    Ok(report
        .results
        .iter()
        .map(|result| result.message(&["fr", "en"]))
        .collect())
}

fn answer(reply: &SyncSender<Result<Receipt, ChangeError>>, result: Result<Receipt, ChangeError>) {
    // Whoever asked may be gone; the change stands all the same.
    let _ = reply.send(result);
}

/// An error with its causes, for one line of the log.
pub(crate) struct Chain<'e>(pub(crate) &'e dyn std::error::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}
