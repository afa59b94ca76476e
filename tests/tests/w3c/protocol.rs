//! The suite of the SPARQL 1.1 Protocol. It has one address for queries and updates.

use crate::site::Site;
use mutuelle_suites::exchange::Exchange;
use mutuelle_suites::{Entry, Suite, check, iri, node};
use mutuelle_tests::Reply;
use oxrdf::{NamedNode, Quad, Term};

const UT: &str = "http://www.w3.org/2009/sparql/tests/test-update#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";

#[test]
fn the_suite_of_the_sparql_1_1_protocol_passes() {
    let Some(suite) = Suite::find("sparql/sparql11") else {
        return;
    };
    let server = Site::start();
    let entries = suite.entries("protocol/manifest.ttl");
    check("SPARQL 1.1 Protocol on the server", &entries, &[], 34, |entry| {
        server.hold(data(&suite, entry));
        server.converse(entry, |path| path.replacen("/sparql/", "/sparql", 1), see)
    });
}

/// The graphs that a test begins with.
fn data(suite: &Suite, entry: &Entry) -> Vec<Quad> {
    let mut quads = Vec::new();
    for data in entry.all(entry.subject(), UT, "graphData") {
        let data = node(data);
        let file = iri(entry.one(&data, UT, "graph").expect("a graph"));
        let Some(Term::Literal(label)) = entry.one(&data, RDFS, "label") else {
            panic!("`{data}` has no label")
        };
        quads.extend(suite.quads(&file, NamedNode::new_unchecked(label.value())));
    }
    quads
}

fn see(exchange: &Exchange, reply: &Reply) -> Result<(), String> {
    let media_type = reply.header("content-type").split(';').next().unwrap_or_default();
    let allowed: &[&str] = match exchange.expected.format.as_deref() {
        None => return Ok(()),
        Some("boolean") => &[
            "application/sparql-results+json",
            "application/sparql-results+xml",
        ],
        Some("tabular") => &[
            "application/sparql-results+json",
            "application/sparql-results+xml",
            "text/csv",
            "text/tab-separated-values",
        ],
        Some("RDF") => &["text/turtle", "application/n-triples", "application/rdf+xml"],
        Some(other) => return Err(format!("`{other}` is no format that is known here")),
    };
    if !allowed.contains(&media_type) {
        return Err(format!("`{media_type}` is none of {allowed:?}"));
    }
    match exchange.expected.boolean {
        Some(expected) if reply.json()["boolean"].as_bool() != Some(expected) => {
            Err(format!("expected {expected}"))
        }
        _ => Ok(()),
    }
}
