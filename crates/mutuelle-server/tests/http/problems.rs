//! The body of each problem that a request can meet, as its client sees it.

use crate::harness::{
    Answer, ENDLESS, GRAPH_PATH, OTHER_PATH, Server, WITHOUT_LICENCE, query_path, queued, request,
};
use axum::body::Body;
use http::Method;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use mutuelle_server::LaneLimits;
use serde_json::Value;

fn body(answer: &Answer) -> Value {
    answer.problem();
    answer.json()
}

#[tokio::test]
async fn each_problem_has_the_body_that_clients_rely_on() {
    let server = Server::with_sample();
    let turtle = async |path, text: &'static str| server.write(Method::PUT, path, "text/turtle", text).await;
    let put = |secret: &str| {
        request(Method::PUT, GRAPH_PATH)
            .header(CONTENT_TYPE, "text/turtle")
            .header(AUTHORIZATION, format!("Bearer {secret}"))
    };
    let seen = [
        ("malformed_request", server.get("/data").await),
        ("malformed_query", server.query("SELECT *\nWHERE { ?s ?p }").await),
        (
            "malformed_turtle",
            turtle(OTHER_PATH, "<http://a> <http://b> .").await,
        ),
        ("not_utf_8", server.get("/sparql?query=%FF").await),
        (
            "token_missing",
            server
                .send(request(Method::PUT, GRAPH_PATH).body(Body::empty()).unwrap())
                .await,
        ),
        (
            "token_unknown",
            server.send(put("mut_00").body(Body::empty()).unwrap()).await,
        ),
        (
            "scope_missing",
            server
                .send(put(&server.reader).body(Body::empty()).unwrap())
                .await,
        ),
        (
            "operation_refused",
            server.query("SELECT * { SERVICE <http://x> { ?s ?p ?o } }").await,
        ),
        ("not_found", server.get("/nulle-part").await),
        ("unknown_graph", server.get(OTHER_PATH).await),
        (
            "method_not_allowed",
            server
                .send(request(Method::PUT, "/sparql").body(Body::empty()).unwrap())
                .await,
        ),
        (
            "not_acceptable",
            server.get_as(&query_path("ASK {}"), "image/png").await,
        ),
        (
            "unsupported_media_type",
            server.post("/sparql", "text/plain", "x").await,
        ),
        ("shape_violation", turtle(OTHER_PATH, WITHOUT_LICENCE).await),
    ];
    for (name, answer) in seen {
        insta::assert_json_snapshot!(name, body(&answer));
    }
    let exists = "CREATE GRAPH <http://commons.test/graph/essai>";
    let exists = server
        .write(Method::POST, "/update", "application/sparql-update", exists)
        .await;
    insta::assert_json_snapshot!("graph_exists", body(&exists));
}

#[tokio::test]
async fn each_limit_has_the_body_that_clients_rely_on() {
    let server = Server::with_limits(|limits| {
        limits.body_bytes_max = 10;
        limits.body_idle_ms = 1;
        limits.queries = LaneLimits {
            running_max: 1,
            waiting_max: 0,
        };
    });
    let large = server
        .write(
            Method::PUT,
            GRAPH_PATH,
            "text/turtle",
            "<http://a> <http://b> 1 .",
        )
        .await;
    insta::assert_json_snapshot!("limit_exceeded", body(&large));
    let never = Body::from_stream(tokio_stream::pending::<Result<bytes::Bytes, std::io::Error>>());
    let stopped = server.write(Method::PUT, GRAPH_PATH, "text/turtle", never).await;
    insta::assert_json_snapshot!("body_timeout", body(&stopped));
    server.load_many(100);
    let occupying = server
        .open(
            request(Method::GET, &query_path(ENDLESS))
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    insta::assert_json_snapshot!("overloaded", body(&server.query(&queued("ASK {}")).await));
    drop(occupying);
    let hasty = Server::with_limits(|limits| limits.deadline_ms = 1);
    hasty.load_many(1_000);
    let late = hasty
        .query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        .await;
    insta::assert_json_snapshot!("deadline_exceeded", body(&late));
}
