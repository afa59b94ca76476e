//! The commons: what servers and commands hold in their hands.

use crate::change::{ChangeError, LoadMode, LoadRequest, LoadTarget, Origin, Receipt, UpdateRequest};
use crate::clock::{Clock, SystemClock};
use crate::condition::Condition;
use crate::copy::CopySide;
use crate::exempt::Exempt;
use crate::folder::Folder;
use crate::limits::Limits;
use crate::load::{self, Loaded};
use crate::pair::{Canonical, PairView, Saying};
use crate::query::DefaultGraph;
use crate::status::Status;
use crate::text::{TextError, TextSide};
use crate::versions::Versions;
use crate::writer::{Chain, Change, ChangeJob, Job, Writer};
use mutuelle_outbound::Outbound;
use mutuelle_query::{Budget, CancellationToken, Meter, QueryError, Services};
use mutuelle_search::{SearchPage, SearchRequest, SearchSnapshot};
use mutuelle_shapes::Shapes;
use mutuelle_store::{PreparedUpdate, Snapshot, Store, StoreError};
use oxrdf::{GraphName, NamedNode};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// Where a commons lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In memory; gone with the process. A reader holds up writers while it reads.
    Memory,
    /// In a data folder.
    Directory(PathBuf),
}

/// How to open a commons.
#[derive(Clone)]
pub struct CommonsOptions {
    /// Where it lives.
    pub place: Place,
    /// The base IRI under which new resources are named and relative IRIs are resolved.
    pub base: NamedNode,
    /// Tells the time of changes.
    pub clock: Arc<dyn Clock>,
    /// What is accepted.
    pub limits: Limits,
    /// Measures the memory of a query; without it [`QueryLimits::memory_bytes_max`] bounds nothing.
    ///
    /// [`QueryLimits::memory_bytes_max`]: crate::QueryLimits::memory_bytes_max
    pub meter: Option<Meter>,
    /// How much memory the read copy may take, in bytes; 0 leaves all queries to the store.
    pub columns_bytes_max: u64,
    /// The graphs in which changes are not validated.
    pub exempt: Exempt,
    /// Whether the read copy holds what follows from the ontology as well.
    pub inference: bool,
    /// The way to other machines, for SERVICE and LOAD; nothing leaves unless hosts are allowed.
    pub outbound: Outbound,
}

impl CommonsOptions {
    /// The machine's clock and the default limits.
    pub fn new(place: Place, base: NamedNode) -> Self {
        Self {
            place,
            base,
            clock: Arc::new(SystemClock),
            limits: Limits::default(),
            meter: None,
            columns_bytes_max: COLUMNS_BYTES_MAX,
            exempt: Exempt::default(),
            inference: false,
            outbound: Outbound::default(),
        }
    }
}

/// The read copy's memory unless told otherwise: room for about ten million quads.
const COLUMNS_BYTES_MAX: u64 = 1 << 30;
/// How long a copy that must be built again is left alone.
const COPYING_RETRY: Duration = Duration::from_millis(500);
/// How long the indexing thread lets changes gather before it makes their documents.
const INDEXING_DELAY: Duration = Duration::from_millis(300);
/// How long it waits after a failure.
const INDEXING_RETRY: Duration = Duration::from_secs(5);
/// SPARQL evaluation recurses on the query; the writer evaluates updates.
const WRITER_STACK_BYTES: usize = 256 * 1024 * 1024;

/// What the threads of a commons share.
pub(crate) struct Core {
    pub(crate) base: NamedNode,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) limits: Limits,
    pub(crate) meter: Option<Meter>,
    pub(crate) store: Store,
    pub(crate) shapes: Shapes,
    pub(crate) exempt: Exempt,
    pub(crate) canonical: Canonical,
    pub(crate) pair: Saying,
    pub(crate) pair_view: PairView,
    pub(crate) text: TextSide,
    pub(crate) copy: CopySide,
    pub(crate) outbound: Outbound,
    pub(crate) services: Services,
    /// Held for writing while a dump is taken in, which needs two steps; for reading while a snapshot is taken.
    pub(crate) gate: RwLock<()>,
    /// As far as readers see the changes.
    pub(crate) versions: RwLock<Versions>,
    pub(crate) folder: Option<Folder>,
    pub(crate) journal_bytes: AtomicU64,
    pub(crate) wake: Wake,
    pub(crate) wake_copier: Wake,
}

/// How the indexing thread is told that there is work.
#[derive(Default)]
pub(crate) struct Wake {
    state: Mutex<WakeState>,
    changed: Condvar,
}

#[derive(Default)]
struct WakeState {
    due: bool,
    stop: bool,
}

impl Core {
    pub(crate) fn dumps(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(Folder::dumps)
    }

    /// A state of the store; not while a dump is half visible.
    pub(crate) fn snapshot(&self) -> Result<Snapshot<'_>, StoreError> {
        let _gate = self.gate.read().unwrap_or_else(PoisonError::into_inner);
        self.store.read()
    }

    pub(crate) fn versions(&self) -> RwLockReadGuard<'_, Versions> {
        self.versions.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a query may use that ends with `cancel`.
    pub(crate) fn budget(&self, cancel: CancellationToken) -> Budget {
        let budget = Budget::new(cancel, self.limits.query, self.meter);
        budget.with_services(Arc::clone(&self.services))
    }

    pub(crate) fn wake_indexer(&self) {
        self.wake.set(|state| state.due = true);
    }

    pub(crate) fn wake_copier(&self) {
        self.wake_copier.set(|state| state.due = true);
    }

    /// The thread that builds and merges the read copy.
    fn keep_copy(&self) {
        while !self.wake_copier.wait_for_work() {
            self.copy.work(self);
            if self.copy.is_building() {
                if self.wake_copier.pause(COPYING_RETRY) {
                    return;
                }
                self.wake_copier();
            }
        }
    }

    /// The indexing thread.
    fn index(&self) {
        loop {
            if self.wake.wait_for_work() {
                return;
            }
            if self.wake.pause(INDEXING_DELAY) {
                return;
            }
            let done = if self.text.is_ready() {
                self.text.flush(&self.store)
            } else {
                self.text
                    .rebuild(&self.store)
                    .map(|documents| tracing::info!(documents, "text index built"))
            };
            if let Err(error) = done {
                tracing::error!(error = %Chain(&error), "the text index failed and is rebuilt");
                self.text.set_ready(false);
                if self.wake.pause(INDEXING_RETRY) {
                    return;
                }
                self.wake_indexer();
            }
        }
    }
}

impl Wake {
    fn set(&self, change: impl FnOnce(&mut WakeState)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    /// Waits until there is work and takes it; true when it is time to stop instead.
    fn wait_for_work(&self) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_while(state, |state| !state.due && !state.stop);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        state.due = false;
        state.stop
    }

    /// Waits a while; true when it is time to stop.
    fn pause(&self, time: Duration) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(state, time, |state| !state.stop);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.stop
    }
}

/// A commons, open. Cheap to clone; the last clone to go closes it.
#[derive(Clone)]
pub struct Commons {
    pub(crate) core: Arc<Core>,
    threads: Arc<Threads>,
}

struct Threads {
    core: Arc<Core>,
    jobs: SyncSender<Job>,
    handles: Mutex<Vec<JoinHandle<()>>>,
}

impl Commons {
    pub(crate) fn start(core: Arc<Core>, writer: Writer) -> Self {
        let (jobs, waiting) = sync_channel(core.limits.queue_changes_max);
        let indexing = Arc::clone(&core);
        let copying = Arc::clone(&core);
        let handles = [
            Builder::new()
                .name("writer".to_owned())
                .stack_size(WRITER_STACK_BYTES)
                .spawn(move || writer.run(&waiting)),
            Builder::new()
                .name("indexer".to_owned())
                .spawn(move || indexing.index()),
            Builder::new()
                .name("copier".to_owned())
                .spawn(move || copying.keep_copy()),
        ];
        // A thread that cannot be started leaves its channel closed: every change then answers `Closed`.
        let handles = Mutex::new(handles.into_iter().filter_map(Result::ok).collect());
        core.wake_indexer();
        core.wake_copier();
        Self {
            threads: Arc::new(Threads {
                core: Arc::clone(&core),
                jobs,
                handles,
            }),
            core,
        }
    }

    /// The base IRI.
    pub fn base(&self) -> &NamedNode {
        &self.core.base
    }

    /// The way to other machines.
    pub fn outbound(&self) -> &Outbound {
        &self.core.outbound
    }

    /// Reads RDF into the commons. When this returns, the change is durable and readable.
    pub fn load(&self, request: LoadRequest) -> Result<Receipt, ChangeError> {
        self.load_given(request, Vec::new())
    }

    #[expect(clippy::needless_pass_by_value, reason = "a request is spent by being made")]
    pub(crate) fn load_given(
        &self,
        request: LoadRequest,
        conditions: Vec<Condition>,
    ) -> Result<Receipt, ChangeError> {
        self.loaded(&request, conditions).map_err(|error| match error {
            ChangeError::Syntax(error) => request
                .input
                .with_excerpt(error, self.core.limits.load_bytes_max)
                .into(),
            other => other,
        })
    }

    fn loaded(&self, request: &LoadRequest, conditions: Vec<Condition>) -> Result<Receipt, ChangeError> {
        let begun = Instant::now();
        let target = match &request.target {
            LoadTarget::Graph(graph) => Some(graph.clone()),
            LoadTarget::AsWritten => None,
        };
        let (mode, origin) = (request.mode, request.origin.clone());
        let limits = &self.core.limits;
        // In memory there is no place for a dump: every load is a patch.
        let few_max = if self.core.folder.is_some() {
            limits.patch_quads_max
        } else {
            usize::MAX
        };
        let bounds = load::Bounds {
            few_max,
            bytes_max: limits.load_bytes_max,
        };
        let (loaded, altered) = load::read(request, &self.core, bounds, |batches| {
            self.begin(
                Change::Stream {
                    batches,
                    mode,
                    target: target.clone(),
                },
                origin.clone(),
                conditions.clone(),
            )
        })?;
        let answer = match loaded {
            Loaded::Many(answer) => answer,
            Loaded::Few(quads) => {
                let replaced = target.clone().filter(|_| mode == LoadMode::Replace);
                self.begin(
                    Change::Quads {
                        quads,
                        replaced,
                        target,
                    },
                    origin,
                    conditions,
                )?
            }
        };
        Ok(altered.told(finish(&answer, begun)?))
    }

    /// Executes SPARQL Update.
    pub fn update(&self, request: UpdateRequest) -> Result<Receipt, ChangeError> {
        let begun = Instant::now();
        let base = request.base.as_deref().unwrap_or(self.core.base.as_str());
        let mut update = PreparedUpdate::parse(
            &request.text,
            Some(base),
            request.using_default,
            request.using_named,
        )?;
        if request.default_graph == DefaultGraph::Strict {
            update = update.strict();
        }
        if update.asks_texts() {
            self.core.ready_texts()?;
        }
        let normalised = self.core.fetch_loads(&mut update, &request.cancel)?;
        let change = Change::Update {
            update: Box::new(update),
            cancel: request.cancel,
            target: None,
        };
        let receipt = self.change(change, request.origin, Vec::new(), begun)?;
        Ok(Receipt {
            normalised: receipt.normalised + normalised,
            ..receipt
        })
    }

    /// Takes a graph away with all it holds.
    pub fn drop_graph(&self, graph: &GraphName, origin: Origin) -> Result<Receipt, ChangeError> {
        self.given(Vec::new()).drop_graph(graph, origin)
    }

    pub(crate) fn change(
        &self,
        change: Change,
        origin: Origin,
        conditions: Vec<Condition>,
        begun: Instant,
    ) -> Result<Receipt, ChangeError> {
        finish(&self.begin(change, origin, conditions)?, begun)
    }

    /// Hands a change to the writer; its answer comes later.
    fn begin(
        &self,
        change: Change,
        origin: Origin,
        conditions: Vec<Condition>,
    ) -> Result<Answer, ChangeError> {
        let (reply, answer) = sync_channel(1);
        let job = Job::Change(Box::new(ChangeJob {
            change,
            origin: origin.shortened(),
            conditions,
            reply,
        }));
        self.threads.jobs.send(job).map_err(|_| ChangeError::Closed)?;
        Ok(answer)
    }

    /// Runs something in the writer's thread, so that nothing changes meanwhile.
    pub(crate) fn while_still<T: Send + 'static>(
        &self,
        task: impl FnOnce(&mut Writer) -> T + Send + 'static,
    ) -> Option<T> {
        let (reply, answer) = sync_channel(1);
        let job = Job::Task(Box::new(move |writer| {
            // Whoever asked may be gone.
            let _ = reply.send(task(writer));
        }));
        self.threads.jobs.send(job).ok()?;
        answer.recv().ok()
    }

    /// Full-text search at the present seq or a later one.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchPage, TextError> {
        self.core.text.search(&self.core.store, request)
    }

    /// Gives a state of the store and of the text index at the same seq to `read`.
    pub fn at_one_seq<T>(
        &self,
        read: impl FnOnce(&Snapshot<'_>, &SearchSnapshot) -> T,
    ) -> Result<T, TextError> {
        let (snapshot, text) = self.core.text.at_one_seq(&self.core.store, &self.core.gate)?;
        Ok(read(&snapshot, &text))
    }

    /// Makes the text index anew; returns the number of documents. Searches go on meanwhile over the old one.
    pub fn reindex(&self) -> Result<u64, TextError> {
        self.core.text.rebuild(&self.core.store)
    }

    /// The sequence number of the last change.
    pub fn seq(&self) -> Result<u64, StoreError> {
        self.core.snapshot()?.view().seq()
    }

    /// Figures about the present state.
    pub fn status(&self) -> Result<Status, QueryError> {
        let snapshot = self.core.snapshot()?;
        let view = snapshot.view();
        let text = self.core.text.latest();
        Ok(Status {
            seq: view.seq()?,
            quads: view.quad_count()?,
            graphs: view.named_graphs()?.len() as u64,
            entities: text.count() as u64,
            journal_bytes: self.core.journal_bytes.load(Ordering::Relaxed),
            index_ready: self.core.text.is_ready(),
            indexed_seq: self.core.text.is_ready().then(|| text.seq()),
            copy: self.core.copy.status(),
            in_memory: self.core.folder.is_none(),
        })
    }

    /// Stops taking changes and brings the text index and the disk up to date. Further changes answer `Closed`.
    pub fn close(&self) -> Result<(), TextError> {
        self.threads.stop();
        if self.core.text.is_ready() {
            self.core.text.flush(&self.core.store)?;
        }
        Ok(self.core.store.flush()?)
    }
}

type Answer = Receiver<Result<Receipt, ChangeError>>;

/// Waits for the writer's answer.
fn finish(answer: &Answer, begun: Instant) -> Result<Receipt, ChangeError> {
    let receipt = answer.recv().map_err(|_| ChangeError::Closed)??;
    let elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Receipt {
        elapsed_ms,
        ..receipt
    })
}

impl Threads {
    fn stop(&self) {
        // The writer ends after what waits before this; an error means that it has ended already.
        let _ = self.jobs.send(Job::Close);
        self.core.wake.set(|state| state.stop = true);
        self.core.wake_copier.set(|state| state.stop = true);
        let handles = std::mem::take(&mut *self.handles.lock().unwrap_or_else(PoisonError::into_inner));
        for handle in handles {
            if handle.join().is_err() {
                tracing::error!("a thread of the commons ended with a panic");
            }
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.stop();
    }
}
