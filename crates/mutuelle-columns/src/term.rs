//! Terms as the copy keeps them: what they begin with alike (kind, language, datatype), and a text.

use std::borrow::Cow;
use std::hash::Hasher as _;

use oxrdf::{
    BaseDirection, BlankNode, GraphNameRef, Literal, LiteralRef, NamedNode, NamedOrBlankNode, Term, TermRef,
    Triple, vocab::xsd,
};
use rustc_hash::FxHasher;

use crate::error::LimitError;
use crate::limits::TRIPLE_TERM_DEPTH_MAX;

/// Which kind of term; terms of a base are numbered in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A blank node; the text is its label.
    BlankNode,
    /// An IRI.
    Iri,
    /// A literal of the datatype `xsd:string`.
    SimpleLiteral,
    /// A literal with a language.
    LanguageLiteral,
    /// A literal with a language, written from left to right.
    LeftToRightLiteral,
    /// A literal with a language, written from right to left.
    RightToLeftLiteral,
    /// A literal of any other datatype.
    TypedLiteral,
    /// A triple term; the text is its three terms one after the other, in the form of [`push_component`].
    TripleTerm,
}

impl Kind {
    pub(crate) const ALL: [Self; 8] = [
        Self::BlankNode,
        Self::Iri,
        Self::SimpleLiteral,
        Self::LanguageLiteral,
        Self::LeftToRightLiteral,
        Self::RightToLeftLiteral,
        Self::TypedLiteral,
        Self::TripleTerm,
    ];

    /// The number of the kind in files and triple terms.
    pub(crate) fn number(self) -> u8 {
        self as u8
    }

    pub(crate) fn of_number(number: u32) -> Option<Self> {
        Self::ALL.get(number as usize).copied()
    }
}

/// A term to look for or to keep.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key<'a> {
    pub(crate) kind: Kind,
    /// The language or the datatype, empty for other kinds.
    pub(crate) extra: &'a str,
    pub(crate) text: Cow<'a, [u8]>,
}

impl<'a> Key<'a> {
    fn new(kind: Kind, extra: &'a str, text: &'a str) -> Self {
        Self {
            kind,
            extra,
            text: Cow::Borrowed(text.as_bytes()),
        }
    }

    /// The key of a term; triple terms nested too deep are refused.
    pub(crate) fn of(term: TermRef<'a>) -> Result<Self, LimitError> {
        Ok(match term {
            TermRef::NamedNode(node) => Self::new(Kind::Iri, "", node.as_str()),
            TermRef::BlankNode(node) => Self::new(Kind::BlankNode, "", node.as_str()),
            TermRef::Literal(literal) => Self::of_literal(literal),
            TermRef::Triple(triple) => {
                check_depth(triple)?;
                Self {
                    kind: Kind::TripleTerm,
                    extra: "",
                    text: Cow::Owned(encode_triple(triple)?),
                }
            }
        })
    }

    /// The key of a graph's name, `None` for the default graph.
    pub(crate) fn of_graph(graph: GraphNameRef<'a>) -> Option<Self> {
        match graph {
            GraphNameRef::NamedNode(node) => Some(Self::new(Kind::Iri, "", node.as_str())),
            GraphNameRef::BlankNode(node) => Some(Self::new(Kind::BlankNode, "", node.as_str())),
            GraphNameRef::DefaultGraph => None,
        }
    }

    fn of_literal(literal: LiteralRef<'a>) -> Self {
        let value = literal.value();
        if let Some(language) = literal.language() {
            let kind = match literal.direction() {
                None => Kind::LanguageLiteral,
                Some(BaseDirection::Ltr) => Kind::LeftToRightLiteral,
                Some(BaseDirection::Rtl) => Kind::RightToLeftLiteral,
            };
            return Self::new(kind, language, value);
        }
        let datatype = literal.datatype();
        if datatype == xsd::STRING {
            Self::new(Kind::SimpleLiteral, "", value)
        } else {
            Self::new(Kind::TypedLiteral, datatype.as_str(), value)
        }
    }

    pub(crate) fn hash(&self) -> u32 {
        hash(self.kind, self.extra, &self.text)
    }
}

/// A number for hash tables. It depends on nothing but the term, but is never written to a file.
pub(crate) fn hash(kind: Kind, extra: &str, text: &[u8]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write_u8(kind.number());
    hasher.write(extra.as_bytes());
    hasher.write(text);
    let wide = hasher.finish();
    #[expect(clippy::cast_possible_truncation, reason = "both halves are folded into one")]
    let folded = (wide ^ (wide >> 32)) as u32;
    folded
}

fn check_depth(triple: &Triple) -> Result<(), LimitError> {
    let mut depth = 1;
    let mut inner = &triple.object;
    while let Term::Triple(triple) = inner {
        depth += 1;
        inner = &triple.object;
    }
    if depth > TRIPLE_TERM_DEPTH_MAX {
        return Err(LimitError::TripleTermDepth {
            limit: TRIPLE_TERM_DEPTH_MAX,
        });
    }
    Ok(())
}

fn encode_triple(triple: &Triple) -> Result<Vec<u8>, LimitError> {
    let mut text = Vec::new();
    push_component(&mut text, &Key::of(triple.subject.as_ref().into())?);
    push_component(&mut text, &Key::of(triple.predicate.as_ref().into())?);
    push_component(&mut text, &Key::of(triple.object.as_ref())?);
    Ok(text)
}

/// Writes one term of a triple term: kind, length of language or datatype, that itself, length of the text, the text.
fn push_component(out: &mut Vec<u8>, key: &Key<'_>) {
    out.push(key.kind.number());
    push_number(out, key.extra.len());
    out.extend_from_slice(key.extra.as_bytes());
    push_number(out, key.text.len());
    out.extend_from_slice(&key.text);
}

/// Appends a number in groups of seven bits, lowest first, the highest bit saying that more follow.
pub(crate) fn push_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

/// Reads what [`push_number`] wrote: the number and how many bytes it took.
pub(crate) fn read_number(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut number = 0_usize;
    for (i, byte) in bytes.iter().take(9).enumerate() {
        number |= usize::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return Some((number, i + 1));
        }
    }
    None
}

/// Makes a term of its parts. `None` when the text is not one that [`Key::of`] makes.
pub(crate) fn decode(kind: Kind, extra: &str, text: Vec<u8>) -> Option<Term> {
    decode_nested(kind, extra, text, TRIPLE_TERM_DEPTH_MAX)
}

fn decode_nested(kind: Kind, extra: &str, text: Vec<u8>, depth: usize) -> Option<Term> {
    if kind == Kind::TripleTerm {
        return decode_triple(&text, depth.checked_sub(1)?).map(|triple| Term::Triple(Box::new(triple)));
    }
    let text = String::from_utf8(text).ok()?;
    Some(match kind {
        Kind::BlankNode => BlankNode::new_unchecked(text).into(),
        Kind::Iri => NamedNode::new_unchecked(text).into(),
        Kind::SimpleLiteral => Literal::new_simple_literal(text).into(),
        Kind::LanguageLiteral => Literal::new_language_tagged_literal_unchecked(text, extra).into(),
        Kind::LeftToRightLiteral => directional(text, extra, BaseDirection::Ltr),
        Kind::RightToLeftLiteral => directional(text, extra, BaseDirection::Rtl),
        Kind::TypedLiteral => Literal::new_typed_literal(text, NamedNode::new_unchecked(extra)).into(),
        Kind::TripleTerm => return None,
    })
}

fn directional(text: String, language: &str, direction: BaseDirection) -> Term {
    Literal::new_directional_language_tagged_literal_unchecked(text, language, direction).into()
}

fn decode_triple(mut text: &[u8], depth: usize) -> Option<Triple> {
    let subject = match pop_component(&mut text, depth)? {
        Term::NamedNode(node) => NamedOrBlankNode::from(node),
        Term::BlankNode(node) => node.into(),
        Term::Literal(_) | Term::Triple(_) => return None,
    };
    let Term::NamedNode(predicate) = pop_component(&mut text, depth)? else {
        return None;
    };
    let object = pop_component(&mut text, depth)?;
    text.is_empty().then(|| Triple::new(subject, predicate, object))
}

fn pop_component(text: &mut &[u8], depth: usize) -> Option<Term> {
    let (&number, rest) = text.split_first()?;
    let (extra, rest) = pop_bytes(rest)?;
    let (inner, rest) = pop_bytes(rest)?;
    *text = rest;
    let extra = std::str::from_utf8(extra).ok()?;
    decode_nested(Kind::of_number(number.into())?, extra, inner.to_vec(), depth)
}

fn pop_bytes(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, taken) = read_number(bytes)?;
    bytes.get(taken..)?.split_at_checked(length)
}
