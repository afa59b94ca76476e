//! What a page of another site may do.

use crate::harness::{GRAPH_PATH, Server, request};
use axum::body::Body;
use http::Method;

#[tokio::test]
async fn reading_is_open_to_every_site_errors_included() {
    let server = Server::with_sample();
    for path in [
        "/sparql",
        "/search?q=forge",
        GRAPH_PATH,
        "/",
        "/nulle-part",
        "/sparql?query=x",
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert!(answer.header("access-control-expose-headers").contains("ETag"));
    }
    let post = server.post("/sparql", "application/sparql-query", "ASK {}").await;
    assert_eq!(post.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn a_preflight_allows_reading_and_not_writing() {
    let server = Server::new();
    for (path, methods) in [
        ("/sparql", "GET, HEAD, POST, QUERY, OPTIONS"),
        ("/search", "GET, HEAD, OPTIONS"),
        ("/data", "GET, HEAD, OPTIONS"),
    ] {
        let preflight = request(Method::OPTIONS, path)
            .header("origin", "https://example.org")
            .header("access-control-request-method", "GET");
        let answer = server.send(preflight.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 204);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("access-control-allow-methods"), methods);
        assert!(
            !answer
                .header("access-control-allow-headers")
                .to_lowercase()
                .contains("authorization")
        );
    }
    let write = server.write(Method::PUT, GRAPH_PATH, "text/turtle", "").await;
    assert_eq!(write.header("access-control-allow-origin"), "");
}
