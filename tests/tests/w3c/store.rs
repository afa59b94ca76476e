//! The suite of the Graph Store Protocol. What it calls `/gsp` is `/data` here; below it graphs are named by their own
//! addresses, which may be any that is not taken.

use crate::site::{BASE, Site};
use mutuelle_suites::exchange::Exchange;
use mutuelle_suites::{Suite, check, same};
use mutuelle_tests::Reply;
use oxrdf::Quad;
use oxrdfio::{RdfFormat, RdfParser};

#[test]
fn the_suite_of_the_graph_store_protocol_passes() {
    let Some(suite) = Suite::find("sparql/sparql11") else {
        return;
    };
    let server = Site::start();
    let entries = suite.entries("graph-store-protocol/manifest.ttl");
    check("Graph Store Protocol on the server", &entries, &[], 13, |entry| {
        server.hold(Vec::new());
        server.converse(entry, address, see)
    });
}

fn address(path: &str) -> String {
    match path.strip_prefix("/gsp") {
        Some(rest) if rest.is_empty() || rest.starts_with('?') => format!("/data{rest}"),
        _ => path.to_owned(),
    }
}

fn see(exchange: &Exchange, reply: &Reply) -> Result<(), String> {
    for (name, expected) in &exchange.expected.headers {
        let found = reply.header(name);
        if found != expected {
            return Err(format!("`{name}` is `{found}`, not `{expected}`"));
        }
    }
    let Some(expected) = &exchange.expected.body else {
        return Ok(());
    };
    same(quads(expected.as_bytes()), quads(&reply.body))
}

fn quads(turtle: &[u8]) -> Vec<Quad> {
    let parser = RdfParser::from_format(RdfFormat::Turtle)
        .with_base_iri(BASE)
        .unwrap();
    parser.for_slice(turtle).map(|quad| quad.unwrap()).collect()
}
