//! Terms in the store's own form.
//!
//! oxigraph encodes literals of the XSD types that it knows by value: `"007"^^xsd:integer` is read back as `7`,
//! `"1.50"^^xsd:decimal` as `1.5`. Journal, store, read copy and index must agree on a term, so it is brought to that
//! form once, at the door, and the terms of a query likewise. The list of types follows oxigraph 0.5.13; a test of the
//! store compares the two on every type.

use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNodeRef, Quad, Term, Triple};
use oxsdatatypes::{
    Boolean, Date, DateTime, DayTimeDuration, Decimal, Double, Duration, Float, GDay, GMonth, GMonthDay,
    GYear, GYearMonth, Integer, Time, YearMonthDuration,
};
use std::fmt::Display;
use std::str::FromStr;

/// The quad in the store's form, and how many of its literals changed (0 to 1, more within triple terms).
pub fn normalise_quad(quad: Quad) -> (Quad, u64) {
    let (object, changed) = normalise_term(quad.object);
    (Quad { object, ..quad }, changed)
}

/// The term in the store's form, and how many literals changed in it.
pub fn normalise_term(term: Term) -> (Term, u64) {
    match term {
        Term::Literal(literal) => match canonical(&literal) {
            Some(canonical) if canonical != literal => (canonical.into(), 1),
            _ => (literal.into(), 0),
        },
        Term::Triple(triple) => {
            let Triple {
                subject,
                predicate,
                object,
            } = *triple;
            let (object, changed) = normalise_term(object);
            (Triple::new(subject, predicate, object).into(), changed)
        }
        other => (other, 0),
    }
}

fn canonical(literal: &Literal) -> Option<Literal> {
    if let Some(language) = literal.language() {
        return language
            .bytes()
            .any(|b| b.is_ascii_uppercase())
            .then(|| lower_cased(literal, language));
    }
    let name = literal
        .datatype()
        .as_str()
        .strip_prefix("http://www.w3.org/2001/XMLSchema#")?;
    let value = literal.value();
    match name {
        "boolean" => typed::<Boolean>(value, xsd::BOOLEAN),
        "float" => typed::<Float>(value, xsd::FLOAT),
        "double" => typed::<Double>(value, xsd::DOUBLE),
        "integer" | "byte" | "short" | "int" | "long" | "unsignedByte" | "unsignedShort" | "unsignedInt"
        | "unsignedLong" | "positiveInteger" | "negativeInteger" | "nonPositiveInteger"
        | "nonNegativeInteger" => typed::<Integer>(value, xsd::INTEGER),
        "decimal" => typed::<Decimal>(value, xsd::DECIMAL),
        "dateTime" | "dateTimeStamp" => typed::<DateTime>(value, xsd::DATE_TIME),
        "time" => typed::<Time>(value, xsd::TIME),
        "date" => typed::<Date>(value, xsd::DATE),
        "gYearMonth" => typed::<GYearMonth>(value, xsd::G_YEAR_MONTH),
        "gYear" => typed::<GYear>(value, xsd::G_YEAR),
        "gMonthDay" => typed::<GMonthDay>(value, xsd::G_MONTH_DAY),
        "gDay" => typed::<GDay>(value, xsd::G_DAY),
        "gMonth" => typed::<GMonth>(value, xsd::G_MONTH),
        "duration" => typed::<Duration>(value, xsd::DURATION),
        "yearMonthDuration" => typed::<YearMonthDuration>(value, xsd::YEAR_MONTH_DURATION),
        "dayTimeDuration" => typed::<DayTimeDuration>(value, xsd::DAY_TIME_DURATION),
        _ => None,
    }
}

/// A value that the type cannot hold (an integer beyond 64 bits, an ill-formed date) stays as it was written, as
/// oxigraph keeps it.
fn typed<T: FromStr + Display>(value: &str, datatype: NamedNodeRef<'static>) -> Option<Literal> {
    let parsed = T::from_str(value).ok()?;
    Some(Literal::new_typed_literal(parsed.to_string(), datatype))
}

fn lower_cased(literal: &Literal, language: &str) -> Literal {
    let language = language.to_ascii_lowercase();
    match literal.direction() {
        Some(direction) => {
            Literal::new_directional_language_tagged_literal_unchecked(literal.value(), language, direction)
        }
        None => Literal::new_language_tagged_literal_unchecked(literal.value(), language),
    }
}
