//! Property pair constraints (<https://www.w3.org/TR/shacl/#core-components-property-pairs>).

use std::cmp::Ordering;

use oxrdf::Term;

use super::{Check, Finding};
use crate::comparison::Comparable;
use crate::constraint::{Constraint, Pair};
use crate::path::distinct;
use crate::report::Sink;

pub(super) fn check_pair(
    check: &Check<'_>,
    constraint: &Constraint,
    pair: Pair,
    others: &[Term],
    sink: &mut Sink,
) {
    match pair {
        Pair::Equals => {
            check.each(constraint, |value| others.contains(value), sink);
            for other in distinct(others.to_vec()) {
                if !check.values.contains(&other) {
                    check.report(constraint, Finding::of(&other), sink);
                }
            }
        }
        Pair::Disjoint => check.each(constraint, |value| !others.contains(value), sink),
        Pair::LessThan => check_order(check, constraint, others, Ordering::is_lt, sink),
        Pair::LessThanOrEquals => check_order(check, constraint, others, Ordering::is_le, sink),
    }
}

/// A result for each pair of values that is not in order; values that cannot be compared are not.
fn check_order(
    check: &Check<'_>,
    constraint: &Constraint,
    others: &[Term],
    accepts: fn(Ordering) -> bool,
    sink: &mut Sink,
) {
    let others: Vec<Option<Comparable>> = distinct(others.to_vec()).iter().map(comparable).collect();
    for value in check.values {
        let left = comparable(value);
        for right in &others {
            let order = left
                .as_ref()
                .zip(right.as_ref())
                .and_then(|(left, right)| left.order(right));
            if !order.is_some_and(accepts) {
                check.report(constraint, Finding::of(value), sink);
            }
        }
    }
}

fn comparable(term: &Term) -> Option<Comparable> {
    match term {
        Term::Literal(literal) => Comparable::read(literal),
        _ => None,
    }
}
