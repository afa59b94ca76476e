//! The graphs that a query may see (SPARQL 1.1, section 13).

use crate::source::{GraphSet, Graphs, Source, TermId};
use oxrdf::{GraphName, NamedNode, Term};
use spargebra::algebra::QueryDataset;
use std::sync::Arc;

/// The graphs that a query may see, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GraphScope {
    /// What the default graph is the union of; `None`: every graph.
    pub default: Option<Vec<GraphName>>,
    /// Which named graphs there are; `None`: all.
    pub named: Option<Vec<GraphName>>,
    /// A graph that is left out where every graph is meant.
    pub hidden: Option<NamedNode>,
}

impl GraphScope {
    /// The scope that a protocol request or a `FROM` clause names; both lists empty means everything.
    pub fn from_lists(default: Vec<NamedNode>, named: Vec<NamedNode>) -> Self {
        if default.is_empty() && named.is_empty() {
            return Self::default();
        }
        Self {
            default: Some(default.into_iter().map(Into::into).collect()),
            named: Some(named.into_iter().map(Into::into).collect()),
            hidden: None,
        }
    }

    /// The same without this graph, unless it is named.
    #[must_use]
    pub fn without(self, graph: Option<NamedNode>) -> Self {
        Self {
            hidden: graph,
            ..self
        }
    }

    /// The unnamed graph in place of the union, where nothing says what the default graph is.
    #[must_use]
    pub fn strict(self) -> Self {
        let unnamed = || vec![GraphName::DefaultGraph];
        Self {
            default: Some(self.default.unwrap_or_else(unnamed)),
            ..self
        }
    }

    /// The scope of FROM or USING clauses. WITH names a default graph and leaves the named ones as they are.
    pub fn of_clauses(dataset: &QueryDataset) -> Self {
        let graphs = |names: &[NamedNode]| names.iter().cloned().map(Into::into).collect();
        Self {
            default: Some(graphs(&dataset.default)),
            named: dataset.named.as_deref().map(graphs),
            hidden: None,
        }
    }

    pub(crate) fn resolve<S: Source>(&self, source: &S) -> Result<ResolvedScope, S::Error> {
        let hidden = match &self.hidden {
            Some(graph) => source.id(&Term::from(graph.clone()))?,
            None => None,
        };
        let (default, named) = match hidden {
            Some(hidden) => (all_but(source, hidden)?, named_but(source, hidden)?.into()),
            None => (GraphSet::All, Arc::from([])),
        };
        let named = hidden.map_or(GraphSet::All, |_| GraphSet::These(named));
        let of = |graphs: Option<&[GraphName]>, all| graphs.map_or(Ok(all), |graphs| set(source, graphs));
        Ok(ResolvedScope {
            default: Graphs::Merged(of(self.default.as_deref(), default)?),
            named: of(self.named.as_deref(), named)?,
        })
    }
}

/// The same graphs as the source numbers them. A graph that the source does not have is left out.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedScope {
    pub(crate) default: Graphs,
    pub(crate) named: GraphSet,
}

impl ResolvedScope {
    /// Whether the scope shows this named graph, should the source have it.
    pub(crate) fn names(&self, graph: TermId) -> bool {
        match &self.named {
            GraphSet::All => graph != TermId::DEFAULT_GRAPH,
            GraphSet::These(graphs) => graphs.binary_search(&graph).is_ok(),
        }
    }
}

/// Every graph but one, the unnamed one included.
pub fn all_but<S: Source>(source: &S, hidden: TermId) -> Result<GraphSet, S::Error> {
    let mut graphs = named_but(source, hidden)?;
    graphs.push(TermId::DEFAULT_GRAPH);
    Ok(GraphSet::These(graphs.into()))
}

fn named_but<S: Source>(source: &S, hidden: TermId) -> Result<Vec<TermId>, S::Error> {
    let mut graphs = source.named_graphs()?;
    graphs.retain(|graph| *graph != hidden);
    graphs.sort_unstable();
    Ok(graphs)
}

fn set<S: Source>(source: &S, graphs: &[GraphName]) -> Result<GraphSet, S::Error> {
    let mut ids = Vec::with_capacity(graphs.len());
    for graph in graphs {
        let id = match graph {
            GraphName::DefaultGraph => Some(TermId::DEFAULT_GRAPH),
            GraphName::NamedNode(name) => source.id(&Term::from(name.clone()))?,
            GraphName::BlankNode(name) => source.id(&Term::from(name.clone()))?,
        };
        ids.extend(id);
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(GraphSet::These(ids.into()))
}
