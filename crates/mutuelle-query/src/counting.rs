//! COUNT and GROUP BY over one triple pattern, read from the source without a row in between.
//!
//! `SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p` and its like become VALUES, and everything above them (HAVING,
//! ORDER BY, expressions) stays as it was.

use crate::constants::constants;
use crate::dataset::{ScopedDataset, name_of};
use crate::source::{Pattern, Source, TermId};
use oxrdf::{Literal, Variable};
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};

/// Most groups that become VALUES; more are left to the evaluator, which need not hold them twice.
const GROUPS_MAX: usize = 100_000;

/// Replaces what can be counted, and says whether there was anything. Looks down through modifiers only: in a query, the group stands below these.
pub(crate) fn counted<S: Source>(
    pattern: GraphPattern,
    dataset: &ScopedDataset<S>,
) -> Result<(GraphPattern, bool), S::Error> {
    let mut found = false;
    let mut inside = |inner: Box<GraphPattern>| -> Result<Box<GraphPattern>, S::Error> {
        let (inner, counted) = counted(*inner, dataset)?;
        found = counted;
        Ok(Box::new(inner))
    };
    let pattern = match pattern {
        GraphPattern::Slice { inner, start, length } => GraphPattern::Slice {
            inner: inside(inner)?,
            start,
            length,
        },
        GraphPattern::Distinct { inner } => GraphPattern::Distinct {
            inner: inside(inner)?,
        },
        GraphPattern::Project { inner, variables } => GraphPattern::Project {
            inner: inside(inner)?,
            variables,
        },
        GraphPattern::OrderBy { inner, expression } => GraphPattern::OrderBy {
            inner: inside(inner)?,
            expression,
        },
        GraphPattern::Filter { expr, inner } => GraphPattern::Filter {
            expr,
            inner: inside(inner)?,
        },
        GraphPattern::Extend {
            inner,
            variable,
            expression,
        } => GraphPattern::Extend {
            inner: inside(inner)?,
            variable,
            expression,
        },
        GraphPattern::Group {
            inner,
            variables,
            aggregates,
        } => match values(&inner, &variables, &aggregates, dataset)? {
            Some(values) => {
                found = true;
                values
            }
            None => GraphPattern::Group {
                inner,
                variables,
                aggregates,
            },
        },
        other => other,
    };
    Ok((pattern, found))
}

/// What an aggregate asks of one group.
enum Wanted {
    /// How many quads.
    Quads,
    /// How many distinct terms at a place.
    Distinct(usize),
}

fn values<S: Source>(
    inner: &GraphPattern,
    variables: &[Variable],
    aggregates: &[(Variable, AggregateExpression)],
    dataset: &ScopedDataset<S>,
) -> Result<Option<GraphPattern>, S::Error> {
    let Some(triple) = only_triple(inner) else {
        return Ok(None);
    };
    let Some(places) = places(triple) else {
        return Ok(None);
    };
    let wanted: Option<Vec<_>> = aggregates
        .iter()
        .map(|(_, aggregate)| wanted(aggregate, &places))
        .collect();
    let Some(wanted) = wanted else { return Ok(None) };
    let Some(pattern) = constants(triple, dataset)? else {
        return Ok(None);
    };
    let bindings = match variables {
        [] => all(pattern, &wanted, dataset).map(|row| vec![row]),
        [variable] => place_of(variable, &places).and_then(|place| each(pattern, place, &wanted, dataset)),
        _ => None,
    };
    let names = aggregates.iter().map(|(variable, _)| variable.clone());
    Ok(bindings.map(|bindings| GraphPattern::Values {
        variables: variables.iter().cloned().chain(names).collect(),
        bindings,
    }))
}

type Row = Vec<Option<GroundTerm>>;

/// The one row of a count over everything that matches.
fn all<S: Source>(pattern: Pattern, wanted: &[Wanted], dataset: &ScopedDataset<S>) -> Option<Row> {
    let (source, graphs) = (dataset.source(), dataset.default_graph());
    wanted
        .iter()
        .map(|wanted| {
            let count = match wanted {
                Wanted::Quads => source.count(pattern, graphs)?,
                Wanted::Distinct(place) => source.groups(pattern, *place, graphs)?.len() as u64,
            };
            Some(Some(number(count)?))
        })
        .collect()
}

/// A row for each distinct term at a place.
fn each<S: Source>(
    pattern: Pattern,
    place: usize,
    wanted: &[Wanted],
    dataset: &ScopedDataset<S>,
) -> Option<Vec<Row>> {
    let groups = dataset.source().groups(pattern, place, dataset.default_graph())?;
    if groups.len() > GROUPS_MAX {
        return None;
    }
    let row = |(term, quads): (TermId, u64)| {
        let counts = wanted.iter().map(|wanted| match wanted {
            Wanted::Quads => number(quads).map(Some),
            Wanted::Distinct(of) if *of == place => number(1).map(Some),
            Wanted::Distinct(_) => None,
        });
        std::iter::once(Some(Some(GroundTerm::NamedNode(name_of(term)))))
            .chain(counts)
            .collect()
    };
    groups.into_iter().map(row).collect()
}

fn number(count: u64) -> Option<GroundTerm> {
    Some(Literal::from(i64::try_from(count).ok()?).into())
}

fn only_triple(pattern: &GraphPattern) -> Option<&TriplePattern> {
    match pattern {
        GraphPattern::Bgp { patterns } => match patterns.as_slice() {
            [triple] => Some(triple),
            _ => None,
        },
        _ => None,
    }
}

/// The variable at each place; `None` when one stands at two of them or within a triple term.
fn places(triple: &TriplePattern) -> Option<[Option<String>; 3]> {
    let name = |term: &TermPattern| match term {
        TermPattern::Variable(variable) => Some(Some(variable.as_str().to_owned())),
        TermPattern::BlankNode(node) => Some(Some(node.to_string())),
        TermPattern::NamedNode(_) | TermPattern::Literal(_) => Some(None),
        TermPattern::Triple(_) => None,
    };
    let predicate = match &triple.predicate {
        NamedNodePattern::Variable(variable) => Some(variable.as_str().to_owned()),
        NamedNodePattern::NamedNode(_) => None,
    };
    let places = [name(&triple.subject)?, predicate, name(&triple.object)?];
    let [s, p, o] = &places;
    let twice = s.is_some() && (s == p || s == o) || p.is_some() && p == o;
    (!twice).then_some(places)
}

fn place_of(variable: &Variable, places: &[Option<String>; 3]) -> Option<usize> {
    places
        .iter()
        .position(|name| name.as_deref() == Some(variable.as_str()))
}

fn wanted(aggregate: &AggregateExpression, places: &[Option<String>; 3]) -> Option<Wanted> {
    match aggregate {
        AggregateExpression::CountSolutions { distinct: false } => Some(Wanted::Quads),
        AggregateExpression::FunctionCall {
            name: AggregateFunction::Count,
            expr: Expression::Variable(variable),
            distinct,
        } => {
            let place = place_of(variable, places)?;
            Some(if *distinct {
                Wanted::Distinct(place)
            } else {
                Wanted::Quads
            })
        }
        _ => None,
    }
}
