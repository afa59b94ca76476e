//! The engine through its public door.

mod entry;
mod examples;
mod house;
mod language;
mod limits;
mod refusal;
mod report;
mod speed;
mod touched;
mod w3c;

use mutuelle_shapes::{Report, Shapes, ValidationResult};
use oxrdf::{Graph, NamedNode, Term};
use oxttl::TurtleParser;

const PREFIXES: &str = "
    @base <http://example.org/> .
    @prefix : <http://example.org/> .
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix dct: <http://purl.org/dc/terms/> .
    @prefix ibis: <https://vocab.methodandstructure.com/ibis#> .
    @prefix mut: <https://w3id.org/mutuelle/ns#> .
";

fn turtle(text: &str) -> Graph {
    let text = format!("{PREFIXES}{text}");
    let parsed: Result<Graph, _> = TurtleParser::new().for_slice(&text).collect();
    parsed.unwrap_or_else(|error| panic!("{error} in {text}"))
}

fn shapes(text: &str) -> Shapes {
    Shapes::from_graph(&turtle(text)).unwrap_or_else(|error| panic!("{error}"))
}

fn validate(shapes: &Shapes, data: &str) -> Report {
    let Ok(report) = shapes.validate(&turtle(data));
    report
}

fn node(local: &str) -> Term {
    NamedNode::new_unchecked(format!("http://example.org/{local}")).into()
}

/// `focus component` of each result, sorted: what most tests look at.
fn summary(report: &Report) -> Vec<String> {
    let mut lines: Vec<String> = report.results.iter().map(line).collect();
    lines.sort();
    lines
}

fn line(result: &ValidationResult) -> String {
    let focus = match &result.focus {
        Term::NamedNode(node) => node.as_str().trim_start_matches("http://example.org/").to_owned(),
        other => other.to_string(),
    };
    let component = result
        .component
        .as_str()
        .trim_start_matches("http://www.w3.org/ns/shacl#");
    format!("{focus} {}", component.trim_end_matches("ConstraintComponent"))
}
