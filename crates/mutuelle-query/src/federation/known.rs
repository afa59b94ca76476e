//! What is known before a service is asked: the variables and rows that the rest of its group leaves.

use crate::service::Bindings;
use oxrdf::{Term, Variable};
use spargebra::algebra::GraphPattern;
use spargebra::term::GroundTerm;
use std::collections::HashSet;

/// The variables that two parts can bind and people can name.
pub(super) fn common(one: &GraphPattern, other: &GraphPattern) -> Vec<Variable> {
    let mut known = HashSet::new();
    one.on_in_scope_variable(|variable| {
        known.insert(variable.clone());
    });
    let mut common = Vec::new();
    other.on_in_scope_variable(|variable| {
        if known.contains(variable) && !common.contains(variable) {
            common.push(variable.clone());
        }
    });
    common
}

/// Whether a part may have other rows when it is evaluated again. One of these words in a text is taken for the function.
pub(super) fn changes(pattern: &GraphPattern) -> bool {
    let text = pattern.to_string().to_ascii_uppercase();
    ["NOW(", "RAND(", "UUID(", "BNODE("]
        .iter()
        .any(|word| text.contains(word))
}

/// What a service is asked about: the variables that are IRIs or literals in every row. A blank node of ours means nothing
/// to it, and a variable that is sometimes unbound would make more rows of one.
pub(super) fn bindings(variables: &[Variable], rows: &[Vec<Option<Term>>]) -> Bindings {
    let ground = |term: &Option<Term>| match term {
        Some(Term::NamedNode(name)) => Some(GroundTerm::from(name.clone())),
        Some(Term::Literal(literal)) => Some(GroundTerm::from(literal.clone())),
        _ => None,
    };
    let places: Vec<usize> = (0..variables.len())
        .filter(|place| rows.iter().all(|row| ground(&row[*place]).is_some()))
        .collect();
    let mut seen = HashSet::new();
    let rows = rows
        .iter()
        .map(|row| {
            places
                .iter()
                .filter_map(|place| ground(&row[*place]))
                .collect::<Vec<_>>()
        })
        .filter(|row| seen.insert(row.clone()));
    Bindings {
        rows: rows.collect(),
        variables: places.iter().map(|place| variables[*place].clone()).collect(),
    }
}
