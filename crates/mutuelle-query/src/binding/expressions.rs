//! Expressions with the term in the variable's place.

use super::Binder;
use oxrdf::Literal;
use spargebra::algebra::{AggregateExpression, Expression, OrderExpression};

impl Binder<'_> {
    pub(super) fn aggregate(&mut self, aggregate: AggregateExpression) -> AggregateExpression {
        match aggregate {
            AggregateExpression::FunctionCall { name, expr, distinct } => AggregateExpression::FunctionCall {
                name,
                expr: self.expression(expr),
                distinct,
            },
            counts @ AggregateExpression::CountSolutions { .. } => counts,
        }
    }

    pub(super) fn order(&mut self, keys: Vec<OrderExpression>) -> Vec<OrderExpression> {
        let keys = keys.into_iter().map(|key| match key {
            OrderExpression::Asc(key) => OrderExpression::Asc(self.expression(key)),
            OrderExpression::Desc(key) => OrderExpression::Desc(self.expression(key)),
        });
        keys.collect()
    }

    fn all(&mut self, expressions: Vec<Expression>) -> Vec<Expression> {
        expressions
            .into_iter()
            .map(|expression| self.expression(expression))
            .collect()
    }

    pub(super) fn expression(&mut self, expression: Expression) -> Expression {
        use Expression as E;
        let mut of = |inner: Box<E>| Box::new(self.expression(*inner));
        match expression {
            E::Or(a, b) => E::Or(of(a), of(b)),
            E::And(a, b) => E::And(of(a), of(b)),
            E::Equal(a, b) => E::Equal(of(a), of(b)),
            E::SameTerm(a, b) => E::SameTerm(of(a), of(b)),
            E::Greater(a, b) => E::Greater(of(a), of(b)),
            E::GreaterOrEqual(a, b) => E::GreaterOrEqual(of(a), of(b)),
            E::Less(a, b) => E::Less(of(a), of(b)),
            E::LessOrEqual(a, b) => E::LessOrEqual(of(a), of(b)),
            E::Add(a, b) => E::Add(of(a), of(b)),
            E::Subtract(a, b) => E::Subtract(of(a), of(b)),
            E::Multiply(a, b) => E::Multiply(of(a), of(b)),
            E::Divide(a, b) => E::Divide(of(a), of(b)),
            E::UnaryPlus(a) => E::UnaryPlus(of(a)),
            E::UnaryMinus(a) => E::UnaryMinus(of(a)),
            E::Not(a) => E::Not(of(a)),
            E::If(a, b, c) => E::If(of(a), of(b), of(c)),
            E::In(a, list) => E::In(of(a), self.all(list)),
            E::Coalesce(list) => E::Coalesce(self.all(list)),
            E::FunctionCall(function, list) => E::FunctionCall(function, self.all(list)),
            E::Exists(pattern) => E::Exists(self.boxed(*pattern)),
            E::Variable(variable) if self.is(&variable) => self.term.clone().into(),
            E::Bound(variable) if self.is(&variable) => Literal::from(true).into(),
            leaf @ (E::NamedNode(_) | E::Literal(_) | E::Variable(_) | E::Bound(_)) => leaf,
        }
    }
}
