//! `/openapi.json`: every address with its methods, parameters, media types and problems, as OpenAPI 3.1
//! (<https://spec.openapis.org/oas/v3.1.1.html>).
//!
//! The table in `described.rs` is kept by hand, each noun in its file; a test holds it against the router both ways. (utoipa's macros would stand at
//! every handler and still not know which problems it has; the problems here are the registry's own.) What is named, queries
//! and computations, is described one by one, with its parameters' types.

mod answer;
mod computed;
mod described;
mod graph;
mod named;
mod operation;
mod pair;
mod parameter;
mod query;
mod resource;
mod service;

use crate::registry::{Kind, REGISTRY};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use operation::Operation;
use serde_json::{Map, Value, json};

/// The document of this server.
pub(crate) async fn get(State(state): State<AppState>) -> Json<Value> {
    Json(document(&state))
}

fn document(state: &AppState) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    let mut add = |path: &str, operation: &Operation| {
        let described = operation.json(&operation_id(operation.method, path));
        let item = paths.entry(path).or_insert_with(|| json!({}));
        item[operation.method] = described;
    };
    for (path, operations) in described::PATHS {
        for operation in *operations {
            add(path, &operation());
        }
    }
    for (path, operation) in named::queries(&state.config.queries) {
        add(&path, &operation);
    }
    for (path, operation) in named::computations() {
        add(&path, &operation);
    }
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Mutuelle",
            "summary": "A linked-data server for a knowledge commons",
            "description": "Reading is open to everyone. Writing needs a token with the scope `write`. \
                            Every error is a problem document (RFC 9457) whose `type` leads to a page of this server. \
                            Where there is a parameter `format`, its value may stand at the end of the path instead, \
                            as in `/ns.ttl`: by GET, and by POST at `/queries/{name}`.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": state.base().trim_end_matches('/') }],
        "security": [{}],
        "paths": paths,
        "components": {
            "schemas": { "Problem": problem_schema() },
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "`mutuelle token create NAME --scope write` makes one",
                },
            },
        },
    })
}

/// A name that programs can be made with: `get_queries_name`.
fn operation_id(method: &str, path: &str) -> String {
    let words = path
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    std::iter::once(method).chain(words).collect::<Vec<_>>().join("_")
}

fn problem_schema() -> Value {
    let slugs: Vec<_> = REGISTRY.iter().map(|entry| entry.slug).collect();
    json!({
        "type": "object",
        "description": format!("RFC 9457. `type` ends in one of: {}", slugs.join(", ")),
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": { "type": "string", "format": "uri" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
        },
        "additionalProperties": true,
    })
}

/// The answers that are problems, by their statuses.
fn problems(kinds: &[Kind]) -> Map<String, Value> {
    let mut answers: Map<String, Value> = Map::new();
    for entry in kinds.iter().map(|kind| kind.entry()) {
        let status = entry.status.as_u16().to_string();
        let told = format!("`{}`: {}", entry.slug, entry.title);
        let answer = answers.entry(status).or_insert_with(|| {
            json!({
                "description": "",
                "content": {
                    "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } },
                },
            })
        });
        let before = answer["description"].as_str().unwrap_or_default();
        let joined = if before.is_empty() { "" } else { "; " };
        answer["description"] = format!("{before}{joined}{told}").into();
    }
    answers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::router::ROUTES;
    use crate::suffix::NEGOTIATED;
    use std::collections::BTreeSet;

    #[test]
    fn every_route_is_described_and_every_description_has_its_route() {
        let routes: BTreeSet<&str> = ROUTES.iter().map(|(path, _)| *path).collect();
        let described: BTreeSet<&str> = described::PATHS.iter().map(|(path, _)| *path).collect();
        assert_eq!(routes.len(), ROUTES.len(), "a path stands once");
        let missing: Vec<_> = routes.difference(&described).collect();
        assert!(missing.is_empty(), "describe {missing:?} in openapi/described.rs");
        // Whatever is no route may be a resource.
        let extra: Vec<_> = described.difference(&routes).collect();
        assert_eq!(extra, [&described::FALLBACK], "these have no route");
    }

    #[test]
    fn a_format_may_be_a_suffix_exactly_where_it_may_be_a_parameter() {
        let takes_format = |operation: &Operation| operation.parameters.iter().any(|it| it.name == "format");
        let described: BTreeSet<&str> = described::PATHS
            .iter()
            .filter(|(path, _)| *path != described::FALLBACK)
            .filter(|(_, operations)| operations.iter().any(|operation| takes_format(&operation())))
            .map(|(path, _)| *path)
            .collect();
        assert_eq!(described, NEGOTIATED.into_iter().collect());
    }

    #[test]
    fn problems_of_one_status_are_told_together() {
        let answers = problems(&[Kind::MalformedRequest, Kind::NotUtf8, Kind::Internal]);
        assert_eq!(answers.keys().collect::<Vec<_>>(), ["400", "500"]);
        let told = answers["400"]["description"].as_str().unwrap();
        assert!(
            told.contains("`malformed-request`") && told.contains("`not-utf-8`"),
            "{told}"
        );
    }
}
