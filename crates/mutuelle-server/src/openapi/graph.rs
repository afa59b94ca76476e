//! Whole graphs, by a parameter or at their own addresses.

use super::answer::{GRAPH_TYPES, JSON, format_of_graph};
use super::operation::Operation;
use super::parameter::Parameter;
use crate::problem::Kind;

/// What an RDF body may be.
const BODY_TYPES: [&str; 6] = [
    "text/turtle",
    "application/n-triples",
    "application/n-quads",
    "application/trig",
    "application/rdf+xml",
    "application/ld+json",
];

/// What RDF Patch and updates come as.
const PATCH_TYPES: [&str; 2] = ["application/sparql-update", "application/rdf-patch"];

fn which_graph() -> [Parameter; 2] {
    [
        Parameter::iri("graph", "the graph's name; either this or `default`"),
        Parameter::text("default", "the default graph; its value says nothing"),
    ]
}

pub(super) fn get() -> Operation {
    Operation::get("A whole graph (Graph Store Protocol)")
        .takes(which_graph())
        .takes([format_of_graph()])
        .reads()
        .fails_with(&[Kind::UnknownGraph, Kind::NotAcceptable, Kind::DeadlineExceeded])
        .gives(GRAPH_TYPES)
        .answers("304", "It is what `If-None-Match` names", [])
}

pub(super) fn head() -> Operation {
    Operation::new("head", "What GET would say of itself")
        .takes(which_graph())
        .reads()
        .fails_with(&[Kind::UnknownGraph, Kind::NotAcceptable])
        .answers("200", "The graph exists", [])
}

pub(super) fn put() -> Operation {
    putting().takes(which_graph())
}

pub(super) fn post() -> Operation {
    adding().takes(which_graph())
}

pub(super) fn patch() -> Operation {
    patching().takes(which_graph())
}

pub(super) fn delete() -> Operation {
    removing().takes(which_graph())
}

pub(super) fn put_by_path() -> Operation {
    putting().takes([path_of_graph()])
}

pub(super) fn post_by_path() -> Operation {
    adding().takes([path_of_graph()])
}

pub(super) fn patch_by_path() -> Operation {
    patching().takes([path_of_graph()])
}

pub(super) fn delete_by_path() -> Operation {
    removing().takes([path_of_graph()])
}

fn path_of_graph() -> Parameter {
    Parameter::text(
        "path",
        "the path below the base, which together are the graph's name",
    )
    .in_path()
}

fn putting() -> Operation {
    graph_body(
        Operation::new("put", "Replaces a graph, all of it or nothing"),
        &BODY_TYPES,
    )
}

fn adding() -> Operation {
    graph_body(
        Operation::post("Adds to a graph; without one named, makes one"),
        &[&BODY_TYPES[..], &["multipart/form-data"]].concat(),
    )
}

fn patching() -> Operation {
    graph_body(
        Operation::new("patch", "Changes a graph and no other"),
        &PATCH_TYPES,
    )
}

fn graph_body(operation: Operation, types: &[&'static str]) -> Operation {
    operation
        .body(types.iter().copied())
        .fails_with(&[Kind::MalformedText, Kind::PreconditionFailed])
        .changes()
        .answers("201", "The receipt; the graph is new", [JSON])
}

fn removing() -> Operation {
    Operation::new("delete", "Removes a graph")
        .fails_with(&[Kind::UnknownGraph, Kind::PreconditionFailed])
        .changes()
}
