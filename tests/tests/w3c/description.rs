//! The suite of the SPARQL 1.1 Service Description, whose tests have names and no data: what they ask for is in sections
//! 2 and 3 of the specification.

use crate::site::{BASE, Site};
use mutuelle_suites::{Suite, check};
use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNodeRef, TermRef, Triple};
use oxrdfio::{RdfFormat, RdfParser};

const SD: &str = "http://www.w3.org/ns/sparql-service-description#";

/// The properties of the vocabulary with the classes that they lead from and to; an empty class is any resource.
const PROPERTIES: [(&str, &str, &str); 17] = [
    ("endpoint", "Service", ""),
    ("feature", "Service", ""),
    ("defaultEntailmentRegime", "Service", ""),
    ("entailmentRegime", "NamedGraph", ""),
    ("defaultSupportedEntailmentProfile", "Service", ""),
    ("supportedEntailmentProfile", "NamedGraph", ""),
    ("extensionFunction", "Service", ""),
    ("extensionAggregate", "Service", ""),
    ("languageExtension", "Service", ""),
    ("supportedLanguage", "Service", ""),
    ("propertyFeature", "Service", ""),
    ("defaultDataset", "Service", "Dataset"),
    ("availableGraphs", "Service", "GraphCollection"),
    ("resultFormat", "Service", ""),
    ("inputFormat", "Service", ""),
    ("defaultGraph", "Dataset", "Graph"),
    ("namedGraph", "GraphCollection", "NamedGraph"),
];

#[test]
fn the_suite_of_the_service_description_passes() {
    let Some(suite) = Suite::find("sparql/sparql11") else {
        return;
    };
    let server = Site::start();
    let endpoint = format!("{BASE}sparql");
    let entries = suite.entries("service-description/manifest.ttl");
    check(
        "SPARQL 1.1 Service Description on the server",
        &entries,
        &[],
        3,
        |entry| {
            let reply = server.client.get("/sparql", "text/turtle").expect(200);
            let parser = RdfParser::from_format(RdfFormat::Turtle);
            let triples = parser.for_slice(&reply.body).map(|quad| quad.map(Triple::from));
            let described: Graph = triples
                .collect::<Result<_, _>>()
                .map_err(|error| error.to_string())?;
            match entry.name().rsplit('#').next() {
                Some("returns-rdf") if !described.is_empty() => Ok(()),
                Some("has-endpoint-triple") => has_endpoint(&described, &endpoint),
                Some("conforms-to-schema") => conforms(&described),
                other => Err(format!("{other:?} in {described}")),
            }
        },
    );
}

fn term(local: &str) -> String {
    format!("{SD}{local}")
}

/// There is one service, and its endpoint is the address that the server is known by.
fn has_endpoint(described: &Graph, endpoint: &str) -> Result<(), String> {
    let property = term("endpoint");
    let found: Vec<TermRef<'_>> = described
        .triples_for_predicate(NamedNodeRef::new_unchecked(&property))
        .map(|triple| triple.object)
        .collect();
    match found.as_slice() {
        [TermRef::NamedNode(node)] if node.as_str() == endpoint => Ok(()),
        other => Err(format!("{other:?} is not <{endpoint}>")),
    }
}

/// Every term of the vocabulary is one that it has, and every property stands between what it should.
fn conforms(described: &Graph) -> Result<(), String> {
    let is = |node: TermRef<'_>, class: &str| {
        let subject = match node {
            TermRef::NamedNode(node) => node.into(),
            TermRef::BlankNode(node) => oxrdf::NamedOrBlankNodeRef::from(node),
            _ => return false,
        };
        let kinds = described.objects_for_subject_predicate(subject, rdf::TYPE);
        kinds
            .into_iter()
            .any(|kind| kind.to_string() == format!("<{}>", term(class)))
    };
    for triple in described {
        let Some(local) = triple.predicate.as_str().strip_prefix(SD) else {
            continue;
        };
        // Both lead from more than one class; what they lead to is named.
        let beside = [("name", "NamedGraph", ""), ("graph", "NamedGraph", "Graph")];
        let known = PROPERTIES.iter().chain(&beside).find(|(name, ..)| *name == local);
        let (_, from, to) = known.ok_or_else(|| format!("`sd:{local}` is not of the vocabulary"))?;
        // A dataset is a collection of graphs.
        let from = if *from == "GraphCollection" {
            "Dataset"
        } else {
            from
        };
        if !is(triple.subject.into(), from) || !(to.is_empty() || is(triple.object, to)) {
            return Err(format!("{triple} is not from {from} to {to}"));
        }
        if !triple.object.is_named_node() && to.is_empty() {
            return Err(format!("{triple} leads to no name"));
        }
    }
    Ok(())
}
