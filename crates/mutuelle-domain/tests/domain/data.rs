//! Small graphs to work something out from.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::str::FromStr;

use mutuelle_domain::{Because, Facts, Node};
use oxrdf::{Graph, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use oxsdatatypes::Date;
use oxttl::TurtleParser;

const PREFIXES: &str = "\
@prefix : <http://example.org/> .
@prefix mut: <https://w3id.org/mutuelle/ns#> .
@prefix cito: <http://purl.org/spar/cito/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dim: <https://w3id.org/mutuelle/scheme/model-dimension/> .
@prefix inc: <https://w3id.org/mutuelle/scheme/incubation/> .
@prefix mode: <https://w3id.org/mutuelle/scheme/exchange-mode/> .
@prefix stage: <https://w3id.org/mutuelle/scheme/compagnonnage/> .
";

/// A graph from Turtle, with the usual prefixes.
pub(crate) fn graph(turtle: &str) -> Graph {
    let text = format!("{PREFIXES}{turtle}");
    TurtleParser::new().for_slice(&text).map(Result::unwrap).collect()
}

/// The node `:name`.
pub(crate) fn node(name: &str) -> Node {
    NamedNode::new(format!("http://example.org/{name}"))
        .unwrap()
        .into()
}

/// The nodes `:name`, each once.
pub(crate) fn nodes<C: FromIterator<Node>>(names: &[&str]) -> C {
    names.iter().map(|name| node(name)).collect()
}

pub(crate) fn date(text: &str) -> Date {
    Date::from_str(text).unwrap()
}

/// Whether every triple of the explanation is in the graph, and there is at least one.
pub(crate) fn follows_from(because: &Because, graph: &Graph) -> bool {
    let known: BTreeSet<String> = graph.iter().map(|triple| triple.to_string()).collect();
    !because.0.is_empty() && because.0.is_subset(&known)
}

/// Whether an explanation names these triples, each as the Turtle of one.
pub(crate) fn says(because: &Because, turtle: &str) -> bool {
    graph(turtle)
        .iter()
        .all(|triple| because.0.contains(&triple.to_string()))
}

/// Whether a graph says what the Turtle says.
pub(crate) fn holds(said: &Graph, turtle: &str) -> bool {
    graph(turtle).iter().all(|triple| said.contains(triple))
}

/// The same facts, answered in another order.
pub(crate) struct Reordered {
    pub(crate) graph: Graph,
    pub(crate) by: usize,
}

impl Reordered {
    fn order<T: ToString>(&self, mut items: Vec<T>) -> Vec<T> {
        items.sort_by_cached_key(|item| {
            let text = item.to_string().into_bytes();
            text.iter().fold(self.by, |sum, byte| {
                (sum ^ usize::from(*byte))
                    .wrapping_mul(2_654_435_761)
                    .rotate_left(13)
            })
        });
        items
    }
}

impl Facts for Reordered {
    type Error = Infallible;

    fn objects(
        &self,
        subject: &NamedOrBlankNode,
        predicate: NamedNodeRef<'_>,
    ) -> Result<Vec<Term>, Infallible> {
        Ok(self.order(Facts::objects(&self.graph, subject, predicate)?))
    }

    fn subjects(
        &self,
        predicate: NamedNodeRef<'_>,
        object: &Term,
    ) -> Result<Vec<NamedOrBlankNode>, Infallible> {
        Ok(self.order(Facts::subjects(&self.graph, predicate, object)?))
    }
}
