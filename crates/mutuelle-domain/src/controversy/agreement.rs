//! Where those who speak agree and where they do not.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::error::{ControversyError, MAX_STEPS};
use super::item::{Position, Question};
use super::stance::Stance;
use crate::facts::Because;
use crate::node::Node;

/// A position that somebody supports and nobody opposes: no stance against it, no argument against it, no supporter of
/// a rival.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Undisputed {
    /// The position.
    pub position: Node,
    /// Who supports it.
    pub supporters: Vec<Node>,
    /// The stances that support it.
    pub because: Because,
}

/// Two sides: those who hold a position, and those who reject it or hold a rival of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Opposition {
    /// The position.
    pub position: Node,
    /// Its rival; none where the other side rejects the position itself.
    pub rival: Option<Node>,
    /// Who holds the position.
    pub one_side: Vec<Node>,
    /// Who holds the rival, or rejects the position.
    pub other_side: Vec<Node>,
    /// The stances on both sides.
    pub because: Because,
}

/// A position that people of opposed sides both endorse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CommonGround {
    /// The position.
    pub position: Node,
    /// All who endorse it.
    pub endorsed_by: Vec<Node>,
    /// Across which oppositions: the position and, unless it is rejected itself, its rival.
    pub across: Vec<(Node, Option<Node>)>,
    /// The stances that endorse it.
    pub because: Because,
}

type Holders = BTreeSet<Node>;

/// Who speaks for and against what, by the stances in force.
#[derive(Default)]
pub(super) struct Voices<'s> {
    supporters: BTreeMap<&'s Node, Holders>,
    opponents: BTreeMap<&'s Node, Holders>,
    endorsed: BTreeMap<&'s Node, BTreeSet<&'s Node>>,
    reasons: BTreeMap<&'s Node, (Because, Because)>,
}

impl<'s> Voices<'s> {
    pub(super) fn of(stances: &'s [Stance]) -> Self {
        let mut voices = Self::default();
        for stance in stances.iter().filter(|stance| stance.in_force) {
            for target in &stance.targets {
                let reasons = voices.reasons.entry(target).or_default();
                if stance.endorses() {
                    reasons.0.extend(&stance.because);
                    let supporters = voices.supporters.entry(target).or_default();
                    supporters.extend(stance.holders.iter().cloned());
                    for holder in &stance.holders {
                        voices.endorsed.entry(holder).or_default().insert(target);
                    }
                } else if stance.rejects() {
                    reasons.1.extend(&stance.because);
                    let opponents = voices.opponents.entry(target).or_default();
                    opponents.extend(stance.holders.iter().cloned());
                }
            }
        }
        voices
    }

    fn holders(of: &BTreeMap<&'s Node, Holders>, position: &Node) -> Vec<Node> {
        of.get(position).into_iter().flatten().cloned().collect()
    }

    fn support(&self, position: &Node) -> usize {
        self.supporters.get(position).map_or(0, BTreeSet::len)
    }

    /// Tells each position who is for and against it and whether it is in the minority.
    pub(super) fn count(&self, questions: &[Question], positions: &mut [Position]) {
        let mut most: BTreeMap<&Node, usize> = BTreeMap::new();
        for question in questions {
            let support = question.positions.iter().map(|position| self.support(position));
            most.insert(&question.question, support.max().unwrap_or(0));
        }
        for position in positions {
            position.supporters = Self::holders(&self.supporters, &position.position);
            position.opponents = Self::holders(&self.opponents, &position.position);
            let own = position.supporters.len();
            let answers = position
                .responds_to
                .iter()
                .filter_map(|question| most.get(question));
            let rivals = position.rivals.iter().map(|rival| self.support(rival));
            position.minority = answers.copied().chain(rivals).any(|support| support > own);
        }
    }

    /// The positions that are supported and not opposed.
    pub(super) fn undisputed(&self, positions: &[Position]) -> Vec<Undisputed> {
        let undisputed = positions.iter().filter(|position| {
            !position.supporters.is_empty()
                && position.opponents.is_empty()
                && position.arguments_against.is_empty()
                && position.rivals.iter().all(|rival| self.support(rival) == 0)
        });
        undisputed
            .map(|position| Undisputed {
                position: position.position.clone(),
                supporters: position.supporters.clone(),
                because: self.for_it(&position.position),
            })
            .collect()
    }

    /// The oppositions between at least two people.
    pub(super) fn oppositions<E: std::error::Error>(
        &self,
        positions: &[Position],
    ) -> Result<Vec<Opposition>, ControversyError<E>> {
        let mut oppositions = Vec::new();
        let mut steps = 0;
        for position in positions {
            let one_side = &position.supporters;
            if one_side.is_empty() {
                continue;
            }
            let because = self.for_it(&position.position);
            let against = self.reasons.get(&position.position).map(|reasons| &reasons.1);
            let rejected = (
                None,
                position.opponents.clone(),
                against.cloned().unwrap_or_default(),
            );
            let rivals = position.rivals.iter().filter(|rival| **rival > position.position);
            let rivals = rivals.map(|rival| {
                let holders = Self::holders(&self.supporters, rival);
                (Some(rival.clone()), holders, self.for_it(rival))
            });
            for (rival, other_side, reasons) in std::iter::once(rejected).chain(rivals) {
                if other_side.is_empty() || (one_side.len() == 1 && *one_side == other_side) {
                    continue;
                }
                step(&mut steps, because.0.len() + reasons.0.len())?;
                let mut because = because.clone();
                because.extend(&reasons);
                oppositions.push(Opposition {
                    position: position.position.clone(),
                    rival,
                    one_side: one_side.clone(),
                    other_side,
                    because,
                });
            }
        }
        Ok(oppositions)
    }

    /// What people on both sides of some opposition endorse.
    pub(super) fn common_ground<E: std::error::Error>(
        &self,
        oppositions: &[Opposition],
    ) -> Result<Vec<CommonGround>, ControversyError<E>> {
        let mut across: BTreeMap<&Node, Vec<(Node, Option<Node>)>> = BTreeMap::new();
        let mut steps = 0;
        for opposition in oppositions {
            let one = self.reach(&opposition.one_side, &mut steps)?;
            let other = self.reach(&opposition.other_side, &mut steps)?;
            for (position, holders) in one {
                let in_question =
                    *position == opposition.position || opposition.rival.as_ref() == Some(position);
                let two = other.get(position).is_some_and(|others| holders.with(others));
                if two && !in_question {
                    let sides = (opposition.position.clone(), opposition.rival.clone());
                    across.entry(position).or_default().push(sides);
                }
            }
        }
        let ground = across.into_iter().map(|(position, across)| CommonGround {
            position: position.clone(),
            endorsed_by: Self::holders(&self.supporters, position),
            across,
            because: self.for_it(position),
        });
        Ok(ground.collect())
    }

    /// What these people endorse, and by whom.
    fn reach<E: std::error::Error>(
        &self,
        side: &[Node],
        steps: &mut usize,
    ) -> Result<BTreeMap<&'s Node, Few<'s>>, ControversyError<E>> {
        let mut reach: BTreeMap<&Node, Few<'_>> = BTreeMap::new();
        for holder in side {
            let Some((holder, endorsed)) = self.endorsed.get_key_value(holder) else {
                continue;
            };
            step(steps, endorsed.len())?;
            for position in endorsed {
                let by = reach.entry(position).or_insert(Few {
                    first: holder,
                    more: false,
                });
                by.more |= by.first != *holder;
            }
        }
        Ok(reach)
    }

    fn for_it(&self, position: &Node) -> Because {
        let reasons = self.reasons.get(position);
        reasons
            .map(|(supporting, _)| supporting.clone())
            .unwrap_or_default()
    }
}

fn step<E: std::error::Error>(steps: &mut usize, more: usize) -> Result<(), ControversyError<E>> {
    *steps += more;
    if *steps > MAX_STEPS {
        return Err(ControversyError::TooManyOppositions { limit: MAX_STEPS });
    }
    Ok(())
}

/// One holder, and whether there is another one.
struct Few<'s> {
    first: &'s Node,
    more: bool,
}

impl Few<'_> {
    /// Whether one from here and another one from there are two people.
    fn with(&self, others: &Self) -> bool {
        self.more || others.more || self.first != others.first
    }
}
