//! What the shapes read of other resources than the one they judge, kept while a dump goes by.

use crate::documents::fingerprint;
use mutuelle_shapes::Elsewhere;
use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedOrBlankNode, Quad, Term};
use std::collections::HashMap;

/// The quads of a dump with the predicates that matter from afar. Types are kept elsewhere, for all resources.
pub(crate) struct Links {
    elsewhere: Elsewhere,
    quads: Vec<Quad>,
    /// The places of quads by the fingerprint of their subject, and of their object where it is a node.
    by_subject: HashMap<u64, Vec<usize>>,
    by_object: HashMap<u64, Vec<usize>>,
}

impl Links {
    pub(crate) fn of(mut elsewhere: Elsewhere) -> Self {
        elsewhere.read.remove(&rdf::TYPE.into_owned());
        Self {
            elsewhere,
            quads: Vec::new(),
            by_subject: HashMap::new(),
            by_object: HashMap::new(),
        }
    }

    /// Keeps the quad if its predicate matters; gives the resources whose verdict may hang on what is on its other side.
    pub(crate) fn keep(&mut self, quad: &Quad) -> Vec<NamedOrBlankNode> {
        if !self.elsewhere.read.contains(&quad.predicate) {
            return Vec::new();
        }
        let place = self.quads.len();
        self.quads.push(quad.clone());
        let subject = fingerprint(&quad.subject);
        self.by_subject.entry(subject).or_default().push(place);
        let object = node(&quad.object);
        if let Some(object) = &object {
            self.by_object.entry(fingerprint(object)).or_default().push(place);
        }
        if !self.elsewhere.ways.contains(&quad.predicate) {
            return Vec::new();
        }
        std::iter::once(quad.subject.clone()).chain(object).collect()
    }

    pub(crate) fn objects<'a>(
        &'a self,
        subject: &NamedOrBlankNode,
        predicate: &NamedNode,
    ) -> impl Iterator<Item = &'a Term> {
        let found = self.at(&self.by_subject, Some(fingerprint(subject)));
        let found = found.filter(|quad| quad.subject == *subject && quad.predicate == *predicate);
        found.map(|quad| &quad.object)
    }

    pub(crate) fn subjects<'a>(
        &'a self,
        predicate: &NamedNode,
        object: &Term,
    ) -> impl Iterator<Item = &'a NamedOrBlankNode> {
        let found = self.at(&self.by_object, node(object).map(|object| fingerprint(&object)));
        let found = found.filter(|quad| quad.object == *object && quad.predicate == *predicate);
        found.map(|quad| &quad.subject)
    }

    fn at<'a>(
        &'a self,
        places: &'a HashMap<u64, Vec<usize>>,
        print: Option<u64>,
    ) -> impl Iterator<Item = &'a Quad> {
        let places = print.and_then(|print| places.get(&print)).into_iter().flatten();
        places.map(|place| &self.quads[*place])
    }
}

/// A term as a node that triples can be about.
pub(crate) fn node(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        Term::Literal(_) | Term::Triple(_) => None,
    }
}
