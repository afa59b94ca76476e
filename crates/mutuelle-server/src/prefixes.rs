//! `/prefixes`: the base and the prefixes that a query may use without declaring them, in the forms that people paste.

use crate::negotiate::{Accept, Offer};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::AppState;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use mutuelle_ontology::prefixes::PREFIXES;
use serde_json::{Map, Value, json};
use std::fmt::Write;

#[derive(Clone, Copy)]
enum Form {
    Json,
    /// A JSON-LD context.
    Context,
    Turtle,
    Sparql,
}

const OFFERS: [Offer<Form>; 4] = [
    Offer {
        media_type: "application/json",
        value: Form::Json,
    },
    Offer {
        media_type: "text/turtle",
        value: Form::Turtle,
    },
    Offer {
        media_type: "application/sparql-query",
        value: Form::Sparql,
    },
    Offer {
        media_type: "application/ld+json",
        value: Form::Context,
    },
];

/// Base and prefixes.
pub(crate) async fn get(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
    let form = match parameters.one("format")? {
        Some("json") => Form::Json,
        Some("jsonld") => Form::Context,
        Some("ttl") => Form::Turtle,
        Some("rq") => Form::Sparql,
        Some(other) => {
            return Err(Problem::malformed(format!(
                "`format` is `json`, `jsonld`, `ttl` or `rq`, not `{other}`"
            )));
        }
        None => {
            let offered = OFFERS.map(|offer| offer.media_type);
            let chosen = Accept::of(&headers).choose(&OFFERS);
            chosen.ok_or_else(|| Problem::not_acceptable(&offered))?.value
        }
    };
    let base = state.base();
    Ok(match form {
        Form::Json => Json(json!({ "base": base, "prefixes": members() })).into_response(),
        Form::Context => {
            let mut context = members();
            context.insert("@base".to_owned(), base.into());
            let type_header = [(CONTENT_TYPE, "application/ld+json")];
            (type_header, json!({ "@context": context }).to_string()).into_response()
        }
        Form::Turtle => {
            let text = declared(&format!("@base <{base}> .\n"), "@prefix", " .");
            ([(CONTENT_TYPE, "text/turtle; charset=utf-8")], text).into_response()
        }
        Form::Sparql => {
            let text = declared(&format!("BASE <{base}>\n"), "PREFIX", "");
            ([(CONTENT_TYPE, "application/sparql-query")], text).into_response()
        }
    })
}

fn members() -> Map<String, Value> {
    let members = PREFIXES
        .iter()
        .map(|(prefix, namespace)| ((*prefix).to_owned(), Value::from(*namespace)));
    members.collect()
}

fn declared(base: &str, keyword: &str, end: &str) -> String {
    let mut text = base.to_owned();
    for (prefix, namespace) in PREFIXES {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{keyword} {prefix}: <{namespace}>{end}");
    }
    text
}
