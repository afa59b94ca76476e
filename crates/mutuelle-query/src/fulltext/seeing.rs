//! The data as a text pattern sees it: the graphs of the query, or of the GRAPH around.

use super::call::TextCall;
use crate::budget;
use crate::dataset::ScopedDataset;
use crate::error::QueryError;
use crate::source::{GraphSet, Graphs, Source, TermId};
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Term};
use spargebra::term::NamedNodePattern;
use std::sync::Arc;

/// How many graphs an index is told to look at; where there are more it looks at all, and its hits are checked here.
const GRAPHS_NAMED_MAX: usize = 256;

/// Up to how many properties each is looked up by itself; with more, all that is said of the subject is.
const SCANNED_APART_MAX: usize = 3;

/// What one text pattern sees.
pub(crate) struct Seeing<'d, S: Source> {
    dataset: &'d ScopedDataset<S>,
    /// What is scanned, one after the other; nothing where there is no such graph.
    scans: Vec<Graphs>,
    /// Whether the graph of each row is told.
    tells_graph: bool,
    /// Whether there may be more in the index than it sees.
    pub(crate) is_partial: bool,
}

impl<'d, S: Source> Seeing<'d, S> {
    /// What a call sees. `tells_graph` where the graph of each triple is asked for.
    pub(crate) fn of(
        call: &TextCall,
        dataset: &'d ScopedDataset<S>,
        tells_graph: bool,
    ) -> Result<Self, QueryError> {
        let scope = dataset.scope();
        let (scans, tells_graph, is_partial) = match &call.graph {
            Some(NamedNodePattern::NamedNode(name)) => {
                let id = dataset.source().id(&name.clone().into()).map_err(failed)?;
                let id = id.filter(|id| scope.names(*id));
                let graph = |id| Graphs::Named(GraphSet::These(Arc::new([id])));
                (id.map(graph).into_iter().collect(), tells_graph, true)
            }
            Some(NamedNodePattern::Variable(_)) => (vec![Graphs::Named(scope.named.clone())], true, true),
            None => {
                let is_partial = scope.default != Graphs::Merged(GraphSet::All);
                let scans = if tells_graph {
                    apart(&scope.default)
                } else {
                    vec![scope.default.clone()]
                };
                (scans, tells_graph, is_partial)
            }
        };
        Ok(Self {
            dataset,
            scans,
            tells_graph,
            is_partial,
        })
    }

    /// The number of a resource, if the data know it.
    pub(crate) fn subject(&self, entity: &NamedOrBlankNode) -> Result<Option<TermId>, QueryError> {
        self.id(&Term::from(entity.clone()))
    }

    pub(crate) fn id(&self, term: &Term) -> Result<Option<TermId>, QueryError> {
        self.dataset.source().id(term).map_err(failed)
    }

    /// The properties that the data know, with their numbers.
    pub(crate) fn properties(
        &self,
        properties: &[NamedNode],
    ) -> Result<Vec<(TermId, NamedNode)>, QueryError> {
        let mut known = Vec::with_capacity(properties.len());
        for property in properties {
            if let Some(id) = self.id(&property.clone().into())? {
                known.push((id, property.clone()));
            }
        }
        Ok(known)
    }

    /// The objects of a subject's property, each with its graph where that is told.
    pub(crate) fn objects(
        &self,
        subject: TermId,
        property: TermId,
    ) -> Result<Vec<(TermId, Option<TermId>)>, QueryError> {
        let mut found = Vec::new();
        for graphs in &self.scans {
            let pattern = [Some(subject), Some(property), None];
            for quad in self.dataset.source().scan(pattern, graphs) {
                budget::step();
                let [_, _, object, graph] = quad.map_err(failed)?;
                let graph = (self.tells_graph && graph != TermId::DEFAULT_GRAPH).then_some(graph);
                found.push((object, graph));
            }
        }
        Ok(found)
    }

    /// The objects of several properties of a subject: the place of the property, the object, its graph where that is
    /// told. In the order of the properties.
    pub(crate) fn objects_of(
        &self,
        subject: TermId,
        properties: &[(TermId, NamedNode)],
    ) -> Result<Vec<(usize, TermId, Option<TermId>)>, QueryError> {
        let mut found = Vec::new();
        if properties.len() <= SCANNED_APART_MAX {
            for (at, (property, _)) in properties.iter().enumerate() {
                let objects = self.objects(subject, *property)?;
                found.extend(objects.into_iter().map(|(object, graph)| (at, object, graph)));
            }
            return Ok(found);
        }
        for graphs in &self.scans {
            for quad in self.dataset.source().scan([Some(subject), None, None], graphs) {
                budget::step();
                let [_, property, object, graph] = quad.map_err(failed)?;
                if let Some(at) = properties.iter().position(|(known, _)| *known == property) {
                    let graph = (self.tells_graph && graph != TermId::DEFAULT_GRAPH).then_some(graph);
                    found.push((at, object, graph));
                }
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Shows the text of a literal; nothing for another term.
    pub(crate) fn literal<R>(
        &self,
        id: TermId,
        scratch: &mut Vec<u8>,
        read: impl FnOnce(super::Written<'_>) -> R,
    ) -> Result<Option<R>, QueryError> {
        use crate::source::TextKind as Kind;
        let shown = self.dataset.read(id, |text| {
            let language = match text.kind {
                Kind::Iri | Kind::Blank | Kind::Triple => return None,
                Kind::Language(language) => Some(language),
                Kind::Simple | Kind::Typed(_) => None,
            };
            let text = std::str::from_utf8(text.joined(scratch)).ok()?;
            Some(read(super::Written { text, language }))
        });
        shown.map_err(failed)
    }

    pub(crate) fn term(&self, id: TermId) -> Result<Term, QueryError> {
        self.dataset.term(id).map_err(failed)
    }

    pub(crate) fn dataset(&self) -> &'d ScopedDataset<S> {
        self.dataset
    }

    /// The graphs by name, for an index that can look at some alone.
    pub(crate) fn graphs(&self) -> Result<Option<Vec<GraphName>>, QueryError> {
        let mut names = Vec::new();
        for graphs in &self.scans {
            let (Graphs::Merged(set) | Graphs::Named(set)) = graphs;
            let GraphSet::These(ids) = set else {
                return Ok(None);
            };
            if ids.len() > GRAPHS_NAMED_MAX {
                return Ok(None);
            }
            for id in ids.iter() {
                names.push(match *id {
                    TermId::DEFAULT_GRAPH => GraphName::DefaultGraph,
                    id => match self.term(id)? {
                        Term::NamedNode(name) => name.into(),
                        Term::BlankNode(node) => node.into(),
                        _ => continue,
                    },
                });
            }
        }
        Ok(Some(names))
    }
}

/// The graphs of a union each for itself, the unnamed one last.
fn apart(default: &Graphs) -> Vec<Graphs> {
    let unnamed = || Graphs::Merged(GraphSet::These(Arc::new([TermId::DEFAULT_GRAPH])));
    match default {
        Graphs::Merged(GraphSet::All) => vec![Graphs::Named(GraphSet::All), unnamed()],
        Graphs::Merged(GraphSet::These(ids)) => {
            let named: Arc<[_]> = ids
                .iter()
                .copied()
                .filter(|id| *id != TermId::DEFAULT_GRAPH)
                .collect();
            let mut scans = vec![Graphs::Named(GraphSet::These(named.clone()))];
            if named.len() < ids.len() {
                scans.push(unnamed());
            }
            scans
        }
        named @ Graphs::Named(_) => vec![named.clone()],
    }
}

pub(crate) fn failed(error: impl std::error::Error + Send + Sync + 'static) -> QueryError {
    QueryError::Source(Box::new(error))
}
