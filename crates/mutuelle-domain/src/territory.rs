//! Territories in their tree.

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::skos;

use crate::facts::{Because, Facts};
use crate::link::{Linked, Relation, both, first};
use crate::node::Node;

/// How many levels of wider territories are looked at above one.
pub(crate) const LEVELS: usize = 16;

/// How many wider territories are looked at above one.
const WIDER_PER_TERRITORY: usize = 32;

/// From a territory, or any concept, to those it is part of.
pub(crate) const WIDER: Relation = Relation::new(&[skos::BROADER], &[skos::NARROWER]);
/// From an actor, a project or a proposal to where it is attached.
pub(crate) const ATTACHED: Relation = Relation::new(&[mutuelle::IN_TERRITORY], &[]);
/// From an actor to where it lives.
pub(crate) const INHABITS: Relation = Relation::new(&[mutuelle::INHABITS], &[mutuelle::INHABITED_BY]);

/// The territories above those that have been asked for.
#[derive(Default)]
pub(crate) struct Territories {
    above: BTreeMap<Node, Above>,
}

/// What stands above a territory.
#[derive(Clone, Default)]
pub(crate) struct Above {
    /// Those directly above.
    pub(crate) parents: Linked,
    /// All of them, by the shortest way, up to [`LEVELS`] levels; never the territory itself.
    pub(crate) all: Linked,
    /// Whether there are more than are looked at.
    pub(crate) cut: bool,
}

impl Territories {
    /// What stands above a territory. A tree that goes round in circles is walked once round.
    pub(crate) fn above<F: Facts>(&mut self, facts: &F, territory: &Node) -> Result<&Above, F::Error> {
        if !self.above.contains_key(territory) {
            let above = walk(facts, territory)?;
            self.above.insert(territory.clone(), above);
        }
        Ok(&self.above[territory])
    }

    /// What was found above a territory that has been asked for.
    pub(crate) fn known(&self, territory: &Node) -> Option<&Above> {
        self.above.get(territory)
    }
}

fn walk<F: Facts>(facts: &F, territory: &Node) -> Result<Above, F::Error> {
    let mut parents = WIDER.of(facts, territory)?;
    let mut cut = first(&mut parents, WIDER_PER_TERRITORY);
    let mut seen = BTreeSet::from([territory.clone()]);
    let mut all = Linked::new();
    let mut level: Linked = BTreeMap::from([(territory.clone(), Because::default())]);
    for _ in 0..LEVELS {
        let mut next = Linked::new();
        for (node, way) in level {
            for (wider, why) in WIDER.of(facts, &node)? {
                if seen.len() > WIDER_PER_TERRITORY {
                    cut |= !seen.contains(&wider);
                } else if seen.insert(wider.clone()) {
                    next.insert(wider, both(&way, &why));
                }
            }
        }
        all.extend(next.iter().map(|(node, way)| (node.clone(), way.clone())));
        level = next;
    }
    Ok(Above { parents, all, cut })
}
