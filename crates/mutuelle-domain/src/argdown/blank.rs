//! Names for blank nodes that depend on what is said of them and not on the names they have.
//!
//! Each blank node gets a colour out of the triples around it, and again out of the colours of its neighbours, a few
//! times over; they are numbered in the order of their colours. Nodes that look alike even so keep the order of their
//! names. This always ends soon, which no complete algorithm does.

use std::collections::HashMap;

use oxrdf::{BlankNode, Term, Triple};

use super::select::{Properties, Selection};
use crate::node::Node;

const ROUNDS: usize = 8;

type Colours = HashMap<BlankNode, u64>;
type Names = HashMap<BlankNode, BlankNode>;

/// Numbers the blank nodes of a selection: `_:n1`, `_:n2`, …
pub(super) fn number(selection: Selection) -> Selection {
    let mut colours = Colours::new();
    for node in selection.kinds.keys() {
        meet(&node.to_term(), &mut colours);
    }
    for object in selection.properties.values().flat_map(|it| it.values()).flatten() {
        meet(object, &mut colours);
    }
    for _ in 0..ROUNDS {
        colours = repainted(&selection, &colours);
    }
    let mut order: Vec<(u64, BlankNode)> = colours
        .into_iter()
        .map(|(blank, colour)| (colour, blank))
        .collect();
    order.sort_by(|one, other| (one.0, one.1.as_str()).cmp(&(other.0, other.1.as_str())));
    let names: Names = order
        .into_iter()
        .enumerate()
        .map(|(at, (_, blank))| (blank, BlankNode::new_unchecked(format!("n{}", at + 1))))
        .collect();
    if names.is_empty() {
        return selection;
    }
    renamed(selection, &names)
}

/// The blank nodes of a term, which has no colour yet.
fn meet(term: &Term, colours: &mut Colours) {
    match term {
        Term::BlankNode(blank) => {
            colours.insert(blank.clone(), 0);
        }
        Term::Triple(triple) => {
            meet(&Node::from(triple.subject.clone()).to_term(), colours);
            meet(&triple.object, colours);
        }
        Term::NamedNode(_) | Term::Literal(_) => {}
    }
}

/// A colour for each blank node out of what is said of it and with it, whatever the order.
fn repainted(selection: &Selection, colours: &Colours) -> Colours {
    let mut next: Colours = colours.keys().map(|blank| (blank.clone(), 0)).collect();
    for (node, properties) in &selection.properties {
        for (property, objects) in properties {
            for object in objects {
                let subject = colour(&node.to_term(), colours);
                let triple = hash(&[subject, text(property.as_str()), colour(object, colours)]);
                for (term, side) in [(&node.to_term(), 1), (object, 2)] {
                    if let Term::BlankNode(blank) = term
                        && let Some(colour) = next.get_mut(blank)
                    {
                        *colour = colour.wrapping_add(hash(&[triple, side]));
                    }
                }
            }
        }
    }
    for (blank, colour) in &mut next {
        *colour = hash(&[*colour, colours[blank]]);
    }
    next
}

fn colour(term: &Term, colours: &Colours) -> u64 {
    match term {
        Term::BlankNode(blank) => colours.get(blank).copied().unwrap_or_default(),
        other => text(&other.to_string()),
    }
}

fn text(text: &str) -> u64 {
    fnv(text.bytes())
}

fn hash(numbers: &[u64]) -> u64 {
    fnv(numbers.iter().flat_map(|number| number.to_le_bytes()))
}

/// FNV-1a: short, and the same on every machine and in every version.
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn renamed(selection: Selection, names: &Names) -> Selection {
    let kinds = selection
        .kinds
        .into_iter()
        .map(|(node, kind)| (node_of(node, names), kind));
    let properties = selection.properties.into_iter().map(|(node, properties)| {
        let properties = properties.into_iter().map(|(property, objects)| {
            let objects = objects.into_iter().map(|object| term_of(object, names));
            (property, objects.collect())
        });
        (node_of(node, names), properties.collect::<Properties>())
    });
    Selection {
        kinds: kinds.collect(),
        properties: properties.collect(),
    }
}

fn node_of(node: Node, names: &Names) -> Node {
    match Node::of(term_of(node.to_term(), names)) {
        Some(renamed) => renamed,
        None => node,
    }
}

fn term_of(term: Term, names: &Names) -> Term {
    match term {
        Term::BlankNode(blank) => names.get(&blank).cloned().unwrap_or(blank).into(),
        Term::Triple(triple) => {
            let Triple {
                subject,
                predicate,
                object,
            } = *triple;
            let subject = node_of(Node::from(subject), names).as_subject().clone();
            Triple::new(subject, predicate, term_of(object, names)).into()
        }
        other => other,
    }
}
