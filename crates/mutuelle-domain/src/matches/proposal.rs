//! Offers and needs as they stand in the data.

use std::collections::BTreeSet;

use mutuelle_ontology::vocab::mutuelle;
use oxrdf::NamedNodeRef;

use crate::facts::{Because, Facts};
use crate::link::{self, Linked, Relation, both, first};
use crate::matches::NAMED_PER_PROPOSAL;
use crate::node::{Day, Node};
use crate::territory::{ATTACHED, INHABITS};

const ABOUT: Relation = Relation::new(&[mutuelle::OF_SKILL, mutuelle::OF_RESOURCE], &[]);
const MADE_BY: Relation = Relation::new(
    &[mutuelle::OFFERED_BY, mutuelle::NEEDED_BY],
    &[mutuelle::HAS_OFFER, mutuelle::HAS_NEED],
);
const MODE: Relation = Relation::new(&[mutuelle::EXCHANGE_MODE], &[]);
const PERIOD: Relation = Relation::new(&[mutuelle::PERIOD], &[]);

/// An offer or a need.
pub(super) struct Proposal {
    pub(super) node: Node,
    /// The skills and resources it is about.
    pub(super) about: Linked,
    /// The actors or projects that make it.
    pub(super) by: BTreeSet<Node>,
    /// Where: its own territories, or else its actors'.
    pub(super) territories: Linked,
    pub(super) modes: Linked,
    /// When, as far as it is said: what is not over.
    pub(super) periods: Vec<Period>,
    /// Whether it names more than is looked at.
    pub(super) cut: bool,
}

/// A period, open on a side for which no day is said.
pub(super) struct Period {
    start: Option<Day>,
    end: Option<Day>,
    pub(super) because: Because,
}

impl Period {
    /// Whether some days are in both.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let begins_in_time =
            |start: Option<Day>, end: Option<Day>| start.is_none() || end.is_none() || start <= end;
        begins_in_time(self.start, other.end) && begins_in_time(other.start, self.end)
    }
}

impl Proposal {
    /// Whether what both say leaves them no way to meet.
    pub(super) fn excludes(&self, other: &Self) -> bool {
        let apart = |ours: &Linked, theirs: &Linked| {
            !ours.is_empty() && !theirs.is_empty() && !ours.keys().any(|mode| theirs.contains_key(mode))
        };
        let overlaps = self
            .periods
            .iter()
            .any(|ours| other.periods.iter().any(|theirs| ours.overlaps(theirs)));
        !self.by.is_disjoint(&other.by)
            || apart(&self.modes, &other.modes)
            || (!self.periods.is_empty() && !other.periods.is_empty() && !overlaps)
    }
}

/// The open proposals of a class on a day, in the order of their nodes.
pub(super) fn open<F: Facts>(
    facts: &F,
    class: NamedNodeRef<'_>,
    as_of: Day,
) -> Result<Vec<Proposal>, F::Error> {
    let mut open = Vec::new();
    for (node, _) in link::instances(facts, &[class])? {
        let fulfilled = link::day(facts, &node, mutuelle::FULFILLED_ON)?;
        if fulfilled.is_some_and(|(day, _)| day <= as_of) {
            continue;
        }
        if let Some(periods) = periods(facts, &node, as_of)? {
            open.push(proposal(facts, node, periods)?);
        }
    }
    Ok(open)
}

/// The periods that are not over; none if periods are said and all are over. One that ends before it begins is a
/// mistake and says nothing.
fn periods<F: Facts>(facts: &F, proposal: &Node, as_of: Day) -> Result<Option<Vec<Period>>, F::Error> {
    let mut periods = Vec::new();
    let mut over = false;
    for (interval, why) in PERIOD.of(facts, proposal)? {
        let mut because = why;
        let mut first = |predicate| -> Result<Option<Day>, F::Error> {
            let day = link::day(facts, &interval, predicate)?;
            Ok(day.map(|(day, why)| {
                because.extend(&why);
                day
            }))
        };
        let (start, end) = (first(mutuelle::START_DATE)?, first(mutuelle::END_DATE)?);
        match (start, end) {
            (None, None) => {}
            (Some(start), Some(end)) if end < start => {}
            (_, Some(end)) if end < as_of => over = true,
            _ => periods.push(Period { start, end, because }),
        }
    }
    Ok((!periods.is_empty() || !over).then_some(periods))
}

fn proposal<F: Facts>(facts: &F, node: Node, mut periods: Vec<Period>) -> Result<Proposal, F::Error> {
    let made_by = MADE_BY.of(facts, &node)?;
    let mut territories = ATTACHED.of(facts, &node)?;
    if territories.is_empty() {
        for (actor, why) in &made_by {
            for relation in [ATTACHED, INHABITS] {
                for (territory, because) in relation.of(facts, actor)? {
                    territories
                        .entry(territory)
                        .or_default()
                        .extend(&both(why, &because));
                }
            }
        }
    }
    let mut about = ABOUT.of(facts, &node)?;
    let mut cut = periods.len() > NAMED_PER_PROPOSAL;
    periods.truncate(NAMED_PER_PROPOSAL);
    for named in [&mut about, &mut territories] {
        cut |= first(named, NAMED_PER_PROPOSAL);
    }
    Ok(Proposal {
        about,
        by: made_by.into_keys().collect(),
        modes: MODE.of(facts, &node)?,
        territories,
        periods,
        cut,
        node,
    })
}
