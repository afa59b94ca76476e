//! Sorting many quads into the store at once.

use crate::error::StoreError;
use crate::marker::Marker;
use crate::progress::Progress;
use oxigraph::model::Quad;
use oxigraph::store::BulkLoader;

/// What the loader may hold in memory before it sorts a batch out to disk (oxigraph counts a thousand quads a megabyte and
/// shares them among its threads). Its default of 2 GB a thread leaves the last batch to one core while the other waits:
/// a million quads took 12.8 s with 1,000, 10.6 s with 400 or 250, and half the memory.
const BATCH_MEGABYTES_MAX: usize = 250;

/// A bulk load: quads go to sorted files aside, [`commit`](Self::commit) takes them in at once.
pub struct BulkLoad<'s> {
    inner: BulkLoader<'s>,
    progress: &'s Progress,
}

impl<'s> BulkLoad<'s> {
    pub(crate) fn new(inner: BulkLoader<'s>, progress: &'s Progress) -> Self {
        Self {
            progress,
            inner: inner.with_max_memory_size_in_megabytes(BATCH_MEGABYTES_MAX),
        }
    }

    /// Adds quads that the store does not hold yet, until the first error.
    pub fn load<E: From<StoreError>>(
        &mut self,
        quads: impl IntoIterator<Item = Result<Quad, E>>,
    ) -> Result<(), E> {
        let quads = quads.into_iter().map(|quad| quad.map_err(Input));
        self.inner.load_ok_quads(quads).map_err(|error| match error {
            Failure::Input(error) => error,
            Failure::Storage(error) => StoreError::from(error).into(),
        })
    }

    /// Takes the loaded quads in, with a marker for `seq` and the new total number of quads. The marker before it is
    /// taken away by the next transaction; until then the greater one counts.
    pub fn commit(mut self, seq: u64, quads_total: u64) -> Result<(), StoreError> {
        let marker = Marker {
            seq,
            quads: quads_total,
        };
        self.inner.load_quads([marker.quad()])?;
        let mut left = self.progress.outdated();
        left.push(marker);
        let inner = self.inner;
        self.progress.commit(left, || Ok(inner.commit()?))
    }
}

/// An error of the input, wrapped so that it and the store's own errors convert without overlapping.
struct Input<E>(E);

enum Failure<E> {
    Input(E),
    Storage(oxigraph::store::StorageError),
}

impl<E> From<oxigraph::store::StorageError> for Failure<E> {
    fn from(error: oxigraph::store::StorageError) -> Self {
        Self::Storage(error)
    }
}

impl<E> From<Input<E>> for Failure<E> {
    fn from(error: Input<E>) -> Self {
        Self::Input(error.0)
    }
}
