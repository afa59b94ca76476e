//! The read copy that queries run on: it follows the store patch by patch and is never trusted when in doubt.
//!
//! While there is none (it is being built, or it would take more memory than it may), queries run on the store itself.
//! The writer applies each patch before it sends the receipt, so that its author reads it at once.

use crate::change::ChangeError;
use crate::commons::Core;
use crate::dump;
use crate::folder::Folder;
use crate::inferring::{Inference, Why};
use crate::writer::Chain;
use mutuelle_columns::{Base, BuildError, Builder, Columns, LimitError, Snapshot};
use mutuelle_inference::InferError;
use mutuelle_journal::{Journal, JournalError, Patch, Record};
use mutuelle_query::{GraphSet, Graphs, Source};
use mutuelle_store::{INFERRED_GRAPH, StoreError};
use oxrdf::{Term, Triple};
use serde::Serialize;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// What a quad takes in the copy at the very least, in bytes: three orders of 32-bit numbers. A store that would not
/// fit even so is not copied to find that out.
const QUAD_BYTES_MIN: u64 = 24;

/// How many quads of patches may wait for a copy that is being built; beyond that they are
/// forgotten and it is built again.
const PENDING_QUADS_MAX: usize = 2_000_000;

/// Up to how many quads of a large dump are applied to the copy as one patch; for more it is quicker built anew.
const DUMP_FOLLOWED_QUADS_MAX: u64 = 500_000;

/// The same where what follows from each quad has to be followed as well.
const DUMP_INFERRED_QUADS_MAX: u64 = 50_000;

/// The copy with what it needs to follow.
pub(crate) struct CopySide {
    state: RwLock<State>,
    /// What the writer did last. Held while patches are applied and while a merge begins.
    tip: Mutex<Tip>,
    memory_bytes_max: u64,
    /// Where a base is kept; none in memory.
    file: Option<PathBuf>,
    /// What infers; nothing when only what is said is wanted.
    inference: Option<Arc<Inference>>,
}

enum State {
    Ready(Arc<Columns>),
    /// Being built from the store; meanwhile patches wait here.
    Building(Vec<(u64, Patch)>),
    Off(String),
}

/// The last record: its number and its hash, which says to which history a saved base belongs.
#[derive(Clone, Copy, Default)]
struct Tip {
    seq: u64,
    hash: [u8; 32],
}

/// How the read copy is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CopyStatus {
    /// Whether queries run on it; otherwise they run on the store.
    pub ready: bool,
    /// The sequence number that it has reached.
    pub seq: Option<u64>,
    /// Whether it is being built with what follows from the data, for which queries have to wait.
    pub inferring: bool,
    /// Quads of the inferred graph; none where nothing is inferred.
    pub inferred: Option<u64>,
    /// The memory that it takes, in bytes; what lies in its file counts as well.
    pub memory_bytes: u64,
    /// The memory that it may take.
    pub memory_bytes_max: u64,
    /// Why it is not ready.
    pub reason: Option<String>,
}

/// The copy could not be built.
#[derive(Debug, thiserror::Error)]
enum CopyError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Build(#[from] BuildError<StoreError>),
    #[error(transparent)]
    Limit(#[from] LimitError),
    #[error("what follows from the data could not be inferred")]
    Infer(#[from] InferError<Infallible>),
    #[error("the quads take {bytes} bytes at least, the read copy may take {limit}")]
    Memory { bytes: u64, limit: u64 },
}

impl CopySide {
    /// A copy of an empty store.
    pub(crate) fn empty(memory_bytes_max: u64, inference: Option<Inference>) -> Self {
        if memory_bytes_max == 0 {
            return Self::off(Tip::default());
        }
        Self {
            inference: inference.map(Arc::new),
            ..Self::with(Base::empty(0), Tip::default(), memory_bytes_max, None)
        }
    }

    /// No copy, by the operator's wish.
    fn off(tip: Tip) -> Self {
        Self {
            state: RwLock::new(State::Off("it is switched off".to_owned())),
            tip: Mutex::new(tip),
            memory_bytes_max: 0,
            file: None,
            inference: None,
        }
    }

    fn with(base: Base, tip: Tip, memory_bytes_max: u64, file: Option<PathBuf>) -> Self {
        Self {
            state: RwLock::new(State::Ready(Arc::new(Columns::new(base)))),
            tip: Mutex::new(tip),
            memory_bytes_max,
            file,
            inference: None,
        }
    }

    /// Opens the copy that was saved, and brings it to where the journal is. One that cannot be used is built anew, in
    /// the background; the reason goes to the log.
    pub(crate) fn open(
        folder: &Folder,
        journal: &Journal,
        empty: bool,
        memory_bytes_max: u64,
        inference: Option<Inference>,
    ) -> Result<Self, JournalError> {
        let inference = inference.map(Arc::new);
        let tip = Tip {
            seq: journal.last_seq(),
            hash: journal.last_hash(),
        };
        let file = folder.columns();
        if memory_bytes_max == 0 {
            return Ok(Self::off(tip));
        }
        if empty {
            return Ok(Self {
                inference,
                ..Self::with(Base::empty(tip.seq), tip, memory_bytes_max, Some(file))
            });
        }
        let state = match opened(&file, journal, &folder.dumps(), inference.as_deref())? {
            Ok(columns) => State::Ready(Arc::new(columns)),
            Err(reason) => {
                tracing::info!(reason, "the read copy is built anew");
                State::Building(Vec::new())
            }
        };
        let side = Self {
            state: RwLock::new(state),
            tip: Mutex::new(tip),
            memory_bytes_max,
            file: Some(file),
            inference,
        };
        side.check_memory();
        Ok(side)
    }

    /// The copy at the present seq, when there is one.
    pub(crate) fn snapshot(&self) -> Option<Snapshot> {
        match &*self.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Ready(columns) => Some(columns.snapshot()),
            State::Building(_) | State::Off(_) => None,
        }
    }

    /// Why a triple holds; nothing when it does not, or while nothing is inferred.
    pub(crate) fn why(&self, triple: &Triple) -> Result<Option<Why>, String> {
        match (&self.inference, self.snapshot()) {
            (Some(inference), Some(snapshot)) => inference.why(&snapshot, triple),
            _ => Ok(None),
        }
    }

    /// Follows changes that the store has just committed. Called by the writer, before the receipts go out.
    pub(crate) fn follow(&self, patches: Vec<(u64, Patch)>, seq: u64, hash: [u8; 32]) {
        let mut tip = self.tip();
        *tip = Tip { seq, hash };
        let ready = match &mut *self.state.write().unwrap_or_else(PoisonError::into_inner) {
            State::Ready(columns) => Arc::clone(columns),
            State::Building(pending) => {
                pending.extend(patches);
                // Without them the copy that is being built does not connect, and is built again.
                if pending.iter().map(|(_, patch)| size(patch)).sum::<usize>() > PENDING_QUADS_MAX {
                    pending.clear();
                }
                return;
            }
            State::Off(_) => return,
        };
        match applied(&ready, &patches, self.inference.as_deref()) {
            Ok(()) => {}
            Err(NotApplied::Inference(reason)) => {
                tracing::info!(reason, "the read copy is built anew");
                self.set(State::Building(Vec::new()));
            }
            Err(NotApplied::Copy(reason)) => self.turn_off(reason),
        }
        drop(tip);
        self.check_memory();
    }

    /// Whether a dump of so many quads is to be given to [`follow`](Self::follow) as a patch.
    pub(crate) fn follows_dump(&self, quads: u64) -> bool {
        quads <= followed_max(self.inference.as_deref()) && self.snapshot().is_some()
    }

    /// A change came that is not a patch: the copy is built anew.
    pub(crate) fn restart(&self, seq: u64, hash: [u8; 32]) {
        *self.tip() = Tip { seq, hash };
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        // A copy that was given up for its size stays so: a dump only adds to it.
        if !matches!(*state, State::Off(_)) {
            *state = State::Building(Vec::new());
        }
    }

    /// Does what is due: builds the copy, or merges what gathered. Called by one thread.
    pub(crate) fn work(&self, core: &Core) {
        let state = match &*self.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Ready(columns) => Some(Arc::clone(columns)),
            State::Building(_) => None,
            State::Off(_) => return,
        };
        match state {
            Some(columns) => self.merge(&columns),
            None => {
                if let Err(error) = self.build(core) {
                    self.turn_off(Chain(&error).to_string());
                }
            }
        }
    }

    fn build(&self, core: &Core) -> Result<(), CopyError> {
        // What waits from before the snapshot is in it.
        let tip = *self.tip();
        let snapshot = core.snapshot()?;
        let seq = snapshot.view().seq()?;
        let at_least = snapshot.view().quad_count()?.saturating_mul(QUAD_BYTES_MIN);
        self.check(at_least)?;
        let mut builder = Builder::default();
        if let Some(inference) = &self.inference {
            inference.reserve(&mut builder)?;
        }
        for quad in snapshot.view().quads(None, None, None, None) {
            builder
                .push(quad?.as_ref())
                .map_err(BuildError::<StoreError>::from)?;
        }
        drop(snapshot);
        let base = builder.finish_with(seq, |numbered| match &self.inference {
            Some(inference) => Ok(inference.all(numbered)?),
            None => Ok::<_, CopyError>(Vec::new()),
        })?;
        let columns = Columns::new(base);
        self.check(columns.snapshot().memory().total() as u64)?;
        let base = Arc::clone(columns.snapshot().base());
        if self.take_over(columns, seq) {
            tracing::info!(seq, quads = base.quad_count(), "the read copy is ready");
            if tip.seq == seq {
                self.save(&base, &tip.hash);
            }
        }
        Ok(())
    }

    /// Applies what waits and lets queries in; false when the copy has to be built again.
    fn take_over(&self, columns: Columns, seq: u64) -> bool {
        let tip = self.tip();
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let State::Building(pending) = &mut *state else {
            return false;
        };
        let mut later = std::mem::take(pending);
        // A dump was taken in meanwhile when the patches do not follow each other.
        later.retain(|(number, _)| *number > seq);
        let follows = later.first().is_none_or(|(number, _)| *number == seq + 1);
        let reached = later.last().map_or(seq, |(number, _)| *number);
        if !follows || reached != tip.seq {
            return false;
        }
        *state = match applied(&columns, &later, self.inference.as_deref()) {
            Ok(()) => State::Ready(Arc::new(columns)),
            Err(NotApplied::Inference(_)) => return false,
            Err(NotApplied::Copy(reason)) => State::Off(reason),
        };
        matches!(*state, State::Ready(_))
    }

    /// Makes one base of base and runs, when these have grown, and keeps it for the next start.
    fn merge(&self, columns: &Columns) {
        if !columns.needs_merge() {
            return;
        }
        let (merge, hash) = {
            let tip = self.tip();
            (columns.begin_merge(), tip.hash)
        };
        let built = merge.build();
        if let Err(error) = columns.finish_merge(built) {
            tracing::warn!(error = %Chain(&error), "a merge of the read copy came to nothing");
            return;
        }
        let base = Arc::clone(columns.snapshot().base());
        self.save(&base, &hash);
    }

    /// Keeps a base. A failure costs the next start a few seconds and nothing else.
    fn save(&self, base: &Base, hash: &[u8; 32]) {
        let Some(file) = &self.file else { return };
        if let Err(error) = base.save(file, &identity(hash, self.inference.as_deref())) {
            tracing::warn!(error = %Chain(&error), "the read copy could not be saved");
        }
    }

    fn check(&self, bytes: u64) -> Result<(), CopyError> {
        if bytes > self.memory_bytes_max {
            return Err(CopyError::Memory {
                bytes,
                limit: self.memory_bytes_max,
            });
        }
        Ok(())
    }

    /// Gives a copy up that has grown beyond its memory.
    fn check_memory(&self) {
        let Some(snapshot) = self.snapshot() else { return };
        if let Err(error) = self.check(snapshot.memory().total() as u64) {
            self.turn_off(error.to_string());
        }
    }

    fn turn_off(&self, reason: String) {
        tracing::warn!(reason, "there is no read copy; queries run on the store");
        self.set(State::Off(reason));
    }

    fn set(&self, state: State) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
    }

    fn tip(&self) -> MutexGuard<'_, Tip> {
        self.tip.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a copy that is ready holds what follows from the data.
    pub(crate) fn infers(&self) -> bool {
        self.inference.is_some()
    }

    /// Whether what follows from the data is being worked out.
    pub(crate) fn is_inferring(&self) -> bool {
        self.inference.is_some() && self.is_building()
    }

    pub(crate) fn is_building(&self) -> bool {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        matches!(&*state, State::Building(_))
    }

    /// How the copy is.
    pub(crate) fn status(&self) -> CopyStatus {
        let mut status = CopyStatus {
            memory_bytes_max: self.memory_bytes_max,
            inferring: self.is_inferring(),
            ..CopyStatus::default()
        };
        match &*self.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Ready(columns) => {
                let snapshot = columns.snapshot();
                status.ready = true;
                status.seq = Some(snapshot.seq());
                status.memory_bytes = snapshot.memory().total() as u64;
                status.inferred = self.inference.as_ref().map(|_| inferred(&snapshot));
            }
            State::Building(_) => status.reason = Some("it is being built".to_owned()),
            State::Off(reason) => status.reason = Some(reason.clone()),
        }
        status
    }
}

/// The quads of the inferred graph.
fn inferred(snapshot: &Snapshot) -> u64 {
    let Ok(graph) = snapshot.id(&Term::from(INFERRED_GRAPH.into_owned()));
    let Some(graph) = graph else { return 0 };
    let only = Graphs::Named(GraphSet::These(Arc::new([graph])));
    snapshot.count([None; 3], &only).unwrap_or(0)
}

fn size(patch: &Patch) -> usize {
    patch.removed.len() + patch.added.len()
}

/// Why a patch was not applied, in words.
enum NotApplied {
    /// What it changes in the inferred graph would take too long to tell; a copy that is built anew knows.
    Inference(String),
    /// The copy cannot take it.
    Copy(String),
}

impl NotApplied {
    fn reason(self) -> String {
        match self {
            Self::Inference(reason) | Self::Copy(reason) => reason,
        }
    }
}

fn applied(
    columns: &Columns,
    patches: &[(u64, Patch)],
    inference: Option<&Inference>,
) -> Result<(), NotApplied> {
    for (seq, patch) in patches {
        let followed = inference
            .map(|inference| inference.followed(&columns.snapshot(), patch))
            .transpose()
            .map_err(NotApplied::Inference)?;
        let patch = followed.as_ref().unwrap_or(patch);
        columns
            .apply(*seq, &patch.removed, &patch.added)
            .map_err(|error| NotApplied::Copy(Chain(&error).to_string()))?;
    }
    Ok(())
}

/// What a saved base is known by: the journal's hash where it stands, and the rules by which it was inferred.
fn identity(hash: &[u8; 32], inference: Option<&Inference>) -> [u8; 32] {
    match inference {
        None => *hash,
        Some(inference) => *blake3::Hasher::new()
            .update(hash)
            .update(inference.print())
            .finalize()
            .as_bytes(),
    }
}

/// How many quads of a dump are followed as a patch.
fn followed_max(inference: Option<&Inference>) -> u64 {
    match inference {
        Some(_) => DUMP_INFERRED_QUADS_MAX,
        None => DUMP_FOLLOWED_QUADS_MAX,
    }
}

/// What a record changes, its dump included, when that is not too much.
fn whole(record: Record, dumps: &Path, max: u64) -> Result<Patch, String> {
    let Record {
        seq, dump, mut patch, ..
    } = record;
    let Some(reference) = dump else { return Ok(patch) };
    if reference.quads > max {
        return Err(format!("it lacks the large dump of seq {seq}"));
    }
    let unread = |error: ChangeError| Chain(&error).to_string();
    for quad in dump::open(dumps, &reference).map_err(unread)? {
        patch.added.push(quad.map_err(unread)?);
    }
    Ok(patch)
}

/// The saved copy, brought to the journal's end; or why it is of no use.
fn opened(
    file: &Path,
    journal: &Journal,
    dumps: &Path,
    inference: Option<&Inference>,
) -> Result<Result<Columns, String>, JournalError> {
    if !file.exists() {
        return Ok(Err("none was saved".to_owned()));
    }
    let (base, saved) = match Base::open(file) {
        Ok(opened) => opened,
        Err(error) => return Ok(Err(Chain(&error).to_string())),
    };
    let seq = base.seq();
    let last = journal.last_seq();
    if seq > last {
        return Ok(Err(format!("it is at seq {seq}, the journal at {last}")));
    }
    let columns = Columns::new(base);
    if seq == last {
        return Ok(if saved == identity(&journal.last_hash(), inference) {
            Ok(columns)
        } else {
            Err("it is of another history".to_owned())
        });
    }
    for record in journal.records_from(seq + 1)? {
        let record = record?;
        if record.seq == seq + 1 && identity(&record.previous, inference) != saved {
            return Ok(Err("it is of another history".to_owned()));
        }
        let seq = record.seq;
        let caught_up = whole(record, dumps, followed_max(inference))
            .and_then(|patch| applied(&columns, &[(seq, patch)], inference).map_err(NotApplied::reason));
        if let Err(reason) = caught_up {
            return Ok(Err(reason));
        }
    }
    Ok(Ok(columns))
}
