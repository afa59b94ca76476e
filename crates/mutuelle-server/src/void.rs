//! `/.well-known/void`: what this commons holds, as VoID (<https://www.w3.org/TR/void/>), in the very shape that SemApps
//! reads. Its first dataset is what those clients look for: the commons in the words of PAIR. The second has the figures of the commons
//! in its own words, for who plans queries over several servers and for data portals.
//!
//! SemApps' clients take the JSON as it stands, without a JSON-LD processor: the keys carry their prefixes, `@graph` is a list
//! of datasets, numbers are strings. Its mirror looks the dataset up by `@id`, which is made of the host's name.

use crate::formats::Wish;
use crate::pair;
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::refusal;
use crate::state::AppState;
use crate::statistics::{self, Document};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use mutuelle_commons::{ClassFigures, Counted, PairClasses, PropertyFigures, RdfFormat, write_graph};
use mutuelle_ontology::vocab::{mutuelle, reused};
use oxrdf::{Graph, NamedNode, Triple};
use oxrdfio::RdfParser;
use serde_json::{Map, Value, json};

const VOID: &str = "http://rdfs.org/ns/void#";
const FORMATS: &str = "http://www.w3.org/ns/formats/";

/// The description as JSON-LD, or in another format of RDF.
pub(crate) async fn get(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
    let wish = Wish::new(parameters.one("format")?, &headers);
    let (format, content_type) = wish.for_description()?;
    let shared = state.clone();
    let body = state.governor.pages.run(move || {
        let write = |counted: &Counted| {
            let classes = shared.commons.pair_classes().map_err(refusal::of_query)?;
            let description = description(&shared, counted, &classes);
            if matches!(format, RdfFormat::JsonLd { .. }) {
                Ok(description.to_string())
            } else {
                converted(description, format)
            }
        };
        shared
            .statistics
            .text(&shared, Document::Void, content_type, write)
    });
    let body = body.await??;
    Ok(([(CONTENT_TYPE, content_type)], body).into_response())
}

fn description(state: &AppState, counted: &Counted, classes: &PairClasses) -> Value {
    json!({
        "@context": {
            "@base": state.address(".well-known/void"),
            "dc": "http://purl.org/dc/terms/",
            "pair": reused::pair::NAMESPACE,
            "sd": "http://www.w3.org/ns/sparql-service-description#",
            "void": VOID,
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "sd:name": { "@type": "@id" },
            "void:class": { "@type": "@id" },
            "void:classes": { "@type": "xsd:integer" },
            "void:dataDump": { "@type": "@id" },
            "void:distinctObjects": { "@type": "xsd:integer" },
            "void:distinctSubjects": { "@type": "xsd:integer" },
            "void:entities": { "@type": "xsd:integer" },
            "void:feature": { "@type": "@id" },
            "void:properties": { "@type": "xsd:integer" },
            "void:property": { "@type": "@id" },
            "void:rootResource": { "@type": "@id" },
            "void:sparqlEndpoint": { "@type": "@id" },
            "void:triples": { "@type": "xsd:integer" },
            "void:vocabulary": { "@type": "@id" },
        },
        "@graph": [in_pair(state, classes), in_our_words(state, counted)],
    })
}

/// What SemApps reads. How many triples PAIR makes of the commons is not known before somebody asks for them.
fn in_pair(state: &AppState, classes: &PairClasses) -> Value {
    let partitions = classes.classes.iter().map(|class| {
        json!({
            "void:class": format!("pair:{}", class.name),
            "void:entities": class.entities.to_string(),
            "void:uriSpace": pair::container_address(state, &class.name),
        })
    });
    json!({
        "@id": fragment(state.base()),
        "@type": "void:Dataset",
        "dc:title": "Mutuelle des connaissances",
        "dc:description": "Un commun de connaissances : acteurs, projets, graines, controverses, offres et besoins.",
        "void:classPartition": partitions.collect::<Vec<_>>(),
        "void:dataDump": state.address("export/pair"),
        "void:feature": format!("{FORMATS}Turtle"),
        "void:rootResource": state.base(),
        "void:sparqlEndpoint": state.address("export/pair/sparql"),
        "void:uriSpace": state.base(),
        "void:vocabulary": [mutuelle::NAMESPACE, reused::pair::NAMESPACE],
    })
}

/// What `/sparql` counts.
fn in_our_words(state: &AppState, counted: &Counted) -> Value {
    let figures = &counted.figures;
    let mut dataset = Map::new();
    let mut say = |key: &str, value: Value| dataset.insert(key.to_owned(), value);
    // No host's name has a slash, so that this is never the first dataset's.
    say("@id", "#/sparql".into());
    say("@type", json!(["void:Dataset", "sd:Dataset"]));
    say("dc:title", "Mutuelle des connaissances : SPARQL".into());
    let remark = statistics::remark(counted, state.config.default_graph);
    say("dc:description", json!({ "@value": remark, "@language": "en" }));
    say("void:sparqlEndpoint", state.address("sparql").into());
    say("void:uriSpace", state.base().into());
    say("void:vocabulary", json!([mutuelle::NAMESPACE]));
    for (name, count) in statistics::totals(figures) {
        say(&format!("void:{name}"), count.to_string().into());
    }
    let properties: Vec<_> = figures
        .by_property
        .iter()
        .filter(|part| reads_as_itself(&part.property))
        .map(property)
        .collect();
    say("void:propertyPartition", properties.into());
    let class = |ClassFigures { class, entities }: &ClassFigures| json!({ "void:class": class.as_str(), "void:entities": entities.to_string() });
    let classes: Vec<_> = figures
        .by_class
        .iter()
        .filter(|part| reads_as_itself(&part.class))
        .map(class)
        .collect();
    say("void:classPartition", classes.into());
    let graphs = figures
        .by_graph
        .iter()
        .filter(|(name, _)| reads_as_itself(name))
        .map(|(name, triples)| {
            let mut graph = json!({ "@type": ["sd:Graph", "void:Dataset"] });
            count(&mut graph, "void:triples", *triples);
            json!({ "@type": "sd:NamedGraph", "sd:name": name.as_str(), "sd:graph": graph })
        });
    say("sd:namedGraph", graphs.collect::<Vec<_>>().into());
    dataset.into()
}

/// Whether JSON-LD takes an IRI for what it is, not for one of the context's prefixes with a name (`dc:title`), for which it has no
/// escape. Such an IRI is told by the service description.
fn reads_as_itself(iri: &NamedNode) -> bool {
    let scheme = iri.as_str().split_once(':').map(|(scheme, _)| scheme);
    !scheme.is_some_and(|scheme| ["dc", "pair", "sd", "void", "xsd"].contains(&scheme))
}

fn property(of: &PropertyFigures) -> Value {
    let mut part = json!({ "void:property": of.property.as_str() });
    count(&mut part, "void:triples", Some(of.triples));
    count(&mut part, "void:distinctSubjects", of.subjects);
    count(&mut part, "void:distinctObjects", of.objects);
    part
}

fn count(of: &mut Value, key: &str, count: Option<u64>) {
    if let Some(count) = count {
        of[key] = count.to_string().into();
    }
}

/// What SemApps makes of an address to find its dataset: the authority, of which the first `-`, the first `.` and the
/// first `:` have become `_`.
fn fragment(base: &str) -> String {
    let authority = base
        .split_once("://")
        .map_or(base, |(_, rest)| rest.split('/').next().unwrap_or_default());
    let plain = ['-', '.', ':']
        .into_iter()
        .fold(authority.to_owned(), |text, char| text.replacen(char, "_", 1));
    format!("#{plain}")
}

/// JSON-LD of ours in another format. Its blank nodes are called by their order, so that the text is the same each time.
fn converted(mut description: Value, format: RdfFormat) -> Result<String, Problem> {
    let datasets = description.get_mut("@graph").and_then(Value::as_array_mut);
    let parts = datasets
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
        .flat_map(|dataset| dataset.values_mut())
        .filter_map(Value::as_array_mut)
        .flatten()
        .filter_map(Value::as_object_mut);
    for (index, part) in parts.enumerate() {
        part.entry("@id")
            .or_insert_with(|| format!("_:part{}", index + 1).into());
    }
    let text = description.to_string();
    let quads = RdfParser::from_format(crate::formats::JSON_LD).for_slice(&text);
    let mut graph = Graph::new();
    for quad in quads {
        let triple: Triple = quad.map_err(|error| Problem::hidden(&error))?.into();
        graph.insert(&triple);
    }
    let mut bytes = Vec::new();
    write_graph(&graph, format, &mut bytes).map_err(|error| Problem::hidden(&error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dataset_is_named_as_semapps_looks_for_it() {
        for (base, expected) in [
            ("https://commun.example/", "#commun_example"),
            ("http://127.0.0.1:7878/", "#127_0.0.1_7878"),
            (
                "https://le-commun.ville-de-crest.example:8443/",
                "#le_commun_ville-de-crest.example_8443",
            ),
        ] {
            assert_eq!(fragment(base), expected);
        }
    }
}
