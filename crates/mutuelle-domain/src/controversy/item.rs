//! The questions, positions, arguments and pieces of evidence of a controversy.

use std::collections::BTreeSet;

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::{cito, dct, ibis};
use oxrdf::NamedNodeRef;
use serde::Serialize;

use super::outline::{ALLIES, RIVALS, UNDERCUTTERS};
use crate::facts::{Because, Facts};
use crate::incomplete::Problem;
use crate::link::{Linked, Relation};
use crate::node::{Day, Node, Text};
use crate::parts::Parts;

/// A question that the controversy debates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Question {
    /// The question.
    pub question: Node,
    /// Its wordings.
    pub labels: Vec<Text>,
    /// When it was asked.
    pub asked_on: Option<Day>,
    /// The positions that answer it.
    pub positions: Vec<Node>,
    /// The triples that say all this.
    pub because: Because,
}

/// A possible answer. None is ever left out for having few supporters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Position {
    /// The position.
    pub position: Node,
    /// Its names.
    pub labels: Vec<Text>,
    /// Which questions it answers.
    pub responds_to: Vec<Node>,
    /// Which positions cannot be held along with it.
    pub rivals: Vec<Node>,
    /// Which positions strengthen it.
    pub allies: Vec<Node>,
    /// Arguments for it.
    pub arguments_for: Vec<Node>,
    /// Arguments against it.
    pub arguments_against: Vec<Node>,
    /// The evidence on which it calls itself.
    pub evidence: Vec<Node>,
    /// Who speaks for it, by stances in force.
    pub supporters: Vec<Node>,
    /// Who speaks against it, by stances in force.
    pub opponents: Vec<Node>,
    /// Whether another answer to one of its questions, or a rival, has more supporters.
    pub minority: bool,
    /// The triples that say all this.
    pub because: Because,
}

/// A reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Argument {
    /// The argument.
    pub argument: Node,
    /// Its names.
    pub labels: Vec<Text>,
    /// Its wordings at length.
    pub descriptions: Vec<Text>,
    /// What it speaks for.
    pub supports: Vec<Node>,
    /// What it speaks against.
    pub opposes: Vec<Node>,
    /// The arguments whose link to what they support it attacks.
    pub undercuts: Vec<Node>,
    /// The arguments that attack its own link.
    pub undercut_by: Vec<Node>,
    /// The evidence on which it calls.
    pub evidence: Vec<Node>,
    /// From what it draws its force.
    pub styles: Vec<Node>,
    /// In whose name it judges.
    pub criteria: Vec<Text>,
    /// What it takes for granted.
    pub assumes: Vec<Text>,
    /// The triples that say all this.
    pub because: Because,
}

/// A fact, a measure or a document on which arguments, or positions themselves, call. The data do not say since when its status holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The evidence.
    pub evidence: Node,
    /// Its names.
    pub labels: Vec<Text>,
    /// Whether it is established, contested, refuted or uncertain; several if the data say several.
    pub statuses: Vec<Node>,
    /// The actors, arguments and other evidence that contest it.
    pub contested_by: Vec<Node>,
    /// Where it comes from.
    pub sources: Vec<String>,
    /// The arguments and positions that call on it.
    pub cited_by: Vec<Node>,
    /// The triples that say all this.
    pub because: Because,
}

/// Something with the first day on which it is known to have been there.
pub(super) struct Dated<T> {
    pub(super) item: T,
    pub(super) day: Option<Day>,
}

impl Question {
    pub(super) fn read<F: Facts>(
        parts: &mut Parts<'_, F>,
        question: &Node,
        linked: &Because,
    ) -> Result<Dated<Self>, F::Error> {
        let labels = parts.labels(question)?;
        let asked_on = parts.day(question, mutuelle::ASKED_ON)?;
        let mut because = parts.because();
        because.extend(linked);
        let item = Self {
            question: question.clone(),
            labels,
            asked_on,
            positions: Vec::new(),
            because,
        };
        Ok(Dated { item, day: asked_on })
    }
}

impl Position {
    pub(super) fn read<F: Facts>(
        parts: &mut Parts<'_, F>,
        facts: &F,
        position: &Node,
        linked: &Because,
    ) -> Result<Dated<Self>, F::Error> {
        let labels = parts.labels(position)?;
        let responds_to = sorted(parts.nodes(position, ibis::RESPONDS_TO)?);
        let evidence = sorted(parts.nodes(position, cito::CITES_AS_EVIDENCE)?);
        let day = parts.recorded(position)?;
        let mut because = parts.because();
        because.extend(linked);
        let item = Self {
            position: position.clone(),
            labels,
            responds_to,
            rivals: others(RIVALS, facts, position, &mut because)?,
            allies: others(ALLIES, facts, position, &mut because)?,
            arguments_for: Vec::new(),
            arguments_against: Vec::new(),
            evidence,
            supporters: Vec::new(),
            opponents: Vec::new(),
            minority: false,
            because,
        };
        Ok(Dated { item, day })
    }
}

impl Argument {
    pub(super) fn read<F: Facts>(
        parts: &mut Parts<'_, F>,
        facts: &F,
        argument: &Node,
        linked: &Because,
    ) -> Result<Dated<Self>, F::Error> {
        let nodes = |parts: &mut Parts<'_, F>, predicate: NamedNodeRef<'_>| {
            parts.nodes(argument, predicate).map(sorted)
        };
        let supports = nodes(parts, ibis::SUPPORTS)?;
        let opposes = nodes(parts, ibis::OPPOSES)?;
        let evidence = nodes(parts, cito::CITES_AS_EVIDENCE)?;
        let styles = nodes(parts, mutuelle::ARGUMENT_STYLE)?;
        let labels = parts.labels(argument)?;
        let descriptions = parts.texts(argument, dct::DESCRIPTION)?;
        let criteria = parts.texts(argument, mutuelle::CRITERION)?;
        let assumes = parts.texts(argument, mutuelle::ASSUMES)?;
        let day = parts.recorded(argument)?;
        let mut because = parts.because();
        because.extend(linked);
        let item = Self {
            argument: argument.clone(),
            labels,
            descriptions,
            supports,
            opposes,
            undercuts: others(UNDERCUTTERS.reversed(), facts, argument, &mut because)?,
            undercut_by: others(UNDERCUTTERS, facts, argument, &mut because)?,
            evidence,
            styles,
            criteria,
            assumes,
            because,
        };
        Ok(Dated { item, day })
    }

    /// All that it speaks for or against or attacks.
    pub(super) fn targets(&self) -> impl Iterator<Item = &Node> {
        self.supports.iter().chain(&self.opposes).chain(&self.undercuts)
    }
}

impl Evidence {
    pub(super) fn read<F: Facts>(
        parts: &mut Parts<'_, F>,
        evidence: &Node,
        linked: &Because,
    ) -> Result<Dated<Self>, F::Error> {
        let labels = parts.labels(evidence)?;
        let statuses = sorted(parts.nodes(evidence, mutuelle::EVIDENCE_STATUS)?);
        if statuses.len() != 1 {
            let problem = if statuses.is_empty() {
                Problem::Missing
            } else {
                Problem::Several
            };
            let found = statuses
                .iter()
                .map(|status| status.to_term().to_string())
                .collect();
            parts.note(evidence, mutuelle::EVIDENCE_STATUS, problem, found);
        }
        let contested_by = sorted(parts.nodes(evidence, mutuelle::EVIDENCE_CONTESTED_BY)?);
        let sources = parts.names(evidence, dct::SOURCE)?;
        let day = parts.recorded(evidence)?;
        let mut because = parts.because();
        because.extend(linked);
        let item = Self {
            evidence: evidence.clone(),
            labels,
            statuses,
            contested_by,
            sources,
            cited_by: Vec::new(),
            because,
        };
        Ok(Dated { item, day })
    }
}

fn sorted(nodes: BTreeSet<Node>) -> Vec<Node> {
    nodes.into_iter().collect()
}

/// The nodes in a relation to a node, except itself, and why.
fn others<F: Facts>(
    relation: Relation,
    facts: &F,
    node: &Node,
    because: &mut Because,
) -> Result<Vec<Node>, F::Error> {
    let mut linked: Linked = relation.of(facts, node)?;
    linked.remove(node);
    for why in linked.values() {
        because.extend(why);
    }
    Ok(linked.into_keys().collect())
}
