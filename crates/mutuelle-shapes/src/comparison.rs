//! The order of literals, as SPARQL's `<` has it (<https://www.w3.org/TR/sparql11-query/#OperatorMapping>),
//! with XPath's order of dates, times and durations.

use std::cmp::Ordering;
use std::str::FromStr;

use oxrdf::Literal;
use oxrdf::vocab::xsd;
use oxsdatatypes::{
    Boolean, Date, DateTime, DayTimeDuration, Decimal, Double, Duration, Float, GDay, GMonth, GMonthDay,
    GYear, GYearMonth, Integer, Time, YearMonthDuration,
};

use crate::datatype;

/// A literal's value, where it has an order. Values of different kinds are not comparable: a date is neither
/// before nor after a dateTime.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Comparable {
    Integer(Integer),
    Decimal(Decimal),
    Float(Float),
    Double(Double),
    Boolean(Boolean),
    String(String),
    DateTime(DateTime),
    Date(Date),
    Time(Time),
    Duration(Duration),
    GYear(GYear),
    GYearMonth(GYearMonth),
    GMonth(GMonth),
    GMonthDay(GMonthDay),
    GDay(GDay),
}

impl Comparable {
    /// `None` where the literal's datatype has no order or its text is no value of it.
    pub(crate) fn read(literal: &Literal) -> Option<Self> {
        let text = literal.value();
        let datatype = literal.datatype();
        if datatype == xsd::STRING {
            return Some(Self::String(text.to_owned()));
        }
        if !datatype::is_well_formed(text, datatype) {
            return None;
        }
        if datatype::is_integer(datatype) {
            return read_integer(text);
        }
        match datatype {
            xsd::DECIMAL => read_decimal(text),
            xsd::FLOAT => read(text, Self::Float),
            xsd::DOUBLE => read(text, Self::Double),
            xsd::BOOLEAN => read(text, Self::Boolean),
            xsd::DATE_TIME | xsd::DATE_TIME_STAMP => read(text, Self::DateTime),
            xsd::DATE => read(text, Self::Date),
            xsd::TIME => read(text, Self::Time),
            xsd::DURATION => read(text, Self::Duration),
            xsd::DAY_TIME_DURATION => read(text, |value: DayTimeDuration| Self::Duration(value.into())),
            xsd::YEAR_MONTH_DURATION => read(text, |value: YearMonthDuration| Self::Duration(value.into())),
            xsd::G_YEAR => read(text, Self::GYear),
            xsd::G_YEAR_MONTH => read(text, Self::GYearMonth),
            xsd::G_MONTH => read(text, Self::GMonth),
            xsd::G_MONTH_DAY => read(text, Self::GMonthDay),
            xsd::G_DAY => read(text, Self::GDay),
            _ => None,
        }
    }

    /// `None` where SPARQL's `<` is an error: other kinds, NaN, a dateTime with a timezone and one without
    /// that lie too close together.
    pub(crate) fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::String(a), Self::String(b)) => Some(a.cmp(b)),
            (Self::Boolean(a), Self::Boolean(b)) => a.partial_cmp(b),
            (Self::DateTime(a), Self::DateTime(b)) => a.partial_cmp(b),
            (Self::Date(a), Self::Date(b)) => a.partial_cmp(b),
            (Self::Time(a), Self::Time(b)) => a.partial_cmp(b),
            (Self::Duration(a), Self::Duration(b)) => a.partial_cmp(b),
            (Self::GYear(a), Self::GYear(b)) => a.partial_cmp(b),
            (Self::GYearMonth(a), Self::GYearMonth(b)) => a.partial_cmp(b),
            (Self::GMonth(a), Self::GMonth(b)) => a.partial_cmp(b),
            (Self::GMonthDay(a), Self::GMonthDay(b)) => a.partial_cmp(b),
            (Self::GDay(a), Self::GDay(b)) => a.partial_cmp(b),
            _ => self.numeric_order(other),
        }
    }

    /// Numbers of two types are compared in the wider of them: integer < decimal < float < double.
    fn numeric_order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a.partial_cmp(b),
            (Self::Double(_), _) | (_, Self::Double(_)) => self.to_double()?.partial_cmp(&other.to_double()?),
            (Self::Float(_), _) | (_, Self::Float(_)) => self.to_float()?.partial_cmp(&other.to_float()?),
            _ => self.to_decimal()?.partial_cmp(&other.to_decimal()?),
        }
    }

    fn to_decimal(&self) -> Option<Decimal> {
        match self {
            Self::Integer(value) => Some((*value).into()),
            Self::Decimal(value) => Some(*value),
            _ => None,
        }
    }

    fn to_float(&self) -> Option<Float> {
        match self {
            Self::Integer(value) => Some((*value).into()),
            Self::Decimal(value) => Some((*value).into()),
            Self::Float(value) => Some(*value),
            _ => None,
        }
    }

    fn to_double(&self) -> Option<Double> {
        match self {
            Self::Integer(value) => Some((*value).into()),
            Self::Decimal(value) => Some((*value).into()),
            Self::Float(value) => Some((*value).into()),
            Self::Double(value) => Some(*value),
            _ => None,
        }
    }
}

fn read<T: FromStr>(text: &str, wrap: impl Fn(T) -> Comparable) -> Option<Comparable> {
    text.parse().ok().map(wrap)
}

/// Integers have no bound in XSD; past 64 bits they are compared as decimals, past those as doubles.
fn read_integer(text: &str) -> Option<Comparable> {
    read(text, Comparable::Integer).or_else(|| read_decimal(text))
}

fn read_decimal(text: &str) -> Option<Comparable> {
    read(text, Comparable::Decimal).or_else(|| read(text, Comparable::Double))
}
