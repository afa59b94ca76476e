//! The codes sociaux that one is part of.

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;

use crate::code_social::error::{ANCESTORS, CodeSocialError};
use crate::facts::{Because, Facts};
use crate::link::{Linked, Relation, both};
use crate::node::Node;

pub(crate) const WIDER: Relation = Relation::new(&[mutuelle::PART_OF_CODE_SOCIAL], &[]);

/// A code social that another is part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ancestor {
    pub(crate) node: Node,
    /// How far it is, along the longest way. The property is transitive: where its closure is in the data, a
    /// grandparent is said beside the parent, and the shortest way would put both at the same distance.
    pub(crate) distance: usize,
    /// The way to it.
    pub(crate) because: Because,
}

/// Those that a code social is part of, the nearest first.
pub(crate) fn ancestors<F: Facts>(
    facts: &F,
    code_social: &Node,
) -> Result<Vec<Ancestor>, CodeSocialError<F::Error>> {
    let parents = reach(facts, code_social)?;
    let mut waits = BTreeMap::<&Node, usize>::new();
    for parent in parents.values().flat_map(Linked::keys) {
        *waits.entry(parent).or_default() += 1;
    }
    let mut settled = BTreeMap::from([(code_social, (0, Because::default()))]);
    let mut ready: Vec<&Node> = vec![code_social];
    if waits.contains_key(code_social) {
        ready.clear();
    }
    let mut done = BTreeSet::new();
    while let Some(node) = ready.pop() {
        done.insert(node);
        let (distance, way) = settled[node].clone();
        for (parent, because) in &parents[node] {
            let longer = (distance + 1, both(&way, because));
            // Of two longest ways the one whose triples come first in their order as text, whichever was walked first.
            match settled.get(parent) {
                Some((known, why)) if (*known, &longer.1.0) > (longer.0, &why.0) => {}
                _ => {
                    settled.insert(parent, longer);
                }
            }
            if let Some(wait) = waits.get_mut(parent) {
                *wait -= 1;
                if *wait == 0 {
                    ready.push(parent);
                }
            }
        }
    }
    if done.len() < parents.len() {
        return Err(CodeSocialError::Cycle {
            code_social: code_social.clone(),
            through: on_cycle(&parents, &done, code_social).clone(),
        });
    }
    settled.remove(code_social);
    let ancestor = |(node, (distance, because)): (&Node, _)| Ancestor {
        node: node.clone(),
        distance,
        because,
    };
    let mut ancestors: Vec<_> = settled.into_iter().map(ancestor).collect();
    ancestors.sort_by(|a, b| (a.distance, &a.node).cmp(&(b.distance, &b.node)));
    Ok(ancestors)
}

/// Every code social within reach, with its own parents.
fn reach<F: Facts>(
    facts: &F,
    code_social: &Node,
) -> Result<BTreeMap<Node, Linked>, CodeSocialError<F::Error>> {
    let mut parents = BTreeMap::new();
    let mut next = vec![code_social.clone()];
    let mut seen = BTreeSet::from([code_social.clone()]);
    while let Some(node) = next.pop() {
        let wider = WIDER.of(facts, &node)?;
        for parent in wider.keys() {
            if seen.insert(parent.clone()) {
                next.push(parent.clone());
            }
        }
        // The code social itself is among those seen.
        if seen.len() > ANCESTORS + 1 {
            return Err(CodeSocialError::Ancestors {
                code_social: code_social.clone(),
                limit: ANCESTORS,
            });
        }
        parents.insert(node, wider);
    }
    Ok(parents)
}

/// A node of a cycle. A node waits for ever because of what leads to it, so the walk goes backwards until it comes round.
fn on_cycle<'n>(parents: &'n BTreeMap<Node, Linked>, done: &BTreeSet<&Node>, from: &'n Node) -> &'n Node {
    let undone = |node: &&Node| !done.contains(node);
    let mut walked = BTreeSet::new();
    let mut at = parents.keys().find(undone).unwrap_or(from);
    while walked.insert(at) {
        let mut leading = parents.keys().filter(undone);
        at = leading
            .find(|other| parents[*other].contains_key(at))
            .unwrap_or(from);
    }
    at
}
