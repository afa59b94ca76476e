//! Going through the parts of a pattern, those in EXISTS included. Recursive: the depth was bounded before (`guard.rs`).

use crate::ordering::for_each_exists;
use spargebra::algebra::{AggregateExpression, GraphPattern, OrderExpression};

/// Visits the patterns directly below one, those in the expressions of the same level last.
pub(crate) fn each_inner(pattern: &mut GraphPattern, visit: &mut dyn FnMut(&mut GraphPattern)) {
    match pattern {
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right }
        | GraphPattern::LeftJoin { left, right, .. } => {
            visit(left);
            visit(right);
        }
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Group { inner, .. }
        | GraphPattern::Graph { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Service { inner, .. } => visit(inner),
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {}
    }
    each_exists(pattern, visit);
}

/// Visits the patterns of EXISTS in the expressions of one level.
pub(crate) fn each_exists(pattern: &mut GraphPattern, visit: &mut dyn FnMut(&mut GraphPattern)) {
    let mut visit = |pattern: &mut GraphPattern| visit(pattern);
    match pattern {
        GraphPattern::Filter { expr, .. } => for_each_exists(expr, &mut visit),
        GraphPattern::Extend { expression, .. }
        | GraphPattern::LeftJoin {
            expression: Some(expression),
            ..
        } => for_each_exists(expression, &mut visit),
        GraphPattern::OrderBy { expression, .. } => {
            for key in expression {
                let (OrderExpression::Asc(key) | OrderExpression::Desc(key)) = key;
                for_each_exists(key, &mut visit);
            }
        }
        GraphPattern::Group { aggregates, .. } => {
            for (_, aggregate) in aggregates {
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    for_each_exists(expr, &mut visit);
                }
            }
        }
        _ => {}
    }
}

/// The parts of a chain of joins, in their order.
pub(crate) fn parts(pattern: GraphPattern) -> Vec<GraphPattern> {
    let (mut found, mut waiting) = (Vec::new(), vec![pattern]);
    while let Some(part) = waiting.pop() {
        match part {
            GraphPattern::Join { left, right } => waiting.extend([*right, *left]),
            part => found.push(part),
        }
    }
    found
}

/// The parts joined again.
pub(crate) fn joined(parts: Vec<GraphPattern>) -> GraphPattern {
    let join = |left, right| GraphPattern::Join {
        left: Box::new(left),
        right: Box::new(right),
    };
    parts.into_iter().reduce(join).unwrap_or_default()
}
