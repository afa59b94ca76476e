//! How a computed result is said in RDF.

use std::fmt::Write;

use mutuelle_ontology::vocab::mutuelle;
use oxrdf::vocab::rdf;
use oxrdf::{Graph, Literal, NamedNode, NamedNodeRef, Term, Triple};

/// Under this, what is computed has its IRI: the kind of result, then what it was computed from. Every commons that
/// computes the same thing from the same things names it alike, so that results meet.
const COMPUTED: &str = "https://w3id.org/mutuelle/computed/";

/// The IRI of a result of a kind, from what it was computed from.
pub(crate) fn iri(kind: &str, inputs: &[(&str, &dyn ToString)]) -> NamedNode {
    let mut text = format!("{COMPUTED}{kind}");
    for (at, (name, value)) in inputs.iter().enumerate() {
        text.push(if at == 0 { '?' } else { '&' });
        text.push_str(name);
        text.push('=');
        for byte in value.to_string().bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                text.push(char::from(byte));
            } else {
                // Writing to a string cannot fail.
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    NamedNode::new_unchecked(text)
}

/// A node and what is said of it.
pub(crate) struct Statement {
    node: NamedNode,
    graph: Graph,
}

impl Statement {
    /// A node of a class.
    pub(crate) fn new(node: NamedNode, class: NamedNodeRef<'_>) -> Self {
        let mut statement = Self {
            node,
            graph: Graph::new(),
        };
        statement.say(rdf::TYPE, class.into_owned());
        statement
    }

    /// One more triple of the node.
    pub(crate) fn say(&mut self, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.graph
            .insert(&Triple::new(self.node.clone(), predicate, object));
    }

    /// How the result came about, in French and in English.
    pub(crate) fn explain(&mut self, fr: &str, en: &str) {
        for (text, language) in [(fr, "fr"), (en, "en")] {
            self.say(
                mutuelle::EXPLANATION,
                Literal::new_language_tagged_literal_unchecked(text, language),
            );
        }
    }

    /// What was said.
    pub(crate) fn into_graph(self) -> Graph {
        self.graph
    }
}
