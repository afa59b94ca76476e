//! Which resources PAIR knows, by class.

use super::saying::{Classes, is_pair};
use super::speaker::Speaker;
use crate::present::node;
use mutuelle_domain::Facts;
use mutuelle_ontology::vocab::reused::pair;
use mutuelle_query::QueryError;
use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedOrBlankNode, Term};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeMap;

/// A PAIR class with how many resources are of it and of none below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PairClass {
    /// The class.
    pub iri: String,
    /// Its name in PAIR's namespace.
    pub name: String,
    /// How many resources.
    pub entities: u64,
}

/// All PAIR classes that have resources, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PairClasses {
    /// The state.
    pub seq: u64,
    /// The classes.
    pub classes: Vec<PairClass>,
}

/// The resources by their narrowest classes, sorted.
pub(crate) type Members = BTreeMap<NamedNode, Vec<NamedOrBlankNode>>;

impl Speaker<'_, '_> {
    /// The resources of every PAIR class. A resource of two classes, neither of which implies the other, is in both.
    pub(crate) fn members(&self) -> Result<Members, QueryError> {
        let mut classes_of: FxHashMap<Term, Classes> = FxHashMap::default();
        for class in self.present.values_of(rdf::TYPE)? {
            let Term::NamedNode(class) = class else { continue };
            let classes = self.saying.classes_of(&class);
            if classes.is_empty() {
                continue;
            }
            for subject in self.present.subjects(rdf::TYPE, &class.into())? {
                classes_of
                    .entry(subject.into())
                    .or_default()
                    .extend(classes.iter().cloned());
            }
        }
        let mut made_of: Vec<(Term, &NamedNode)> = Vec::new();
        for (made, source) in self.saying.making() {
            for (subject, object) in self.present.pairs_of(source.as_ref())? {
                if classes_of.contains_key(&subject) {
                    made_of.push((object, made));
                }
            }
        }
        for (object, made) in made_of {
            classes_of.entry(object).or_default().insert(made.clone());
        }
        Ok(self.by_class(classes_of))
    }

    fn by_class(&self, classes_of: FxHashMap<Term, Classes>) -> Members {
        let mut narrowest: BTreeMap<Classes, Classes> = BTreeMap::new();
        let mut members = Members::new();
        for (resource, classes) in classes_of {
            let Some(resource) = node(resource) else { continue };
            let narrow = narrowest
                .entry(classes)
                .or_insert_with_key(|classes| self.saying.narrowest(classes));
            for class in narrow.iter() {
                members.entry(class.clone()).or_default().push(resource.clone());
            }
        }
        for resources in members.values_mut() {
            resources.sort_by_cached_key(ToString::to_string);
        }
        members
    }

    /// How many resources each class has.
    pub(crate) fn counted(&self) -> Result<PairClasses, QueryError> {
        let members = self.members()?.into_iter();
        Ok(PairClasses {
            seq: self.present.seq(),
            classes: members
                .map(|(class, of)| PairClass::new(&class, of.len()))
                .collect(),
        })
    }
}

impl PairClass {
    fn new(class: &NamedNode, entities: usize) -> Self {
        Self {
            iri: class.as_str().to_owned(),
            name: name_of(class).to_owned(),
            entities: entities as u64,
        }
    }
}

/// The name of a PAIR class in its namespace.
pub(super) fn name_of(class: &NamedNode) -> &str {
    class
        .as_str()
        .strip_prefix(pair::NAMESPACE)
        .unwrap_or(class.as_str())
}

/// The PAIR class of a name; nothing where the name cannot be one.
pub(crate) fn named(name: &str) -> Option<NamedNode> {
    let class = NamedNode::new(format!("{}{name}", pair::NAMESPACE)).ok()?;
    (!name.is_empty() && is_pair(&class)).then_some(class)
}
