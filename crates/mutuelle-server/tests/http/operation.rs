//! Health, readiness, metrics, and what every answer carries.

use crate::harness::{Server, request};
use axum::body::Body;
use http::Method;

#[tokio::test]
async fn a_living_server_says_so_and_a_ready_one_too() {
    let server = Server::with_sample();
    let health = server.get("/health").await;
    assert_eq!(
        (health.status.as_u16(), health.body.as_str()),
        (200, "{\"status\":\"alive\"}")
    );
    let ready = server.get("/ready").await;
    assert_eq!(
        (ready.status.as_u16(), ready.json()["seq"].as_u64()),
        (200, Some(1))
    );
    assert_eq!(ready.json()["index_ready"], true);
}

#[tokio::test]
async fn requests_are_counted_by_route_and_status() {
    let server = Server::with_sample();
    server.query("ASK {}").await;
    server.query("ASK").await;
    server.get("/nulle/part").await;
    server.get("/nulle/part/ailleurs").await;
    let metrics = server.get("/metrics").await;
    assert!(
        metrics
            .header("content-type")
            .starts_with("text/plain; version=0.0.4")
    );
    for expected in [
        "mutuelle_http_requests_total{route=\"/sparql\",method=\"GET\",status=\"200\"} 1",
        "mutuelle_http_requests_total{route=\"/sparql\",method=\"GET\",status=\"400\"} 1",
        "mutuelle_http_requests_total{route=\"resource\",method=\"GET\",status=\"404\"} 2",
        "mutuelle_http_request_duration_seconds_bucket{route=\"/sparql\",le=\"0.001\"}",
        "mutuelle_seq 1",
        "mutuelle_jobs_running{lane=\"queries\"} ",
        "mutuelle_jobs_refused_total{lane=\"queries\"} 0",
    ] {
        assert!(
            metrics.body.contains(expected),
            "{expected} is not in\n{}",
            metrics.body
        );
    }
}

#[tokio::test]
async fn every_answer_forbids_scripts_and_foreign_parts() {
    let server = Server::with_sample();
    for path in ["/", "/sparql", "/nulle-part", "/style.css"] {
        let answer = server
            .send(request(Method::GET, path).body(Body::empty()).unwrap())
            .await;
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'"),
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}
