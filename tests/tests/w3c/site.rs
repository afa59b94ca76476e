//! A server with a token, emptied before each test.

use mutuelle_suites::Entry;
use mutuelle_suites::exchange::Exchange;
use mutuelle_tests::{Client, Reply, Server, create_token};
use oxrdf::{GraphName, Quad};
use oxrdfio::{RdfFormat, RdfParser};
use std::collections::BTreeMap;
use std::fmt::Write;
use tempfile::TempDir;

/// The base of what is named there.
pub(crate) const BASE: &str = "http://commons.test/";

/// A running server and whoever may write to it.
pub(crate) struct Site {
    pub(crate) client: Client,
    _server: Server,
    _folder: TempDir,
}

impl Site {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let token = create_token(folder.path(), "write");
        let server = Server::start(folder.path(), &["--base", BASE]);
        Self {
            client: server.client_with(&token),
            _server: server,
            _folder: folder,
        }
    }

    /// Leaves nothing but these quads.
    pub(crate) fn hold(&self, quads: Vec<Quad>) {
        self.client.update("DROP ALL").expect(200);
        let mut graphs: BTreeMap<String, String> = BTreeMap::new();
        let mut together = String::new();
        for quad in quads {
            let triple = format!("{} {} {} .", quad.subject, quad.predicate, quad.object);
            match &quad.graph_name {
                GraphName::DefaultGraph => writeln!(together, "{triple}").unwrap(),
                graph => writeln!(together, "GRAPH {graph} {{ {triple} }}").unwrap(),
            }
            let address = address(&quad.graph_name);
            let text = graphs.entry(address).or_default();
            writeln!(text, "{triple}").unwrap();
        }
        if graphs.len() > 1 {
            // In one request, so that a blank node is the same one in all graphs.
            let reply = self.client.update(&format!("INSERT DATA {{\n{together}}}"));
            assert_eq!(reply.status, 200, "{}", reply.text());
            return;
        }
        for (address, text) in graphs {
            let headers = [("content-type", "application/n-triples")];
            let reply = self.client.send("PUT", &address, &headers, text.as_bytes());
            assert!(matches!(reply.status, 200 | 201), "{}", reply.text());
        }
    }

    /// All that it holds, graph by graph.
    pub(crate) fn quads(&self) -> Vec<Quad> {
        let found = self.client.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }");
        let rows = found["results"]["bindings"].as_array().unwrap();
        let names = rows.iter().map(|row| row["g"]["value"].as_str().unwrap());
        let graphs = names.map(|name| GraphName::NamedNode(oxrdf::NamedNode::new(name).unwrap()));
        graphs
            .chain([GraphName::DefaultGraph])
            .flat_map(|graph| self.graph(&graph))
            .collect()
    }

    fn graph(&self, graph: &GraphName) -> Vec<Quad> {
        let reply = self
            .client
            .get(&address(graph), "application/n-triples")
            .expect(200);
        let parser = RdfParser::from_format(RdfFormat::NTriples).with_default_graph(graph.clone());
        parser.for_slice(&reply.body).map(|quad| quad.unwrap()).collect()
    }

    /// Sends a test's requests in their order; `path` gives the address that stands for the manifest's, and `see` judges
    /// each answer that has the status and the location that are expected.
    pub(crate) fn converse(
        &self,
        entry: &Entry,
        path: impl Fn(&str) -> String,
        see: impl Fn(&Exchange, &Reply) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut location: Option<(String, String)> = None;
        for exchange in entry.exchanges() {
            let mut asked = path(&exchange.path);
            if let Some((name, value)) = &location {
                asked = asked.replace(name, value);
            }
            let headers: Vec<(&str, &str)> = exchange
                .headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let reply = self
                .client
                .send(&exchange.method, &asked, &headers, &exchange.body);
            let seen = format!("{} {asked}: {} {}", exchange.method, reply.status, reply.text());
            let expected = &exchange.expected;
            if !expected.statuses.iter().any(|status| status.covers(reply.status)) {
                return Err(format!("{seen}; expected {:?}", expected.statuses));
            }
            see(&exchange, &reply).map_err(|why| format!("{seen}; {why}"))?;
            if let Some(name) = &expected.location {
                let value = reply.header("location").to_owned();
                if value.is_empty() {
                    return Err(format!("{seen}; there is no `Location`"));
                }
                location = Some((name.clone(), value));
            }
        }
        Ok(())
    }
}

/// The graph store's address of a graph.
fn address(graph: &GraphName) -> String {
    match graph {
        GraphName::NamedNode(name) => format!("/data?graph={}", mutuelle_tests::encoded(name.as_str())),
        _ => "/data?default".to_owned(),
    }
}
