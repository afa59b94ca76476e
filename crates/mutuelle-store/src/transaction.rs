//! A change in the making: effective insertions and removals, then one commit with the marker.

use crate::error::StoreError;
use crate::marker::Marker;
use crate::progress::Progress;
use crate::view::View;
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad};
use oxigraph::store::Transaction as Inner;
use std::collections::HashSet;

/// The one writer's transaction. It reads its own changes.
pub struct Transaction<'s> {
    inner: Inner<'s>,
    progress: &'s Progress,
    marker: Marker,
    added: u64,
    removed: u64,
    /// Named graphs that lost a quad and may be empty now.
    thinned: HashSet<GraphName>,
}

impl<'s> Transaction<'s> {
    pub(crate) fn new(inner: Inner<'s>, marker: Marker, progress: &'s Progress) -> Self {
        Self {
            inner,
            progress,
            marker,
            added: 0,
            removed: 0,
            thinned: HashSet::new(),
        }
    }

    /// The state with the changes made so far.
    pub fn view(&self) -> View<'_> {
        View {
            inner: &self.inner,
            marker: self.marker,
        }
    }

    /// Adds a quad; false when it was there already.
    pub fn insert(&mut self, quad: &Quad) -> Result<bool, StoreError> {
        if self.inner.contains(quad)? {
            return Ok(false);
        }
        self.inner.insert(quad);
        self.added += 1;
        Ok(true)
    }

    /// Removes a quad; false when it was not there.
    pub fn remove(&mut self, quad: &Quad) -> Result<bool, StoreError> {
        if !self.inner.contains(quad)? {
            return Ok(false);
        }
        self.inner.remove(quad);
        self.removed += 1;
        if quad.graph_name != GraphName::DefaultGraph {
            self.thinned.insert(quad.graph_name.clone());
        }
        Ok(true)
    }

    /// Commits with `seq` as the applied sequence number. A named graph that lost its last quad goes with it, so that
    /// which graphs exist follows from the quads alone. Returns the number of quads now in the store.
    pub fn commit(self, seq: u64) -> Result<u64, StoreError> {
        let quads = self.marker.quads + self.added - self.removed;
        self.commit_counted(seq, quads)?;
        Ok(quads)
    }

    /// Commits with a number of quads that was counted, for when it cannot be worked out from the changes.
    pub fn commit_counted(mut self, seq: u64, quads: u64) -> Result<(), StoreError> {
        self.forget_empty_graphs()?;
        for marker in self.progress.outdated() {
            self.inner.remove(&marker.quad());
        }
        let marker = Marker { seq, quads };
        self.inner.insert(&marker.quad());
        let inner = self.inner;
        self.progress.commit(vec![marker], || Ok(inner.commit()?))
    }

    fn forget_empty_graphs(&mut self) -> Result<(), StoreError> {
        for graph in std::mem::take(&mut self.thinned) {
            let name = match graph {
                GraphName::NamedNode(name) => NamedOrBlankNode::from(name),
                GraphName::BlankNode(name) => NamedOrBlankNode::from(name),
                GraphName::DefaultGraph => continue,
            };
            if !self.view().graph_exists(name.as_ref().into())? {
                self.inner.remove_named_graph(name.as_ref())?;
            }
        }
        Ok(())
    }
}
