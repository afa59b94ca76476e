//! Writing what the commons holds.

use crate::commons::Commons;
use mutuelle_query::{GraphFormat, QueryError, write_quads};
use mutuelle_store::StoreError;
use oxrdf::{Graph, GraphName, NamedOrBlankNode, Quad, Triple, TripleRef};
use std::collections::HashSet;
use std::io::{self, Write};

/// What to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Export {
    /// Every quad.
    Everything,
    /// One graph, as triples.
    Graph(GraphName),
    /// What is said of one resource, in all graphs.
    Resource(NamedOrBlankNode),
}

/// An export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The graph does not exist.
    #[error("the graph <{graph}> does not exist")]
    UnknownGraph {
        /// Its IRI.
        graph: String,
    },
    /// The format has no graphs, but there are several.
    #[error("{format} holds one graph only; export as TriG or N-Quads, or name a graph")]
    OneGraphOnly {
        /// The format's name.
        format: &'static str,
    },
    /// PAIR has no such class, or nothing here is of it.
    #[error("nothing here is of the PAIR class `{name}`")]
    UnknownClass {
        /// Its name.
        name: String,
    },
    /// The present state could not be read.
    #[error(transparent)]
    Read(#[from] QueryError),
    /// The output cannot be written.
    #[error("the output could not be written")]
    Output(#[from] io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Commons {
    /// Writes quads of the present state; returns their number.
    pub fn export(
        &self,
        what: &Export,
        format: impl Into<GraphFormat>,
        out: impl Write,
    ) -> Result<u64, ExportError> {
        let format = format.into();
        let snapshot = self.core.snapshot()?;
        let view = snapshot.view();
        let quads = match what {
            Export::Everything => {
                if !format.supports_datasets() && !view.named_graphs()?.is_empty() {
                    return Err(ExportError::OneGraphOnly {
                        format: format.name(),
                    });
                }
                view.quads(None, None, None, None)
            }
            Export::Graph(graph) => {
                if !view.graph_exists(graph.as_ref())? {
                    let graph = graph.to_string().trim_matches(['<', '>']).to_owned();
                    return Err(ExportError::UnknownGraph { graph });
                }
                view.quads(None, None, None, Some(graph.as_ref()))
            }
            Export::Resource(resource) => view.quads(Some(resource.as_ref()), None, None, None),
        };
        if *what == Export::Everything {
            return write_quads(quads.map(|quad| Ok(quad?)), format, out);
        }
        // Several graphs may say the same of a resource; as triples it is said once.
        let mut said = HashSet::new();
        let of_resource = matches!(what, Export::Resource(_));
        let triples = quads.map(|quad| -> Result<Quad, ExportError> {
            Ok(Quad {
                graph_name: GraphName::DefaultGraph,
                ..quad?
            })
        });
        let triples = triples.filter(move |triple| match triple {
            Ok(triple) if of_resource => said.insert(triple.clone()),
            _ => true,
        });
        write_quads(triples, format, out)
    }

    /// Whether a graph exists; the default graph always does.
    pub fn graph_exists(&self, graph: &GraphName) -> Result<bool, StoreError> {
        self.core.snapshot()?.view().graph_exists(graph.as_ref())
    }
}

/// Writes a small graph, its triples sorted by their text.
///
/// # Errors
/// When it cannot be written, or a term cannot be said in the format.
pub fn write_graph(
    graph: &Graph,
    format: impl Into<GraphFormat>,
    out: impl Write,
) -> Result<(), ExportError> {
    let mut triples: Vec<Triple> = graph.iter().map(TripleRef::into_owned).collect();
    triples.sort_by_cached_key(ToString::to_string);
    let quads = triples
        .into_iter()
        .map(|triple| Ok(triple.in_graph(GraphName::DefaultGraph)));
    write_quads::<ExportError>(quads, format, out).map(drop)
}
