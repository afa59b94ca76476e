//! What a parameter's text is read as. The result is a term, never text of a query.

use mutuelle_ontology::prefixes;
use mutuelle_query::{BoundTerm, normalise_term};
use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term};
use oxsdatatypes::{Boolean, Date, DateTime, Decimal, Integer};
use std::fmt::Display;
use std::str::FromStr;

/// The longest value of a parameter, in bytes.
pub const VALUE_BYTES_MAX: usize = 64 << 10;

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// An IRI: absolute, in `<>`, or with a prefix of [`prefixes::PREFIXES`].
    Iri,
    /// An `xsd:string`.
    String,
    /// A text with its language after the last `@`.
    LangString,
    /// An `xsd:integer`.
    Integer,
    /// An `xsd:decimal`.
    Decimal,
    /// An `xsd:date`.
    Date,
    /// An `xsd:dateTime`.
    DateTime,
    /// An `xsd:boolean`.
    Boolean,
}

impl ValueType {
    /// All types.
    pub const ALL: [Self; 8] = [
        Self::Iri,
        Self::String,
        Self::LangString,
        Self::Integer,
        Self::Decimal,
        Self::Date,
        Self::DateTime,
        Self::Boolean,
    ];

    /// Its name in the files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Iri => "iri",
            Self::String => "string",
            Self::LangString => "langString",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Date => "date",
            Self::DateTime => "dateTime",
            Self::Boolean => "boolean",
        }
    }

    /// The type of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// A value as people type it.
    pub fn example(self) -> &'static str {
        match self {
            Self::Iri => "https://commun.example/graine/forge",
            Self::String => "La Villette",
            Self::LangString => "forge partagée@fr",
            Self::Integer => "12",
            Self::Decimal => "2.5",
            Self::Date => "2026-11-26",
            Self::DateTime => "2026-11-26T18:30:00Z",
            Self::Boolean => "true",
        }
    }

    /// What it is, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Iri => "an absolute IRI, or a name with a known prefix such as mut:Event",
            Self::String => "a text",
            Self::LangString => "a text with its language after the last `@`",
            Self::Integer => "a whole number of at most 64 bits",
            Self::Decimal => "a decimal number without exponent",
            Self::Date => "a day (xsd:date)",
            Self::DateTime => "a moment (xsd:dateTime)",
            Self::Boolean => "true or false",
        }
    }

    /// The term that a text says, in the store's form. Space around anything but a text is left out.
    ///
    /// # Errors
    /// What is wrong with it, where there is more to say than that it is not of the type.
    pub fn read(self, text: &str) -> Result<BoundTerm, Option<String>> {
        if text.len() > VALUE_BYTES_MAX {
            return Err(Some(format!(
                "it has {} bytes, the limit is {VALUE_BYTES_MAX} (`value_bytes_max`)",
                text.len()
            )));
        }
        let trimmed = text.trim();
        match self {
            Self::Iri => iri(trimmed),
            Self::String => Ok(BoundTerm::Literal(Literal::new_simple_literal(text))),
            Self::LangString => in_language(text),
            Self::Integer => typed::<Integer>(trimmed, xsd::INTEGER),
            Self::Decimal => typed::<Decimal>(trimmed, xsd::DECIMAL),
            Self::Date => typed::<Date>(trimmed, xsd::DATE),
            Self::DateTime => typed::<DateTime>(trimmed, xsd::DATE_TIME),
            Self::Boolean => typed::<Boolean>(trimmed, xsd::BOOLEAN),
        }
    }
}

/// Within `<>` an IRI is taken as it is, so that one whose scheme is also a prefix (`geo:`) can be said.
fn iri(text: &str) -> Result<BoundTerm, Option<String>> {
    let bracketed = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let iri = match bracketed {
        Some(iri) => iri.to_owned(),
        None => prefixes::expanded(text).unwrap_or_else(|| text.to_owned()),
    };
    NamedNode::new(iri)
        .map(BoundTerm::NamedNode)
        .map_err(|error| Some(error.to_string()))
}

fn in_language(text: &str) -> Result<BoundTerm, Option<String>> {
    let Some((value, language)) = text.rsplit_once('@') else {
        return Err(Some("it has no `@` with a language after it".to_owned()));
    };
    Literal::new_language_tagged_literal(value, language.trim())
        .map(normal)
        .map_err(|_| Some(format!("`{language}` is no language tag")))
}

fn typed<T: FromStr + Display>(
    text: &str,
    datatype: NamedNodeRef<'static>,
) -> Result<BoundTerm, Option<String>>
where
    T::Err: Display,
{
    let value = T::from_str(text).map_err(|error| Some(error.to_string()))?;
    Ok(normal(Literal::new_typed_literal(value.to_string(), datatype)))
}

fn normal(literal: Literal) -> BoundTerm {
    match normalise_term(literal.clone().into()).0 {
        Term::Literal(literal) => BoundTerm::Literal(literal),
        _ => BoundTerm::Literal(literal),
    }
}
