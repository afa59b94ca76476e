//! What a change relies on. The writer looks when the change's turn comes, so that nothing can come in between.

use crate::change::ChangeError;
use crate::versions::Versions;
use mutuelle_store::View;
use oxrdf::GraphName;

/// The state that a graph must be in for a change to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The graph.
    pub graph: GraphName,
    /// Its state.
    pub state: GraphState,
}

/// A state of a graph. Its version is the seq of its last change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphState {
    /// It exists.
    Exists,
    /// It does not.
    Absent,
    /// It exists in one of these versions.
    At(Vec<u64>),
    /// It does not exist, or in none of these versions.
    NotAt(Vec<u64>),
}

impl Condition {
    pub(crate) fn check(&self, view: View<'_>, versions: &Versions) -> Result<(), ChangeError> {
        let exists = view.graph_exists(self.graph.as_ref())?;
        let version = versions.of(&self.graph);
        let holds = match &self.state {
            GraphState::Exists => exists,
            GraphState::Absent => !exists,
            GraphState::At(known) => exists && known.contains(&version),
            GraphState::NotAt(known) => !exists || !known.contains(&version),
        };
        if holds {
            return Ok(());
        }
        let is = if exists {
            format!("it is at version {version}")
        } else {
            "it does not exist".to_owned()
        };
        let name = match &self.graph {
            GraphName::NamedNode(name) => format!("the graph {name}"),
            _ => "the default graph".to_owned(),
        };
        Err(ChangeError::Unexpected {
            message: format!("{name} is not as the request expects: {is}"),
            version: exists.then_some(version),
        })
    }
}
