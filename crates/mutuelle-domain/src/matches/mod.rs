//! Offers and needs put face to face, and needs that several share.

mod index;
mod proposal;
mod reason;
mod shared;

pub use reason::{Reason, ReasonKind};
pub use shared::{SharedNeed, SharedNeeds, shared_needs};

use std::cmp::Reverse;
use std::collections::BTreeSet;

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::prov;
use oxrdf::Graph;
use oxsdatatypes::Date;
use serde::Serialize;

use crate::computed::{Statement, iri};
use crate::facts::{Because, Facts};
use crate::link::all;
use crate::node::{Day, Node};
use index::Index;
use proposal::{Proposal, open};
use reason::{Kinships, reasons};

/// How many offers are looked at for one need, those of the same resource and nearest by first.
pub const CANDIDATES_PER_NEED: usize = 200;
/// How many matches are kept for one need, the best.
pub const MATCHES_PER_NEED: usize = 10;
/// How many resources, territories and periods of one offer or need are looked at, and how many skills or resources
/// beside one.
pub const NAMED_PER_PROPOSAL: usize = 16;

/// Offers and needs that answer each other, on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Matches {
    /// The day.
    pub as_of: Day,
    /// The best first.
    pub matches: Vec<Match>,
    /// Needs for which there are more offers than [`CANDIDATES_PER_NEED`] and [`MATCHES_PER_NEED`] let through, and
    /// offers and needs that name more than [`NAMED_PER_PROPOSAL`], or are in a territory below more than 32 others.
    pub cut: BTreeSet<Node>,
}

/// An offer and a need that answer each other. It binds nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Match {
    /// The offer.
    pub offer: Node,
    /// The need.
    pub need: Node,
    /// The sum of the points of its reasons.
    pub score: u32,
    /// Why they are put face to face, in the order of the kinds.
    pub reasons: Vec<Reason>,
    /// The triples behind all reasons.
    pub because: Because,
}

/// Puts the open offers and needs of a day face to face.
///
/// An offer and a need match if they are about the same skill or resource, or about neighbouring ones (one
/// `skos:broader`, `skos:narrower` or `skos:related` away). Each [`ReasonKind`] adds its [points](ReasonKind::points)
/// once. They do not match if the same actor makes both, if both say a period and no day is in both, or if both say how
/// they mean to exchange and no mode is in both. Where a proposal says no territory, its actor's counts.
///
/// Closed are those fulfilled by that day and those whose every period is over.
///
/// # Errors
/// What the facts return.
pub fn matches<F: Facts>(facts: &F, as_of: Date) -> Result<Matches, F::Error> {
    let as_of = Day::from(as_of);
    let offers = open(facts, mutuelle::OFFER, as_of)?;
    let needs = open(facts, mutuelle::NEED, as_of)?;
    let mut index = Index::new(facts, &offers)?;
    let mut kinships = Kinships::default();
    let mut found = Matches {
        as_of,
        matches: Vec::new(),
        cut: BTreeSet::new(),
    };
    let cut = offers.iter().filter(|offer| index.is_cut(offer));
    found.cut.extend(cut.map(|offer| offer.node.clone()));
    for need in &needs {
        let (candidates, more) = index.candidates(facts, need, &mut kinships)?;
        let mut scored = Vec::new();
        for place in candidates {
            let offer = &offers[place];
            if need.excludes(offer) {
                continue;
            }
            let reasons = reasons(offer, need, &kinships, index.territories());
            if reasons.iter().any(Reason::is_about_the_resource) {
                let score = reasons.iter().map(|reason| reason.points).sum::<u32>();
                scored.push((Reverse(score), &offer.node, place, reasons));
            }
        }
        scored.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        if more || index.is_cut(need) || scored.len() > MATCHES_PER_NEED {
            found.cut.insert(need.node.clone());
        }
        scored.truncate(MATCHES_PER_NEED);
        for (Reverse(score), _, place, reasons) in scored {
            found
                .matches
                .push(Match::new(&offers[place], need, score, reasons));
        }
    }
    found.matches.sort_by(|a, b| {
        let key = |found: &Match| Reverse(found.score);
        (key(a), &a.need, &a.offer).cmp(&(key(b), &b.need, &b.offer))
    });
    Ok(found)
}

impl Match {
    fn new(offer: &Proposal, need: &Proposal, score: u32, reasons: Vec<Reason>) -> Self {
        Self {
            offer: offer.node.clone(),
            need: need.node.clone(),
            score,
            because: all(reasons.iter().map(|reason| &reason.because)),
            reasons,
        }
    }

    /// The match as a `mut:Match`.
    pub fn graph(&self) -> Graph {
        let node = iri("match", &[("offer", &self.offer), ("need", &self.need)]);
        let mut statement = Statement::new(node, mutuelle::MATCH);
        statement.say(mutuelle::MATCHED_OFFER, self.offer.to_term());
        statement.say(mutuelle::MATCHED_NEED, self.need.to_term());
        statement.say(prov::WAS_DERIVED_FROM, self.offer.to_term());
        statement.say(prov::WAS_DERIVED_FROM, self.need.to_term());
        for reason in &self.reasons {
            statement.say(mutuelle::MATCH_REASON, reason.kind.concept().into_owned());
        }
        let (fr, en): (Vec<_>, Vec<_>) = self.reasons.iter().map(Reason::words).unzip();
        statement.explain(&fr.join(" ; "), &en.join("; "));
        statement.into_graph()
    }
}

impl Matches {
    /// All matches, each a `mut:Match`.
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        for found in &self.matches {
            graph.extend(&found.graph());
        }
        graph
    }
}
