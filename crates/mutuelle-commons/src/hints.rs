//! Terms that were hardly meant: `skos:preferredLabel` in a query that finds nothing.

use crate::commons::Commons;
use crate::query::PreparedQuery;
use mutuelle_ontology::prefixes;
use mutuelle_query::{QueryError, iris_of, nearest};
use oxrdf::{NamedNode, NamedOrBlankNodeRef, TermRef};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The most hints about one query.
const HINTS_MAX: usize = 5;

/// The terms of each known namespace that the ontology, its alignments and its shapes name.
#[derive(Clone, Debug)]
pub struct KnownTerms(BTreeMap<&'static str, BTreeSet<String>>);

/// A term of a query that is known neither to the vocabularies nor to the data, and the one that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// What is written, with its prefix.
    pub term: String,
    /// What may have been meant, with its prefix.
    pub meant: String,
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not known here; did you mean {}?", self.term, self.meant)
    }
}

impl KnownTerms {
    /// Those that the binary carries.
    pub fn embedded() -> Self {
        let mut known = Self(BTreeMap::new());
        // The ontology's own tests see to it that it parses; without a file there are fewer hints.
        let graphs = [
            mutuelle_ontology::vocabulary(),
            mutuelle_ontology::schemes(),
            mutuelle_ontology::alignments(),
            mutuelle_ontology::shapes(),
        ];
        for triple in graphs.iter().flatten().flat_map(oxrdf::Graph::iter) {
            known.add(triple.predicate.as_str());
            if let NamedOrBlankNodeRef::NamedNode(subject) = triple.subject {
                known.add(subject.as_str());
            }
            match triple.object {
                TermRef::NamedNode(object) => known.add(object.as_str()),
                TermRef::Literal(literal) => known.add(literal.datatype().as_str()),
                _ => {}
            }
        }
        known
    }

    fn add(&mut self, iri: &str) {
        if let Some((prefix, local)) = prefixes::split(iri) {
            self.0.entry(prefix).or_default().insert(local.to_owned());
        }
    }

    /// The known term of the same namespace that is nearest to one that is not known.
    fn meant(&self, iri: &str) -> Option<Hint> {
        let (prefix, local) = prefixes::split(iri)?;
        let known = self.0.get(prefix)?;
        if known.contains(local) {
            return None;
        }
        let near = nearest(local, known.iter().map(String::as_str))?;
        Some(Hint {
            term: format!("{prefix}:{local}"),
            meant: format!("{prefix}:{near}"),
        })
    }
}

impl Commons {
    /// What may have been meant by the terms of a query that are known neither to the vocabularies nor to the data. Blocking.
    ///
    /// # Errors
    /// When the data cannot be read.
    pub fn hints(&self, query: &PreparedQuery, known: &KnownTerms) -> Result<Vec<Hint>, QueryError> {
        let mut hints = Vec::new();
        for iri in iris_of(query.algebra()) {
            if hints.len() == HINTS_MAX {
                break;
            }
            if let Some(hint) = known.meant(&iri)
                && !self.names(&NamedNode::new_unchecked(iri))?
            {
                hints.push(hint);
            }
        }
        Ok(hints)
    }

    /// Whether any triple has the term.
    fn names(&self, term: &NamedNode) -> Result<bool, QueryError> {
        // A NamedNode holds a valid IRI, which cannot end its own brackets.
        let text = format!(
            "SELECT * {{ {{ {term} ?p ?o }} UNION {{ ?s {term} ?o }} UNION {{ ?s ?p {term} }} }} LIMIT 1"
        );
        Ok(!self.rows(&text)?.rows.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_that_is_nearly_a_known_one_is_told_and_no_other() {
        let known = KnownTerms::embedded();
        let meant = |iri: &str| known.meant(iri).map(|hint| hint.meant);
        for (iri, expected) in [
            (
                "http://www.w3.org/2004/02/skos/core#preferredLabel",
                Some("skos:prefLabel"),
            ),
            ("http://www.w3.org/2004/02/skos/core#prefLabel", None),
            (
                "https://w3id.org/mutuelle/ns#KnowlegdeSeed",
                Some("mut:KnowledgeSeed"),
            ),
            ("http://www.w3.org/2000/01/rdf-schema#lable", Some("rdfs:label")),
            ("http://purl.org/dc/terms/creatr", Some("dct:creator")),
            ("http://purl.org/dc/terms/zzzzzzzzzzz", None),
            ("http://example.org/prefLable", None),
        ] {
            assert_eq!(meant(iri).as_deref(), expected, "{iri}");
        }
    }
}
