//! A person's journey of compagnonnage.

use std::collections::BTreeSet;

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::scheme::compagnonnage;
use oxrdf::Graph;
use serde::Serialize;

use crate::facts::{Because, Facts};
use crate::link::{self, Relation, all, both, triple};
use crate::node::{Day, Node};

/// From a masterpiece to the skills that it proves.
pub(super) const PROVES: Relation = Relation::new(&[mutuelle::PROVES_SKILL], &[mutuelle::PROVEN_BY]);

const TRAVELS: Relation = Relation::new(&[], &[mutuelle::TRAVELLER]);
const STEP: Relation = Relation::new(&[mutuelle::HAS_STEP], &[mutuelle::STEP_OF]);
const STAGE: Relation = Relation::new(&[mutuelle::STAGE], &[]);
const PLACE: Relation = Relation::new(&[mutuelle::PLACE], &[]);
const WELCOMED_BY: Relation = Relation::new(&[mutuelle::WELCOMED_BY], &[]);
const MADE: Relation = Relation::new(&[], &[mutuelle::MADE_BY]);
const RECOGNISED_BY: Relation = Relation::new(&[mutuelle::RECOGNISED_BY], &[]);

/// How far a person's journey has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Itinerary {
    /// The person.
    pub person: Node,
    /// Their journeys.
    pub journeys: BTreeSet<Node>,
    /// The steps of all of them in the order of their first days; those without a date come last.
    pub steps: Vec<Step>,
    /// The stages that no step and no masterpiece shows yet, in the order of the scheme.
    pub missing: Vec<Node>,
    /// What the person has made to prove what they can do.
    pub masterpieces: Vec<Masterpiece>,
}

/// A step of a journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The first day, the earliest where several are said.
    pub start: Option<Day>,
    /// The last day, the latest where several are said.
    pub end: Option<Day>,
    /// The step.
    pub node: Node,
    /// The journeys it belongs to.
    pub journeys: BTreeSet<Node>,
    /// What it was about.
    pub stages: BTreeSet<Node>,
    /// Where it was.
    pub places: BTreeSet<Node>,
    /// Who took the person in.
    pub welcomed_by: BTreeSet<Node>,
    /// The triples behind it.
    pub because: Because,
}

/// A work that proves a skill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Masterpiece {
    /// The work.
    pub node: Node,
    /// The skills that it proves.
    pub proves: BTreeSet<Node>,
    /// Who judged it and recognised it, other than its maker.
    pub recognised_by: BTreeSet<Node>,
    /// The triples behind it.
    pub because: Because,
}

/// A person's journey of compagnonnage in order, with the stages still missing.
///
/// A stage is shown by a step that is about it. That of the masterpiece is shown too by a work of the person that
/// someone else has recognised. Someone who has not set out has no steps, and all stages before them.
///
/// # Errors
/// What the facts return.
pub fn journey<F: Facts>(facts: &F, person: &Node) -> Result<Itinerary, F::Error> {
    let travels = TRAVELS.of(facts, person)?;
    let mut steps = std::collections::BTreeMap::<Node, Step>::new();
    for (journey, why) in &travels {
        for (node, because) in STEP.of(facts, journey)? {
            if !steps.contains_key(&node) {
                steps.insert(node.clone(), step(facts, &node)?);
            }
            if let Some(step) = steps.get_mut(&node) {
                step.journeys.insert(journey.clone());
                step.because.extend(&both(why, &because));
            }
        }
    }
    let mut steps: Vec<_> = steps.into_values().collect();
    steps.sort_by(|a, b| {
        let key = |step: &Step| (step.start.is_none(), step.start, step.end);
        (key(a), &a.node).cmp(&(key(b), &b.node))
    });
    let masterpieces = masterpieces(facts, person)?;
    let mut shown: BTreeSet<Node> = steps
        .iter()
        .flat_map(|step| step.stages.iter().cloned())
        .collect();
    if masterpieces.iter().any(|work| !work.recognised_by.is_empty()) {
        shown.insert(compagnonnage::CHEF_D_OEUVRE.into());
    }
    let stages = compagnonnage::CONCEPTS.iter().map(|stage| Node::from(*stage));
    Ok(Itinerary {
        person: person.clone(),
        journeys: travels.into_keys().collect(),
        steps,
        missing: stages.filter(|stage| !shown.contains(stage)).collect(),
        masterpieces,
    })
}

fn step<F: Facts>(facts: &F, node: &Node) -> Result<Step, F::Error> {
    let stages = STAGE.of(facts, node)?;
    let places = PLACE.of(facts, node)?;
    let welcomed_by = WELCOMED_BY.of(facts, node)?;
    let start = link::days(facts, node, mutuelle::START_DATE)?.pop_first();
    let end = link::days(facts, node, mutuelle::END_DATE)?.pop_last();
    let linked = stages.values().chain(places.values()).chain(welcomed_by.values());
    let dated = start.iter().chain(&end).map(|(_, why)| why);
    Ok(Step {
        because: all(linked.chain(dated)),
        start: start.map(|(day, _)| day),
        end: end.map(|(day, _)| day),
        node: node.clone(),
        journeys: BTreeSet::new(),
        stages: stages.into_keys().collect(),
        places: places.into_keys().collect(),
        welcomed_by: welcomed_by.into_keys().collect(),
    })
}

fn masterpieces<F: Facts>(facts: &F, person: &Node) -> Result<Vec<Masterpiece>, F::Error> {
    let mut masterpieces = Vec::new();
    for (node, made) in MADE.of(facts, person)? {
        let proves = PROVES.of(facts, &node)?;
        let mut recognised_by = RECOGNISED_BY.of(facts, &node)?;
        recognised_by.remove(person);
        masterpieces.push(Masterpiece {
            because: all([&made]
                .into_iter()
                .chain(proves.values())
                .chain(recognised_by.values())),
            node,
            proves: proves.into_keys().collect(),
            recognised_by: recognised_by.into_keys().collect(),
        });
    }
    Ok(masterpieces)
}

impl Itinerary {
    /// The journeys with their steps, and the masterpieces, in our terms.
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        for journey in &self.journeys {
            graph.insert(&triple(journey, oxrdf::vocab::rdf::TYPE, mutuelle::JOURNEY));
            graph.insert(&triple(journey, mutuelle::TRAVELLER, self.person.to_term()));
        }
        for step in &self.steps {
            graph.insert(&triple(
                &step.node,
                oxrdf::vocab::rdf::TYPE,
                mutuelle::JOURNEY_STEP,
            ));
            for journey in &step.journeys {
                graph.insert(&triple(journey, mutuelle::HAS_STEP, step.node.to_term()));
            }
            for (predicate, nodes) in [
                (mutuelle::STAGE, &step.stages),
                (mutuelle::PLACE, &step.places),
                (mutuelle::WELCOMED_BY, &step.welcomed_by),
            ] {
                for node in nodes {
                    graph.insert(&triple(&step.node, predicate, node.to_term()));
                }
            }
            for (predicate, day) in [(mutuelle::START_DATE, step.start), (mutuelle::END_DATE, step.end)] {
                if let Some(day) = day {
                    graph.insert(&triple(&step.node, predicate, day.to_literal()));
                }
            }
        }
        for work in &self.masterpieces {
            graph.insert(&triple(
                &work.node,
                oxrdf::vocab::rdf::TYPE,
                mutuelle::MASTERPIECE,
            ));
            graph.insert(&triple(&work.node, mutuelle::MADE_BY, self.person.to_term()));
            for skill in &work.proves {
                graph.insert(&triple(&work.node, mutuelle::PROVES_SKILL, skill.to_term()));
            }
            for judge in &work.recognised_by {
                graph.insert(&triple(&work.node, mutuelle::RECOGNISED_BY, judge.to_term()));
            }
        }
        graph
    }
}
