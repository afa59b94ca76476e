//! The protocol's update operation.

use crate::harness::{GRAPH, Server, encoded};
use http::Method;

const FORM: &str = "application/x-www-form-urlencoded";
const UPDATE: &str = "application/sparql-update";

#[tokio::test]
async fn an_update_answers_with_its_receipt() {
    let server = Server::with_sample();
    let insert =
        "INSERT DATA { GRAPH <http://commons.test/graph/essai> { <acteur/bob> <nom> \"Bob\" , \"Robert\" } }";
    let answer = server.write(Method::POST, "/update", UPDATE, insert).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let receipt = answer.json();
    assert_eq!(
        (receipt["seq"].as_u64(), receipt["quads_added"].as_u64()),
        (Some(2), Some(2))
    );
    assert_eq!(receipt["changed"], true);
    assert_eq!(answer.header("etag"), "W/\"2\"");
    let ask = server
        .query("ASK { <http://commons.test/acteur/bob> <http://commons.test/nom> \"Bob\" }")
        .await;
    assert_eq!(ask.json()["boolean"], true);
    let again = server.write(Method::POST, "/update", UPDATE, insert).await.json();
    assert_eq!(
        (again["seq"].as_u64(), again["changed"].as_bool()),
        (Some(2), Some(false))
    );
}

#[tokio::test]
async fn an_update_can_come_in_a_form_with_its_dataset() {
    let server = Server::with_sample();
    let update =
        "INSERT { GRAPH <urn:g> { ?s <urn:p> 1 } } WHERE { ?s a <https://w3id.org/mutuelle/ns#Person> }";
    let nothing = format!(
        "update={}&using-graph-uri={}",
        encoded(update),
        encoded("urn:none")
    );
    let receipt = server.write(Method::POST, "/update", FORM, nothing).await.json();
    assert_eq!(receipt["quads_added"], 0);
    let some = format!("update={}&using-graph-uri={}", encoded(update), encoded(GRAPH));
    let receipt = server.write(Method::POST, "/update", FORM, some).await.json();
    assert_eq!(receipt["quads_added"], 1);
}

#[tokio::test]
async fn protocol_violations_are_400_and_write_nothing() {
    let server = Server::with_sample();
    let clear = encoded("CLEAR ALL");
    let using = format!(
        "update={}&using-graph-uri={}",
        encoded("WITH <urn:g> DELETE {} WHERE {}"),
        encoded(GRAPH)
    );
    for (path, media_type, body) in [
        (
            "/update".to_owned(),
            FORM,
            format!("update={clear}&update={clear}"),
        ),
        ("/update".to_owned(), FORM, format!("query={clear}")),
        ("/update".to_owned(), FORM, format!("update={clear}&query=x")),
        ("/update".to_owned(), FORM, String::new()),
        (format!("/update?update={clear}"), UPDATE, "CLEAR ALL".to_owned()),
        ("/update?query=x".to_owned(), UPDATE, "CLEAR ALL".to_owned()),
        ("/update".to_owned(), FORM, using),
        (
            "/update?default-graph-uri=urn:g".to_owned(),
            UPDATE,
            "CLEAR ALL".to_owned(),
        ),
        (
            "/update?using-graph-uri=x".to_owned(),
            UPDATE,
            "CLEAR ALL".to_owned(),
        ),
    ] {
        let answer = server.write(Method::POST, &path, media_type, body.clone()).await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (400, "malformed-request"),
            "{path} {body}"
        );
    }
    assert_eq!(server.seq(), 1);
}

#[tokio::test]
async fn an_update_past_its_deadline_is_504_and_writes_nothing() {
    let server = Server::with_limits(|limits| limits.deadline_ms = 1);
    server.load_many(1_000);
    let pairs =
        "INSERT { ?a <urn:p> ?y } WHERE { ?a <http://commons.test/is> ?x . ?b <http://commons.test/is> ?y }";
    let answer = server.write(Method::POST, "/update", UPDATE, pairs).await;
    assert_eq!(
        (answer.status.as_u16(), answer.problem().as_str()),
        (504, "deadline-exceeded")
    );
    assert_eq!(answer.json()["limit"], 1);
    assert_eq!(server.seq(), 1);
}
