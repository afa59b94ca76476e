//! The protocol's query operation.

use crate::harness::{GRAPH, Server, encoded, query_path, queued, request};
use axum::body::Body;
use http::Method;
use http::header::CONTENT_TYPE;
use serde_json::Value;

const FORM: &str = "application/x-www-form-urlencoded";
const QUERY: &str = "application/sparql-query";
const UPDATE: &str = "application/sparql-update";
const COUNT: &str = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }";

fn count(body: &Value) -> &str {
    body["results"]["bindings"][0]["n"]["value"].as_str().unwrap()
}

#[tokio::test]
async fn a_query_is_taken_from_the_address_a_form_or_the_body() {
    let server = Server::with_sample();
    let quads = server.commons.status().unwrap().quads.to_string();
    let by_get = server.query(COUNT).await;
    assert_eq!(count(&by_get.json()), quads);
    let by_form = server
        .post("/sparql", FORM, format!("query={}&x=1", encoded(COUNT)))
        .await;
    assert_eq!(count(&by_form.json()), quads);
    let by_body = server
        .post("/sparql", "application/sparql-query; charset=UTF-8", COUNT)
        .await;
    assert_eq!(count(&by_body.json()), quads);
}

#[tokio::test]
async fn the_default_graph_is_the_union_of_all_and_shows_a_triple_once() {
    let server = Server::with_sample();
    let before = count(&server.query(COUNT).await.json()).to_owned();
    let turtle = "<http://commons.test/acteur/alice> a <https://w3id.org/mutuelle/ns#Person> .";
    server.load("http://commons.test/graph/autre", turtle);
    assert_eq!(count(&server.query(COUNT).await.json()), before);
    assert_eq!(
        count(
            &server
                .query("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
                .await
                .json()
        ),
        "2"
    );
}

#[tokio::test]
async fn the_protocol_dataset_is_heeded_in_all_three_ways() {
    let server = Server::with_sample();
    let graph = encoded(GRAPH);
    let none = encoded("http://commons.test/graph/vide");
    let in_named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }";
    for (query, parameter, expected_some) in [
        (COUNT, format!("default-graph-uri={graph}"), true),
        (COUNT, format!("default-graph-uri={none}"), false),
        (COUNT, format!("named-graph-uri={graph}"), false),
        (
            in_named,
            format!("named-graph-uri={none}&named-graph-uri={graph}"),
            true,
        ),
        (in_named, format!("default-graph-uri={graph}"), false),
    ] {
        let by_get = server
            .get(&format!("{}&{parameter}", query_path(query)))
            .await
            .json();
        let by_form = server
            .post("/sparql", FORM, format!("query={}&{parameter}", encoded(query)))
            .await
            .json();
        let by_body = server
            .post(&format!("/sparql?{parameter}"), QUERY, query.to_owned())
            .await
            .json();
        for answer in [by_get, by_form, by_body] {
            assert_eq!(count(&answer) != "0", expected_some, "{query} {parameter}");
        }
    }
    let relative = server
        .get(&format!("{}&default-graph-uri=x", query_path(COUNT)))
        .await;
    assert_eq!(relative.problem(), "malformed-request");
}

#[tokio::test]
async fn relative_iris_are_resolved_against_the_base() {
    let server = Server::with_sample();
    let answer = server.query("ASK { <acteur/alice> a ?c }").await;
    assert_eq!(answer.json()["boolean"], true);
}

#[tokio::test]
async fn protocol_violations_are_400() {
    let server = Server::new();
    let ask = encoded("ASK {}");
    for path in [
        format!("/sparql?query={ask}&query={ask}"),
        format!("/sparql?update={}", encoded("CLEAR ALL")),
        format!("/sparql?query={ask}&update=x"),
    ] {
        let answer = server.get(&path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (400, "malformed-request"),
            "{path}"
        );
    }
    for (path, media_type, body) in [
        ("/sparql".to_owned(), FORM, format!("query={ask}&query={ask}")),
        ("/sparql".to_owned(), FORM, "x=1".to_owned()),
        ("/sparql".to_owned(), FORM, format!("query={ask}&update=x")),
        ("/sparql?update=x".to_owned(), QUERY, "ASK {}".to_owned()),
        (
            "/sparql?using-graph-uri=urn:g".to_owned(),
            QUERY,
            "ASK {}".to_owned(),
        ),
        (format!("/sparql?query={ask}"), QUERY, "ASK {}".to_owned()),
        (format!("/sparql?query={ask}"), FORM, format!("query={ask}")),
    ] {
        let answer = server.post(&path, media_type, body.clone()).await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (400, "malformed-request"),
            "{path} {body}"
        );
    }
}

#[tokio::test]
async fn a_form_s_dataset_may_stand_in_the_address() {
    let server = Server::with_sample();
    let path = format!(
        "/sparql?default-graph-uri={}",
        encoded("http://commons.test/graph/vide")
    );
    let answer = server
        .post(&path, FORM, format!("query={}", encoded(COUNT)))
        .await;
    assert_eq!(count(&answer.json()), "0");
    let twice = format!("{path}&infer=true");
    let twice = server.post(&twice, FORM, format!("query={}&infer=false", encoded(COUNT)));
    assert_eq!(twice.await.problem(), "malformed-request");
}

#[tokio::test]
async fn a_client_that_knows_one_address_sends_its_updates_there_with_its_token() {
    let server = Server::with_sample();
    let insert = "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }";
    let form = format!("update={}", encoded(insert));
    for (media_type, body) in [(UPDATE, insert.to_owned()), (FORM, form.clone())] {
        let refused = server.post("/sparql", media_type, body).await;
        assert_eq!(
            (refused.status.as_u16(), refused.problem().as_str()),
            (401, "token-missing")
        );
    }
    assert_eq!(server.seq(), 1);
    let receipt = server.write(Method::POST, "/sparql", UPDATE, insert).await;
    assert_eq!(
        (receipt.status.as_u16(), receipt.json()["quads_added"].as_u64()),
        (200, Some(1))
    );
    let receipt = server.write(Method::POST, "/sparql", FORM, form).await;
    assert_eq!(
        (receipt.status.as_u16(), receipt.json()["changed"].as_bool()),
        (200, Some(false))
    );
}

#[tokio::test]
async fn the_method_query_carries_a_query_in_its_body_and_nothing_else() {
    let server = Server::with_sample();
    let query = Method::from_bytes(b"QUERY").unwrap();
    let send = async |path: &str, media_type: &str, body: String| {
        let request = request(query.clone(), path).header(CONTENT_TYPE, media_type);
        server.send(request.body(Body::from(body)).unwrap()).await
    };
    let quads = server.commons.status().unwrap().quads.to_string();
    let bare = send("/sparql", QUERY, COUNT.to_owned()).await;
    assert_eq!((bare.status.as_u16(), count(&bare.json())), (200, quads.as_str()));
    assert_eq!(bare.header("access-control-allow-origin"), "*");
    let graph = encoded("http://commons.test/graph/vide");
    let form = format!("query={}&default-graph-uri={graph}", encoded(COUNT));
    assert_eq!(count(&send("/sparql", FORM, form).await.json()), "0");
    let update = server
        .authorised(query.clone(), "/sparql")
        .header(CONTENT_TYPE, UPDATE);
    let update = server.send(update.body(Body::from("CLEAR ALL")).unwrap()).await;
    assert_eq!((update.status.as_u16(), server.seq()), (415, 1));
    let other = server
        .send(request(Method::PUT, "/sparql").body(Body::empty()).unwrap())
        .await;
    assert_eq!(
        (other.status.as_u16(), other.header("allow")),
        (405, "GET, HEAD, POST, QUERY, OPTIONS")
    );
    let described = server.get("/sparql").await;
    assert!(described.header("accept-query").contains(QUERY));
}

#[tokio::test]
async fn csv_follows_rfc_4180() {
    let server = Server::new();
    server.load(
        GRAPH,
        "<http://a> <http://b> \"\"\"l'un, \"l'autre\"\nici\"\"\" .",
    );
    let answer = server
        .get_as(&query_path("SELECT ?o { ?s ?p ?o }"), "text/csv")
        .await;
    assert_eq!(answer.body, "o\r\n\"l'un, \"\"l'autre\"\"\nici\"\r\n");
}

#[tokio::test]
async fn deep_queries_are_refused_and_the_server_goes_on() {
    let server = Server::with_sample();
    for text in [
        format!("ASK {}{}", "{".repeat(100_000), "}".repeat(100_000)),
        format!(
            "ASK {{ FILTER({}1{}) }}",
            "(".repeat(100_000),
            ")".repeat(100_000)
        ),
    ] {
        let answer = server.post("/sparql", QUERY, text).await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (413, "limit-exceeded")
        );
    }
    assert_eq!(server.query("ASK {}").await.status, 200);
}

#[tokio::test]
async fn long_flat_queries_are_answered_or_refused_and_the_server_goes_on() {
    let binds = (0..2_000).fold(String::new(), |text, n| text + &format!("BIND({n} AS ?v{n}) "));
    for text in [
        format!("ASK {{ FILTER(true{}) }}", " || true".repeat(10_000)),
        format!("ASK {{ {} }}", "?s ?p ?o . ".repeat(60)),
        format!("ASK {{ {{}} {} }}", "UNION {}".repeat(3_000)),
        format!("SELECT * {{ {binds} }}"),
    ] {
        let server = Server::with_sample();
        let answer = server.post("/sparql", QUERY, text.clone()).await;
        assert!(
            matches!(answer.status.as_u16(), 200 | 413),
            "{} {}",
            answer.status,
            &text[..40]
        );
    }
}

#[tokio::test]
async fn an_explanation_tells_the_joins_in_order_with_expected_and_real_rows() {
    let server = Server::new();
    server.load_many(50);
    let query = "SELECT ?s { ?s ?p ?o . ?s <http://commons.test/is> 7 } ORDER BY ?o LIMIT 3";
    let answer = server.get(&format!("{}&explain=true", query_path(query))).await;
    let explained: serde_json::Value = answer.json();
    assert_eq!(answer.status, 200);
    assert_eq!(explained["source"], "read copy");
    assert_eq!(explained["sorted"], "first 3 by ?o");
    let joins = explained["joins"].as_array().unwrap();
    assert!(
        joins[0]["pattern"]
            .as_str()
            .unwrap()
            .contains("http://commons.test/is")
    );
    assert!(
        joins[0]["estimated_rows"].as_f64().unwrap() < joins[1]["estimated_rows"].as_f64().unwrap() + 1.0
    );
    assert!(explained["evaluated"]["number of results"].is_number());
    let odd = server
        .get(&format!("{}&explain=perhaps", query_path(query)))
        .await;
    assert_eq!(odd.status, 400);
}

#[tokio::test]
async fn a_count_says_that_it_was_read_from_ranges() {
    let server = Server::new();
    server.load_many(50);
    let path = query_path("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p");
    let explained = server.get(&format!("{path}&explain=true")).await.json();
    assert_eq!(explained["counted_from_ranges"], true);
}

#[tokio::test]
async fn an_answer_says_where_its_time_went_and_the_status_how_the_read_copy_is() {
    let server = Server::new();
    server.load_many(5);
    for text in ["ASK {}".to_owned(), queued("ASK {}")] {
        let answer = server.query(&text).await;
        let timing = answer.header("server-timing");
        for part in ["parse;dur=", "plan;dur=", "execute;dur=", "serialise;dur="] {
            assert!(timing.contains(part), "{timing}");
        }
    }
    let status = server.get("/status").await.json();
    assert_eq!(status["copy"]["ready"], true);
    assert_eq!(status["copy"]["seq"], status["seq"]);
}

#[tokio::test]
async fn an_answer_is_kept_for_the_same_request_until_something_changes() {
    let server = Server::with_sample();
    let kept = |answer: &crate::harness::Answer| answer.header("server-timing").contains("cache");
    let first = server.query(COUNT).await;
    let second = server.query(COUNT).await;
    assert!(!kept(&first) && kept(&second));
    assert_eq!(first.json(), second.json());
    let as_csv = server.get(&format!("{}&format=csv", query_path(COUNT))).await;
    assert!(!kept(&as_csv), "it is another request");
    let turtle = "<http://commons.test/acteur/dora> <http://www.w3.org/2000/01/rdf-schema#label> \"Dora\" .";
    server.load("http://commons.test/graph/autre", turtle);
    let after = server.query(COUNT).await;
    assert!(!kept(&after));
    assert_ne!(count(&after.json()), count(&first.json()));
    // What differs each time is worked out each time.
    let random = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(RAND() >= 0) }";
    server.query(random).await;
    assert!(!kept(&server.query(random).await));
}

#[tokio::test]
async fn who_has_the_answer_is_told_so_until_something_changes() {
    let server = Server::with_sample();
    let ask = async |path: &str, headers: &[(&str, &str)]| {
        let mut builder = request(Method::GET, path);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        server.send(builder.body(Body::empty()).unwrap()).await
    };
    let path = query_path(COUNT);
    let first = ask(&path, &[]).await;
    let tag = first.header("etag").to_owned();
    assert!(first.status == 200 && tag.starts_with("W/\""), "{tag}");
    assert_eq!(first.header("cache-control"), "no-cache");
    // The kept answer has the same tag.
    assert_eq!(ask(&path, &[]).await.header("etag"), tag);
    let again = ask(&path, &[("if-none-match", &tag)]).await;
    assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
    assert_eq!(again.header("etag"), tag);
    // Another format, another query and another state are other answers.
    let csv = [("if-none-match", tag.as_str()), ("accept", "text/csv")];
    assert_eq!(ask(&path, &csv).await.status, 200);
    let other = query_path("SELECT (COUNT(*) AS ?m) WHERE { ?s ?p ?o }");
    assert_eq!(ask(&other, &[("if-none-match", &tag)]).await.status, 200);
    server.load("http://commons.test/graph/other", "<http://a> <http://b> 1 .");
    let changed = ask(&path, &[("if-none-match", &tag)]).await;
    assert_eq!(changed.status, 200);
    assert_ne!(changed.header("etag"), tag);
    // What changes by itself has no tag; nor has a problem.
    for untagged in ["SELECT (NOW() AS ?n) {}", "SELECT (RAND() AS ?n) {}", "SELECT"] {
        let answer = ask(&query_path(untagged), &[]).await;
        assert!(!answer.headers.contains_key("etag"), "{untagged}");
    }
}
