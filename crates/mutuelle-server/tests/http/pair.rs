//! The commons in the words of PAIR, and what SemApps' own clients make of it.

use crate::harness::{Server, encoded};
use axum::body::Body;
use http::header::ACCEPT;
use http::{Method, Request};

const GRAPH: &str = "http://commons.test/graph/acteurs";
const ACTORS: &str = "
    @prefix mut: <https://w3id.org/mutuelle/ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    <http://commons.test/forge> a mut:Organization ; rdfs:label \"La forge \\\"ouverte\\\"\"@fr , \"The forge\"@en .
    <http://commons.test/ada> a mut:Person ; rdfs:label \"Ada\" .
    <http://commons.test/fete> a mut:Event ; rdfs:label \"Fête\"@fr ; mut:involves <http://commons.test/forge> ;
        mut:startDate \"2026-05-01\"^^<http://www.w3.org/2001/XMLSchema#date> .
";

fn server() -> Server {
    let server = Server::new();
    server.load(GRAPH, ACTORS);
    server
}

#[tokio::test]
async fn the_dataset_is_described_in_the_json_that_semapps_reads() {
    let server = server();
    let answer = server.get_as("/.well-known/void", "application/ld+json").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("content-type")),
        (200, "application/ld+json")
    );
    let json = answer.json();
    assert!(json["@context"].is_object());
    let datasets = json["@graph"].as_array().unwrap();
    // The mirror makes this of `http://commons.test/`, and looks for the dataset of that name.
    let dataset = datasets
        .iter()
        .find(|dataset| dataset["@id"] == "#commons_test")
        .unwrap();
    for key in [
        "dc:title",
        "dc:description",
        "void:sparqlEndpoint",
        "void:uriSpace",
    ] {
        assert!(dataset[key].is_string(), "{key}");
    }
    assert_eq!(dataset["void:uriSpace"], "http://commons.test/");
    assert_eq!(
        dataset["void:sparqlEndpoint"],
        "http://commons.test/export/pair/sparql"
    );
    let partitions: Vec<_> = dataset["void:classPartition"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| ["void:class", "void:uriSpace", "void:entities"].map(|key| it[key].as_str().unwrap()))
        .collect();
    let expected = ["Event", "Organization", "Person"].map(|class| {
        [
            format!("pair:{class}"),
            format!("http://commons.test/export/pair/{class}"),
            "1".to_owned(),
        ]
    });
    assert_eq!(partitions, expected);
    // The same as RDF, for who reads it as such.
    let turtle = server.get_as("/.well-known/void", "text/turtle").await;
    assert!(
        turtle
            .body
            .contains("<http://commons.test/.well-known/void#commons_test>"),
        "{}",
        turtle.body
    );
    assert!(
        turtle
            .body
            .contains("void:sparqlEndpoint <http://commons.test/export/pair/sparql>")
    );
    assert_eq!(
        server
            .get_as("/.well-known/void", "*/*")
            .await
            .header("content-type"),
        "application/ld+json"
    );
    assert_eq!(server.get_as("/.well-known/void", "image/png").await.status, 406);
}

/// What SemApps' mirror does with a container: prefixes by a regular expression, all the rest pasted into an update.
fn mirrored(turtle: &str) -> String {
    let (mut prefixes, mut rest) = (String::new(), String::new());
    for line in turtle.lines() {
        let declared = line
            .strip_prefix("@prefix ")
            .and_then(|line| line.strip_suffix(" ."));
        match declared {
            Some(declared) if declared.contains(": <") && declared.ends_with('>') => {
                prefixes += &["PREFIX ", declared, "\n"].concat();
            }
            _ => rest += &[line, "\n"].concat(),
        }
    }
    format!("{prefixes}INSERT DATA {{ GRAPH <http://semapps.org/mirror> {{ \n{rest}}} }}")
}

#[tokio::test]
async fn every_container_can_be_mirrored_as_semapps_does() {
    let (server, mirror) = (server(), Server::new());
    let void = server
        .get_as("/.well-known/void", "application/ld+json")
        .await
        .json();
    for partition in void["@graph"][0]["void:classPartition"].as_array().unwrap() {
        let address = partition["void:uriSpace"].as_str().unwrap();
        let path = address.strip_prefix("http://commons.test").unwrap();
        let container = server.get_as(path, "text/turtle").await;
        assert_eq!(container.status, 200, "{}", container.body);
        let update = mirrored(&container.body);
        assert!(!update.contains('@'), "{update}");
        let written = server_update(&mirror, update).await;
        assert_eq!(written, 200);
    }
    let query = "ASK { GRAPH <http://semapps.org/mirror> {
        <http://commons.test/export/pair/Organization> a <http://www.w3.org/ns/ldp#Container> ;
            <http://www.w3.org/ns/ldp#contains> ?o .
        ?o <http://virtual-assembly.org/ontologies/pair#label> \"La forge \\\"ouverte\\\"\" ;
            <http://virtual-assembly.org/ontologies/pair#involvedIn> <http://commons.test/fete> } }";
    assert_eq!(mirror.query(query).await.json()["boolean"], true);
    let none = mirror.query("ASK { GRAPH <http://semapps.org/none> {} }").await;
    assert_eq!(none.json()["boolean"], false);
}

async fn server_update(server: &Server, update: String) -> u16 {
    let request = server
        .authorised(Method::POST, "/update")
        .header("content-type", "application/sparql-update")
        .body(Body::from(update));
    server.send(request.unwrap()).await.status.as_u16()
}

#[tokio::test]
async fn the_commons_is_exported_as_pair_whole_by_class_and_by_resource() {
    let server = server();
    let whole = server.get_as("/export/pair", "application/n-triples").await;
    assert_eq!(
        (whole.status.as_u16(), whole.body.lines().count()),
        (200, 9),
        "{}",
        whole.body
    );
    assert_eq!(
        whole.header("content-profile"),
        "<http://virtual-assembly.org/ontologies/pair#>"
    );
    let tree = server
        .get_as("/export/pair/Person", "application/ld+json")
        .await
        .json();
    assert_eq!(tree["@id"], "http://commons.test/export/pair/Person");
    assert_eq!(tree["ldp:contains"][0]["pair:label"], "Ada");
    assert_eq!(server.get("/export/pair/Rien").await.problem(), "not-found");
    assert_eq!(server.get_as("/export/pair", "image/png").await.status, 406);
    let report = server.get("/export/pair/report").await.json();
    assert_eq!(
        (report["statements"].as_u64(), report["carried"].as_u64()),
        (Some(9), Some(8))
    );
    assert_eq!(
        report["left"][0]["property"],
        "http://www.w3.org/2000/01/rdf-schema#label"
    );
    assert_eq!(server.get("/export/pair?format=yaml").await.status, 400);
}

#[tokio::test]
async fn a_resource_is_had_in_pair_by_content_negotiation_by_profile() {
    let server = server();
    let ask = async |path: &str, headers: &[(&str, &str)]| {
        let mut request = Request::builder().uri(path).header(ACCEPT, "text/turtle");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        server.send(request.body(Body::empty()).unwrap()).await
    };
    let ours = ask("/forge", &[]).await;
    assert!(ours.body.contains("mut:Organization") && ours.header("vary").contains("Accept-Profile"));
    let profile = [("accept-profile", "<http://virtual-assembly.org/ontologies/pair#>")];
    for answer in [
        ask("/forge", &profile).await,
        ask("/forge?profile=pair", &[]).await,
    ] {
        assert!(
            answer.body.contains("a pair:Organization") && !answer.body.contains("a mut:"),
            "{}",
            answer.body
        );
        assert!(answer.header("link").contains("rel=\"profile\""));
    }
    assert_eq!(ask("/forge?profile=foaf", &[]).await.status, 400);
}

#[tokio::test]
async fn a_query_of_a_pair_site_finds_what_is_in_a_container() {
    let server = server();
    // As SemApps' data provider asks for a list, which sends everything under one media type.
    let query = "CONSTRUCT { ?s1 ?p1 ?o1 } WHERE {
        { VALUES ?containerUri { <http://commons.test/export/pair/Organization> }
          ?containerUri <http://www.w3.org/ns/ldp#contains> ?s1 . FILTER(isIRI(?s1)) }
        UNION { GRAPH <http://semapps.org/mirror> { ?containerUri <http://www.w3.org/ns/ldp#contains> ?s1 } }
        { ?s1 ?p1 ?o1 } UNION { GRAPH <http://semapps.org/mirror> { ?s1 ?p1 ?o1 } } }";
    let request = || {
        let request = Request::builder().method(Method::POST).uri("/export/pair/sparql");
        let request = request
            .header(ACCEPT, "application/n-triples")
            .header("content-type", "application/ld+json");
        request.body(Body::from(query)).unwrap()
    };
    let answer = server.send(request()).await;
    assert_eq!(
        (
            answer.status.as_u16(),
            answer.header("access-control-allow-origin")
        ),
        (200, "*"),
        "{}",
        answer.body
    );
    assert!(
        answer.body.contains("pair#label> \"La forge \\\"ouverte\\\"\" ."),
        "{}",
        answer.body
    );
    assert_eq!(
        answer.body.lines().count(),
        3,
        "one plain label, one class, one link: {}",
        answer.body
    );
    // A change is seen at the latest when ten times as long has passed as the copy took to make, here no time at all.
    server.load(GRAPH, &ACTORS.replace("La forge", "Le four"));
    let mut tries = 0;
    while !server.send(request()).await.body.contains("Le four") {
        tries += 1;
        assert!(tries < 10_000, "the change is never seen");
        tokio::task::yield_now().await;
    }
    let asked = server
        .get(&format!(
            "/export/pair/sparql?query={}",
            encoded("ASK { ?x a ?y }")
        ))
        .await;
    assert_eq!(asked.json()["boolean"], true);
    assert_eq!(server.get("/export/pair/sparql").await.status, 400);
}
