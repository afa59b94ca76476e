//! What the data leave unsaid.

use std::fmt;

use serde::Serialize;

use crate::node::Node;

/// Something that a node should say and does not, or says in a way that cannot be read. The node is kept all the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Incomplete {
    /// Of what it is said, or not said.
    pub node: Node,
    /// The property's IRI.
    pub property: String,
    /// What is wrong.
    pub problem: Problem,
    /// What stands there, as N-Triples terms.
    pub found: Vec<String>,
}

/// What is wrong with a property's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
    /// There is none.
    Missing,
    /// There are several where one is expected; none of them is taken.
    Several,
    /// A literal where a node is expected.
    NotANode,
    /// No `xsd:date` or `xsd:dateTime`.
    NotADay,
    /// No decimal number.
    NotANumber,
    /// A number outside the scale on which it stands: a degree under −1 or over 1, a felt level under −5 or over 5. It is
    /// taken as it stands.
    OutOfRange,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "nothing is said",
            Self::Several => "several are said where one is expected",
            Self::NotANode => "a literal stands where a node is expected",
            Self::NotADay => "no date",
            Self::NotANumber => "no decimal number",
            Self::OutOfRange => "outside the scale",
        })
    }
}
