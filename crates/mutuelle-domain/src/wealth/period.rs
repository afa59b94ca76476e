//! From one day to another.

use oxrdf::{Graph, NamedNode, Triple};
use serde::Serialize;

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::time;
use oxsdatatypes::Date;

use crate::computed::{self, Statement};
use crate::facts::Facts;
use crate::node::{Day, Node};
use crate::parts::Parts;

/// A span of days; both ends belong to it, and a missing end leaves it open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Period {
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub until: Option<Day>,
}

impl Period {
    /// From the beginning to the end of time.
    pub const ALWAYS: Self = Self {
        from: None,
        until: None,
    };

    /// From a day to a day.
    pub fn between(from: Date, until: Date) -> Self {
        Self {
            from: Some(from.into()),
            until: Some(until.into()),
        }
    }

    /// Whether it has neither end.
    pub fn is_always(self) -> bool {
        self == Self::ALWAYS
    }

    /// Whether the day belongs to it.
    pub fn contains(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether it holds all of another period.
    pub fn holds(self, other: Self) -> bool {
        let from = match (self.from, other.from) {
            (Some(from), Some(other)) => from <= other,
            (from, _) => from.is_none(),
        };
        let until = match (self.until, other.until) {
            (Some(until), Some(other)) => other <= until,
            (until, _) => until.is_none(),
        };
        from && until
    }

    /// The period of an interval that bears `mut:startDate` and `mut:endDate`.
    pub(crate) fn read<F: Facts>(parts: &mut Parts<'_, F>, interval: &Node) -> Result<Self, F::Error> {
        Ok(Self {
            from: parts.day(interval, mutuelle::START_DATE)?,
            until: parts.day(interval, mutuelle::END_DATE)?,
        })
    }

    /// The interval's IRI, the same for the same days.
    pub(crate) fn iri(self) -> NamedNode {
        computed::iri("period", &[("from", &self.start()), ("until", &self.end())])
    }

    pub(crate) fn start(self) -> String {
        self.from.map(|day| day.to_string()).unwrap_or_default()
    }

    pub(crate) fn end(self) -> String {
        self.until.map(|day| day.to_string()).unwrap_or_default()
    }

    /// The interval as RDF.
    pub(crate) fn triples(self) -> Vec<Triple> {
        let mut statement = Statement::new(self.iri(), time::PROPER_INTERVAL);
        for (property, day) in [
            (mutuelle::START_DATE, self.from),
            (mutuelle::END_DATE, self.until),
        ] {
            if let Some(day) = day {
                statement.say(property, day.to_literal());
            }
        }
        let graph: Graph = statement.into_graph();
        graph.iter().map(oxrdf::TripleRef::into_owned).collect()
    }
}
