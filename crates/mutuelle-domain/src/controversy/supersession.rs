//! Which stances were superseded, by which, and who changed their mind.
//!
//! A stance supersedes another one where it says so, or where it is the next that the same holder stated of the same
//! position in the same name. A stance in someone's own name and one on behalf of an organisation stand side by side
//! unless one says that it supersedes the other: a spokesperson's voice is not their own.
//!
//! What says so is believed where both have a holder in common, where it does not point to a later day, and where the
//! stances do not supersede each other in a circle; so nobody can put an end to someone else's stance.

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;
use oxrdf::Triple;
use serde::Serialize;

use super::circle;
use super::outline::REPLACED;
use super::stance::{Key, Stance};
use crate::exact::Exact;
use crate::facts::{Because, Facts};
use crate::link::triple;
use crate::node::{Day, Node, Text};

/// Someone spoke otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeOfMind {
    /// Who.
    pub holders: Vec<Node>,
    /// When the new stance was stated.
    pub on: Option<Day>,
    /// What they said before.
    pub from: Said,
    /// What they say from then on.
    pub to: Said,
    /// Whether the new stance says that it supersedes the old one; else it follows from the dates.
    pub explicit: bool,
    /// The words of the new stance.
    pub quotes: Vec<Text>,
    /// Where they were said.
    pub sources: Vec<String>,
    /// The triples of both stances and of what links them.
    pub because: Because,
}

/// One side of a change of mind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Said {
    /// The day.
    pub stated_on: Option<Day>,
    /// The stance.
    pub stance: Node,
    /// Of which position.
    pub targets: Vec<Node>,
    /// How much for or against.
    pub degree: Option<Exact>,
}

impl Said {
    fn by(stance: &Stance) -> Self {
        Self {
            stated_on: stance.stated_on,
            stance: stance.stance.clone(),
            targets: stance.targets.clone(),
            degree: stance.degree.clone(),
        }
    }
}

/// An older stance and the one that supersedes it, both by their place in the list.
type Pair = (usize, usize);

/// What supersedes what among the stances of a moment.
pub(super) struct Supersession {
    explicit: BTreeMap<Pair, Because>,
    by_date: BTreeSet<Pair>,
    /// Explicit pairs that leap over a stance said in between: true, but no change of mind of their own.
    leaps: BTreeSet<Pair>,
}

impl Supersession {
    /// Works out who supersedes whom among stances, which are sorted by day.
    pub(super) fn of<F: Facts>(facts: &F, stances: &[Stance]) -> Result<Self, F::Error> {
        let explicit = explicit(facts, stances)?;
        let mut supersession = Self {
            explicit,
            by_date: BTreeSet::new(),
            leaps: BTreeSet::new(),
        };
        supersession.follow_dates(stances);
        Ok(supersession)
    }

    /// Marks what is superseded.
    pub(super) fn apply(&self, stances: &mut [Stance]) {
        let names: Vec<Node> = stances.iter().map(|stance| stance.stance.clone()).collect();
        for (old, new) in self.explicit.keys().chain(&self.by_date) {
            let old = &mut stances[*old];
            old.in_force = false;
            old.superseded_by.push(names[*new].clone());
        }
        for stance in stances {
            stance.superseded_by.sort();
            stance.superseded_by.dedup();
        }
    }

    /// What follows from the dates and stands in no triple.
    pub(super) fn new_facts(&self, stances: &[Stance]) -> Vec<Triple> {
        let implied = self
            .by_date
            .iter()
            .filter(|pair| !self.explicit.contains_key(pair));
        implied
            .map(|(old, new)| {
                let (old, new) = (&stances[*old].stance, &stances[*new].stance);
                triple(new, mutuelle::SUPERSEDES, old.to_term())
            })
            .collect()
    }

    /// The changes of mind, in the order of time.
    pub(super) fn changes(&self, stances: &[Stance]) -> Vec<ChangeOfMind> {
        let replaced_at_once: BTreeSet<usize> = self
            .explicit
            .keys()
            .filter(|(old, new)| {
                stances[*old].stated_on == stances[*new].stated_on
                    && stances[*old].key() == stances[*new].key()
            })
            .map(|(old, _)| *old)
            .collect();
        let explicit = self.explicit.keys().filter(|pair| !self.leaps.contains(pair));
        let by_date = self
            .by_date
            .iter()
            .filter(|pair| !self.explicit.contains_key(pair) && !replaced_at_once.contains(&pair.0));
        let mut changes: Vec<ChangeOfMind> = explicit
            .chain(by_date)
            .filter(|(old, new)| differ(&stances[*old], &stances[*new]))
            .map(|pair| self.change(*pair, stances))
            .collect();
        changes.sort_by(|one, other| {
            let key = |change: &ChangeOfMind| (change.on, change.to.clone(), change.from.clone());
            key(one).cmp(&key(other))
        });
        changes
    }

    fn change(&self, pair: Pair, stances: &[Stance]) -> ChangeOfMind {
        let (old, new) = (&stances[pair.0], &stances[pair.1]);
        let mut because = old.because.clone();
        because.extend(&new.because);
        if let Some(link) = self.explicit.get(&pair) {
            because.extend(link);
        }
        ChangeOfMind {
            holders: new.holders.clone(),
            on: new.stated_on,
            from: Said::by(old),
            to: Said::by(new),
            explicit: self.explicit.contains_key(&pair),
            quotes: new.quotes.clone(),
            sources: new.sources.clone(),
            because,
        }
    }

    /// Each stance is superseded by the next day's of the same key. Of several on that next day, the first by its IRI is
    /// named; those of one day stand side by side.
    fn follow_dates(&mut self, stances: &[Stance]) {
        let mut days: BTreeMap<Key, BTreeMap<Day, Vec<usize>>> = BTreeMap::new();
        for (at, stance) in stances.iter().enumerate() {
            if let (Some(key), Some(day)) = (stance.key(), stance.stated_on) {
                days.entry(key).or_default().entry(day).or_default().push(at);
            }
        }
        let mut next_days: BTreeMap<usize, Day> = BTreeMap::new();
        for of_key in days.values() {
            for ((_, old), (next, new)) in of_key.iter().zip(of_key.iter().skip(1)) {
                for at in old {
                    self.by_date.insert((*at, new[0]));
                    next_days.insert(*at, *next);
                }
            }
        }
        let leaps = self.explicit.keys().filter(|(old, new)| {
            let same_key = stances[*old].key().is_some() && stances[*old].key() == stances[*new].key();
            let later = next_days.get(old).zip(stances[*new].stated_on);
            same_key && later.is_some_and(|(next, day)| next < &day)
        });
        self.leaps = leaps.copied().collect();
    }
}

/// The stances that say whom they supersede, as far as that can be.
fn explicit<F: Facts>(facts: &F, stances: &[Stance]) -> Result<BTreeMap<Pair, Because>, F::Error> {
    let places: BTreeMap<&Node, usize> = stances
        .iter()
        .enumerate()
        .map(|(at, stance)| (&stance.stance, at))
        .collect();
    let mut pairs = BTreeMap::new();
    for (new, stance) in stances.iter().enumerate() {
        for (old, because) in REPLACED.of(facts, &stance.stance)? {
            let Some(old) = places.get(&old).copied() else {
                continue;
            };
            if old != new && may_supersede(stance, &stances[old]) {
                pairs.insert((old, new), because);
            }
        }
    }
    let edges: Vec<Pair> = pairs.keys().copied().collect();
    let circles = circle::components(stances.len(), &edges);
    pairs.retain(|(old, new), _| circles[*old] != circles[*new]);
    Ok(pairs)
}

fn may_supersede(new: &Stance, old: &Stance) -> bool {
    let same_holder = new.holders.iter().any(|holder| old.holders.contains(holder));
    let in_time = match (new.stated_on, old.stated_on) {
        (Some(new), Some(old)) => old <= new,
        _ => true,
    };
    same_holder && in_time
}

fn differ(old: &Stance, new: &Stance) -> bool {
    old.degree != new.degree || old.targets != new.targets
}
