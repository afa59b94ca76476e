//! The examples of `data/`: what is refused, what is only advised against, and the sample commons.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use mutuelle_ontology::vocab::reused;
use mutuelle_shapes::{Report, Severity, Shapes, ValidationResult};
use oxrdf::{Graph, GraphNameRef, Term, TermRef};
use oxttl::TurtleParser;
use serde_json::Value;

use super::house::house;
use super::turtle;

fn data(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../data")
        .join(folder)
}

/// The Turtle files of a folder of `data/`, sorted.
fn turtle_files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(data(folder)).expect("a folder of data/");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "ttl"));
    files.sort();
    files
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(path: &Path, into: &mut Graph) {
    let parser = TurtleParser::new()
        .with_base_iri("http://127.0.0.1:7878/")
        .expect("an IRI");
    for triple in parser.for_slice(&text(path)) {
        into.insert(&triple.unwrap_or_else(|error| panic!("{}: {error}", path.display())));
    }
}

/// The shapes, and the sample commons that the examples come into.
struct Commons {
    shapes: Shapes,
    sample: Graph,
}

impl Commons {
    fn new() -> Self {
        let mut sample = Graph::new();
        for file in turtle_files("sample") {
            read(&file, &mut sample);
        }
        Self {
            shapes: house(),
            sample,
        }
    }

    /// An example as a newcomer's contribution: what it touches is judged.
    fn validate(&self, example: &Path) -> Report {
        let mut added = Graph::new();
        read(example, &mut added);
        let mut graph = self.sample.clone();
        graph.extend(&added);
        let quads = added
            .iter()
            .map(|triple| triple.in_graph(GraphNameRef::DefaultGraph));
        let Ok(touched) = self.shapes.touched(&graph, quads);
        let Ok(report) = self.shapes.validate_nodes(&graph, &touched);
        report
    }
}

fn expected(example: &Path) -> Value {
    let path = example.with_extension("expected.json");
    serde_json::from_str(&text(&path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A result in the form of the `.expected.json` files.
fn told(result: &ValidationResult) -> [Option<String>; 4] {
    let focus = match &result.focus {
        Term::NamedNode(node) => node.as_str().to_owned(),
        other => other.to_string(),
    };
    // A path that is no more than a property is told as its IRI.
    let path = result.path.as_ref().map(|path| match path {
        mutuelle_shapes::Path::Predicate(predicate) => predicate.as_str().to_owned(),
        other => other.to_string(),
    });
    [
        Some(focus),
        Some(result.component.as_str().to_owned()),
        path,
        Some(severity(result).to_owned()),
    ]
}

fn severity(result: &ValidationResult) -> &'static str {
    match result.severity {
        Severity::Violation => "http://www.w3.org/ns/shacl#Violation",
        _ => "http://www.w3.org/ns/shacl#Warning",
    }
}

fn wanted(expected: &Value) -> [Option<String>; 4] {
    let member = |name: &str| expected[name].as_str().map(str::to_owned);
    let violation = "http://www.w3.org/ns/shacl#Violation".to_owned();
    [
        member("focusNode"),
        member("component"),
        member("path"),
        member("severity").or(Some(violation)),
    ]
}

#[test]
fn the_sample_commons_conforms() {
    let commons = Commons::new();
    let Ok(report) = commons.shapes.validate(&commons.sample);
    let violations: Vec<_> = report.violations().collect();
    assert!(violations.is_empty(), "{violations:#?}");
}

#[test]
fn each_invalid_example_is_refused_for_its_own_reason_and_no_other() {
    let commons = Commons::new();
    for example in turtle_files("invalid") {
        let report = commons.validate(&example);
        let found: BTreeSet<_> = report.violations().map(told).collect();
        let wanted = BTreeSet::from([wanted(&expected(&example))]);
        assert_eq!(found, wanted, "{}", example.display());
    }
}

#[test]
fn each_advised_example_is_let_in_with_its_advice() {
    let commons = Commons::new();
    let examples = turtle_files("advised");
    assert!(examples.len() >= 3);
    for example in examples {
        let report = commons.validate(&example);
        assert!(report.conforms(), "{}: {report:#?}", example.display());
        let found: BTreeSet<_> = report.warnings().map(told).collect();
        let wanted = BTreeSet::from([wanted(&expected(&example))]);
        assert_eq!(found, wanted, "{}", example.display());
    }
}

/// A value that is no address, no text in a language, no number, no date and no concept.
const NONSENSE: &str = "\"?\"^^<http://www.w3.org/2001/XMLSchema#anyURI>";

/// The property shapes that refuse nonsense, each tried on an instance of a class that it is for.
fn refusing_nonsense(shapes: &Shapes, graph: &Graph) -> BTreeSet<String> {
    let mut refusing = BTreeSet::new();
    for triple in graph.triples_for_predicate(reused::sh::PROPERTY) {
        let TermRef::NamedNode(shape) = triple.object else {
            continue;
        };
        let path = graph.object_for_subject_predicate(shape, reused::sh::PATH);
        let class = graph.object_for_subject_predicate(triple.subject, reused::sh::TARGET_CLASS);
        let (Some(TermRef::NamedNode(path)), Some(class)) = (path, class) else {
            continue;
        };
        let data = turtle(&format!(":x a {class} ; {path} {NONSENSE} ."));
        let Ok(report) = shapes.validate(&data);
        let about_value = |result: &&ValidationResult| result.value.is_some() && result.path.is_some();
        let results = report.violations().filter(about_value);
        refusing.extend(results.map(|result| result.source_shape.to_string()));
    }
    refusing
}

/// A rule that nothing breaks may be one that nothing can break.
#[test]
fn every_rule_is_broken_by_an_example_or_by_nonsense() {
    let commons = Commons::new();
    let graph = mutuelle_ontology::shapes().unwrap();
    let mut broken = refusing_nonsense(&commons.shapes, &graph);
    for example in [turtle_files("invalid"), turtle_files("advised")].concat() {
        let results = commons.validate(&example).results;
        broken.extend(results.iter().map(|result| result.source_shape.to_string()));
    }
    let rules = graph.triples_for_predicate(reused::sh::MESSAGE);
    let rules: BTreeSet<String> = rules.map(|triple| triple.subject.to_string()).collect();
    let unbroken: Vec<_> = rules.difference(&broken).collect();
    assert!(
        unbroken.is_empty(),
        "{} of {}: {unbroken:#?}",
        unbroken.len(),
        rules.len()
    );
}
