//! The store itself: opening, and the ways into it.

use crate::bulk::BulkLoad;
use crate::error::StoreError;
use crate::progress::Progress;
use crate::transaction::Transaction;
use crate::view::Snapshot;
use oxigraph::store::Store as Inner;
use std::path::Path;
use std::sync::Arc;

/// The triple store of one commons. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Inner,
    progress: Arc<Progress>,
}

impl Store {
    /// Opens or creates a store in a folder. It is an oxigraph store like any other: oxigraph's own tools open it.
    #[cfg(feature = "rocksdb")]
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::over(Inner::open(folder)?)
    }

    /// Refuses: this build has no on-disk store.
    #[cfg(not(feature = "rocksdb"))]
    pub fn open(_folder: &Path) -> Result<Self, StoreError> {
        Err(StoreError::NoDisk)
    }

    /// A store in memory, empty.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::over(Inner::new()?)
    }

    fn over(inner: Inner) -> Result<Self, StoreError> {
        let progress = Arc::new(Progress::of(&inner.start_transaction()?)?);
        Ok(Self { inner, progress })
    }

    /// The present state, for reading.
    pub fn read(&self) -> Result<Snapshot<'_>, StoreError> {
        let (inner, marker) = self
            .progress
            .with_marker(|| Ok(self.inner.start_transaction()?))?;
        Ok(Snapshot { inner, marker })
    }

    /// Starts a change. oxigraph does not check for conflicts between transactions: there must be one writer.
    pub fn begin(&self) -> Result<Transaction<'_>, StoreError> {
        let (inner, marker) = self
            .progress
            .with_marker(|| Ok(self.inner.start_transaction()?))?;
        Ok(Transaction::new(inner, marker, &self.progress))
    }

    /// Starts a bulk load; nothing is visible before it is committed.
    pub fn bulk_load(&self) -> BulkLoad<'_> {
        BulkLoad::new(self.inner.bulk_loader(), &self.progress)
    }

    /// Writes RocksDB's memtables to disk. oxigraph commits without fsync; after this, what was committed survives a
    /// power cut without the journal.
    #[cfg(feature = "rocksdb")]
    pub fn flush(&self) -> Result<(), StoreError> {
        Ok(self.inner.flush()?)
    }

    /// Nothing to write: this build has no on-disk store.
    #[cfg(not(feature = "rocksdb"))]
    pub fn flush(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
