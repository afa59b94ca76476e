//! Property paths (<https://www.w3.org/TR/shacl/#property-paths>): what they are, and where they lead.

use std::collections::HashSet;
use std::fmt;

use oxrdf::{NamedNode, NamedOrBlankNode, Term};

use crate::data::DataGraph;

/// A SHACL property path. Its text form is SPARQL's (`<p>/^<q>`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Path {
    Predicate(NamedNode),
    Inverse(Box<Path>),
    Sequence(Vec<Path>),
    Alternative(Vec<Path>),
    ZeroOrMore(Box<Path>),
    OneOrMore(Box<Path>),
    ZeroOrOne(Box<Path>),
}

impl Path {
    /// Adds the predicates of the path to a set.
    pub(crate) fn add_predicates(&self, found: &mut HashSet<NamedNode>) {
        match self {
            Self::Predicate(predicate) => {
                found.insert(predicate.clone());
            }
            Self::Inverse(inner)
            | Self::ZeroOrMore(inner)
            | Self::OneOrMore(inner)
            | Self::ZeroOrOne(inner) => inner.add_predicates(found),
            Self::Sequence(parts) | Self::Alternative(parts) => {
                for part in parts {
                    part.add_predicates(found);
                }
            }
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Predicate(predicate) => write!(f, "{predicate}"),
            Self::Inverse(inner) => {
                f.write_str("^")?;
                inner.fmt_operand(f)
            }
            Self::Sequence(parts) => Self::fmt_joined(parts, "/", f),
            Self::Alternative(parts) => Self::fmt_joined(parts, "|", f),
            Self::ZeroOrMore(inner) => {
                inner.fmt_operand(f)?;
                f.write_str("*")
            }
            Self::OneOrMore(inner) => {
                inner.fmt_operand(f)?;
                f.write_str("+")
            }
            Self::ZeroOrOne(inner) => {
                inner.fmt_operand(f)?;
                f.write_str("?")
            }
        }
    }
}

impl Path {
    fn fmt_joined(parts: &[Self], separator: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, part) in parts.iter().enumerate() {
            if position > 0 {
                f.write_str(separator)?;
            }
            part.fmt_operand(f)?;
        }
        Ok(())
    }

    /// Parentheses around everything but a predicate: SPARQL needs fewer, but these are never wrong.
    fn fmt_operand(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Predicate(predicate) => write!(f, "{predicate}"),
            Self::Inverse(inner) if matches!(**inner, Self::Predicate(_)) => write!(f, "^{inner}"),
            _ => write!(f, "({self})"),
        }
    }
}

/// Which way a path is walked: the nodes it leads to, or the nodes it leads from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    Forward,
    Backward,
}

impl Direction {
    pub(crate) fn turned(self) -> Self {
        match self {
            Self::Forward => Self::Backward,
            Self::Backward => Self::Forward,
        }
    }
}

/// The distinct nodes that `path` leads to from `start` (value nodes), in the order in which they are met.
pub(crate) fn walk<D: DataGraph>(
    data: &D,
    path: &Path,
    direction: Direction,
    start: &Term,
) -> Result<Vec<Term>, D::Error> {
    match path {
        Path::Predicate(predicate) => step(data, predicate, direction, start).map(distinct),
        Path::Inverse(inner) => walk(data, inner, direction.turned(), start),
        Path::Sequence(parts) => match direction {
            Direction::Forward => walk_sequence(data, parts.iter(), direction, start),
            Direction::Backward => walk_sequence(data, parts.iter().rev(), direction, start),
        },
        Path::Alternative(parts) => {
            let mut reached = Vec::new();
            for part in parts {
                reached.extend(walk(data, part, direction, start)?);
            }
            Ok(distinct(reached))
        }
        Path::ZeroOrMore(inner) => walk_closure(data, inner, direction, vec![start.clone()]),
        Path::OneOrMore(inner) => {
            let first = walk(data, inner, direction, start)?;
            walk_closure(data, inner, direction, first)
        }
        Path::ZeroOrOne(inner) => {
            let mut reached = vec![start.clone()];
            reached.extend(walk(data, inner, direction, start)?);
            Ok(distinct(reached))
        }
    }
}

fn step<D: DataGraph>(
    data: &D,
    predicate: &NamedNode,
    direction: Direction,
    start: &Term,
) -> Result<Vec<Term>, D::Error> {
    match direction {
        Direction::Forward => match as_subject(start) {
            Some(subject) => data.objects(&subject, predicate),
            None => Ok(Vec::new()),
        },
        Direction::Backward => Ok(data
            .subjects(predicate, start)?
            .into_iter()
            .map(Term::from)
            .collect()),
    }
}

fn walk_sequence<'p, D: DataGraph>(
    data: &D,
    parts: impl Iterator<Item = &'p Path>,
    direction: Direction,
    start: &Term,
) -> Result<Vec<Term>, D::Error> {
    let mut frontier = vec![start.clone()];
    for part in parts {
        let mut next = Vec::new();
        for node in &frontier {
            next.extend(walk(data, part, direction, node)?);
        }
        frontier = distinct(next);
    }
    Ok(frontier)
}

/// `seeds` and all that repeating `path` reaches from them. Ends because a node is expanded once.
fn walk_closure<D: DataGraph>(
    data: &D,
    path: &Path,
    direction: Direction,
    seeds: Vec<Term>,
) -> Result<Vec<Term>, D::Error> {
    let mut seen: HashSet<Term> = seeds.iter().cloned().collect();
    let mut reached = seeds;
    let mut position = 0;
    while position < reached.len() {
        for node in walk(data, path, direction, &reached[position])? {
            if seen.insert(node.clone()) {
                reached.push(node);
            }
        }
        position += 1;
    }
    Ok(reached)
}

/// Below this many terms, comparing each with each is cheaper than hashing them.
const PAIRWISE_MAX: usize = 8;

/// Value nodes are a set: the first occurrence of each term, in order.
pub(crate) fn distinct(mut terms: Vec<Term>) -> Vec<Term> {
    if terms.len() <= PAIRWISE_MAX {
        let mut position = 1;
        while position < terms.len() {
            if terms[..position].contains(&terms[position]) {
                terms.remove(position);
            } else {
                position += 1;
            }
        }
        return terms;
    }
    let mut seen = HashSet::with_capacity(terms.len());
    terms.retain(|term| seen.insert(term.clone()));
    terms
}

/// The term as the subject of triples; literals and triple terms are none.
pub(crate) fn as_subject(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        Term::Literal(_) | Term::Triple(_) => None,
    }
}
