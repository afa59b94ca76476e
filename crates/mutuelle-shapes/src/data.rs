//! The data that a validation reads.

use std::convert::Infallible;

use oxrdf::{Graph, NamedNode, NamedOrBlankNode, Term};

/// A graph of data, as far as a validation looks into it.
///
/// The engine asks for neighbours of a node and for nothing else, so a store transaction, a columnar snapshot or
/// an [`oxrdf::Graph`] can stand behind it. Where several named graphs stand behind it (a union), an answer may
/// repeat a term: values are counted once all the same. The order of answers is the order of results.
pub trait DataGraph {
    /// What a read can fail with; [`Infallible`] for data in memory.
    type Error;

    /// The objects of `subject predicate ?`.
    fn objects(&self, subject: &NamedOrBlankNode, predicate: &NamedNode) -> Result<Vec<Term>, Self::Error>;

    /// The subjects of `? predicate object`.
    fn subjects(&self, predicate: &NamedNode, object: &Term) -> Result<Vec<NamedOrBlankNode>, Self::Error>;

    /// All of `subject ? ?`; asked for closed shapes only.
    fn predicates_objects(&self, subject: &NamedOrBlankNode) -> Result<Vec<(NamedNode, Term)>, Self::Error>;

    /// All of `? predicate ?`; asked by whole-graph runs, for `sh:targetSubjectsOf` and `sh:targetObjectsOf`.
    fn pairs(&self, predicate: &NamedNode) -> Result<Vec<(NamedOrBlankNode, Term)>, Self::Error>;
}

impl DataGraph for Graph {
    type Error = Infallible;

    fn objects(&self, subject: &NamedOrBlankNode, predicate: &NamedNode) -> Result<Vec<Term>, Infallible> {
        Ok(self
            .objects_for_subject_predicate(subject, predicate)
            .map(Into::into)
            .collect())
    }

    fn subjects(&self, predicate: &NamedNode, object: &Term) -> Result<Vec<NamedOrBlankNode>, Infallible> {
        Ok(self
            .subjects_for_predicate_object(predicate, object)
            .map(Into::into)
            .collect())
    }

    fn predicates_objects(&self, subject: &NamedOrBlankNode) -> Result<Vec<(NamedNode, Term)>, Infallible> {
        Ok(self
            .triples_for_subject(subject)
            .map(|triple| (triple.predicate.into_owned(), triple.object.into_owned()))
            .collect())
    }

    fn pairs(&self, predicate: &NamedNode) -> Result<Vec<(NamedOrBlankNode, Term)>, Infallible> {
        Ok(self
            .triples_for_predicate(predicate)
            .map(|triple| (triple.subject.into_owned(), triple.object.into_owned()))
            .collect())
    }
}
