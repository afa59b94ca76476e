//! `/queries`: questions with names, each a query whose parameters are bound as terms.

use crate::answers::Asked;
use crate::formats::{GRAPH_OFFERS, TABLE_OFFERS, Wish, media_type};
use crate::negotiate::{Accept, Offer};
use crate::parameters::{FORM, Parameters};
use crate::problem::{Kind, Problem};
use crate::state::AppState;
use crate::{body, evaluation, queries_page, sparql};
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use mutuelle_commons::{BindingError, NamedQuery, QueryForm, QueryParameter, nearest};
use serde_json::{Value, json};

/// The media type of a query's text.
const SPARQL: &str = "application/sparql-query";

/// Parameters of the request that are none of the query's.
const OWN_PARAMETERS: [&str; 6] = [
    "default-graph-uri",
    "explain",
    "format",
    "infer",
    "lang",
    "named-graph-uri",
];

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Answer,
    /// The answer for people, with a form.
    Page,
    /// The query itself.
    Text,
}

const LIST_OFFERS: [Offer<Shown>; 2] = [
    Offer {
        media_type: "application/json",
        value: Shown::Answer,
    },
    Offer {
        media_type: "text/html",
        value: Shown::Page,
    },
];

/// All of them.
pub(crate) async fn list(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
    let shown = match parameters.one("format")? {
        Some("json") => Shown::Answer,
        Some("html") => Shown::Page,
        Some(other) => {
            return Err(Problem::malformed(format!(
                "`format` is `json` or `html`, not `{other}`"
            )));
        }
        None => {
            let offered = LIST_OFFERS.map(|offer| offer.media_type);
            let chosen = Accept::of(&headers).choose(&LIST_OFFERS);
            chosen.ok_or_else(|| Problem::not_acceptable(&offered))?.value
        }
    };
    if shown == Shown::Page {
        return queries_page::list(&state, &parameters, &headers);
    }
    let all = state.config.queries.iter();
    Ok(Json(Value::Array(all.map(|query| described(&state, query)).collect())).into_response())
}

fn described(state: &AppState, query: &NamedQuery) -> Value {
    let parameters: Vec<_> = query.parameters.iter().map(parameter).collect();
    let href = state.address(&format!("queries/{}", query.name));
    json!({
        "name": query.name,
        "href": href,
        "text": format!("{href}?format=rq"),
        "form": query.form.keyword(),
        "title": { "fr": query.title[0], "en": query.title[1] },
        "parameters": parameters,
    })
}

fn parameter(parameter: &QueryParameter) -> Value {
    json!({
        "name": parameter.name,
        "type": parameter.value_type.name(),
        "meaning": parameter.value_type.meaning(),
        "required": parameter.required,
        "default": parameter.default,
        "example": parameter.value_type.example(),
    })
}

/// The answer of one, with the parameters of the address.
pub(crate) async fn get(
    State(state): State<AppState>,
    Path(name): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let query = query.unwrap_or_default();
    // A space cannot stand in an address, so that no query of `/sparql` is the same request.
    let asked = Asked::of(&format!("/queries/{name} {query}"), &headers);
    if let Some(given) = evaluation::again(&state, &asked, &headers).await? {
        return Ok(given);
    }
    let parameters = Parameters::parse(&query)?;
    answer(&state, &name, &parameters, &headers, Some(asked)).await
}

/// The answer of one, with the parameters of a form and of the address.
pub(crate) async fn post(
    State(state): State<AppState>,
    Path(name): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Body,
) -> Result<Response, Problem> {
    let claimed = media_type(&headers)?;
    if claimed.as_deref() != Some(FORM) {
        return Err(Problem::unsupported("media type", claimed.as_deref(), &[FORM]));
    }
    let form = body::text(body, &headers, state.limits(), &state.governor.pages).await?;
    let parameters = Parameters::parse(&format!("{}&{form}", query.unwrap_or_default()))?;
    answer(&state, &name, &parameters, &headers, None).await
}

async fn answer(
    state: &AppState,
    name: &str,
    parameters: &Parameters,
    headers: &HeaderMap,
    asked: Option<Asked>,
) -> Result<Response, Problem> {
    let queries = &state.config.queries;
    let query = queries.find(name).ok_or_else(|| unknown(state, name))?;
    let format = parameters.one("format")?;
    let shown = shown(query.form, format, headers);
    if shown == Shown::Text {
        return Ok(([(CONTENT_TYPE, SPARQL)], query.text.clone()).into_response());
    }
    let given: Vec<_> = parameters
        .pairs()
        .filter(|(name, _)| !OWN_PARAMETERS.contains(name))
        .collect();
    // Whoever opens the page of a query that has to be told something is asked for it.
    if shown == Shown::Page && given.is_empty() && query.parameters.iter().any(|known| known.required) {
        return queries_page::form(state, query, parameters, headers);
    }
    let bindings = query.bindings(given).map_err(refused)?;
    let request = sparql::request(state, query.text.clone(), parameters, bindings)?;
    if parameters.switch("explain", false)? {
        return evaluation::explain(state, request).await;
    }
    if shown == Shown::Page {
        return queries_page::answer(state, query, parameters, headers, request).await;
    }
    evaluation::answer(state, request, Wish::new(format, headers), asked).await
}

/// `?format=` where it is given, else what the client likes best.
fn shown(form: QueryForm, format: Option<&str>, headers: &HeaderMap) -> Shown {
    match format {
        Some("html" | "text/html") => return Shown::Page,
        Some("rq" | SPARQL) => return Shown::Text,
        Some(_) => return Shown::Answer,
        None => {}
    }
    let answers: Vec<&'static str> = match form {
        QueryForm::Select | QueryForm::Ask => TABLE_OFFERS.iter().map(|offer| offer.media_type).collect(),
        QueryForm::Construct | QueryForm::Describe => {
            GRAPH_OFFERS.iter().map(|offer| offer.media_type).collect()
        }
    };
    let mut offers: Vec<_> = answers
        .into_iter()
        .map(|media_type| Offer {
            media_type,
            value: Shown::Answer,
        })
        .collect();
    for (media_type, value) in [("text/html", Shown::Page), (SPARQL, Shown::Text)] {
        offers.push(Offer { media_type, value });
    }
    // What fits nothing is refused where the answer's format is chosen, with what is offered.
    Accept::of(headers)
        .choose(&offers)
        .map_or(Shown::Answer, |offer| offer.value)
}

fn unknown(state: &AppState, name: &str) -> Problem {
    let names = state.config.queries.iter().map(|query| query.name.as_str());
    let hint = match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`? "),
        None => String::new(),
    };
    Problem::new(
        Kind::NotFound,
        format!("no query is named `{name}`; {hint}`/queries` lists them"),
    )
}

fn refused(error: BindingError) -> Problem {
    let problem = Problem::malformed(error.to_string());
    match error {
        BindingError::Missing { parameter: of, .. } | BindingError::Wrong { parameter: of, .. } => problem
            .with("parameter", &of.name)
            .with("parameter_type", of.value_type.name())
            .with("example", of.value_type.example()),
        BindingError::Unknown { name, known, .. } => {
            let known: Vec<_> = known.iter().map(parameter).collect();
            problem.with("parameter", name).with("parameters", known)
        }
        BindingError::Twice(name) => problem.with("parameter", name),
    }
}
