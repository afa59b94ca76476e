//! The suites of the formats of RDF 1.1: what is put into the graph store is had from it again, and what is malformed is
//! refused with its place.

use crate::site::Site;
use mutuelle_suites::{Entry, Suite, check, iri, same};
use mutuelle_tests::{Reply, encoded};
use oxrdf::{GraphName, Quad};
use oxrdfio::{RdfFormat, RdfParser};
use std::cell::Cell;

/// Where the suites are published; relative IRIs are resolved against their files' addresses there.
const BASE: &str = "https://w3c.github.io/rdf-tests/rdf/rdf11/";
/// Sections 7.2.17 and 5.1 of RDF/XML.
const LITERAL: &str =
    "an XMLLiteral keeps the namespaces in scope: oxrdfio 0.2 does no exclusive canonicalisation";
const RDFT: &str = "http://www.w3.org/ns/rdftest#";

#[test]
fn the_suite_of_turtle_passes() {
    passes("rdf-turtle", "Turtle", "text/turtle", &[]);
}

#[test]
fn the_suite_of_n_triples_passes() {
    passes("rdf-n-triples", "N-Triples", "application/n-triples", &[]);
}

#[test]
fn the_suite_of_trig_passes() {
    passes("rdf-trig", "TriG", "application/trig", &[]);
}

#[test]
fn the_suite_of_n_quads_passes() {
    passes("rdf-n-quads", "N-Quads", "application/n-quads", &[]);
}

#[test]
fn the_suite_of_rdf_xml_passes() {
    passes(
        "rdf-xml",
        "RDF/XML",
        "application/rdf+xml",
        &[("#xml-canon-test001", LITERAL), ("#xml-canon-test002", LITERAL)],
    );
}

fn passes(folder: &str, name: &str, media_type: &str, excluded: &[(&str, &str)]) {
    let Some(suite) = Suite::find(&format!("rdf/rdf11/{folder}")) else {
        return;
    };
    let graphs = Graphs {
        server: Site::start(),
        suite,
        folder,
        media_type,
        naming: Cell::new(0),
    };
    let entries = graphs.suite.entries("manifest.ttl");
    let what = format!("{name} 1.1 on the server");
    check(&what, &entries, excluded, 60, |entry| graphs.run(entry));
    let with_graphs = graphs.naming.get();
    if with_graphs > 0 {
        println!("of which {with_graphs} name graphs, which the graph store refuses in a text for one graph");
    }
}

struct Graphs<'a> {
    server: Site,
    suite: Suite,
    folder: &'a str,
    media_type: &'a str,
    /// How many texts were refused because they name graphs.
    naming: Cell<usize>,
}

impl Graphs<'_> {
    fn run(&self, entry: &Entry) -> Result<(), String> {
        let file = iri(entry.action());
        // After scheme and host.
        let relative = file.splitn(4, '/').nth(3).unwrap_or_default();
        let graph = format!("{BASE}{}/{relative}", self.folder);
        let path = format!("/data?graph={}", encoded(&graph));
        let headers = [("content-type", self.media_type)];
        let text = self.suite.text(&file);
        let reply = self.server.client.send("PUT", &path, &headers, text.as_bytes());
        let seen = format!("{} {}", reply.status, reply.text());
        let kind = entry.kind();
        let kind = kind.strip_prefix(RDFT).unwrap_or(&kind);
        if kind.contains("Negative") {
            let is_placed = reply.status == 400 && reply.json()["line"].as_u64().is_some();
            return if is_placed || self.names_graphs(&reply) {
                Ok(())
            } else {
                Err(seen)
            };
        }
        let expected = if kind.ends_with("Eval") {
            self.suite.quads(&iri(entry.result()), GraphName::DefaultGraph)
        } else {
            parsed(&text, self.media_type, &graph)
        };
        if expected
            .iter()
            .any(|quad| quad.graph_name != GraphName::DefaultGraph)
        {
            return if self.names_graphs(&reply) {
                Ok(())
            } else {
                Err(seen)
            };
        }
        if !matches!(reply.status, 200 | 201) {
            return Err(seen);
        }
        let reply = self.server.client.get(&path, "application/n-triples");
        match reply.status {
            // No graph exists without triples.
            404 if expected.is_empty() => Ok(()),
            200 => same(expected, parsed(&reply.text(), "application/n-triples", &graph)),
            _ => Err(reply.text()),
        }
    }

    /// Whether a text was refused because it names graphs, which is counted.
    fn names_graphs(&self, reply: &Reply) -> bool {
        let is_refused = reply.status == 400 && reply.text().contains("Named graphs are not allowed");
        self.naming.set(self.naming.get() + usize::from(is_refused));
        is_refused
    }
}

fn parsed(text: &str, media_type: &str, base: &str) -> Vec<Quad> {
    let format = RdfFormat::from_media_type(media_type).unwrap();
    let parser = RdfParser::from_format(format).with_base_iri(base).unwrap();
    parser
        .for_slice(text.as_bytes())
        .map(|quad| quad.unwrap())
        .collect()
}
