//! The present state as facts, for what the domain works out.

use crate::commons::Commons;
use mutuelle_domain::{Described, Facts};
use mutuelle_query::{GraphSet, Graphs, Pattern, QueryError, Source, TermId, all_but};
use mutuelle_store::{INFERRED_GRAPH, NumberedView};
use oxrdf::{NamedNodeRef, NamedOrBlankNode, Term, Triple};
use rustc_hash::FxHashSet;

/// The triples of all graphs at one seq, whichever copy answers.
pub struct Present<'c> {
    copy: Copy<'c>,
    graphs: Graphs,
}

enum Copy<'c> {
    Memory(mutuelle_columns::Snapshot),
    Store { view: NumberedView<'c>, seq: u64 },
}

impl Commons {
    /// Works something out from the present state. Blocking.
    ///
    /// # Errors
    /// The store's, when there is no read copy and the store cannot be read; those of `work`.
    pub fn work_out<T, E: From<QueryError>>(
        &self,
        work: impl FnOnce(&Present<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if let Some(copy) = self.core.copy.snapshot() {
            let graphs = said(&copy)?;
            return work(&Present {
                copy: Copy::Memory(copy),
                graphs,
            });
        }
        let snapshot = self.core.snapshot().map_err(QueryError::from)?;
        let seq = snapshot.view().seq().map_err(QueryError::from)?;
        let view = NumberedView::new(snapshot.view()).map_err(QueryError::from)?;
        let graphs = said(&view)?;
        work(&Present {
            copy: Copy::Store { view, seq },
            graphs,
        })
    }
}

impl Present<'_> {
    /// The seq of the state.
    pub fn seq(&self) -> u64 {
        match &self.copy {
            Copy::Memory(snapshot) => snapshot.seq(),
            Copy::Store { seq, .. } => *seq,
        }
    }

    /// Whether anything is said of a node, or with it.
    pub fn knows(&self, node: &NamedOrBlankNode) -> Result<bool, QueryError> {
        let term = Term::from(node.clone());
        match &self.copy {
            Copy::Memory(snapshot) => knows(snapshot, &term, &self.graphs),
            Copy::Store { view, .. } => knows(view, &term, &self.graphs),
        }
    }

    /// What points to a node: every triple that has it as its object.
    pub(crate) fn pointing_to(&self, node: &NamedOrBlankNode) -> Result<Vec<Triple>, QueryError> {
        let term = Term::from(node.clone());
        let pairs = match &self.copy {
            Copy::Memory(snapshot) => pairs(snapshot, [None, None, Some(&term)], [0, 1], &self.graphs)?,
            Copy::Store { view, .. } => pairs(view, [None, None, Some(&term)], [0, 1], &self.graphs)?,
        };
        let triple = |(subject, predicate)| match (subject, predicate) {
            (Term::NamedNode(subject), Term::NamedNode(predicate)) => {
                Some(Triple::new(subject, predicate, term.clone()))
            }
            (Term::BlankNode(subject), Term::NamedNode(predicate)) => {
                Some(Triple::new(subject, predicate, term.clone()))
            }
            _ => None,
        };
        Ok(pairs.into_iter().filter_map(triple).collect())
    }

    /// Whether anything is said of a node.
    pub(crate) fn describes(&self, node: &NamedOrBlankNode) -> Result<bool, QueryError> {
        let node = node.clone().into();
        let pattern = [Some(&node), None, None];
        match &self.copy {
            Copy::Memory(snapshot) => is_there(snapshot, pattern, &self.graphs),
            Copy::Store { view, .. } => is_there(view, pattern, &self.graphs),
        }
    }

    /// Every subject of a property with its object.
    pub(crate) fn pairs_of(&self, predicate: NamedNodeRef<'_>) -> Result<Vec<(Term, Term)>, QueryError> {
        let pattern = [None, Some(&predicate.into_owned().into()), None];
        match &self.copy {
            Copy::Memory(snapshot) => pairs(snapshot, pattern, [0, 2], &self.graphs),
            Copy::Store { view, .. } => pairs(view, pattern, [0, 2], &self.graphs),
        }
    }

    /// Every value of a property, once.
    pub(crate) fn values_of(&self, predicate: NamedNodeRef<'_>) -> Result<Vec<Term>, QueryError> {
        let predicate = predicate.into_owned().into();
        self.distinct([None, Some(&predicate), None], 2)
    }

    /// Everything of which something is said, once.
    pub(crate) fn every_subject(&self) -> Result<Vec<NamedOrBlankNode>, QueryError> {
        let subjects = self.distinct([None; 3], 0)?.into_iter();
        Ok(subjects.filter_map(node).collect())
    }

    fn distinct(&self, pattern: [Option<&Term>; 3], place: usize) -> Result<Vec<Term>, QueryError> {
        match &self.copy {
            Copy::Memory(snapshot) => distinct(snapshot, pattern, place, &self.graphs),
            Copy::Store { view, .. } => distinct(view, pattern, place, &self.graphs),
        }
    }

    fn found(&self, pattern: [Option<&Term>; 3], place: usize) -> Result<Vec<Term>, QueryError> {
        match &self.copy {
            Copy::Memory(snapshot) => found(snapshot, pattern, place, &self.graphs),
            Copy::Store { view, .. } => found(view, pattern, place, &self.graphs),
        }
    }
}

impl Facts for Present<'_> {
    type Error = QueryError;

    fn objects(
        &self,
        subject: &NamedOrBlankNode,
        predicate: NamedNodeRef<'_>,
    ) -> Result<Vec<Term>, QueryError> {
        let (subject, predicate) = (subject.clone().into(), predicate.into_owned().into());
        self.found([Some(&subject), Some(&predicate), None], 2)
    }

    fn subjects(
        &self,
        predicate: NamedNodeRef<'_>,
        object: &Term,
    ) -> Result<Vec<NamedOrBlankNode>, QueryError> {
        let predicate = predicate.into_owned().into();
        let subjects = self.found([None, Some(&predicate), Some(object)], 0)?;
        Ok(subjects.into_iter().filter_map(node).collect())
    }
}

impl Described for Present<'_> {
    fn described(&self, subject: &NamedOrBlankNode) -> Result<Vec<Triple>, QueryError> {
        let term = Term::from(subject.clone());
        let pairs = match &self.copy {
            Copy::Memory(snapshot) => pairs(snapshot, [Some(&term), None, None], [1, 2], &self.graphs)?,
            Copy::Store { view, .. } => pairs(view, [Some(&term), None, None], [1, 2], &self.graphs)?,
        };
        let triple = |(predicate, object)| match predicate {
            Term::NamedNode(predicate) => Some(Triple::new(subject.clone(), predicate, object)),
            _ => None,
        };
        Ok(pairs.into_iter().filter_map(triple).collect())
    }
}

/// The terms at two places of the triples that match.
fn pairs<S: Source>(
    source: &S,
    terms: [Option<&Term>; 3],
    places: [usize; 2],
    graphs: &Graphs,
) -> Result<Vec<(Term, Term)>, QueryError> {
    let Some(pattern) = pattern(source, terms)? else {
        return Ok(Vec::new());
    };
    let scan = source.scan(pattern, graphs);
    scan.map(|quad| {
        let quad = quad.map_err(failed)?;
        let term = |place: usize| source.term(quad[place]).map_err(failed);
        Ok((term(places[0])?, term(places[1])?))
    })
    .collect()
}

/// All graphs but the inferred one.
fn said<S: Source>(source: &S) -> Result<Graphs, QueryError> {
    let inferred = source.id(&INFERRED_GRAPH.into_owned().into()).map_err(failed)?;
    Ok(Graphs::Merged(match inferred {
        Some(inferred) => all_but(source, inferred).map_err(failed)?,
        None => GraphSet::All,
    }))
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> QueryError {
    QueryError::Source(Box::new(error))
}

/// A term as a node; nothing for what cannot be a subject.
pub(crate) fn node(term: Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.into()),
        Term::BlankNode(node) => Some(node.into()),
        Term::Literal(_) | Term::Triple(_) => None,
    }
}

/// The terms at one place of the triples that match. With two of the three places known, each comes once.
fn found<S: Source>(
    source: &S,
    terms: [Option<&Term>; 3],
    place: usize,
    graphs: &Graphs,
) -> Result<Vec<Term>, QueryError> {
    let Some(pattern) = pattern(source, terms)? else {
        return Ok(Vec::new());
    };
    let scan = source.scan(pattern, graphs);
    scan.map(|quad| source.term(quad.map_err(failed)?[place]).map_err(failed))
        .collect()
}

/// The terms at one place of the triples that match, each once.
fn distinct<S: Source>(
    source: &S,
    terms: [Option<&Term>; 3],
    place: usize,
    graphs: &Graphs,
) -> Result<Vec<Term>, QueryError> {
    let Some(pattern) = pattern(source, terms)? else {
        return Ok(Vec::new());
    };
    let mut seen = FxHashSet::default();
    let mut terms = Vec::new();
    for quad in source.scan(pattern, graphs) {
        let id = quad.map_err(failed)?[place];
        if seen.insert(id) {
            terms.push(source.term(id).map_err(failed)?);
        }
    }
    Ok(terms)
}

/// The terms' numbers; nothing when one of them stands nowhere.
fn pattern<S: Source>(source: &S, terms: [Option<&Term>; 3]) -> Result<Option<Pattern>, QueryError> {
    let mut pattern: Pattern = [None; 3];
    for (known, term) in pattern.iter_mut().zip(terms) {
        let Some(term) = term else { continue };
        let Some(id) = id(source, term)? else {
            return Ok(None);
        };
        *known = Some(id);
    }
    Ok(Some(pattern))
}

fn is_there<S: Source>(source: &S, terms: [Option<&Term>; 3], graphs: &Graphs) -> Result<bool, QueryError> {
    let Some(pattern) = pattern(source, terms)? else {
        return Ok(false);
    };
    let first = source.scan(pattern, graphs).next().transpose().map_err(failed)?;
    Ok(first.is_some())
}

fn id<S: Source>(source: &S, term: &Term) -> Result<Option<TermId>, QueryError> {
    let (term, _) = mutuelle_query::normalise_term(term.clone());
    source.id(&term).map_err(failed)
}

fn knows<S: Source>(source: &S, term: &Term, graphs: &Graphs) -> Result<bool, QueryError> {
    for place in [0, 2] {
        let mut terms = [None; 3];
        terms[place] = Some(term);
        if is_there(source, terms, graphs)? {
            return Ok(true);
        }
    }
    Ok(false)
}
