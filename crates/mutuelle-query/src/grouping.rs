//! COUNT over the rows of a matching, in groups or without, on numbers.
//!
//! As where counts are read from ranges (`counting.rs`), the group becomes VALUES, and everything above it stays the
//! evaluator's.

use crate::budget;
use crate::dataset::{ScopedDataset, name_of};
use crate::matching::{Matching, Rows};
use crate::source::{Source, TermId};
use oxrdf::{Literal, Variable};
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern};
use spargebra::term::GroundTerm;
use std::rc::Rc;

/// Most groups that become VALUES; more are left to the evaluator, which need not hold them twice.
const GROUPS_MAX: usize = 100_000;

/// Replaces the group of a query by what it comes to, if its pattern can be matched and its aggregates are counts; `true`
/// if so. Looks down through modifiers only: in a query, the group stands below these.
pub(crate) fn grouped<S: Source>(
    pattern: &mut GraphPattern,
    dataset: &ScopedDataset<S>,
) -> Result<bool, S::Error> {
    match pattern {
        GraphPattern::Slice { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. } => grouped(inner, dataset),
        GraphPattern::Group {
            inner,
            variables,
            aggregates,
        } => {
            let Some(values) = values(inner, variables, aggregates, dataset)? else {
                return Ok(false);
            };
            *pattern = values;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// What an aggregate counts in one group.
#[derive(Clone, Copy)]
enum Counts {
    /// Its rows; a variable that is counted is bound in all of them.
    Rows,
    /// The distinct terms at a place.
    Distinct(usize),
}

#[derive(Clone)]
enum Counter {
    Rows(u64),
    Distinct(usize, FxHashSet<TermId>),
}

impl Counter {
    fn new(counts: Counts) -> Self {
        match counts {
            Counts::Rows => Self::Rows(0),
            Counts::Distinct(place) => Self::Distinct(place, FxHashSet::default()),
        }
    }

    fn count(&mut self, row: &[TermId]) {
        match self {
            Self::Rows(rows) => *rows += 1,
            Self::Distinct(place, seen) => {
                seen.insert(row[*place]);
            }
        }
    }

    fn result(&self) -> Option<GroundTerm> {
        let count = match self {
            Self::Rows(rows) => *rows,
            Self::Distinct(_, seen) => seen.len() as u64,
        };
        Some(Literal::from(i64::try_from(count).ok()?).into())
    }
}

fn count(group: &mut [Counter], row: &[TermId]) {
    for counter in group {
        counter.count(row);
    }
}

fn counts(aggregate: &AggregateExpression, matching: &Matching) -> Option<Counts> {
    match aggregate {
        AggregateExpression::CountSolutions { distinct: false } => Some(Counts::Rows),
        AggregateExpression::FunctionCall {
            name: AggregateFunction::Count,
            expr: Expression::Variable(variable),
            distinct,
        } => {
            let place = matching.place(variable)?;
            Some(if *distinct {
                Counts::Distinct(place)
            } else {
                Counts::Rows
            })
        }
        _ => None,
    }
}

fn values<S: Source>(
    inner: &GraphPattern,
    variables: &[Variable],
    aggregates: &[(Variable, AggregateExpression)],
    dataset: &ScopedDataset<S>,
) -> Result<Option<GraphPattern>, S::Error> {
    let Some(matching) = Matching::of(inner, dataset)? else {
        return Ok(None);
    };
    let keys: Option<Vec<_>> = variables
        .iter()
        .map(|variable| matching.place(variable))
        .collect();
    let wanted: Option<Vec<_>> = aggregates
        .iter()
        .map(|(_, aggregate)| counts(aggregate, &matching))
        .collect();
    let (Some(keys), Some(wanted)) = (keys, wanted) else {
        return Ok(None);
    };
    let counters: Vec<_> = wanted.iter().map(|counts| Counter::new(*counts)).collect();
    let mut groups: FxHashMap<Box<[TermId]>, Vec<Counter>> = FxHashMap::default();
    if variables.is_empty() {
        // Without GROUP BY there is one group, also of no rows.
        groups.insert(Box::new([]), counters.clone());
    }
    let mut rows = Rows::of(Rc::new(matching), dataset.clone());
    let mut key = Vec::with_capacity(keys.len());
    while let Some(row) = rows.next_row()? {
        key.clear();
        key.extend(keys.iter().map(|place| row[*place]));
        if let Some(group) = groups.get_mut(key.as_slice()) {
            count(group, row);
            continue;
        }
        if groups.len() == GROUPS_MAX {
            return Ok(None);
        }
        budget::step();
        let mut group = counters.clone();
        count(&mut group, row);
        groups.insert(key.as_slice().into(), group);
    }
    let names = aggregates.iter().map(|(variable, _)| variable.clone());
    let bindings = groups.into_iter().map(|(key, group)| {
        let key = key.iter().map(|term| Some(GroundTerm::NamedNode(name_of(*term))));
        let results = group.iter().map(|counter| Some(counter.result()));
        key.map(Some).chain(results).collect::<Option<Vec<_>>>()
    });
    Ok(bindings
        .collect::<Option<Vec<_>>>()
        .map(|bindings| GraphPattern::Values {
            variables: variables.iter().cloned().chain(names).collect(),
            bindings,
        }))
}
