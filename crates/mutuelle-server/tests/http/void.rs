//! The figures that planners and portals read, each beside what a query of the same server counts.

use crate::harness::{BASE, Server};
use mutuelle_commons::{
    CommonsOptions, DESCRIBED_GRAPHS_MAX, DefaultGraph, NamedNode, PARTITIONS_MAX, Place,
};
use mutuelle_server::ServerConfig;
use serde_json::Value;
use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;

const GRAPH: &str = "http://commons.test/graph/exemple";
const OTHER: &str = "http://commons.test/graph/autre";

/// The sample commons in one graph, some of it in another once more, and a little in the unnamed one.
fn server(inference: bool, default_graph: DefaultGraph) -> Server {
    let options = CommonsOptions {
        inference,
        ..CommonsOptions::new(Place::Memory, NamedNode::new_unchecked(BASE))
    };
    let config = ServerConfig {
        default_graph,
        ..ServerConfig::default()
    };
    let server = Server::over(options, config);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/sample");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ttl"))
        .collect();
    files.sort();
    let texts: Vec<_> = files
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    server.load(GRAPH, &texts.join("\n"));
    server.load(
        OTHER,
        "<http://a> <http://b> 1 , [] ; a <http://c> . [] a <http://c> .",
    );
    server
}

async fn insert(server: &Server, data: &str) {
    let update = format!("INSERT DATA {{ {data} }}");
    let answer = server
        .write(http::Method::POST, "/update", "application/sparql-update", update)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

/// What a query counts.
async fn counted(server: &Server, what: &str, pattern: &str) -> u64 {
    let answer = server
        .query(&format!("SELECT (COUNT({what}) AS ?n) {{ {pattern} }}"))
        .await;
    let answer = answer.json();
    let count = answer["results"]["bindings"][0]["n"]["value"].as_str();
    count.unwrap_or_else(|| panic!("{answer}")).parse().unwrap()
}

/// The second dataset of the description.
async fn described(server: &Server) -> Value {
    let answer = server.get("/.well-known/void").await;
    let datasets = answer.json()["@graph"].clone();
    datasets
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["@id"] == "#/sparql")
        .unwrap()
        .clone()
}

fn figure(of: &Value, name: &str) -> u64 {
    of[format!("void:{name}")]
        .as_str()
        .unwrap_or_else(|| panic!("{name} in {of}"))
        .parse()
        .unwrap()
}

fn parts<'v>(of: &'v Value, key: &str) -> &'v [Value] {
    of[key].as_array().unwrap()
}

async fn all_is_counted_alike(server: &Server) {
    let dataset = described(server).await;
    for (name, what, pattern) in [
        ("triples", "*", "?s ?p ?o"),
        ("distinctSubjects", "DISTINCT ?s", "?s ?p ?o"),
        ("distinctObjects", "DISTINCT ?o", "?s ?p ?o"),
        ("properties", "DISTINCT ?p", "?s ?p ?o"),
        ("classes", "DISTINCT ?c", "?s a ?c"),
        ("entities", "DISTINCT ?s", "?s a ?c"),
    ] {
        assert_eq!(
            figure(&dataset, name),
            counted(server, what, pattern).await,
            "{name}"
        );
    }
    let properties = parts(&dataset, "void:propertyPartition");
    assert_eq!(properties.len() as u64, figure(&dataset, "properties"));
    for part in properties {
        let pattern = format!("?s <{}> ?o", part["void:property"].as_str().unwrap());
        for (name, what) in [
            ("triples", "*"),
            ("distinctSubjects", "DISTINCT ?s"),
            ("distinctObjects", "DISTINCT ?o"),
        ] {
            assert_eq!(
                figure(part, name),
                counted(server, what, &pattern).await,
                "{name} of {pattern}"
            );
        }
    }
    let sizes: Vec<_> = properties.iter().map(|part| figure(part, "triples")).collect();
    assert!(sizes.is_sorted_by(|one, next| one >= next), "{sizes:?}");
    let classes = parts(&dataset, "void:classPartition");
    assert_eq!(classes.len() as u64, figure(&dataset, "classes"));
    for part in classes {
        let pattern = format!("?s a <{}>", part["void:class"].as_str().unwrap());
        assert_eq!(
            figure(part, "entities"),
            counted(server, "DISTINCT ?s", &pattern).await,
            "{pattern}"
        );
    }
    let graphs = parts(&dataset, "sd:namedGraph");
    assert_eq!(
        graphs.len() as u64,
        counted(server, "*", "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").await
    );
    for graph in graphs {
        let pattern = format!("GRAPH <{}> {{ ?s ?p ?o }}", graph["sd:name"].as_str().unwrap());
        assert_eq!(
            figure(&graph["sd:graph"], "triples"),
            counted(server, "*", &pattern).await,
            "{pattern}"
        );
    }
}

fn remark(dataset: &Value) -> &str {
    dataset["dc:description"]["@value"].as_str().unwrap()
}

#[tokio::test]
async fn every_figure_is_what_a_query_counts_with_and_without_inference() {
    for inference in [true, false] {
        let server = server(inference, DefaultGraph::Union);
        all_is_counted_alike(&server).await;
        let dataset = described(&server).await;
        assert_eq!(
            remark(&dataset).contains("with what follows"),
            inference,
            "{dataset}"
        );
        assert_eq!(
            remark(&dataset).contains("without inference"),
            !inference,
            "{dataset}"
        );
        // A change is counted by the next request; here the same triple comes into a second graph, too.
        let triples = figure(&dataset, "triples");
        insert(
            &server,
            "<http://a> <http://new> 7 GRAPH <http://g> { <http://a> <http://new> 7 }",
        )
        .await;
        all_is_counted_alike(&server).await;
        assert!(figure(&described(&server).await, "triples") > triples);
    }
}

#[tokio::test]
async fn a_strict_server_counts_its_unnamed_graph() {
    let server = server(false, DefaultGraph::Strict);
    insert(
        &server,
        "<http://a> a <http://c> ; <http://b> 1 , 2 . <http://a2> <http://b> 1",
    )
    .await;
    all_is_counted_alike(&server).await;
    let dataset = described(&server).await;
    assert_eq!(figure(&dataset, "triples"), 4);
    assert!(remark(&dataset).contains("the unnamed graph alone"), "{dataset}");
}

#[tokio::test]
async fn an_empty_commons_has_none_of_anything_and_a_store_without_a_read_copy_is_counted_too() {
    let server = Server::new();
    all_is_counted_alike(&server).await;
    assert_eq!(figure(&described(&server).await, "triples"), 0);
    let options = CommonsOptions {
        columns_bytes_max: 0,
        ..CommonsOptions::new(Place::Memory, NamedNode::new_unchecked(BASE))
    };
    let server = Server::over(options, ServerConfig::default());
    server.load(GRAPH, "<http://a> a <http://c> ; <http://b> 1 , 2 .");
    let dataset = described(&server).await;
    for (name, count) in [
        ("triples", 3),
        ("distinctSubjects", 1),
        ("distinctObjects", 3),
        ("properties", 2),
    ] {
        assert_eq!(figure(&dataset, name), count, "{name}");
    }
}

#[tokio::test]
async fn an_iri_that_json_ld_would_read_as_another_is_left_to_the_service_description() {
    let server = Server::new();
    insert(&server, "<http://s> <dc:title> 1 ; <http://p> 2").await;
    let dataset = described(&server).await;
    assert_eq!(parts(&dataset, "void:propertyPartition").len(), 1, "{dataset}");
    let description = server.get_as("/sparql", "application/n-triples").await.body;
    assert!(description.contains("<dc:title>"), "{description}");
}

#[tokio::test]
async fn the_service_description_has_the_same_figures() {
    let server = server(true, DefaultGraph::Union);
    let (turtle, dataset) = (
        server.get_as("/sparql", "application/n-triples").await.body,
        described(&server).await,
    );
    let said: HashSet<&str> = turtle.lines().collect();
    let integer = "^^<http://www.w3.org/2001/XMLSchema#integer> .";
    let node = |line: &str| line.split(' ').next().unwrap().to_owned();
    let subject_of = |end: &str| {
        let found = said.iter().find(|line| line.ends_with(end));
        node(found.unwrap_or_else(|| panic!("{end} is not in\n{turtle}")))
    };
    let says = |node: &str, name: &str, count: u64| {
        let line = format!("{node} <http://rdfs.org/ns/void#{name}> \"{count}\"{integer}");
        assert!(said.contains(line.as_str()), "{line} is not in\n{turtle}");
    };
    let of_default = subject_of("<http://rdfs.org/ns/void#Dataset> .");
    for name in [
        "triples",
        "distinctSubjects",
        "distinctObjects",
        "properties",
        "classes",
        "entities",
    ] {
        says(&of_default, name, figure(&dataset, name));
    }
    for part in parts(&dataset, "void:propertyPartition") {
        let property = part["void:property"].as_str().unwrap();
        let node = subject_of(&format!("void#property> <{property}> ."));
        for name in ["triples", "distinctSubjects", "distinctObjects"] {
            says(&node, name, figure(part, name));
        }
    }
    for part in parts(&dataset, "void:classPartition") {
        let class = part["void:class"].as_str().unwrap();
        says(
            &subject_of(&format!("void#class> <{class}> .")),
            "entities",
            figure(part, "entities"),
        );
    }
}

#[tokio::test]
async fn as_many_partitions_are_given_as_may_be_and_past_that_the_most_used_with_a_remark() {
    let server = Server::new();
    let mut data = String::new();
    for number in 0..PARTITIONS_MAX - 1 {
        // One of them is used more than the others.
        write!(
            data,
            "<http://s> <http://p/{number}> 1 . <http://s> a <http://c/{number}> . "
        )
        .unwrap();
    }
    insert(&server, &data).await;
    // With `rdf:type` they are as many properties as may be, and one class fewer.
    all_is_counted_alike(&server).await;
    insert(&server, "<http://s> a <http://c/last>").await;
    all_is_counted_alike(&server).await;
    assert!(!remark(&described(&server).await).contains("are listed"));
    insert(
        &server,
        "<http://s> <http://p/more> 1 , 2 ; a <http://c/more> . <http://s2> a <http://c/more>",
    )
    .await;
    let dataset = described(&server).await;
    let properties = parts(&dataset, "void:propertyPartition");
    let classes = parts(&dataset, "void:classPartition");
    assert_eq!(
        (properties.len(), classes.len()),
        (PARTITIONS_MAX, PARTITIONS_MAX)
    );
    let all = PARTITIONS_MAX as u64 + 1;
    assert_eq!(
        (figure(&dataset, "properties"), figure(&dataset, "classes")),
        (all, all)
    );
    assert_eq!(properties[1]["void:property"], "http://p/more");
    assert_eq!(classes[0]["void:class"], "http://c/more");
    for what in ["properties", "classes"] {
        let cut = format!("Of {all} {what} the {PARTITIONS_MAX} largest are listed");
        assert!(remark(&dataset).contains(&cut), "{dataset}");
    }
    let description = server.get_as("/sparql", "text/turtle").await.body;
    assert!(description.contains("largest are listed"), "{description}");
}

#[tokio::test]
async fn as_many_graphs_are_given_as_may_be_and_past_that_the_largest_with_a_remark() {
    let server = Server::new();
    let mut data = String::new();
    for number in 0..DESCRIBED_GRAPHS_MAX {
        write!(
            data,
            "GRAPH <http://g/{number}> {{ <http://s> <http://p> {number} }} "
        )
        .unwrap();
    }
    insert(&server, &data).await;
    let dataset = described(&server).await;
    assert_eq!(parts(&dataset, "sd:namedGraph").len(), DESCRIBED_GRAPHS_MAX);
    assert!(!remark(&dataset).contains("are listed"), "{dataset}");
    insert(&server, "GRAPH <http://g/large> { <http://s> <http://p> 1 , 2 }").await;
    let dataset = described(&server).await;
    let graphs = parts(&dataset, "sd:namedGraph");
    assert_eq!(
        (graphs.len(), &graphs[0]["sd:name"]),
        (DESCRIBED_GRAPHS_MAX, &"http://g/large".into())
    );
    assert!(remark(&dataset).contains("named graphs"), "{dataset}");
}
