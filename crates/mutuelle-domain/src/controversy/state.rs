//! Puts the state of a controversy together.

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;

use super::agreement::Voices;
use super::error::{ControversyError, MAX_NODES};
use super::item::{Argument, Dated, Evidence, Position, Question};
use super::outline::Outline;
use super::phase::Phase;
use super::stance::Stance;
use super::supersession::Supersession;
use super::{Closure, Controversy};
use crate::facts::Facts;
use crate::node::{Day, Node};
use crate::parts::Parts;

/// All that the data say of a controversy, whatever its date.
struct Whole {
    questions: Vec<Dated<Question>>,
    positions: Vec<Dated<Position>>,
    arguments: Vec<Dated<Argument>>,
    evidence: Vec<Dated<Evidence>>,
    stances: Vec<Stance>,
    phases: Vec<Phase>,
}

pub(super) fn read<F: Facts>(
    facts: &F,
    controversy: &Node,
    date: Option<Day>,
) -> Result<Controversy, ControversyError<F::Error>> {
    let outline = Outline::of(facts, controversy)?;
    let mut parts = Parts::new(facts);
    let closure = parts.nodes(controversy, mutuelle::CLOSURE)?.into_iter().next();
    let closed_because = parts.because();
    let labels = parts.labels(controversy)?;
    let because = parts.because();
    let mut whole = Whole::read(facts, &mut parts, &outline)?;
    let (incomplete, newest) = parts.finish();
    let day = date.or(newest);
    whole.cut(date, &outline);
    let Whole {
        questions,
        positions,
        arguments,
        evidence,
        mut stances,
        mut phases,
    } = whole;
    let mut positions = items(positions);
    let mut questions = items(questions);
    let arguments = items(arguments);
    let mut evidence = items(evidence);
    link(&mut questions, &mut positions, &arguments, &mut evidence);
    let supersession = Supersession::of(facts, &stances)?;
    supersession.apply(&mut stances);
    let changes_of_mind = supersession.changes(&stances);
    let new_facts = supersession.new_facts(&stances);
    stances.retain(|stance| outline.stances.contains_key(&stance.stance));
    if let Some(day) = day {
        for phase in &mut phases {
            phase.seen_on(day);
        }
    }
    let voices = Voices::of(&stances);
    voices.count(&questions, &mut positions);
    let oppositions = voices.oppositions(&positions)?;
    let undisputed = voices.undisputed(&positions);
    let common_ground = voices.common_ground(&oppositions)?;
    Ok(Controversy {
        controversy: controversy.clone(),
        labels,
        as_of: day,
        closure: closure.map(|state| Closure {
            state,
            may_be_later: newest > day,
            because: closed_because,
        }),
        questions,
        positions,
        arguments,
        evidence,
        stances,
        changes_of_mind,
        phases,
        undisputed,
        oppositions,
        common_ground,
        incomplete: incomplete.into_iter().collect(),
        because,
        new_facts,
    })
}

impl Whole {
    fn read<F: Facts>(
        facts: &F,
        parts: &mut Parts<'_, F>,
        outline: &Outline,
    ) -> Result<Self, ControversyError<F::Error>> {
        let mut whole = Self {
            questions: Vec::new(),
            positions: Vec::new(),
            arguments: Vec::new(),
            evidence: Vec::new(),
            stances: Vec::new(),
            phases: Vec::new(),
        };
        for (question, linked) in &outline.questions {
            whole.questions.push(Question::read(parts, question, linked)?);
        }
        let mut rivalries = 0;
        for (position, linked) in &outline.positions {
            let position = Position::read(parts, facts, position, linked)?;
            rivalries += position.item.rivals.len();
            if rivalries > MAX_NODES {
                return Err(ControversyError::TooLarge { limit: MAX_NODES });
            }
            whole.positions.push(position);
        }
        for (argument, linked) in &outline.arguments {
            whole
                .arguments
                .push(Argument::read(parts, facts, argument, linked)?);
        }
        for (evidence, linked) in &outline.evidence {
            whole.evidence.push(Evidence::read(parts, evidence, linked)?);
        }
        for (stance, linked) in outline.stances.iter().chain(&outline.stances_elsewhere) {
            whole.stances.push(Stance::read(parts, facts, stance, linked)?);
        }
        for (phase, linked) in &outline.phases {
            whole.phases.push(Phase::read(parts, phase, linked)?);
        }
        let said = |stance: &Stance| (stance.stated_on, stance.stance.clone());
        whole.stances.sort_by_cached_key(said);
        whole
            .phases
            .sort_by_cached_key(|phase| (phase.begin(), phase.phase.clone()));
        Ok(whole)
    }

    /// Leaves what was there on a day. Without one, everything stays.
    fn cut(&mut self, date: Option<Day>, outline: &Outline) {
        let Some(date) = date else { return };
        let by_then = |day: Option<Day>| day.is_none_or(|day| day <= date);
        self.phases.retain(|phase| by_then(phase.begin()));
        self.stances.retain(|stance| by_then(stance.stated_on));
        let dated = self.stances.iter().filter(|stance| stance.stated_on.is_some());
        let spoken_of: BTreeSet<Node> = dated.flat_map(|stance| stance.targets.clone()).collect();
        let heard = |position: &Position| spoken_of.contains(&position.position);
        let spoken = self.positions.iter().filter(|position| heard(&position.item));
        let debated: BTreeSet<Node> = spoken
            .flat_map(|position| position.item.responds_to.clone())
            .collect();
        self.questions
            .retain(|question| by_then(question.day) || debated.contains(&question.item.question));
        let questions: BTreeSet<&Node> = self.questions.iter().map(|it| &it.item.question).collect();
        self.positions.retain(|position| {
            let asked = position.item.responds_to.iter().any(|it| questions.contains(it));
            asked && (by_then(position.day) || heard(&position.item))
        });
        let mut there: BTreeSet<Node> = self
            .positions
            .iter()
            .map(|position| position.item.position.clone())
            .collect();
        self.stances.retain(|stance| {
            !outline.stances.contains_key(&stance.stance)
                || stance.targets.iter().any(|it| there.contains(it))
        });
        self.arguments.retain(|argument| by_then(argument.day));
        let links = self.arguments.iter().flat_map(|argument| {
            let from = &argument.item.argument;
            argument.item.targets().map(move |target| (target, from))
        });
        reach(&mut there, links);
        self.arguments
            .retain(|argument| there.contains(&argument.item.argument));
        self.evidence.retain(|evidence| by_then(evidence.day));
        let by_argument = self
            .arguments
            .iter()
            .map(|it| (&it.item.argument, &it.item.evidence));
        let by_position = self
            .positions
            .iter()
            .map(|it| (&it.item.position, &it.item.evidence));
        let cited = by_argument
            .chain(by_position)
            .flat_map(|(from, cited)| cited.iter().map(move |cited| (from, cited)));
        let contested = self.evidence.iter().flat_map(|evidence| {
            let from = &evidence.item.evidence;
            evidence.item.contested_by.iter().map(move |by| (from, by))
        });
        reach(&mut there, cited.chain(contested));
        self.evidence
            .retain(|evidence| there.contains(&evidence.item.evidence));
        let gone = outline.positions.keys().chain(outline.arguments.keys());
        let gone: BTreeSet<&Node> = gone
            .chain(outline.evidence.keys())
            .filter(|node| !there.contains(node))
            .collect();
        self.forget(&gone);
    }

    /// Takes what is not there yet out of what the rest names.
    fn forget(&mut self, gone: &BTreeSet<&Node>) {
        let keep = |nodes: &mut Vec<Node>| nodes.retain(|node| !gone.contains(node));
        for Dated { item, .. } in &mut self.positions {
            keep(&mut item.rivals);
            keep(&mut item.allies);
            keep(&mut item.evidence);
        }
        for Dated { item, .. } in &mut self.arguments {
            keep(&mut item.supports);
            keep(&mut item.opposes);
            keep(&mut item.undercuts);
            keep(&mut item.undercut_by);
            keep(&mut item.evidence);
        }
        for Dated { item, .. } in &mut self.evidence {
            keep(&mut item.contested_by);
        }
    }
}

fn items<T>(dated: Vec<Dated<T>>) -> Vec<T> {
    dated.into_iter().map(|dated| dated.item).collect()
}

/// Adds what can be reached over links from what is there.
fn reach<'n>(there: &mut BTreeSet<Node>, links: impl Iterator<Item = (&'n Node, &'n Node)>) {
    let mut following: BTreeMap<&Node, Vec<&Node>> = BTreeMap::new();
    for (from, to) in links {
        following.entry(from).or_default().push(to);
    }
    let mut waiting: Vec<&Node> = following
        .keys()
        .copied()
        .filter(|node| there.contains(node))
        .collect();
    while let Some(node) = waiting.pop() {
        for to in following.remove(node).into_iter().flatten() {
            there.insert(to.clone());
            waiting.push(to);
        }
    }
}

/// Tells questions their positions, positions their arguments and evidence where it is cited.
fn link(
    questions: &mut [Question],
    positions: &mut [Position],
    arguments: &[Argument],
    evidence: &mut [Evidence],
) {
    let answers = turned(
        positions
            .iter()
            .map(|it| (&it.position, it.responds_to.as_slice())),
    );
    for question in questions {
        question.positions = answers.get(&question.question).cloned().unwrap_or_default();
    }
    let support = turned(arguments.iter().map(|it| (&it.argument, it.supports.as_slice())));
    let opposition = turned(arguments.iter().map(|it| (&it.argument, it.opposes.as_slice())));
    for position in positions.iter_mut() {
        position.arguments_for = support.get(&position.position).cloned().unwrap_or_default();
        position.arguments_against = opposition.get(&position.position).cloned().unwrap_or_default();
    }
    let by_argument = arguments.iter().map(|it| (&it.argument, it.evidence.as_slice()));
    let by_position = positions.iter().map(|it| (&it.position, it.evidence.as_slice()));
    let mut citations = turned(by_argument.chain(by_position));
    for citing in citations.values_mut() {
        citing.sort();
    }
    for evidence in evidence {
        evidence.cited_by = citations.get(&evidence.evidence).cloned().unwrap_or_default();
    }
}

/// Links seen from their other end.
fn turned<'n>(links: impl Iterator<Item = (&'n Node, &'n [Node])>) -> BTreeMap<Node, Vec<Node>> {
    let mut turned: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    for (from, targets) in links {
        for to in targets {
            turned.entry(to.clone()).or_default().push(from.clone());
        }
    }
    turned
}
