//! The irregular IRIs of PAIR data, read as the ones that stand for them.

use mutuelle_ontology::OntologyError;
use mutuelle_ontology::vocab::reused::dct;
use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedOrBlankNodeRef, Quad, Term, TermRef};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// How often an irregular IRI was read as another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// The IRI as it came.
    pub from: String,
    /// What it was read as.
    pub to: String,
    /// How many times.
    pub count: u64,
}

/// Which IRI is read as which. Replaced are properties, and classes where something is said to be of them; whoever
/// speaks *about* such an IRI, as the ontology of PAIR itself does, is left alone.
#[derive(Debug)]
pub(crate) struct Canonical {
    replaced: FxHashMap<NamedNode, usize>,
    by: Vec<(NamedNode, NamedNode)>,
}

impl Canonical {
    /// The mapping that the ontology carries (`alignments/pair-import.ttl`).
    pub(crate) fn of_pair() -> Result<Self, OntologyError> {
        let graph = mutuelle_ontology::pair_import()?;
        let mut by: Vec<_> = graph
            .triples_for_predicate(dct::IS_REPLACED_BY)
            .filter_map(|triple| match (triple.subject, triple.object) {
                (NamedOrBlankNodeRef::NamedNode(from), TermRef::NamedNode(to)) => {
                    Some((from.into_owned(), to.into_owned()))
                }
                _ => None,
            })
            .collect();
        by.sort_unstable();
        let replaced = by.iter().enumerate().map(|(at, (from, _))| (from.clone(), at));
        Ok(Self {
            replaced: replaced.collect(),
            by,
        })
    }

    /// For one load.
    pub(crate) fn counting(&self) -> Counting<'_> {
        Counting {
            canonical: self,
            counts: vec![0; self.by.len()],
        }
    }
}

/// The mapping with what it did to one load.
pub(crate) struct Counting<'c> {
    canonical: &'c Canonical,
    counts: Vec<u64>,
}

impl Counting<'_> {
    /// Brings a quad to the regular IRIs.
    pub(crate) fn read(&mut self, quad: &mut Quad) {
        let to = self.regular(&quad.predicate);
        if let Some(to) = to {
            quad.predicate = to;
        }
        if let Term::NamedNode(class) = &quad.object
            && quad.predicate == rdf::TYPE
            && let Some(to) = self.regular(class)
        {
            quad.object = to.into();
        }
    }

    fn regular(&mut self, iri: &NamedNode) -> Option<NamedNode> {
        let at = *self.canonical.replaced.get(iri)?;
        self.counts[at] += 1;
        Some(self.canonical.by[at].1.clone())
    }

    /// What was replaced, by IRI.
    pub(crate) fn into_replacements(self) -> Vec<Replacement> {
        let counted = self.canonical.by.iter().zip(self.counts);
        counted
            .filter(|(_, count)| *count > 0)
            .map(|((from, to), count)| Replacement {
                from: from.as_str().to_owned(),
                to: to.as_str().to_owned(),
                count,
            })
            .collect()
    }
}
