//! `/prefixes`, and queries that use what it lists.

use crate::harness::*;

#[tokio::test]
async fn the_prefixes_can_be_had_in_the_forms_that_people_paste() {
    let server = Server::with_sample();
    let json = server.get("/prefixes").await.json();
    assert_eq!(json["base"], BASE);
    assert_eq!(json["prefixes"]["mut"], "https://w3id.org/mutuelle/ns#");
    for (accept, line) in [
        (
            "text/turtle",
            "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        ),
        (
            "application/sparql-query",
            "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>",
        ),
    ] {
        let text = server.get_as("/prefixes", accept).await.body;
        assert!(text.lines().any(|it| it == line), "{text}");
    }
    let context = server.get("/prefixes?format=jsonld").await.json();
    assert_eq!(context["@context"]["@base"], BASE);
    assert_eq!(server.get("/prefixes?format=yaml").await.status, 400);
    // What was pasted is understood: as the beginning of a query, and as the beginning of data.
    let declared = server.get("/prefixes?format=rq").await.body;
    let asked = server
        .query(&format!(
            "{declared} ASK {{ <graine/forge> a mut:KnowledgeSeed }}"
        ))
        .await;
    assert_eq!(asked.json()["boolean"], true, "{}", asked.body);
    let turtle = server.get("/prefixes?format=ttl").await.body;
    server.load(
        "http://commons.test/graph/colle",
        &format!("{turtle} <a> skos:note \"collé\"@fr ."),
    );
}

#[tokio::test]
async fn a_query_or_an_update_may_use_the_prefixes_without_declaring_them_and_its_own_win() {
    let server = Server::with_sample();
    for (query, expected) in [
        ("ASK { ?s a mut:KnowledgeSeed ; dct:creator ?who }", true),
        (
            "PREFIX mut: <http://other.test/> ASK { ?s a mut:KnowledgeSeed }",
            false,
        ),
        (
            "PREFIX mienne: <https://w3id.org/mutuelle/ns#> ASK { ?s a mienne:KnowledgeSeed }",
            true,
        ),
    ] {
        assert_eq!(server.query(query).await.json()["boolean"], expected, "{query}");
    }
    let update = "INSERT DATA { GRAPH <graph/notes> { <graine/forge> skos:note \"vue\"@fr } }";
    let written = server
        .write(http::Method::POST, "/update", "application/sparql-update", update)
        .await;
    assert_eq!(written.status, 200, "{}", written.body);
    let asked = server
        .query("ASK { ?s <http://www.w3.org/2004/02/skos/core#note> ?n }")
        .await;
    assert_eq!(asked.json()["boolean"], true);
}
