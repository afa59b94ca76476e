//! `/.well-known/void`: what this commons holds, as VoID (<https://www.w3.org/TR/void/>), in the very shape that SemApps
//! reads.
//!
//! Its clients take the JSON as it stands, without a JSON-LD processor: the keys carry their prefixes, `@graph` is a list
//! of datasets, numbers are strings. Its mirror looks the dataset up by `@id`, which is made of the host's name.

use crate::formats::Wish;
use crate::pair;
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::refusal;
use crate::state::AppState;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use mutuelle_commons::{PairClasses, RdfFormat, Status, write_graph};
use mutuelle_ontology::vocab::{mutuelle, reused};
use oxrdf::{Graph, Triple};
use oxrdfio::RdfParser;
use serde_json::{Value, json};

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
    let commons = state.commons.clone();
    let counted = state
        .governor
        .pages
        .run(move || Ok((commons.status()?, commons.pair_classes()?)))
        .await?;
    let (status, classes) = counted.map_err(refusal::of_query)?;
    let description = description(&state, &status, &classes);
    let body = if matches!(format, RdfFormat::JsonLd { .. }) {
        description.to_string()
    } else {
        converted(description, format)?
    };
    Ok(([(CONTENT_TYPE, content_type)], body).into_response())
}

fn description(state: &AppState, status: &Status, classes: &PairClasses) -> Value {
    let partitions = classes.classes.iter().map(|class| {
        json!({
            "void:class": format!("pair:{}", class.name),
            "void:entities": class.entities.to_string(),
            "void:uriSpace": pair::container_address(state, &class.name),
        })
    });
    json!({
        "@context": {
            "@base": state.address(".well-known/void"),
            "dc": "http://purl.org/dc/terms/",
            "pair": reused::pair::NAMESPACE,
            "void": VOID,
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "void:class": { "@type": "@id" },
            "void:dataDump": { "@type": "@id" },
            "void:entities": { "@type": "xsd:integer" },
            "void:feature": { "@type": "@id" },
            "void:rootResource": { "@type": "@id" },
            "void:sparqlEndpoint": { "@type": "@id" },
            "void:triples": { "@type": "xsd:integer" },
            "void:vocabulary": { "@type": "@id" },
        },
        "@graph": [{
            "@id": fragment(state.base()),
            "@type": "void:Dataset",
            "dc:title": "Mutuelle des connaissances",
            "dc:description": "Un commun de connaissances : acteurs, projets, graines, controverses, offres et besoins.",
            "void:classPartition": partitions.collect::<Vec<_>>(),
            "void:dataDump": state.address("export/pair"),
            "void:feature": format!("{FORMATS}Turtle"),
            "void:rootResource": state.base(),
            "void:sparqlEndpoint": state.address("export/pair/sparql"),
            "void:triples": status.quads.to_string(),
            "void:uriSpace": state.base(),
            "void:vocabulary": [mutuelle::NAMESPACE, reused::pair::NAMESPACE],
        }],
    })
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
    let partitions = description.pointer_mut("/@graph/0/void:classPartition");
    let partitions = partitions.and_then(Value::as_array_mut).into_iter().flatten();
    for (index, partition) in partitions.enumerate() {
        partition["@id"] = format!("_:class{}", index + 1).into();
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
