//! The commons in the words of PAIR, and how it is discovered.

use super::answer::{JSON, PLAIN_GRAPH_TYPES, TABLE_TYPES, format_of_answer, format_of_plain_graph};
use super::operation::Operation;
use super::parameter::Parameter;
use crate::problem::Kind;

pub(super) fn everything() -> Operation {
    Operation::get("What PAIR can say of the commons")
        .takes([format_of_plain_graph()])
        .reads()
        .gives(PLAIN_GRAPH_TYPES)
}

pub(super) fn report() -> Operation {
    Operation::get("How much of the commons an export as PAIR carries, and what it leaves")
        .reads()
        .gives([JSON])
}

pub(super) fn container() -> Operation {
    Operation::get("The resources of one PAIR class, as an LDP container")
        .takes([
            Parameter::text("class", "the class's name in PAIR's namespace").in_path(),
            format_of_plain_graph(),
        ])
        .reads()
        .fails_with(&[Kind::NotFound])
        .gives(PLAIN_GRAPH_TYPES)
}

pub(super) fn query() -> Operation {
    Operation::get("A SPARQL query over what PAIR says of the commons")
        .takes([
            Parameter::text("query", "the query").required(),
            format_of_answer(),
        ])
        .queries()
        .gives(TABLE_TYPES.into_iter().chain(PLAIN_GRAPH_TYPES))
}

pub(super) fn query_by_post() -> Operation {
    Operation::post(
        "A SPARQL query over what PAIR says of the commons, in a form or as a body of any media type",
    )
    .takes([format_of_answer()])
    .body(["application/sparql-query"])
    .form([Parameter::text("query", "the query").required()])
    .queries()
    .gives(TABLE_TYPES.into_iter().chain(PLAIN_GRAPH_TYPES))
}

pub(super) fn void() -> Operation {
    Operation::get("What the commons holds, as VoID: in PAIR in the JSON that SemApps reads, and with the figures of `/sparql`")
        .takes([format_of_plain_graph()])
        .reads()
        .gives(PLAIN_GRAPH_TYPES)
}
