//! The order in which patterns are joined, from the exact sizes of their ranges.
//!
//! The evaluator's planner knows constants only: a million for `?s p ?o`, whatever p. Here each group's triple
//! patterns, paths and VALUES are put in the order that keeps the fewest rows, and written as a chain of lateral joins,
//! which the planner leaves as it is and evaluates as nested lookups. Parts that share no variable stay joined as they
//! were, each in its own order.

use crate::constants::constants;
use crate::dataset::ScopedDataset;
use crate::source::Source;
use crate::variables::{Names, bound_by, of_term};
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// How a pattern was placed, for whoever asks to see the plan.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The pattern as SPARQL.
    pub pattern: String,
    /// How many rows the planner expects of it for each row before it.
    pub rows: f64,
}

/// Puts the joins of a query in order, those of its sub-selects and EXISTS included.
pub(crate) struct Ordering<'d, S: Source> {
    dataset: &'d ScopedDataset<S>,
    pub(crate) placed: Vec<Placed>,
}

/// What a path gives for each row before it, by how many of its ends are known. Nothing counts paths.
const PATH_ROWS: [f64; 3] = [1e9, 100.0, 0.5];
/// The share of the rows that have one particular value, where nothing is known of the values.
const SHARE_OF_A_VALUE: f64 = 0.01;

impl<'d, S: Source> Ordering<'d, S> {
    pub(crate) fn new(dataset: &'d ScopedDataset<S>) -> Self {
        Self {
            dataset,
            placed: Vec::new(),
        }
    }

    /// Orders a pattern before which `known` is bound.
    pub(crate) fn order(&mut self, pattern: GraphPattern, known: &Names) -> Result<GraphPattern, S::Error> {
        Ok(match pattern {
            GraphPattern::Bgp { .. } | GraphPattern::Join { .. } => self.join(pattern, known)?,
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                let left = self.order(*left, known)?;
                let mut inside = known.clone();
                inside.extend(bound_by(&left));
                let right = self.order(*right, &inside)?;
                inside.extend(bound_by(&right));
                let expression = expression.map(|expression| self.within(expression, &inside));
                GraphPattern::LeftJoin {
                    left: Box::new(left),
                    right: Box::new(right),
                    expression: expression.transpose()?,
                }
            }
            GraphPattern::Filter { expr, inner } => {
                let inner = self.order(*inner, known)?;
                let mut inside = known.clone();
                inside.extend(bound_by(&inner));
                GraphPattern::Filter {
                    expr: self.within(expr, &inside)?,
                    inner: Box::new(inner),
                }
            }
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                let inner = self.order(*inner, known)?;
                let mut inside = known.clone();
                inside.extend(bound_by(&inner));
                GraphPattern::Extend {
                    expression: self.within(expression, &inside)?,
                    inner: Box::new(inner),
                    variable,
                }
            }
            GraphPattern::Union { left, right } => GraphPattern::Union {
                left: Box::new(self.order(*left, known)?),
                right: Box::new(self.order(*right, known)?),
            },
            GraphPattern::Minus { left, right } => GraphPattern::Minus {
                left: Box::new(self.order(*left, known)?),
                right: Box::new(self.order(*right, &Names::new())?),
            },
            GraphPattern::Graph { name, inner } => GraphPattern::Graph {
                name,
                inner: Box::new(self.order(*inner, known)?),
            },
            other => self.modifier(other, known)?,
        })
    }

    fn modifier(&mut self, pattern: GraphPattern, known: &Names) -> Result<GraphPattern, S::Error> {
        Ok(match pattern {
            GraphPattern::Project { inner, variables } => {
                let visible = known
                    .iter()
                    .filter(|name| variables.iter().any(|variable| variable.as_str() == *name))
                    .cloned()
                    .collect();
                GraphPattern::Project {
                    inner: Box::new(self.order(*inner, &visible)?),
                    variables,
                }
            }
            GraphPattern::OrderBy { inner, expression } => {
                let inner = self.order(*inner, known)?;
                let inside = bound_by(&inner);
                let keys = expression.into_iter().map(|key| match key {
                    OrderExpression::Asc(key) => Ok(OrderExpression::Asc(self.within(key, &inside)?)),
                    OrderExpression::Desc(key) => Ok(OrderExpression::Desc(self.within(key, &inside)?)),
                });
                GraphPattern::OrderBy {
                    expression: keys.collect::<Result<_, _>>()?,
                    inner: Box::new(inner),
                }
            }
            GraphPattern::Distinct { inner } => GraphPattern::Distinct {
                inner: Box::new(self.order(*inner, known)?),
            },
            GraphPattern::Reduced { inner } => GraphPattern::Reduced {
                inner: Box::new(self.order(*inner, known)?),
            },
            GraphPattern::Slice { inner, start, length } => GraphPattern::Slice {
                inner: Box::new(self.order(*inner, known)?),
                start,
                length,
            },
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => GraphPattern::Group {
                inner: Box::new(self.order(*inner, known)?),
                variables,
                aggregates,
            },
            leaf => leaf,
        })
    }

    /// Orders the patterns of EXISTS in an expression.
    fn within(&mut self, mut expression: Expression, known: &Names) -> Result<Expression, S::Error> {
        let mut failed = None;
        for_each_exists(
            &mut expression,
            &mut |pattern| match self.order(std::mem::take(pattern), known) {
                Ok(ordered) => *pattern = ordered,
                Err(error) => failed = Some(error),
            },
        );
        failed.map_or(Ok(expression), Err)
    }

    fn join(&mut self, pattern: GraphPattern, known: &Names) -> Result<GraphPattern, S::Error> {
        let mut elements = Vec::new();
        let mut others = Vec::new();
        flatten(pattern, &mut elements, &mut others);
        let mut parts: Vec<GraphPattern> = Vec::new();
        while !elements.is_empty() {
            parts.push(self.chain(&mut elements, known)?);
        }
        for other in others {
            parts.push(self.order(other, known)?);
        }
        Ok(parts
            .into_iter()
            .reduce(|left, right| GraphPattern::Join {
                left: Box::new(left),
                right: Box::new(right),
            })
            .unwrap_or_default())
    }

    /// Takes the elements that hang together, beginning with the smallest, and chains them.
    fn chain(&mut self, elements: &mut Vec<GraphPattern>, known: &Names) -> Result<GraphPattern, S::Error> {
        let mut bound = known.clone();
        let mut chain: Option<GraphPattern> = None;
        loop {
            let mut best: Option<(usize, f64)> = None;
            for (index, element) in elements.iter().enumerate() {
                if chain.is_some() && bound_by(element).is_disjoint(&bound) {
                    continue;
                }
                let rows = self.rows(element, &bound)?;
                if best.is_none_or(|(_, least)| rows < least) {
                    best = Some((index, rows));
                }
            }
            let Some((index, rows)) = best else {
                return Ok(chain.unwrap_or_default());
            };
            let element = elements.remove(index);
            self.placed.push(Placed {
                pattern: element.to_string(),
                rows,
            });
            bound.extend(bound_by(&element));
            chain = Some(match chain {
                None => element,
                Some(left) => GraphPattern::Lateral {
                    left: Box::new(left),
                    right: Box::new(element),
                },
            });
        }
    }

    /// How many rows an element gives for each row in which `bound` is bound.
    fn rows(&self, element: &GraphPattern, bound: &Names) -> Result<f64, S::Error> {
        Ok(match element {
            GraphPattern::Bgp { patterns } => match patterns.as_slice() {
                [triple] => self.triple_rows(triple, bound)?,
                _ => 1.0,
            },
            GraphPattern::Path { subject, object, .. } => {
                let ends = [subject, object];
                PATH_ROWS[ends.into_iter().filter(|end| is_known(end, bound)).count()]
            }
            GraphPattern::Values { bindings, .. } => {
                let filters = bound_by(element).iter().any(|name| bound.contains(name));
                let rows = float(bindings.len() as u64);
                if filters { rows * SHARE_OF_A_VALUE } else { rows }
            }
            _ => f64::MAX,
        })
    }

    fn triple_rows(&self, triple: &TriplePattern, bound: &Names) -> Result<f64, S::Error> {
        let predicate = match &triple.predicate {
            NamedNodePattern::NamedNode(name) => TermPattern::NamedNode(name.clone()),
            NamedNodePattern::Variable(variable) => TermPattern::Variable(variable.clone()),
        };
        let places = [&triple.subject, &predicate, &triple.object];
        let Some(pattern) = constants(triple, self.dataset)? else {
            return Ok(0.0);
        };
        let source = self.dataset.source();
        let mut rows = float(source.estimate(pattern, self.dataset.default_graph()));
        let statistics = pattern[1].and_then(|predicate| source.statistics(predicate));
        for (place, term) in places.into_iter().enumerate() {
            if pattern[place].is_some() || !is_known(term, bound) {
                continue;
            }
            let distinct = statistics.map(|statistics| match place {
                0 => statistics.subjects,
                _ => statistics.objects,
            });
            rows *= distinct.map_or(SHARE_OF_A_VALUE, |distinct| 1.0 / float(distinct.max(1)));
        }
        Ok(rows)
    }
}

/// Estimates need no more than a double's precision.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn float(count: u64) -> f64 {
    count as f64
}

fn is_known(term: &TermPattern, bound: &Names) -> bool {
    let mut names = Names::new();
    of_term(term, &mut names);
    names.is_subset(bound)
}

/// The triple patterns, paths and VALUES of a group, each for itself, and its other parts.
fn flatten(pattern: GraphPattern, elements: &mut Vec<GraphPattern>, others: &mut Vec<GraphPattern>) {
    match pattern {
        GraphPattern::Join { left, right } => {
            flatten(*left, elements, others);
            flatten(*right, elements, others);
        }
        GraphPattern::Bgp { patterns } => {
            elements.extend(patterns.into_iter().map(|triple| GraphPattern::Bgp {
                patterns: vec![triple],
            }));
        }
        GraphPattern::Path { .. } | GraphPattern::Values { .. } => elements.push(pattern),
        other => others.push(other),
    }
}

pub(crate) fn for_each_exists(expression: &mut Expression, visit: &mut impl FnMut(&mut GraphPattern)) {
    use Expression as E;
    match expression {
        E::Exists(pattern) => visit(pattern),
        E::Or(a, b)
        | E::And(a, b)
        | E::Equal(a, b)
        | E::SameTerm(a, b)
        | E::Greater(a, b)
        | E::GreaterOrEqual(a, b)
        | E::Less(a, b)
        | E::LessOrEqual(a, b)
        | E::Add(a, b)
        | E::Subtract(a, b)
        | E::Multiply(a, b)
        | E::Divide(a, b) => {
            for_each_exists(a, visit);
            for_each_exists(b, visit);
        }
        E::UnaryPlus(a) | E::UnaryMinus(a) | E::Not(a) => for_each_exists(a, visit),
        E::If(a, b, c) => {
            for_each_exists(a, visit);
            for_each_exists(b, visit);
            for_each_exists(c, visit);
        }
        E::In(a, list) => {
            for_each_exists(a, visit);
            for item in list {
                for_each_exists(item, visit);
            }
        }
        E::Coalesce(list) | E::FunctionCall(_, list) => {
            for item in list {
                for_each_exists(item, visit);
            }
        }
        E::NamedNode(_) | E::Literal(_) | E::Variable(_) | E::Bound(_) => {}
    }
}
