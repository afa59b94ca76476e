//! The wealth of a context, kind by kind.

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::prov;
use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNodeRef};
use serde::Serialize;

use super::amount::{Amount, Measure};
use super::contribution::{Entry, Units, read_all};
use super::period::Period;
use crate::computed::{self, Statement};
use crate::facts::{Because, Facts};
use crate::incomplete::Incomplete;
use crate::link::Relation;
use crate::node::Node;
use crate::parts::Parts;

const FOR_CONTEXT: Relation = Relation::new(&[], &[mutuelle::FOR_CONTEXT]);
const OF_ENTRY: Relation = Relation::new(&[], &[mutuelle::ENTRY]);

/// All the wealth brought, received or felt in a context, side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// The project, event or other context.
    pub context: Node,
    /// From when to when.
    pub period: Period,
    /// One line for each kind and measure, by the kind's IRI, then by the unit's; what is felt comes last.
    pub kinds: Vec<OfKind>,
    /// What the data leave unsaid; an entry named here may not be counted.
    pub incomplete: Vec<Incomplete>,
}

/// The wealth of one kind in one measure. Lines are never added up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfKind {
    /// The kind.
    pub kind: Node,
    /// How it is told.
    pub measure: Measure,
    /// What all the entries come to.
    pub total: Amount,
    /// The same for each who contributed or felt.
    pub by_contributor: Vec<ByContributor>,
}

/// What one contributor brought or felt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ByContributor {
    /// Who: several where they contributed together, since nothing says who brought how much; none where the entry
    /// belongs to no contribution.
    pub contributors: Vec<Node>,
    /// What their entries come to.
    pub amount: Amount,
    /// The entries.
    pub entries: Vec<Node>,
    /// The triples that say so.
    pub because: Because,
}

/// The wealth matrix of a context within a period.
///
/// Its entries are those of the contributions in that context and time, and those that a matrix of the context lists
/// for a period within this one. What was itself worked out of other entries (`prov:wasDerivedFrom`) does not count again.
pub fn matrix<F: Facts>(facts: &F, context: NamedNodeRef<'_>, period: Period) -> Result<Matrix, F::Error> {
    let mut parts = Parts::new(facts);
    let context = Node::from(context);
    let mut found = Found::default();
    for contribution in read_all(&mut parts, facts, &context, period)? {
        for entry in contribution.entries {
            found.add(entry, &contribution.contributors, &contribution.because);
        }
    }
    let mut units = Units::default();
    for (matrix, linked) in FOR_CONTEXT.of(facts, &context)? {
        let Some(because) = listed_within(&mut parts, &matrix, period)? else {
            continue;
        };
        for entry in parts.nodes(&matrix, mutuelle::ENTRY)? {
            let mut because = because.clone();
            because.extend(&linked);
            because.extend(&parts.because());
            let contributed = is_contributed(facts, &entry)?;
            if contributed || !parts.nodes(&entry, prov::WAS_DERIVED_FROM)?.is_empty() {
                parts.because();
                continue;
            }
            for entry in Entry::read(&mut parts, &mut units, &entry)? {
                found.add(entry, &[], &because);
            }
        }
    }
    let (incomplete, _) = parts.finish();
    Ok(Matrix {
        context,
        period,
        kinds: found.kinds(),
        incomplete: incomplete.into_iter().collect(),
    })
}

/// Why a node counts for a period: it is a matrix whose own period lies within. None if it does not count.
fn listed_within<F: Facts>(
    parts: &mut Parts<'_, F>,
    matrix: &Node,
    period: Period,
) -> Result<Option<Because>, F::Error> {
    parts.because();
    let class = Node::from(mutuelle::WEALTH_MATRIX);
    if !parts.nodes(matrix, rdf::TYPE)?.contains(&class) {
        return Ok(None);
    }
    let mut within = period.is_always();
    for interval in parts.nodes(matrix, mutuelle::PERIOD)? {
        within |= period.holds(Period::read(parts, &interval)?);
    }
    let because = parts.because();
    Ok(within.then_some(because))
}

/// Whether a contribution brought the entry: then it counts by the contribution's day.
fn is_contributed<F: Facts>(facts: &F, entry: &Node) -> Result<bool, F::Error> {
    for owner in OF_ENTRY.of(facts, entry)?.keys() {
        if !facts
            .objects(owner.as_subject(), mutuelle::IN_CONTEXT)?
            .is_empty()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

type Line = (Node, Measure);

/// Entries by those who brought or felt them.
type Brought = BTreeMap<Vec<Node>, Vec<(Entry, Because)>>;

/// Entries by line, each once, with those to whom they belong.
#[derive(Default)]
struct Found {
    seen: BTreeSet<(Node, Measure)>,
    lines: BTreeMap<Line, Brought>,
}

impl Found {
    fn add(&mut self, entry: Entry, contributors: &[Node], linked: &Because) {
        if !self.seen.insert((entry.entry.clone(), entry.measure.clone())) {
            return;
        }
        let felt = matches!(entry.measure, Measure::Felt) && !entry.felt_by.is_empty();
        let whose = if felt {
            entry.felt_by.clone()
        } else {
            contributors.to_vec()
        };
        let mut because = entry.because.clone();
        because.extend(linked);
        let line = (entry.kind.clone(), entry.measure.clone());
        let of_line = self.lines.entry(line).or_default();
        of_line.entry(whose).or_default().push((entry, because));
    }

    fn kinds(self) -> Vec<OfKind> {
        let lines = self
            .lines
            .into_iter()
            .filter_map(|((kind, measure), by_contributor)| {
                let numbers = by_contributor.values().flatten().map(|(entry, _)| &entry.number);
                let total = Amount::of(&measure, numbers)?;
                let by_contributor = by_contributor.into_iter().filter_map(|(contributors, entries)| {
                    let mut because = Because::default();
                    for (_, why) in &entries {
                        because.extend(why);
                    }
                    let mut names: Vec<Node> = entries.iter().map(|(entry, _)| entry.entry.clone()).collect();
                    names.sort();
                    Some(ByContributor {
                        contributors,
                        amount: Amount::of(&measure, entries.iter().map(|(entry, _)| &entry.number))?,
                        entries: names,
                        because,
                    })
                });
                Some(OfKind {
                    by_contributor: by_contributor.collect(),
                    kind,
                    measure,
                    total,
                })
            });
        lines.collect()
    }
}

impl Matrix {
    /// The matrix as `mut:WealthMatrix`: a new entry for what each contributor brought of a kind, derived from their
    /// own, and the entries of what was felt as they are, since feelings are not added.
    pub fn graph(&self) -> Graph {
        let inputs: [(&str, &dyn ToString); 3] = [
            ("context", &self.context),
            ("from", &self.period.start()),
            ("until", &self.period.end()),
        ];
        let node = computed::iri("wealth-matrix", &inputs);
        let mut matrix = Statement::new(node.clone(), mutuelle::WEALTH_MATRIX);
        matrix.say(mutuelle::FOR_CONTEXT, self.context.to_term());
        let mut graph = Graph::new();
        if !self.period.is_always() {
            matrix.say(mutuelle::PERIOD, self.period.iri());
            graph.extend(self.period.triples());
        }
        for line in &self.kinds {
            for part in &line.by_contributor {
                let Amount::Material { sum, .. } = &part.amount else {
                    for entry in &part.entries {
                        matrix.say(mutuelle::ENTRY, entry.to_term());
                    }
                    continue;
                };
                let (unit, whose) = (line.unit(), joined(&part.contributors));
                let name = computed::iri(
                    "wealth-entry",
                    &[
                        ("of", &node.as_str()),
                        ("kind", &line.kind),
                        ("unit", &joined(unit)),
                        ("by", &whose),
                    ],
                );
                let mut entry = Statement::new(name.clone(), mutuelle::WEALTH_ENTRY);
                entry.say(mutuelle::OF_KIND, line.kind.to_term());
                if let Some(quantity) = sum.to_literal() {
                    entry.say(mutuelle::QUANTITY, quantity);
                }
                for unit in unit {
                    entry.say(mutuelle::UNIT, unit.to_term());
                }
                for contributor in &part.contributors {
                    entry.say(prov::WAS_ATTRIBUTED_TO, contributor.to_term());
                }
                for source in &part.entries {
                    entry.say(prov::WAS_DERIVED_FROM, source.to_term());
                }
                matrix.say(mutuelle::ENTRY, name);
                graph.extend(&entry.into_graph());
            }
        }
        graph.extend(&matrix.into_graph());
        graph
    }
}

impl OfKind {
    fn unit(&self) -> &[Node] {
        match &self.measure {
            Measure::Material { unit } => unit.as_slice(),
            Measure::Felt => &[],
        }
    }
}

fn joined(nodes: &[Node]) -> String {
    let names: Vec<String> = nodes.iter().map(Node::to_string).collect();
    names.join(" ")
}
