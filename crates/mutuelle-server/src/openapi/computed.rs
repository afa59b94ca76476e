//! What the commons works out.

use super::answer::{GRAPH_TYPES, JSON, format_of_answer};
use super::operation::Operation;
use super::parameter::Parameter;
use crate::problem::Kind;

pub(super) fn computations() -> Operation {
    Operation::get("What can be worked out").gives([JSON])
}

pub(super) fn computed() -> Operation {
    Operation::get("Something worked out, as JSON with reasons or as RDF")
        .takes([Parameter::text("name", "its name").in_path(), format_of_answer()])
        .reads()
        .fails_with(&[Kind::NotFound, Kind::NotAcceptable, Kind::NotComputable])
        .gives([JSON].into_iter().chain(GRAPH_TYPES))
}

pub(super) fn argdown() -> Operation {
    Operation::get("A controversy as Argdown text")
        .takes([Parameter::iri("iri", "the controversy").required()])
        .reads()
        .fails_with(&[Kind::NotFound, Kind::NotComputable])
        .gives(["text/plain"])
}

pub(super) fn argdown_post() -> Operation {
    Operation::post("Adds what an Argdown text says to a graph")
        .takes([
            Parameter::iri("graph", "the graph").required(),
            Parameter::iri(
                "base",
                "where what has no name is named; the graph's name without it",
            ),
            Parameter::text("lang", "the language of the texts; French without it"),
        ])
        .body(["text/plain"])
        .fails_with(&[Kind::MalformedText])
        .changes()
        .answers("201", "The receipt; the graph is new", [JSON])
}

pub(super) fn why() -> Operation {
    Operation::get("What is said, and the axioms that lead from there to a triple")
        .takes([
            Parameter::iri("subject", "its subject").required(),
            Parameter::iri("predicate", "its predicate").required(),
            Parameter::text("object", "its object: an IRI, or a term as in N-Triples").required(),
        ])
        .reads()
        .fails_with(&[Kind::NotFound, Kind::EvaluationFailed])
        .gives([JSON])
}
