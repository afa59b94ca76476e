//! Distribution rules.

use std::collections::BTreeMap;

use mutuelle_ontology::vocab::{mutuelle, scheme::decision_state};
use oxrdf::{NamedNodeRef, Term};
use serde::Serialize;

use super::error::RuleError;
use crate::exact::Exact;
use crate::facts::{Because, Facts};
use crate::link::Relation;
use crate::node::{Day, Node, Text};
use crate::parts::Parts;

const ADOPTION: Relation = Relation::new(&[mutuelle::ADOPTED_BY], &[mutuelle::ADOPTS]);

/// A distribution rule, with the decisions that adopted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The rule.
    pub rule: Node,
    /// Its names.
    pub labels: Vec<Text>,
    /// The decisions that adopted it, at least one where it was read from a graph.
    pub adopted_by: Vec<Adoption>,
    /// The fraction of the pool that goes in equal parts, from 0 to 1.
    pub equal_part: Exact,
    /// What each kind of wealth counts for, by the kind's IRI.
    pub weightings: Vec<Weighting>,
    /// The triples that say all this.
    pub because: Because,
}

/// A decision that adopted a rule. One that was repealed since has adopted it as well: it was in force when it shared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Adoption {
    /// The decision.
    pub decision: Node,
    /// When it was taken.
    pub decided_on: Option<Day>,
    /// Whether it was repealed since.
    pub repealed: bool,
}

/// What one unit of a kind of wealth counts for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Weighting {
    /// The kind.
    pub kind: Node,
    /// Points for one unit.
    pub points_per_unit: Exact,
    /// The weighting.
    pub weighting: Node,
    /// The triples that say so.
    pub because: Because,
}

impl Rule {
    /// Reads a rule that was adopted.
    pub fn read<F: Facts>(facts: &F, rule: NamedNodeRef<'_>) -> Result<Self, RuleError<F::Error>> {
        Self::of(facts, &rule.into())
    }

    pub(super) fn of<F: Facts>(facts: &F, rule: &Node) -> Result<Self, RuleError<F::Error>> {
        let mut parts = Parts::new(facts);
        let labels = parts.labels(rule)?;
        let equal = parts.objects(rule, mutuelle::EQUAL_PART)?;
        let named = parts.nodes(rule, mutuelle::HAS_WEIGHTING)?;
        if equal.is_empty() && named.is_empty() {
            return Err(RuleError::NotARule(rule.to_string()));
        }
        let equal_part = match equal.as_slice() {
            [] => Some(Exact::zero()),
            [one] => number(one).filter(|part| *part <= 1.into()),
            _ => None,
        };
        let Some(equal_part) = equal_part else {
            let rule = rule.to_string();
            let found = told(&equal);
            return Err(RuleError::EqualPart { rule, found });
        };
        let mut because = parts.because();
        let mut weightings: BTreeMap<Node, Weighting> = BTreeMap::new();
        for weighting in named {
            let weighting = Weighting::read(&mut parts, &weighting)?;
            let second = weighting.weighting.to_string();
            if let Some(first) = weightings.insert(weighting.kind.clone(), weighting) {
                return Err(RuleError::Twice {
                    kind: first.kind.to_string(),
                    first: first.weighting.to_string(),
                    second,
                });
            }
        }
        let adopted_by = adoptions(facts, &mut parts, rule, &mut because)?;
        if adopted_by.is_empty() {
            return Err(RuleError::NotAdopted(rule.to_string()));
        }
        Ok(Self {
            rule: rule.clone(),
            labels,
            adopted_by,
            equal_part,
            weightings: weightings.into_values().collect(),
            because,
        })
    }

    /// What a unit of a kind counts for.
    pub(super) fn weighting(&self, kind: &Node) -> Option<&Weighting> {
        self.weightings.iter().find(|weighting| weighting.kind == *kind)
    }
}

impl Weighting {
    fn read<F: Facts>(parts: &mut Parts<'_, F>, weighting: &Node) -> Result<Self, RuleError<F::Error>> {
        let mut kinds = parts.nodes(weighting, mutuelle::OF_KIND)?.into_iter();
        let (Some(kind), None) = (kinds.next(), kinds.next()) else {
            return Err(RuleError::Kind(weighting.to_string()));
        };
        let points = parts.objects(weighting, mutuelle::POINTS_PER_UNIT)?;
        let points_per_unit = match points.as_slice() {
            [one] => number(one),
            _ => None,
        };
        let Some(points_per_unit) = points_per_unit else {
            let weighting = weighting.to_string();
            let found = told(&points);
            return Err(RuleError::PointsPerUnit { weighting, found });
        };
        Ok(Self {
            kind,
            points_per_unit,
            weighting: weighting.clone(),
            because: parts.because(),
        })
    }
}

/// The decisions that adopted a rule, in the order of time.
fn adoptions<F: Facts>(
    facts: &F,
    parts: &mut Parts<'_, F>,
    rule: &Node,
    because: &mut Because,
) -> Result<Vec<Adoption>, F::Error> {
    let adopted = Node::from(decision_state::ADOPTEE);
    let repealed = Node::from(decision_state::ABROGEE);
    let mut adoptions = Vec::new();
    for (decision, linked) in ADOPTION.of(facts, rule)? {
        let states = parts.nodes(&decision, mutuelle::DECISION_STATE)?;
        let decided_on = parts.day(&decision, mutuelle::DECIDED_ON)?;
        let why = parts.because();
        if states.contains(&adopted) || states.contains(&repealed) {
            because.extend(&linked);
            because.extend(&why);
            adoptions.push(Adoption {
                decision,
                decided_on,
                repealed: states.contains(&repealed),
            });
        }
    }
    adoptions.sort_by_key(|adoption| (adoption.decided_on, adoption.decision.clone()));
    Ok(adoptions)
}

/// A number that is not negative.
fn number(term: &Term) -> Option<Exact> {
    match term {
        Term::Literal(literal) => Exact::of(literal).ok().filter(|number| !number.is_negative()),
        _ => None,
    }
}

fn told(terms: &[Term]) -> String {
    let texts: Vec<String> = terms.iter().map(ToString::to_string).collect();
    texts.join(" and ")
}
