//! The embedded files, as text: what a server answers when the vocabulary's address is opened.

use oxrdf::{BlankNode, Graph, NamedOrBlankNode, Term};
use oxttl::TurtleParser;
use std::collections::HashMap;

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
    /// Parses the text. Fails only when the file itself was broken by an edit, which the crate's tests catch. Blank nodes
    /// are called after the file and their order in it, not by chance: who parses it again has the same graph.
    pub fn parse(&self) -> Result<Graph, OntologyError> {
        let mut names = HashMap::new();
        let mut graph = Graph::new();
        for triple in TurtleParser::new().for_slice(self.text) {
            let mut triple = triple.map_err(|source| OntologyError::Syntax {
                path: self.path,
                source,
            })?;
            if let NamedOrBlankNode::BlankNode(node) = &mut triple.subject {
                *node = self.named(&mut names, node);
            }
            if let Term::BlankNode(node) = &mut triple.object {
                *node = self.named(&mut names, node);
            }
            graph.insert(&triple);
        }
        Ok(graph)
    }

    fn named(&self, names: &mut HashMap<BlankNode, BlankNode>, node: &BlankNode) -> BlankNode {
        let number = names.len() + 1;
        let name = || {
            let file = self.path.trim_end_matches(".ttl").replace('/', "-");
            // A path of ours is of letters, `-` and `/`.
            BlankNode::new_unchecked(format!("{file}-{number}"))
        };
        names.entry(node.clone()).or_insert_with(name).clone()
    }
}

/// Embeds files by their path below `ontology/`, so that a path is written once.
macro_rules! documents {
    ($($path:literal),+ $(,)?) => {
        &[$(Document { path: $path, text: include_str!(concat!("../", $path)) }),+]
    };
}

/// The vocabulary: the ontology itself, then one file an area.
pub const VOCABULARY: &[Document] = documents![
    "vocabulary/ontology.ttl",
    "vocabulary/actors.ttl",
    "vocabulary/doing.ttl",
    "vocabulary/knowledge.ttl",
    "vocabulary/controversy.ttl",
    "vocabulary/code-social.ttl",
    "vocabulary/offers.ttl",
    "vocabulary/contribution.ttl",
    "vocabulary/learning.ttl",
    "vocabulary/governance.ttl",
];

/// The concept schemes: maturity, incubation and compagnonnage are ordered by `mut:rank`.
pub const SCHEMES: &[Document] = documents![
    "schemes/maturity.ttl",
    "schemes/incubation.ttl",
    "schemes/closure.ttl",
    "schemes/argument-style.ttl",
    "schemes/evidence-status.ttl",
    "schemes/model-dimension.ttl",
    "schemes/coherence-gap.ttl",
    "schemes/exchange-mode.ttl",
    "schemes/match-reason.ttl",
    "schemes/wealth-kind.ttl",
    "schemes/sphere.ttl",
    "schemes/compagnonnage.ttl",
    "schemes/decision-method.ttl",
    "schemes/decision-state.ttl",
    "schemes/membership-state.ttl",
    "schemes/tension-state.ttl",
];

/// The SHACL shapes, one file an area.
pub const SHAPES: &[Document] = documents![
    "shapes/actors.ttl",
    "shapes/doing.ttl",
    "shapes/knowledge.ttl",
    "shapes/controversy.ttl",
    "shapes/code-social.ttl",
    "shapes/offers.ttl",
    "shapes/contribution.ttl",
    "shapes/learning.ttl",
    "shapes/governance.ttl",
];

/// The search profile.
pub const SEARCH_PROFILE: Document = Document {
    path: "search-profile.ttl",
    text: include_str!("../search-profile.ttl"),
};

/// The alignments: how our words and those of other vocabularies read as one another.
pub const ALIGNMENTS: &[Document] = documents![
    "alignments/labels.ttl",
    "alignments/common.ttl",
    "alignments/pair.ttl",
    "alignments/from-pair.ttl",
    "alignments/pair-inverses.ttl",
];

/// The irregular IRIs found in PAIR data, each with the one that stands for it: `dct:isReplacedBy`, nothing else.
pub const PAIR_IMPORT: Document = Document {
    path: "alignments/pair-import.ttl",
    text: include_str!("../alignments/pair-import.ttl"),
};

/// What an export as PAIR writes beyond what follows from [`ALIGNMENTS`], in the terms of [`vocab::pair_export`].
///
/// [`vocab::pair_export`]: crate::vocab::pair_export
pub const PAIR_EXPORT: Document = Document {
    path: "alignments/pair-export.ttl",
    text: include_str!("../alignments/pair-export.ttl"),
};

/// The JSON-LD 1.1 context, with a name for each term of the vocabulary and for the terms it is used with.
pub const JSON_LD_CONTEXT: &str = include_str!("../context.jsonld");
