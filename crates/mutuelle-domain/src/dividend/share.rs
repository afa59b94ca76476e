//! Who receives how much, and why.

use std::collections::BTreeMap;

use serde::Serialize;

use super::error::DividendError;
use super::rule::{Adoption, Rule};
use crate::exact::Exact;
use crate::facts::Because;
use crate::node::Node;
use crate::wealth::{Contribution, Measure, Period};

/// A pool shared among those who contributed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dividend {
    /// What was shared, in cents.
    pub pool_cents: i64,
    /// Of which currency.
    pub currency: String,
    /// By which rule.
    pub rule: Node,
    /// The decisions that adopted it.
    pub adopted_by: Vec<Adoption>,
    /// For which period.
    pub period: Period,
    /// To which contexts the contributions were brought.
    pub contexts: Vec<Node>,
    /// The fraction that went in equal parts.
    pub equal_part: Exact,
    /// All the points.
    pub total_points: Exact,
    /// The shares, by the beneficiary's IRI. Their amounts add up to the pool.
    pub shares: Vec<Share>,
    /// The triples of the rule.
    pub because: Because,
}

/// What one contributor receives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Who.
    pub beneficiary: Node,
    /// How much, in whole cents.
    pub amount_cents: i64,
    /// Their points.
    pub points: Exact,
    /// How much it would be without rounding, in cents.
    pub exact_cents: Exact,
    /// What rounding added, in cents; negative where it took away. Less than one cent either way.
    pub rounding_cents: Exact,
    /// From which contributions.
    pub contributions: Vec<Derivation>,
    /// The triples of the contributions.
    pub because: Because,
}

/// What one contribution gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Derivation {
    /// The contribution.
    pub contribution: Node,
    /// Its points; nought if the rule weighs nothing of it, which still makes its contributor one of those who share
    /// the equal part.
    pub points: Exact,
    /// Its entries that the rule weighs.
    pub entries: Vec<EntryPoints>,
}

/// What one entry gave: its quantity times the points per unit of its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryPoints {
    /// The entry.
    pub entry: Node,
    /// Its kind.
    pub kind: Node,
    /// Its quantity.
    pub quantity: Exact,
    /// What the rule gives for a unit.
    pub points_per_unit: Exact,
    /// The product.
    pub points: Exact,
}

/// Shares a pool, in whole cents, among the contributors of a period.
///
/// The rule's equal part goes to them equally, the rest by their points. Each exact amount is rounded down; the cents
/// that are left go one by one to those who lost the largest fraction, ties to the first by IRI. Contributions that
/// bear no date or one outside the period do not count, and one that is given twice counts once.
pub fn shares(
    pool_cents: i64,
    currency: &str,
    rule: &Rule,
    contributions: &[Contribution],
    period: Period,
) -> Result<Dividend, DividendError> {
    if pool_cents < 0 {
        return Err(DividendError::NegativePool(pool_cents));
    }
    if rule.adopted_by.is_empty() {
        return Err(DividendError::NotAdopted(rule.rule.to_string()));
    }
    let within = |contribution: &&Contribution| {
        let on = contribution.on;
        on.map_or(period.is_always(), |day| period.contains(day))
    };
    let counted: BTreeMap<&Node, &Contribution> = contributions
        .iter()
        .filter(within)
        .map(|contribution| (&contribution.contribution, contribution))
        .collect();
    if counted.is_empty() {
        return Err(DividendError::NoContribution);
    }
    let counted: Vec<&Contribution> = counted.into_values().collect();
    check_entries(rule, &counted)?;
    let mut shares = beneficiaries(rule, &counted)?;
    let total_points = shares
        .iter()
        .fold(Exact::zero(), |sum, share| sum.plus(&share.points));
    share_exactly(pool_cents, rule, &total_points, &mut shares)?;
    round(pool_cents, &mut shares)?;
    let mut contexts: Vec<Node> = counted.iter().flat_map(|it| it.contexts.clone()).collect();
    contexts.sort();
    contexts.dedup();
    let mut because = rule.because.clone();
    for weighting in &rule.weightings {
        because.extend(&weighting.because);
    }
    Ok(Dividend {
        pool_cents,
        currency: currency.to_owned(),
        rule: rule.rule.clone(),
        adopted_by: rule.adopted_by.clone(),
        period,
        contexts,
        equal_part: rule.equal_part.clone(),
        total_points,
        shares,
        because,
    })
}

/// No entry counts twice, and no kind that counts is told in two units.
fn check_entries(rule: &Rule, contributions: &[&Contribution]) -> Result<(), DividendError> {
    let mut owners: BTreeMap<&Node, &Node> = BTreeMap::new();
    let mut units: BTreeMap<&Node, &Option<Node>> = BTreeMap::new();
    for contribution in contributions {
        for entry in &contribution.entries {
            let (Measure::Material { unit }, Some(_)) = (&entry.measure, rule.weighting(&entry.kind)) else {
                continue;
            };
            let owner = owners.insert(&entry.entry, &contribution.contribution);
            if let Some(first) = owner.filter(|owner| **owner != contribution.contribution) {
                return Err(DividendError::SharedEntry {
                    entry: entry.entry.to_string(),
                    first: first.to_string(),
                    second: contribution.contribution.to_string(),
                });
            }
            let known = units.entry(&entry.kind).or_insert(unit);
            if **known != *unit {
                let told = |unit: &Option<Node>| {
                    let none = "no unit".to_owned();
                    unit.as_ref().map_or(none, Node::to_string)
                };
                let mut both = [told(known), told(unit)];
                both.sort();
                let [first, second] = both;
                let kind = entry.kind.to_string();
                return Err(DividendError::UnlikeUnits { kind, first, second });
            }
            if entry.number.is_negative() {
                return Err(DividendError::NegativeQuantity {
                    entry: entry.entry.to_string(),
                    quantity: entry.number.to_string(),
                });
            }
        }
    }
    Ok(())
}

/// Each contributor with their points, by IRI; nothing is shared yet.
fn beneficiaries(rule: &Rule, contributions: &[&Contribution]) -> Result<Vec<Share>, DividendError> {
    let mut shares: BTreeMap<&Node, Share> = BTreeMap::new();
    for contribution in contributions {
        let beneficiary = match contribution.contributors.as_slice() {
            [one] => one,
            [] => {
                return Err(DividendError::NoContributor(
                    contribution.contribution.to_string(),
                ));
            }
            _ => {
                let contribution = contribution.contribution.to_string();
                return Err(DividendError::SeveralContributors(contribution));
            }
        };
        let share = shares.entry(beneficiary).or_insert_with(|| Share {
            beneficiary: beneficiary.clone(),
            amount_cents: 0,
            points: Exact::zero(),
            exact_cents: Exact::zero(),
            rounding_cents: Exact::zero(),
            contributions: Vec::new(),
            because: Because::default(),
        });
        let derivation = derive(rule, contribution, &mut share.because);
        share.points = share.points.plus(&derivation.points);
        share.contributions.push(derivation);
    }
    Ok(shares.into_values().collect())
}

fn derive(rule: &Rule, contribution: &Contribution, because: &mut Because) -> Derivation {
    because.extend(&contribution.because);
    let mut derivation = Derivation {
        contribution: contribution.contribution.clone(),
        points: Exact::zero(),
        entries: Vec::new(),
    };
    for entry in &contribution.entries {
        let Some(weighting) = rule.weighting(&entry.kind) else {
            continue;
        };
        if entry.measure == Measure::Felt {
            continue;
        }
        because.extend(&entry.because);
        let points = entry.number.times(&weighting.points_per_unit);
        derivation.points = derivation.points.plus(&points);
        derivation.entries.push(EntryPoints {
            entry: entry.entry.clone(),
            kind: entry.kind.clone(),
            quantity: entry.number.clone(),
            points_per_unit: weighting.points_per_unit.clone(),
            points,
        });
    }
    derivation
        .entries
        .sort_by(|one, other| one.entry.cmp(&other.entry));
    derivation
}

/// The exact amounts: pool × (equal part ÷ people + (1 − equal part) × points ÷ all points).
fn share_exactly(
    pool_cents: i64,
    rule: &Rule,
    total_points: &Exact,
    shares: &mut [Share],
) -> Result<(), DividendError> {
    let pool = Exact::from(pool_cents);
    let people = Exact::from(i64::try_from(shares.len()).unwrap_or(i64::MAX));
    let by_points = Exact::from(1).minus(&rule.equal_part);
    let equally = rule.equal_part.over(&people).unwrap_or_else(Exact::zero);
    for share in shares {
        let part = match share.points.over(total_points) {
            Some(part) => by_points.times(&part),
            None if by_points.is_zero() || pool.is_zero() => Exact::zero(),
            None => return Err(DividendError::NoPoints),
        };
        share.exact_cents = pool.times(&equally.plus(&part));
    }
    Ok(())
}

/// Largest remainder: the shares come sorted by IRI, so that a stable sort leaves ties in that order.
fn round(pool_cents: i64, shares: &mut [Share]) -> Result<(), DividendError> {
    let mut left = pool_cents;
    for share in shares.iter_mut() {
        let overflow = || DividendError::Overflow(share.beneficiary.to_string());
        share.amount_cents = share.exact_cents.floor().ok_or_else(overflow)?;
        left = left.checked_sub(share.amount_cents).ok_or_else(overflow)?;
    }
    let mut order: Vec<(Exact, usize)> = shares
        .iter()
        .enumerate()
        .map(|(at, share)| (share.exact_cents.minus(&share.amount_cents.into()), at))
        .collect();
    order.sort_by(|one, other| other.0.cmp(&one.0));
    let left = usize::try_from(left).unwrap_or(0);
    for (_, at) in order.into_iter().take(left) {
        shares[at].amount_cents += 1;
    }
    for share in shares {
        share.rounding_cents = Exact::from(share.amount_cents).minus(&share.exact_cents);
    }
    Ok(())
}
