//! Learning that was passed on, and learning that waits to be.

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;
use oxrdf::Graph;
use serde::Serialize;

use crate::facts::{Because, Facts};
use crate::link::{self, Linked, Relation, both, instances, triple};
use crate::node::{Day, Node};

/// How many later loops are named in which one's learners taught further, and how many who learnt in each of these.
pub const FURTHER_PER_LOOP: usize = 32;

const LEARNT_BY: Relation = Relation::new(&[mutuelle::LEARNT_BY], &[]);
const TAUGHT_BY: Relation = Relation::new(&[mutuelle::TAUGHT_BY], &[]);
const TAUGHT_TO: Relation = Relation::new(&[mutuelle::TAUGHT_TO], &[]);
/// What was learnt: a skill, a resource or what a seed holds.
const LEARNT: Relation = Relation::new(
    &[mutuelle::OF_SKILL, mutuelle::OF_RESOURCE, mutuelle::FROM_SEED],
    &[],
);
const PLACE: Relation = Relation::new(&[mutuelle::PLACE], &[]);

/// All learning loops of the commons, by whether they are closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Loops {
    /// Whoever learnt has taught it further.
    pub closed: Vec<Learning>,
    /// Nobody who learnt has taught it further yet.
    pub open: Vec<Learning>,
}

/// A learning loop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Learning {
    /// The loop.
    pub node: Node,
    /// What was learnt: skills, resources, seeds.
    pub of: BTreeSet<Node>,
    /// Who learnt.
    pub learnt_by: BTreeSet<Node>,
    /// The day, the earliest where several are said.
    pub on: Option<Day>,
    /// Where.
    pub place: BTreeSet<Node>,
    /// To whom those who learnt have taught it further, here or in a later loop.
    pub taught_to: BTreeSet<Node>,
    /// The later loops in which one who learnt here teaches the same; the first [`FURTHER_PER_LOOP`].
    pub further: Vec<Node>,
    /// Whether there are more of them, or more who learnt there.
    pub cut: bool,
    /// The triples behind it.
    pub because: Because,
}

struct Read {
    learning: Learning,
    learners: Linked,
    of: Linked,
    taught_by: Linked,
}

/// Loops by who taught and what, in the order of their days; those without a date first.
type Taught<'r> = BTreeMap<(&'r Node, &'r Node), Vec<(Option<Day>, usize)>>;

/// The learning loops of the commons, closed and open.
///
/// A loop is closed if it says to whom the learning was passed on, or if one who learnt there teaches the same skill,
/// resource or seed to someone else in another loop that is not earlier. Who teaches only themselves closes nothing.
///
/// # Errors
/// What the facts return.
pub fn loops<F: Facts>(facts: &F) -> Result<Loops, F::Error> {
    let mut all = Vec::new();
    for (node, because) in instances(facts, &[mutuelle::LEARNING_LOOP])? {
        all.push(read(facts, &node, &because)?);
    }
    let mut taught = Taught::new();
    for (at, read) in all.iter().enumerate() {
        for teacher in read
            .taught_by
            .keys()
            .filter(|teacher| read.teaches_others(teacher))
        {
            for topic in read.of.keys() {
                taught
                    .entry((teacher, topic))
                    .or_default()
                    .push((read.learning.on, at));
            }
        }
    }
    for places in taught.values_mut() {
        places.sort_unstable();
    }
    let mut result = Loops {
        closed: Vec::new(),
        open: Vec::new(),
    };
    for (at, read) in all.iter().enumerate() {
        let learning = passed_on(at, read, &all, &taught);
        let is_closed = !learning.taught_to.is_empty();
        if is_closed {
            &mut result.closed
        } else {
            &mut result.open
        }
        .push(learning);
    }
    Ok(result)
}

impl Read {
    /// Those who learnt here, other than this one.
    fn pupils_of(&self, teacher: &Node) -> impl Iterator<Item = (&Node, &Because)> {
        self.learners.iter().filter(move |(pupil, _)| *pupil != teacher)
    }

    fn teaches_others(&self, teacher: &Node) -> bool {
        self.pupils_of(teacher).next().is_some()
    }
}

fn read<F: Facts>(facts: &F, node: &Node, typed: &Because) -> Result<Read, F::Error> {
    let learners = LEARNT_BY.of(facts, node)?;
    let of = LEARNT.of(facts, node)?;
    let on = link::day(facts, node, mutuelle::LEARNT_ON)?;
    let mut taught_to = TAUGHT_TO.of(facts, node)?;
    // Who learnt passes it on to nobody by keeping it.
    taught_to.retain(|pupil, _| !learners.contains_key(pupil));
    let reasons = learners.values().chain(of.values()).chain(taught_to.values());
    let because = both(typed, &link::all(reasons.chain(on.as_ref().map(|(_, why)| why))));
    Ok(Read {
        learning: Learning {
            node: node.clone(),
            of: of.keys().cloned().collect(),
            learnt_by: learners.keys().cloned().collect(),
            on: on.map(|(day, _)| day),
            place: PLACE.of(facts, node)?.into_keys().collect(),
            taught_to: taught_to.into_keys().collect(),
            further: Vec::new(),
            cut: false,
            because,
        },
        learners,
        of,
        taught_by: TAUGHT_BY.of(facts, node)?,
    })
}

/// The loop with what came of it in later ones.
fn passed_on(at: usize, read: &Read, all: &[Read], taught: &Taught<'_>) -> Learning {
    let mut learning = read.learning.clone();
    let mut later = BTreeSet::new();
    for learner in read.learners.keys() {
        for topic in read.of.keys() {
            let places = taught
                .get(&(learner, topic))
                .map(Vec::as_slice)
                .unwrap_or_default();
            // Of those with a date, the ones before this loop are passed over.
            let undated = places.partition_point(|(on, _)| on.is_none());
            let earlier = places.partition_point(|(on, _)| on.is_none() || *on < learning.on);
            let others = places[..undated].iter().chain(&places[earlier..]);
            let others = others.filter(|(_, place)| *place != at);
            // One beyond the limit tells that there are more.
            for (on, place) in others.take(FURTHER_PER_LOOP + 1) {
                later.insert((*on, *place, learner, topic));
            }
        }
    }
    let mut further = BTreeSet::new();
    for (_, place, learner, topic) in later {
        let other = &all[place];
        if further.len() == FURTHER_PER_LOOP && !further.contains(&place) {
            learning.cut = true;
            break;
        }
        if further.insert(place) {
            learning.further.push(other.learning.node.clone());
        }
        learning.because.extend(&other.taught_by[learner]);
        learning.because.extend(&other.of[topic]);
        let mut pupils = other.pupils_of(learner);
        for (pupil, why) in pupils.by_ref().take(FURTHER_PER_LOOP) {
            learning.taught_to.insert(pupil.clone());
            learning.because.extend(why);
        }
        learning.cut |= pupils.next().is_some();
    }
    learning
}

impl Loops {
    /// The loops with everyone to whom the learning was passed on, those found in later loops included.
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        for learning in self.closed.iter().chain(&self.open) {
            let node = &learning.node;
            graph.insert(&triple(node, oxrdf::vocab::rdf::TYPE, mutuelle::LEARNING_LOOP));
            for (predicate, others) in [
                (mutuelle::LEARNT_BY, &learning.learnt_by),
                (mutuelle::TAUGHT_TO, &learning.taught_to),
                (mutuelle::PLACE, &learning.place),
            ] {
                for other in others {
                    graph.insert(&triple(node, predicate, other.to_term()));
                }
            }
            if let Some(day) = learning.on {
                graph.insert(&triple(node, mutuelle::LEARNT_ON, day.to_literal()));
            }
        }
        graph
    }
}
