//! What can be read of the store at one moment.

use crate::error::StoreError;
use crate::marker::{Marker, is_reserved};
use oxigraph::model::{GraphName, GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, Quad, TermRef};
use oxigraph::store::{QuadIter, Transaction as Inner};

/// An unchanging state of the store. In memory it holds the store's only transaction: writers wait until it is
/// dropped; on disk it is a RocksDB snapshot and nobody waits.
pub struct Snapshot<'s> {
    pub(crate) inner: Inner<'s>,
    pub(crate) marker: Marker,
}

impl Snapshot<'_> {
    /// The state, for reading.
    pub fn view(&self) -> View<'_> {
        View {
            inner: &self.inner,
            marker: self.marker,
        }
    }
}

/// A state of the store that can be read: a snapshot, or a transaction with its own changes.
#[derive(Clone, Copy)]
pub struct View<'t> {
    pub(crate) inner: &'t Inner<'t>,
    /// What was committed last; a transaction's own changes are not in it.
    pub(crate) marker: Marker,
}

impl<'t> View<'t> {
    /// The sequence number of the last change that this state holds; 0 when there is none.
    pub fn seq(&self) -> Result<u64, StoreError> {
        Ok(self.marker.seq)
    }

    /// The number of quads, the marker not counted.
    pub fn quad_count(&self) -> Result<u64, StoreError> {
        Ok(self.marker.quads)
    }

    /// The quads that match a pattern, in the store's order; `None` matches anything. Reserved graphs are left out.
    pub fn quads(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> Quads<'t> {
        Quads {
            inner: self.inner.quads_for_pattern(subject, predicate, object, graph),
        }
    }

    /// Whether the quad is there.
    pub fn contains(&self, quad: &Quad) -> Result<bool, StoreError> {
        Ok(self.inner.contains(quad)?)
    }

    /// The named graphs, which are those that hold quads; reserved ones are left out.
    pub fn named_graphs(&self) -> Result<Vec<GraphName>, StoreError> {
        let mut graphs = Vec::new();
        for graph in self.inner.named_graphs() {
            let graph = GraphName::from(graph?);
            if !is_reserved(graph.as_ref()) {
                graphs.push(graph);
            }
        }
        Ok(graphs)
    }

    /// Whether the graph exists: the default graph always does, a named one when it holds a quad.
    pub fn graph_exists(&self, graph: GraphNameRef<'_>) -> Result<bool, StoreError> {
        Ok(match graph {
            GraphNameRef::DefaultGraph => true,
            graph if is_reserved(graph) => false,
            graph => self
                .inner
                .quads_for_pattern(None, None, None, Some(graph))
                .next()
                .transpose()?
                .is_some(),
        })
    }
}

/// Quads of a [`View`].
pub struct Quads<'t> {
    inner: QuadIter<'t>,
}

impl Iterator for Quads<'_> {
    type Item = Result<Quad, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.inner.next()? {
                Ok(quad) if is_reserved(quad.graph_name.as_ref()) => {}
                Ok(quad) => return Some(Ok(quad)),
                Err(error) => return Some(Err(error.into())),
            }
        }
    }
}
