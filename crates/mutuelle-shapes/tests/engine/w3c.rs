//! The W3C test suite of SHACL Core, from its manifests.
//!
//! The suite stands in `$MUTUELLE_SHARED/w3c/shacl/tests/core` (by default in `../shared`, beside the workspace).

use std::path::{Path, PathBuf};

use mutuelle_shapes::Shapes;
use oxrdf::dataset::CanonicalizationAlgorithm;
use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use oxttl::TurtleParser;

/// Tests that are not run, each with its reason.
const EXCLUDED: [(&str, &str); 0] = [];

/// The approved tests of the suite's Core part, as of the copy this was written against.
const TESTS_MIN: usize = 98;

/// Stands for the suite's folder in the IRIs of its files.
const BASE: &str = "http://suite.example/";

const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const SHT: &str = "http://www.w3.org/ns/shacl-test#";
const SH: &str = "http://www.w3.org/ns/shacl#";

fn iri(namespace: &str, local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{namespace}{local}"))
}

#[test]
fn the_engine_passes_the_suite_of_shacl_core() {
    let suite = suite_folder();
    if !suite.is_dir() {
        println!(
            "SKIPPED: no W3C SHACL suite at `{}`; set MUTUELLE_SHARED to its folder",
            suite.display()
        );
        return;
    }
    let mut tests = Vec::new();
    collect_tests(&suite, &format!("{BASE}manifest.ttl"), &mut tests);
    let mut passed = 0;
    let mut failures = Vec::new();
    for test in &tests {
        if let Some((name, reason)) = EXCLUDED.iter().find(|(name, _)| test.name.ends_with(name)) {
            println!("excluded {name}: {reason}");
            continue;
        }
        match run(&suite, test) {
            Ok(()) => passed += 1,
            Err(why) => failures.push(format!("{}\n{why}", test.name)),
        }
    }
    println!(
        "W3C SHACL Core: {passed} of {} tests pass, {} are excluded",
        tests.len(),
        EXCLUDED.len()
    );
    assert!(
        failures.is_empty(),
        "{} tests fail:\n{}",
        failures.len(),
        failures.join("\n\n")
    );
    assert!(
        tests.len() >= TESTS_MIN,
        "only {} tests found: manifests are not read fully",
        tests.len()
    );
}

fn suite_folder() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("MUTUELLE_SHARED");
    let shared = shared.map_or_else(|| workspace.join("../shared"), |shared| workspace.join(shared));
    shared.join("w3c/shacl/tests/core")
}

struct Test {
    name: String,
    data: String,
    shapes: String,
    expected: Graph,
}

fn load(suite: &Path, file_iri: &str) -> Graph {
    let path = suite.join(file_iri.strip_prefix(BASE).expect("a file of the suite"));
    let text = std::fs::read(&path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()));
    TurtleParser::new()
        .with_base_iri(file_iri)
        .expect("an absolute IRI")
        .for_slice(&text)
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("`{}`: {error}", path.display()))
}

fn object(graph: &Graph, subject: &NamedOrBlankNode, predicate: &NamedNode) -> Term {
    let object = graph.object_for_subject_predicate(subject, predicate);
    object
        .unwrap_or_else(|| panic!("`{subject}` has no `{predicate}`"))
        .into_owned()
}

fn as_node(term: Term) -> NamedOrBlankNode {
    match term {
        Term::NamedNode(node) => node.into(),
        Term::BlankNode(node) => node.into(),
        other => panic!("`{other}` is no node"),
    }
}

fn as_iri(term: Term) -> String {
    match term {
        Term::NamedNode(node) => node.into_string(),
        other => panic!("`{other}` is no IRI"),
    }
}

fn list(graph: &Graph, head: Term) -> Vec<Term> {
    let mut members = Vec::new();
    let mut rest = head;
    while rest != Term::from(rdf::NIL) {
        let cell = as_node(rest);
        members.push(object(graph, &cell, &rdf::FIRST.into_owned()));
        rest = object(graph, &cell, &rdf::REST.into_owned());
    }
    members
}

fn collect_tests(suite: &Path, manifest: &str, tests: &mut Vec<Test>) {
    let graph = load(suite, manifest);
    for triple in graph.triples_for_predicate(&iri(MF, "include")) {
        collect_tests(suite, &as_iri(triple.object.into_owned()), tests);
    }
    for triple in graph.triples_for_predicate(&iri(MF, "entries")) {
        for test in list(&graph, triple.object.into_owned()) {
            let name = as_iri(test.clone());
            let test = as_node(test);
            let action = as_node(object(&graph, &test, &iri(MF, "action")));
            let mut expected = Graph::new();
            copy_report(
                &graph,
                &as_node(object(&graph, &test, &iri(MF, "result"))),
                &mut expected,
            );
            tests.push(Test {
                name,
                data: as_iri(object(&graph, &action, &iri(SHT, "dataGraph"))),
                shapes: as_iri(object(&graph, &action, &iri(SHT, "shapesGraph"))),
                expected,
            });
        }
    }
}

/// The report's own triples: blank nodes of paths are part of it, those of data and shapes are not.
fn copy_report(from: &Graph, node: &NamedOrBlankNode, to: &mut Graph) {
    let own = [
        iri(SH, "result"),
        iri(SH, "resultPath"),
        rdf::FIRST.into_owned(),
        rdf::REST.into_owned(),
    ];
    for triple in from.triples_for_subject(node) {
        let is_new = to.insert(triple);
        let leads_on = own.iter().any(|predicate| triple.predicate == predicate.as_ref())
            || triple.predicate.as_str().ends_with("Path");
        if let (true, true, Term::BlankNode(next)) = (is_new, leads_on, triple.object.into_owned()) {
            copy_report(from, &next.into(), to);
        }
    }
}

fn run(suite: &Path, test: &Test) -> Result<(), String> {
    let data = load(suite, &test.data);
    let shapes = if test.shapes == test.data {
        data.clone()
    } else {
        load(suite, &test.shapes)
    };
    let shapes = Shapes::from_graph(&shapes).map_err(|error| error.to_string())?;
    let Ok(report) = shapes.validate(&data);
    let mut actual = without_unexpected_messages(&report.to_graph(), &test.expected);
    let mut expected = test.expected.clone();
    actual.canonicalize(CanonicalizationAlgorithm::Unstable);
    expected.canonicalize(CanonicalizationAlgorithm::Unstable);
    if actual == expected {
        Ok(())
    } else {
        Err(format!("expected\n{expected}\nfound\n{actual}"))
    }
}

/// Messages are free, unless the test names one (message-001 says so).
fn without_unexpected_messages(actual: &Graph, expected: &Graph) -> Graph {
    let message = iri(SH, "resultMessage");
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
