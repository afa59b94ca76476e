//! The order of terms in ORDER BY (SPARQL 1.1, section 15.1), as a key that is worked out once for each row.
//!
//! Unbound, blank nodes, IRIs, literals, triple terms. Numbers are ordered by value, dates and times by the moment
//! (UTC where they name no zone), texts by their characters whatever their language, then by language, triple terms by subject,
//! predicate and object (SPARQL 1.2, section 15.1). The order is
//! total, which the specification's is not: what it leaves open, between texts and numbers say, goes by kind.

use oxrdf::{Literal, Term};
use oxsdatatypes::{
    Date, DateTime, DayTimeDuration, Decimal, Double, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth,
    Time, YearMonthDuration,
};
use std::cmp::Ordering;
use std::str::FromStr;

/// A key; comparing two is comparing their terms.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SortKey {
    Unbound,
    Blank(Box<str>),
    Iri(Box<str>),
    Boolean(bool),
    Number(Number),
    /// A date or time of one type: which type, its moment in 10⁻¹⁸ seconds.
    Moment(u8, i128),
    /// A duration in months of 30.436875 days and seconds, in 10⁻¹⁸ seconds.
    Duration(i128),
    /// Value, datatype, language.
    Text(Box<str>, Box<str>, Box<str>),
    Triple(Box<[SortKey; 3]>),
}

/// A number: as a double first; where two are the same, as the decimal, which a double is as well if it is not too
/// large. So numbers of all types that are equal are one key, and the next key of ORDER BY decides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number {
    double: f64,
    exact: Option<Decimal>,
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.double.total_cmp(&other.double).then_with(|| {
            let (Some(a), Some(b)) = (self.exact, other.exact) else {
                return self.exact.is_some().cmp(&other.exact.is_some());
            };
            a.cmp(&b)
        })
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

impl Number {
    fn to_text(self) -> String {
        let bits = self.double.to_bits();
        // The order of `total_cmp`: of negative numbers all bits turn round, of others the sign.
        let double = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
        let exact = self
            .exact
            .map(|exact| unsigned(i128::from_be_bytes(exact.to_be_bytes())));
        let exact = exact.map_or_else(String::new, |exact| format!("{exact:032x}"));
        format!("{double:016x}{exact}")
    }
}

/// The number with its order among unsigned ones.
fn unsigned(number: i128) -> u128 {
    number.cast_unsigned() ^ (1 << 127)
}

impl SortKey {
    pub(crate) fn of(term: Option<&Term>) -> Self {
        match term {
            None => Self::Unbound,
            Some(Term::BlankNode(node)) => Self::Blank(node.as_str().into()),
            Some(Term::NamedNode(node)) => Self::Iri(node.as_str().into()),
            Some(Term::Literal(literal)) => Self::of_value(literal).unwrap_or_else(|| Self::of_text(literal)),
            Some(Term::Triple(triple)) => {
                let parts = [
                    triple.subject.clone().into(),
                    triple.predicate.clone().into(),
                    triple.object.clone(),
                ];
                Self::Triple(Box::new(parts.map(|part: Term| Self::of(Some(&part)))))
            }
        }
    }

    /// A text; the order of these is the order of their keys. Unbound is none of them.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Unbound => String::new(),
            Self::Blank(label) => format!("1{label}"),
            Self::Iri(iri) => format!("2{iri}"),
            Self::Boolean(value) => format!("3{}", u8::from(*value)),
            Self::Number(number) => format!("4{}", number.to_text()),
            Self::Moment(kind, seconds) => format!("5{kind}{:032x}", unsigned(*seconds)),
            Self::Duration(seconds) => format!("6{:032x}", unsigned(*seconds)),
            Self::Text(value, datatype, language) => format!("7{value}\0{datatype}\0{language}"),
            Self::Triple(parts) => parts
                .iter()
                .fold("8".to_owned(), |text, part| text + &part.to_part()),
        }
    }

    /// A text in which no part of a triple term goes on in the next one: it ends with a mark that is before any other character.
    /// A triple term within ends with its own object.
    fn to_part(&self) -> String {
        match self {
            Self::Triple(_) => self.to_text(),
            other => other.to_text().replace('\0', "\0\u{1}") + "\0\0",
        }
    }

    fn of_text(literal: &Literal) -> Self {
        Self::Text(
            literal.value().into(),
            literal.datatype().as_str().into(),
            literal.language().unwrap_or_default().into(),
        )
    }

    /// The value of a literal whose type has an order of its own; `None` for texts and ill-formed values.
    fn of_value(literal: &Literal) -> Option<Self> {
        let name = literal
            .datatype()
            .as_str()
            .strip_prefix("http://www.w3.org/2001/XMLSchema#")?;
        let value = literal.value();
        match name {
            "boolean" => match value {
                "true" | "1" => Some(Self::Boolean(true)),
                "false" | "0" => Some(Self::Boolean(false)),
                _ => None,
            },
            "integer" | "decimal" => exact(value),
            "double" | "float" => {
                let double = positive_zero(f64::from(Double::from_str(value).ok()?));
                Some(Self::Number(Number {
                    double,
                    exact: Decimal::from_str(&double.to_string()).ok(),
                }))
            }
            "dateTime" => moment(0, DateTime::from_str(value).ok()?.to_be_bytes()),
            "date" => moment(1, Date::from_str(value).ok()?.to_be_bytes()),
            "time" => moment(2, Time::from_str(value).ok()?.to_be_bytes()),
            "gYear" => moment(3, GYear::from_str(value).ok()?.to_be_bytes()),
            "gYearMonth" => moment(4, GYearMonth::from_str(value).ok()?.to_be_bytes()),
            "gMonth" => moment(5, GMonth::from_str(value).ok()?.to_be_bytes()),
            "gMonthDay" => moment(6, GMonthDay::from_str(value).ok()?.to_be_bytes()),
            "gDay" => moment(7, GDay::from_str(value).ok()?.to_be_bytes()),
            "duration" => duration(Duration::from_str(value).ok()?),
            "dayTimeDuration" => duration(DayTimeDuration::from_str(value).ok()?.into()),
            "yearMonthDuration" => duration(YearMonthDuration::from_str(value).ok()?.into()),
            _ => None,
        }
    }
}

fn positive_zero(double: f64) -> f64 {
    if double == 0.0 { 0.0 } else { double }
}

fn exact(value: &str) -> Option<SortKey> {
    let exact = Decimal::from_str(value).ok()?;
    Some(SortKey::Number(Number {
        double: positive_zero(f64::from(Double::from(exact))),
        exact: Some(exact),
    }))
}

/// oxsdatatypes writes a moment as its seconds, a decimal in 16 bytes, and its zone in 2.
fn moment(kind: u8, bytes: [u8; 18]) -> Option<SortKey> {
    let seconds = bytes.first_chunk::<16>()?;
    Some(SortKey::Moment(kind, i128::from_be_bytes(*seconds)))
}

/// The mean month, in seconds: a year has 365.2425 days.
const SECONDS_A_MONTH: i128 = 2_629_746;

fn duration(duration: Duration) -> Option<SortKey> {
    let bytes = duration.to_be_bytes();
    let months = i64::from_be_bytes(*bytes.first_chunk()?);
    let seconds = i128::from_be_bytes(*bytes.last_chunk()?);
    let in_months = i128::from(months) * SECONDS_A_MONTH * 1_000_000_000_000_000_000;
    Some(SortKey::Duration(in_months.saturating_add(seconds)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::vocab::xsd;
    use oxrdf::{BlankNode, NamedNode, NamedNodeRef, Triple};

    #[expect(
        clippy::unnecessary_wraps,
        reason = "it stands where an unbound variable stands"
    )]
    fn typed(value: &str, datatype: NamedNodeRef<'_>) -> Option<Term> {
        Some(Literal::new_typed_literal(value, datatype).into())
    }

    fn triple(subject: &str, predicate: &str, object: Option<Term>) -> Option<Term> {
        let name = |local: &str| NamedNode::new_unchecked(format!("http://e.example/{local}"));
        Some(Triple::new(name(subject), name(predicate), object?).into())
    }

    #[test]
    fn terms_are_in_the_order_of_the_specification() {
        let tagged =
            |value: &str, tag: &str| Some(Literal::new_language_tagged_literal_unchecked(value, tag).into());
        let ordered = [
            None,
            Some(BlankNode::new_unchecked("b").into()),
            Some(NamedNode::new_unchecked("http://a.example/").into()),
            Some(NamedNode::new_unchecked("http://b.example/").into()),
            typed("false", xsd::BOOLEAN),
            typed("true", xsd::BOOLEAN),
            typed("-INF", xsd::DOUBLE),
            typed("-2", xsd::INTEGER),
            typed("1.5", xsd::DECIMAL),
            typed("9", xsd::INTEGER),
            typed("10", xsd::INTEGER),
            typed("9007199254740992", xsd::INTEGER),
            typed("9007199254740993", xsd::INTEGER),
            typed("1e300", xsd::DOUBLE),
            typed("2026-11-22T10:00:00+02:00", xsd::DATE_TIME),
            typed("2026-11-22T09:00:00Z", xsd::DATE_TIME),
            typed("-0001-01-01", xsd::DATE),
            typed("1999-12-31", xsd::DATE),
            typed("2026-11-22", xsd::DATE),
            typed("PT1H", xsd::DAY_TIME_DURATION),
            typed("P1M", xsd::YEAR_MONTH_DURATION),
            typed("P1M1D", xsd::DURATION),
            tagged("abricot", "fr"),
            tagged("pomme", "en"),
            tagged("pomme", "fr"),
            typed("zèbre", xsd::STRING),
            triple("s", "p", typed("-456", xsd::INTEGER)),
            triple("s", "p", typed("123", xsd::INTEGER)),
            triple("s", "p", typed("a", xsd::STRING)),
            triple("s", "p", typed("ab", xsd::STRING)),
            triple("s", "p", triple("x", "p", typed("1", xsd::INTEGER))),
            triple("s", "p", triple("x", "p", typed("2", xsd::INTEGER))),
            triple("s", "q", typed("1", xsd::INTEGER)),
            triple("s1", "a", typed("999", xsd::INTEGER)),
            triple("s1", "p", typed("999", xsd::INTEGER)),
            triple("s2", "p", typed("900", xsd::INTEGER)),
        ];
        for pair in ordered.windows(2) {
            let [a, b] = [&pair[0], &pair[1]].map(|term| SortKey::of(term.as_ref()));
            assert!(a < b, "{:?} is not before {:?}", pair[0], pair[1]);
            assert!(b > a);
            assert!(a.to_text() < b.to_text(), "{a:?} as a text is not before {b:?}");
        }
    }

    #[test]
    fn numbers_of_all_types_that_are_equal_are_one_key() {
        let key = |value, datatype| SortKey::of(typed(value, datatype).as_ref());
        assert_eq!(key("1", xsd::INTEGER), key("1.0", xsd::DECIMAL));
        assert_eq!(key("1", xsd::INTEGER), key("1.0E0", xsd::DOUBLE));
        assert_eq!(key("0.1234567", xsd::DECIMAL), key("1.234567E-1", xsd::DOUBLE));
        assert_eq!(key("-0.0", xsd::DOUBLE), key("0", xsd::DOUBLE));
        assert_eq!(key("1", xsd::DOUBLE).to_text(), key("1", xsd::INTEGER).to_text());
        assert!(key("1.5", xsd::DOUBLE) > key("1", xsd::INTEGER));
        assert!(key("1.5", xsd::DOUBLE) < key("2", xsd::INTEGER));
        assert!(matches!(key("x", xsd::INTEGER), SortKey::Text(..)));
    }
}
