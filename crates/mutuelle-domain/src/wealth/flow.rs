//! What passes between human society, the living world and the technosphere.

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::prov;
use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNode, NamedNodeRef};
use serde::Serialize;

use super::amount::{Amount, Measure};
use super::contribution::{Entry, Units};
use super::period::Period;
use crate::computed::{self, Statement};
use crate::facts::{Because, Facts};
use crate::incomplete::Incomplete;
use crate::link::Relation;
use crate::node::Node;
use crate::parts::Parts;

const IN_CONTEXT: Relation = Relation::new(&[], &[mutuelle::FOR_CONTEXT, mutuelle::IN_CONTEXT]);
const OF_CLASS: Relation = Relation::new(&[], &[rdf::TYPE]);

/// The flows between spheres.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flows {
    /// In which context; none for all flows.
    pub context: Option<Node>,
    /// From when to when.
    pub period: Period,
    /// One line for each pair of spheres, kind and measure. Lines are never added up.
    pub flows: Vec<SphereFlow>,
    /// What the data leave unsaid.
    pub incomplete: Vec<Incomplete>,
}

/// What passes from one sphere to another of one kind, in one measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SphereFlow {
    /// Where it comes from, if that is said.
    pub from: Option<Node>,
    /// Where it goes, if that is said.
    pub to: Option<Node>,
    /// The kind of wealth.
    pub kind: Node,
    /// How it is told.
    pub measure: Measure,
    /// What the entries come to.
    pub amount: Amount,
    /// The flows whose entries these are.
    pub flows: Vec<Node>,
    /// The entries.
    pub entries: Vec<Node>,
    /// The triples that say so.
    pub because: Because,
}

type Line = (Option<Node>, Option<Node>, Node, Measure);

/// Entries by the flow and the entry.
type Entries = BTreeMap<(Node, Node), (Entry, Because)>;

/// From which sphere to which.
type Spheres = (Option<Node>, Option<Node>);

/// The flows between spheres, of one context or of all, whose period lies within a period. A flow that names no sphere
/// does not count; one without a time counts only for [`Period::ALWAYS`]. A flow that was itself worked out of others
/// (`prov:wasDerivedFrom`) does not count again.
pub fn flows<F: Facts>(
    facts: &F,
    context: Option<NamedNodeRef<'_>>,
    period: Period,
) -> Result<Flows, F::Error> {
    let mut parts = Parts::new(facts);
    let mut units = Units::default();
    let context = context.map(Node::from);
    let mut lines: BTreeMap<Line, Entries> = BTreeMap::new();
    for flow in candidates(facts, context.as_ref())? {
        let Some((from, to)) = spheres(&mut parts, &flow)? else {
            continue;
        };
        let derived = !parts.nodes(&flow, prov::WAS_DERIVED_FROM)?.is_empty();
        if derived || !within(&mut parts, &flow, period)? {
            continue;
        }
        let entries = parts.nodes(&flow, mutuelle::ENTRY)?;
        let linked = parts.because();
        for entry in entries {
            for entry in Entry::read(&mut parts, &mut units, &entry)? {
                let line = (
                    from.clone(),
                    to.clone(),
                    entry.kind.clone(),
                    entry.measure.clone(),
                );
                let mut because = entry.because.clone();
                because.extend(&linked);
                let key = (flow.clone(), entry.entry.clone());
                lines.entry(line).or_default().insert(key, (entry, because));
            }
        }
    }
    let (incomplete, _) = parts.finish();
    let flows = lines
        .into_iter()
        .filter_map(|((from, to, kind, measure), entries)| {
            let mut because = Because::default();
            for (_, why) in entries.values() {
                because.extend(why);
            }
            let amount = Amount::of(&measure, entries.values().map(|(entry, _)| &entry.number))?;
            let (flows, entries): (BTreeSet<Node>, BTreeSet<Node>) = entries.into_keys().unzip();
            Some(SphereFlow {
                from,
                to,
                kind,
                measure,
                amount,
                flows: flows.into_iter().collect(),
                entries: entries.into_iter().collect(),
                because,
            })
        });
    Ok(Flows {
        context,
        period,
        flows: flows.collect(),
        incomplete: incomplete.into_iter().collect(),
    })
}

fn candidates<F: Facts>(facts: &F, context: Option<&Node>) -> Result<BTreeSet<Node>, F::Error> {
    let mut candidates = BTreeSet::new();
    if let Some(context) = context {
        candidates.extend(IN_CONTEXT.of(facts, context)?.into_keys());
    } else {
        for class in [mutuelle::FLOW, mutuelle::CONTRIBUTION] {
            let class = Node::from(NamedNode::from(class));
            candidates.extend(OF_CLASS.of(facts, &class)?.into_keys());
        }
    }
    Ok(candidates)
}

/// From which sphere to which; none if the flow names neither. Of several, the first by its IRI.
fn spheres<F: Facts>(parts: &mut Parts<'_, F>, flow: &Node) -> Result<Option<Spheres>, F::Error> {
    parts.because();
    let from = parts.nodes(flow, mutuelle::FROM_SPHERE)?.into_iter().next();
    let to = parts.nodes(flow, mutuelle::TO_SPHERE)?.into_iter().next();
    Ok((from.is_some() || to.is_some()).then_some((from, to)))
}

fn within<F: Facts>(parts: &mut Parts<'_, F>, flow: &Node, period: Period) -> Result<bool, F::Error> {
    let mut within = period.is_always();
    for interval in parts.nodes(flow, mutuelle::PERIOD)? {
        within |= period.holds(Period::read(parts, &interval)?);
    }
    let day = parts.day(flow, mutuelle::CONTRIBUTED_ON)?;
    Ok(within || day.is_some_and(|day| period.contains(day)))
}

impl Flows {
    /// The lines as `mut:Flow` from sphere to sphere, each derived from the flows behind it, with one new entry that is
    /// their sum. Of what was felt, the entries stay as they are, since feelings are not added.
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        if !self.period.is_always() && !self.flows.is_empty() {
            graph.extend(self.period.triples());
        }
        for line in &self.flows {
            self.say(line, &mut graph);
        }
        graph
    }

    fn say(&self, line: &SphereFlow, graph: &mut Graph) {
        let told = |node: Option<&Node>| node.map(Node::to_string).unwrap_or_default();
        let unit = match &line.measure {
            Measure::Material { unit } => unit.as_ref(),
            Measure::Felt => None,
        };
        let name = |kind: &str| {
            let inputs: [(&str, &dyn ToString); 7] = [
                ("context", &told(self.context.as_ref())),
                ("from", &self.period.start()),
                ("until", &self.period.end()),
                ("from-sphere", &told(line.from.as_ref())),
                ("to-sphere", &told(line.to.as_ref())),
                ("kind", &line.kind),
                ("unit", &told(unit)),
            ];
            computed::iri(kind, &inputs)
        };
        let mut flow = Statement::new(name("flow"), mutuelle::FLOW);
        let spheres = [
            (mutuelle::FROM_SPHERE, &line.from),
            (mutuelle::TO_SPHERE, &line.to),
        ];
        for (property, sphere) in spheres
            .into_iter()
            .chain([(mutuelle::FOR_CONTEXT, &self.context)])
        {
            if let Some(node) = sphere {
                flow.say(property, node.to_term());
            }
        }
        if !self.period.is_always() {
            flow.say(mutuelle::PERIOD, self.period.iri());
        }
        for source in &line.flows {
            flow.say(prov::WAS_DERIVED_FROM, source.to_term());
        }
        let Amount::Material { sum, .. } = &line.amount else {
            for entry in &line.entries {
                flow.say(mutuelle::ENTRY, entry.to_term());
            }
            graph.extend(&flow.into_graph());
            return;
        };
        let mut entry = Statement::new(name("flow-entry"), mutuelle::WEALTH_ENTRY);
        entry.say(mutuelle::OF_KIND, line.kind.to_term());
        if let Some(quantity) = sum.to_literal() {
            entry.say(mutuelle::QUANTITY, quantity);
        }
        if let Some(unit) = unit {
            entry.say(mutuelle::UNIT, unit.to_term());
        }
        for source in &line.entries {
            entry.say(prov::WAS_DERIVED_FROM, source.to_term());
        }
        flow.say(mutuelle::ENTRY, name("flow-entry"));
        graph.extend(&flow.into_graph());
        graph.extend(&entry.into_graph());
    }
}
