//! What answers may be, and how a client says which.

use super::parameter::Parameter;
use crate::formats::EXPANDED_JSON_LD;

/// What SELECT and ASK are answered with.
pub(super) const TABLE_TYPES: [&str; 4] = [
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
];
/// What a graph is answered with. JSON-LD is compacted unless the client asks for the profile of the expanded form.
pub(super) const GRAPH_TYPES: [&str; 5] = [
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    EXPANDED_JSON_LD,
];
/// What a graph is answered with whose JSON-LD has one form only.
pub(super) const PLAIN_GRAPH_TYPES: [&str; 4] = [
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
];
pub(super) const HTML: &str = "text/html";
pub(super) const JSON: &str = "application/json";

pub(super) fn lang() -> Parameter {
    Parameter::one_of("lang", &["fr", "en"], "the language of a page")
}

/// Of an answer that is a table or a graph, as the query or the client has it.
pub(super) fn format_of_answer() -> Parameter {
    format(&format!("json, xml, csv, tsv, {GRAPH_FORMATS}"))
}

/// Of an answer that is a graph.
pub(super) fn format_of_graph() -> Parameter {
    format(GRAPH_FORMATS)
}

/// Of an answer that is a graph whose JSON-LD has one form only.
pub(super) fn format_of_plain_graph() -> Parameter {
    format("ttl, nt, rdf, jsonld")
}

const GRAPH_FORMATS: &str = "ttl, nt, rdf, jsonld (compacted with `/ns/context.jsonld`), jsonld-expanded";

fn format(names: &str) -> Parameter {
    Parameter::text("format", &format!("{names} or a media type; wins over `Accept`"))
}
