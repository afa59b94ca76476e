//! `/sparql`: the SPARQL 1.1 Protocol's query operation (<https://www.w3.org/TR/sparql11-protocol/#query-operation>).

use crate::formats::{Wish, media_type};
use crate::parameters::{FORM, Parameters};
use crate::problem::Problem;
use crate::state::AppState;
use crate::{body, description, evaluation};
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::HeaderMap;
use mutuelle_commons::QueryRequest;

const QUERY: &str = "application/sparql-query";

/// A query in the address; without one the service description, or a form for people.
pub(crate) async fn get(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
    refuse_update(&parameters)?;
    match parameters.one("query")? {
        Some(text) => {
            let text = text.to_owned();
            evaluation::answer(
                &state,
                request(&state, text, &parameters)?,
                wish(&parameters, &headers)?,
            )
            .await
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
    let claimed = media_type(&headers)?;
    let address = Parameters::parse(query.as_deref().unwrap_or_default())?;
    refuse_update(&address)?;
    if address.has("query") {
        return Err(Problem::malformed(
            "a POST carries its query in the body, not in the address",
        ));
    }
    let (text, parameters) = match claimed.as_deref() {
        Some(FORM) => {
            let form = Parameters::parse(&body::text(body, &headers, state.limits()).await?)?;
            refuse_update(&form)?;
            let text = form.one("query")?.map(str::to_owned);
            (
                text.ok_or_else(|| Problem::malformed("the form has no `query`"))?,
                form,
            )
        }
        Some(QUERY) => (body::text(body, &headers, state.limits()).await?, address),
        other => return Err(Problem::unsupported("media type", other, &[QUERY, FORM])),
    };
    evaluation::answer(
        &state,
        request(&state, text, &parameters)?,
        wish(&parameters, &headers)?,
    )
    .await
}

fn refuse_update(parameters: &Parameters) -> Result<(), Problem> {
    if parameters.has("update") {
        return Err(Problem::malformed("an update is sent by POST to `/update`"));
    }
    Ok(())
}

fn request(state: &AppState, text: String, parameters: &Parameters) -> Result<QueryRequest, Problem> {
    Ok(QueryRequest {
        text,
        base: Some(state.base().to_owned()),
        default_graphs: parameters.iris("default-graph-uri")?,
        named_graphs: parameters.iris("named-graph-uri")?,
    })
}

fn wish(parameters: &Parameters, headers: &HeaderMap) -> Result<Wish, Problem> {
    Ok(Wish::new(parameters.one("format")?, headers))
}
