//! What actors said of positions, one day or another.

use std::collections::BTreeSet;

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::{dct, oa};
use oxrdf::Term;
use serde::Serialize;

use crate::exact::Exact;
use crate::facts::{Because, Facts};
use crate::incomplete::Problem;
use crate::node::{Day, Node, Text};
use crate::parts::Parts;

/// What an actor said of a position on a day. It stays, whether or not it was superseded since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stance {
    /// The stance.
    pub stance: Node,
    /// Its names.
    pub labels: Vec<Text>,
    /// Who spoke; one, unless the data are wrong.
    pub holders: Vec<Node>,
    /// In whose name, when not in their own.
    pub on_behalf_of: Vec<Node>,
    /// Of which position; one, unless the data are wrong.
    pub targets: Vec<Node>,
    /// From −1 (wholly against) to 1 (wholly for).
    pub degree: Option<Exact>,
    /// On which day. What bears no date counts as said before everything.
    pub stated_on: Option<Day>,
    /// Where it was said.
    pub sources: Vec<String>,
    /// In which words.
    pub quotes: Vec<Text>,
    /// Whether no stance has superseded it by the date that was asked for.
    pub in_force: bool,
    /// The stances that superseded it by then.
    pub superseded_by: Vec<Node>,
    /// The triples that say all this.
    pub because: Because,
}

/// For whom, by whom and of what a stance speaks: among stances with the same key, a later one supersedes by its date.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    holder: Node,
    on_behalf_of: Vec<Node>,
    target: Node,
}

impl Stance {
    /// Whether it speaks for its positions.
    pub fn endorses(&self) -> bool {
        self.degree.as_ref().is_some_and(Exact::is_positive)
    }

    /// Whether it speaks against its positions.
    pub fn rejects(&self) -> bool {
        self.degree.as_ref().is_some_and(Exact::is_negative)
    }

    /// None where it is unclear who speaks or of what: such a stance is superseded by nothing but what says so.
    pub(super) fn key(&self) -> Option<Key> {
        match (self.holders.as_slice(), self.targets.as_slice()) {
            ([holder], [target]) => Some(Key {
                holder: holder.clone(),
                on_behalf_of: self.on_behalf_of.clone(),
                target: target.clone(),
            }),
            _ => None,
        }
    }

    pub(super) fn read<F: Facts>(
        parts: &mut Parts<'_, F>,
        facts: &F,
        stance: &Node,
        linked: &Because,
    ) -> Result<Self, F::Error> {
        let labels = parts.labels(stance)?;
        let holders = many(parts, facts, stance, Role::Holder)?;
        let targets = many(parts, facts, stance, Role::Target)?;
        let degree = parts.number(stance, mutuelle::DEGREE)?;
        if let Some(degree) = &degree
            && (*degree > Exact::from(1) || *degree < Exact::from(-1))
        {
            let found = vec![degree.to_string()];
            parts.note(stance, mutuelle::DEGREE, Problem::OutOfRange, found);
        }
        let stated_on = parts.day(stance, mutuelle::STATED_ON)?;
        let missing = [
            (mutuelle::DEGREE, degree.is_none()),
            (mutuelle::STATED_ON, stated_on.is_none()),
        ];
        for (property, _) in missing.into_iter().filter(|(_, missing)| *missing) {
            if facts.objects(stance.as_subject(), property)?.is_empty() {
                parts.note(stance, property, Problem::Missing, Vec::new());
            }
        }
        let on_behalf_of = parts.nodes(stance, mutuelle::ON_BEHALF_OF)?;
        let sources = parts.names(stance, dct::SOURCE)?;
        let quotes = quotes(parts, stance)?;
        let mut because = parts.because();
        because.extend(linked);
        Ok(Self {
            stance: stance.clone(),
            labels,
            holders,
            on_behalf_of: on_behalf_of.into_iter().collect(),
            targets,
            degree,
            stated_on,
            sources,
            quotes,
            in_force: true,
            superseded_by: Vec::new(),
            because,
        })
    }
}

#[derive(Clone, Copy)]
enum Role {
    Holder,
    Target,
}

/// The holders or the targets, said from either end; anything but one is noted.
fn many<F: Facts>(
    parts: &mut Parts<'_, F>,
    facts: &F,
    stance: &Node,
    role: Role,
) -> Result<Vec<Node>, F::Error> {
    let (forward, inverse) = match role {
        Role::Holder => (mutuelle::HOLDER, mutuelle::HOLDS_STANCE),
        Role::Target => (mutuelle::TARGET, mutuelle::HAS_STANCE),
    };
    let mut nodes = parts.nodes(stance, forward)?;
    for subject in facts.subjects(inverse, &stance.to_term())? {
        nodes.insert(subject.into());
    }
    if nodes.len() != 1 {
        let problem = if nodes.is_empty() {
            Problem::Missing
        } else {
            Problem::Several
        };
        let found = nodes.iter().map(|node| node.to_term().to_string()).collect();
        parts.note(stance, forward, problem, found);
    }
    Ok(nodes.into_iter().collect())
}

/// The words of a stance: literals as they stand, and those of a Web Annotation selector (`oa:exact`).
fn quotes<F: Facts>(parts: &mut Parts<'_, F>, stance: &Node) -> Result<Vec<Text>, F::Error> {
    let mut quotes: BTreeSet<Text> = parts.texts(stance, mutuelle::SOURCE_QUOTE)?.into_iter().collect();
    for selector in parts.selectors(stance)? {
        quotes.extend(parts.texts(&selector, oa::EXACT)?);
    }
    Ok(quotes.into_iter().collect())
}

impl<F: Facts> Parts<'_, F> {
    fn selectors(&self, stance: &Node) -> Result<Vec<Node>, F::Error> {
        let objects = self.objects(stance, mutuelle::SOURCE_QUOTE)?;
        let selectors = objects
            .into_iter()
            .filter(|term| !matches!(term, Term::Literal(_)));
        Ok(selectors.filter_map(Node::of).collect())
    }
}
