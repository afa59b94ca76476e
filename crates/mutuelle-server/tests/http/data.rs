//! The graph store protocol.

use crate::harness::{GRAPH_PATH, OTHER_PATH, SAMPLE, Server, request};
use axum::body::Body;
use bytes::Bytes;
use http::Method;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, IF_NONE_MATCH};

const TURTLE: &str = "text/turtle";
const ONE: &str = "<http://a> <http://b> \"1\" .";
const TWO: &str = "<http://a> <http://b> \"2\" .";

async fn lines(server: &Server, path: &str) -> Vec<String> {
    let answer = server.get_as(path, "application/n-triples").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let mut lines: Vec<String> = answer.body.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[tokio::test]
async fn put_makes_a_graph_then_replaces_it_and_post_adds_to_it() {
    let server = Server::new();
    let made = server.write(Method::PUT, GRAPH_PATH, TURTLE, ONE).await;
    assert_eq!(
        (made.status.as_u16(), made.json()["quads_added"].as_u64()),
        (201, Some(1))
    );
    assert_eq!(
        made.header("location"),
        format!("http://commons.test{GRAPH_PATH}")
    );
    let replaced = server.write(Method::PUT, GRAPH_PATH, TURTLE, TWO).await;
    assert_eq!(replaced.status, 200);
    assert_eq!(replaced.json()["quads_removed"], 1);
    assert_eq!(lines(&server, GRAPH_PATH).await, [TWO]);
    let added = server.write(Method::POST, GRAPH_PATH, TURTLE, ONE).await;
    assert_eq!(
        (added.status.as_u16(), added.json()["quads_removed"].as_u64()),
        (200, Some(0))
    );
    assert_eq!(lines(&server, GRAPH_PATH).await, [ONE, TWO]);
    let posted = server.write(Method::POST, OTHER_PATH, TURTLE, ONE).await;
    assert_eq!(posted.status, 201);
}

#[tokio::test]
async fn the_default_graph_is_written_and_read_like_any_other() {
    let server = Server::new();
    assert_eq!(lines(&server, "/data?default").await, Vec::<String>::new());
    let put = server.write(Method::PUT, "/data?default", TURTLE, ONE).await;
    assert!(put.status.is_success());
    assert_eq!(lines(&server, "/data?default").await, [ONE]);
    let deleted = server
        .send(
            server
                .authorised(Method::DELETE, "/data?default")
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    assert_eq!(deleted.json()["quads_removed"], 1);
}

#[tokio::test]
async fn delete_takes_a_graph_away_and_answers_with_the_receipt() {
    let server = Server::with_sample();
    let delete = server
        .authorised(Method::DELETE, GRAPH_PATH)
        .body(Body::empty())
        .unwrap();
    let answer = server.send(delete).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["seq"].as_u64()),
        (200, Some(2))
    );
    assert_eq!(server.get(GRAPH_PATH).await.status, 404);
}

#[tokio::test]
async fn every_accepted_format_is_read() {
    for (media_type, text) in [
        (
            "text/turtle",
            "@prefix e: <http://> . <http://a> <http://b> \"1\" .",
        ),
        ("application/n-triples", ONE),
        ("application/n-quads", ONE),
        ("application/trig", "{ <http://a> <http://b> \"1\" }"),
        (
            "application/rdf+xml",
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"http://\">\
             <rdf:Description rdf:about=\"http://a\"><e:b>1</e:b></rdf:Description></rdf:RDF>",
        ),
        ("application/ld+json", "{\"@id\":\"http://a\",\"http://b\":\"1\"}"),
    ] {
        let server = Server::new();
        let answer = server.write(Method::PUT, GRAPH_PATH, media_type, text).await;
        assert_eq!(answer.status, 201, "{media_type} {}", answer.body);
        assert_eq!(lines(&server, GRAPH_PATH).await, [ONE], "{media_type}");
    }
}

#[tokio::test]
async fn a_graph_s_own_iri_is_the_base_of_relative_iris() {
    let server = Server::new();
    server
        .write(Method::PUT, GRAPH_PATH, TURTLE, "<#a> <http://b> \"1\" .")
        .await;
    assert_eq!(
        lines(&server, GRAPH_PATH).await,
        ["<http://commons.test/graph/essai#a> <http://b> \"1\" ."]
    );
}

#[tokio::test]
async fn a_gzip_body_is_read_and_another_coding_is_415() {
    let server = Server::new();
    // `ONE`, compressed.
    let gzip = gzip(ONE.as_bytes());
    let put = |coding: &str| {
        server
            .authorised(Method::PUT, GRAPH_PATH)
            .header(CONTENT_TYPE, TURTLE)
            .header(CONTENT_ENCODING, coding)
    };
    let answer = server
        .send(put("gzip").body(Body::from(gzip.clone())).unwrap())
        .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(lines(&server, GRAPH_PATH).await, [ONE]);
    let other = server
        .send(put("deflate").body(Body::from(gzip.clone())).unwrap())
        .await;
    assert_eq!(
        (other.status.as_u16(), other.problem().as_str()),
        (415, "unsupported-media-type")
    );
    let plain = server.send(put("gzip").body(Body::from(ONE)).unwrap()).await;
    assert_eq!(
        (plain.status.as_u16(), plain.problem().as_str()),
        (400, "malformed-request")
    );
    let cut = server
        .send(
            put("gzip")
                .body(Body::from(gzip[..gzip.len() - 6].to_vec()))
                .unwrap(),
        )
        .await;
    assert_eq!(cut.status, 400, "{}", cut.body);
    assert_eq!(server.seq(), 1);
}

/// A gzip member with one stored block (RFC 1951, section 3.2.4).
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let mut member = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    member.extend(length.to_le_bytes());
    member.extend((!length).to_le_bytes());
    member.extend(bytes);
    let mut crc = !0_u32;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    member.extend((!crc).to_le_bytes());
    member.extend(u32::from(length).to_le_bytes());
    member
}

#[tokio::test]
async fn a_large_chunked_body_goes_through_a_file_and_arrives_whole() {
    let server = Server::with_limits(|limits| limits.spool_bytes = 1_000);
    let pieces: Vec<Result<Bytes, std::io::Error>> = (0..500)
        .map(|n| Ok(Bytes::from(format!("<http://a> <http://b> \"{n}\" .\n"))))
        .collect();
    let body = Body::from_stream(tokio_stream::iter(pieces));
    let answer = server.write(Method::PUT, GRAPH_PATH, TURTLE, body).await;
    assert_eq!(answer.json()["quads_added"], 500);
}

#[tokio::test]
async fn head_says_what_get_would_without_the_graph() {
    let server = Server::with_sample();
    let head = server
        .send(request(Method::HEAD, GRAPH_PATH).body(Body::empty()).unwrap())
        .await;
    let get = server.get(GRAPH_PATH).await;
    assert_eq!((head.status.as_u16(), head.body.as_str()), (200, ""));
    for name in ["content-type", "etag", "cache-control", "accept-patch"] {
        assert_eq!(head.header(name), get.header(name));
    }
}

#[tokio::test]
async fn a_reader_who_has_the_present_state_gets_304() {
    let server = Server::with_sample();
    let tag = server.get(GRAPH_PATH).await.header("etag").to_owned();
    assert_eq!(tag, "\"1-ttl\"");
    let get = async || {
        let get = request(Method::GET, GRAPH_PATH).header(IF_NONE_MATCH, &tag);
        server.send(get.body(Body::empty()).unwrap()).await
    };
    let known = get().await;
    assert_eq!((known.status.as_u16(), known.body.as_str()), (304, ""));
    server.write(Method::POST, GRAPH_PATH, TURTLE, ONE).await;
    let changed = get().await;
    assert_eq!(
        (changed.status.as_u16(), changed.header("etag")),
        (200, "\"2-ttl\"")
    );
}

#[tokio::test]
async fn what_is_put_twice_is_an_empty_change() {
    let server = Server::new();
    let first = server.write(Method::PUT, GRAPH_PATH, TURTLE, SAMPLE).await.json();
    let second = server.write(Method::PUT, GRAPH_PATH, TURTLE, SAMPLE).await.json();
    assert_eq!(first["seq"], second["seq"]);
    assert_eq!(second["changed"], false);
}

#[tokio::test]
async fn a_text_that_names_graphs_is_refused_where_one_graph_is_addressed() {
    let server = Server::new();
    let quad = "<http://a> <http://b> \"1\" <http://g> .";
    let answer = server
        .write(Method::PUT, GRAPH_PATH, "application/n-quads", quad)
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.problem().as_str()),
        (400, "malformed-text")
    );
    assert_eq!(server.seq(), 0);
}
