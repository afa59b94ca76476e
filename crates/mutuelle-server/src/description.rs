//! What `/sparql` says of itself: the SPARQL 1.1 Service Description
//! (<https://www.w3.org/TR/sparql11-service-description/>), or a form for people.

use crate::formats::Wish;
use crate::language::Language;
use crate::page::{self, Frame};
use crate::problem::{Problem, chain};
use crate::refusal;
use crate::state::AppState;
use askama::Template;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use mutuelle_commons::{DefaultGraph, RdfFormat, write_graph};
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{BlankNode, Graph, Literal, NamedNode, Triple};

const SD: &str = "http://www.w3.org/ns/sparql-service-description#";
const VOID: &str = "http://rdfs.org/ns/void#";
const FORMATS: &str = "http://www.w3.org/ns/formats/";

/// The formats of answers, by their names in <http://www.w3.org/ns/formats/>.
const RESULT_FORMATS: [&str; 8] = [
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
];

#[derive(Template)]
#[template(path = "query.html")]
struct QueryPage {
    frame: Frame,
    endpoint: String,
}

/// The description as RDF, unless the client likes a page better.
pub(crate) async fn answer(state: &AppState, wish: &Wish, headers: &HeaderMap) -> Result<Response, Problem> {
    if wish.prefers_page() {
        let language = Language::of_headers(headers);
        let frame = Frame::new(
            state,
            language,
            language.pick("Interroger en SPARQL", "Query with SPARQL"),
        );
        return page::answer(&QueryPage {
            frame,
            endpoint: state.address("sparql"),
        });
    }
    let (format, content_type) = wish.for_graph()?;
    let commons = state.commons.clone();
    let status = state
        .governor
        .pages
        .run(move || commons.status())
        .await?
        .map_err(refusal::of_query)?;
    let text = serialised(
        &description(&state.address("sparql"), status.quads, state.config.default_graph),
        format,
    );
    Ok(([(CONTENT_TYPE, content_type)], text).into_response())
}

fn description(endpoint: &str, quads: u64, default: DefaultGraph) -> Graph {
    let term = |namespace: &str, name: &str| NamedNode::new_unchecked(format!("{namespace}{name}"));
    let service = NamedNode::new_unchecked(endpoint);
    let (dataset, default_graph) = (BlankNode::default(), BlankNode::default());
    let mut graph = Graph::new();
    let mut about = |name: &str, object: NamedNode| {
        graph.insert(&Triple::new(service.clone(), term(SD, name), object));
    };
    about("endpoint", service.clone());
    about("supportedLanguage", term(SD, "SPARQL11Query"));
    if default == DefaultGraph::Union {
        about("feature", term(SD, "UnionDefaultGraph"));
    }
    about("feature", term(SD, "BasicFederatedQuery"));
    for format in RESULT_FORMATS {
        about("resultFormat", term(FORMATS, format));
    }
    graph.insert(&Triple::new(service.clone(), rdf::TYPE, term(SD, "Service")));
    graph.insert(&Triple::new(service, term(SD, "defaultDataset"), dataset.clone()));
    graph.insert(&Triple::new(dataset.clone(), rdf::TYPE, term(SD, "Dataset")));
    graph.insert(&Triple::new(
        dataset,
        term(SD, "defaultGraph"),
        default_graph.clone(),
    ));
    graph.insert(&Triple::new(default_graph.clone(), rdf::TYPE, term(SD, "Graph")));
    // The quads of all graphs are no count of the unnamed one.
    if default == DefaultGraph::Union {
        let count = Literal::new_typed_literal(quads.to_string(), xsd::INTEGER);
        graph.insert(&Triple::new(default_graph, term(VOID, "triples"), count));
    }
    graph
}

/// A small graph as text.
pub(crate) fn serialised(graph: &Graph, format: RdfFormat) -> String {
    let mut bytes = Vec::new();
    let written = write_graph(graph, format, &mut bytes);
    match written {
        Ok(()) => String::from_utf8_lossy(&bytes).into_owned(),
        // Writing into memory fails only where a term cannot be said in the format.
        Err(error) => {
            tracing::error!(cause = chain(&error), "a small graph could not be written");
            String::new()
        }
    }
}
