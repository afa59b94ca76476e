//! Patterns, places and templates with the term in the variable's place.

use super::{Binder, BoundTerm, Named};
use crate::normal::normalise_term;
use oxrdf::{Term, Variable};
use spargebra::algebra::{AggregateExpression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};

impl Binder<'_> {
    /// What stands above the first projection: there the variable is a column of the answer.
    pub(super) fn top(&mut self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            GraphPattern::Slice { inner, start, length } => GraphPattern::Slice {
                inner: Box::new(self.top(*inner)),
                start,
                length,
            },
            GraphPattern::Distinct { inner } => GraphPattern::Distinct {
                inner: Box::new(self.top(*inner)),
            },
            GraphPattern::Reduced { inner } => GraphPattern::Reduced {
                inner: Box::new(self.top(*inner)),
            },
            GraphPattern::Project { inner, variables } => {
                let shown = variables.contains(self.variable);
                GraphPattern::Project {
                    inner: Box::new(if shown {
                        self.shown(*inner)
                    } else {
                        self.pattern(*inner)
                    }),
                    variables,
                }
            }
            other => self.pattern(other),
        }
    }

    /// Below the sorting, so that it still stands where the plan looks for it.
    fn shown(&mut self, pattern: GraphPattern) -> GraphPattern {
        if let GraphPattern::OrderBy { inner, expression } = pattern {
            return GraphPattern::OrderBy {
                inner: Box::new(self.shown(*inner)),
                expression: self.order(expression),
            };
        }
        self.named = Named::Somewhere;
        let pattern = self.pattern(pattern);
        if stands_on_group(&pattern) {
            return GraphPattern::Extend {
                inner: Box::new(pattern),
                variable: self.variable.clone(),
                expression: self.term.clone().into(),
            };
        }
        self.beside(self.variable.clone(), pattern)
    }

    /// A pattern each row of which also has the term, under a name. As VALUES, which the operators of our own know.
    fn beside(&self, variable: Variable, pattern: GraphPattern) -> GraphPattern {
        let values = GraphPattern::Values {
            variables: vec![variable],
            bindings: vec![vec![Some(self.term.clone().into())]],
        };
        GraphPattern::Join {
            left: Box::new(values),
            right: Box::new(pattern),
        }
    }

    /// A variable that no query can name: a space cannot stand in one.
    fn own(&mut self) -> Variable {
        self.shared += 1;
        Variable::new_unchecked(format!("{} bound {}", self.variable.as_str(), self.shared))
    }

    pub(super) fn boxed(&mut self, pattern: GraphPattern) -> Box<GraphPattern> {
        Box::new(self.pattern(pattern))
    }

    pub(super) fn pattern(&mut self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            GraphPattern::Bgp { ref patterns } => {
                let bound = patterns.iter().map(|triple| self.triple(triple.clone()));
                match bound.collect() {
                    Some(patterns) => GraphPattern::Bgp { patterns },
                    None => nothing(&pattern),
                }
            }
            GraphPattern::Path {
                ref subject,
                ref path,
                ref object,
            } => match (self.place(subject.clone()), self.place(object.clone())) {
                (Some(subject), Some(object)) => GraphPattern::Path {
                    subject,
                    path: path.clone(),
                    object,
                },
                _ => nothing(&pattern),
            },
            GraphPattern::Values { variables, bindings } => self.values(variables, bindings),
            GraphPattern::Graph { ref name, ref inner } => match self.name(name.clone()) {
                Some(name) => GraphPattern::Graph {
                    name,
                    inner: self.boxed(inner.as_ref().clone()),
                },
                None => nothing(&pattern),
            },
            GraphPattern::Service {
                ref name,
                ref inner,
                silent,
            } => match self.name(name.clone()) {
                Some(name) => GraphPattern::Service {
                    name,
                    inner: self.boxed(inner.as_ref().clone()),
                    silent,
                },
                None => nothing(&pattern),
            },
            GraphPattern::Minus { left, right } => self.minus(*left, *right),
            pair @ (GraphPattern::Join { .. }
            | GraphPattern::LeftJoin { .. }
            | GraphPattern::Lateral { .. }
            | GraphPattern::Union { .. }) => self.pair(pair),
            above => self.above(above),
        }
    }

    /// Two patterns in one.
    fn pair(&mut self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            GraphPattern::Join { left, right } => GraphPattern::Join {
                left: self.boxed(*left),
                right: self.boxed(*right),
            },
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => GraphPattern::LeftJoin {
                left: self.boxed(*left),
                right: self.boxed(*right),
                expression: expression.map(|expression| self.expression(expression)),
            },
            GraphPattern::Lateral { left, right } => GraphPattern::Lateral {
                left: self.boxed(*left),
                right: self.boxed(*right),
            },
            GraphPattern::Union { left, right } => GraphPattern::Union {
                left: self.boxed(*left),
                right: self.boxed(*right),
            },
            other => other,
        }
    }

    /// What does something with the rows of one pattern.
    fn above(&mut self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            GraphPattern::Filter { expr, inner } => GraphPattern::Filter {
                expr: self.expression(expr),
                inner: self.boxed(*inner),
            },
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                self.assigned(&variable);
                GraphPattern::Extend {
                    inner: self.boxed(*inner),
                    variable,
                    expression: self.expression(expression),
                }
            }
            GraphPattern::OrderBy { inner, expression } => GraphPattern::OrderBy {
                inner: self.boxed(*inner),
                expression: self.order(expression),
            },
            GraphPattern::Project { inner, mut variables } => {
                variables.retain(|variable| !self.is(variable));
                GraphPattern::Project {
                    inner: self.boxed(*inner),
                    variables,
                }
            }
            GraphPattern::Distinct { inner } => GraphPattern::Distinct {
                inner: self.boxed(*inner),
            },
            GraphPattern::Reduced { inner } => GraphPattern::Reduced {
                inner: self.boxed(*inner),
            },
            GraphPattern::Slice { inner, start, length } => GraphPattern::Slice {
                inner: self.boxed(*inner),
                start,
                length,
            },
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => self.group(*inner, variables, aggregates),
            other => other,
        }
    }

    fn group(
        &mut self,
        inner: GraphPattern,
        mut variables: Vec<Variable>,
        aggregates: Vec<(Variable, AggregateExpression)>,
    ) -> GraphPattern {
        let mut inner = self.pattern(inner);
        let had_some = !variables.is_empty();
        variables.retain(|variable| !self.is(variable));
        if had_some && variables.is_empty() {
            let own = self.own();
            inner = self.beside(own.clone(), inner);
            variables.push(own);
        }
        let aggregates = aggregates.into_iter().map(|(variable, aggregate)| {
            self.assigned(&variable);
            (variable, self.aggregate(aggregate))
        });
        GraphPattern::Group {
            aggregates: aggregates.collect(),
            inner: Box::new(inner),
            variables,
        }
    }

    fn minus(&mut self, left: GraphPattern, right: GraphPattern) -> GraphPattern {
        let shared = binds(&left, self.variable) && binds(&right, self.variable);
        let (mut left, mut right) = (self.pattern(left), self.pattern(right));
        if shared {
            let own = self.own();
            left = self.beside(own.clone(), left);
            right = self.beside(own, right);
        }
        GraphPattern::Minus {
            left: Box::new(left),
            right: Box::new(right),
        }
    }

    /// The rows that agree with the term, without its column.
    fn values(
        &mut self,
        mut variables: Vec<Variable>,
        mut bindings: Vec<Vec<Option<GroundTerm>>>,
    ) -> GraphPattern {
        if let Some(column) = variables.iter().position(|variable| self.is(variable)) {
            let wanted = normal(&self.term.clone().into());
            variables.remove(column);
            bindings.retain_mut(|row| row.remove(column).is_none_or(|value| normal(&value) == wanted));
        }
        GraphPattern::Values { variables, bindings }
    }

    /// The triple with the term; `None` where no triple can have it.
    pub(super) fn triple(&mut self, triple: TriplePattern) -> Option<TriplePattern> {
        let (subject, object) = (self.place(triple.subject), self.place(triple.object));
        Some(TriplePattern {
            predicate: self.name(triple.predicate)?,
            subject: subject?,
            object: object?,
        })
    }

    fn place(&mut self, term: TermPattern) -> Option<TermPattern> {
        Some(match term {
            TermPattern::Variable(variable) if self.is(&variable) => self.term.clone().into(),
            TermPattern::Triple(triple) => TermPattern::Triple(Box::new(self.triple(*triple)?)),
            other => other,
        })
    }

    /// A name; `None` where a literal would stand for one.
    fn name(&mut self, name: NamedNodePattern) -> Option<NamedNodePattern> {
        match (name, self.term) {
            (NamedNodePattern::Variable(variable), term) if self.is(&variable) => match term {
                BoundTerm::NamedNode(node) => Some(node.clone().into()),
                BoundTerm::Literal(_) => None,
            },
            (name, _) => Some(name),
        }
    }
}

/// Whether a pattern can bind a variable.
fn binds(pattern: &GraphPattern, variable: &Variable) -> bool {
    let mut found = false;
    pattern.on_in_scope_variable(|bound| found |= bound == variable);
    found
}

/// A pattern with the same variables that never matches.
fn nothing(pattern: &GraphPattern) -> GraphPattern {
    let mut variables = Vec::new();
    pattern.on_in_scope_variable(|variable| {
        if !variables.contains(variable) {
            variables.push(variable.clone());
        }
    });
    GraphPattern::Values {
        variables,
        bindings: Vec::new(),
    }
}

/// Whether there is a group with nothing but expressions and filters above it: counted without rows, it must not be
/// hidden behind a join.
fn stands_on_group(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Group { .. } => true,
        GraphPattern::Extend { inner, .. } | GraphPattern::Filter { inner, .. } => stands_on_group(inner),
        _ => false,
    }
}

fn normal(term: &GroundTerm) -> GroundTerm {
    match term {
        GroundTerm::Literal(literal) => match normalise_term(literal.clone().into()).0 {
            Term::Literal(literal) => literal.into(),
            _ => term.clone(),
        },
        other => other.clone(),
    }
}
