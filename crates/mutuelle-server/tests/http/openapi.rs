//! `/openapi.json` against the router: what is described is there, and what is there is described.

use crate::harness::*;
use crate::queries::server_with;
use axum::body::Body;
use http::Method;
use serde_json::Value;
use std::collections::BTreeSet;

const OWN: (&str, &str) = (
    "mienne",
    "# param: s iri required\n# param: n integer default 3\nSELECT ?s ?n { ?s ?p ?n }",
);

/// An address of a path, with something that is there in the place of its parameters.
fn address(path: &str) -> String {
    path.replace("/queries/{name}", "/queries/glossaire")
        .replace("/computed/{name}", "/computed/reviews")
        .replace("{slug}", "not-found")
        .replace("{path}", "graine/forge")
}

fn described(document: &Value) -> Vec<(String, Vec<String>)> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |item: &Value| {
        item.as_object()
            .unwrap()
            .keys()
            .map(|method| method.to_uppercase())
            .collect()
    };
    paths
        .iter()
        .map(|(path, item)| (path.clone(), methods(item)))
        .collect()
}

#[tokio::test]
async fn every_described_method_is_answered_by_its_route() {
    let server = server_with(&[OWN]);
    let document = server.get("/openapi.json").await.json();
    let described = described(&document);
    assert!(described.len() > 100, "{}", described.len());
    for (path, methods) in described {
        for method in methods {
            let method: Method = method.parse().unwrap();
            let answer = server
                .send(
                    request(method.clone(), &address(&path))
                        .body(Body::empty())
                        .unwrap(),
                )
                .await;
            let status = answer.status.as_u16();
            assert!(
                status != 404 && status != 405 && status < 500,
                "{method} {path}: {status} {}",
                answer.body
            );
        }
    }
}

#[tokio::test]
async fn the_router_allows_the_methods_that_are_described_and_no_others() {
    let server = server_with(&[OWN]);
    let document = server.get("/openapi.json").await.json();
    for (path, methods) in described(&document) {
        let answer = server
            .send(
                request(Method::from_bytes(b"PROBE").unwrap(), &address(&path))
                    .body(Body::empty())
                    .unwrap(),
            )
            .await;
        assert_eq!(answer.status, 405, "{path}");
        // HEAD comes with GET, OPTIONS is for browsers, and OpenAPI 3.1 has no word for QUERY.
        let allowed: BTreeSet<&str> = answer.header("allow").split(',').map(str::trim).collect();
        let without: BTreeSet<&str> = allowed
            .into_iter()
            .filter(|it| !["HEAD", "OPTIONS", "QUERY"].contains(it))
            .collect();
        let said: BTreeSet<&str> = methods
            .iter()
            .map(String::as_str)
            .filter(|it| *it != "HEAD")
            .collect();
        assert_eq!(without, said, "{path}");
    }
}

#[tokio::test]
async fn an_answer_can_be_had_as_every_media_type_that_is_described() {
    let server = server_with(&[OWN]);
    let document = server.get("/openapi.json").await.json();
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        // These two describe queries of every form at once, or none.
        if ["/sparql", "/queries/{name}"].contains(&path.as_str()) || item["get"].is_null() {
            continue;
        }
        if server.get(&address(path)).await.status != 200 {
            continue;
        }
        let content = item["get"]["responses"]["200"]["content"].as_object().unwrap();
        for media_type in content.keys() {
            let answer = server.get_as(&address(path), media_type).await;
            assert_eq!(answer.status, 200, "{path} {media_type}: {}", answer.body);
            let given = answer.header("content-type");
            assert!(
                given.starts_with(media_type.as_str()),
                "{path}: {given}, not {media_type}"
            );
            asked += 1;
        }
    }
    assert!(asked > 300, "{asked}");
}

#[tokio::test]
async fn a_named_query_is_described_with_the_types_of_its_parameters() {
    let server = server_with(&[OWN]);
    let document = server.get("/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.1");
    assert_eq!(document["servers"][0]["url"], "http://commons.test");
    let get = &document["paths"]["/queries/mienne"]["get"];
    let parameter = |name: &str| {
        let parameters = get["parameters"].as_array().unwrap();
        parameters.iter().find(|it| it["name"] == name).unwrap().clone()
    };
    assert_eq!(parameter("s")["required"], true);
    assert_eq!(parameter("s")["schema"]["format"], "iri");
    assert_eq!(parameter("n")["schema"]["type"], "integer");
    let post = &document["paths"]["/queries/mienne"]["post"]["requestBody"]["content"];
    let form = &post["application/x-www-form-urlencoded"]["schema"];
    assert_eq!(form["required"][0], "s");
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["responses"]["500"].is_object(), "{method} {path}");
            assert!(!operation["summary"].as_str().unwrap().is_empty());
        }
    }
    let ids: Vec<_> = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|item| item.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids.iter().collect::<BTreeSet<_>>().len(),
        ids.len(),
        "each operation has its own name"
    );
}

#[tokio::test]
async fn both_forms_of_json_ld_are_described_as_they_come() {
    const EXPANDED: &str = "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#expanded\"";
    let server = server_with(&[OWN]);
    let document = server.get("/openapi.json").await.json();
    let content = |path: &str| document["paths"][path]["get"]["responses"]["200"]["content"].clone();
    for path in [
        "/sparql",
        "/queries/{name}",
        "/data",
        "/resource",
        "/ns",
        "/{path}",
    ] {
        let content = content(path);
        assert_eq!(content[EXPANDED]["schema"]["type"], "array", "{path}");
        let compacted = &content["application/ld+json"]["schema"];
        assert_eq!(
            compacted["required"],
            serde_json::json!(["@context", "@graph"]),
            "{path}"
        );
    }
    let ontology = server.get_as("/ns", "application/ld+json").await.json();
    assert!(ontology["@context"].is_string() && ontology["@graph"].is_array());
    assert!(server.get_as("/ns", EXPANDED).await.json().is_array());
    for path in ["/export/pair", "/.well-known/void"] {
        let content = content(path);
        assert!(content["application/ld+json"].is_object(), "{path}");
        assert!(content[EXPANDED].is_null(), "{path} has one form only");
    }
    let parameters = document["paths"]["/ns"]["get"]["parameters"].as_array().unwrap();
    let format = parameters.iter().find(|it| it["name"] == "format").unwrap();
    assert!(
        format["description"]
            .as_str()
            .unwrap()
            .contains("jsonld-expanded")
    );
}
