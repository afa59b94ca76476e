//! What people brought to a project, an action or an event.

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;
use oxrdf::NamedNodeRef;
use serde::Serialize;

use super::amount::Measure;
use super::period::Period;
use crate::exact::Exact;
use crate::facts::{Because, Facts};
use crate::incomplete::{Incomplete, Problem};
use crate::link::Relation;
use crate::node::{Day, Node, Text};
use crate::parts::Parts;

const IN_CONTEXT: Relation = Relation::new(&[], &[mutuelle::IN_CONTEXT]);

/// What someone brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contribution {
    /// The contribution.
    pub contribution: Node,
    /// Its names.
    pub labels: Vec<Text>,
    /// To which projects, actions or events.
    pub contexts: Vec<Node>,
    /// Who brought it.
    pub contributors: Vec<Node>,
    /// On which day; the last one, if it took several.
    pub on: Option<Day>,
    /// What it is made of.
    pub entries: Vec<Entry>,
    /// The triples that say all this, but for the entries.
    pub because: Because,
}

/// A quantity of one kind of wealth, or what someone says they feel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The entry.
    pub entry: Node,
    /// Of which kind.
    pub kind: Node,
    /// How it is told.
    pub measure: Measure,
    /// The quantity or the level.
    pub number: Exact,
    /// Who feels it, where it says so.
    pub felt_by: Vec<Node>,
    /// The triples that say all this.
    pub because: Because,
}

/// The contributions to a context within a period, by their IRI, and what they leave unsaid. One without a date counts
/// only for [`Period::ALWAYS`].
pub fn contributions<F: Facts>(
    facts: &F,
    context: NamedNodeRef<'_>,
    period: Period,
) -> Result<(Vec<Contribution>, Vec<Incomplete>), F::Error> {
    let mut parts = Parts::new(facts);
    let contributions = read_all(&mut parts, facts, &context.into(), period)?;
    let (incomplete, _) = parts.finish();
    Ok((contributions, incomplete.into_iter().collect()))
}

pub(super) fn read_all<F: Facts>(
    parts: &mut Parts<'_, F>,
    facts: &F,
    context: &Node,
    period: Period,
) -> Result<Vec<Contribution>, F::Error> {
    let mut units = Units::default();
    let mut contributions = Vec::new();
    for contribution in IN_CONTEXT.of(facts, context)?.into_keys() {
        let on = parts.day(&contribution, mutuelle::CONTRIBUTED_ON)?;
        if on.is_none() && !period.is_always() {
            let found = Vec::new();
            parts.note(&contribution, mutuelle::CONTRIBUTED_ON, Problem::Missing, found);
        }
        let within = on.map_or(period.is_always(), |day| period.contains(day));
        if !within {
            parts.because();
            continue;
        }
        let contributors = parts.nodes(&contribution, mutuelle::CONTRIBUTED_BY)?;
        if contributors.is_empty() {
            parts.note(
                &contribution,
                mutuelle::CONTRIBUTED_BY,
                Problem::Missing,
                Vec::new(),
            );
        }
        let contexts = parts.nodes(&contribution, mutuelle::IN_CONTEXT)?;
        let labels = parts.labels(&contribution)?;
        let entries = parts.nodes(&contribution, mutuelle::ENTRY)?;
        let because = parts.because();
        let mut read = Vec::new();
        for entry in entries {
            read.extend(Entry::read(parts, &mut units, &entry)?);
        }
        contributions.push(Contribution {
            contribution,
            labels,
            contexts: contexts.into_iter().collect(),
            contributors: contributors.into_iter().collect(),
            on,
            entries: read,
            because,
        });
    }
    Ok(contributions)
}

/// The only one of some nodes; none or several are noted.
fn one<F: Facts>(
    parts: &mut Parts<'_, F>,
    node: &Node,
    property: NamedNodeRef<'_>,
    nodes: &BTreeSet<Node>,
) -> Option<Node> {
    if nodes.len() == 1 {
        return nodes.first().cloned();
    }
    let problem = if nodes.is_empty() {
        Problem::Missing
    } else {
        Problem::Several
    };
    let found = nodes.iter().map(|node| node.to_term().to_string()).collect();
    parts.note(node, property, problem, found);
    None
}

/// The units that kinds name, each looked up once.
#[derive(Default)]
pub(super) struct Units(BTreeMap<Node, (Option<Node>, Because)>);

impl Units {
    fn of<F: Facts>(
        &mut self,
        parts: &mut Parts<'_, F>,
        kind: &Node,
    ) -> Result<(Option<Node>, Because), F::Error> {
        if let Some(known) = self.0.get(kind) {
            return Ok(known.clone());
        }
        let unit = parts.nodes(kind, mutuelle::UNIT)?.into_iter().next();
        let found = (unit, parts.because());
        self.0.insert(kind.clone(), found.clone());
        Ok(found)
    }
}

impl Entry {
    /// What an entry says: nothing if it does not name its one kind or has no readable number, and twice if it is both
    /// counted and felt.
    pub(super) fn read<F: Facts>(
        parts: &mut Parts<'_, F>,
        units: &mut Units,
        entry: &Node,
    ) -> Result<Vec<Self>, F::Error> {
        let kinds = parts.nodes(entry, mutuelle::OF_KIND)?;
        let quantity = parts.number(entry, mutuelle::QUANTITY)?;
        let level = parts.number(entry, mutuelle::FELT_LEVEL)?;
        let felt_by: Vec<Node> = parts.nodes(entry, mutuelle::FELT_BY)?.into_iter().collect();
        let own_unit = parts.nodes(entry, mutuelle::UNIT)?;
        let mut because = parts.because();
        let one_kind = one(parts, entry, mutuelle::OF_KIND, &kinds);
        let (Some(kind), true) = (one_kind, own_unit.len() <= 1) else {
            if !own_unit.is_empty() {
                one(parts, entry, mutuelle::UNIT, &own_unit);
            }
            return Ok(Vec::new());
        };
        if quantity.is_none() && level.is_none() {
            parts.note(entry, mutuelle::QUANTITY, Problem::Missing, Vec::new());
        }
        if let Some(level) = level
            .as_ref()
            .filter(|level| **level > 5.into() || **level < (-5).into())
        {
            let found = vec![level.to_string()];
            parts.note(entry, mutuelle::FELT_LEVEL, Problem::OutOfRange, found);
        }
        let mut unit = own_unit.into_iter().next();
        if unit.is_none() && quantity.is_some() {
            let (of_kind, why) = units.of(parts, &kind)?;
            because.extend(&why);
            unit = of_kind;
        }
        let told = [(Measure::Material { unit }, quantity), (Measure::Felt, level)];
        let entries = told.into_iter().filter_map(|(measure, number)| {
            Some(Self {
                entry: entry.clone(),
                kind: kind.clone(),
                measure,
                number: number?,
                felt_by: felt_by.clone(),
                because: because.clone(),
            })
        });
        Ok(entries.collect())
    }
}
