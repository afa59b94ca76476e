//! The present state as facts, for what the domain works out.

use crate::commons::Commons;
use mutuelle_domain::{Described, Facts};
use mutuelle_query::{GraphSet, Graphs, Pattern, QueryError, Source, TermId, all_but};
use mutuelle_store::{INFERRED_GRAPH, NumberedView};
use oxrdf::{NamedNodeRef, NamedOrBlankNode, Term, Triple};

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
        let node = |subject| match subject {
            Term::NamedNode(node) => Some(node.into()),
            Term::BlankNode(node) => Some(node.into()),
            Term::Literal(_) | Term::Triple(_) => None,
        };
        Ok(subjects.into_iter().filter_map(node).collect())
    }
}

impl Described for Present<'_> {
    fn described(&self, subject: &NamedOrBlankNode) -> Result<Vec<Triple>, QueryError> {
        let term = Term::from(subject.clone());
        let pairs = match &self.copy {
            Copy::Memory(snapshot) => pairs(snapshot, &term, &self.graphs)?,
            Copy::Store { view, .. } => pairs(view, &term, &self.graphs)?,
        };
        let triple = |(predicate, object)| match predicate {
            Term::NamedNode(predicate) => Some(Triple::new(subject.clone(), predicate, object)),
            _ => None,
        };
        Ok(pairs.into_iter().filter_map(triple).collect())
    }
}

/// Properties and objects of a subject.
fn pairs<S: Source>(source: &S, subject: &Term, graphs: &Graphs) -> Result<Vec<(Term, Term)>, QueryError> {
    let Some(subject) = id(source, subject)? else {
        return Ok(Vec::new());
    };
    let scan = source.scan([Some(subject), None, None], graphs);
    scan.map(|quad| {
        let [_, predicate, object, _] = quad.map_err(failed)?;
        let term = |id| source.term(id).map_err(failed);
        Ok((term(predicate)?, term(object)?))
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

/// The terms at one place of the triples that match. With two of the three places known, each comes once.
fn found<S: Source>(
    source: &S,
    terms: [Option<&Term>; 3],
    place: usize,
    graphs: &Graphs,
) -> Result<Vec<Term>, QueryError> {
    let mut pattern: Pattern = [None; 3];
    for (known, term) in pattern.iter_mut().zip(terms) {
        let Some(term) = term else { continue };
        let Some(id) = id(source, term)? else {
            return Ok(Vec::new());
        };
        *known = Some(id);
    }
    let scan = source.scan(pattern, graphs);
    scan.map(|quad| source.term(quad.map_err(failed)?[place]).map_err(failed))
        .collect()
}

fn id<S: Source>(source: &S, term: &Term) -> Result<Option<TermId>, QueryError> {
    let (term, _) = mutuelle_query::normalise_term(term.clone());
    source.id(&term).map_err(failed)
}

fn knows<S: Source>(source: &S, term: &Term, graphs: &Graphs) -> Result<bool, QueryError> {
    let Some(id) = id(source, term)? else {
        return Ok(false);
    };
    for pattern in [[Some(id), None, None], [None, None, Some(id)]] {
        if source
            .scan(pattern, graphs)
            .next()
            .transpose()
            .map_err(failed)?
            .is_some()
        {
            return Ok(true);
        }
    }
    Ok(false)
}
