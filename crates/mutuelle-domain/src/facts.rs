//! The triples that something is worked out from.

use oxrdf::vocab::rdf;
use oxrdf::{Graph, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple, TripleRef};
use serde::{Serialize, Serializer};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::convert::Infallible;

/// A graph that can be asked.
pub trait Facts {
    /// Why an answer failed.
    type Error: std::error::Error + Send + Sync + 'static;

    /// The objects of a subject's property, each once, in any order.
    fn objects(
        &self,
        subject: &NamedOrBlankNode,
        predicate: NamedNodeRef<'_>,
    ) -> Result<Vec<Term>, Self::Error>;

    /// The subjects that have this object for a property, each once, in any order.
    fn subjects(
        &self,
        predicate: NamedNodeRef<'_>,
        object: &Term,
    ) -> Result<Vec<NamedOrBlankNode>, Self::Error>;
}

/// A graph that can also tell all that it says of a subject, in whatever words.
pub trait Described: Facts {
    /// The triples of a subject, each once, in any order.
    fn described(&self, subject: &NamedOrBlankNode) -> Result<Vec<Triple>, Self::Error>;
}

impl Described for Graph {
    fn described(&self, subject: &NamedOrBlankNode) -> Result<Vec<Triple>, Infallible> {
        let triples = self.triples_for_subject(subject);
        Ok(triples.map(TripleRef::into_owned).collect())
    }
}

impl Facts for Graph {
    type Error = Infallible;

    fn objects(
        &self,
        subject: &NamedOrBlankNode,
        predicate: NamedNodeRef<'_>,
    ) -> Result<Vec<Term>, Infallible> {
        let objects = self.objects_for_subject_predicate(subject, predicate);
        Ok(objects.map(Into::into).collect())
    }

    fn subjects(
        &self,
        predicate: NamedNodeRef<'_>,
        object: &Term,
    ) -> Result<Vec<NamedOrBlankNode>, Infallible> {
        let subjects = self.subjects_for_predicate_object(predicate, object);
        Ok(subjects.map(Into::into).collect())
    }
}

/// The triples that a result follows from, in their order as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Because(pub BTreeSet<String>);

impl Because {
    /// One more triple.
    pub fn add(&mut self, triple: &Triple) {
        self.0.insert(triple.to_string());
    }

    /// Those of another result too.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }
}

impl Serialize for Because {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

/// Reads facts in a settled order and notes what it read.
pub struct Reader<'f, F> {
    facts: &'f F,
    because: RefCell<Because>,
}

impl<'f, F: Facts> Reader<'f, F> {
    /// A reader that has read nothing yet.
    pub fn new(facts: &'f F) -> Self {
        Self {
            facts,
            because: RefCell::default(),
        }
    }

    /// What was read since the last time; from now on, what is read is noted anew.
    pub fn take_because(&self) -> Because {
        self.because.take()
    }

    /// The objects of a property, sorted by their text.
    pub fn objects(
        &self,
        subject: &NamedOrBlankNode,
        predicate: NamedNodeRef<'_>,
    ) -> Result<Vec<Term>, F::Error> {
        let mut objects = self.facts.objects(subject, predicate)?;
        objects.sort_by_cached_key(ToString::to_string);
        let mut because = self.because.borrow_mut();
        for object in &objects {
            because.add(&Triple::new(subject.clone(), predicate, object.clone()));
        }
        Ok(objects)
    }

    /// The subjects that have this object, sorted by their text.
    pub fn subjects(
        &self,
        predicate: NamedNodeRef<'_>,
        object: &Term,
    ) -> Result<Vec<NamedOrBlankNode>, F::Error> {
        let mut subjects = self.facts.subjects(predicate, object)?;
        subjects.sort_by_cached_key(ToString::to_string);
        let mut because = self.because.borrow_mut();
        for subject in &subjects {
            because.add(&Triple::new(subject.clone(), predicate, object.clone()));
        }
        Ok(subjects)
    }

    /// The nodes among the objects of a property.
    pub fn nodes(
        &self,
        subject: &NamedOrBlankNode,
        predicate: NamedNodeRef<'_>,
    ) -> Result<Vec<NamedOrBlankNode>, F::Error> {
        let objects = self.objects(subject, predicate)?;
        Ok(objects.into_iter().filter_map(node).collect())
    }

    /// The literals among the objects of a property.
    pub fn literals(
        &self,
        subject: &NamedOrBlankNode,
        predicate: NamedNodeRef<'_>,
    ) -> Result<Vec<Literal>, F::Error> {
        let objects = self.objects(subject, predicate)?;
        let literal = |object| match object {
            Term::Literal(literal) => Some(literal),
            _ => None,
        };
        Ok(objects.into_iter().filter_map(literal).collect())
    }

    /// The instances of any of these classes, each once.
    pub fn instances(&self, classes: &[NamedNodeRef<'_>]) -> Result<Vec<NamedOrBlankNode>, F::Error> {
        let mut instances = Vec::new();
        for class in classes {
            for instance in self.subjects(rdf::TYPE, &NamedNode::from(*class).into())? {
                if !instances.contains(&instance) {
                    instances.push(instance);
                }
            }
        }
        Ok(instances)
    }

    /// Whether the node is an instance of any of these classes.
    pub fn is_a(&self, node: &NamedOrBlankNode, classes: &[NamedNodeRef<'_>]) -> Result<bool, F::Error> {
        let types = self.objects(node, rdf::TYPE)?;
        Ok(types.iter().any(|given| {
            classes
                .iter()
                .any(|class| matches!(given, Term::NamedNode(name) if name.as_ref() == *class))
        }))
    }
}

/// A term as a node that can have properties.
pub(crate) fn node(term: Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.into()),
        Term::BlankNode(node) => Some(node.into()),
        _ => None,
    }
}
