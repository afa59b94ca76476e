//! What the default graph is: the union of all graphs, or the unnamed one.

use crate::harness::{BASE, Server, encoded};
use http::Method;
use mutuelle_commons::{CommonsOptions, DefaultGraph, NamedNode, Place};
use mutuelle_server::ServerConfig;

const DATA: &str = "INSERT DATA { <http://a> <http://b> 1 GRAPH <http://g> { <http://a> <http://b> 2 } }";

async fn server(default_graph: DefaultGraph) -> Server {
    let config = ServerConfig {
        default_graph,
        ..ServerConfig::default()
    };
    let server = Server::over(
        CommonsOptions::new(Place::Memory, NamedNode::new_unchecked(BASE)),
        config,
    );
    assert_eq!(update(&server, DATA, "").await, 2);
    server
}

async fn update(server: &Server, text: &str, parameters: &str) -> u64 {
    let path = format!("/update{parameters}");
    let answer = server
        .write(Method::POST, &path, "application/sparql-update", text.to_owned())
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["quads_added"].as_u64().unwrap()
}

async fn count(server: &Server, text: &str, parameters: &str) -> usize {
    let path = format!("/sparql?query={}&format=csv{parameters}", encoded(text));
    let answer = server.get(&path).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body.lines().count() - 1
}

#[tokio::test]
async fn the_server_says_what_the_default_graph_is_and_a_request_says_otherwise() {
    let all = "SELECT * { ?s ?p ?o }";
    let (union, strict) = (
        server(DefaultGraph::Union).await,
        server(DefaultGraph::Strict).await,
    );
    for (server, own, feature) in [(&union, 2, true), (&strict, 1, false)] {
        assert_eq!(count(server, all, "").await, own);
        assert_eq!(count(server, all, "&default-graph=union").await, 2);
        assert_eq!(count(server, all, "&default-graph=strict").await, 1);
        // Graphs that are named are not in doubt.
        assert_eq!(count(server, "SELECT * { GRAPH ?g { ?s ?p ?o } }", "").await, 1);
        assert_eq!(
            count(
                server,
                "SELECT * FROM <http://g> { ?s ?p ?o }",
                "&default-graph=strict"
            )
            .await,
            1
        );
        assert_eq!(
            count(
                server,
                all,
                "&default-graph-uri=http%3A%2F%2Fg&default-graph=union"
            )
            .await,
            1
        );
        let description = server.get_as("/sparql", "application/n-triples").await;
        assert_eq!(
            description.body.contains("UnionDefaultGraph"),
            feature,
            "{}",
            description.body
        );
        assert_eq!(
            server
                .get("/sparql?query=ASK%7B%7D&default-graph=both")
                .await
                .status,
            400
        );
    }
}

#[tokio::test]
async fn updates_see_the_same_default_graph_as_queries() {
    let insert = |name: &str| format!("INSERT {{ ?s <http://{name}> ?o }} WHERE {{ ?s <http://b> ?o }}");
    let (union, strict) = (
        server(DefaultGraph::Union).await,
        server(DefaultGraph::Strict).await,
    );
    assert_eq!(update(&union, &insert("c"), "").await, 2);
    assert_eq!(update(&strict, &insert("c"), "").await, 1);
    assert_eq!(update(&union, &insert("d"), "?default-graph=strict").await, 1);
    assert_eq!(update(&strict, &insert("d"), "?default-graph=union").await, 2);
}
