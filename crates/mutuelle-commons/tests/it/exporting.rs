//! What is written out reads back as the same.

use crate::support::*;
use mutuelle_commons::*;
use mutuelle_ontology::document::JSON_LD_CONTEXT;
use oxrdf::Dataset;
use oxrdf::dataset::CanonicalizationAlgorithm;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const DATA: &str = ":a rdfs:label \"Forge ouverte\"@fr, \"Open \\\"forge\\\"\\n\"@en ; :n 1, 1.5, 2e0, true ;
    :d \"2026-11-22\"^^xsd:date ; :knows [ :knows _:x ] . _:x :list ( :a _:x \"é\" ) .";

fn export(commons: &Commons, what: &Export, format: impl Into<GraphFormat>) -> Vec<u8> {
    let mut out = Vec::new();
    commons.export(what, format, &mut out).unwrap();
    out
}

fn dataset(commons: &Commons) -> Dataset {
    let mut dataset: Dataset = commons
        .at_one_seq(|snapshot, _| {
            snapshot
                .view()
                .quads(None, None, None, None)
                .map(Result::unwrap)
                .collect()
        })
        .unwrap();
    dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
    dataset
}

fn import(bytes: Vec<u8>, format: RdfFormat, target: LoadTarget) -> Commons {
    let commons = memory();
    let request = LoadRequest {
        input: Input::Bytes(bytes),
        format,
        target,
        ..turtle("", GraphName::DefaultGraph)
    };
    commons.load(request).unwrap();
    commons
}

#[test]
fn one_graph_goes_round_in_every_format() {
    let commons = memory();
    commons.load(turtle(DATA, graph("g"))).unwrap();
    commons.load(turtle(":other :p 1 .", graph("h"))).unwrap();
    for format in graph_formats() {
        let bytes = export(&commons, &Export::Graph(graph("g")), format);
        let back = import(bytes, format, LoadTarget::Graph(graph("g")));
        let expected = memory();
        expected.load(turtle(DATA, graph("g"))).unwrap();
        assert_eq!(dataset(&back), dataset(&expected), "{format}");
    }
}

fn compact() -> GraphFormat {
    let context = JsonLdContext::parse(JSON_LD_CONTEXT, &format!("{BASE}ns/context.jsonld"));
    GraphFormat::CompactJsonLd(Arc::new(context.unwrap()))
}

#[test]
fn the_sample_goes_round_compacted_with_our_context() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/sample");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "ttl"));
    let mut texts: Vec<_> = files.map(|path| fs::read_to_string(path).unwrap()).collect();
    texts.sort();
    let commons = memory();
    commons.load(turtle(&texts.join("\n"), graph("sample"))).unwrap();
    commons.load(turtle(DATA, GraphName::DefaultGraph)).unwrap();
    let bytes = export(&commons, &Export::Everything, compact());
    let written: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(written["@context"], format!("{BASE}ns/context.jsonld"));
    // Nothing of our vocabulary is written in full, neither as a name nor as a class.
    assert!(!String::from_utf8_lossy(&bytes).contains("\"https://w3id.org/mutuelle/ns#"));
    let back = import(bytes, graph_formats()[3], LoadTarget::AsWritten);
    assert!(dataset(&back).len() > 5_000);
    assert!(dataset(&back) == dataset(&commons));
    let bytes = export(&commons, &Export::Graph(graph("sample")), compact());
    assert!(!String::from_utf8_lossy(&bytes).contains("\"@context\":null"));
}

#[test]
fn everything_goes_round_in_the_formats_that_have_graphs() {
    let commons = memory();
    add(&commons, ":a :p _:x . _:x :q 1 .");
    commons.load(turtle(DATA, graph("g"))).unwrap();
    for format in graph_formats()
        .into_iter()
        .filter(|format| format.supports_datasets())
    {
        let back = import(
            export(&commons, &Export::Everything, format),
            format,
            LoadTarget::AsWritten,
        );
        assert_eq!(dataset(&back), dataset(&commons), "{format}");
    }
}

#[test]
fn everything_in_a_format_without_graphs_needs_that_there_is_none() {
    let commons = memory();
    add(&commons, ":a :p 1 .");
    assert!(!export(&commons, &Export::Everything, RdfFormat::Turtle).is_empty());
    commons.load(turtle(":a :p 1 .", graph("g"))).unwrap();
    let refused = commons.export(&Export::Everything, RdfFormat::Turtle, Vec::new());
    assert!(matches!(refused, Err(ExportError::OneGraphOnly { .. })));
}

#[test]
fn a_resource_is_written_from_all_graphs_and_an_unknown_graph_is_an_error() {
    let commons = memory();
    add(&commons, ":a :p 1 . :b :p 1 .");
    commons.load(turtle(":a :p 2 .", graph("g"))).unwrap();
    let resource = Export::Resource(iri("a").into());
    let text = String::from_utf8(export(&commons, &resource, RdfFormat::NTriples)).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    let refused = commons.export(&Export::Graph(graph("nowhere")), RdfFormat::Turtle, Vec::new());
    assert!(
        matches!(refused, Err(ExportError::UnknownGraph { graph }) if graph == "http://commons.example/nowhere")
    );
    assert!(
        export(
            &commons,
            &Export::Graph(GraphName::DefaultGraph),
            RdfFormat::Turtle
        )
        .len()
            > 10
    );
}

#[test]
fn a_triple_that_two_graphs_hold_is_said_once_of_a_resource() {
    let commons = memory();
    commons.load(turtle(":a :p 1 .", graph("g"))).unwrap();
    commons.load(turtle(":a :p 1 .", graph("h"))).unwrap();
    let text = export(&commons, &Export::Resource(iri("a").into()), RdfFormat::NTriples);
    assert_eq!(String::from_utf8(text).unwrap().lines().count(), 1);
}

#[test]
fn no_export_holds_the_marker() {
    let commons = memory();
    add(&commons, ":a :p 1 .");
    for format in graph_formats() {
        let text = String::from_utf8(export(&commons, &Export::Everything, format)).unwrap();
        assert!(!text.contains("urn:mutuelle"), "{text}");
    }
}
