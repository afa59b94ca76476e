//! Resources, and the vocabulary that they are described in.

use super::answer::{GRAPH_TYPES, HTML, JSON, format_of_graph, lang};
use super::operation::Operation;
use super::parameter::Parameter;
use crate::problem::Kind;

pub(super) fn by_parameter() -> Operation {
    about("One resource, as a page or as RDF").takes([Parameter::iri("iri", "the resource").required()])
}

pub(super) fn by_path() -> Operation {
    about("The resource whose IRI is the base and this path, which may have several segments")
        .takes([Parameter::text("path", "the path below the base").in_path()])
        .answers("303", "It is a graph: `Location` says where its triples are", [])
}

fn about(summary: &str) -> Operation {
    Operation::get(summary)
        .takes([Parameter::one_of(
            "profile",
            &["pair"],
            "in whose words RDF speaks",
        )])
        .takes([format_of_graph(), lang()])
        .reads()
        .fails_with(&[Kind::NotFound, Kind::NotAcceptable, Kind::DeadlineExceeded])
        .gives(GRAPH_TYPES.into_iter().chain([HTML]))
}

pub(super) fn ontology() -> Operation {
    Operation::get("The ontology, as RDF or as a page")
        .takes([format_of_graph(), lang()])
        .fails_with(&[Kind::MalformedRequest, Kind::NotAcceptable])
        .gives(GRAPH_TYPES.into_iter().chain([HTML]))
}

pub(super) fn context() -> Operation {
    Operation::get("The JSON-LD context").gives(["application/ld+json"])
}

pub(super) fn shapes() -> Operation {
    Operation::get("The SHACL shapes that every change obeys")
        .takes([format_of_graph()])
        .fails_with(&[Kind::MalformedRequest, Kind::NotAcceptable])
        .gives(GRAPH_TYPES)
}

pub(super) fn prefixes() -> Operation {
    Operation::get("The base, and the prefixes that a query may use without declaring them")
        .takes([Parameter::one_of(
            "format",
            &["json", "jsonld", "ttl", "rq"],
            "wins over `Accept`",
        )])
        .fails_with(&[Kind::MalformedRequest, Kind::NotAcceptable])
        .gives([
            JSON,
            "application/ld+json",
            "text/turtle",
            "application/sparql-query",
        ])
}
