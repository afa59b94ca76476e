//! What some variables are bound to, asked for itself before a query is planned.

use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::NamedNodePattern;
use spargebra::term::Variable;

/// A query for the distinct values of variables in a pattern, in the graph around it if there is one.
pub(crate) fn distinct(
    pattern: GraphPattern,
    variables: Vec<Variable>,
    graph: Option<&NamedNodePattern>,
) -> Query {
    let inner = match graph {
        None => pattern,
        Some(name) => GraphPattern::Graph {
            name: name.clone(),
            inner: Box::new(pattern),
        },
    };
    let projected = GraphPattern::Project {
        inner: Box::new(inner),
        variables,
    };
    Query::Select {
        dataset: None,
        pattern: GraphPattern::Distinct {
            inner: Box::new(projected),
        },
        base_iri: None,
    }
}
