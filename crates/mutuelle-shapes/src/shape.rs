//! Shapes as compiled: targets, path, constraints (<https://www.w3.org/TR/shacl/#shapes>).

use oxrdf::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};

use crate::constraint::Constraint;
use crate::path::Path;
use crate::vocabulary::sh;

/// The place of a shape in its [`crate::Shapes`]; given out by the reader, so it always exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ShapeId(pub(crate) usize);

#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) node: NamedOrBlankNode,
    /// A property shape has a path, a node shape has none.
    pub(crate) path: Option<Path>,
    pub(crate) targets: Vec<Target>,
    pub(crate) severity: Severity,
    pub(crate) messages: Vec<Literal>,
    /// `sh:name`: how people call the property, for generated messages.
    pub(crate) names: Vec<Literal>,
    /// Empty when the shape is deactivated: everything conforms to it.
    pub(crate) constraints: Vec<Constraint>,
}

/// Which nodes a shape is about (<https://www.w3.org/TR/shacl/#targets>).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Node(Term),
    Class(NamedNode),
    SubjectsOf(NamedNode),
    ObjectsOf(NamedNode),
}

/// How grave a result is (<https://www.w3.org/TR/shacl/#severity>).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Severity {
    Violation,
    Warning,
    Info,
    /// A severity of the shapes' own; like a warning, it refuses nothing.
    Other(NamedNode),
}

impl Severity {
    /// The IRI, such as `sh:Violation`.
    pub fn as_named_node(&self) -> NamedNodeRef<'_> {
        match self {
            Self::Violation => sh::VIOLATION,
            Self::Warning => sh::WARNING,
            Self::Info => sh::INFO,
            Self::Other(node) => node.as_ref(),
        }
    }
}

impl From<NamedNode> for Severity {
    fn from(node: NamedNode) -> Self {
        match node.as_ref() {
            known if known == sh::VIOLATION => Self::Violation,
            known if known == sh::WARNING => Self::Warning,
            known if known == sh::INFO => Self::Info,
            _ => Self::Other(node),
        }
    }
}
