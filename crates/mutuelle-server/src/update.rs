//! `/update`: the SPARQL 1.1 Protocol's update operation
//! (<https://www.w3.org/TR/sparql11-protocol/#update-operation>), for who has a token.

use crate::authorisation::Author;
use crate::operation::{self, Operation, Sent};
use crate::problem::Problem;
use crate::state::AppState;
use crate::{evaluation, receipt};
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::HeaderMap;
use mutuelle_commons::{CancellationToken, ChangeError, Commons, Origin, QueryError, Receipt, UpdateRequest};
use std::time::Duration;

/// An update in a form or as the body; the answer is the receipt.
pub(crate) async fn post(
    State(state): State<AppState>,
    author: Author,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Body,
) -> Result<Response, Problem> {
    let sent = operation::read(&state, &headers, query.as_deref(), body, &[Operation::Update]).await?;
    execute(&state, author.origin("POST /update"), sent).await
}

/// Executes an update that was sent to either address.
pub(crate) async fn execute(state: &AppState, origin: Origin, sent: Sent) -> Result<Response, Problem> {
    let Sent { text, parameters, .. } = sent;
    let cancel = CancellationToken::new();
    let request = UpdateRequest {
        text,
        base: Some(state.base().to_owned()),
        using_default: parameters.iris("using-graph-uri")?,
        using_named: parameters.iris("using-named-graph-uri")?,
        default_graph: parameters.default_graph(state.config.default_graph)?,
        cancel: cancel.clone(),
        origin,
    };
    let outcome = in_time(state, cancel, move |commons| commons.update(request)).await?;
    receipt::answer(outcome, None)
}

/// Makes a change whose WHERE part ends with `cancel`, within the deadline. A client that leaves does not undo what it
/// asked for; only the deadline ends it.
///
/// # Errors
/// 504 past the deadline, 503 when the server is full.
pub(crate) async fn in_time(
    state: &AppState,
    cancel: CancellationToken,
    change: impl FnOnce(&Commons) -> Result<Receipt, ChangeError> + Send + 'static,
) -> Result<Result<Receipt, ChangeError>, Problem> {
    let commons = state.commons.clone();
    let limit = ("deadline_ms", state.limits().deadline_ms);
    let deadline = state
        .governor
        .watchdog
        .guard(Duration::from_millis(limit.1), cancel);
    let outcome = state
        .governor
        .changes
        .run(move || {
            let outcome = change(&commons);
            drop(deadline);
            outcome
        })
        .await?;
    match outcome {
        Err(ChangeError::Query(QueryError::Cancelled)) => Err(evaluation::too_late(limit)),
        outcome => Ok(outcome),
    }
}
