//! The graph store protocol beyond whole graphs in a parameter: graphs at their own addresses, PATCH, conditions, several
//! files in one body.

use crate::harness::{Answer, GRAPH, GRAPH_PATH, OTHER_PATH, SAMPLE, Server, encoded, request};
use axum::body::Body;
use http::Method;
use http::header::{CONTENT_TYPE, IF_MATCH, IF_NONE_MATCH};
use mutuelle_commons::{CommonsOptions, NamedNode, Place};
use mutuelle_server::ServerConfig;
use std::collections::HashMap;
use std::sync::Arc;

const TURTLE: &str = "text/turtle";
const UPDATE: &str = "application/sparql-update";
const PATCH: &str = "application/rdf-patch";
const ONE: &str = "<http://a> <http://b> \"1\" .";
const TWO: &str = "<http://a> <http://b> \"2\" .";
/// The address of [`GRAPH`] itself.
const DIRECT: &str = "/graph/essai";

async fn lines(server: &Server, path: &str) -> Vec<String> {
    let answer = server.get_as(path, "application/n-triples").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let mut lines: Vec<String> = answer.body.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

fn seen(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.problem())
}

async fn bare(server: &Server, method: Method, path: &str) -> Answer {
    server
        .send(server.authorised(method, path).body(Body::empty()).unwrap())
        .await
}

#[tokio::test]
async fn a_graph_is_written_and_read_at_its_own_address() {
    let server = Server::new();
    let made = server
        .write(Method::PUT, DIRECT, TURTLE, "<#a> <http://b> \"1\" .")
        .await;
    assert_eq!((made.status.as_u16(), made.header("location")), (201, GRAPH));
    let expected = [format!("<{GRAPH}#a> <http://b> \"1\" .")];
    assert_eq!(lines(&server, DIRECT).await, expected);
    assert_eq!(lines(&server, GRAPH_PATH).await, expected);
    let head = bare(&server, Method::HEAD, DIRECT).await;
    assert_eq!(
        (
            head.status.as_u16(),
            head.header("etag"),
            head.header("content-type")
        ),
        (200, "\"1-ttl\"", "text/turtle; charset=utf-8")
    );
    server.write(Method::POST, DIRECT, TURTLE, ONE).await;
    assert_eq!(lines(&server, DIRECT).await.len(), 2);
    let deleted = bare(&server, Method::DELETE, DIRECT).await;
    assert_eq!(deleted.json()["quads_removed"], 2);
    assert_eq!(seen(&server.get(DIRECT).await), (404, "not-found".to_owned()));
    assert_eq!(
        seen(&bare(&server, Method::DELETE, DIRECT).await),
        (404, "unknown-graph".to_owned())
    );
}

#[tokio::test]
async fn an_address_of_a_graph_gives_what_put_would_replace_also_where_more_is_known_of_it() {
    let server = Server::with_sample();
    server.load(
        "http://commons.test/graph/licences",
        &format!("<{GRAPH}> <http://www.w3.org/2000/01/rdf-schema#label> \"Essai\"@fr ."),
    );
    let sent = lines(&server, GRAPH_PATH).await;
    assert_eq!(lines(&server, DIRECT).await, sent);
    let page = server.get_as(DIRECT, "text/html").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.body.contains("<h1>Essai</h1>"));
    let described = format!("/resource?iri={}", encoded(GRAPH));
    assert_eq!(lines(&server, &described).await.len(), 1);
}

#[tokio::test]
async fn writing_to_an_address_needs_a_token_and_takes_no_parameters() {
    let server = Server::with_sample();
    let nobody = server.post("/graine/forge", TURTLE, ONE).await;
    assert_eq!(seen(&nobody), (401, "token-missing".to_owned()));
    let strange = server.write(Method::PUT, "/graine/forge?x=1", TURTLE, ONE).await;
    assert_eq!(seen(&strange), (400, "malformed-request".to_owned()));
    let preflight = bare(&server, Method::OPTIONS, DIRECT).await;
    assert_eq!(
        preflight.header("access-control-allow-methods"),
        "GET, HEAD, OPTIONS"
    );
    assert_eq!(server.seq(), 1);
}

#[tokio::test]
async fn what_is_posted_without_a_name_becomes_a_graph_with_a_new_one() {
    let server = Server::new();
    let first = server.write(Method::POST, "/data", TURTLE, ONE).await;
    let second = server.write(Method::POST, "/data", TURTLE, ONE).await;
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
    assert_ne!(first.header("location"), second.header("location"));
    for made in [first, second] {
        let path = made
            .header("location")
            .strip_prefix("http://commons.test")
            .unwrap();
        assert!(path.starts_with("/graph/"));
        assert_eq!(lines(&server, path).await, [ONE]);
    }
    let empty = server.write(Method::POST, "/data", TURTLE, "").await;
    assert_eq!(seen(&empty), (400, "malformed-request".to_owned()));
}

#[tokio::test]
async fn a_put_of_nothing_makes_no_graph() {
    let server = Server::new();
    let nothing = server.write(Method::PUT, GRAPH_PATH, TURTLE, "").await;
    assert_eq!(
        (nothing.status.as_u16(), nothing.json()["created_graph"].as_bool()),
        (200, Some(false))
    );
}

#[tokio::test]
async fn an_update_by_patch_changes_its_graph_and_takes_it_for_the_default_graph() {
    let server = Server::new();
    server.load(GRAPH, ONE);
    server.load("http://commons.test/graph/autre", "<http://a> <http://b> \"9\" .");
    let text = "DELETE { ?s ?p ?o } INSERT { ?s ?p 7 ; <#de> ?n } \
                WHERE { ?s ?p ?o . GRAPH <http://commons.test/graph/autre> { ?s ?p ?n } }";
    for (path, mark) in [(GRAPH_PATH, "\"1\""), (DIRECT, "7")] {
        let before = lines(&server, path).await.join("\n");
        assert!(before.contains(mark), "{before}");
        let answer = server.write(Method::PATCH, path, UPDATE, text).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    let expected = format!("<http://a> <{GRAPH}#de> \"9\" .");
    assert!(lines(&server, GRAPH_PATH).await.contains(&expected));
    assert_eq!(
        lines(&server, OTHER_PATH).await,
        ["<http://a> <http://b> \"9\" ."]
    );
    let made = server
        .write(
            Method::PATCH,
            "/graph/neuf",
            UPDATE,
            "INSERT DATA { <http://a> <http://b> 1 }",
        )
        .await;
    assert_eq!(
        (made.status.as_u16(), made.header("location")),
        (201, "http://commons.test/graph/neuf")
    );
    let cleared = server
        .write(Method::PATCH, GRAPH_PATH, UPDATE, "CLEAR DEFAULT")
        .await;
    assert_eq!(cleared.status, 200);
    assert_eq!(server.get(GRAPH_PATH).await.status, 404);
}

#[tokio::test]
async fn an_update_by_patch_of_the_default_graph_sees_it_alone() {
    let server = Server::with_sample();
    server.write(Method::PUT, "/data?default", TURTLE, ONE).await;
    let text = "DELETE { ?s ?p ?o } INSERT { ?s ?p \"2\" } WHERE { ?s ?p ?o }";
    let answer = server.write(Method::PATCH, "/data?default", UPDATE, text).await;
    assert_eq!(
        (
            answer.json()["quads_added"].as_u64(),
            answer.json()["quads_removed"].as_u64()
        ),
        (Some(1), Some(1))
    );
    assert_eq!(lines(&server, "/data?default").await, [TWO]);
}

#[tokio::test]
async fn a_patch_that_would_change_another_graph_is_422_and_changes_nothing() {
    let server = Server::with_sample();
    server.load("http://commons.test/graph/autre", ONE);
    let seq = server.seq();
    for text in [
        "INSERT DATA { GRAPH <urn:g> { <http://a> <http://b> 1 } }",
        "DELETE DATA { GRAPH <urn:g> { <http://a> <http://b> 1 } }",
        "INSERT DATA { <http://a> <http://b> 1 } ; DELETE WHERE { GRAPH <http://commons.test/graph/autre> { ?s ?p ?o } }",
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "WITH <http://commons.test/graph/autre> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP NAMED",
        "DROP GRAPH <http://commons.test/graph/autre>",
        "CREATE GRAPH <urn:g>",
        "MOVE <http://commons.test/graph/autre> TO <http://commons.test/graph/essai>",
        "COPY DEFAULT TO <http://commons.test/graph/essai>",
    ] {
        let answer = server.write(Method::PATCH, GRAPH_PATH, UPDATE, text).await;
        assert_eq!(seen(&answer), (422, "other-graph".to_owned()), "{text}");
    }
    for (media_type, text, status, slug) in [
        (
            UPDATE,
            "DELETE { ?s ?p ?o } USING <urn:g> WHERE { ?s ?p ?o }",
            400,
            "malformed-request",
        ),
        (UPDATE, "INSERT DATA {", 400, "malformed-text"),
        (UPDATE, "LOAD <http://example.org/>", 403, "operation-refused"),
        (
            PATCH,
            "A <http://a> <http://b> <http://c> <urn:g> .",
            422,
            "other-graph",
        ),
        (PATCH, "A <http://a> <http://b> .", 400, "malformed-text"),
        (TURTLE, ONE, 415, "unsupported-media-type"),
    ] {
        let answer = server.write(Method::PATCH, GRAPH_PATH, media_type, text).await;
        assert_eq!(seen(&answer), (status, slug.to_owned()), "{text}");
    }
    assert_eq!(server.seq(), seq);
}

#[tokio::test]
async fn an_rdf_patch_adds_and_deletes_in_its_order_blank_nodes_by_their_labels() {
    let server = Server::new();
    server.load(GRAPH, "[] <http://b> 1 .");
    let label = lines(&server, GRAPH_PATH).await[0]
        .split(' ')
        .next()
        .unwrap()
        .to_owned();
    let text = format!(
        "TX .\nD {label} <http://b> 1 .\nA {label} <http://b> 2 <{GRAPH}> .\nA <http://x> <http://b> <{label}> .\n\
         TC .\nTX .\nD <http://x> <http://b> {label} .\nTA .\n"
    )
    .replace(" 1 .", " \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .")
    .replace(" 2 <", " \"002\"^^<http://www.w3.org/2001/XMLSchema#integer> <");
    let answer = server.write(Method::PATCH, GRAPH_PATH, PATCH, text).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let receipt = answer.json();
    assert_eq!(
        (
            receipt["quads_added"].as_u64(),
            receipt["quads_removed"].as_u64(),
            receipt["normalised"].as_u64()
        ),
        (Some(2), Some(1), Some(1))
    );
    let mut expected = [
        format!("<http://x> <http://b> {label} ."),
        format!("{label} <http://b> \"2\"^^<http://www.w3.org/2001/XMLSchema#integer> ."),
    ];
    expected.sort();
    assert_eq!(lines(&server, GRAPH_PATH).await, expected);
}

#[tokio::test]
async fn a_change_on_condition_is_made_when_the_graph_is_as_expected_and_412_otherwise() {
    let server = Server::new();
    let send = async |method: Method, condition: (http::HeaderName, &str), body: &'static str| {
        let request = server
            .authorised(method, GRAPH_PATH)
            .header(CONTENT_TYPE, TURTLE)
            .header(condition.0, condition.1);
        server.send(request.body(Body::from(body)).unwrap()).await
    };
    let early = send(Method::PUT, (IF_MATCH, "*"), ONE).await;
    assert_eq!(seen(&early), (412, "precondition-failed".to_owned()));
    let made = send(Method::PUT, (IF_NONE_MATCH, "*"), ONE).await;
    assert_eq!(made.status, 201);
    let twice = send(Method::PUT, (IF_NONE_MATCH, "*"), TWO).await;
    assert_eq!(
        (twice.status.as_u16(), twice.json()["version"].as_u64()),
        (412, Some(1))
    );
    // Another graph changes, and this one's version stays.
    server.write(Method::PUT, OTHER_PATH, TURTLE, ONE).await;
    let tag = server.get(GRAPH_PATH).await.header("etag").to_owned();
    assert_eq!(tag, "\"1-ttl\"");
    let posted = send(Method::POST, (IF_MATCH, tag.as_str()), TWO).await;
    assert_eq!((posted.status.as_u16(), posted.header("etag")), (200, "W/\"3\""));
    for method in [Method::PUT, Method::POST, Method::DELETE] {
        let late = send(method, (IF_MATCH, tag.as_str()), ONE).await;
        assert_eq!(seen(&late), (412, "precondition-failed".to_owned()));
    }
    let stale = server
        .authorised(Method::PATCH, GRAPH_PATH)
        .header(CONTENT_TYPE, UPDATE)
        .header(IF_MATCH, &tag);
    let stale = server
        .send(stale.body(Body::from("CLEAR DEFAULT")).unwrap())
        .await;
    assert_eq!(stale.status, 412);
    assert_eq!(lines(&server, GRAPH_PATH).await, [ONE, TWO]);
    // The receipt's tag serves the next change; an unchanged graph keeps its version.
    let same = send(
        Method::PUT,
        (IF_MATCH, "\"2\", W/\"3\""),
        "<http://a> <http://b> \"1\", \"2\" .",
    )
    .await;
    assert_eq!((same.status.as_u16(), same.header("etag")), (200, "W/\"3\""));
    assert_eq!(send(Method::DELETE, (IF_MATCH, "W/\"3\""), "").await.status, 200);
}

#[tokio::test]
async fn of_several_who_change_on_the_same_condition_one_does() {
    let server = Server::new();
    server.write(Method::PUT, GRAPH_PATH, TURTLE, ONE).await;
    let attempts = (0..8).map(|number| {
        let put = server
            .authorised(Method::PUT, GRAPH_PATH)
            .header(CONTENT_TYPE, TURTLE)
            .header(IF_MATCH, "\"1-ttl\"")
            .body(Body::from(format!("<http://a> <http://b> \"editor {number}\" .")));
        server.send(put.unwrap())
    });
    let answers = futures_util::future::join_all(attempts).await;
    let made = answers.iter().filter(|answer| answer.status == 200).count();
    let refused = answers.iter().filter(|answer| answer.status == 412).count();
    assert_eq!((made, refused, server.seq()), (1, 7, 2));
}

#[tokio::test]
async fn several_files_in_one_body_go_in_together_or_not_at_all() {
    let server = Server::new();
    let media_type = "multipart/form-data; boundary=x";
    let part = |media_type: &str, text: &str| {
        format!(
            "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\nContent-Type: {media_type}\r\n\r\n{text}\r\n"
        )
    };
    let body = |parts: &[String]| format!("{}--x--\r\n", parts.concat());
    let turtle = part(TURTLE, ONE);
    let triples = part("application/n-triples; charset=utf-8", TWO);
    let good = body(&[turtle.clone(), triples]);
    let answer = server
        .write(Method::POST, GRAPH_PATH, media_type, good.clone())
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["quads_added"].as_u64()),
        (201, Some(2))
    );
    assert_eq!(
        server
            .write(Method::POST, "/data", media_type, good.clone())
            .await
            .status,
        201
    );
    let broken = body(&[turtle.clone(), part(TURTLE, "<http://a> <http://b>")]);
    let unknown = body(&[turtle.clone(), part("text/plain", "x")]);
    let unending = good.replace("--x--", "");
    for (body, status) in [
        (broken, 400),
        (unknown, 415),
        (unending, 400),
        ("x".to_owned(), 400),
    ] {
        let answer = server
            .write(Method::POST, OTHER_PATH, media_type, body.clone())
            .await;
        assert_eq!(answer.status.as_u16(), status, "{body}");
    }
    let bare = server
        .write(Method::POST, OTHER_PATH, "multipart/form-data", good.clone())
        .await;
    assert_eq!(seen(&bare), (400, "malformed-request".to_owned()));
    assert_eq!(
        server
            .write(Method::PUT, OTHER_PATH, media_type, good)
            .await
            .status,
        415
    );
    for (count, status) in [(64, 201), (65, 413)] {
        let many = body(&vec![turtle.clone(); count]);
        let answer = server.write(Method::POST, OTHER_PATH, media_type, many).await;
        assert_eq!(answer.status.as_u16(), status);
    }
}

#[tokio::test]
async fn a_refusal_of_what_was_not_read_says_that_the_connection_ends() {
    let server = Server::new();
    let refused = server.post("/sparql", "text/plain", SAMPLE).await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("connection")),
        (415, "close")
    );
    let read = server.post("/sparql", "application/sparql-query", "ASK").await;
    assert_eq!((read.status.as_u16(), read.header("connection")), (400, ""));
    let bodiless = server
        .send(request(Method::PUT, GRAPH_PATH).body(Body::empty()).unwrap())
        .await;
    assert_eq!(
        (bodiless.status.as_u16(), bodiless.header("connection")),
        (401, "")
    );
}

/// What there is to be had of a graph, by `Accept`.
const FORMS: [&str; 7] = [
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/json",
    "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#expanded\"",
    "*/*",
];

#[tokio::test]
async fn a_tag_stands_for_one_body_in_every_form_and_version_with_blank_nodes_too() {
    let server = Server::new();
    let mut bodies: HashMap<String, String> = HashMap::new();
    for version in 0..4 {
        let text = format!(
            "[] <http://b> [ <http://c> {version} , \"texte\"@fr ] . _:a <http://b> _:a , <http://x> ."
        );
        let method = if version == 2 { Method::POST } else { Method::PUT };
        server.write(method, GRAPH_PATH, TURTLE, text).await;
        for path in [GRAPH_PATH, DIRECT] {
            // Twice: what is read again is the same.
            for form in FORMS.iter().chain(&FORMS) {
                let answer = server.get_as(path, form).await;
                let tag = answer.header("etag").to_owned();
                assert!(tag.starts_with('"'), "{tag} is strong: nothing changes meanwhile");
                // JSON-LD called JSON has the same bytes, and may have the same tag (RFC 9110, section 8.8.1).
                let known = bodies.entry(tag.clone()).or_insert_with(|| answer.body.clone());
                assert_eq!(*known, answer.body, "{tag} of {form}");
            }
        }
    }
    // Five forms: Turtle, N-Triples, RDF/XML, and JSON-LD in two.
    assert_eq!(bodies.len(), 4 * 5, "{:?}", bodies.keys());
    // Another base has another context, though the graph and its version are the same.
    let elsewhere = NamedNode::new_unchecked("http://elsewhere.test/");
    let elsewhere = Server::over(
        CommonsOptions::new(Place::Memory, elsewhere),
        ServerConfig::default(),
    );
    let here = Server::new();
    for server in [&here, &elsewhere] {
        server.load(GRAPH, ONE);
    }
    let [here, there] = [
        here.get_as(GRAPH_PATH, FORMS[3]).await,
        elsewhere.get_as(GRAPH_PATH, FORMS[3]).await,
    ];
    assert_ne!(here.body, there.body);
    assert_ne!(here.header("etag"), there.header("etag"));
}

#[tokio::test]
async fn no_strong_tag_has_two_bodies_while_the_graph_changes_all_the_time() {
    let server = Arc::new(Server::new());
    server.load(GRAPH, ONE);
    let writer = {
        let server = Arc::clone(&server);
        std::thread::spawn(move || {
            for number in 0..300 {
                server.load(GRAPH, &format!("<http://a> <http://b> {number} ."));
            }
        })
    };
    let mut bodies: HashMap<String, String> = HashMap::new();
    while !writer.is_finished() {
        let answer = server.get(GRAPH_PATH).await;
        let tag = answer.header("etag").to_owned();
        if tag.starts_with('"') {
            let known = bodies.entry(tag.clone()).or_insert_with(|| answer.body.clone());
            assert_eq!(*known, answer.body, "{tag}");
        }
    }
    writer.join().unwrap();
    let last = server.get(GRAPH_PATH).await;
    assert!(last.header("etag").starts_with('"'), "{}", last.header("etag"));
    assert!(last.body.contains("299"), "{}", last.body);
}
