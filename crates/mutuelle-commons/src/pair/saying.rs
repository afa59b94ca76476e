//! How what is said in our words, or in those of any vocabulary that we are aligned with, is said in PAIR.

use super::classes::PairClasses;
use super::mapping::{Form, Mapping, MappingError};
use crate::present::node;
use mutuelle_inference::Rules;
use mutuelle_ontology::vocab::reused::pair;
use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, Term, Triple};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// PAIR classes.
pub(super) type Classes = BTreeSet<NamedNode>;

/// The rules and mappings that lead to PAIR; the same for every state.
#[derive(Debug)]
pub(crate) struct Saying {
    rules: Rules<Term>,
    /// Mappings of values to literals.
    pub(super) values: Vec<Mapping>,
    /// Mappings of links to links.
    links: Vec<Mapping>,
    /// The links by the property that they take from.
    by_source: FxHashMap<NamedNode, Vec<usize>>,
    /// PAIR properties whose values come by a mapping.
    mapped: FxHashSet<NamedNode>,
    /// What was counted last.
    counted: Mutex<Option<PairClasses>>,
}

impl Saying {
    /// By the rules of the ontology with its alignments, and by the mappings beside them.
    pub(crate) fn of(rules: &Rules<NamedNode>) -> Result<Self, MappingError> {
        let (links, values): (Vec<_>, Vec<_>) = Mapping::all()?
            .into_iter()
            .partition(|mapping| matches!(mapping.form, Form::Link { .. }));
        let mut by_source: FxHashMap<NamedNode, Vec<usize>> = FxHashMap::default();
        for (at, mapping) in links.iter().enumerate() {
            for source in &mapping.from {
                by_source.entry(source.clone()).or_default().push(at);
            }
        }
        Ok(Self {
            rules: rules.numbered(|term| Term::from(term.clone())),
            mapped: values.iter().map(|mapping| mapping.property.clone()).collect(),
            values,
            links,
            by_source,
            counted: Mutex::default(),
        })
    }

    /// What was counted at a seq, if that is what was counted last.
    pub(super) fn counted_at(&self, seq: u64) -> Option<PairClasses> {
        let counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        counted.as_ref().filter(|counted| counted.seq == seq).cloned()
    }

    pub(super) fn keep(&self, counted: PairClasses) {
        *self.counted.lock().unwrap_or_else(PoisonError::into_inner) = Some(counted);
    }

    /// The PAIR classes of what is of a class, and of those that PAIR knows above them.
    pub(super) fn classes_of(&self, class: &NamedNode) -> Classes {
        let any = Term::from(rdf::NIL.into_owned());
        let said = [any.clone(), rdf::TYPE.into_owned().into(), class.clone().into()];
        let mut classes = Classes::new();
        for [subject, predicate, object] in self.rules.alone(said, true) {
            if let (Term::NamedNode(predicate), Term::NamedNode(class)) = (predicate, object)
                && subject == any
                && predicate == rdf::TYPE
                && is_pair(&class)
            {
                classes.insert(class);
            }
        }
        classes
    }

    /// Those of a set that no other one of it implies; of two that imply each other, both.
    pub(super) fn narrowest(&self, classes: &Classes) -> Classes {
        let above: Vec<(&NamedNode, Classes)> = classes
            .iter()
            .map(|class| (class, self.classes_of(class)))
            .collect();
        let is_implied = |class: &NamedNode, own: &Classes| {
            above
                .iter()
                .any(|(other, above)| *other != class && above.contains(class) && !own.contains(*other))
        };
        above
            .iter()
            .filter(|(class, own)| !is_implied(class, own))
            .map(|(class, _)| (*class).clone())
            .collect()
    }

    /// The links in PAIR that follow from a triple by itself; not the classes, nor what a mapping writes.
    pub(super) fn included(&self, triple: &Triple) -> Vec<Triple> {
        let is_subject = matches!(triple.object, Term::NamedNode(_) | Term::BlankNode(_));
        let said = [
            triple.subject.clone().into(),
            triple.predicate.clone().into(),
            triple.object.clone(),
        ];
        let follow = self.rules.alone(said, is_subject).into_iter();
        follow
            .filter_map(|[subject, predicate, object]| {
                let Term::NamedNode(predicate) = predicate else {
                    return None;
                };
                let wanted = is_pair(&predicate) && !self.mapped.contains(&predicate);
                wanted.then_some(Triple::new(node(subject)?, predicate, object))
            })
            .collect()
    }

    /// The classes that a link makes of whatever it leads to, each with the property of ours that it comes from.
    pub(super) fn making(&self) -> impl Iterator<Item = (&NamedNode, &NamedNode)> {
        self.links.iter().flat_map(|mapping| {
            let made = match &mapping.form {
                Form::Link { makes, .. } => makes.as_ref(),
                _ => None,
            };
            let sources = mapping.from.iter();
            sources.filter_map(move |source| Some((made?, source)))
        })
    }

    /// The mappings that a link of a property may go through.
    pub(super) fn links_of(&self, property: &NamedNode) -> impl Iterator<Item = &Mapping> {
        let at = self.by_source.get(property).into_iter().flatten();
        at.map(|at| &self.links[*at])
    }
}

/// Whether an IRI is of PAIR.
pub(super) fn is_pair(iri: &NamedNode) -> bool {
    iri.as_str().starts_with(pair::NAMESPACE)
}
