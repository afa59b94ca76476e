//! The constraint components of SHACL Core (<https://www.w3.org/TR/shacl/#core-components>).

use std::collections::HashSet;

use oxrdf::{Literal, NamedNode, NamedNodeRef, Term};
use regex::Regex;

use crate::comparison::Comparable;
use crate::shape::ShapeId;
use crate::vocabulary::sh;

#[derive(Debug)]
pub(crate) enum Constraint {
    Class(NamedNode),
    Datatype(NamedNode),
    NodeKind(NodeKind),
    MinCount(u64),
    MaxCount(u64),
    Range(Range),
    MinLength(u64),
    MaxLength(u64),
    Pattern {
        regex: Regex,
        source: String,
    },
    LanguageIn(Vec<String>),
    UniqueLang,
    Pair(Pair, NamedNode),
    Not(ShapeId),
    And(Vec<ShapeId>),
    Or(Vec<ShapeId>),
    Xone(Vec<ShapeId>),
    Node(ShapeId),
    Property(ShapeId),
    Qualified(Qualified),
    /// The predicates that a node may have.
    Closed(HashSet<NamedNode>),
    HasValue(Term),
    In {
        listed: Vec<Term>,
        set: HashSet<Term>,
    },
}

/// One of the four bounds on values; `value` is `bound` read once.
#[derive(Debug)]
pub(crate) struct Range {
    pub(crate) side: Side,
    pub(crate) bound: Literal,
    pub(crate) value: Comparable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    MinExclusive,
    MinInclusive,
    MaxExclusive,
    MaxInclusive,
}

/// Constraints that compare the value nodes with another property's values on the same focus node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pair {
    Equals,
    Disjoint,
    LessThan,
    LessThanOrEquals,
}

#[derive(Debug)]
pub(crate) struct Qualified {
    pub(crate) shape: ShapeId,
    /// Values that conform to one of these are not counted (`sh:qualifiedValueShapesDisjoint`).
    pub(crate) siblings: Vec<ShapeId>,
    pub(crate) count: Count,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    Min(u64),
    Max(u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeKind {
    BlankNode,
    Iri,
    Literal,
    BlankNodeOrIri,
    BlankNodeOrLiteral,
    IriOrLiteral,
}

impl NodeKind {
    pub(crate) fn from_iri(iri: NamedNodeRef<'_>) -> Option<Self> {
        [
            (sh::BLANK_NODE, Self::BlankNode),
            (sh::IRI, Self::Iri),
            (sh::LITERAL, Self::Literal),
            (sh::BLANK_NODE_OR_IRI, Self::BlankNodeOrIri),
            (sh::BLANK_NODE_OR_LITERAL, Self::BlankNodeOrLiteral),
            (sh::IRI_OR_LITERAL, Self::IriOrLiteral),
        ]
        .into_iter()
        .find_map(|(known, kind)| (known == iri).then_some(kind))
    }

    pub(crate) fn admits(self, term: &Term) -> bool {
        match term {
            Term::NamedNode(_) => matches!(self, Self::Iri | Self::BlankNodeOrIri | Self::IriOrLiteral),
            Term::BlankNode(_) => {
                matches!(
                    self,
                    Self::BlankNode | Self::BlankNodeOrIri | Self::BlankNodeOrLiteral
                )
            }
            Term::Literal(_) => matches!(
                self,
                Self::Literal | Self::BlankNodeOrLiteral | Self::IriOrLiteral
            ),
            // SHACL 1.0 knows no triple terms, so no kind admits one.
            Term::Triple(_) => false,
        }
    }
}

impl Constraint {
    /// The component that a result of this constraint names.
    pub(crate) fn component(&self) -> NamedNodeRef<'static> {
        match self {
            Self::Class(_) => sh::CLASS_COMPONENT,
            Self::Datatype(_) => sh::DATATYPE_COMPONENT,
            Self::NodeKind(_) => sh::NODE_KIND_COMPONENT,
            Self::MinCount(_) => sh::MIN_COUNT_COMPONENT,
            Self::MaxCount(_) => sh::MAX_COUNT_COMPONENT,
            Self::Range(range) => match range.side {
                Side::MinExclusive => sh::MIN_EXCLUSIVE_COMPONENT,
                Side::MinInclusive => sh::MIN_INCLUSIVE_COMPONENT,
                Side::MaxExclusive => sh::MAX_EXCLUSIVE_COMPONENT,
                Side::MaxInclusive => sh::MAX_INCLUSIVE_COMPONENT,
            },
            Self::MinLength(_) => sh::MIN_LENGTH_COMPONENT,
            Self::MaxLength(_) => sh::MAX_LENGTH_COMPONENT,
            Self::Pattern { .. } => sh::PATTERN_COMPONENT,
            Self::LanguageIn(_) => sh::LANGUAGE_IN_COMPONENT,
            Self::UniqueLang => sh::UNIQUE_LANG_COMPONENT,
            Self::Pair(Pair::Equals, _) => sh::EQUALS_COMPONENT,
            Self::Pair(Pair::Disjoint, _) => sh::DISJOINT_COMPONENT,
            Self::Pair(Pair::LessThan, _) => sh::LESS_THAN_COMPONENT,
            Self::Pair(Pair::LessThanOrEquals, _) => sh::LESS_THAN_OR_EQUALS_COMPONENT,
            Self::Not(_) => sh::NOT_COMPONENT,
            Self::And(_) => sh::AND_COMPONENT,
            Self::Or(_) => sh::OR_COMPONENT,
            Self::Xone(_) => sh::XONE_COMPONENT,
            Self::Node(_) => sh::NODE_COMPONENT,
            Self::Property(_) => sh::PROPERTY_COMPONENT,
            Self::Qualified(qualified) => match qualified.count {
                Count::Min(_) => sh::QUALIFIED_MIN_COUNT_COMPONENT,
                Count::Max(_) => sh::QUALIFIED_MAX_COUNT_COMPONENT,
            },
            Self::Closed(_) => sh::CLOSED_COMPONENT,
            Self::HasValue(_) => sh::HAS_VALUE_COMPONENT,
            Self::In { .. } => sh::IN_COMPONENT,
        }
    }

    /// The shapes that this constraint hands nodes on to.
    pub(crate) fn referenced(&self) -> Vec<ShapeId> {
        match self {
            Self::Not(shape) | Self::Node(shape) | Self::Property(shape) => vec![*shape],
            Self::And(shapes) | Self::Or(shapes) | Self::Xone(shapes) => shapes.clone(),
            Self::Qualified(qualified) => {
                let mut shapes = vec![qualified.shape];
                shapes.extend(&qualified.siblings);
                shapes
            }
            _ => Vec::new(),
        }
    }
}
