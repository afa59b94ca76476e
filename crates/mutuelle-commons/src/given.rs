//! Changes of one graph, on conditions.

use crate::change::{ChangeError, LoadRequest, LoadTarget, Origin, Receipt, UpdateRequest};
use crate::commons::Commons;
use crate::condition::Condition;
use crate::load::{self, Altered, Loaded};
use crate::patching::refuse_reserved;
use crate::writer::Change;
use mutuelle_journal::{PatchRow, RowError, read_changes};
use mutuelle_query::{SyntaxError, normalise_quad};
use mutuelle_store::{GraphChange, PreparedUpdate, StoreError};
use oxrdf::{GraphName, Quad};
use std::time::Instant;

/// A commons whose changes are made only if the conditions hold in their turn; see [`Commons::given`].
#[derive(Clone)]
pub struct Given<'a> {
    commons: &'a Commons,
    conditions: Vec<Condition>,
}

impl Commons {
    /// The commons for changes that are made only if all of these hold at the moment at which they are made.
    pub fn given(&self, conditions: Vec<Condition>) -> Given<'_> {
        Given {
            commons: self,
            conditions,
        }
    }

    /// The version of a graph, the seq of its last change as far as that is known; `None` when it does not exist. It is
    /// never newer than what is read afterwards.
    pub fn graph_version(&self, graph: &GraphName) -> Result<Option<u64>, StoreError> {
        let version = self.core.versions().of(graph);
        Ok(self.graph_exists(graph)?.then_some(version))
    }
}

/// A graph's version at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GraphVersion {
    /// The seq of its last change as far as that is known, never newer than what is read afterwards.
    pub version: u64,
    /// The seq of the present state; `None` for the moment between a change and the news of it.
    pub seq: Option<u64>,
}

impl GraphVersion {
    /// Whether what was read between this moment and a later one is in this very version.
    pub fn holds_until(self, later: Self) -> bool {
        self.seq.is_some() && self.seq == later.seq
    }
}

impl Commons {
    /// The same as [`Self::graph_version`], with the seq that tells whether anything changed until later.
    pub fn graph_version_now(&self, graph: &GraphName) -> Result<Option<GraphVersion>, StoreError> {
        let (version, reached) = {
            let versions = self.core.versions();
            (versions.of(graph), versions.reached)
        };
        let snapshot = self.core.snapshot()?;
        let view = snapshot.view();
        let seq = Some(view.seq()?).filter(|seq| *seq == reached);
        let exists = view.graph_exists(graph.as_ref())?;
        Ok(exists.then_some(GraphVersion { version, seq }))
    }
}

impl Given<'_> {
    /// [`Commons::load`].
    pub fn load(self, request: LoadRequest) -> Result<Receipt, ChangeError> {
        self.commons.load_given(request, self.conditions)
    }

    /// Adds several texts to one graph, all of them or nothing. They are held in memory.
    pub fn load_all(
        self,
        requests: &[LoadRequest],
        graph: GraphName,
        origin: Origin,
    ) -> Result<Receipt, ChangeError> {
        let begun = Instant::now();
        let limits = &self.commons.core.limits;
        let (mut quads, mut altered) = (Vec::new(), Altered::default());
        for request in requests {
            let into_graph = LoadTarget::Graph(graph.clone());
            if request.target != into_graph {
                let message = "all parts go to the graph of the request".to_owned();
                return Err(ChangeError::Protocol { message });
            }
            // No load is too large to be few.
            let bounds = load::Bounds {
                few_max: usize::MAX,
                bytes_max: limits.load_bytes_max,
            };
            let (loaded, more) =
                load::read::<()>(request, &self.commons.core, bounds, |_| Err(ChangeError::Closed))?;
            altered.join(more);
            if let Loaded::Few(more) = loaded {
                quads.extend(more);
            }
        }
        let change = Change::Quads {
            quads,
            replaced: None,
            target: Some(graph),
        };
        let receipt = self.commons.change(change, origin, self.conditions, begun)?;
        Ok(altered.told(receipt))
    }

    /// [`Commons::drop_graph`].
    pub fn drop_graph(self, graph: &GraphName, origin: Origin) -> Result<Receipt, ChangeError> {
        let change = Change::Clear(graph.clone());
        self.commons
            .change(change, origin, self.conditions, Instant::now())
    }

    /// Executes an update that is held to one graph: it takes the place of the default graph, and no other may change.
    pub fn update_within(self, request: UpdateRequest, graph: &GraphName) -> Result<Receipt, ChangeError> {
        let begun = Instant::now();
        let base = request.base.as_deref().unwrap_or(self.commons.core.base.as_str());
        let (default, named) = (request.using_default, request.using_named);
        let mut update = PreparedUpdate::parse(&request.text, Some(base), default, named)?.within(graph)?;
        if update.asks_texts() {
            self.commons.core.ready_texts()?;
        }
        let normalised = self.commons.core.fetch_loads(&mut update, &request.cancel)?;
        let change = Change::Update {
            update: Box::new(update),
            cancel: request.cancel,
            target: Some(graph.clone()),
        };
        let receipt = self
            .commons
            .change(change, request.origin, self.conditions, begun)?;
        Ok(Receipt {
            normalised: receipt.normalised + normalised,
            ..receipt
        })
    }

    /// Makes the changes of an RDF Patch to one graph, in their order. Rows of triples are about this graph, and rows of
    /// quads must be. Blank nodes are those of the store, by their labels.
    pub fn patch(self, text: &str, graph: &GraphName, origin: Origin) -> Result<Receipt, ChangeError> {
        let begun = Instant::now();
        let rows = read_changes(text).map_err(|error| {
            let column = match &error.cause {
                RowError::Syntax { column, .. } => Some(*column),
                _ => None,
            };
            let message = match &error.cause {
                RowError::Syntax { message, .. } => message.clone(),
                other => other.to_string(),
            };
            ChangeError::Syntax(SyntaxError {
                line: Some(error.line),
                column,
                ..SyntaxError::new("RDF Patch", message)
            })
        })?;
        let mut normalised = 0;
        let mut rows = rows.into_iter().map(|row| {
            let (is_new, quad) = match row {
                PatchRow::Add(quad) => (true, quad),
                PatchRow::Delete(quad) => (false, quad),
            };
            let (quad, count) = normalise_quad(placed(quad, graph)?);
            refuse_reserved(&quad)?;
            if is_new {
                normalised += count;
                return Ok(GraphChange::Insert(quad));
            }
            Ok(GraphChange::Remove(quad))
        });
        let changes = rows.by_ref().collect::<Result<Vec<_>, ChangeError>>()?;
        drop(rows);
        let change = Change::Rows {
            changes,
            target: graph.clone(),
            normalised,
        };
        self.commons.change(change, origin, self.conditions, begun)
    }
}

/// A row's quad in the graph that the request is about.
fn placed(quad: Quad, graph: &GraphName) -> Result<Quad, ChangeError> {
    if quad.graph_name != GraphName::DefaultGraph && quad.graph_name != *graph {
        return Err(ChangeError::Elsewhere {
            message: format!(
                "the request is about {} alone, and a row is about {}",
                match graph {
                    GraphName::NamedNode(name) => name.to_string(),
                    _ => "the default graph".to_owned(),
                },
                quad.graph_name
            ),
        });
    }
    Ok(Quad {
        graph_name: graph.clone(),
        ..quad
    })
}
