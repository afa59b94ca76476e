//! The table: every route of `router.rs` with what its methods take and give.

use super::operation::{Operation, Parameter};
use crate::problem::Kind;

/// Every other address may be a resource's.
pub(super) const FALLBACK: &str = "/{path}";

/// What SELECT and ASK are answered with.
pub(super) const TABLE_TYPES: [&str; 4] = [
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
];
/// What a graph is answered with.
pub(super) const GRAPH_TYPES: [&str; 4] = [
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
];
/// What an RDF body may be.
const BODY_TYPES: [&str; 6] = [
    "text/turtle",
    "application/n-triples",
    "application/n-quads",
    "application/trig",
    "application/rdf+xml",
    "application/ld+json",
];
const HTML: &str = "text/html";
const JSON: &str = "application/json";

type Described = (&'static str, &'static [fn() -> Operation]);

/// Every path, in the router's order.
pub(super) const PATHS: &[Described] = &[
    ("/", &[home]),
    ("/sparql", &[query, query_by_post]),
    ("/update", &[update]),
    (
        "/data",
        &[
            graph,
            graph_head,
            graph_put,
            graph_post,
            graph_patch,
            graph_delete,
        ],
    ),
    ("/search", &[search]),
    ("/computed", &[computations]),
    ("/computed/{name}", &[computed]),
    ("/argdown", &[argdown, argdown_post]),
    ("/why", &[why]),
    ("/queries", &[queries]),
    ("/queries/{name}", &[named, named_by_post]),
    ("/prefixes", &[prefixes]),
    ("/export/pair", &[pair]),
    ("/export/pair/report", &[pair_report]),
    ("/export/pair/sparql", &[pair_query, pair_query_by_post]),
    ("/export/pair/{class}", &[pair_container]),
    ("/.well-known/void", &[void]),
    ("/resource", &[resource]),
    ("/ns", &[ontology]),
    ("/ns/context.jsonld", &[context]),
    ("/ns/shapes", &[shapes]),
    ("/problems", &[problems]),
    ("/problems/{slug}", &[problem]),
    ("/openapi.json", &[openapi]),
    ("/health", &[health]),
    ("/ready", &[ready]),
    ("/status", &[status]),
    ("/metrics", &[metrics]),
    ("/style.css", &[style]),
    (
        FALLBACK,
        &[
            resource_by_path,
            graph_put_by_path,
            graph_post_by_path,
            graph_patch_by_path,
            graph_delete_by_path,
        ],
    ),
];

fn lang() -> Parameter {
    Parameter::one_of("lang", &["fr", "en"], "the language of a page")
}

pub(super) fn format_of_answer() -> Parameter {
    Parameter::text(
        "format",
        "json, xml, csv, tsv, ttl, nt, rdf, jsonld (compacted with `/ns/context.jsonld`), jsonld-expanded or a media type; \
         wins over `Accept`",
    )
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

fn home() -> Operation {
    Operation::get("What this commons holds, for people")
        .takes([lang()])
        .reads()
        .gives([HTML])
}

fn query() -> Operation {
    Operation::get("A SPARQL query; without one the service description, or a form for people")
        .takes([Parameter::text("query", "the query")])
        .takes(dataset())
        .takes([format_of_answer()])
        .queries()
        .gives(TABLE_TYPES.into_iter().chain(GRAPH_TYPES).chain([HTML]))
}

fn query_by_post() -> Operation {
    Operation::post("A SPARQL query, in a form or as the body")
        .takes(dataset())
        .takes([format_of_answer()])
        .body(["application/sparql-query"])
        .form([Parameter::text("query", "the query").required()])
        .queries()
        .gives(TABLE_TYPES.into_iter().chain(GRAPH_TYPES))
}

fn update() -> Operation {
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

fn pair() -> Operation {
    Operation::get("What PAIR can say of the commons")
        .takes([format_of_answer()])
        .reads()
        .gives(GRAPH_TYPES)
}

fn pair_report() -> Operation {
    Operation::get("How much of the commons an export as PAIR carries, and what it leaves")
        .reads()
        .gives([JSON])
}

fn pair_container() -> Operation {
    Operation::get("The resources of one PAIR class, as an LDP container")
        .takes([
            Parameter::text("class", "the class's name in PAIR's namespace").in_path(),
            format_of_answer(),
        ])
        .reads()
        .fails_with(&[Kind::NotFound])
        .gives(GRAPH_TYPES)
}

fn pair_query() -> Operation {
    Operation::get("A SPARQL query over what PAIR says of the commons")
        .takes([
            Parameter::text("query", "the query").required(),
            format_of_answer(),
        ])
        .queries()
        .gives(TABLE_TYPES.into_iter().chain(GRAPH_TYPES))
}

fn pair_query_by_post() -> Operation {
    Operation::post(
        "A SPARQL query over what PAIR says of the commons, in a form or as a body of any media type",
    )
    .takes([format_of_answer()])
    .body(["application/sparql-query"])
    .form([Parameter::text("query", "the query").required()])
    .queries()
    .gives(TABLE_TYPES.into_iter().chain(GRAPH_TYPES))
}

fn void() -> Operation {
    Operation::get("What the commons holds, as VoID: in PAIR in the JSON that SemApps reads, and with the figures of `/sparql`")
        .takes([format_of_answer()])
        .reads()
        .gives([
            "application/ld+json",
            "text/turtle",
            "application/n-triples",
            "application/rdf+xml",
        ])
}

fn which_graph() -> [Parameter; 2] {
    [
        Parameter::iri("graph", "the graph's name; either this or `default`"),
        Parameter::text("default", "the default graph; its value says nothing"),
    ]
}

fn graph() -> Operation {
    Operation::get("A whole graph (Graph Store Protocol)")
        .takes(which_graph())
        .takes([format_of_answer()])
        .reads()
        .fails_with(&[Kind::UnknownGraph, Kind::NotAcceptable, Kind::DeadlineExceeded])
        .gives(GRAPH_TYPES)
        .answers("304", "It is what `If-None-Match` names", [])
}

fn graph_head() -> Operation {
    Operation::new("head", "What GET would say of itself")
        .takes(which_graph())
        .reads()
        .fails_with(&[Kind::UnknownGraph, Kind::NotAcceptable])
        .answers("200", "The graph exists", [])
}

/// What RDF Patch and updates come as.
const PATCH_TYPES: [&str; 2] = ["application/sparql-update", "application/rdf-patch"];

fn graph_put() -> Operation {
    putting().takes(which_graph())
}

fn graph_post() -> Operation {
    adding().takes(which_graph())
}

fn graph_patch() -> Operation {
    patching().takes(which_graph())
}

fn graph_delete() -> Operation {
    removing().takes(which_graph())
}

fn graph_put_by_path() -> Operation {
    putting().takes([path_of_graph()])
}

fn graph_post_by_path() -> Operation {
    adding().takes([path_of_graph()])
}

fn graph_patch_by_path() -> Operation {
    patching().takes([path_of_graph()])
}

fn graph_delete_by_path() -> Operation {
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

fn search() -> Operation {
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

fn computations() -> Operation {
    Operation::get("What can be worked out").gives([JSON])
}

fn computed() -> Operation {
    Operation::get("Something worked out, as JSON with reasons or as RDF")
        .takes([Parameter::text("name", "its name").in_path(), format_of_answer()])
        .reads()
        .fails_with(&[Kind::NotFound, Kind::NotAcceptable, Kind::NotComputable])
        .gives([JSON].into_iter().chain(GRAPH_TYPES))
}

fn argdown() -> Operation {
    Operation::get("A controversy as Argdown text")
        .takes([Parameter::iri("iri", "the controversy").required()])
        .reads()
        .fails_with(&[Kind::NotFound, Kind::NotComputable])
        .gives(["text/plain"])
}

fn argdown_post() -> Operation {
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

fn why() -> Operation {
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

fn queries() -> Operation {
    Operation::get("The queries that have names")
        .takes([
            Parameter::one_of("format", &["json", "html"], "wins over `Accept`"),
            lang(),
        ])
        .reads()
        .fails_with(&[Kind::NotAcceptable])
        .gives([JSON, HTML])
}

fn named() -> Operation {
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

fn named_by_post() -> Operation {
    Operation::post("The same, with the parameters in a form")
        .takes([Parameter::text("name", "its name").in_path()])
        .takes([format_of_answer()])
        .form(dataset())
        .queries()
        .fails_with(&[Kind::NotFound])
        .gives(TABLE_TYPES.into_iter().chain(GRAPH_TYPES))
}

fn prefixes() -> Operation {
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

fn resource() -> Operation {
    about_resource("One resource, as a page or as RDF")
        .takes([Parameter::iri("iri", "the resource").required()])
}

fn resource_by_path() -> Operation {
    about_resource("The resource whose IRI is the base and this path, which may have several segments")
        .takes([Parameter::text("path", "the path below the base").in_path()])
        .answers("303", "It is a graph: `Location` says where its triples are", [])
}

fn about_resource(summary: &str) -> Operation {
    Operation::get(summary)
        .takes([Parameter::one_of(
            "profile",
            &["pair"],
            "in whose words RDF speaks",
        )])
        .takes([format_of_answer(), lang()])
        .reads()
        .fails_with(&[Kind::NotFound, Kind::NotAcceptable, Kind::DeadlineExceeded])
        .gives(GRAPH_TYPES.into_iter().chain([HTML]))
}

fn ontology() -> Operation {
    Operation::get("The ontology, as RDF or as a page")
        .takes([format_of_answer(), lang()])
        .fails_with(&[Kind::MalformedRequest, Kind::NotAcceptable])
        .gives(GRAPH_TYPES.into_iter().chain([HTML]))
}

fn context() -> Operation {
    Operation::get("The JSON-LD context").gives(["application/ld+json"])
}

fn shapes() -> Operation {
    Operation::get("The SHACL shapes that every change obeys")
        .takes([format_of_answer()])
        .fails_with(&[Kind::MalformedRequest, Kind::NotAcceptable])
        .gives(GRAPH_TYPES)
}

fn problems() -> Operation {
    Operation::get("The kinds of errors, for people")
        .takes([lang()])
        .gives([HTML])
}

fn problem() -> Operation {
    Operation::get("What a kind of error means, for people")
        .takes([Parameter::text("slug", "its name").in_path(), lang()])
        .fails_with(&[Kind::NotFound])
        .gives([HTML])
}

fn openapi() -> Operation {
    Operation::get("This document").gives([JSON])
}

fn health() -> Operation {
    Operation::get("Whether the process lives").gives([JSON])
}

fn ready() -> Operation {
    Operation::get("Whether all reads are answered")
        .fails_with(&[Kind::NotReady, Kind::Overloaded])
        .gives([JSON])
}

fn status() -> Operation {
    Operation::get("Figures about the commons and its copies")
        .fails_with(&[Kind::Overloaded])
        .gives([JSON])
}

fn metrics() -> Operation {
    Operation::get("Prometheus text format")
        .fails_with(&[Kind::Overloaded])
        .gives(["text/plain"])
}

fn style() -> Operation {
    Operation::get("The style sheet").gives(["text/css"])
}
