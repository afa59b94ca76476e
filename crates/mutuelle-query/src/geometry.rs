//! GeoSPARQL's functions (OGC 22-047r1, <https://docs.ogc.org/is/22-047r1/22-047r1.html>), by spargeo, within bounds.
//!
//! Its readers recurse on nested geometries, and a function that runs is stopped by nothing: so what they are given is bounded
//! before. A panic of theirs is no value, as any error of a function is; the writer's thread evaluates updates.

use oxrdf::{NamedNodeRef, Term};
use spareval::QueryEvaluator;
use spargeo::GEOSPARQL_EXTENSION_FUNCTIONS;
use std::panic::catch_unwind;

/// The longest geometry that a function takes, in bytes of its text.
pub const GEOMETRY_BYTES_MAX: usize = 64 << 10;
/// How deep brackets may be nested in one.
pub const GEOMETRY_NESTING_MAX: usize = 32;

/// What the functions' names begin with.
const NAMESPACE: &str = "http://www.opengis.net/def/function/geosparql/";

/// Whether a name is one of a function on geometries.
pub(crate) fn is_function(name: NamedNodeRef<'_>) -> bool {
    name.as_str().starts_with(NAMESPACE)
}

/// An evaluator that knows the functions.
pub(crate) fn with_functions(evaluator: QueryEvaluator) -> QueryEvaluator {
    let functions = GEOSPARQL_EXTENSION_FUNCTIONS.into_iter();
    functions.fold(evaluator, |evaluator, (name, function)| {
        evaluator.with_custom_function(name.into_owned(), move |arguments| {
            if !arguments.iter().all(is_within_bounds) {
                return None;
            }
            catch_unwind(|| function(arguments)).unwrap_or_default()
        })
    })
}

fn is_within_bounds(argument: &Term) -> bool {
    let Term::Literal(literal) = argument else {
        return true;
    };
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in literal.value().bytes() {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    literal.value().len() <= GEOMETRY_BYTES_MAX && deepest <= GEOMETRY_NESTING_MAX
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::Literal;

    #[test]
    fn a_geometry_is_taken_at_its_limits_and_not_beyond() {
        let within = |text: String| is_within_bounds(&Literal::new_simple_literal(text).into());
        assert!(within("x".repeat(GEOMETRY_BYTES_MAX)) && !within("x".repeat(GEOMETRY_BYTES_MAX + 1)));
        let nested = |levels: usize| format!("{}{}", "(".repeat(levels), ")".repeat(levels));
        assert!(within(nested(GEOMETRY_NESTING_MAX)) && !within(nested(GEOMETRY_NESTING_MAX + 1)));
    }
}
