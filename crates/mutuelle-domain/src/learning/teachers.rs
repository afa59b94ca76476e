//! Who near a territory can teach what.

use std::collections::BTreeMap;

use mutuelle_ontology::vocab::mutuelle;
use oxrdf::Graph;
use serde::Serialize;
use std::collections::BTreeSet;

use crate::facts::{Because, Facts};
use crate::learning::journey::PROVES;
use crate::link::{Linked, Relation, both, triple};
use crate::node::Node;
use crate::territory::{ATTACHED, INHABITS, WIDER};

/// How many territories are looked at around one.
pub const TERRITORIES: usize = 1_000;
/// How many steps are taken from a territory at most.
pub const STEPS: usize = 16;

const CAN_TEACH: Relation = Relation::new(&[mutuelle::CAN_TEACH], &[]);
const MADE: Relation = Relation::new(&[], &[mutuelle::MADE_BY]);

/// Who near a territory can teach what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Teachers {
    /// The territory.
    pub around: Node,
    /// How many steps in the tree of territories were taken at most: what was asked for, up to [`STEPS`].
    pub steps: usize,
    /// The nearest first, then by skill and by person.
    pub teachers: Vec<Teacher>,
    /// Whether more territories are that near than [`TERRITORIES`]; the nearest were looked at.
    pub cut: bool,
}

/// Someone who can teach a skill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Teacher {
    /// The person.
    pub person: Node,
    /// The skill.
    pub skill: Node,
    /// Where they live or are attached; the nearest of their territories.
    pub territory: Node,
    /// How many steps away that is: 0 in the territory itself, 1 in one that contains it or that it contains, 2 in one
    /// beside it.
    pub steps: usize,
    /// Their masterpieces that prove the skill.
    pub proven_by: BTreeSet<Node>,
    /// The triples behind it.
    pub because: Because,
}

/// Who can teach what within a number of steps in the tree of territories, where a step leads from a territory to one
/// directly above or below it. A person counts at the nearest territory that they inhabit or are attached to.
///
/// # Errors
/// What the facts return.
pub fn teachers<F: Facts>(facts: &F, around: &Node, steps: usize) -> Result<Teachers, F::Error> {
    let steps = steps.min(STEPS);
    let mut result = Teachers {
        around: around.clone(),
        steps,
        teachers: Vec::new(),
        cut: false,
    };
    let mut met = BTreeSet::new();
    let mut seen = BTreeSet::from([around.clone()]);
    let mut level: Linked = BTreeMap::from([(around.clone(), Because::default())]);
    for distance in 0..=steps {
        if level.is_empty() {
            break;
        }
        let mut next = Linked::new();
        for (territory, way) in &level {
            for (person, why) in people(facts, territory)? {
                if met.insert(person.clone()) {
                    let why = both(way, &why);
                    result
                        .teachers
                        .extend(teaching(facts, &person, (territory, distance), &why)?);
                }
            }
            if distance == steps {
                continue;
            }
            let mut near = WIDER.of(facts, territory)?;
            near.append(&mut WIDER.reversed().of(facts, territory)?);
            for (other, why) in near {
                if !seen.contains(&other) {
                    if seen.len() == TERRITORIES {
                        result.cut = true;
                        continue;
                    }
                    seen.insert(other.clone());
                    next.insert(other, both(way, &why));
                }
            }
        }
        level = next;
    }
    result
        .teachers
        .sort_by(|a, b| (a.steps, &a.skill, &a.person).cmp(&(b.steps, &b.skill, &b.person)));
    Ok(result)
}

/// Those who inhabit a territory or are attached to it.
fn people<F: Facts>(facts: &F, territory: &Node) -> Result<Linked, F::Error> {
    let mut people = INHABITS.reversed().of(facts, territory)?;
    for (person, why) in ATTACHED.reversed().of(facts, territory)? {
        people.entry(person).or_default().extend(&why);
    }
    Ok(people)
}

fn teaching<F: Facts>(
    facts: &F,
    person: &Node,
    (territory, steps): (&Node, usize),
    why: &Because,
) -> Result<Vec<Teacher>, F::Error> {
    let skills = CAN_TEACH.of(facts, person)?;
    if skills.is_empty() {
        return Ok(Vec::new());
    }
    let mut teachers: BTreeMap<Node, Teacher> = skills
        .into_iter()
        .map(|(skill, can)| {
            let teacher = Teacher {
                person: person.clone(),
                skill: skill.clone(),
                territory: territory.clone(),
                steps,
                proven_by: BTreeSet::new(),
                because: both(why, &can),
            };
            (skill, teacher)
        })
        .collect();
    for (masterpiece, made) in MADE.of(facts, person)? {
        for (skill, proves) in PROVES.of(facts, &masterpiece)? {
            if let Some(teacher) = teachers.get_mut(&skill) {
                teacher.proven_by.insert(masterpiece.clone());
                teacher.because.extend(&both(&made, &proves));
            }
        }
    }
    Ok(teachers.into_values().collect())
}

impl Teachers {
    /// Who can teach what and where they are, in our terms.
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        for teacher in &self.teachers {
            let person = &teacher.person;
            graph.insert(&triple(person, mutuelle::CAN_TEACH, teacher.skill.to_term()));
            graph.insert(&triple(
                person,
                mutuelle::IN_TERRITORY,
                teacher.territory.to_term(),
            ));
            for masterpiece in &teacher.proven_by {
                graph.insert(&triple(masterpiece, mutuelle::MADE_BY, person.to_term()));
                graph.insert(&triple(
                    masterpiece,
                    mutuelle::PROVES_SKILL,
                    teacher.skill.to_term(),
                ));
            }
        }
        graph
    }
}
