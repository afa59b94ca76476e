//! Constraints that look at the value nodes and at nothing else.

use std::cmp::Ordering;
use std::collections::HashMap;

use oxrdf::{NamedNode, Term};

use super::{Check, Finding};
use crate::comparison::Comparable;
use crate::constraint::{Constraint, Range, Side};
use crate::datatype;
use crate::report::{Sink, matches_language};

pub(super) fn check_values(check: &Check<'_>, constraint: &Constraint, sink: &mut Sink) {
    let found = check.values.len();
    match constraint {
        Constraint::MinCount(min) if (found as u64) < *min => {
            check.report(constraint, Finding::count(found), sink);
        }
        Constraint::MaxCount(max) if found as u64 > *max => {
            check.report(constraint, Finding::count(found), sink);
        }
        Constraint::HasValue(value) if !check.values.contains(value) => {
            check.report(constraint, Finding::default(), sink);
        }
        Constraint::UniqueLang => check_unique_languages(check, constraint, sink),
        Constraint::Datatype(datatype) => check.each(constraint, |value| has_datatype(value, datatype), sink),
        Constraint::NodeKind(kind) => check.each(constraint, |value| kind.admits(value), sink),
        Constraint::Range(range) => check.each(constraint, |value| is_in(value, range), sink),
        Constraint::MinLength(min) => {
            check.each(
                constraint,
                |value| length(value).is_some_and(|length| length >= *min),
                sink,
            );
        }
        Constraint::MaxLength(max) => {
            check.each(
                constraint,
                |value| length(value).is_some_and(|length| length <= *max),
                sink,
            );
        }
        Constraint::Pattern { regex, .. } => {
            check.each(
                constraint,
                |value| text(value).is_some_and(|text| regex.is_match(text)),
                sink,
            );
        }
        Constraint::LanguageIn(ranges) => check.each(constraint, |value| speaks(value, ranges), sink),
        Constraint::In { set, .. } => check.each(constraint, |value| set.contains(value), sink),
        // The counts that are right, and the constraints that look further than the values.
        _ => {}
    }
}

fn has_datatype(value: &Term, datatype: &NamedNode) -> bool {
    match value {
        Term::Literal(literal) => {
            literal.datatype() == datatype.as_ref()
                && datatype::is_well_formed(literal.value(), datatype.as_ref())
        }
        _ => false,
    }
}

fn is_in(value: &Term, range: &Range) -> bool {
    let Term::Literal(literal) = value else {
        return false;
    };
    let order = Comparable::read(literal).and_then(|value| value.order(&range.value));
    match range.side {
        Side::MinExclusive => order == Some(Ordering::Greater),
        Side::MinInclusive => order.is_some_and(Ordering::is_ge),
        Side::MaxExclusive => order == Some(Ordering::Less),
        Side::MaxInclusive => order.is_some_and(Ordering::is_le),
    }
}

/// SPARQL's `str()`; blank nodes and triple terms have none.
fn text(value: &Term) -> Option<&str> {
    match value {
        Term::NamedNode(node) => Some(node.as_str()),
        Term::Literal(literal) => Some(literal.value()),
        Term::BlankNode(_) | Term::Triple(_) => None,
    }
}

fn length(value: &Term) -> Option<u64> {
    text(value).map(|text| text.chars().count() as u64)
}

fn speaks(value: &Term, ranges: &[String]) -> bool {
    match value {
        Term::Literal(literal) => ranges.iter().any(|range| matches_language(literal, range)),
        _ => false,
    }
}

/// One result a language, in the order in which the languages are first met.
fn check_unique_languages(check: &Check<'_>, constraint: &Constraint, sink: &mut Sink) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for value in check.values {
        if let Term::Literal(literal) = value
            && let Some(language) = literal.language()
        {
            let count = counts.entry(language.to_ascii_lowercase()).or_default();
            *count += 1;
            if *count == 2 {
                check.report(constraint, Finding::default(), sink);
            }
        }
    }
}
