//! SPARQL, the questions with names, and search.

use super::answer::{GRAPH_TYPES, HTML, JSON, TABLE_TYPES, format_of_answer, lang};
use super::operation::Operation;
use super::parameter::Parameter;
use crate::problem::Kind;

pub(super) fn query() -> Operation {
    Operation::get("A SPARQL query; without one the service description, or a form for people")
        .takes([Parameter::text("query", "the query")])
        .takes(dataset())
        .takes([format_of_answer()])
        .queries()
        .gives(TABLE_TYPES.into_iter().chain(GRAPH_TYPES).chain([HTML]))
}

pub(super) fn query_by_post() -> Operation {
    Operation::post("A SPARQL query, in a form or as the body")
        .takes(dataset())
        .takes([format_of_answer()])
        .body(["application/sparql-query"])
        .form([Parameter::text("query", "the query").required()])
        .queries()
        .gives(TABLE_TYPES.into_iter().chain(GRAPH_TYPES))
}

pub(super) fn update() -> Operation {
    Operation::post("A SPARQL update, in a form or as the body")
        .takes([
            Parameter::iris("using-graph-uri", "the default graph of WHERE"),
            Parameter::iris("using-named-graph-uri", "the named graphs of WHERE"),
        ])
        .body(["application/sparql-update"])
        .form([Parameter::text("update", "the update").required()])
        .fails_with(&[
            Kind::MalformedText,
            Kind::UnknownGraph,
            Kind::GraphExists,
            Kind::BudgetExceeded,
            Kind::EvaluationFailed,
            Kind::DeadlineExceeded,
        ])
        .changes()
}

pub(super) fn queries() -> Operation {
    Operation::get("The queries that have names")
        .takes([
            Parameter::one_of("format", &["json", "html"], "wins over `Accept`"),
            lang(),
        ])
        .reads()
        .fails_with(&[Kind::NotAcceptable])
        .gives([JSON, HTML])
}

pub(super) fn named() -> Operation {
    Operation::get("The answer of a query by its name; its own parameters stand at its own path")
        .takes([Parameter::text("name", "its name").in_path()])
        .takes(dataset())
        .takes([format_of_answer(), lang()])
        .queries()
        .fails_with(&[Kind::NotFound])
        .gives(
            TABLE_TYPES
                .into_iter()
                .chain(GRAPH_TYPES)
                .chain([HTML, "application/sparql-query"]),
        )
}

pub(super) fn named_by_post() -> Operation {
    Operation::post("The same, with the parameters in a form")
        .takes([Parameter::text("name", "its name").in_path()])
        .takes([format_of_answer()])
        .form(dataset())
        .queries()
        .fails_with(&[Kind::NotFound])
        .gives(TABLE_TYPES.into_iter().chain(GRAPH_TYPES))
}

pub(super) fn search() -> Operation {
    Operation::get("Words to entities")
        .takes([
            Parameter::text(
                "q",
                "words, \"phrases\", -exclusion, prefix*; a page may be opened without",
            ),
            Parameter::iris("type", "a class, also with a prefix: mut:Event"),
            Parameter::iris("graph", "a graph to search in"),
            Parameter::text("lang", "the language of what is found"),
            Parameter::number("offset", 0, 10_000, "hits to leave out"),
            Parameter::number("limit", 20, 100, "hits at the most"),
            Parameter::one_of("format", &["json", "html"], "wins over `Accept`"),
        ])
        .reads()
        .fails_with(&[Kind::NotAcceptable, Kind::IndexRebuilding])
        .gives([JSON, HTML])
}

/// What the protocol lets a client say of any query.
pub(super) fn dataset() -> [Parameter; 4] {
    [
        Parameter::iris(
            "default-graph-uri",
            "the default graph; the union of all without it",
        ),
        Parameter::iris("named-graph-uri", "the named graphs"),
        Parameter::switch("infer", true, "whether what follows from the data is found too"),
        Parameter::switch(
            "explain",
            false,
            "how the query was answered, instead of its answer",
        ),
    ]
}
