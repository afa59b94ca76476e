//! `/sparql`: the SPARQL 1.1 Protocol's query operation (<https://www.w3.org/TR/sparql11-protocol/#query-operation>).

use crate::answers::Asked;
use crate::formats::Wish;
use crate::operation::Operation;
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::AppState;
use crate::{description, evaluation};
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::HeaderMap;
use mutuelle_commons::QueryRequest;

const QUERY: Operation = Operation {
    name: "query",
    media_type: "application/sparql-query",
    other: "update",
    elsewhere: "an update is sent by POST to `/update`",
};

/// A query in the address; without one the service description, or a form for people.
pub(crate) async fn get(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let query = query.unwrap_or_default();
    let asked = Asked::of(&query, &headers);
    if let Some(given) = evaluation::again(&state, &asked) {
        return Ok(given);
    }
    let parameters = Parameters::parse(&query)?;
    QUERY.refuse_other(&parameters)?;
    match parameters.one("query")? {
        Some(text) => {
            let text = text.to_owned();
            answer(&state, text, &parameters, &headers, Some(asked)).await
        }
        None => description::answer(&state, &wish(&parameters, &headers)?, &headers).await,
    }
}

/// A query in a form or as the body.
pub(crate) async fn post(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Body,
) -> Result<Response, Problem> {
    let (text, parameters) = QUERY.read(&state, &headers, query.as_deref(), body).await?;
    answer(&state, text, &parameters, &headers, None).await
}

async fn answer(
    state: &AppState,
    text: String,
    parameters: &Parameters,
    headers: &HeaderMap,
    asked: Option<Asked>,
) -> Result<Response, Problem> {
    let request = request(state, text, parameters)?;
    if parameters.switch("explain", false)? {
        return evaluation::explain(state, request).await;
    }
    evaluation::answer(state, request, wish(parameters, headers)?, asked).await
}

fn request(state: &AppState, text: String, parameters: &Parameters) -> Result<QueryRequest, Problem> {
    Ok(QueryRequest {
        text,
        base: Some(state.base().to_owned()),
        default_graphs: parameters.iris("default-graph-uri")?,
        named_graphs: parameters.iris("named-graph-uri")?,
        only_said: !parameters.switch("infer", true)?,
        default_graph: parameters.default_graph(state.config.default_graph)?,
    })
}

fn wish(parameters: &Parameters, headers: &HeaderMap) -> Result<Wish, Problem> {
    Ok(Wish::new(parameters.one("format")?, headers))
}
