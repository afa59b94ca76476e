//! What is linked to a node, and by which triples.
//!
//! [`Reader`](crate::Reader) notes all that was read. Here each linked node keeps the very triples that link it, so that
//! a result can be explained by those it follows from and by no others.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::rdfs;
use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedNodeRef, Term, Triple};
use oxsdatatypes::Decimal;

use crate::facts::{Because, Facts};
use crate::node::{Day, Node, Text};

/// Nodes, each with the triples that lead to it.
pub(crate) type Linked = BTreeMap<Node, Because>;

type Predicates = &'static [NamedNodeRef<'static>];

/// A relation between nodes, by whichever properties it may be said, from either end.
#[derive(Clone, Copy)]
pub(crate) struct Relation {
    forward: Predicates,
    inverse: Predicates,
}

impl Relation {
    /// Said by these from the first node to the second, or by those from the second to the first.
    pub(crate) const fn new(forward: Predicates, inverse: Predicates) -> Self {
        Self { forward, inverse }
    }

    /// The same relation, seen from the second node.
    pub(crate) const fn reversed(self) -> Self {
        Self::new(self.inverse, self.forward)
    }

    /// The nodes that stand in this relation to a node.
    pub(crate) fn of<F: Facts>(self, facts: &F, node: &Node) -> Result<Linked, F::Error> {
        let mut linked = Linked::new();
        for predicate in self.forward {
            for object in facts.objects(node.as_subject(), *predicate)? {
                if let Some(other) = Node::of(object) {
                    let because = linked.entry(other.clone()).or_default();
                    because.add(&triple(node, *predicate, other.to_term()));
                }
            }
        }
        for predicate in self.inverse {
            for subject in facts.subjects(*predicate, &node.to_term())? {
                let other = Node::from(subject);
                let because = linked.entry(other.clone()).or_default();
                because.add(&triple(&other, *predicate, node.to_term()));
            }
        }
        Ok(linked)
    }
}

pub(crate) fn triple(subject: &Node, predicate: NamedNodeRef<'_>, object: impl Into<Term>) -> Triple {
    Triple::new(subject.as_subject().clone(), predicate, object)
}

/// Keeps the first so many, in the order of their nodes, and says whether there were more.
pub(crate) fn first(linked: &mut Linked, limit: usize) -> bool {
    let beyond = linked.keys().nth(limit).cloned();
    if let Some(beyond) = &beyond {
        linked.split_off(beyond);
    }
    beyond.is_some()
}

/// Both reasons in one.
pub(crate) fn both(one: &Because, other: &Because) -> Because {
    let mut because = one.clone();
    because.extend(other);
    because
}

/// All reasons in one.
pub(crate) fn all<'b>(reasons: impl IntoIterator<Item = &'b Because>) -> Because {
    let mut because = Because::default();
    for reason in reasons {
        because.extend(reason);
    }
    because
}

/// The instances of these classes, each with the triples that say so.
pub(crate) fn instances<F: Facts>(facts: &F, classes: &[NamedNodeRef<'_>]) -> Result<Linked, F::Error> {
    let mut instances = Linked::new();
    for class in classes {
        let class = Term::from(NamedNode::from(*class));
        for subject in facts.subjects(rdf::TYPE, &class)? {
            let node = Node::from(subject);
            let because = instances.entry(node.clone()).or_default();
            because.add(&triple(&node, rdf::TYPE, class.clone()));
        }
    }
    Ok(instances)
}

/// The classes of a node.
pub(crate) fn types<F: Facts>(facts: &F, node: &Node) -> Result<Linked, F::Error> {
    Relation::new(&[rdf::TYPE], &[]).of(facts, node)
}

/// Whether the commons describes the node: it has a class or a name.
pub(crate) fn is_described<F: Facts>(facts: &F, node: &Node) -> Result<bool, F::Error> {
    Ok(!types(facts, node)?.is_empty() || !texts(facts, node, rdfs::LABEL)?.is_empty())
}

/// The texts of a property, sorted.
pub(crate) fn texts<F: Facts>(
    facts: &F,
    node: &Node,
    predicate: NamedNodeRef<'_>,
) -> Result<BTreeSet<Text>, F::Error> {
    let objects = facts.objects(node.as_subject(), predicate)?;
    let text = |object| match object {
        Term::Literal(literal) => Some(Text::from(literal)),
        _ => None,
    };
    Ok(objects.into_iter().filter_map(text).collect())
}

/// The days of a property, each with its triple. What is not a date is not read.
pub(crate) fn days<F: Facts>(
    facts: &F,
    node: &Node,
    predicate: NamedNodeRef<'_>,
) -> Result<BTreeMap<Day, Because>, F::Error> {
    let mut days = BTreeMap::<Day, Because>::new();
    for object in facts.objects(node.as_subject(), predicate)? {
        if let Term::Literal(literal) = object
            && let Some(day) = Day::of(&literal)
        {
            days.entry(day)
                .or_default()
                .add(&triple(node, predicate, literal));
        }
    }
    Ok(days)
}

/// The first of the days of a property.
pub(crate) fn day<F: Facts>(
    facts: &F,
    node: &Node,
    predicate: NamedNodeRef<'_>,
) -> Result<Option<(Day, Because)>, F::Error> {
    Ok(days(facts, node, predicate)?.pop_first())
}

/// The weight of a node with its triple, the least where several are said.
pub(crate) fn weight<F: Facts>(facts: &F, node: &Node) -> Result<Option<(Decimal, Because)>, F::Error> {
    let mut weights = BTreeMap::<Decimal, Because>::new();
    for object in facts.objects(node.as_subject(), mutuelle::WEIGHT)? {
        if let Term::Literal(literal) = object
            && let Ok(weight) = Decimal::from_str(literal.value())
        {
            let because = weights.entry(weight).or_default();
            because.add(&triple(node, mutuelle::WEIGHT, literal));
        }
    }
    Ok(weights.pop_first())
}
