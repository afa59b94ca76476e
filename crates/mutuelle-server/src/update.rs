//! `/update`: the SPARQL 1.1 Protocol's update operation
//! (<https://www.w3.org/TR/sparql11-protocol/#update-operation>), for who has a token.

use crate::authorisation::Author;
use crate::operation::Operation;
use crate::problem::Problem;
use crate::state::AppState;
use crate::{evaluation, receipt};
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::HeaderMap;
use mutuelle_commons::{CancellationToken, ChangeError, QueryError, UpdateRequest};
use std::time::Duration;

const UPDATE: Operation = Operation {
    name: "update",
    media_type: "application/sparql-update",
    other: "query",
    elsewhere: "a query is sent to `/sparql`",
};

/// An update in a form or as the body; the answer is the receipt.
pub(crate) async fn post(
    State(state): State<AppState>,
    author: Author,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Body,
) -> Result<Response, Problem> {
    let (text, parameters) = UPDATE.read(&state, &headers, query.as_deref(), body).await?;
    let cancel = CancellationToken::new();
    let request = UpdateRequest {
        text,
        base: Some(state.base().to_owned()),
        using_default: parameters.iris("using-graph-uri")?,
        using_named: parameters.iris("using-named-graph-uri")?,
        default_graph: parameters.default_graph(state.config.default_graph)?,
        cancel: cancel.clone(),
        origin: author.origin("POST /update"),
    };
    let commons = state.commons.clone();
    // A client that leaves does not undo what it asked for; only the deadline ends an update's WHERE part.
    let limit = ("deadline_ms", state.limits().deadline_ms);
    let deadline = state
        .governor
        .watchdog
        .guard(Duration::from_millis(limit.1), cancel);
    let outcome = state
        .governor
        .changes
        .run(move || {
            let outcome = commons.update(request);
            drop(deadline);
            outcome
        })
        .await?;
    match outcome {
        Err(ChangeError::Query(QueryError::Cancelled)) => Err(evaluation::too_late(limit)),
        outcome => receipt::answer(outcome, None),
    }
}
