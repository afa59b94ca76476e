//! What results name: nodes, texts in a language, days.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use oxrdf::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use oxsdatatypes::{Date, DateTime};
use serde::{Serialize, Serializer};

use crate::facts::node;

/// An IRI or a blank node. IRIs come before blank nodes, and each are in the order of their text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node(NamedOrBlankNode);

impl Node {
    /// The term as a node; none if it is a literal or a triple.
    pub fn of(term: Term) -> Option<Self> {
        node(term).map(Self)
    }

    /// The node as a subject.
    pub fn as_subject(&self) -> &NamedOrBlankNode {
        &self.0
    }

    /// The node as an object.
    pub fn to_term(&self) -> Term {
        self.0.clone().into()
    }

    fn key(&self) -> (bool, &str) {
        match &self.0 {
            NamedOrBlankNode::NamedNode(name) => (false, name.as_str()),
            NamedOrBlankNode::BlankNode(blank) => (true, blank.as_str()),
        }
    }
}

impl Ord for Node {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            NamedOrBlankNode::NamedNode(name) => f.write_str(name.as_str()),
            NamedOrBlankNode::BlankNode(blank) => blank.fmt(f),
        }
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<NamedOrBlankNode> for Node {
    fn from(node: NamedOrBlankNode) -> Self {
        Self(node)
    }
}

impl From<NamedNode> for Node {
    fn from(node: NamedNode) -> Self {
        Self(node.into())
    }
}

impl From<NamedNodeRef<'_>> for Node {
    fn from(node: NamedNodeRef<'_>) -> Self {
        Self(node.into_owned().into())
    }
}

/// A text, with its language if one is said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Text {
    /// The language tag, in lower case.
    pub language: Option<String>,
    /// The text.
    pub value: String,
}

impl Text {
    /// The text as a literal.
    pub fn to_literal(&self) -> Literal {
        match &self.language {
            Some(language) => Literal::new_language_tagged_literal_unchecked(&self.value, language),
            None => Literal::new_simple_literal(&self.value),
        }
    }
}

impl From<Literal> for Text {
    fn from(literal: Literal) -> Self {
        Self {
            language: literal.language().map(str::to_lowercase),
            value: literal.value().to_owned(),
        }
    }
}

/// A calendar day. Time zones are set aside: the day that people wrote is the day that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64, u8, u8);

impl Day {
    /// The day of an `xsd:date` or `xsd:dateTime`; none if the literal is neither.
    pub fn of(literal: &Literal) -> Option<Self> {
        let text = literal.value();
        Date::from_str(text).map(Self::from).ok().or_else(|| {
            let time = DateTime::from_str(text).ok()?;
            Some(Self(time.year(), time.month(), time.day()))
        })
    }

    /// The day as an `xsd:date`.
    pub fn to_literal(self) -> Literal {
        Literal::new_typed_literal(self.to_string(), oxrdf::vocab::xsd::DATE)
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self(date.year(), date.month(), date.day())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(
            f,
            "{sign}{:04}-{:02}-{:02}",
            self.0.unsigned_abs(),
            self.1,
            self.2
        )
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
