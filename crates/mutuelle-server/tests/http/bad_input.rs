//! What must be refused is refused with its problem, and nothing is written.

use crate::harness::{GRAPH_PATH, OTHER_PATH, SAMPLE, Server, WITHOUT_LICENCE, encoded, request};
use axum::body::Body;
use http::Method;
use http::header::{AUTHORIZATION, CONTENT_TYPE};

/// Sends a write that must be refused, and checks that the commons stayed as it was.
async fn refused(
    media_type: &str,
    path: &str,
    body: impl Into<Body>,
    status: u16,
    slug: &str,
) -> crate::harness::Answer {
    let server = Server::with_sample();
    let seq = server.seq();
    let method = if path.starts_with("/data") {
        Method::PUT
    } else {
        Method::POST
    };
    let answer = server.write(method, path, media_type, body).await;
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.problem(), slug);
    assert_eq!(server.seq(), seq);
    answer
}

#[tokio::test]
async fn an_unknown_media_type_is_415_and_the_accepted_ones_are_listed() {
    for path in [GRAPH_PATH, "/update", "/sparql"] {
        let answer = refused("text/plain", path, "x", 415, "unsupported-media-type").await;
        assert!(!answer.json()["accepted"].as_array().unwrap().is_empty());
    }
    let server = Server::with_sample();
    let nameless = server
        .authorised(Method::PUT, GRAPH_PATH)
        .body(Body::from(SAMPLE))
        .unwrap();
    assert_eq!(server.send(nameless).await.problem(), "unsupported-media-type");
    assert_eq!(server.seq(), 1);
}

#[tokio::test]
async fn what_cannot_be_had_is_406_and_what_can_is_listed() {
    let server = Server::with_sample();
    let select = format!("/sparql?query={}", encoded("SELECT * {}"));
    for path in [select.as_str(), "/sparql", GRAPH_PATH, "/search?q=forge"] {
        let answer = server.get_as(path, "image/png").await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (406, "not-acceptable"),
            "{path}"
        );
        assert!(!answer.json()["offered"].as_array().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_malformed_query_is_400_with_its_place() {
    let server = Server::with_sample();
    let answer = server.query("SELECT *\nWHERE { ?s ?p }").await;
    assert_eq!(
        (answer.status.as_u16(), answer.problem().as_str()),
        (400, "malformed-text")
    );
    assert_eq!(answer.json()["line"], 2);
    assert!(answer.json()["column"].as_u64().unwrap() > 1);
}

#[tokio::test]
async fn a_malformed_update_is_400_with_its_place() {
    let answer = refused(
        "application/sparql-update",
        "/update",
        "INSERT DATA {\n <a> <b> }",
        400,
        "malformed-text",
    )
    .await;
    assert_eq!(answer.json()["line"], 2);
}

#[tokio::test]
async fn an_error_on_the_last_line_of_a_turtle_file_names_line_and_column_and_changes_nothing() {
    let mut turtle = "<http://example.org/a> <http://example.org/b> \"c\" .\n".repeat(1_000);
    turtle.push_str("<http://example.org/a> <http://example.org/b> .\n");
    let answer = refused("text/turtle", OTHER_PATH, turtle, 400, "malformed-text").await;
    assert_eq!(answer.json()["line"], 1_001);
    assert!(answer.json()["column"].as_u64().is_some());
}

#[tokio::test]
async fn every_rdf_format_is_refused_when_it_is_malformed() {
    for (media_type, text) in [
        ("text/turtle", "<a> <b>"),
        ("application/n-triples", "<http://a> <http://b>"),
        ("application/n-quads", "<http://a> <http://b>"),
        ("application/trig", "{ <http://a> <http://b>"),
        ("application/rdf+xml", "<rdf:RDF>"),
        ("application/ld+json", "{"),
    ] {
        refused(media_type, OTHER_PATH, text, 400, "malformed-text").await;
    }
}

#[tokio::test]
async fn bytes_that_are_not_utf_8_are_400_with_their_place() {
    let server = Server::with_sample();
    let answer = server.get("/sparql?query=SELECT%20*%0A%7B%FF%7D").await;
    assert_eq!(
        (answer.status.as_u16(), answer.problem().as_str()),
        (400, "not-utf-8")
    );
    assert_eq!(
        (answer.json()["line"].as_u64(), answer.json()["column"].as_u64()),
        (Some(2), Some(2))
    );
    let body = b"INSERT DATA { <http://a> <http://b> \"\xff\" }".to_vec();
    refused("application/sparql-update", "/update", body, 400, "not-utf-8").await;
    let turtle = b"<http://a> <http://b> \"\xff\" .".to_vec();
    refused("text/turtle", OTHER_PATH, turtle, 400, "malformed-text").await;
}

#[tokio::test]
async fn a_shape_violation_is_422_with_the_report() {
    let answer = refused("text/turtle", OTHER_PATH, WITHOUT_LICENCE, 422, "shape-violation").await;
    let body = answer.json();
    let violations = body["violations"].as_array().unwrap();
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0]["focus"], "<http://commons.test/graine/sans>");
    assert_eq!(violations[0]["path"], "<http://purl.org/dc/terms/license>");
    assert!(violations[0]["message"].as_str().unwrap().contains("licence"));
    let update = format!(
        "PREFIX dct: <http://purl.org/dc/terms/> DELETE WHERE {{ GRAPH ?g {{ <{}> dct:license ?l }} }}",
        "http://commons.test/graine/forge"
    );
    refused(
        "application/sparql-update",
        "/update",
        update,
        422,
        "shape-violation",
    )
    .await;
}

#[tokio::test]
async fn a_client_that_likes_rdf_gets_the_shacl_report_as_a_graph() {
    let server = Server::with_sample();
    let put = server
        .authorised(Method::PUT, OTHER_PATH)
        .header(CONTENT_TYPE, "text/turtle");
    let answer = server
        .send(
            put.header("accept", "text/turtle")
                .body(Body::from(WITHOUT_LICENCE))
                .unwrap(),
        )
        .await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.header("content-type"), "text/turtle; charset=utf-8");
    for expected in [
        "ValidationReport",
        "MinCountConstraintComponent",
        "<http://commons.test/graine/sans>",
    ] {
        assert!(answer.body.contains(expected), "{}", answer.body);
    }
    assert_eq!(server.seq(), 1);
}

#[tokio::test]
async fn a_write_without_a_token_is_401() {
    let server = Server::with_sample();
    for (method, path) in [
        (Method::PUT, GRAPH_PATH),
        (Method::POST, GRAPH_PATH),
        (Method::DELETE, GRAPH_PATH),
        (Method::POST, "/update"),
    ] {
        for scheme in [None, Some("Basic YWxpY2U6"), Some("Bearer"), Some("")] {
            let mut sent = request(method.clone(), path).header(CONTENT_TYPE, "text/turtle");
            if let Some(scheme) = scheme {
                sent = sent.header(AUTHORIZATION, scheme);
            }
            let answer = server.send(sent.body(Body::from(SAMPLE)).unwrap()).await;
            assert_eq!(
                (answer.status.as_u16(), answer.problem().as_str()),
                (401, "token-missing"),
                "{method} {path}"
            );
            assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"mutuelle\"");
        }
    }
    assert_eq!(server.seq(), 1);
}

#[tokio::test]
async fn a_wrong_or_revoked_token_is_401_and_one_that_may_only_read_is_403() {
    let server = Server::with_sample();
    let sent = async |secret: &str| {
        let put = request(Method::PUT, GRAPH_PATH)
            .header(CONTENT_TYPE, "text/turtle")
            .header(AUTHORIZATION, format!("Bearer {secret}"));
        server.send(put.body(Body::from(SAMPLE)).unwrap()).await
    };
    let wrong = sent("mut_00").await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.problem().as_str()),
        (401, "token-unknown")
    );
    assert!(wrong.header("www-authenticate").contains("invalid_token"));
    let reader = sent(&server.reader).await;
    assert_eq!(
        (reader.status.as_u16(), reader.problem().as_str()),
        (403, "scope-missing")
    );
    assert!(sent(&server.writer).await.status.is_success());
    let id = server.tokens.find(&server.writer).unwrap().unwrap().id;
    server.tokens.revoke(&id).unwrap();
    assert_eq!(sent(&server.writer).await.problem(), "token-unknown");
    assert_eq!(server.seq(), 1);
}

#[tokio::test]
async fn a_token_is_checked_before_the_body_is_read() {
    let server = Server::new();
    let never = Body::from_stream(tokio_stream::pending::<Result<bytes::Bytes, std::io::Error>>());
    let put = request(Method::PUT, GRAPH_PATH)
        .header(CONTENT_TYPE, "text/turtle")
        .body(never)
        .unwrap();
    assert_eq!(server.send(put).await.status, 401);
}

#[tokio::test]
async fn an_unknown_graph_is_404() {
    let server = Server::with_sample();
    for method in [Method::GET, Method::DELETE] {
        let answer = server
            .send(server.authorised(method, OTHER_PATH).body(Body::empty()).unwrap())
            .await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (404, "unknown-graph")
        );
        assert_eq!(answer.json()["graph"], "http://commons.test/graph/autre");
    }
    let head = server
        .send(request(Method::HEAD, OTHER_PATH).body(Body::empty()).unwrap())
        .await;
    assert_eq!((head.status.as_u16(), head.body.as_str()), (404, ""));
    assert_eq!(server.seq(), 1);
}

#[tokio::test]
async fn service_and_load_reach_no_other_machine() {
    let server = Server::with_sample();
    let answer = server
        .query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.problem().as_str()),
        (403, "operation-refused"),
        "{}",
        answer.body
    );
    let load = "LOAD <http://127.0.0.1:1/a.ttl>";
    refused(
        "application/sparql-update",
        "/update",
        load,
        403,
        "operation-refused",
    )
    .await;
}

#[tokio::test]
async fn a_method_that_an_address_has_not_is_405_with_those_it_has() {
    let server = Server::new();
    for (method, path, allowed) in [
        (Method::PUT, "/sparql", "GET,HEAD,POST,QUERY,OPTIONS"),
        (Method::GET, "/update", "POST"),
        (
            Method::TRACE,
            GRAPH_PATH,
            "GET,HEAD,PUT,POST,PATCH,DELETE,OPTIONS",
        ),
        (
            Method::TRACE,
            "/graph/essai",
            "GET,HEAD,PUT,POST,PATCH,DELETE,OPTIONS",
        ),
        (Method::POST, "/search", "GET,HEAD,OPTIONS"),
    ] {
        let answer = server
            .send(request(method.clone(), path).body(Body::empty()).unwrap())
            .await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (405, "method-not-allowed"),
            "{method} {path}"
        );
        let mut allow: Vec<&str> = answer.header("allow").split(',').map(str::trim).collect();
        let mut expected: Vec<&str> = allowed.split(',').collect();
        allow.sort_unstable();
        expected.sort_unstable();
        assert_eq!(allow, expected, "{method} {path}");
    }
}

#[tokio::test]
async fn a_graph_must_be_named_in_exactly_one_way() {
    for path in [
        "/data",
        "/data?graph=http%3A%2F%2Fa&default",
        "/data?graph=relative",
        "/data?graph=http%3A%2F%2Fa&graph=http%3A%2F%2Fb",
    ] {
        let answer = refused("text/turtle", path, SAMPLE, 400, "malformed-request").await;
        assert!(answer.json()["detail"].as_str().unwrap().contains("graph"));
        assert_eq!(Server::new().get(path).await.status, 400);
    }
}
