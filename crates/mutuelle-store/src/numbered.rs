//! The store as queries see it: terms are numbered for the length of a query, so that joins compare numbers.

use crate::error::StoreError;
use crate::marker::is_reserved;
use crate::view::View;
use indexmap::IndexSet;
use mutuelle_query::{GraphSet, Graphs, Pattern, Source, TermId};
use oxigraph::model::{
    GraphName, GraphNameRef, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term, TermRef,
};
use rustc_hash::{FxBuildHasher, FxHashSet};
use std::cell::RefCell;
use std::rc::Rc;

type Terms = Rc<RefCell<IndexSet<Term, FxBuildHasher>>>;

/// A view of the store with numbered terms, for one query.
#[derive(Clone)]
pub struct NumberedView<'t> {
    view: View<'t>,
    terms: Terms,
    /// Every graph that holds a quad.
    graphs: Rc<[GraphName]>,
}

impl<'t> NumberedView<'t> {
    /// The same state as `view`. Looks up which graphs there are.
    ///
    /// # Errors
    /// The store's.
    pub fn new(view: View<'t>) -> Result<Self, StoreError> {
        let mut graphs = view.named_graphs()?;
        let unnamed = Some(GraphNameRef::DefaultGraph);
        if view
            .quads(None, None, None, unnamed)
            .next()
            .transpose()?
            .is_some()
        {
            graphs.push(GraphName::DefaultGraph);
        }
        Ok(Self {
            view,
            terms: Rc::default(),
            graphs: graphs.into(),
        })
    }

    fn number(&self, term: Term) -> TermId {
        number(&self.terms, term)
    }

    fn named(&self, id: TermId) -> Term {
        self.terms.borrow()[id.0 as usize].clone()
    }

    fn graph(&self, id: TermId) -> Option<GraphName> {
        if id == TermId::DEFAULT_GRAPH {
            return Some(GraphName::DefaultGraph);
        }
        match self.named(id) {
            Term::NamedNode(name) => Some(name.into()),
            Term::BlankNode(name) => Some(name.into()),
            Term::Literal(_) | Term::Triple(_) => None,
        }
    }

    /// The graphs of a set that exist, and whether these are all.
    fn graphs_of(&self, set: &GraphSet) -> (Vec<GraphName>, bool) {
        match set {
            GraphSet::All => (self.graphs.to_vec(), true),
            GraphSet::These(ids) => (ids.iter().filter_map(|id| self.graph(*id)).collect(), false),
        }
    }

    /// The quads of a graph or of all, with numbers; reserved graphs left out.
    fn quads(&self, pattern: &Constants, graph: Option<&GraphName>) -> Scan<'t> {
        let Some((subject, predicate, object)) = pattern.refs() else {
            return Box::new(std::iter::empty());
        };
        if graph.is_some_and(|graph| is_reserved(graph.as_ref())) {
            return Box::new(std::iter::empty());
        }
        let quads = self
            .view
            .quads(subject, predicate, object, graph.map(GraphName::as_ref));
        let terms = Rc::clone(&self.terms);
        Box::new(quads.map(move |quad| Ok(numbered(&terms, quad?))))
    }

    fn merged(&self, pattern: &Constants, set: &GraphSet) -> Scan<'t> {
        let unnamed = |[s, p, o, _]: [TermId; 4]| [s, p, o, TermId::DEFAULT_GRAPH];
        let (graphs, all) = self.graphs_of(set);
        if let [graph] = graphs.as_slice() {
            return Box::new(
                self.quads(pattern, Some(graph))
                    .map(move |quad| Ok(unnamed(quad?))),
            );
        }
        let scan: Scan<'t> = if all {
            self.quads(pattern, None)
        } else {
            let scans: Vec<_> = graphs
                .iter()
                .map(|graph| self.quads(pattern, Some(graph)))
                .collect();
            Box::new(scans.into_iter().flatten())
        };
        let mut seen = FxHashSet::default();
        let triples = scan.map(move |quad| Ok(unnamed(quad?)));
        Box::new(triples.filter(move |quad| quad.as_ref().map_or(true, |quad| seen.insert(*quad))))
    }

    fn each(&self, pattern: &Constants, set: &GraphSet) -> Scan<'t> {
        if matches!(set, GraphSet::All) {
            let named = |quad: &Result<[TermId; 4], _>| {
                quad.as_ref()
                    .map_or(true, |quad| quad[3] != TermId::DEFAULT_GRAPH)
            };
            return Box::new(self.quads(pattern, None).filter(named));
        }
        let scans: Vec<_> = self
            .graphs_of(set)
            .0
            .iter()
            .map(|graph| self.quads(pattern, Some(graph)))
            .collect();
        Box::new(scans.into_iter().flatten())
    }
}

type Scan<'t> = Box<dyn Iterator<Item = Result<[TermId; 4], StoreError>> + 't>;

/// The constant parts of a triple pattern.
struct Constants {
    subject: Option<Term>,
    predicate: Option<Term>,
    object: Option<Term>,
}

/// The same as the store takes them.
type Refs<'a> = (
    Option<NamedOrBlankNodeRef<'a>>,
    Option<NamedNodeRef<'a>>,
    Option<TermRef<'a>>,
);

impl Constants {
    /// `None` when a literal stands where there can be none, so that nothing matches.
    fn refs(&self) -> Option<Refs<'_>> {
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

/// What a triple pattern is taken to give in a store that counts nothing: the more is known, the less.
const ESTIMATES: [u64; 4] = [1_000_000_000, 100_000, 100, 1];

impl<'t> Source for NumberedView<'t> {
    type Error = StoreError;
    type Scan = Scan<'t>;

    fn scan(&self, [subject, predicate, object]: Pattern, graphs: &Graphs) -> Scan<'t> {
        let term = |id: Option<TermId>| id.map(|id| self.named(id));
        let pattern = Constants {
            subject: term(subject),
            predicate: term(predicate),
            object: term(object),
        };
        match graphs {
            Graphs::Merged(set) => self.merged(&pattern, set),
            Graphs::Named(set) => self.each(&pattern, set),
        }
    }

    fn count(&self, _: Pattern, _: &Graphs) -> Option<u64> {
        None
    }

    fn estimate(&self, pattern: Pattern, _: &Graphs) -> u64 {
        ESTIMATES[pattern.iter().flatten().count()]
    }

    fn id(&self, term: &Term) -> Result<Option<TermId>, StoreError> {
        Ok(Some(self.number(term.clone())))
    }

    fn term(&self, id: TermId) -> Result<Term, StoreError> {
        Ok(self.named(id))
    }

    fn named_graphs(&self) -> Result<Vec<TermId>, StoreError> {
        let names = self.graphs.iter().filter_map(|graph| match graph {
            GraphName::NamedNode(name) => Some(Term::from(name.clone())),
            GraphName::BlankNode(name) => Some(name.clone().into()),
            GraphName::DefaultGraph => None,
        });
        Ok(names.map(|term| self.number(term)).collect())
    }
}

fn number(terms: &Terms, term: Term) -> TermId {
    let (index, _) = terms.borrow_mut().insert_full(term);
    // Two thousand million terms in one query are beyond any memory that it may use.
    let number = u32::try_from(index).unwrap_or(u32::MAX);
    TermId(number.min(TermId::FIRST_OF_QUERY.0 - 1))
}

fn numbered(terms: &Terms, quad: Quad) -> [TermId; 4] {
    let subject = match quad.subject {
        NamedOrBlankNode::NamedNode(node) => node.into(),
        NamedOrBlankNode::BlankNode(node) => node.into(),
    };
    let graph = match quad.graph_name {
        GraphName::DefaultGraph => TermId::DEFAULT_GRAPH,
        GraphName::NamedNode(name) => number(terms, name.into()),
        GraphName::BlankNode(name) => number(terms, name.into()),
    };
    [
        number(terms, subject),
        number(terms, quad.predicate.into()),
        number(terms, quad.object),
        graph,
    ]
}
