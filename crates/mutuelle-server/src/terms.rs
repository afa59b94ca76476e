//! How terms are called by people: labels of the vocabulary and schemes, and short names for the rest.

use crate::language::Language;
use mutuelle_commons::{Literal, NamedNode, Term};
use mutuelle_ontology::prefixes;
use oxrdf::{NamedOrBlankNode, vocab::rdfs};
use std::collections::HashMap;

const PREF_LABEL: &str = "http://www.w3.org/2004/02/skos/core#prefLabel";

/// Labels by IRI, in French and English.
pub(crate) struct Terms(HashMap<String, Label>);

#[derive(Default)]
struct Label {
    french: Option<String>,
    english: Option<String>,
}

impl Terms {
    /// Those of the embedded ontology.
    pub(crate) fn embedded() -> Self {
        let mut labels: HashMap<String, Label> = HashMap::new();
        // The ontology's own tests see to it that it parses; without it pages show short names.
        let graphs = [mutuelle_ontology::vocabulary(), mutuelle_ontology::schemes()];
        for graph in graphs.iter().flatten() {
            for triple in graph {
                let is_label = triple.predicate == rdfs::LABEL || triple.predicate.as_str() == PREF_LABEL;
                let (NamedOrBlankNode::NamedNode(subject), Term::Literal(label)) =
                    (triple.subject.into_owned(), triple.object.into_owned())
                else {
                    continue;
                };
                if is_label {
                    labels.entry(subject.into_string()).or_default().add(&label);
                }
            }
        }
        Self(labels)
    }

    /// What to call an IRI: its label, else its name with a common prefix, else its last segment.
    pub(crate) fn name(&self, iri: &str, language: Language) -> String {
        self.label(iri, language)
            .map_or_else(|| short_name(iri), str::to_owned)
    }

    fn label(&self, iri: &str, language: Language) -> Option<&str> {
        let label = self.0.get(iri)?;
        let (first, second) = match language {
            Language::French => (&label.french, &label.english),
            Language::English => (&label.english, &label.french),
        };
        first.as_deref().or(second.as_deref())
    }
}

impl Label {
    fn add(&mut self, literal: &Literal) {
        match literal.language() {
            Some("fr") => self.french = Some(literal.value().to_owned()),
            Some("en") => self.english = Some(literal.value().to_owned()),
            _ => {}
        }
    }
}

/// An IRI in a few letters.
pub(crate) fn short_name(iri: &str) -> String {
    if let Some((prefix, local)) = prefixes::split(iri) {
        return format!("{prefix}:{local}");
    }
    let trimmed = iri.trim_end_matches(['/', '#']);
    let last = trimmed.rsplit(['/', '#']).next().filter(|last| !last.is_empty());
    last.unwrap_or(iri).to_owned()
}

/// An IRI that may be written with a common prefix.
///
/// # Errors
/// As [`NamedNode::new`].
pub(crate) fn expanded(text: &str) -> Result<NamedNode, oxrdf::IriParseError> {
    NamedNode::new(prefixes::expanded(text).unwrap_or_else(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_of_ours_has_a_label_in_both_languages() {
        let terms = Terms::embedded();
        let seed = "https://w3id.org/mutuelle/ns#KnowledgeSeed";
        assert_eq!(terms.name(seed, Language::French), "graine de connaissances");
        assert_eq!(terms.name(seed, Language::English), "knowledge seed");
    }

    #[test]
    fn a_term_of_others_has_a_short_name() {
        assert_eq!(short_name("http://purl.org/dc/terms/created"), "dct:created");
        assert_eq!(short_name("http://example.org/a/b"), "b");
        assert_eq!(short_name("http://example.org/a#"), "a");
        assert_eq!(short_name("urn:x"), "urn:x");
        assert_eq!(
            expanded("mut:Event").unwrap().as_str(),
            "https://w3id.org/mutuelle/ns#Event"
        );
        assert_eq!(expanded("urn:x").unwrap().as_str(), "urn:x");
        assert!(expanded("event").is_err());
    }
}
