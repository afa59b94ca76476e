//! What is linked to a node, and by which triples.
//!
//! [`Reader`](crate::Reader) notes all that was read. Here each linked node keeps the very triples that link it, so that
//! a result can be explained by those it follows from and by no others.

use std::collections::BTreeMap;

use oxrdf::{NamedNodeRef, Term, Triple};

use crate::facts::{Because, Facts};
use crate::node::Node;

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
