//! What is done for a query, above the source: parts that the evaluator runs, and operators of our own around it.
//!
//! A plan is the place for more of them: each takes a part of the algebra away from the evaluator and gives it rows of
//! numbers, or takes the evaluator's rows as numbers.

use crate::budget;
use crate::counting::counted;
use crate::dataset::ScopedDataset;
use crate::error::QueryError;
use crate::functions::written;
use crate::grouping::grouped;
use crate::matching::Matching;
use crate::ordering::{Ordering, Placed};
use crate::selection::Selection;
use crate::sorting::sorted;
use crate::source::Source;
use crate::variables::Names;
use oxrdf::Variable;
use spareval::{QueryEvaluationError, QueryEvaluator, QueryResults};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use std::cell::Cell;
use std::fmt;

/// A query in two parts.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// What the evaluator runs.
    pub(crate) evaluated: Query,
    /// The same as a selection, where no evaluator is needed.
    pub(crate) selection: Option<Selection>,
    /// What is done with its rows.
    pub(crate) sort: Option<Sort>,
    /// The order of the joins, with what was expected of them.
    pub(crate) placed: Vec<Placed>,
    /// Whether something was counted without rows.
    pub(crate) counted: bool,
}

/// ORDER BY and what stands above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sort {
    pub(crate) keys: Vec<(Variable, Direction)>,
    pub(crate) projected: Vec<Variable>,
    pub(crate) distinct: bool,
    pub(crate) start: usize,
    pub(crate) length: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Ascending,
    Descending,
}

impl Sort {
    /// How many rows of the sorted ones are looked at; all where DISTINCT may take some of them away.
    pub(crate) fn wanted(&self) -> Option<usize> {
        if self.distinct {
            return None;
        }
        self.length.map(|length| self.start.saturating_add(length))
    }
}

impl Plan {
    /// Plans a query: counts what can be counted, puts joins in order, takes sorting away from the evaluator.
    pub(crate) fn of<S: Source>(mut query: Query, dataset: &ScopedDataset<S>) -> Result<Self, S::Error> {
        let mut sort = None;
        let is_select = matches!(query, Query::Select { .. });
        let (Query::Select { pattern, .. }
        | Query::Ask { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }) = &mut query;
        let mut planned = std::mem::take(pattern);
        let mut was_counted = false;
        if is_select {
            (planned, was_counted) = counted(planned, dataset)?;
            (planned, sort) = split(planned);
        }
        let mut ordering = Ordering::new(dataset);
        *pattern = ordering.order(planned, &Names::new())?;
        Ok(Self {
            placed: ordering.placed,
            selection: Selection::of(&query, dataset)?,
            counted: was_counted,
            evaluated: query,
            sort,
        })
    }

    /// Runs the plan. The results end with the dataset, rows with errors after what was found before them.
    pub(crate) fn execute<'s, S: Source + 's>(
        &self,
        evaluator: &QueryEvaluator,
        dataset: &ScopedDataset<S>,
    ) -> Result<QueryResults<'s>, QueryEvaluationError> {
        let below = self.below(dataset);
        let results = match &self.selection {
            Some(selection) => selection.execute(below)?.0,
            None => evaluator.prepare(&self.grouped(dataset)?).execute(below)?,
        };
        self.above(results, dataset)
    }

    /// Runs the plan to its end and tells how many rows came and what was done for them, as JSON.
    pub(crate) fn explain<'s, S: Source + 's>(
        &self,
        evaluator: &QueryEvaluator,
        dataset: &ScopedDataset<S>,
    ) -> Result<(u64, String), QueryError> {
        let below = self.below(dataset);
        if let Some(selection) = &self.selection {
            let (results, passed) = selection.execute(below)?;
            let rows = rows(self.above(results, dataset)?)?;
            return Ok((rows, steps(&selection.matching, &passed)));
        }
        let evaluator = evaluator.clone().compute_statistics();
        let query = self.grouped(dataset)?;
        let (results, explanation) = evaluator.prepare(&query).explain(below);
        let rows = rows(self.above(results?, dataset)?)?;
        let mut json = Vec::new();
        explanation.write_in_json(&mut json).map_err(QueryError::Output)?;
        Ok((rows, String::from_utf8_lossy(&json).into_owned()))
    }

    /// What the rows below the sorting are made from: numbers, if there is any.
    fn below<S: Source>(&self, dataset: &ScopedDataset<S>) -> ScopedDataset<S> {
        match self.sort {
            None => dataset.clone(),
            Some(_) => dataset.numbers(),
        }
    }

    fn above<'s, S: Source + 's>(
        &self,
        results: QueryResults<'s>,
        dataset: &ScopedDataset<S>,
    ) -> Result<QueryResults<'s>, QueryEvaluationError> {
        match (results, &self.sort) {
            (QueryResults::Solutions(rows), Some(sort)) => Ok(sorted(rows, sort, dataset)?.into()),
            (results, _) => Ok(results),
        }
    }

    /// The evaluator's part with its group counted, where that is done without it.
    fn grouped<S: Source>(&self, dataset: &ScopedDataset<S>) -> Result<Query, QueryEvaluationError> {
        let mut query = self.evaluated.clone();
        if let Query::Select { pattern, .. } = &mut query {
            grouped(pattern, dataset).map_err(|error| QueryEvaluationError::Dataset(Box::new(error)))?;
        }
        Ok(query)
    }
}

fn rows(results: QueryResults<'_>) -> Result<u64, QueryEvaluationError> {
    match results {
        QueryResults::Boolean(_) => Ok(1),
        QueryResults::Solutions(rows) => exhausted(rows),
        QueryResults::Graph(triples) => exhausted(triples),
    }
}

/// The steps of a matching in the form of the evaluator's own explanation: each holds the one before it.
fn steps(matching: &Matching, passed: &[Cell<u64>]) -> String {
    let mut json = String::new();
    for (text, passed) in matching.texts().zip(passed) {
        let name = serde_json::Value::from(text);
        let passed = passed.get();
        json = format!(r#"{{"name":{name},"number of results":{passed},"children":[{json}]}}"#);
    }
    format!(r#"{{"plan":{json}}}"#)
}

fn exhausted<T>(
    rows: impl Iterator<Item = Result<T, QueryEvaluationError>>,
) -> Result<u64, QueryEvaluationError> {
    let mut count = 0;
    for row in rows {
        row?;
        budget::step();
        count += 1;
    }
    Ok(count)
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.wanted() {
            Some(wanted) => write!(f, "first {wanted} by")?,
            None => f.write_str("all by")?,
        }
        for (variable, direction) in &self.keys {
            match direction {
                Direction::Ascending => write!(f, " {variable}")?,
                Direction::Descending => write!(f, " DESC({variable})")?,
            }
        }
        Ok(())
    }
}

/// The part below the sorting, projected to what is needed above, and the sorting.
fn split(pattern: GraphPattern) -> (GraphPattern, Option<Sort>) {
    let whole = pattern.clone();
    let (pattern, start, length) = match pattern {
        GraphPattern::Slice { inner, start, length } => (*inner, start, length),
        other => (other, 0, None),
    };
    let (pattern, distinct) = match pattern {
        GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => (*inner, true),
        other => (other, false),
    };
    let GraphPattern::Project { inner, variables } = pattern else {
        return (whole, None);
    };
    let GraphPattern::OrderBy { inner, expression } = *inner else {
        return (whole, None);
    };
    let mut below = *inner;
    let mut keys = Vec::with_capacity(expression.len());
    for (index, key) in expression.into_iter().enumerate() {
        let (expression, direction) = match key {
            OrderExpression::Asc(expression) => (expression, Direction::Ascending),
            OrderExpression::Desc(expression) => (expression, Direction::Descending),
        };
        let variable = match written(expression) {
            Expression::Variable(variable) => variable,
            expression => {
                // A space cannot stand in a variable's name.
                let variable = Variable::new_unchecked(format!("key {index}"));
                below = GraphPattern::Extend {
                    inner: Box::new(below),
                    variable: variable.clone(),
                    expression,
                };
                variable
            }
        };
        keys.push((variable, direction));
    }
    let mut needed = variables.clone();
    for (variable, _) in &keys {
        if !needed.contains(variable) {
            needed.push(variable.clone());
        }
    }
    let evaluated = GraphPattern::Project {
        inner: Box::new(below),
        variables: needed,
    };
    let sort = Sort {
        keys,
        projected: variables,
        distinct,
        start,
        length,
    };
    (evaluated, Some(sort))
}
