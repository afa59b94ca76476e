//! The W3C test suite of SHACL Core, from its manifests.

use mutuelle_shapes::Shapes;
use mutuelle_suites::{Entry, Suite, check, iri, node, property, same};
use oxrdf::vocab::rdf;
use oxrdf::{Graph, GraphName, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};

/// Tests that are not run, each with its reason.
const EXCLUDED: &[(&str, &str)] = &[];

/// The approved tests of the suite's Core part, as of the copy this was written against.
const TESTS_MIN: usize = 98;

const SHT: &str = "http://www.w3.org/ns/shacl-test#";
const SH: &str = "http://www.w3.org/ns/shacl#";

#[test]
fn the_engine_passes_the_suite_of_shacl_core() {
    let Some(suite) = Suite::find("shacl/tests/core") else {
        return;
    };
    let entries = suite.entries("manifest.ttl");
    check("SHACL Core", &entries, EXCLUDED, TESTS_MIN, |entry| {
        run(&suite, entry)
    });
}

fn run(suite: &Suite, entry: &Entry) -> Result<(), String> {
    let action = node(entry.action());
    let file = |local| iri(entry.one(&action, SHT, local).expect("a graph"));
    let (data, shapes) = (file("dataGraph"), file("shapesGraph"));
    let mut expected = Graph::new();
    copy_report(entry.manifest(), &node(entry.result()), &mut expected);
    // One reading of a file: shapes may speak of the data's blank nodes.
    let graph = suite.graph(&data);
    let shapes = if shapes == data {
        Shapes::from_graph(&graph)
    } else {
        Shapes::from_graph(&suite.graph(&shapes))
    };
    let shapes = shapes.map_err(|error| error.to_string())?;
    let Ok(report) = shapes.validate(&graph);
    let found = without_unexpected_messages(&report.to_graph(), &expected);
    same(quads(&expected), quads(&found))
}

fn quads(graph: &Graph) -> Vec<Quad> {
    graph
        .iter()
        .map(|triple| triple.into_owned().in_graph(GraphName::DefaultGraph))
        .collect()
}

/// The report's own triples: blank nodes of paths are part of it, those of data and shapes are not.
fn copy_report(from: &Graph, about: &NamedOrBlankNode, to: &mut Graph) {
    let own = [
        property(SH, "result"),
        property(SH, "resultPath"),
        rdf::FIRST.into_owned(),
        rdf::REST.into_owned(),
    ];
    for triple in from.triples_for_subject(about) {
        let is_new = to.insert(triple);
        let leads_on = own.iter().any(|predicate| triple.predicate == predicate.as_ref())
            || triple.predicate.as_str().ends_with("Path");
        if let (true, true, Term::BlankNode(next)) = (is_new, leads_on, triple.object.into_owned()) {
            copy_report(from, &next.into(), to);
        }
    }
}

/// Messages are free, unless the test names one (message-001 says so).
fn without_unexpected_messages(actual: &Graph, expected: &Graph) -> Graph {
    let message = property(SH, "resultMessage");
    let is_expected = |object| {
        let predicate = NamedNodeRef::from(&message);
        expected
            .triples_for_predicate(predicate)
            .any(|triple| triple.object == object)
    };
    actual
        .iter()
        .filter(|triple| triple.predicate != message.as_ref() || is_expected(triple.object))
        .map(Triple::from)
        .collect()
}
