//! Small graphs.

use oxrdf::{Graph, NamedNode, Triple};
use oxsdatatypes::Date;
use oxttl::TurtleParser;

const PREFIXES: &str = "
    @prefix : <https://example.org/> .
    @prefix cito: <http://purl.org/spar/cito/> .
    @prefix closure: <https://w3id.org/mutuelle/scheme/closure/> .
    @prefix dct: <http://purl.org/dc/terms/> .
    @prefix decision: <https://w3id.org/mutuelle/scheme/decision-state/> .
    @prefix ibis: <https://vocab.methodandstructure.com/ibis#> .
    @prefix kind: <https://w3id.org/mutuelle/scheme/wealth-kind/> .
    @prefix mut: <https://w3id.org/mutuelle/ns#> .
    @prefix oa: <http://www.w3.org/ns/oa#> .
    @prefix om2: <http://www.ontology-of-units-of-measure.org/resource/om-2/> .
    @prefix prov: <http://www.w3.org/ns/prov#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix sphere: <https://w3id.org/mutuelle/scheme/sphere/> .
    @prefix status: <https://w3id.org/mutuelle/scheme/evidence-status/> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
";

/// The triples of a Turtle text, with the usual prefixes.
pub(crate) fn triples(turtle: &str) -> Vec<Triple> {
    let text = format!("{PREFIXES}{turtle}");
    let parser = TurtleParser::new().for_reader(text.as_bytes());
    parser.collect::<Result<_, _>>().expect("the fixture is Turtle")
}

/// The graph of a Turtle text, with the usual prefixes.
pub(crate) fn graph(turtle: &str) -> Graph {
    triples(turtle).iter().collect()
}

/// A node of the fixtures.
pub(crate) fn node(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("https://example.org/{name}"))
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

/// The files of the sample data whose name begins like this, each with its triples.
pub(crate) fn sample(beginning: &str) -> Vec<(String, Graph)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/sample");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the sample data")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(beginning))
        })
        .collect();
    files.sort();
    let read = |path: std::path::PathBuf| {
        let file = std::fs::File::open(&path).expect("a file");
        let triples: Result<Vec<Triple>, _> = TurtleParser::new().for_reader(file).collect();
        (
            path.display().to_string(),
            triples.expect("Turtle").iter().collect(),
        )
    };
    files.into_iter().map(read).collect()
}
