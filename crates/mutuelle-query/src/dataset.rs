//! A source as the evaluator sees it: the graphs of the query's scope, and terms that the query itself makes.

use crate::budget;
use crate::calls;
use crate::normal::normalise_term;
use crate::scope::{GraphScope, ResolvedScope};
use crate::source::{GraphSet, Graphs, Pattern, Source, TermId, Text};
use indexmap::IndexSet;
use oxrdf::{BlankNode, NamedNode, Term};
use rustc_hash::FxBuildHasher;
use spareval::{ExpressionTerm, InternalQuad, QueryableDataset};
use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::rc::Rc;
use std::sync::Arc;

/// A term inside the evaluator. Every copy counts a step of the query: rows are copied by all joins, sorts and groups,
/// also where they do not read quads.
#[derive(Debug)]
pub struct Value(pub(crate) TermId);

impl Clone for Value {
    #[inline]
    fn clone(&self) -> Self {
        budget::step();
        Self(self.0)
    }
}

impl PartialEq for Value {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        budget::step();
        self.0 == other.0
    }
}

impl Eq for Value {}

impl Hash for Value {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// The dataset of one query over one source. Clones share the terms that the query makes.
pub struct ScopedDataset<S> {
    shared: Rc<Shared<S>>,
    /// Whether the terms of rows go out as numbers (see [`numbers`](Self::numbers)).
    as_numbers: bool,
}

struct Shared<S> {
    source: S,
    scope: ResolvedScope,
    /// Terms that the source does not hold; the first has the number [`TermId::FIRST_OF_QUERY`].
    made: RefCell<IndexSet<Term, FxBuildHasher>>,
}

impl<S: Source> ScopedDataset<S> {
    /// What a query of this scope sees of a source.
    ///
    /// # Errors
    /// The source's.
    pub fn new(source: S, scope: &GraphScope) -> Result<Self, S::Error> {
        let scope = scope.resolve(&source)?;
        Ok(Self {
            shared: Rc::new(Shared {
                source,
                scope,
                made: RefCell::default(),
            }),
            as_numbers: false,
        })
    }

    /// The same dataset, of which an evaluator's rows hold numbers in the place of terms: blank nodes that
    /// [`number_of`] reads. What stands above the evaluator makes terms of the rows that remain.
    pub(crate) fn numbers(&self) -> Self {
        Self {
            shared: Rc::clone(&self.shared),
            as_numbers: true,
        }
    }

    pub(crate) fn source(&self) -> &S {
        &self.shared.source
    }

    /// The graphs of the default graph.
    pub(crate) fn default_graph(&self) -> &Graphs {
        &self.shared.scope.default
    }

    /// The graphs that the query may see.
    pub(crate) fn scope(&self) -> &ResolvedScope {
        &self.shared.scope
    }

    pub(crate) fn id(&self, term: Term) -> Result<TermId, S::Error> {
        if let Some(id) = numbered(&term) {
            return Ok(id);
        }
        let term = normalise_term(term).0;
        if !is_of_service(&term)
            && let Some(id) = self.shared.source.id(&term)?
        {
            return Ok(id);
        }
        let (index, _) = self.shared.made.borrow_mut().insert_full(term);
        // A query that makes two thousand million terms has long met its memory's bound.
        let offset = u32::try_from(index).unwrap_or(TermId::FIRST_OF_QUERY.0 - 2);
        Ok(TermId(
            TermId::FIRST_OF_QUERY.0.saturating_add(offset).min(u32::MAX - 1),
        ))
    }

    pub(crate) fn term(&self, id: TermId) -> Result<Term, S::Error> {
        if id < TermId::FIRST_OF_QUERY {
            return self.shared.source.term(id);
        }
        Ok(self.shared.made.borrow()[made(id)].clone())
    }

    /// Shows the text of a term.
    pub(crate) fn read<R>(&self, id: TermId, read: impl FnOnce(Text<'_>) -> R) -> Result<R, S::Error> {
        if id < TermId::FIRST_OF_QUERY {
            return self.shared.source.read(id, read);
        }
        Ok(Text::of(&self.shared.made.borrow()[made(id)], read))
    }

    /// What a row that leaves the evaluation holds for a number.
    pub(crate) fn external(&self, id: TermId) -> Result<Term, S::Error> {
        budget::step();
        if self.as_numbers {
            if id >= TermId::FIRST_OF_QUERY
                && let name = &self.shared.made.borrow()[made(id)]
                && is_of_service(name)
            {
                // The evaluator asks for the service's name itself.
                return Ok(name.clone());
            }
            return Ok(BlankNode::new_from_unique_id(u128::from(id.0)).into());
        }
        self.term(id)
    }
}

impl<S> Clone for ScopedDataset<S> {
    fn clone(&self) -> Self {
        Self {
            shared: Rc::clone(&self.shared),
            as_numbers: self.as_numbers,
        }
    }
}

/// Where a term that the query made stands among these.
fn made(id: TermId) -> usize {
    (id.0 - TermId::FIRST_OF_QUERY.0) as usize
}

/// The number that a row of [`ScopedDataset::numbers`] holds in the place of a term.
pub(crate) fn number_of(term: &Term) -> Option<TermId> {
    let Term::BlankNode(node) = term else {
        return None;
    };
    let number = node.as_ref().unique_id()?;
    u32::try_from(number).ok().map(TermId)
}

/// What begins the name of a term that is known by its number. No IRI that can be written in SPARQL begins so.
const NUMBERED: &str = " ";

/// A name for a term that is known by its number, for VALUES: it takes no blank nodes, and the text of a term would be
/// made only to be looked up again.
pub(crate) fn name_of(id: TermId) -> NamedNode {
    NamedNode::new_unchecked(format!("{NUMBERED}{}", id.0))
}

/// Whether a term is what stands for a service.
fn is_of_service(term: &Term) -> bool {
    matches!(term, Term::NamedNode(name) if calls::index(name).is_some())
}

fn numbered(term: &Term) -> Option<TermId> {
    let Term::NamedNode(name) = term else {
        return None;
    };
    let number = name.as_str().strip_prefix(NUMBERED)?;
    number.parse().ok().map(TermId)
}

/// What a scan of the evaluator gives.
struct Found<S: Source> {
    scan: Option<S::Scan>,
    named: bool,
}

impl<S: Source> Iterator for Found<S> {
    type Item = Result<InternalQuad<Value>, S::Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        budget::step();
        Some(
            self.scan
                .as_mut()?
                .next()?
                .map(|[subject, predicate, object, graph]| InternalQuad {
                    subject: Value(subject),
                    predicate: Value(predicate),
                    object: Value(object),
                    graph_name: self.named.then_some(Value(graph)),
                }),
        )
    }
}

impl<'a, S: Source + 'a> QueryableDataset<'a> for ScopedDataset<S> {
    type InternalTerm = Value;
    type Error = S::Error;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&Value>,
        predicate: Option<&Value>,
        object: Option<&Value>,
        graph_name: Option<Option<&Value>>,
    ) -> impl Iterator<Item = Result<InternalQuad<Value>, S::Error>> + use<'a, S> {
        let pattern: Pattern = [subject, predicate, object].map(|value| value.map(|value| value.0));
        let unknown = |id: &TermId| *id >= TermId::FIRST_OF_QUERY;
        let nothing = pattern.iter().flatten().any(unknown);
        let graphs = match graph_name {
            Some(None) => Some(self.shared.scope.default.clone()),
            None => Some(Graphs::Named(self.shared.scope.named.clone())),
            Some(Some(graph)) => (!unknown(&graph.0) && self.shared.scope.names(graph.0))
                .then(|| Graphs::Named(GraphSet::These(Arc::new([graph.0])))),
        };
        Found::<S> {
            scan: graphs
                .filter(|_| !nothing)
                .map(|graphs| self.shared.source.scan(pattern, &graphs)),
            named: !matches!(graph_name, Some(None)),
        }
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<Value, S::Error>> + use<'a, S> {
        let graphs = self.shared.source.named_graphs();
        let (graphs, error) = match graphs {
            Ok(graphs) => (graphs, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        let shown: Vec<_> = graphs
            .into_iter()
            .filter(|graph| self.shared.scope.names(*graph))
            .collect();
        error
            .map(Err)
            .into_iter()
            .chain(shown.into_iter().map(|graph| Ok(Value(graph))))
    }

    fn contains_internal_graph_name(&self, graph_name: &Value) -> Result<bool, S::Error> {
        if !self.shared.scope.names(graph_name.0) || graph_name.0 >= TermId::FIRST_OF_QUERY {
            return Ok(false);
        }
        let graphs = Graphs::Named(GraphSet::These(Arc::new([graph_name.0])));
        Ok(self
            .shared
            .source
            .scan([None; 3], &graphs)
            .next()
            .transpose()?
            .is_some())
    }

    fn internalize_term(&self, term: Term) -> Result<Value, S::Error> {
        budget::step();
        self.id(term).map(Value)
    }

    fn externalize_term(&self, term: Value) -> Result<Term, S::Error> {
        self.external(term.0)
    }

    fn externalize_expression_term(&self, term: Value) -> Result<ExpressionTerm, S::Error> {
        budget::step();
        Ok(self.term(term.0)?.into())
    }
}
