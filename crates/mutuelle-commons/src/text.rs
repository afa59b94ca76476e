//! The text side: an index that follows the store, never more than a moment behind, and always at a known seq.
//!
//! A change only notes which resources it touched. Their documents are made later, all at once, from the store: within
//! a second by the indexing thread, or before the next text query.

use crate::documents::{Describer, linking_to};
use crate::fulltext::TextProperties;
use mutuelle_search::{
    IndexState, SearchError, SearchIndex, SearchPage, SearchProfile, SearchRequest, SearchSnapshot,
};
use mutuelle_store::{Snapshot, Store, StoreError};
use oxrdf::{NamedOrBlankNode, Quad};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock, TryLockError};
use std::time::Duration;

/// A text query or the index failed.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// The index is being built; text queries wait.
    #[error("the text index is being built; try again in a few seconds")]
    Rebuilding,
    /// The request is at fault.
    #[error(transparent)]
    Request(SearchError),
    /// The index failed.
    #[error(transparent)]
    Index(SearchError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SearchError> for TextError {
    fn from(error: SearchError) -> Self {
        if error.is_request_fault() {
            Self::Request(error)
        } else {
            Self::Index(error)
        }
    }
}

/// What one change means for the documents.
#[derive(Debug, Default)]
struct Touched {
    entities: HashSet<NamedOrBlankNode>,
    /// Those among them whose labels may stand in other resources' documents.
    relabelled: HashSet<NamedOrBlankNode>,
}

/// The index with what waits for it.
pub(crate) struct TextSide {
    profile: SearchProfile,
    properties: Arc<TextProperties>,
    index: Mutex<SearchIndex>,
    latest: RwLock<SearchSnapshot>,
    /// By seq. A change stands here before the store shows it, so that no state is indexed without its entities, and until
    /// it can be found.
    pending: Mutex<BTreeMap<u64, Arc<Touched>>>,
    /// The greatest seq that ever stood in `pending`.
    touched: AtomicU64,
    /// Told whenever `latest` is another.
    shown: Condvar,
    ready: AtomicBool,
}

/// How long a search waits at a time for whoever has the index. It is told as soon as a newer state is shown; this is
/// only how often it looks for itself whether the index is free.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

impl TextSide {
    /// Opens the index in a folder, or one in memory. An index that is not usable as it is has the reason with it.
    pub(crate) fn open(
        folder: Option<&Path>,
        profile: SearchProfile,
    ) -> Result<(Self, IndexState), SearchError> {
        let (index, state) = match folder {
            Some(folder) => SearchIndex::open(folder, &profile)?,
            None => (SearchIndex::in_memory(&profile)?, IndexState::Ready { seq: 0 }),
        };
        let latest = RwLock::new(index.snapshot());
        let ready = AtomicBool::new(false);
        Ok((
            Self {
                properties: TextProperties::of(&profile),
                profile,
                index: Mutex::new(index),
                latest,
                pending: Mutex::default(),
                touched: AtomicU64::new(0),
                shown: Condvar::new(),
                ready,
            },
            state,
        ))
    }

    pub(crate) fn profile(&self) -> &SearchProfile {
        &self.profile
    }

    pub(crate) fn properties(&self) -> Arc<TextProperties> {
        Arc::clone(&self.properties)
    }

    /// The resources that have changed since the index's seq.
    pub(crate) fn waiting(&self) -> Vec<NamedOrBlankNode> {
        let pending = held(&self.pending);
        let all: HashSet<_> = pending.values().flat_map(|touched| &touched.entities).collect();
        all.into_iter().cloned().collect()
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }

    pub(crate) fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Ordering::Release);
    }

    pub(crate) fn latest(&self) -> SearchSnapshot {
        self.latest.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes what a change touches; to be called before the store shows the change. Returns how many resources.
    pub(crate) fn touch<'q>(&self, seq: u64, quads: impl Iterator<Item = &'q Quad>) -> u64 {
        let mut touched = Touched::default();
        for quad in quads {
            if self.profile.label_properties().contains(&quad.predicate) {
                touched.relabelled.insert(quad.subject.clone());
            }
            touched.entities.insert(quad.subject.clone());
        }
        let count = touched.entities.len() as u64;
        held(&self.pending).insert(seq, Arc::new(touched));
        self.touched.fetch_max(seq, Ordering::AcqRel);
        count
    }

    /// Whether a change cannot be found yet.
    fn is_behind(&self) -> bool {
        self.latest().seq() < self.touched.load(Ordering::Acquire)
    }

    /// Brings the index to the store's present state, unless whoever has the index does so meanwhile. A large dump
    /// has it for long, but shows what was before it at its beginning.
    pub(crate) fn catch_up(&self, store: &Store) -> Result<(), TextError> {
        while self.is_behind() {
            if let Some(mut writing) = self.try_lock() {
                let snapshot = store.read()?;
                return writing.flush_to(&snapshot);
            }
            let waiting = held(&self.pending);
            // Woken or not, what counts is looked at again.
            drop(self.shown.wait_timeout(waiting, LOOK_AGAIN));
        }
        Ok(())
    }

    /// Brings the index to the store's present state.
    pub(crate) fn flush(&self, store: &Store) -> Result<(), TextError> {
        let mut writing = self.lock();
        let snapshot = store.read()?;
        writing.flush_to(&snapshot)
    }

    /// Takes the index for writing.
    pub(crate) fn lock(&self) -> Writing<'_> {
        Writing {
            side: self,
            index: held(&self.index),
        }
    }

    fn try_lock(&self) -> Option<Writing<'_>> {
        let index = match self.index.try_lock() {
            Ok(index) => index,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        Some(Writing { side: self, index })
    }

    /// Answers a text query at the store's present seq or a later one.
    pub(crate) fn search(&self, store: &Store, request: &SearchRequest) -> Result<SearchPage, TextError> {
        if !self.is_ready() {
            return Err(TextError::Rebuilding);
        }
        self.catch_up(store)?;
        Ok(self.latest().search(request)?)
    }

    /// A state of the store and the index at the same seq.
    pub(crate) fn at_one_seq<'s>(
        &self,
        store: &'s Store,
        gate: &RwLock<()>,
    ) -> Result<(Snapshot<'s>, SearchSnapshot), TextError> {
        if !self.is_ready() {
            return Err(TextError::Rebuilding);
        }
        self.catch_up(store)?;
        let snapshot = {
            let _gate = gate.read().unwrap_or_else(PoisonError::into_inner);
            store.read()?
        };
        let latest = self.latest();
        if snapshot.view().seq()? == latest.seq() {
            return Ok((snapshot, latest));
        }
        // In memory a snapshot holds up whoever has the index.
        drop(snapshot);
        let mut writing = self.lock();
        let snapshot = store.read()?;
        writing.flush_to(&snapshot)?;
        Ok((snapshot, self.latest()))
    }

    /// Makes every document anew from the store's present state. What was found before is found meanwhile.
    pub(crate) fn rebuild(&self, store: &Store) -> Result<u64, TextError> {
        let mut writing = self.lock();
        let snapshot = store.read()?;
        let seq = snapshot.view().seq()?;
        match writing.build_all(&snapshot) {
            Ok(count) => {
                self.settle(seq);
                self.set_ready(true);
                Ok(count)
            }
            Err(error) => {
                writing.index.rollback()?;
                Err(error)
            }
        }
    }

    /// What waits up to a seq.
    fn due(&self, seq: u64) -> Vec<Arc<Touched>> {
        let pending = held(&self.pending);
        pending
            .range(..=seq)
            .map(|(_, touched)| Arc::clone(touched))
            .collect()
    }

    /// Forgets what is indexed.
    fn settle(&self, seq: u64) {
        let mut pending = held(&self.pending);
        *pending = pending.split_off(&(seq + 1));
    }
}

/// The index, taken for writing.
pub(crate) struct Writing<'a> {
    side: &'a TextSide,
    pub(crate) index: MutexGuard<'a, SearchIndex>,
}

impl Writing<'_> {
    /// Indexes what waits for this state of the store.
    pub(crate) fn flush_to(&mut self, snapshot: &Snapshot<'_>) -> Result<(), TextError> {
        let seq = snapshot.view().seq()?;
        let touched = self.side.due(seq);
        if touched.is_empty() && self.index.committed_seq() == Some(seq) {
            return Ok(());
        }
        let indexed = self.reindex(snapshot, &touched).and_then(|_| self.commit(seq));
        match &indexed {
            Ok(()) => self.side.settle(seq),
            Err(_) => self.index.rollback()?,
        }
        indexed
    }

    fn reindex(&mut self, snapshot: &Snapshot<'_>, touched: &[Arc<Touched>]) -> Result<u64, TextError> {
        let mut entities: HashSet<_> = touched.iter().flat_map(|one| &one.entities).cloned().collect();
        let relabelled: HashSet<_> = touched.iter().flat_map(|one| &one.relabelled).collect();
        for resource in relabelled {
            entities.extend(linking_to(
                self.side.profile.link_properties(),
                snapshot.view(),
                resource,
            )?);
        }
        self.upsert_all(snapshot, &entities)
    }

    /// Makes the documents of some resources anew; returns how many have one.
    pub(crate) fn upsert_all(
        &mut self,
        snapshot: &Snapshot<'_>,
        entities: &HashSet<NamedOrBlankNode>,
    ) -> Result<u64, TextError> {
        let mut describer = Describer::new(&self.side.profile, snapshot.view());
        let mut documents = 0;
        for entity in entities {
            match describer.document(entity)? {
                Some(document) => {
                    self.index.upsert(&document)?;
                    documents += 1;
                }
                None => self.index.remove(entity)?,
            }
        }
        Ok(documents)
    }

    fn build_all(&mut self, snapshot: &Snapshot<'_>) -> Result<u64, TextError> {
        self.index.clear()?;
        let mut documents = 0;
        Describer::new(&self.side.profile, snapshot.view()).every(
            |entity, document| -> Result<(), TextError> {
                match document {
                    Some(document) => {
                        self.index.upsert(&document)?;
                        documents += 1;
                    }
                    None => self.index.remove(&entity)?,
                }
                Ok(())
            },
        )?;
        self.commit(snapshot.view().seq()?)?;
        Ok(documents)
    }

    /// Commits the index at a seq and shows it.
    pub(crate) fn commit(&mut self, seq: u64) -> Result<(), TextError> {
        self.index.commit(seq)?;
        *self.side.latest.write().unwrap_or_else(PoisonError::into_inner) = self.index.snapshot();
        self.side.shown.notify_all();
        Ok(())
    }
}

/// A lock is taken even after a panic of its holder: everything behind these locks is consistent between statements.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
