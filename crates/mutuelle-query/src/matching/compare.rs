//! Terms beside a constant (SPARQL 1.1, section 17.3), without making terms of them.

use crate::dataset::ScopedDataset;
use crate::source::{Source, TermId, Text, TextKind};
use oxrdf::vocab::xsd;
use oxrdf::{Dataset, Literal, Term, Variable};
use oxsdatatypes::{Date, DateTime, Decimal, Double, Integer};
use spareval::{QueryEvaluator, QueryResults};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use std::cmp::Ordering;
use std::str::FromStr;

/// A constant whose comparison is known here.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Constant {
    String(String),
    Integer(Integer),
    Decimal(Decimal),
    Double(Double),
    Date(Date),
    DateTime(DateTime),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// An operator that waits for its constant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comparing(Operator);

/// An operator with the constant at its right.
#[derive(Clone, Debug)]
pub(super) struct Comparison {
    operator: Operator,
    constant: Constant,
}

impl Comparison {
    /// The operator of an expression, with its two sides.
    pub(super) fn of(expression: &Expression) -> Option<(Comparing, [&Expression; 2])> {
        let (operator, left, right) = match expression {
            Expression::Equal(left, right) => (Operator::Equal, left, right),
            Expression::Less(left, right) => (Operator::Less, left, right),
            Expression::LessOrEqual(left, right) => (Operator::LessOrEqual, left, right),
            Expression::Greater(left, right) => (Operator::Greater, left, right),
            Expression::GreaterOrEqual(left, right) => (Operator::GreaterOrEqual, left, right),
            _ => return None,
        };
        Some((Comparing(operator), [left, right]))
    }

    /// Whether a term stands so to the constant; `None` for an error.
    pub(super) fn holds<S: Source>(
        &self,
        term: TermId,
        dataset: &ScopedDataset<S>,
        scratch: &mut Vec<u8>,
    ) -> Result<Option<bool>, S::Error> {
        match dataset.read(term, |text| self.judge(&text, scratch))? {
            Judged::Holds(holds) => Ok(holds),
            Judged::Unread => Ok(self.evaluated(dataset.term(term)?)),
        }
    }

    fn judge(&self, text: &Text<'_>, scratch: &mut Vec<u8>) -> Judged {
        let value = match text.kind {
            TextKind::Typed(datatype) => std::str::from_utf8(text.joined(scratch))
                .ok()
                .and_then(|lexical| Constant::read(lexical, datatype)),
            TextKind::Simple => String::from_utf8(text.joined(scratch).to_vec())
                .ok()
                .map(Constant::String),
            TextKind::Iri | TextKind::Blank | TextKind::Language(_) | TextKind::Triple => {
                return Judged::Holds(self.unlike());
            }
        };
        value.map_or(Judged::Unread, |value| {
            Judged::Holds(match value.partial_cmp(&self.constant) {
                Some(order) => Some(self.operator.admits(order)),
                None => self.unlike(),
            })
        })
    }

    /// What the evaluator says of a literal of another datatype, or whose text is none of its datatype.
    fn evaluated(&self, term: Term) -> Option<bool> {
        let Term::Literal(literal) = term else {
            return self.unlike();
        };
        let [given, answer] = ["given", "answer"].map(Variable::new_unchecked);
        let sides = [
            Box::new(given.clone().into()),
            Box::new(Expression::Literal(self.constant.literal())),
        ];
        let query = Query::Select {
            dataset: None,
            pattern: GraphPattern::Project {
                inner: Box::new(GraphPattern::Extend {
                    inner: Box::new(GraphPattern::Values {
                        variables: vec![given],
                        bindings: vec![vec![Some(literal.into())]],
                    }),
                    variable: answer.clone(),
                    expression: self.operator.expression(sides),
                }),
                variables: vec![answer],
            },
            base_iri: None,
        };
        let (evaluator, nothing) = (QueryEvaluator::new(), Dataset::new());
        let QueryResults::Solutions(mut rows) = evaluator.prepare(&query).execute(&nothing).ok()? else {
            return None;
        };
        let row = rows.next()?.ok()?;
        let Term::Literal(answer) = row.get(0)? else {
            return None;
        };
        answer.value().parse().ok()
    }

    /// Terms of different kinds are not equal, and asking which is greater is an error.
    fn unlike(&self) -> Option<bool> {
        (self.operator == Operator::Equal).then_some(false)
    }
}

impl Comparing {
    pub(super) fn is_equality(self) -> bool {
        self.0 == Operator::Equal
    }

    /// The same with its sides exchanged.
    pub(super) fn turned(self) -> Self {
        Self(match self.0 {
            Operator::Equal => Operator::Equal,
            Operator::Less => Operator::Greater,
            Operator::LessOrEqual => Operator::GreaterOrEqual,
            Operator::Greater => Operator::Less,
            Operator::GreaterOrEqual => Operator::LessOrEqual,
        })
    }

    pub(super) fn with(self, constant: Constant) -> Comparison {
        Comparison {
            operator: self.0,
            constant,
        }
    }
}

impl Operator {
    fn expression(self, [left, right]: [Box<Expression>; 2]) -> Expression {
        match self {
            Self::Equal => Expression::Equal(left, right),
            Self::Less => Expression::Less(left, right),
            Self::LessOrEqual => Expression::LessOrEqual(left, right),
            Self::Greater => Expression::Greater(left, right),
            Self::GreaterOrEqual => Expression::GreaterOrEqual(left, right),
        }
    }

    fn admits(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// What reading a term's text came to.
enum Judged {
    Holds(Option<bool>),
    /// Of a datatype that is not read here.
    Unread,
}

impl Constant {
    /// The constant of a filter, if its comparison is known here.
    pub(super) fn of(literal: &Literal) -> Option<Self> {
        if literal.language().is_some() {
            return None;
        }
        if literal.datatype() == xsd::STRING {
            return Some(Self::String(literal.value().to_owned()));
        }
        Self::read(literal.value(), literal.datatype().as_str()).filter(|value| !value.is_nan())
    }

    fn literal(&self) -> Literal {
        match self {
            Self::String(value) => Literal::new_simple_literal(value),
            Self::Integer(value) => Literal::from(*value),
            Self::Decimal(value) => Literal::from(*value),
            Self::Double(value) => Literal::from(*value),
            Self::Date(value) => Literal::from(*value),
            Self::DateTime(value) => Literal::from(*value),
        }
    }

    fn is_nan(&self) -> bool {
        matches!(self, Self::Double(double) if f64::from(*double).is_nan())
    }

    fn read(lexical: &str, datatype: &str) -> Option<Self> {
        fn value<T: FromStr>(lexical: &str, make: fn(T) -> Constant) -> Option<Constant> {
            lexical.parse().ok().map(make)
        }
        match datatype.strip_prefix(XSD)? {
            "date" => value(lexical, Self::Date),
            "dateTime" => value(lexical, Self::DateTime),
            "decimal" => value(lexical, Self::Decimal),
            "double" => value(lexical, Self::Double),
            "integer" => value(lexical, Self::Integer),
            _ => None,
        }
    }
}

impl PartialOrd for Constant {
    /// Numbers compare as the wider of their datatypes (SPARQL 1.1, section 17.3).
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::String(a), Self::String(b)) => Some(a.cmp(b)),
            (Self::Integer(a), Self::Integer(b)) => a.partial_cmp(b),
            (Self::Integer(a), Self::Decimal(b)) => Decimal::from(*a).partial_cmp(b),
            (Self::Integer(a), Self::Double(b)) => Double::from(*a).partial_cmp(b),
            (Self::Decimal(a), Self::Integer(b)) => a.partial_cmp(&Decimal::from(*b)),
            (Self::Decimal(a), Self::Decimal(b)) => a.partial_cmp(b),
            (Self::Decimal(a), Self::Double(b)) => Double::from(*a).partial_cmp(b),
            (Self::Double(a), Self::Integer(b)) => a.partial_cmp(&Double::from(*b)),
            (Self::Double(a), Self::Decimal(b)) => a.partial_cmp(&Double::from(*b)),
            (Self::Double(a), Self::Double(b)) => a.partial_cmp(b),
            (Self::Date(a), Self::Date(b)) => a.partial_cmp(b),
            (Self::DateTime(a), Self::DateTime(b)) => a.partial_cmp(b),
            _ => None,
        }
    }
}

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
