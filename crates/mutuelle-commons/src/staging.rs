//! One change made on the writer's transaction, quad by quad.

use crate::change::{ChangeError, Receipt};
use crate::commons::Core;
use crate::patching::Patching;
use crate::writer::Change;
use mutuelle_store::{GraphChange, StoreError, Transaction};
use oxrdf::{GraphName, Quad};
use std::collections::HashSet;

/// Makes a change on the transaction, quad by quad.
pub(crate) fn stage(
    core: &Core,
    transaction: &mut Transaction<'_>,
    change: Change,
    patching: &mut Patching,
) -> Result<Receipt, ChangeError> {
    match change {
        Change::Quads { quads, replaced, .. } => {
            if let Some(graph) = replaced {
                let kept: HashSet<&Quad> = quads.iter().collect();
                for quad in graph_quads(transaction, &graph)? {
                    if !kept.contains(&quad) {
                        patching.apply(transaction, GraphChange::Remove(quad))?;
                    }
                }
            }
            for quad in quads {
                patching.apply(transaction, GraphChange::Insert(quad))?;
            }
            Ok(Receipt::default())
        }
        Change::Rows {
            changes, normalised, ..
        } => {
            for change in changes {
                patching.apply(transaction, change)?;
            }
            Ok(Receipt {
                normalised,
                ..Receipt::default()
            })
        }
        Change::Update { update, cancel, .. } => {
            let mut budget = core.budget(cancel);
            if update.asks_texts() {
                budget = budget.with_texts(core.texts_for_update());
            }
            let normalised = update.execute(transaction, &budget, |transaction, change| {
                patching.apply(transaction, change).map_err(ChangeError::from)
            })?;
            Ok(Receipt {
                normalised,
                ..Receipt::default()
            })
        }
        Change::Clear(graph) => {
            if !transaction.view().graph_exists(graph.as_ref())? {
                return Err(unknown(&graph));
            }
            for quad in graph_quads(transaction, &graph)? {
                patching.apply(transaction, GraphChange::Remove(quad))?;
            }
            Ok(Receipt::default())
        }
        // Streams have a commit of their own.
        Change::Stream { .. } => Ok(Receipt::default()),
    }
}

pub(crate) fn unknown(graph: &GraphName) -> ChangeError {
    let graph = match graph {
        GraphName::NamedNode(name) => name.as_str().to_owned(),
        other => other.to_string(),
    };
    ChangeError::UnknownGraph { graph }
}

pub(crate) fn is_absent(
    transaction: &Transaction<'_>,
    target: Option<&GraphName>,
) -> Result<bool, StoreError> {
    target.map_or(Ok(false), |graph| {
        Ok(!transaction.view().graph_exists(graph.as_ref())?)
    })
}

fn graph_quads(transaction: &Transaction<'_>, graph: &GraphName) -> Result<Vec<Quad>, StoreError> {
    transaction
        .view()
        .quads(None, None, None, Some(graph.as_ref()))
        .collect()
}
