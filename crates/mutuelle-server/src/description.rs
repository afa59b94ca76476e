//! What `/sparql` says of itself: the SPARQL 1.1 Service Description
//! (<https://www.w3.org/TR/sparql11-service-description/>), or a form for people.

use crate::cors;
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
use mutuelle_commons::{
    Commons, DefaultGraph, GraphFormat, QueryError, SEARCH_FACETS, SEARCH_MATCHES, TEXT_QUERY, write_graph,
};
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{BlankNode, Graph, Literal, NamedNode, NamedOrBlankNode, Term, Triple};

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
    let (format, content_type) = wish.for_graph(&state.json_ld)?;
    let commons = state.commons.clone();
    let figures = state
        .governor
        .pages
        .run(move || figures(&commons))
        .await?
        .map_err(refusal::of_query)?;
    let text = serialised(
        &description(&state.address("sparql"), &figures, state.config.default_graph),
        format,
    );
    let (name, value) = cors::ACCEPT_QUERY;
    Ok(([(CONTENT_TYPE, content_type)], [(name, value)], text).into_response())
}

/// What the description says of the data. What cannot be told at once is left out, rather than worked out for minutes by
/// whoever asks.
#[derive(Default)]
struct Figures {
    triples: Option<u64>,
    properties: Option<u64>,
    classes: Option<u64>,
    /// With their triples, by name, up to [`GRAPHS_MAX`].
    graphs: Vec<(NamedNode, Option<u64>)>,
}

/// How many named graphs the description names.
const GRAPHS_MAX: usize = 100;

fn figures(commons: &Commons) -> Result<Figures, QueryError> {
    let mut graphs = Vec::new();
    let named = format!("SELECT ?g {{ GRAPH ?g {{}} }} ORDER BY ?g LIMIT {GRAPHS_MAX}");
    for row in commons
        .brief_rows(&named)?
        .map(|rows| rows.rows)
        .unwrap_or_default()
    {
        if let [Some(Term::NamedNode(name))] = row.as_slice() {
            // A NamedNode holds a valid IRI, which cannot end its own brackets.
            let size = count(
                commons,
                &format!("SELECT (COUNT(*) AS ?n) FROM {name} {{ ?s ?p ?o }}"),
            )?;
            graphs.push((name.clone(), size));
        }
    }
    Ok(Figures {
        triples: count(commons, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")?,
        properties: count(commons, "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }")?,
        classes: count(commons, "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }")?,
        graphs,
    })
}

/// The number that a query counts, if it is known at once.
fn count(commons: &Commons, text: &str) -> Result<Option<u64>, QueryError> {
    let rows = commons.brief_rows(text)?.map(|rows| rows.rows);
    Ok(match rows.as_deref() {
        Some([row]) => match row.as_slice() {
            [Some(Term::Literal(count))] => count.value().parse().ok(),
            _ => None,
        },
        _ => None,
    })
}

/// Writes statements of the vocabulary.
#[derive(Default)]
struct Description(Graph);

impl Description {
    fn say(&mut self, subject: impl Into<NamedOrBlankNode>, property: NamedNode, object: impl Into<Term>) {
        self.0.insert(&Triple::new(subject, property, object));
    }

    /// A graph, with its triples where they are known.
    fn graph(&mut self, triples: Option<u64>) -> BlankNode {
        let graph = BlankNode::default();
        self.say(graph.clone(), rdf::TYPE.into_owned(), term(SD, "Graph"));
        self.count(&graph, "triples", triples);
        graph
    }

    fn count(&mut self, graph: &BlankNode, property: &str, count: Option<u64>) {
        if let Some(count) = count {
            let count = Literal::new_typed_literal(count.to_string(), xsd::INTEGER);
            self.say(graph.clone(), term(VOID, property), count);
        }
    }
}

fn term(namespace: &str, name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{namespace}{name}"))
}

fn description(endpoint: &str, figures: &Figures, default: DefaultGraph) -> Graph {
    let service = NamedNode::new_unchecked(endpoint);
    let dataset = BlankNode::default();
    let mut said = Description::default();
    said.say(service.clone(), rdf::TYPE.into_owned(), term(SD, "Service"));
    said.say(service.clone(), term(SD, "endpoint"), service.clone());
    for language in ["SPARQL11Query", "SPARQL11Update"] {
        said.say(service.clone(), term(SD, "supportedLanguage"), term(SD, language));
    }
    let union = (default == DefaultGraph::Union).then_some("UnionDefaultGraph");
    for feature in union.into_iter().chain(["BasicFederatedQuery"]) {
        said.say(service.clone(), term(SD, "feature"), term(SD, feature));
    }
    for property in [TEXT_QUERY, SEARCH_MATCHES, SEARCH_FACETS] {
        let property = NamedNode::new_unchecked(property);
        said.say(service.clone(), term(SD, "propertyFeature"), property);
    }
    for format in RESULT_FORMATS {
        said.say(service.clone(), term(SD, "resultFormat"), term(FORMATS, format));
    }
    said.say(service, term(SD, "defaultDataset"), dataset.clone());
    said.say(dataset.clone(), rdf::TYPE.into_owned(), term(SD, "Dataset"));
    let default_graph = said.graph(figures.triples);
    said.count(&default_graph, "properties", figures.properties);
    said.count(&default_graph, "classes", figures.classes);
    said.say(dataset.clone(), term(SD, "defaultGraph"), default_graph);
    for (name, triples) in &figures.graphs {
        let named = BlankNode::default();
        let graph = said.graph(*triples);
        said.say(named.clone(), rdf::TYPE.into_owned(), term(SD, "NamedGraph"));
        said.say(named.clone(), term(SD, "name"), name.clone());
        said.say(named.clone(), term(SD, "graph"), graph);
        said.say(dataset.clone(), term(SD, "namedGraph"), named);
    }
    said.0
}

/// A small graph as text.
pub(crate) fn serialised(graph: &Graph, format: impl Into<GraphFormat>) -> String {
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
