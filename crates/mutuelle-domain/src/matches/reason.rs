//! Why an offer and a need are put face to face.

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::reused::skos;
use mutuelle_ontology::vocab::scheme::match_reason;
use oxrdf::NamedNodeRef;
use serde::Serialize;

use crate::facts::{Because, Facts};
use crate::link::{Linked, Relation, both, first};
use crate::matches::NAMED_PER_PROPOSAL;
use crate::matches::proposal::Proposal;
use crate::node::Node;
use crate::territory::Territories;

/// One step to what is broader, narrower or related.
const NEIGHBOUR: Relation = Relation::new(
    &[skos::BROADER, skos::NARROWER, skos::RELATED],
    &[skos::BROADER, skos::NARROWER, skos::RELATED],
);

/// A reason for a match; the concepts of the scheme of match reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonKind {
    /// Both are about the same skill or resource.
    SameResource,
    /// The one's skill or resource is broader or narrower than the other's, or related to it.
    NeighbouringResource,
    /// Both are in the same territory.
    SameTerritory,
    /// The one's territory contains the other's, or the same territory directly contains both.
    NeighbouringTerritory,
    /// There are days on which both hold.
    OverlappingPeriods,
    /// Both accept the same exchange mode.
    CompatibleMode,
}

impl ReasonKind {
    /// What the reason adds to the score: the same resource 8 and a neighbouring one 4, the same territory 4 and a
    /// neighbouring one 2, overlapping periods 2, a compatible mode 1. What people need outweighs all the rest
    /// together: 8 against 7.
    pub const fn points(self) -> u32 {
        match self {
            Self::SameResource => 8,
            Self::NeighbouringResource | Self::SameTerritory => 4,
            Self::NeighbouringTerritory | Self::OverlappingPeriods => 2,
            Self::CompatibleMode => 1,
        }
    }

    /// The concept of `mut:matchReason`.
    pub fn concept(self) -> NamedNodeRef<'static> {
        match self {
            Self::SameResource => match_reason::MEME_RESSOURCE,
            Self::NeighbouringResource => match_reason::RESSOURCE_VOISINE,
            Self::SameTerritory => match_reason::MEME_TERRITOIRE,
            Self::NeighbouringTerritory => match_reason::TERRITOIRE_VOISIN,
            Self::OverlappingPeriods => match_reason::MEME_PERIODE,
            Self::CompatibleMode => match_reason::MODE_COMPATIBLE,
        }
    }
}

/// A reason for a match, with what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Which reason.
    pub kind: ReasonKind,
    /// What it adds to the score.
    pub points: u32,
    /// The resources, territories or modes in question: what both name, or what the offer names and then what the need
    /// names. None for periods.
    pub about: BTreeSet<Node>,
    /// The triples behind it.
    pub because: Because,
}

impl Reason {
    pub(super) fn is_about_the_resource(&self) -> bool {
        matches!(
            self.kind,
            ReasonKind::SameResource | ReasonKind::NeighbouringResource
        )
    }

    pub(super) fn words(&self) -> (String, String) {
        let (fr, en) = match self.kind {
            ReasonKind::SameResource => ("même ressource", "same resource"),
            ReasonKind::NeighbouringResource => ("ressource voisine", "neighbouring resource"),
            ReasonKind::SameTerritory => ("même territoire", "same territory"),
            ReasonKind::NeighbouringTerritory => ("territoire voisin", "neighbouring territory"),
            ReasonKind::OverlappingPeriods => ("périodes qui se recouvrent", "overlapping periods"),
            ReasonKind::CompatibleMode => ("modes compatibles", "compatible modes"),
        };
        (
            format!("{fr} (+{})", self.points),
            format!("{en} (+{})", self.points),
        )
    }

    fn new(kind: ReasonKind) -> Self {
        Self {
            kind,
            points: kind.points(),
            about: BTreeSet::new(),
            because: Because::default(),
        }
    }

    fn note<'n>(&mut self, about: impl IntoIterator<Item = &'n Node>, because: &[&Because]) {
        self.about.extend(about.into_iter().cloned());
        for why in because {
            self.because.extend(why);
        }
    }
}

/// The neighbours of the resources that have been asked for, as far as they are offered.
#[derive(Default)]
pub(super) struct Kinships(BTreeMap<Node, Near>);

/// What is near a resource.
pub(super) struct Near {
    pub(super) offered: Linked,
    /// Whether there is more than is looked at.
    pub(super) cut: bool,
}

impl Kinships {
    pub(super) fn of<F: Facts>(
        &mut self,
        facts: &F,
        resource: &Node,
        is_offered: impl Fn(&Node) -> bool,
    ) -> Result<&Near, F::Error> {
        if !self.0.contains_key(resource) {
            let mut offered = NEIGHBOUR.of(facts, resource)?;
            offered.retain(|near, _| near != resource && is_offered(near));
            let cut = first(&mut offered, NAMED_PER_PROPOSAL);
            self.0.insert(resource.clone(), Near { offered, cut });
        }
        Ok(&self.0[resource])
    }

    fn between(&self, needed: &Node, offered: &Node) -> Option<&Because> {
        self.0.get(needed)?.offered.get(offered)
    }
}

/// Every reason for the match, each once, in the order of their kinds.
pub(super) fn reasons(
    offer: &Proposal,
    need: &Proposal,
    kinships: &Kinships,
    territories: &Territories,
) -> Vec<Reason> {
    let resource = shared(ReasonKind::SameResource, &offer.about, &need.about)
        .or_else(|| neighbouring_resource(offer, need, kinships));
    let territory = shared(ReasonKind::SameTerritory, &offer.territories, &need.territories)
        .or_else(|| neighbouring_territory(offer, need, territories));
    let mut periods = Reason::new(ReasonKind::OverlappingPeriods);
    for ours in &offer.periods {
        for theirs in need.periods.iter().filter(|theirs| ours.overlaps(theirs)) {
            periods.note([], &[&ours.because, &theirs.because]);
        }
    }
    let periods = Some(periods).filter(|reason| !reason.because.0.is_empty());
    let mode = shared(ReasonKind::CompatibleMode, &offer.modes, &need.modes);
    [resource, territory, periods, mode]
        .into_iter()
        .flatten()
        .collect()
}

fn shared(kind: ReasonKind, offered: &Linked, needed: &Linked) -> Option<Reason> {
    let mut reason = Reason::new(kind);
    for (node, why) in offered {
        if let Some(other) = needed.get(node) {
            reason.note([node], &[why, other]);
        }
    }
    Some(reason).filter(|reason| !reason.about.is_empty())
}

fn neighbouring_resource(offer: &Proposal, need: &Proposal, kinships: &Kinships) -> Option<Reason> {
    let mut reason = Reason::new(ReasonKind::NeighbouringResource);
    for (needed, why) in &need.about {
        for (offered, other) in &offer.about {
            if let Some(between) = kinships.between(needed, offered) {
                reason.note([needed, offered], &[why, other, between]);
            }
        }
    }
    Some(reason).filter(|reason| !reason.about.is_empty())
}

fn neighbouring_territory(offer: &Proposal, need: &Proposal, territories: &Territories) -> Option<Reason> {
    let mut reason = Reason::new(ReasonKind::NeighbouringTerritory);
    let sides = [
        (&offer.territories, &need.territories),
        (&need.territories, &offer.territories),
    ];
    for (inner, outer) in sides {
        for (territory, why) in inner {
            for (wider, way) in territories
                .known(territory)
                .into_iter()
                .flat_map(|above| &above.all)
            {
                if let Some(other) = outer.get(wider) {
                    reason.note([territory, wider], &[why, other, way]);
                }
            }
        }
    }
    let mut children = BTreeMap::<&Node, Vec<(&Node, Because)>>::new();
    for (territory, why) in &offer.territories {
        for (parent, way) in territories
            .known(territory)
            .into_iter()
            .flat_map(|above| &above.parents)
        {
            children
                .entry(parent)
                .or_default()
                .push((territory, both(why, way)));
        }
    }
    for (territory, why) in &need.territories {
        for (parent, way) in territories
            .known(territory)
            .into_iter()
            .flat_map(|above| &above.parents)
        {
            for (sibling, because) in children.get(parent).into_iter().flatten() {
                reason.note([territory, *sibling], &[why, way, because]);
            }
        }
    }
    Some(reason).filter(|reason| !reason.about.is_empty())
}
