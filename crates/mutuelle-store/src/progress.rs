//! How far the store is, known without reading it.
//!
//! Every commit takes the marker before it away. RocksDB keeps what was taken away as a tombstone until it compacts, so
//! that looking for the marker by its graph cost more with every commit: after seventy thousand of them a commit took
//! twenty milliseconds. So the marker is read once, at the start, and remembered.

use crate::error::StoreError;
use crate::marker::{Marker, STATE_GRAPH};
use oxigraph::model::GraphNameRef;
use oxigraph::store::Transaction as Inner;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the store's markers are.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Odd while a commit is under way, another number after each.
    version: AtomicU64,
    /// The markers that stand in the store; the greatest counts.
    stored: Mutex<Vec<Marker>>,
}

impl Progress {
    /// Reads the markers of a store that was just opened.
    pub(crate) fn of(inner: &Inner<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            version: AtomicU64::new(0),
            stored: Mutex::new(read(inner)?),
        })
    }

    fn stored(&self) -> MutexGuard<'_, Vec<Marker>> {
        self.stored.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The markers that a commit takes away.
    pub(crate) fn outdated(&self) -> Vec<Marker> {
        self.stored().clone()
    }

    /// Takes a state of the store by `begin`, with its marker. A state that may lie before or after a commit that was
    /// under way meanwhile is asked for its own.
    pub(crate) fn with_marker<'s>(
        &self,
        begin: impl FnOnce() -> Result<Inner<'s>, StoreError>,
    ) -> Result<(Inner<'s>, Marker), StoreError> {
        let before = self.version.load(Ordering::Acquire);
        let known = greatest(&self.stored());
        let inner = begin()?;
        let still = before.is_multiple_of(2) && self.version.load(Ordering::Acquire) == before;
        let marker = if still { known } else { greatest(&read(&inner)?) };
        Ok((inner, marker))
    }

    /// Runs a commit that leaves these markers in the store.
    pub(crate) fn commit(
        &self,
        left: Vec<Marker>,
        commit: impl FnOnce() -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.version.fetch_add(1, Ordering::AcqRel);
        let outcome = commit();
        if outcome.is_ok() {
            *self.stored() = left;
        }
        self.version.fetch_add(1, Ordering::AcqRel);
        outcome
    }
}

fn greatest(markers: &[Marker]) -> Marker {
    markers.iter().copied().max().unwrap_or_default()
}

fn read(inner: &Inner<'_>) -> Result<Vec<Marker>, StoreError> {
    let graph = GraphNameRef::NamedNode(STATE_GRAPH);
    let mut markers = Vec::new();
    for quad in inner.quads_for_pattern(None, None, None, Some(graph)) {
        let object = quad?.object;
        let marker = Marker::from_term(object.as_ref());
        markers.push(marker.ok_or_else(|| StoreError::Marker {
            found: object.to_string(),
        })?);
    }
    Ok(markers)
}
