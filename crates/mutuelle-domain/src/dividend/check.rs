//! Computes a stored dividend anew and tells what differs.

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::prov;
use oxrdf::{NamedNodeRef, Term};
use serde::Serialize;

use super::error::CheckError;
use super::rule::Rule;
use super::share::{Dividend, Share, shares};
use crate::exact::Exact;
use crate::facts::Facts;
use crate::incomplete::{Incomplete, Problem};
use crate::link::{Linked, Relation};
use crate::node::Node;
use crate::parts::Parts;
use crate::wealth::{Contribution, Period, contributions};

const SHARES: Relation = Relation::new(&[mutuelle::HAS_SHARE], &[mutuelle::SHARE_OF]);

/// A stored dividend beside what it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The stored dividend.
    pub dividend: Node,
    /// What the data give when it is computed anew.
    pub computed: Dividend,
    /// What differs; nothing if the stored dividend is right.
    pub differences: Vec<Difference>,
}

/// How a stored dividend differs from the computed one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "difference")]
pub enum Difference {
    /// The stored shares do not add up to the pool.
    Total {
        /// What they add up to.
        stored_cents: String,
        /// The pool.
        pool_cents: i64,
    },
    /// A contributor has no share.
    MissingShare {
        /// Who.
        beneficiary: Node,
        /// What is theirs.
        computed_cents: i64,
    },
    /// Someone has a share without having contributed, or has a second one.
    UnexpectedShare {
        /// The share.
        share: Node,
        /// To whom; none if the share names nobody, or several.
        beneficiary: Option<Node>,
    },
    /// A share is of another amount.
    Amount {
        /// Whose.
        beneficiary: Node,
        /// The stored amount; none if it says no single whole number.
        stored_cents: Option<i64>,
        /// What it should be.
        computed_cents: i64,
    },
    /// A share names other points.
    Points {
        /// Whose.
        beneficiary: Node,
        /// The stored points.
        stored: Exact,
        /// What they should be.
        computed: Exact,
    },
    /// A share is in another currency than the pool.
    Currency {
        /// Whose.
        beneficiary: Node,
        /// What it says.
        stored: Vec<String>,
        /// The pool's.
        computed: String,
    },
    /// A share names other contributions.
    Contributions {
        /// Whose.
        beneficiary: Node,
        /// Those that it should name and does not.
        missing: Vec<Node>,
        /// Those that it should not name.
        unexpected: Vec<Node>,
    },
}

/// Computes a stored dividend anew from its pool, its rule, its period and the contributions to its contexts, and
/// tells every difference.
pub fn check<F: Facts>(facts: &F, dividend: NamedNodeRef<'_>) -> Result<Check, CheckError<F::Error>> {
    let dividend = Node::from(dividend);
    let mut parts = Parts::new(facts);
    let pool = one(&mut parts, &dividend, mutuelle::FROM_POOL)?;
    let rule = one(&mut parts, &dividend, mutuelle::BY_RULE)?;
    let interval = one(&mut parts, &dividend, mutuelle::PERIOD)?;
    let period = Period::read(&mut parts, &interval)?;
    for (property, day) in [
        (mutuelle::START_DATE, period.from),
        (mutuelle::END_DATE, period.until),
    ] {
        if day.is_none() {
            return Err(missing(&interval, property));
        }
    }
    let pool_cents = amount(&mut parts, &pool)?;
    let currencies = parts.names(&pool, mutuelle::CURRENCY)?;
    let [currency] = currencies.as_slice() else {
        return Err(missing(&pool, mutuelle::CURRENCY));
    };
    let mut contexts = parts.nodes(&dividend, mutuelle::FOR_CONTEXT)?;
    if contexts.is_empty() {
        contexts = parts.nodes(&pool, mutuelle::FOR_CONTEXT)?;
    }
    if contexts.is_empty() {
        return Err(missing(&dividend, mutuelle::FOR_CONTEXT));
    }
    let rule = Rule::of(facts, &rule).map_err(CheckError::Rule)?;
    let brought = gather(facts, &contexts, period, &rule)?;
    let computed = shares(pool_cents, currency, &rule, &brought, period).map_err(CheckError::Dividend)?;
    let stored = SHARES.of(facts, &dividend)?;
    let differences = compare(&mut parts, &computed, stored)?;
    Ok(Check {
        dividend,
        computed,
        differences,
    })
}

/// The contributions to all the contexts. What cannot be read is an error: a result without it would look whole.
fn gather<F: Facts>(
    facts: &F,
    contexts: &BTreeSet<Node>,
    period: Period,
    rule: &Rule,
) -> Result<Vec<Contribution>, CheckError<F::Error>> {
    let mut all = Vec::new();
    for context in contexts {
        let oxrdf::NamedOrBlankNode::NamedNode(context) = context.as_subject() else {
            continue;
        };
        let (found, incomplete) = contributions(facts, context.as_ref(), period)?;
        all.extend(found);
        if let Some(unreadable) = incomplete.iter().find(|it| spoils(it, rule)) {
            return Err(CheckError::Unreadable {
                node: unreadable.node.to_string(),
                property: unreadable.property.clone(),
                problem: unreadable.problem.to_string(),
            });
        }
    }
    Ok(all)
}

/// Whether something that cannot be read may change the shares.
fn spoils(incomplete: &Incomplete, rule: &Rule) -> bool {
    let property = incomplete.property.as_str();
    let of_entry = [
        mutuelle::OF_KIND,
        mutuelle::QUANTITY,
        mutuelle::UNIT,
        mutuelle::ENTRY,
    ];
    let weighs = !rule.weightings.is_empty() && of_entry.iter().any(|it| it.as_str() == property);
    let undated = mutuelle::CONTRIBUTED_ON.as_str() == property;
    weighs || (undated && incomplete.problem != Problem::Missing)
}

fn compare<F: Facts>(
    parts: &mut Parts<'_, F>,
    computed: &Dividend,
    stored: Linked,
) -> Result<Vec<Difference>, F::Error> {
    let mut differences = BTreeSet::new();
    let mut due: BTreeMap<&Node, &Share> = computed
        .shares
        .iter()
        .map(|share| (&share.beneficiary, share))
        .collect();
    let mut total = Exact::zero();
    for share in stored.into_keys() {
        let cents = parts.number(&share, mutuelle::AMOUNT_CENTS)?;
        total = total.plus(cents.as_ref().unwrap_or(&Exact::zero()));
        let beneficiaries: Vec<Node> = parts.nodes(&share, mutuelle::BENEFICIARY)?.into_iter().collect();
        let expected = match beneficiaries.as_slice() {
            [one] => due.remove(one),
            _ => None,
        };
        let Some(expected) = expected else {
            let mut one = beneficiaries.into_iter();
            let beneficiary = one.next().filter(|_| one.next().is_none());
            differences.insert(Difference::UnexpectedShare { share, beneficiary });
            continue;
        };
        differences.extend(compare_share(parts, &share, cents, expected, &computed.currency)?);
    }
    for share in due.into_values() {
        differences.insert(Difference::MissingShare {
            beneficiary: share.beneficiary.clone(),
            computed_cents: share.amount_cents,
        });
    }
    if total != computed.pool_cents.into() {
        differences.insert(Difference::Total {
            stored_cents: total.to_string(),
            pool_cents: computed.pool_cents,
        });
    }
    Ok(differences.into_iter().collect())
}

fn compare_share<F: Facts>(
    parts: &mut Parts<'_, F>,
    share: &Node,
    cents: Option<Exact>,
    expected: &Share,
    currency: &str,
) -> Result<Vec<Difference>, F::Error> {
    let mut differences = Vec::new();
    let beneficiary = || expected.beneficiary.clone();
    if cents != Some(expected.amount_cents.into()) {
        let whole = cents.filter(|cents| cents.floor().is_some_and(|floor| *cents == floor.into()));
        differences.push(Difference::Amount {
            beneficiary: beneficiary(),
            stored_cents: whole.and_then(|cents| cents.floor()),
            computed_cents: expected.amount_cents,
        });
    }
    if let Some(stored) = parts.number(share, mutuelle::POINTS)?
        && stored != expected.points
    {
        differences.push(Difference::Points {
            beneficiary: beneficiary(),
            stored,
            computed: expected.points.clone(),
        });
    }
    let stored = parts.names(share, mutuelle::CURRENCY)?;
    if stored.iter().any(|it| it != currency) {
        differences.push(Difference::Currency {
            beneficiary: beneficiary(),
            stored,
            computed: currency.to_owned(),
        });
    }
    let named = parts.nodes(share, prov::WAS_DERIVED_FROM)?;
    let from = expected.contributions.iter().map(|it| it.contribution.clone());
    let from: BTreeSet<Node> = from.collect();
    if named != from {
        differences.push(Difference::Contributions {
            beneficiary: beneficiary(),
            missing: from.difference(&named).cloned().collect(),
            unexpected: named.difference(&from).cloned().collect(),
        });
    }
    Ok(differences)
}

fn one<F: Facts>(
    parts: &mut Parts<'_, F>,
    node: &Node,
    property: NamedNodeRef<'_>,
) -> Result<Node, CheckError<F::Error>> {
    let mut nodes = parts.nodes(node, property)?.into_iter();
    match (nodes.next(), nodes.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(missing(node, property)),
    }
}

fn missing<E: std::error::Error>(node: &Node, property: NamedNodeRef<'_>) -> CheckError<E> {
    CheckError::Missing {
        node: node.to_string(),
        property: property.as_str().to_owned(),
    }
}

/// The pool in whole cents.
fn amount<F: Facts>(parts: &mut Parts<'_, F>, pool: &Node) -> Result<i64, CheckError<F::Error>> {
    let found = parts.objects(pool, mutuelle::AMOUNT_CENTS)?;
    let [one] = found.as_slice() else {
        return Err(missing(pool, mutuelle::AMOUNT_CENTS));
    };
    let number = match one {
        Term::Literal(literal) => Exact::of(literal).ok(),
        _ => None,
    };
    let whole = number.and_then(|number| number.floor().filter(|floor| number == (*floor).into()));
    whole.ok_or_else(|| CheckError::Amount {
        pool: pool.to_string(),
        found: one.to_string(),
    })
}
