//! Where a seed comes from, what came of it, and how often it was of use.

mod graph;
mod reuse;
mod tie;

pub use reuse::{Reuse, Reused, reuse};
pub use tie::TieKind;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::facts::{Because, Facts};
use crate::node::Node;
use tie::ties;

/// How many nodes a lineage holds, the seed itself among them.
pub const LINEAGE_NODES: usize = 500;

/// Where a seed comes from and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lineage {
    /// The seed.
    pub seed: Node,
    /// Everything in the lineage, the seed first, then the nearest first.
    pub nodes: Vec<LineageNode>,
    /// What ties them.
    pub ties: Vec<Tie>,
    /// Whether there is more than [`LINEAGE_NODES`]; the nearest were kept.
    pub cut: bool,
}

/// A seed, project or event in a lineage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineageNode {
    /// The seed, project or event.
    pub node: Node,
    /// How many ties lead from the seed back to it; none if the seed does not come from it.
    pub before: Option<usize>,
    /// How many ties lead from the seed on to it; none if it does not come of the seed.
    pub after: Option<usize>,
}

/// A tie between two of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tie {
    /// What was there before.
    pub earlier: Node,
    /// What came of it.
    pub later: Node,
    /// How.
    pub kind: TieKind,
    /// The triples behind it.
    pub because: Because,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Direction {
    Before,
    After,
}

/// Where a seed comes from, what that came from, and so on; and what came of it, and of that. What came of its
/// ancestors beside it is not part of its lineage.
///
/// # Errors
/// What the facts return.
pub fn lineage<F: Facts>(facts: &F, seed: &Node) -> Result<Lineage, F::Error> {
    let mut walk = Walk::new(seed);
    let mut level = vec![
        (seed.clone(), Direction::Before),
        (seed.clone(), Direction::After),
    ];
    let mut distance = 0;
    while !level.is_empty() {
        distance += 1;
        let mut next = BTreeSet::new();
        for (node, direction) in level {
            for (other, kinds) in ties(facts, &node, direction == Direction::After)? {
                if !walk.reach(&other, direction, distance, &mut next) {
                    continue;
                }
                let (earlier, later) = match direction {
                    Direction::Before => (&other, &node),
                    Direction::After => (&node, &other),
                };
                for (kind, because) in kinds {
                    let key = (earlier.clone(), later.clone(), kind);
                    walk.ties.entry(key).or_default().extend(&because);
                }
            }
        }
        level = next.into_iter().collect();
    }
    Ok(walk.into_lineage())
}

struct Walk {
    seed: Node,
    known: BTreeMap<Node, LineageNode>,
    ties: BTreeMap<(Node, Node, TieKind), Because>,
    cut: bool,
}

impl Walk {
    fn new(seed: &Node) -> Self {
        let itself = LineageNode {
            node: seed.clone(),
            before: Some(0),
            after: Some(0),
        };
        Self {
            seed: seed.clone(),
            known: BTreeMap::from([(seed.clone(), itself)]),
            ties: BTreeMap::new(),
            cut: false,
        }
    }

    /// Whether there is room for the node. One that is met for the first time in a direction is walked on from.
    fn reach(
        &mut self,
        node: &Node,
        direction: Direction,
        distance: usize,
        next: &mut BTreeSet<(Node, Direction)>,
    ) -> bool {
        if !self.known.contains_key(node) {
            if self.known.len() == LINEAGE_NODES {
                self.cut = true;
                return false;
            }
            let met = LineageNode {
                node: node.clone(),
                before: None,
                after: None,
            };
            self.known.insert(node.clone(), met);
        }
        if let Some(known) = self.known.get_mut(node) {
            let steps = match direction {
                Direction::Before => &mut known.before,
                Direction::After => &mut known.after,
            };
            if steps.is_none() {
                *steps = Some(distance);
                next.insert((node.clone(), direction));
            }
        }
        true
    }

    fn into_lineage(self) -> Lineage {
        let mut nodes: Vec<_> = self.known.into_values().collect();
        nodes.sort_by_cached_key(|met| {
            let nearest = met.before.into_iter().chain(met.after).min();
            (nearest, met.node.clone())
        });
        let tie = |((earlier, later, kind), because)| Tie {
            earlier,
            later,
            kind,
            because,
        };
        Lineage {
            seed: self.seed,
            nodes,
            ties: self.ties.into_iter().map(tie).collect(),
            cut: self.cut,
        }
    }
}
