//! SPARQL's query and update languages, asked in every way that the protocol has.

use crate::site::Site;
use mutuelle_suites::query::{GraphFormat, RdfFormat, ResultFormat, TableFormat};
use mutuelle_suites::sparql::{Engine, Part, Question, passes};
use mutuelle_tests::{Reply, encoded};
use oxrdf::Quad;

#[test]
fn the_suite_of_sparql_1_1_query_passes_over_http() {
    run(Part::Query);
}

#[test]
fn the_suite_of_sparql_1_1_update_passes_over_http() {
    run(Part::Update);
}

#[test]
fn the_suite_of_sparql_1_1_result_formats_passes_over_http() {
    run(Part::Results);
}

#[test]
fn the_suite_of_sparql_1_2_passes_over_http() {
    run(Part::Next);
}

fn run(part: Part) {
    let site = Site::start();
    passes(part, "the server", |quads| {
        site.hold(quads);
        Remote(&site)
    });
}

/// Whoever asks over HTTP.
struct Remote<'a>(&'a Site);

impl Remote<'_> {
    /// Sends a query in one of the four ways; which one its length decides, so that all are taken.
    fn ask(&self, text: &str, dataset: &str, accept: &str) -> Reply {
        const QUERY: &str = "application/sparql-query";
        const FORM: &str = "application/x-www-form-urlencoded";
        let send = |method, path: &str, media_type, body: &str| {
            let headers = [("content-type", media_type), ("accept", accept)];
            self.0.client.send(method, path, &headers, body.as_bytes())
        };
        let field = format!("query={}{dataset}", encoded(text));
        let path = format!("/sparql?{}", dataset.trim_start_matches('&'));
        match text.len() % 4 {
            0 => self.0.client.get(&format!("/sparql?{field}"), accept),
            1 => send("POST", "/sparql", FORM, &field),
            2 => send("POST", &path, QUERY, text),
            _ => send("QUERY", &path, QUERY, text),
        }
    }
}

impl Engine for Remote<'_> {
    fn check_query(&self, text: &str, base: &str) -> Result<(), String> {
        let reply = self.ask(&based(text, base), "", "*/*");
        readable(&reply)
    }

    fn check_update(&self, text: &str, base: &str) -> Result<(), String> {
        readable(&self.0.client.update(&based(text, base)))
    }

    fn answer(&self, question: &Question, format: ResultFormat) -> Result<Vec<u8>, String> {
        let accept = match format {
            ResultFormat::Table(TableFormat::Json) => "application/sparql-results+json",
            ResultFormat::Table(TableFormat::Xml) => "application/sparql-results+xml",
            ResultFormat::Table(TableFormat::Csv) => "text/csv",
            ResultFormat::Table(TableFormat::Tsv) => "text/tab-separated-values",
            ResultFormat::Graph(GraphFormat::Plain(RdfFormat::NQuads)) => "application/n-triples",
            other => return Err(format!("{other:?} is not asked for by any test")),
        };
        let mut dataset = String::new();
        for (name, graphs) in [
            ("default-graph-uri", &question.default_graphs),
            ("named-graph-uri", &question.named_graphs),
        ] {
            for graph in graphs {
                dataset.extend(["&", name, "=", &encoded(graph.as_str())]);
            }
        }
        let reply = self.ask(&based(&question.text, &question.base), &dataset, accept);
        if reply.status == 200 && reply.header("content-type").starts_with(accept) {
            Ok(reply.body)
        } else {
            Err(format!(
                "{} {} {}",
                reply.status,
                reply.header("content-type"),
                reply.text()
            ))
        }
    }

    fn update(&self, text: &str, base: &str) -> Result<(), String> {
        let reply = self.0.client.update(&based(text, base));
        if reply.status == 200 {
            Ok(())
        } else {
            Err(reply.text())
        }
    }

    fn quads(&self) -> Vec<Quad> {
        self.0.quads()
    }
}

/// The protocol has no parameter for the base; the text's own comes after this one and wins.
fn based(text: &str, base: &str) -> String {
    format!("BASE <{base}>\n{text}")
}

/// Whether a text was read, whatever came of it: an update of a graph that is not there is well read, and so
/// is a query that calls an unknown function.
fn readable(reply: &Reply) -> Result<(), String> {
    if reply.status != 400 {
        assert!(
            matches!(reply.status, 200 | 403 | 404 | 409 | 422),
            "{} {}",
            reply.status,
            reply.text()
        );
        return Ok(());
    }
    let problem = reply.json();
    let slug = problem["type"].as_str().unwrap_or_default();
    assert!(slug.ends_with("/malformed-text"), "{problem}");
    let detail = problem["detail"].to_string();
    // What holds of a whole text has no place in it.
    let placed = problem["line"].as_u64().is_some() || detail.contains("blank node");
    assert!(placed, "a refusal names its line: {problem}");
    Err(detail)
}
