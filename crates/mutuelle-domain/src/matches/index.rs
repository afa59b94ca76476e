//! Which offers to look at for a need.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::Facts;
use crate::matches::CANDIDATES_PER_NEED;
use crate::matches::proposal::Proposal;
use crate::matches::reason::Kinships;
use crate::node::Node;
use crate::territory::Territories;

type Places = Vec<usize>;

/// Offers by what they are about, and by where. Two offers far apart or about different things never meet here, so that
/// a commons of many offers and needs is not compared pair by pair.
pub(super) struct Index {
    about: BTreeMap<Node, Places>,
    /// By resource and the territory itself.
    at: BTreeMap<(Node, Node), Places>,
    /// By resource and a territory directly above.
    directly_under: BTreeMap<(Node, Node), Places>,
    /// By resource and any territory above.
    under: BTreeMap<(Node, Node), Places>,
    territories: Territories,
}

impl Index {
    pub(super) fn new<F: Facts>(facts: &F, offers: &[Proposal]) -> Result<Self, F::Error> {
        let mut index = Self {
            about: BTreeMap::new(),
            at: BTreeMap::new(),
            directly_under: BTreeMap::new(),
            under: BTreeMap::new(),
            territories: Territories::default(),
        };
        for (place, offer) in offers.iter().enumerate() {
            for resource in offer.about.keys() {
                index.about.entry(resource.clone()).or_default().push(place);
                for territory in offer.territories.keys() {
                    let above = index.territories.above(facts, territory)?;
                    let key = |at: &Node| (resource.clone(), at.clone());
                    index.at.entry(key(territory)).or_default().push(place);
                    for parent in above.parents.keys() {
                        index.directly_under.entry(key(parent)).or_default().push(place);
                    }
                    for wider in above.all.keys() {
                        index.under.entry(key(wider)).or_default().push(place);
                    }
                }
            }
        }
        Ok(index)
    }

    pub(super) fn territories(&self) -> &Territories {
        &self.territories
    }

    /// Whether not all was looked at of what a proposal names, or of what stands above its territories.
    pub(super) fn is_cut(&self, proposal: &Proposal) -> bool {
        let above = proposal
            .territories
            .keys()
            .filter_map(|at| self.territories.known(at));
        proposal.cut || above.into_iter().any(|above| above.cut)
    }

    /// The offers to look at for a need, the likeliest first, and whether there are more than are looked at.
    pub(super) fn candidates<F: Facts>(
        &mut self,
        facts: &F,
        need: &Proposal,
        kinships: &mut Kinships,
    ) -> Result<(BTreeSet<usize>, bool), F::Error> {
        let mut near = BTreeSet::new();
        let mut cut = false;
        for resource in need.about.keys() {
            let kin = kinships.of(facts, resource, |near| self.about.contains_key(near))?;
            near.extend(kin.offered.keys().cloned());
            cut |= kin.cut;
        }
        near.retain(|resource| !need.about.contains_key(resource));
        for territory in need.territories.keys() {
            self.territories.above(facts, territory)?;
        }
        let mut chosen = BTreeSet::new();
        for resources in [need.about.keys().collect::<Vec<_>>(), near.iter().collect()] {
            for places in self.nearest_first(&resources, need) {
                for place in places {
                    if !chosen.contains(place) {
                        if chosen.len() == CANDIDATES_PER_NEED {
                            return Ok((chosen, true));
                        }
                        chosen.insert(*place);
                    }
                }
            }
        }
        Ok((chosen, cut))
    }

    /// The offers of these resources: in the need's territories, in those they contain, in those that contain them, in
    /// those beside them, anywhere.
    fn nearest_first(&self, resources: &[&Node], need: &Proposal) -> Vec<&Places> {
        let mut rings: [Vec<&Places>; 5] = Default::default();
        for resource in resources {
            let key = |at: &Node| ((*resource).clone(), at.clone());
            for territory in need.territories.keys() {
                rings[0].extend(self.at.get(&key(territory)));
                rings[1].extend(self.under.get(&key(territory)));
                if let Some(above) = self.territories.known(territory) {
                    rings[2].extend(above.all.keys().filter_map(|wider| self.at.get(&key(wider))));
                    let beside = above.parents.keys();
                    rings[3].extend(beside.filter_map(|parent| self.directly_under.get(&key(parent))));
                }
            }
            rings[4].extend(self.about.get(*resource));
        }
        rings.into_iter().flatten().collect()
    }
}
