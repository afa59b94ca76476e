//! Content codings, both ways.

use crate::harness::{GRAPH_PATH, SAMPLE, Server, query_path, request};
use axum::body::Body;
use http::Method;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE};
use http_body_util::BodyExt;
use std::io::{Read, Write};

const ALL: &str = "SELECT * { ?s ?p ?o }";

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let fast = brotli::enc::BrotliEncoderParams {
        quality: 2,
        ..brotli::enc::BrotliEncoderParams::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &fast).unwrap();
    packed
}

#[tokio::test]
async fn an_answer_is_compressed_for_who_asks_for_it_and_says_what_it_depends_on() {
    let server = Server::with_sample();
    let plain = server.query(ALL).await;
    assert!(plain.header("content-encoding").is_empty());
    // Twice: the second one is a kept answer.
    for accepted in ["gzip", "gzip", "zstd", "br"] {
        let asked = request(Method::GET, &query_path(ALL)).header(ACCEPT_ENCODING, accepted);
        let response = server.open(asked.body(Body::empty()).unwrap()).await;
        assert_eq!(
            (
                response.status().as_u16(),
                &response.headers()["content-encoding"]
            ),
            (200, &accepted.parse().unwrap())
        );
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let mut text = String::new();
        match accepted {
            "gzip" => flate2::read::GzDecoder::new(bytes.as_ref())
                .read_to_string(&mut text)
                .unwrap(),
            "zstd" => zstd::Decoder::new(bytes.as_ref())
                .unwrap()
                .read_to_string(&mut text)
                .unwrap(),
            _ => mutuelle_commons::brotli(bytes.as_ref())
                .read_to_string(&mut text)
                .unwrap(),
        };
        assert_eq!(text, plain.body);
    }
    for path in ["/", "/sparql", "/nulle-part", "/health"] {
        let answer = server.get(path).await;
        let vary = answer.header("vary");
        assert!(
            vary.contains("Accept,") && vary.contains("Accept-Encoding"),
            "{path}: {vary}"
        );
    }
    let tiny = request(Method::GET, "/health").header(ACCEPT_ENCODING, "gzip");
    assert!(
        server
            .send(tiny.body(Body::empty()).unwrap())
            .await
            .header("content-encoding")
            .is_empty()
    );
    let head = request(Method::HEAD, &query_path(ALL)).header(ACCEPT_ENCODING, "gzip");
    assert_eq!(server.send(head.body(Body::empty()).unwrap()).await.body, "");
}

#[tokio::test]
async fn a_streamed_answer_arrives_whole_in_every_coding() {
    let server = Server::new();
    server.load_many(20_000);
    let plain = server.query(ALL).await;
    assert!(plain.body.len() > 1 << 20, "it is streamed");
    for accepted in ["gzip", "zstd", "br"] {
        let asked = request(Method::GET, &query_path(ALL)).header(ACCEPT_ENCODING, accepted);
        let response = server.open(asked.body(Body::empty()).unwrap()).await;
        assert_eq!(response.headers()["content-encoding"], accepted);
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        assert!(bytes.len() < plain.body.len() / 4);
        let mut text = String::new();
        match accepted {
            "gzip" => flate2::read::GzDecoder::new(bytes.as_ref())
                .read_to_string(&mut text)
                .unwrap(),
            "zstd" => zstd::Decoder::new(bytes.as_ref())
                .unwrap()
                .read_to_string(&mut text)
                .unwrap(),
            _ => mutuelle_commons::brotli(bytes.as_ref())
                .read_to_string(&mut text)
                .unwrap(),
        };
        assert!(text == plain.body, "{accepted}");
    }
}

#[tokio::test]
async fn bodies_come_compressed_queries_updates_and_rdf() {
    let server = Server::new();
    let packed = [
        ("gzip", gzip as fn(&str) -> Vec<u8>),
        ("zstd", |text| zstd::encode_all(text.as_bytes(), 1).unwrap()),
        ("br", |text| brotli(text.as_bytes())),
    ];
    for (name, pack) in packed {
        let put = server
            .authorised(Method::PUT, GRAPH_PATH)
            .header(CONTENT_TYPE, "text/turtle")
            .header(CONTENT_ENCODING, name);
        let put = server.send(put.body(Body::from(pack(SAMPLE))).unwrap()).await;
        assert!(put.status.is_success(), "{name}: {}", put.body);
        let asked = request(Method::POST, "/sparql")
            .header(CONTENT_TYPE, "application/sparql-query")
            .header(CONTENT_ENCODING, name);
        let asked = server.send(asked.body(Body::from(pack(ALL))).unwrap()).await;
        assert_eq!(asked.status, 200, "{name}: {}", asked.body);
        let update = server
            .authorised(Method::POST, "/update")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(CONTENT_ENCODING, name);
        let update = server
            .send(update.body(Body::from(pack("update=CLEAR+ALL"))).unwrap())
            .await;
        assert_eq!(update.status, 200, "{name}: {}", update.body);
    }
}

#[tokio::test]
async fn a_compressed_text_is_bounded_by_what_it_becomes() {
    let server = Server::with_limits(|limits| limits.text_bytes_max = 1_000);
    for (bytes, status) in [(1_000, 200), (1_001, 413)] {
        let text = format!("{:<bytes$}", "ASK {}");
        for (name, body) in [("gzip", gzip(&text)), ("br", brotli(text.as_bytes()))] {
            let asked = request(Method::POST, "/sparql")
                .header(CONTENT_TYPE, "application/sparql-query")
                .header(CONTENT_ENCODING, name);
            assert!(body.len() < 200);
            let answer = server.send(asked.body(Body::from(body)).unwrap()).await;
            assert_eq!(answer.status.as_u16(), status, "{name}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn a_body_that_grows_as_no_data_do_is_refused() {
    let server = Server::new();
    let spaces = vec![b' '; 64 << 20];
    for (name, bomb) in [
        ("zstd", zstd::encode_all(spaces.as_slice(), 1).unwrap()),
        ("br", brotli(&spaces)),
    ] {
        let put = server
            .authorised(Method::PUT, GRAPH_PATH)
            .header(CONTENT_TYPE, "text/turtle")
            .header(CONTENT_ENCODING, name);
        assert!(bomb.len() < 64 << 10);
        let answer = server.send(put.body(Body::from(bomb)).unwrap()).await;
        assert_eq!(answer.status, 400, "{name}: {}", answer.body);
        assert!(answer.body.contains("inflation_max"), "{name}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_body_that_is_not_the_brotli_that_it_says_is_the_client_s_error() {
    let server = Server::new();
    let whole = brotli(SAMPLE.as_bytes());
    for body in [
        SAMPLE.as_bytes().to_vec(),
        whole[..whole.len() / 2].to_vec(),
        Vec::new(),
    ] {
        let put = server
            .authorised(Method::PUT, GRAPH_PATH)
            .header(CONTENT_TYPE, "text/turtle")
            .header(CONTENT_ENCODING, "br");
        let answer = server.send(put.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.status, 400, "{}", answer.body);
    }
    assert_eq!(server.seq(), 0);
}

#[tokio::test]
async fn a_compressed_graph_has_the_weak_form_of_its_tag() {
    let server = Server::new();
    let lines: String = (0..100).map(|n| format!("<urn:s> <urn:p> {n} .\n")).collect();
    server.write(Method::PUT, GRAPH_PATH, "text/turtle", lines).await;
    let strong = server.get(GRAPH_PATH).await.header("etag").to_owned();
    assert!(strong.starts_with('"'), "{strong}");
    let asked = request(Method::GET, GRAPH_PATH).header(ACCEPT_ENCODING, "gzip");
    let response = server.open(asked.body(Body::empty()).unwrap()).await;
    assert_eq!(response.headers()["etag"], format!("W/{strong}"));
    // It serves a reader that asks again all the same.
    let asked = request(Method::GET, GRAPH_PATH).header("if-none-match", format!("W/{strong}"));
    assert_eq!(server.send(asked.body(Body::empty()).unwrap()).await.status, 304);
}
