//! Errors that help, and hints beside answers that are empty.

use crate::harness::*;
use http::Method;

#[tokio::test]
async fn a_query_with_a_mistake_is_told_its_place_its_line_and_what_may_have_been_meant() {
    let server = Server::with_sample();
    let answer = server.query("SELECT * WHERE {\n  ?s skoss:prefLabel ?o\n}").await;
    assert_eq!(answer.problem(), "malformed-text");
    let json = answer.json();
    assert_eq!((&json["line"], &json["column"]), (&2.into(), &6.into()));
    assert_eq!(json["excerpt"], "2 |   ?s skoss:prefLabel ?o\n  |      ^");
    assert_eq!(json["hint"], "did you mean `skos:prefLabel`?");
    let detail = json["detail"].as_str().unwrap();
    assert!(
        detail.contains("the prefix `skoss:` is not declared; did you mean"),
        "{detail}"
    );
    let form = "application/x-www-form-urlencoded";
    let update = server
        .write(Method::POST, "/update", form, "update=INSRT+DATA+%7B%7D")
        .await
        .json();
    assert_eq!(
        (&update["column"], &update["hint"]),
        (&1.into(), &"did you mean `INSERT`?".into()),
        "{update}"
    );
}

#[tokio::test]
async fn data_with_a_mistake_are_told_their_line_and_the_prefix_to_declare() {
    let server = Server::new();
    let put = |body: &'static str| {
        let server = &server;
        async move {
            server
                .write(Method::PUT, GRAPH_PATH, "text/turtle", body)
                .await
                .json()
        }
    };
    let missing = put("<a> <b> \"é\" .\n<a> skos:prefLabel \"x\" .\n").await;
    assert_eq!(missing["line"], 2, "{missing}");
    assert!(
        missing["excerpt"]
            .as_str()
            .unwrap()
            .starts_with("2 | <a> skos:prefLabel \"x\" ."),
        "{missing}"
    );
    assert_eq!(
        missing["hint"],
        "declare it: @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
    );
    let near = put("<a> skoss:prefLabel \"x\" .").await;
    assert!(
        near["hint"].as_str().unwrap().contains("did you mean `skos:`"),
        "{near}"
    );
}

#[tokio::test]
async fn an_empty_answer_says_which_of_its_terms_is_hardly_meant() {
    let server = Server::with_sample();
    let hint = "skos:preferredLabel is not known here; did you mean skos:prefLabel?";
    // Answered at once, from a place of its own, and again: the body stays the standard's.
    for query in [
        "SELECT * { ?s skos:preferredLabel ?o }".to_owned(),
        "ASK { ?s skos:preferredLabel ?o }".to_owned(),
        queued("SELECT * { ?s skos:preferredLabel ?o }"),
        queued("ASK { ?s skos:preferredLabel ?o }"),
        "SELECT * { ?s skos:preferredLabel ?o }".to_owned(),
    ] {
        let answer = server.query(&query).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("mutuelle-hint")),
            (200, hint),
            "{query}"
        );
        let members: Vec<_> = answer.json().as_object().unwrap().keys().cloned().collect();
        assert!(
            members
                .iter()
                .all(|it| ["head", "results", "boolean"].contains(&it.as_str())),
            "{members:?}"
        );
    }
    // Whatever is found, is known, or stands in the data is not doubted.
    server.load(
        "http://commons.test/graph/deux",
        "<urn:a> <http://www.w3.org/2004/02/skos/core#prefLabels> 1 .",
    );
    for query in [
        "SELECT * { ?s rdfs:label ?o OPTIONAL { ?s skos:preferredLabel ?x } }",
        "SELECT * { ?s skos:prefLabel ?o }",
        "SELECT * { ?s skos:prefLabels 'two' }",
        "SELECT * { ?s <http://other.test/prefLable> ?o }",
        "ASK { ?s rdfs:label ?o }",
    ] {
        let answer = server.query(query).await;
        assert!(
            answer.headers.get("mutuelle-hint").is_none(),
            "{query}: {:?}",
            answer.headers
        );
    }
    let path = format!(
        "{}&explain=true",
        query_path("SELECT * { ?s skos:preferredLabel ?o }")
    );
    assert_eq!(server.get(&path).await.json()["hints"][0], hint);
    // A header has no letters beyond ASCII.
    let accented = server.query("SELECT * { ?s dct:créator ?o }").await;
    assert!(
        accented
            .header("mutuelle-hint")
            .starts_with("dct:cr%C3%A9ator is not known"),
        "{:?}",
        accented.headers
    );
}
