//! The shapes see the store: all graphs together, as they will be after the change.

use mutuelle_shapes::DataGraph;
use mutuelle_store::{StoreError, View};
use oxrdf::{NamedNode, NamedOrBlankNode, Term};
use std::collections::HashSet;

/// A state of the store as the shapes read it. A triple that several graphs hold counts once.
pub(crate) struct StoreData<'t> {
    pub(crate) view: View<'t>,
}

impl DataGraph for StoreData<'_> {
    type Error = StoreError;

    fn objects(&self, subject: &NamedOrBlankNode, predicate: &NamedNode) -> Result<Vec<Term>, StoreError> {
        let quads = self
            .view
            .quads(Some(subject.as_ref()), Some(predicate.as_ref()), None, None);
        unique(quads.map(|quad| Ok(quad?.object)))
    }

    fn subjects(&self, predicate: &NamedNode, object: &Term) -> Result<Vec<NamedOrBlankNode>, StoreError> {
        let quads = self
            .view
            .quads(None, Some(predicate.as_ref()), Some(object.as_ref()), None);
        unique(quads.map(|quad| Ok(quad?.subject)))
    }

    fn predicates_objects(&self, subject: &NamedOrBlankNode) -> Result<Vec<(NamedNode, Term)>, StoreError> {
        let quads = self.view.quads(Some(subject.as_ref()), None, None, None);
        unique(quads.map(|quad| quad.map(|quad| (quad.predicate, quad.object))))
    }

    fn pairs(&self, predicate: &NamedNode) -> Result<Vec<(NamedOrBlankNode, Term)>, StoreError> {
        let quads = self.view.quads(None, Some(predicate.as_ref()), None, None);
        unique(quads.map(|quad| quad.map(|quad| (quad.subject, quad.object))))
    }
}

/// Each item once, in their order.
pub(crate) fn unique<T: Clone + Eq + std::hash::Hash>(
    items: impl Iterator<Item = Result<T, StoreError>>,
) -> Result<Vec<T>, StoreError> {
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for item in items {
        let item = item?;
        if seen.insert(item.clone()) {
            kept.push(item);
        }
    }
    Ok(kept)
}
