//! Turtle in, search index out.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use mutuelle_search::{
    EntityDocument, Hit, SearchIndex, SearchPage, SearchProfile, SearchRequest, SnippetPart,
};
use oxrdf::{Graph, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use oxttl::{TriGParser, TurtleParser};

const PREFIXES: &str = "
    @prefix ms: <https://w3id.org/mutuelle/search#> . @prefix mut: <https://w3id.org/mutuelle/ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix dct: <http://purl.org/dc/terms/> . @prefix schema: <http://schema.org/> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    @base <http://e.test/> . @prefix : <http://e.test/> .";

pub(crate) fn graph(turtle: &str) -> Graph {
    let document = format!("{PREFIXES}\n{turtle}");
    TurtleParser::new()
        .for_slice(document.as_str())
        .map(|triple| triple.unwrap())
        .collect()
}

pub(crate) fn profile() -> SearchProfile {
    SearchProfile::from_graph(&graph(
        "<#generic> a ms:Rule ;
            ms:title ( rdfs:label skos:prefLabel dct:title schema:name foaf:name ) ;
            ms:alternative ( skos:altLabel ) ; ms:keyword ( mut:keyword ) ;
            ms:body ( dct:description skos:definition ) ; ms:linked ( dct:creator ) ; ms:date ( dct:created ) .
         <#seed> a ms:Rule ; ms:forClass mut:KnowledgeSeed ;
            ms:title ( rdfs:label ) ; ms:body ( mut:question mut:content ) ; ms:keyword ( mut:keyword ) ;
            ms:linked ( dct:creator mut:seedOf dct:subject ) ; ms:date ( dct:created ) .",
    ))
    .unwrap()
}

/// The documents of every subject of a TriG document.
pub(crate) fn documents(profile: &SearchProfile, trig: &str) -> Vec<EntityDocument> {
    let text = format!("{PREFIXES}\n{trig}");
    let quads: Vec<Quad> = TriGParser::new()
        .for_slice(text.as_str())
        .map(|quad| quad.unwrap())
        .collect();
    let mut about: BTreeMap<String, Vec<Quad>> = BTreeMap::new();
    for quad in &quads {
        about
            .entry(quad.subject.to_string())
            .or_default()
            .push(quad.clone());
    }
    let labels_of = |node: &NamedOrBlankNode| -> Result<Vec<Literal>, Infallible> {
        let quads = about.get(&node.to_string()).into_iter().flatten();
        let labels = quads.filter(|quad| profile.label_properties().contains(&quad.predicate));
        Ok(labels
            .filter_map(|quad| match &quad.object {
                Term::Literal(label) => Some(label.clone()),
                _ => None,
            })
            .collect())
    };
    let document = |quads: &Vec<Quad>| {
        profile
            .document(&quads[0].subject, quads, labels_of)
            .unwrap_or_else(|e| match e {})
    };
    about.values().filter_map(document).collect()
}

pub(crate) fn index(trig: &str) -> SearchIndex {
    let profile = profile();
    let mut index = SearchIndex::in_memory(&profile).unwrap();
    for document in documents(&profile, trig) {
        index.upsert(&document).unwrap();
    }
    index.commit(1).unwrap();
    index
}

pub(crate) fn search(index: &SearchIndex, text: &str) -> SearchPage {
    index.snapshot().search(&SearchRequest::new(text)).unwrap()
}

/// Local names of the hits in their order.
pub(crate) fn names(page: &SearchPage) -> Vec<String> {
    page.hits.iter().map(name).collect()
}

pub(crate) fn name_set(page: &SearchPage) -> BTreeSet<String> {
    page.hits.iter().map(name).collect()
}

pub(crate) fn name(hit: &Hit) -> String {
    hit.entity
        .to_string()
        .trim_start_matches("<http://e.test/")
        .trim_end_matches('>')
        .to_owned()
}

pub(crate) fn node(name: &str) -> NamedNode {
    NamedNode::new(format!("http://e.test/{name}")).unwrap()
}

pub(crate) fn graph_name(name: &str) -> GraphName {
    node(name).into()
}

/// A snippet as text, with the marked words in brackets.
pub(crate) fn marked(snippet: &[SnippetPart]) -> String {
    snippet
        .iter()
        .map(|part| match part {
            SnippetPart::Plain(text) => text.clone(),
            SnippetPart::Marked(text) => format!("[{text}]"),
        })
        .collect()
}
