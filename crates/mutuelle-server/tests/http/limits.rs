//! Each limit at n and at n + 1.

use crate::harness::{ENDLESS, GRAPH_PATH, Server, encoded, query_path, queued, request};
use axum::body::Body;
use bytes::Bytes;
use http::Method;
use mutuelle_server::LaneLimits;

fn turtle(bytes: usize) -> String {
    let statement = "<http://a> <http://b> \"1\" .";
    format!("{statement}{}", " ".repeat(bytes - statement.len()))
}

#[tokio::test]
async fn an_rdf_body_is_taken_at_its_limit_and_refused_above_it() {
    let server = Server::with_limits(|limits| limits.body_bytes_max = 1_000);
    let over = server
        .write(Method::PUT, GRAPH_PATH, "text/turtle", turtle(1_001))
        .await;
    assert_eq!(
        (over.status.as_u16(), over.problem().as_str()),
        (413, "limit-exceeded")
    );
    assert_eq!(over.json()["limit_name"], "body_bytes_max");
    assert_eq!(
        (over.json()["limit"].as_u64(), over.json()["received"].as_u64()),
        (Some(1_000), Some(1_001))
    );
    assert_eq!(server.seq(), 0);
    let at = server
        .write(Method::PUT, GRAPH_PATH, "text/turtle", turtle(1_000))
        .await;
    assert_eq!(at.status, 201);
}

#[tokio::test]
async fn a_chunked_body_is_counted_too() {
    let server = Server::with_limits(|limits| limits.body_bytes_max = 1_000);
    let chunked = |bytes: usize| {
        let text = turtle(bytes);
        let pieces: Vec<Result<Bytes, std::io::Error>> = text
            .as_bytes()
            .chunks(100)
            .map(|piece| Ok(Bytes::copy_from_slice(piece)))
            .collect();
        Body::from_stream(tokio_stream::iter(pieces))
    };
    let over = server
        .write(Method::PUT, GRAPH_PATH, "text/turtle", chunked(1_001))
        .await;
    assert_eq!(
        (over.status.as_u16(), over.json()["received"].as_u64()),
        (413, Some(1_001))
    );
    let at = server
        .write(Method::PUT, GRAPH_PATH, "text/turtle", chunked(1_000))
        .await;
    assert_eq!(at.status, 201);
}

#[tokio::test]
async fn a_query_body_is_taken_at_its_limit_and_refused_above_it() {
    let server = Server::with_limits(|limits| limits.text_bytes_max = 100);
    for (bytes, expected) in [(100, 200), (101, 413)] {
        let text = format!("{:<bytes$}", "ASK {}");
        let answer = server.post("/sparql", "application/sparql-query", text).await;
        assert_eq!(answer.status.as_u16(), expected);
    }
    for (bytes, expected) in [(100, 200), (101, 413)] {
        let text = format!("{:<bytes$}", "CLEAR ALL");
        let answer = server
            .write(Method::POST, "/update", "application/sparql-update", text)
            .await;
        assert_eq!(answer.status.as_u16(), expected);
    }
    for (bytes, expected) in [(100, 200), (101, 413)] {
        let form = format!("{:+<bytes$}", "query=ASK{}");
        let answer = server
            .post("/sparql", "application/x-www-form-urlencoded", form)
            .await;
        assert_eq!(answer.status.as_u16(), expected);
    }
}

#[tokio::test]
async fn a_full_server_answers_503_at_once_and_serves_again_when_there_is_room() {
    let server = Server::with_limits(|limits| {
        limits.queries = LaneLimits {
            running_max: 1,
            waiting_max: 0,
        }
    });
    server.load_many(100);
    let occupying = server
        .open(
            request(Method::GET, &query_path(ENDLESS))
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    assert_eq!(occupying.status(), 200);
    assert_eq!(
        server.query("ASK {}").await.status,
        200,
        "a simple query needs no place"
    );
    let refused = server.query(&queued("ASK {}")).await;
    assert_eq!(
        (refused.status.as_u16(), refused.problem().as_str()),
        (503, "overloaded")
    );
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    drop(occupying);
    for _ in 0..100_000 {
        if server.query(&queued("ASK {}")).await.status == 200 {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("the place was never given back");
}

#[tokio::test]
async fn as_many_wait_as_may_wait() {
    let server = Server::with_limits(|limits| {
        limits.queries = LaneLimits {
            running_max: 1,
            waiting_max: 1,
        }
    });
    server.load_many(100);
    let occupying = server
        .open(
            request(Method::GET, &query_path(ENDLESS))
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    let text = queued("ASK {}");
    let mut waiting = Box::pin(server.query(&text));
    // Polled once, it waits for the place.
    let first = futures_util::future::poll_immediate(&mut waiting).await;
    assert!(first.is_none());
    assert_eq!(server.query(&queued("ASK {}")).await.status, 503);
    drop(occupying);
    assert_eq!(waiting.await.status, 200);
}

#[tokio::test]
async fn a_query_past_its_deadline_is_504_and_names_the_limit() {
    let server = Server::with_limits(|limits| limits.deadline_ms = 1);
    server.load_many(1_000);
    let count = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    let answer = server.query(count).await;
    assert_eq!(
        (answer.status.as_u16(), answer.problem().as_str()),
        (504, "deadline-exceeded")
    );
    assert_eq!(answer.json()["limit_name"], "deadline_ms");
    assert_eq!(answer.json()["limit"], 1);
}

#[tokio::test]
async fn search_parameters_are_taken_at_their_limits_and_refused_above() {
    let server = Server::with_sample();
    for (path, expected) in [
        ("/search?q=forge&limit=100", 200),
        ("/search?q=forge&limit=101", 400),
        ("/search?q=forge&offset=9900&limit=100", 200),
        ("/search?q=forge&offset=9901&limit=100", 400),
        ("/search?q=forge&offset=10001", 400),
        ("/search?q=forge&limit=-1", 400),
        ("/search?q=forge&limit=ten", 400),
        ("/search?q=forge&type=pas%20un%20iri", 400),
        ("/search?q=forge&graph=relatif", 400),
        ("/search?q=forge&lang=f%20r", 400),
        ("/search?q=forge&q=jardin", 400),
        ("/search", 400),
    ] {
        assert_eq!(
            server.get_as(path, "application/json").await.status.as_u16(),
            expected,
            "{path}"
        );
    }
    let words = |chars: usize| format!("/search?q={}", encoded(&"a".repeat(chars)));
    assert_eq!(server.get(&words(2_000)).await.status, 200);
    assert_eq!(server.get(&words(2_001)).await.status, 400);
}
