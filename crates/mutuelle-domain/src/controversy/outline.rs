//! Which nodes make up a controversy.

use std::collections::BTreeMap;

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::{cito, ibis};
use oxrdf::vocab::rdf;

use super::error::{ControversyError, MAX_NODES};
use crate::facts::Facts;
use crate::link::{Linked, Relation, triple};
use crate::node::Node;

pub(super) const QUESTIONS: Relation = Relation::new(&[mutuelle::HAS_NODE], &[mutuelle::NODE_OF]);
const ANSWERS: Relation = Relation::new(&[], &[ibis::RESPONDS_TO]);
pub(super) const SUPPORT: Relation = Relation::new(&[], &[ibis::SUPPORTS]);
pub(super) const OPPOSITION: Relation = Relation::new(&[], &[ibis::OPPOSES]);
pub(super) const UNDERCUTTERS: Relation = Relation::new(&[mutuelle::UNDERCUT_BY], &[mutuelle::UNDERCUTS]);
pub(super) const RIVALS: Relation = Relation::new(&[mutuelle::RIVAL_TO], &[mutuelle::RIVAL_TO]);
pub(super) const ALLIES: Relation = Relation::new(&[mutuelle::ALLIED_WITH], &[mutuelle::ALLIED_WITH]);
const EVIDENCE: Relation = Relation::new(&[cito::CITES_AS_EVIDENCE], &[]);
const CONTESTED_BY: Relation = Relation::new(&[mutuelle::EVIDENCE_CONTESTED_BY], &[]);
const STANCES: Relation = Relation::new(&[mutuelle::HAS_STANCE], &[mutuelle::TARGET]);
pub(super) const REPLACED: Relation = Relation::new(&[mutuelle::SUPERSEDES], &[mutuelle::SUPERSEDED_BY]);
const PHASES: Relation = Relation::new(&[mutuelle::HAS_PHASE], &[]);

/// The nodes of a controversy by kind, each with the triples that lead to it.
#[derive(Default)]
pub(crate) struct Outline {
    pub(crate) questions: Linked,
    pub(crate) positions: Linked,
    pub(crate) arguments: Linked,
    pub(crate) evidence: Linked,
    pub(crate) phases: Linked,
    /// Stances on the positions.
    pub(crate) stances: Linked,
    /// Stances on something else that replace one of these or were replaced by one.
    pub(crate) stances_elsewhere: Linked,
}

impl Outline {
    /// Follows the links from a controversy. Each node is met once, so that cycles end.
    pub(crate) fn of<F: Facts>(facts: &F, controversy: &Node) -> Result<Self, ControversyError<F::Error>> {
        let mut outline = Self {
            questions: QUESTIONS.of(facts, controversy)?,
            phases: PHASES.of(facts, controversy)?,
            ..Self::default()
        };
        if outline.questions.is_empty() && !is_controversy(facts, controversy)? {
            return Err(ControversyError::NotAControversy(controversy.clone()));
        }
        for question in outline.questions.keys() {
            merge(&mut outline.positions, ANSWERS.of(facts, question)?);
        }
        outline.check()?;
        outline.arguments(facts)?;
        outline.evidence(facts)?;
        outline.stances(facts)?;
        Ok(outline)
    }

    fn arguments<F: Facts>(&mut self, facts: &F) -> Result<(), ControversyError<F::Error>> {
        let mut waiting: Vec<Node> = self.positions.keys().cloned().collect();
        while let Some(target) = waiting.pop() {
            for relation in [SUPPORT, OPPOSITION, UNDERCUTTERS] {
                for (argument, because) in relation.of(facts, &target)? {
                    // A position that supports another one stays a position.
                    let known =
                        self.arguments.contains_key(&argument) || self.positions.contains_key(&argument);
                    if !self.positions.contains_key(&argument) {
                        self.arguments
                            .entry(argument.clone())
                            .or_default()
                            .extend(&because);
                    }
                    if !known {
                        waiting.push(argument);
                    }
                }
            }
            self.check()?;
        }
        Ok(())
    }

    fn evidence<F: Facts>(&mut self, facts: &F) -> Result<(), ControversyError<F::Error>> {
        for citing in self.arguments.keys().chain(self.positions.keys()) {
            merge(&mut self.evidence, EVIDENCE.of(facts, citing)?);
        }
        self.check()?;
        let mut waiting: Vec<Node> = self.evidence.keys().cloned().collect();
        while let Some(evidence) = waiting.pop() {
            for (other, because) in CONTESTED_BY.of(facts, &evidence)? {
                if self.evidence.contains_key(&other) || !is_evidence(facts, &other)? {
                    continue;
                }
                self.evidence.insert(other.clone(), because);
                waiting.push(other);
            }
            self.check()?;
        }
        Ok(())
    }

    fn stances<F: Facts>(&mut self, facts: &F) -> Result<(), ControversyError<F::Error>> {
        for position in self.positions.keys() {
            merge(&mut self.stances, STANCES.of(facts, position)?);
        }
        self.check()?;
        let mut waiting: Vec<Node> = self.stances.keys().cloned().collect();
        while let Some(stance) = waiting.pop() {
            for relation in [REPLACED, REPLACED.reversed()] {
                for (other, because) in relation.of(facts, &stance)? {
                    if self.stances.contains_key(&other) || self.stances_elsewhere.contains_key(&other) {
                        continue;
                    }
                    self.stances_elsewhere.insert(other.clone(), because);
                    waiting.push(other);
                }
            }
            self.check()?;
        }
        Ok(())
    }

    fn check<E: std::error::Error>(&self) -> Result<(), ControversyError<E>> {
        let kinds = [
            &self.questions,
            &self.positions,
            &self.arguments,
            &self.evidence,
            &self.phases,
            &self.stances,
            &self.stances_elsewhere,
        ];
        let nodes: usize = kinds.into_iter().map(BTreeMap::len).sum();
        if nodes > MAX_NODES {
            return Err(ControversyError::TooLarge { limit: MAX_NODES });
        }
        Ok(())
    }
}

fn merge(into: &mut Linked, linked: Linked) {
    for (node, because) in linked {
        into.entry(node).or_default().extend(&because);
    }
}

fn is_controversy<F: Facts>(facts: &F, node: &Node) -> Result<bool, F::Error> {
    has_type(facts, node, mutuelle::CONTROVERSY)
}

/// Whether the node is described as evidence; what contests a piece of evidence may also be an actor or an argument.
pub(crate) fn is_evidence<F: Facts>(facts: &F, node: &Node) -> Result<bool, F::Error> {
    has_type(facts, node, mutuelle::EVIDENCE)
}

fn has_type<F: Facts>(facts: &F, node: &Node, class: oxrdf::NamedNodeRef<'_>) -> Result<bool, F::Error> {
    let types = facts.objects(node.as_subject(), rdf::TYPE)?;
    let wanted = triple(node, rdf::TYPE, class.into_owned()).object;
    Ok(types.contains(&wanted))
}
