//! Text patterns over HTTP.

use crate::harness::*;
use http::Method;

const TEXT: &str =
    "PREFIX text: <http://jena.apache.org/text#> PREFIX search: <https://w3id.org/mutuelle/search#>\n";

#[tokio::test]
async fn words_in_a_query_are_answered_and_the_answer_is_tagged_until_something_changes() {
    let server = Server::with_sample();
    let query = format!(
        "{TEXT}SELECT ?l {{ (?s ?score ?l) text:query (rdfs:label \"forge\" 10 \"lang:fr\") . ?s dct:creator ?c }}"
    );
    let answer = server.query(&query).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let label = &answer.json()["results"]["bindings"][0]["l"];
    assert_eq!(
        (&label["value"], &label["xml:lang"]),
        (&"Ouvrir une forge partagée".into(), &"fr".into())
    );
    let tag = answer.header("etag").to_owned();
    assert!(!tag.is_empty());
    assert_eq!(server.query(&query).await.header("etag"), tag);
    let update =
        format!("{TEXT}INSERT {{ ?s <http://e.test/said> true }} WHERE {{ ?s text:query \"Alice\" }}");
    let update = server
        .write(Method::POST, "/update", "application/sparql-update", update)
        .await;
    assert_eq!(update.status, 200, "{}", update.body);
    assert_eq!(update.json()["quads_added"], 1, "{}", update.body);
    assert_ne!(server.query(&query).await.header("etag"), tag);
    let snippet = server
        .query(&format!(
            "{TEXT}SELECT ?snippet {{ (?s [] ?snippet) search:matches \"jeudi\" }}"
        ))
        .await
        .json();
    let snippet = &snippet["results"]["bindings"][0]["snippet"];
    assert_eq!(
        snippet["value"],
        "La forge est ouverte le &lt;<mark>jeudi</mark>&gt; &amp; le samedi."
    );
}

#[tokio::test]
async fn a_wrong_pattern_is_a_problem_with_its_place() {
    let server = Server::with_sample();
    let answer = server
        .query(&format!("{TEXT}SELECT * {{\n  ?s text:query ()\n}}"))
        .await;
    assert_eq!(answer.problem(), "malformed-text");
    let json = answer.json();
    assert_eq!((&json["line"], &json["column"]), (&3.into(), &6.into()), "{json}");
    assert_eq!(json["excerpt"], "3 |   ?s text:query ()\n  |      ^");
    let answer = server
        .query(&format!("{TEXT}SELECT * {{ ?s text:query \"forge~\" }}"))
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.problem().as_str()),
        (400, "malformed-text")
    );
    assert!(answer.body.contains("fuzzy"), "{}", answer.body);
}

#[tokio::test]
async fn the_service_description_names_the_text_patterns() {
    let server = Server::with_sample();
    let answer = server.get_as("/sparql", "text/turtle").await;
    assert!(answer.body.contains("propertyFeature"), "{}", answer.body);
    assert!(
        answer.body.contains("http://jena.apache.org/text#query"),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn an_explanation_lists_the_text_patterns() {
    let server = Server::with_sample();
    let path = query_path(&format!(
        "{TEXT}SELECT ?s {{ ?s text:query (rdfs:label \"forge\") }}"
    ));
    let json = server.get(&format!("{path}&explain=true")).await.json();
    assert_eq!(json["text_patterns"][0]["rows"], 1, "{json}");
    assert_eq!(json["text_patterns"][0]["texts"], 1, "{json}");
}
