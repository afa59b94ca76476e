//! The embedded files, as text: what a server answers when the vocabulary's address is opened.

use oxrdf::Graph;
use oxttl::TurtleParser;

use crate::OntologyError;

/// A Turtle file of the ontology.
#[derive(Debug, Clone, Copy)]
pub struct Document {
    /// The file's path below `ontology/`.
    pub path: &'static str,
    /// Its text, in Turtle.
    pub text: &'static str,
}

impl Document {
    /// Parses the text. Fails only when the file itself was broken by an edit, which the crate's tests catch.
    pub fn parse(&self) -> Result<Graph, OntologyError> {
        let parsed: Result<Graph, _> = TurtleParser::new().for_slice(self.text).collect();
        parsed.map_err(|source| OntologyError::Syntax {
            path: self.path,
            source,
        })
    }
}

/// The vocabulary.
pub const VOCABULARY: Document = Document {
    path: "mutuelle.ttl",
    text: include_str!("../mutuelle.ttl"),
};

/// The concept schemes: maturity and incubation are ordered by `mut:rank`.
pub const SCHEMES: &[Document] = &[
    Document {
        path: "schemes/maturity.ttl",
        text: include_str!("../schemes/maturity.ttl"),
    },
    Document {
        path: "schemes/incubation.ttl",
        text: include_str!("../schemes/incubation.ttl"),
    },
    Document {
        path: "schemes/closure.ttl",
        text: include_str!("../schemes/closure.ttl"),
    },
    Document {
        path: "schemes/argument-style.ttl",
        text: include_str!("../schemes/argument-style.ttl"),
    },
    Document {
        path: "schemes/evidence-status.ttl",
        text: include_str!("../schemes/evidence-status.ttl"),
    },
];

/// The SHACL shapes.
pub const SHAPES: Document = Document {
    path: "shapes.ttl",
    text: include_str!("../shapes.ttl"),
};

/// The search profile.
pub const SEARCH_PROFILE: Document = Document {
    path: "search-profile.ttl",
    text: include_str!("../search-profile.ttl"),
};

/// The alignments towards other vocabularies.
pub const ALIGNMENTS: &[Document] = &[Document {
    path: "alignments/pair.ttl",
    text: include_str!("../alignments/pair.ttl"),
}];

/// The JSON-LD 1.1 context, with a name for each term of the vocabulary and for the terms it is used with.
pub const JSON_LD_CONTEXT: &str = include_str!("../context.jsonld");
