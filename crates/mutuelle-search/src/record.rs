//! What the index stores of an entity so that a hit can be shown without asking the store.

use oxrdf::{BlankNode, GraphName, NamedNode, NamedOrBlankNode};
use serde::{Deserialize, Serialize};

use crate::document::{EntityDocument, Text};

/// How many characters of the body texts of one entity are kept for snippets. All of a text is indexed; of what is
/// beyond this, no snippet can be cut, and the hit shows the beginning instead.
pub(crate) const BODY_CHARS_STORED_MAX: usize = 32_768;

/// The stored part of a document, as JSON: one-letter names, since they are repeated for each entity.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    /// IRI, or a blank node's `_:id`.
    #[serde(rename = "e")]
    entity: String,
    #[serde(rename = "c")]
    classes: Vec<String>,
    /// IRI, `_:id`, or empty for the default graph.
    #[serde(rename = "g")]
    graphs: Vec<String>,
    #[serde(rename = "t")]
    pub(crate) titles: Vec<Text>,
    #[serde(rename = "a")]
    pub(crate) alternatives: Vec<Text>,
    #[serde(rename = "b")]
    pub(crate) bodies: Vec<Text>,
    #[serde(rename = "d")]
    pub(crate) date_ms: Option<i64>,
}

impl Record {
    pub(crate) fn of(document: &EntityDocument) -> Self {
        let mut left = BODY_CHARS_STORED_MAX;
        let mut bodies = Vec::new();
        for body in &document.bodies {
            if left == 0 {
                break;
            }
            let end = body
                .value
                .char_indices()
                .nth(left)
                .map_or(body.value.len(), |(at, _)| at);
            let value = &body.value[..end];
            left -= value.chars().count();
            bodies.push(Text::new(value, body.language.as_deref()));
        }
        Self {
            entity: node_string(&document.entity),
            classes: document
                .types
                .iter()
                .map(|class| class.as_str().to_owned())
                .collect(),
            graphs: document.graphs.iter().map(graph_string).collect(),
            titles: document.titles.clone(),
            alternatives: document.alternatives.clone(),
            bodies,
            date_ms: document.date_ms,
        }
    }

    pub(crate) fn entity(&self) -> NamedOrBlankNode {
        match self.entity.strip_prefix("_:") {
            Some(id) => BlankNode::new_unchecked(id).into(),
            None => NamedNode::new_unchecked(&self.entity).into(),
        }
    }

    pub(crate) fn classes(&self) -> Vec<NamedNode> {
        self.classes.iter().map(NamedNode::new_unchecked).collect()
    }

    pub(crate) fn graphs(&self) -> Vec<GraphName> {
        self.graphs.iter().map(|graph| graph_name(graph)).collect()
    }
}

fn node_string(node: &NamedOrBlankNode) -> String {
    match node {
        NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

fn graph_string(graph: &GraphName) -> String {
    match graph {
        GraphName::NamedNode(node) => node.as_str().to_owned(),
        GraphName::BlankNode(node) => node.to_string(),
        GraphName::DefaultGraph => String::new(),
    }
}

fn graph_name(graph: &str) -> GraphName {
    match graph.strip_prefix("_:") {
        _ if graph.is_empty() => GraphName::DefaultGraph,
        Some(id) => BlankNode::new_unchecked(id).into(),
        None => NamedNode::new_unchecked(graph).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_gives_its_terms_back_and_keeps_a_bounded_body() {
        let text = |chars: usize| Text::new("é".repeat(chars), Some("fr"));
        let stored = |bodies: Vec<Text>| {
            let document = EntityDocument {
                entity: BlankNode::new_unchecked("b1").into(),
                types: vec![NamedNode::new_unchecked("http://e.test/C")],
                graphs: vec![
                    GraphName::DefaultGraph,
                    NamedNode::new_unchecked("http://e.test/g").into(),
                    BlankNode::new_unchecked("g").into(),
                ],
                titles: vec![],
                alternatives: vec![],
                keywords: vec![],
                bodies,
                linked: vec![],
                date_ms: Some(-1),
            };
            let json = serde_json::to_vec(&Record::of(&document)).unwrap();
            let record: Record = serde_json::from_slice(&json).unwrap();
            assert_eq!(record.entity(), document.entity);
            assert_eq!(record.classes(), document.types);
            assert_eq!(record.graphs(), document.graphs);
            assert_eq!(record.date_ms, document.date_ms);
            record
                .bodies
                .iter()
                .map(|body| body.value.chars().count())
                .collect::<Vec<_>>()
        };
        assert_eq!(stored(vec![text(BODY_CHARS_STORED_MAX)]), [BODY_CHARS_STORED_MAX]);
        assert_eq!(
            stored(vec![text(BODY_CHARS_STORED_MAX + 1)]),
            [BODY_CHARS_STORED_MAX]
        );
        assert_eq!(
            stored(vec![text(10), text(BODY_CHARS_STORED_MAX), text(5)]),
            [10, BODY_CHARS_STORED_MAX - 10]
        );
    }
}
