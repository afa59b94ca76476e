//! What an export as PAIR carries, and what PAIR has no words for.

use super::speaker::Speaker;
use mutuelle_domain::Described;
use mutuelle_query::QueryError;
use oxrdf::vocab::rdf;
use oxrdf::{Term, Triple};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

/// How much of a commons is said in PAIR.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PairReport {
    /// The state.
    pub seq: u64,
    /// How many resources PAIR knows.
    pub entities: u64,
    /// How many statements the commons holds, each once.
    pub statements: u64,
    /// How many of them an export as PAIR carries.
    pub carried: u64,
    /// What it does not carry, most first.
    pub left: Vec<PairLeft>,
}

/// Statements that an export as PAIR does not carry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PairLeft {
    /// Their property.
    pub property: String,
    /// The class, where they say that something is of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// How many of them are left.
    pub count: u64,
    /// Out of how many.
    pub of: u64,
}

/// A property, and the class where it is `rdf:type`.
type Kind = (String, Option<String>);

impl Speaker<'_, '_> {
    /// Goes through every statement. A value in a second language is left, as PAIR takes one string.
    pub(crate) fn report(&self) -> Result<PairReport, QueryError> {
        let mut counts: BTreeMap<Kind, (u64, u64)> = BTreeMap::new();
        let mut entities = 0;
        for subject in self.present.every_subject()? {
            let said = self.present.described(&subject)?;
            let classes = self.classes(&subject)?;
            entities += u64::from(!classes.is_empty());
            let taken: HashSet<&Triple> = if classes.is_empty() {
                HashSet::new()
            } else {
                self.taken(&classes, &said).into_iter().collect()
            };
            for triple in &said {
                let carried = taken.contains(triple) || self.carries(triple)?;
                let (of, left) = counts.entry(kind(triple)).or_default();
                *of += 1;
                *left += u64::from(!carried);
            }
        }
        Ok(self.summed(entities, counts))
    }

    /// Whether a link or a class is said in PAIR.
    fn carries(&self, triple: &Triple) -> Result<bool, QueryError> {
        if triple.predicate == rdf::TYPE {
            let Term::NamedNode(class) = &triple.object else {
                return Ok(false);
            };
            return Ok(!self.saying.classes_of(class).is_empty());
        }
        Ok(!self.links(triple)?.is_empty())
    }

    fn summed(&self, entities: u64, counts: BTreeMap<Kind, (u64, u64)>) -> PairReport {
        let statements = counts.values().map(|(of, _)| of).sum();
        let lost: u64 = counts.values().map(|(_, left)| left).sum();
        let mut left: Vec<_> = counts
            .into_iter()
            .filter(|(_, (_, left))| *left > 0)
            .map(|((property, class), (of, count))| PairLeft {
                property,
                class,
                count,
                of,
            })
            .collect();
        left.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.cmp(b)));
        PairReport {
            seq: self.present.seq(),
            entities,
            statements,
            carried: statements - lost,
            left,
        }
    }
}

fn kind(triple: &Triple) -> Kind {
    let class = (triple.predicate == rdf::TYPE).then(|| match &triple.object {
        Term::NamedNode(class) => class.as_str().to_owned(),
        other => other.to_string(),
    });
    (triple.predicate.as_str().to_owned(), class)
}
