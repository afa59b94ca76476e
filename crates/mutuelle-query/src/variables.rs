//! Which variables a part of a query binds.

use oxrdf::Variable;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::HashSet;

/// Variables by name. A blank node of a pattern is a variable that cannot be named: its label stands with `_:`.
pub(crate) type Names = HashSet<String>;

pub(crate) fn of_term(term: &TermPattern, into: &mut Names) {
    match term {
        TermPattern::Variable(variable) => {
            into.insert(variable.as_str().to_owned());
        }
        TermPattern::BlankNode(node) => {
            into.insert(node.to_string());
        }
        TermPattern::Triple(triple) => into.extend(of_triple(triple)),
        TermPattern::NamedNode(_) | TermPattern::Literal(_) => {}
    }
}

pub(crate) fn of_triple(triple: &TriplePattern) -> Names {
    let mut names = Names::new();
    of_term(&triple.subject, &mut names);
    if let NamedNodePattern::Variable(variable) = &triple.predicate {
        names.insert(variable.as_str().to_owned());
    }
    of_term(&triple.object, &mut names);
    names
}

/// Variables that every solution of a pattern binds.
pub(crate) fn bound_by(pattern: &GraphPattern) -> Names {
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.iter().flat_map(of_triple).collect(),
        GraphPattern::Path { subject, object, .. } => {
            let mut names = Names::new();
            of_term(subject, &mut names);
            of_term(object, &mut names);
            names
        }
        GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
            let mut names = bound_by(left);
            names.extend(bound_by(right));
            names
        }
        GraphPattern::LeftJoin { left, .. } | GraphPattern::Minus { left, .. } => bound_by(left),
        GraphPattern::Union { left, right } => {
            let right = bound_by(right);
            bound_by(left)
                .into_iter()
                .filter(|name| right.contains(name))
                .collect()
        }
        GraphPattern::Graph { name, inner } => {
            let mut names = bound_by(inner);
            if let NamedNodePattern::Variable(variable) = name {
                names.insert(variable.as_str().to_owned());
            }
            names
        }
        GraphPattern::Values { variables, bindings } => {
            let always = |place: usize| bindings.iter().all(|row| row[place].is_some());
            let bound = variables.iter().enumerate().filter(|(place, _)| always(*place));
            bound.map(|(_, variable)| variable.as_str().to_owned()).collect()
        }
        GraphPattern::Project { inner, variables } => {
            let inner = bound_by(inner);
            named(variables).filter(|name| inner.contains(name)).collect()
        }
        GraphPattern::Group { inner, variables, .. } => {
            let inner = bound_by(inner);
            named(variables).filter(|name| inner.contains(name)).collect()
        }
        // An expression may fail, and then binds nothing.
        GraphPattern::Extend { inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => bound_by(inner),
        GraphPattern::Service { .. } => Names::new(),
    }
}

fn named(variables: &[Variable]) -> impl Iterator<Item = String> {
    variables.iter().map(|variable| variable.as_str().to_owned())
}
