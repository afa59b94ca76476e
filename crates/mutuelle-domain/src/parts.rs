//! Reads what one node says and notes what it leaves unsaid.

use std::collections::BTreeSet;

use mutuelle_ontology::vocab::reused::{dct, rdfs};
use oxrdf::{NamedNodeRef, Term};

use crate::exact::Exact;
use crate::facts::{Because, Facts, Reader};
use crate::incomplete::{Incomplete, Problem};
use crate::node::{Day, Node, Text};

/// A reader of nodes that keeps what was missing.
pub(crate) struct Parts<'f, F> {
    reader: Reader<'f, F>,
    incomplete: BTreeSet<Incomplete>,
    /// The newest day read so far.
    newest: Option<Day>,
}

impl<'f, F: Facts> Parts<'f, F> {
    pub(crate) fn new(facts: &'f F) -> Self {
        Self {
            reader: Reader::new(facts),
            incomplete: BTreeSet::new(),
            newest: None,
        }
    }

    /// What was read since the last time.
    pub(crate) fn because(&self) -> Because {
        self.reader.take_because()
    }

    /// What was left unsaid, and the newest day of all.
    pub(crate) fn finish(self) -> (BTreeSet<Incomplete>, Option<Day>) {
        (self.incomplete, self.newest)
    }

    /// The names of a node.
    pub(crate) fn labels(&self, node: &Node) -> Result<Vec<Text>, F::Error> {
        self.texts(node, rdfs::LABEL)
    }

    /// The texts of a property, sorted.
    pub(crate) fn texts(&self, node: &Node, predicate: NamedNodeRef<'_>) -> Result<Vec<Text>, F::Error> {
        let literals = self.reader.literals(node.as_subject(), predicate)?;
        let texts: BTreeSet<Text> = literals.into_iter().map(Text::from).collect();
        Ok(texts.into_iter().collect())
    }

    /// The values of a property, sorted.
    pub(crate) fn objects(&self, node: &Node, predicate: NamedNodeRef<'_>) -> Result<Vec<Term>, F::Error> {
        self.reader.objects(node.as_subject(), predicate)
    }

    /// The nodes of a property, sorted; what is no node is noted.
    pub(crate) fn nodes(
        &mut self,
        node: &Node,
        predicate: NamedNodeRef<'_>,
    ) -> Result<BTreeSet<Node>, F::Error> {
        let mut nodes = BTreeSet::new();
        let mut others = Vec::new();
        for term in self.reader.objects(node.as_subject(), predicate)? {
            match term {
                Term::NamedNode(_) | Term::BlankNode(_) => nodes.extend(Node::of(term)),
                other => others.push(other.to_string()),
            }
        }
        if !others.is_empty() {
            self.note(node, predicate, Problem::NotANode, others);
        }
        Ok(nodes)
    }

    /// Anything that a property names: IRIs as they are, literals by their text.
    pub(crate) fn names(&self, node: &Node, predicate: NamedNodeRef<'_>) -> Result<Vec<String>, F::Error> {
        let objects = self.reader.objects(node.as_subject(), predicate)?;
        let name = |term: Term| match term {
            Term::Literal(literal) => literal.value().to_owned(),
            Term::NamedNode(name) => name.into_string(),
            other => other.to_string(),
        };
        let names: BTreeSet<String> = objects.into_iter().map(name).collect();
        Ok(names.into_iter().collect())
    }

    /// The one day of a property.
    pub(crate) fn day(&mut self, node: &Node, predicate: NamedNodeRef<'_>) -> Result<Option<Day>, F::Error> {
        let objects = self.reader.objects(node.as_subject(), predicate)?;
        let found: Vec<String> = objects.iter().map(ToString::to_string).collect();
        let days: BTreeSet<Day> = objects
            .iter()
            .filter_map(|term| match term {
                Term::Literal(literal) => Day::of(literal),
                _ => None,
            })
            .collect();
        self.newest = self.newest.max(days.last().copied());
        if days.len() > 1 {
            self.note(node, predicate, Problem::Several, found);
            return Ok(None);
        }
        if days.is_empty() && !found.is_empty() {
            self.note(node, predicate, Problem::NotADay, found);
        }
        Ok(days.first().copied())
    }

    /// The one number of a property.
    pub(crate) fn number(
        &mut self,
        node: &Node,
        predicate: NamedNodeRef<'_>,
    ) -> Result<Option<Exact>, F::Error> {
        let objects = self.reader.objects(node.as_subject(), predicate)?;
        let found: Vec<String> = objects.iter().map(ToString::to_string).collect();
        let numbers: BTreeSet<Exact> = objects
            .iter()
            .filter_map(|term| match term {
                Term::Literal(literal) => Exact::of(literal).ok(),
                _ => None,
            })
            .collect();
        if numbers.len() > 1 {
            self.note(node, predicate, Problem::Several, found);
            return Ok(None);
        }
        if numbers.is_empty() && !found.is_empty() {
            self.note(node, predicate, Problem::NotANumber, found);
        }
        Ok(numbers.into_iter().next())
    }

    /// The first day on which a node is known to have been there: `dct:created` or `dct:issued`.
    pub(crate) fn recorded(&mut self, node: &Node) -> Result<Option<Day>, F::Error> {
        let created = self.day(node, dct::CREATED)?;
        let issued = self.day(node, dct::ISSUED)?;
        Ok(match (created, issued) {
            (Some(created), Some(issued)) => Some(created.min(issued)),
            (one, other) => one.or(other),
        })
    }

    pub(crate) fn note(
        &mut self,
        node: &Node,
        predicate: NamedNodeRef<'_>,
        problem: Problem,
        found: Vec<String>,
    ) {
        self.incomplete.insert(Incomplete {
            node: node.clone(),
            property: predicate.as_str().to_owned(),
            problem,
            found,
        });
    }
}
