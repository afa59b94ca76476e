//! What `/sparql` says of itself: the SPARQL 1.1 Service Description
//! (<https://www.w3.org/TR/sparql11-service-description/>), or a form for people.

use crate::cors;
use crate::formats::Wish;
use crate::language::Language;
use crate::page::{self, Frame};
use crate::problem::{Problem, chain};
use crate::state::AppState;
use crate::statistics::{self, Document};
use askama::Template;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use mutuelle_commons::{
    ClassFigures, Counted, DefaultGraph, GraphFormat, PropertyFigures, SEARCH_FACETS, SEARCH_MATCHES,
    TEXT_QUERY, write_graph,
};
use oxrdf::vocab::{rdf, rdfs, xsd};
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
    let shared = state.clone();
    let text = state.governor.pages.run(move || {
        let write = |counted: &Counted| {
            let graph = description(&shared.address("sparql"), counted, shared.config.default_graph);
            Ok(serialised(&graph, format))
        };
        shared
            .statistics
            .text(&shared, Document::Service, content_type, write)
    });
    let text = text.await??;
    let (name, value) = cors::ACCEPT_QUERY;
    Ok(([(CONTENT_TYPE, content_type)], [(name, value)], text).into_response())
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

    /// The figures of the default graph.
    fn figures(&mut self, graph: &BlankNode, counted: &Counted, default: DefaultGraph) {
        let figures = &counted.figures;
        self.say(graph.clone(), rdf::TYPE.into_owned(), term(VOID, "Dataset"));
        let remark =
            Literal::new_language_tagged_literal_unchecked(statistics::remark(counted, default), "en");
        self.say(graph.clone(), rdfs::COMMENT.into_owned(), remark);
        for (name, count) in statistics::totals(figures) {
            self.count(graph, name, Some(count));
        }
        for PropertyFigures {
            property,
            triples,
            subjects,
            objects,
        } in &figures.by_property
        {
            let part = self.part(graph, "property", property);
            self.count(&part, "triples", Some(*triples));
            self.count(&part, "distinctSubjects", *subjects);
            self.count(&part, "distinctObjects", *objects);
        }
        for ClassFigures { class, entities } in &figures.by_class {
            let part = self.part(graph, "class", class);
            self.count(&part, "entities", Some(*entities));
        }
    }

    /// A part of a dataset: what is said with a property, or of a class.
    fn part(&mut self, whole: &BlankNode, kind: &str, name: &NamedNode) -> BlankNode {
        let part = BlankNode::default();
        self.say(
            whole.clone(),
            term(VOID, &format!("{kind}Partition")),
            part.clone(),
        );
        self.say(part.clone(), term(VOID, kind), name.clone());
        part
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

fn description(endpoint: &str, counted: &Counted, default: DefaultGraph) -> Graph {
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
    let default_graph = said.graph(None);
    said.figures(&default_graph, counted, default);
    said.say(dataset.clone(), term(SD, "defaultGraph"), default_graph);
    for (name, triples) in &counted.figures.by_graph {
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
