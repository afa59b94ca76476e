//! Words to entities.

use crate::harness::{GRAPH, Server, encoded};

#[tokio::test]
async fn words_are_found_with_and_without_accents() {
    let server = Server::with_sample();
    for words in [
        "forge partagée",
        "forges partagees",
        "La Villette",
        "jardin",
        "\"forge partagée\"",
    ] {
        let answer = server.get(&format!("/search?q={}", encoded(words))).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(answer.json()["total"].as_u64().unwrap() >= 1, "{words}");
    }
    assert_eq!(server.get("/search?q=introuvable").await.json()["total"], 0);
}

#[tokio::test]
async fn the_answer_has_its_documented_shape() {
    let server = Server::with_sample();
    let answer = server
        .get("/search?q=forge&type=mut:KnowledgeSeed&lang=fr&limit=5")
        .await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("etag"), "W/\"1\"");
    let mut body = answer.json();
    assert!(body["hits"][0]["score"].as_f64().unwrap() > 0.0);
    body["hits"][0]["score"] = "positive".into();
    insta::assert_json_snapshot!(body);
}

#[tokio::test]
async fn a_write_is_found_at_once() {
    let server = Server::with_sample();
    server.load(
        "http://commons.test/graph/autre",
        "<http://commons.test/x> <http://www.w3.org/2000/01/rdf-schema#label> \"Four à pain\"@fr .",
    );
    let body = server.get("/search?q=pain").await.json();
    assert_eq!((body["total"].as_u64(), body["seq"].as_u64()), (Some(1), Some(2)));
    assert_eq!(body["hits"][0]["iri"], "http://commons.test/x");
}

#[tokio::test]
async fn hits_are_filtered_by_type_language_and_graph() {
    let server = Server::with_sample();
    for (filter, expected) in [
        ("type=mut:KnowledgeSeed".to_owned(), true),
        (
            "type=https%3A%2F%2Fw3id.org%2Fmutuelle%2Fns%23Person".to_owned(),
            false,
        ),
        ("lang=en".to_owned(), true),
        ("lang=de".to_owned(), false),
        (format!("graph={}", encoded(GRAPH)), true),
        ("graph=urn%3Anone".to_owned(), false),
    ] {
        let body = server.get(&format!("/search?q=forge&{filter}")).await.json();
        assert_eq!(body["total"].as_u64().unwrap() > 0, expected, "{filter}");
    }
}

#[tokio::test]
async fn a_browser_gets_a_page_with_marked_words_and_nothing_unescaped() {
    let server = Server::with_sample();
    let page = server.get_as("/search?q=forge", "text/html").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.body.contains("<mark>"), "{}", page.body);
    assert!(page.body.contains("href=\"/graine/forge\""));
    assert!(!page.body.contains("<jeudi>"));
    let hostile = server
        .get_as(
            &format!("/search?q={}", encoded("\"><script>alert(1)</script>")),
            "text/html",
        )
        .await;
    assert!(!hostile.body.contains("<script"), "{}", hostile.body);
    let blank = server.get_as("/search", "text/html").await;
    assert_eq!(blank.status, 200);
}
