//! An update that is held to one graph, as PATCH of the Graph Store Protocol wants it
//! (<https://www.w3.org/TR/sparql11-http-rdf-update/#http-patch>).
//!
//! The graph takes the place of the default graph: what is written without GRAPH goes there, and what is asked without
//! GRAPH is asked of it alone. Whatever names another graph to write to is refused before anything is evaluated; a graph
//! that a variable names is known only then, and whoever applies the changes looks at it.

use crate::error::UpdateError;
use oxigraph::model::{GraphName, NamedNode};
use spargebra::GraphUpdateOperation;
use spargebra::algebra::{GraphTarget, QueryDataset};
use spargebra::term::{GraphName as Written, GraphNamePattern};

/// Turns an operation to the graph.
///
/// # Errors
/// When it writes to another one, or names graphs of its own to be asked.
pub(crate) fn hold(operation: &mut GraphUpdateOperation, graph: &GraphName) -> Result<(), UpdateError> {
    match operation {
        GraphUpdateOperation::InsertData { data } => data
            .iter_mut()
            .try_for_each(|quad| written(&mut quad.graph_name, graph)),
        GraphUpdateOperation::DeleteData { data } => data
            .iter_mut()
            .try_for_each(|quad| written(&mut quad.graph_name, graph)),
        GraphUpdateOperation::DeleteInsert {
            delete,
            insert,
            using,
            ..
        } => {
            if let Some(dataset) = using.take() {
                own_dataset(&dataset, graph)?;
            }
            delete
                .iter_mut()
                .try_for_each(|quad| template(&mut quad.graph_name, graph))?;
            insert
                .iter_mut()
                .try_for_each(|quad| template(&mut quad.graph_name, graph))
        }
        GraphUpdateOperation::Clear { graph: target, .. }
        | GraphUpdateOperation::Drop { graph: target, .. } => held_target(target, graph),
        GraphUpdateOperation::Create { graph: name, .. } => same(name, graph),
        // Refused when it is executed, as everywhere.
        GraphUpdateOperation::Load { .. } => Ok(()),
    }
}

/// WITH this graph says what is so already; USING says something else.
fn own_dataset(dataset: &QueryDataset, graph: &GraphName) -> Result<(), UpdateError> {
    match (dataset.default.as_slice(), &dataset.named) {
        ([name], None) => same(name, graph),
        _ => Err(UpdateError::DatasetWithin),
    }
}

fn written(name: &mut Written, graph: &GraphName) -> Result<(), UpdateError> {
    if let Written::NamedNode(name) = name {
        return same(name, graph);
    }
    if let GraphName::NamedNode(graph) = graph {
        *name = graph.clone().into();
    }
    Ok(())
}

fn template(name: &mut GraphNamePattern, graph: &GraphName) -> Result<(), UpdateError> {
    match name {
        GraphNamePattern::NamedNode(name) => same(name, graph),
        GraphNamePattern::Variable(_) => Ok(()),
        GraphNamePattern::DefaultGraph => {
            if let GraphName::NamedNode(graph) = graph {
                *name = graph.clone().into();
            }
            Ok(())
        }
    }
}

fn held_target(target: &mut GraphTarget, graph: &GraphName) -> Result<(), UpdateError> {
    match target {
        GraphTarget::NamedNode(name) => same(name, graph),
        GraphTarget::DefaultGraph => {
            if let GraphName::NamedNode(graph) = graph {
                *target = GraphTarget::NamedNode(graph.clone());
            }
            Ok(())
        }
        GraphTarget::NamedGraphs => Err(elsewhere("every named graph", graph)),
        GraphTarget::AllGraphs => Err(elsewhere("every graph", graph)),
    }
}

fn same(name: &NamedNode, graph: &GraphName) -> Result<(), UpdateError> {
    if matches!(graph, GraphName::NamedNode(graph) if graph == name) {
        Ok(())
    } else {
        Err(elsewhere(&name.to_string(), graph))
    }
}

/// The refusal of a change to `other` where only `graph` may change.
pub(crate) fn elsewhere(other: &str, graph: &GraphName) -> UpdateError {
    UpdateError::Elsewhere {
        other: other.to_owned(),
        graph: match graph {
            GraphName::NamedNode(name) => name.to_string(),
            _ => "the default graph".to_owned(),
        },
    }
}
