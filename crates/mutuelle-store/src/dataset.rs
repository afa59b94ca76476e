//! The dataset that a query sees: which graphs, and the default graph as a union without repetition.
//!
//! oxigraph's own view gives a triple once for each graph that holds it. Here the default graph is a set, reserved
//! graphs do not exist, and every scan ends when the query is cancelled. Terms are interned for the length of a query,
//! so that joins compare numbers.

use crate::view::View;
use indexmap::IndexSet;
use oxigraph::model::{GraphName, GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, Quad, Term, TermRef};
use oxigraph::sparql::CancellationToken;
use oxigraph::store::StorageError;
use rustc_hash::{FxBuildHasher, FxHashSet};
use spareval::{InternalQuad, QueryableDataset};
use std::cell::RefCell;
use std::rc::Rc;

use crate::marker::is_reserved;

/// The graphs that a query may see (SPARQL 1.1, section 13).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GraphScope {
    /// What the default graph is the union of; `None`: every graph.
    pub default: Option<Vec<GraphName>>,
    /// Which named graphs there are; `None`: all.
    pub named: Option<Vec<GraphName>>,
}

/// Why a scan ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ScanError {
    #[error("the query was cancelled")]
    Cancelled,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

type Id = u32;
type Found = Result<InternalQuad<Id>, ScanError>;

/// The dataset of one query over one state of the store.
pub(crate) struct ScopedDataset<'t> {
    view: View<'t>,
    scope: Rc<Resolved>,
    terms: Rc<RefCell<IndexSet<Term, FxBuildHasher>>>,
    cancel: CancellationToken,
}

/// The scope with its graphs listed.
struct Resolved {
    /// The graphs of the default graph; a single one is scanned directly.
    default: Vec<GraphName>,
    /// Whether the default graph holds every graph, so that one scan over all gives it.
    default_is_everything: bool,
    named: FxHashSet<GraphName>,
}

impl<'t> ScopedDataset<'t> {
    pub(crate) fn new(
        view: View<'t>,
        scope: &GraphScope,
        cancel: CancellationToken,
    ) -> Result<Self, StorageError> {
        let mut existing = Vec::new();
        for graph in view.inner.named_graphs() {
            existing.push(GraphName::from(graph?));
        }
        existing.retain(|graph| !is_reserved(graph.as_ref()));
        let default_is_everything = scope.default.is_none();
        let default = scope.default.clone().unwrap_or_else(|| {
            let mut all = existing.clone();
            let unnamed = view
                .inner
                .quads_for_pattern(None, None, None, Some(GraphNameRef::DefaultGraph))
                .next();
            if unnamed.is_some() || all.is_empty() {
                all.push(GraphName::DefaultGraph);
            }
            all
        });
        let wanted = scope.named.clone().unwrap_or_else(|| existing.clone());
        let existing: FxHashSet<_> = existing.into_iter().collect();
        let resolved = Resolved {
            default: unique(default)
                .into_iter()
                .filter(|graph| !is_reserved(graph.as_ref()))
                .collect(),
            default_is_everything,
            named: wanted
                .into_iter()
                .filter(|graph| existing.contains(graph))
                .collect(),
        };
        Ok(Self {
            view,
            scope: Rc::new(resolved),
            terms: Rc::default(),
            cancel,
        })
    }

    fn id(&self, term: Term) -> Id {
        intern(&self.terms, term)
    }

    fn term(&self, id: Id) -> Term {
        self.terms.borrow()[id as usize].clone()
    }

    /// The default graph: one graph directly, several as a union in which each triple comes once.
    fn default_graph(&self, pattern: &Pattern) -> Box<dyn Iterator<Item = Found> + 't> {
        let unnamed = |quad: InternalQuad<Id>| InternalQuad {
            graph_name: None,
            ..quad
        };
        if let [graph] = self.scope.default.as_slice() {
            return Box::new(
                self.scan(pattern, Some(graph.as_ref()))
                    .map(move |quad| Ok(unnamed(quad?))),
            );
        }
        let mut seen = FxHashSet::default();
        let once = move |found: &Found| {
            found.as_ref().map_or(true, |quad| {
                seen.insert((quad.subject, quad.predicate, quad.object))
            })
        };
        if self.scope.default_is_everything {
            return Box::new(
                self.scan(pattern, None)
                    .map(move |quad| Ok(unnamed(quad?)))
                    .filter({
                        let mut once = once;
                        move |found| once(found)
                    }),
            );
        }
        let scans: Vec<_> = self
            .scope
            .default
            .iter()
            .map(|graph| self.scan(pattern, Some(graph.as_ref())))
            .collect();
        Box::new(
            scans
                .into_iter()
                .flatten()
                .map(move |quad| Ok(unnamed(quad?)))
                .filter({
                    let mut once = once;
                    move |found| once(found)
                }),
        )
    }

    /// Every named graph of the scope.
    fn named_graphs(&self, pattern: &Pattern) -> Box<dyn Iterator<Item = Found> + 't> {
        let scope = Rc::clone(&self.scope);
        let terms = Rc::clone(&self.terms);
        Box::new(self.scan(pattern, None).filter(move |found| {
            let Ok(quad) = found else { return true };
            quad.graph_name
                .is_some_and(|id| match &terms.borrow()[id as usize] {
                    Term::NamedNode(name) => scope.named.contains(&GraphName::from(name.clone())),
                    Term::BlankNode(name) => scope.named.contains(&GraphName::from(name.clone())),
                    Term::Literal(_) | Term::Triple(_) => false,
                })
        }))
    }

    /// The store's quads, interned; ends with an error when the query is cancelled.
    fn scan(
        &self,
        pattern: &Pattern,
        graph: Option<GraphNameRef<'_>>,
    ) -> Box<dyn Iterator<Item = Found> + 't> {
        let Some((subject, predicate, object)) = pattern.refs() else {
            return Box::new(std::iter::empty());
        };
        let terms = Rc::clone(&self.terms);
        let cancel = self.cancel.clone();
        let quads = self
            .view
            .inner
            .quads_for_pattern(subject, predicate, object, graph);
        let mut ended = false;
        // A cancelled scan gives one error and ends: sorts and groups that swallow the error find nothing more.
        let live = quads.map_while(move |quad| {
            if ended {
                return None;
            }
            ended = cancel.is_cancelled();
            Some(if ended {
                Err(ScanError::Cancelled)
            } else {
                quad.map_err(ScanError::from)
            })
        });
        Box::new(live.filter_map(move |quad| match quad {
            Ok(quad) if is_reserved(quad.graph_name.as_ref()) => None,
            Ok(quad) => Some(Ok(interned(&terms, quad))),
            Err(error) => Some(Err(error)),
        }))
    }
}

/// The constant parts of a triple pattern.
struct Pattern {
    subject: Option<Term>,
    predicate: Option<Term>,
    object: Option<Term>,
}

impl Pattern {
    /// As the store takes it; `None` when a literal stands where there can be none, so that nothing matches.
    fn refs(
        &self,
    ) -> Option<(
        Option<NamedOrBlankNodeRef<'_>>,
        Option<NamedNodeRef<'_>>,
        Option<TermRef<'_>>,
    )> {
        let subject = match &self.subject {
            None => None,
            Some(Term::NamedNode(node)) => Some(node.as_ref().into()),
            Some(Term::BlankNode(node)) => Some(node.as_ref().into()),
            Some(_) => return None,
        };
        let predicate = match &self.predicate {
            None => None,
            Some(Term::NamedNode(node)) => Some(node.as_ref()),
            Some(_) => return None,
        };
        Some((subject, predicate, self.object.as_ref().map(Term::as_ref)))
    }
}

impl<'t> QueryableDataset<'t> for ScopedDataset<'t> {
    type InternalTerm = Id;
    type Error = ScanError;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&Id>,
        predicate: Option<&Id>,
        object: Option<&Id>,
        graph_name: Option<Option<&Id>>,
    ) -> impl Iterator<Item = Found> + use<'t> {
        let term = |id: Option<&Id>| id.map(|id| self.term(*id));
        let pattern = Pattern {
            subject: term(subject),
            predicate: term(predicate),
            object: term(object),
        };
        match graph_name {
            Some(None) => self.default_graph(&pattern),
            None => self.named_graphs(&pattern),
            Some(Some(id)) => match graph_of(self.term(*id)) {
                Some(graph) if self.scope.named.contains(&graph) => self.scan(&pattern, Some(graph.as_ref())),
                _ => Box::new(std::iter::empty()),
            },
        }
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<Id, ScanError>> + use<'t> {
        let ids: Vec<_> = self
            .scope
            .named
            .iter()
            .filter_map(|graph| Some(self.id(term_of(graph)?)))
            .collect();
        ids.into_iter().map(Ok)
    }

    fn contains_internal_graph_name(&self, graph_name: &Id) -> Result<bool, ScanError> {
        Ok(graph_of(self.term(*graph_name)).is_some_and(|graph| self.scope.named.contains(&graph)))
    }

    fn internalize_term(&self, term: Term) -> Result<Id, ScanError> {
        Ok(self.id(crate::normal::normalise_term(term).0))
    }

    fn externalize_term(&self, term: Id) -> Result<Term, ScanError> {
        Ok(self.term(term))
    }
}

fn intern(terms: &RefCell<IndexSet<Term, FxBuildHasher>>, term: Term) -> Id {
    let (index, _) = terms.borrow_mut().insert_full(term);
    Id::try_from(index).unwrap_or(Id::MAX)
}

fn interned(terms: &RefCell<IndexSet<Term, FxBuildHasher>>, quad: Quad) -> InternalQuad<Id> {
    InternalQuad {
        subject: intern(terms, quad.subject.into()),
        predicate: intern(terms, quad.predicate.into()),
        object: intern(terms, quad.object),
        graph_name: term_of(&quad.graph_name).map(|term| intern(terms, term)),
    }
}

fn graph_of(term: Term) -> Option<GraphName> {
    match term {
        Term::NamedNode(name) => Some(name.into()),
        Term::BlankNode(name) => Some(name.into()),
        Term::Literal(_) | Term::Triple(_) => None,
    }
}

fn term_of(graph: &GraphName) -> Option<Term> {
    match graph {
        GraphName::NamedNode(name) => Some(name.clone().into()),
        GraphName::BlankNode(name) => Some(name.clone().into()),
        GraphName::DefaultGraph => None,
    }
}

fn unique(graphs: Vec<GraphName>) -> IndexSet<GraphName, FxBuildHasher> {
    graphs.into_iter().collect()
}
