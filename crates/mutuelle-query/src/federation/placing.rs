//! Where the calls of a query stand, and what each is asked about there.

use super::known::{bindings, changes, common};
use super::{Federation, SERVICE_BINDINGS_MAX, SERVICE_REQUESTS_MAX, too_many};
use crate::calls::{Call, call_of};
use crate::dataset::ScopedDataset;
use crate::distinct::distinct;
use crate::error::QueryError;
use crate::plan::Plan;
use crate::source::Source;
use oxrdf::{Term, Variable};
use spareval::QueryResults;
use spargebra::algebra::GraphPattern;
use spargebra::term::{GroundTerm, NamedNodePattern};

/// Where a part stands.
#[derive(Clone, Copy)]
pub(super) struct Around<'p> {
    pub(super) graph: Option<&'p NamedNodePattern>,
    /// Whether variables may be bound from outside: then nothing can be known of its rows beforehand.
    pub(super) correlated: bool,
}

impl Federation {
    pub(super) fn part<S: Source>(
        &self,
        pattern: GraphPattern,
        dataset: &ScopedDataset<S>,
        around: Around<'_>,
    ) -> Result<GraphPattern, QueryError> {
        if call_of(&pattern).is_some() {
            return self.told(pattern, None, dataset, around);
        }
        let boxed = |pattern: Box<GraphPattern>| self.part(*pattern, dataset, around).map(Box::new);
        Ok(match pattern {
            GraphPattern::Join { .. } => self.join(pattern, dataset, around)?,
            GraphPattern::Lateral { left, right } => {
                let left = boxed(left)?;
                let inside = Around {
                    correlated: true,
                    ..around
                };
                let right = if call_of(&right).is_some() {
                    self.told(*right, Some(&left), dataset, around)?
                } else {
                    self.part(*right, dataset, inside)?
                };
                GraphPattern::Lateral {
                    left,
                    right: Box::new(right),
                }
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                let left = boxed(left)?;
                let right = if call_of(&right).is_some() {
                    self.told(*right, Some(&left), dataset, around)?
                } else {
                    self.part(*right, dataset, around)?
                };
                GraphPattern::LeftJoin {
                    left,
                    right: Box::new(right),
                    expression,
                }
            }
            GraphPattern::Union { left, right } => GraphPattern::Union {
                left: boxed(left)?,
                right: boxed(right)?,
            },
            // What MINUS takes away depends on the variables that its right side binds: nothing is added to them.
            GraphPattern::Minus { left, right } => GraphPattern::Minus {
                left: boxed(left)?,
                right: boxed(right)?,
            },
            GraphPattern::Graph { name, inner } => {
                let within = Around {
                    graph: Some(&name),
                    ..around
                };
                let inner = Box::new(self.part(*inner, dataset, within)?);
                GraphPattern::Graph { name, inner }
            }
            modified => self.modified(modified, dataset, around)?,
        })
    }

    /// What stands above one part.
    fn modified<S: Source>(
        &self,
        pattern: GraphPattern,
        dataset: &ScopedDataset<S>,
        around: Around<'_>,
    ) -> Result<GraphPattern, QueryError> {
        let boxed = |pattern: Box<GraphPattern>| self.part(*pattern, dataset, around).map(Box::new);
        Ok(match pattern {
            GraphPattern::Filter { expr, inner } => GraphPattern::Filter {
                expr,
                inner: boxed(inner)?,
            },
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => GraphPattern::Extend {
                inner: boxed(inner)?,
                variable,
                expression,
            },
            GraphPattern::OrderBy { inner, expression } => GraphPattern::OrderBy {
                inner: boxed(inner)?,
                expression,
            },
            GraphPattern::Project { inner, variables } => GraphPattern::Project {
                inner: boxed(inner)?,
                variables,
            },
            GraphPattern::Distinct { inner } => GraphPattern::Distinct { inner: boxed(inner)? },
            GraphPattern::Reduced { inner } => GraphPattern::Reduced { inner: boxed(inner)? },
            GraphPattern::Slice { inner, start, length } => GraphPattern::Slice {
                inner: boxed(inner)?,
                start,
                length,
            },
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => GraphPattern::Group {
                inner: boxed(inner)?,
                variables,
                aggregates,
            },
            leaf => leaf,
        })
    }

    /// A chain of joins: what is here first, then one call after the other, each asked about what is left of those before.
    fn join<S: Source>(
        &self,
        pattern: GraphPattern,
        dataset: &ScopedDataset<S>,
        around: Around<'_>,
    ) -> Result<GraphPattern, QueryError> {
        let (mut own, mut calls, mut waiting) = (None, Vec::new(), vec![pattern]);
        while let Some(part) = waiting.pop() {
            match part {
                GraphPattern::Join { left, right } => waiting.extend([*right, *left]),
                part if call_of(&part).is_some() => calls.push(part),
                part => own = Some(joined(own, self.part(part, dataset, around)?)),
            }
        }
        for call in calls {
            let call = self.told(call, own.as_ref(), dataset, around)?;
            own = Some(joined(own, call));
        }
        Ok(own.unwrap_or_default())
    }

    /// A call that knows what the rest of its group leaves.
    fn told<S: Source>(
        &self,
        pattern: GraphPattern,
        rest: Option<&GraphPattern>,
        dataset: &ScopedDataset<S>,
        around: Around<'_>,
    ) -> Result<GraphPattern, QueryError> {
        let Some(placed) = call_of(&pattern).and_then(|index| self.shared.call(index)) else {
            return Ok(pattern);
        };
        let rest = rest.filter(|_| !around.correlated);
        let shared = rest
            .map(|rest| common(rest, &placed.call.inner))
            .unwrap_or_default();
        match (&placed.call.name, rest) {
            (NamedNodePattern::NamedNode(_), Some(rest)) if !shared.is_empty() && !changes(rest) => {
                if let Some(rows) = self.distinct(rest, &shared, dataset, around.graph)? {
                    // Set once: each call stands at one place.
                    let _ = placed.bindings.set(bindings(&shared, &rows));
                }
                Ok(pattern)
            }
            (NamedNodePattern::NamedNode(_), _) => Ok(pattern),
            (NamedNodePattern::Variable(variable), Some(rest)) => {
                let found = self.distinct(rest, std::slice::from_ref(variable), dataset, around.graph)?;
                let found = found.unwrap_or_default();
                self.each(&placed.call, variable, found)
            }
            (NamedNodePattern::Variable(variable), None) => Err(QueryError::Evaluation {
                message: format!("SERVICE {variable}: patterns of the same group have to bind the variable"),
            }),
        }
    }

    /// A call for each service that a variable names.
    fn each(
        &self,
        call: &Call,
        variable: &Variable,
        found: Vec<Vec<Option<Term>>>,
    ) -> Result<GraphPattern, QueryError> {
        if found.len() > SERVICE_REQUESTS_MAX {
            return Err(too_many());
        }
        let mut all = GraphPattern::Values {
            variables: vec![variable.clone()],
            bindings: Vec::new(),
        };
        for row in found {
            let name = match row.into_iter().next().flatten() {
                Some(Term::NamedNode(name)) => name,
                other => {
                    let what = other.map_or_else(|| "nothing".to_owned(), |term| term.to_string());
                    let message = format!("SERVICE {variable}: {what} is no IRI of a service");
                    return Err(QueryError::Evaluation { message });
                }
            };
            let values = GraphPattern::Values {
                variables: vec![variable.clone()],
                bindings: vec![vec![Some(GroundTerm::NamedNode(name.clone()))]],
            };
            let standing = self.shared.add(Call {
                name: name.into(),
                ..call.clone()
            });
            all = GraphPattern::Union {
                left: Box::new(all),
                right: Box::new(joined(Some(values), standing)),
            };
        }
        Ok(all)
    }

    /// The distinct rows of these variables; nothing when there are more than may be sent.
    fn distinct<S: Source>(
        &self,
        rest: &GraphPattern,
        variables: &[Variable],
        dataset: &ScopedDataset<S>,
        graph: Option<&NamedNodePattern>,
    ) -> Result<Option<Vec<Vec<Option<Term>>>>, QueryError> {
        let query = distinct(rest.clone(), variables.to_vec(), graph);
        let plan = Plan::of(query, dataset).map_err(|error| QueryError::Source(Box::new(error)))?;
        let QueryResults::Solutions(solutions) = plan.execute(&self.evaluator(), dataset)? else {
            return Ok(None);
        };
        let mut rows = Vec::new();
        for solution in solutions {
            if rows.len() == SERVICE_BINDINGS_MAX {
                return Ok(None);
            }
            rows.push(solution?.values().to_vec());
        }
        Ok(Some(rows))
    }
}

fn joined(left: Option<GraphPattern>, right: GraphPattern) -> GraphPattern {
    match left {
        None => right,
        Some(left) => GraphPattern::Join {
            left: Box::new(left),
            right: Box::new(right),
        },
    }
}
