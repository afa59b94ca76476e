//! The moments of a controversy: when they happened and when they were told.

use mutuelle_ontology::vocab::mutuelle;
use serde::Serialize;

use crate::facts::{Because, Facts};
use crate::node::{Day, Node, Text};
use crate::parts::Parts;

/// A moment of the controversy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Phase {
    /// The phase.
    pub phase: Node,
    /// Its names.
    pub labels: Vec<Text>,
    /// When it took place.
    pub happened: Vec<Interval>,
    /// Whether it had begun by the date asked for and had not ended before.
    pub ongoing: bool,
    /// By which accounts it is known.
    pub narrations: Vec<Narration>,
    /// The triples that say all this.
    pub because: Because,
}

/// A period.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Interval {
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub until: Option<Day>,
    /// The interval.
    pub interval: Node,
}

/// An account of a phase.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Narration {
    /// When it was told: the account's `dct:created` or `dct:issued`.
    pub told_on: Option<Day>,
    /// The seed, testimony or document that tells of the phase.
    pub by: Node,
    /// Whether it was told only after the date asked for.
    pub told_later: bool,
}

impl Phase {
    pub(super) fn read<F: Facts>(
        parts: &mut Parts<'_, F>,
        phase: &Node,
        linked: &Because,
    ) -> Result<Self, F::Error> {
        let labels = parts.labels(phase)?;
        let mut happened = Vec::new();
        for interval in parts.nodes(phase, mutuelle::HAPPENED_DURING)? {
            happened.push(Interval {
                from: parts.day(&interval, mutuelle::START_DATE)?,
                until: parts.day(&interval, mutuelle::END_DATE)?,
                interval,
            });
        }
        let mut narrations = Vec::new();
        for by in parts.nodes(phase, mutuelle::NARRATED_BY)? {
            narrations.push(Narration {
                told_on: parts.recorded(&by)?,
                by,
                told_later: false,
            });
        }
        happened.sort();
        narrations.sort();
        let mut because = parts.because();
        because.extend(linked);
        Ok(Self {
            phase: phase.clone(),
            labels,
            happened,
            ongoing: false,
            narrations,
            because,
        })
    }

    /// The first day, if one is said.
    pub(super) fn begin(&self) -> Option<Day> {
        self.happened.iter().filter_map(|interval| interval.from).min()
    }

    /// Says of a day whether the phase was going on and what had been told.
    pub(super) fn seen_on(&mut self, day: Day) {
        self.ongoing = self.happened.iter().any(|interval| {
            let begun = interval.from.is_some_and(|from| from <= day);
            begun && interval.until.is_none_or(|until| day <= until)
        });
        for narration in &mut self.narrations {
            narration.told_later = narration.told_on.is_some_and(|told| told > day);
        }
        self.narrations.sort();
    }
}
