//! The effective patch of one change: what it really adds and removes, in the end.

use crate::change::ChangeError;
use mutuelle_journal::Patch;
use mutuelle_store::{GraphChange, StoreError, Transaction};
use oxrdf::Quad;
use std::collections::HashSet;

/// Collects what a change does to a transaction. A quad that is added and removed again leaves no trace.
#[derive(Debug, Default)]
pub(crate) struct Patching {
    added: HashSet<Quad>,
    removed: HashSet<Quad>,
}

impl Patching {
    /// Makes one change on the transaction and remembers it if it had an effect.
    pub(crate) fn apply(
        &mut self,
        transaction: &mut Transaction<'_>,
        change: GraphChange,
    ) -> Result<(), StoreError> {
        match change {
            GraphChange::Insert(quad) => {
                if transaction.insert(&quad)? && !self.removed.remove(&quad) {
                    self.added.insert(quad);
                }
            }
            GraphChange::Remove(quad) => {
                if transaction.remove(&quad)? && !self.added.remove(&quad) {
                    self.removed.insert(quad);
                }
            }
        }
        Ok(())
    }

    /// Takes the change back on the transaction.
    pub(crate) fn undo(self, transaction: &mut Transaction<'_>) -> Result<(), StoreError> {
        for quad in &self.added {
            transaction.remove(quad)?;
        }
        for quad in &self.removed {
            transaction.insert(quad)?;
        }
        Ok(())
    }

    /// A patch that was made on a transaction, to be taken back.
    pub(crate) fn from_patch(patch: Patch) -> Self {
        Self {
            added: patch.added.into_iter().collect(),
            removed: patch.removed.into_iter().collect(),
        }
    }

    /// Every quad that is changed.
    pub(crate) fn quads(&self) -> impl Iterator<Item = &Quad> {
        self.removed.iter().chain(&self.added)
    }

    /// The patch, in an order that depends on its content alone.
    pub(crate) fn into_patch(self) -> Patch {
        let sorted = |quads: HashSet<Quad>| {
            let mut keyed: Vec<_> = quads.into_iter().map(|quad| (quad.to_string(), quad)).collect();
            keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0));
            keyed.into_iter().map(|(_, quad)| quad).collect()
        };
        Patch {
            removed: sorted(self.removed),
            added: sorted(self.added),
        }
    }
}

/// A text that writes to a reserved graph is refused as a whole.
pub(crate) fn refuse_reserved(quad: &Quad) -> Result<(), ChangeError> {
    if mutuelle_store::is_reserved(quad.graph_name.as_ref()) {
        let message = format!(
            "the graph {} is reserved for the server; name another one",
            quad.graph_name
        );
        return Err(ChangeError::Protocol { message });
    }
    Ok(())
}
