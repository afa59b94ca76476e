//! `/health` and `/ready`: for who starts, stops and watches the server.

use crate::config::RETRY_AFTER_S;
use crate::problem::{Kind, Problem};
use crate::refusal;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use mutuelle_commons::Status;
use serde_json::{Value, json};

/// The process lives. Asks nothing of the commons, so that a busy server is not restarted.
pub(crate) async fn live() -> Json<Value> {
    Json(json!({ "status": "alive" }))
}

/// Figures about the commons and its copies.
pub(crate) async fn status(State(state): State<AppState>) -> Result<Json<Status>, Problem> {
    Ok(Json(figures(&state).await?))
}

async fn figures(state: &AppState) -> Result<Status, Problem> {
    let commons = state.commons.clone();
    state
        .governor
        .pages
        .run(move || commons.status())
        .await?
        .map_err(refusal::of_query)
}

/// All reads are answered, text queries too.
pub(crate) async fn ready(State(state): State<AppState>) -> Result<Json<Status>, Problem> {
    let status = figures(&state).await?;
    if status.index_ready && !status.copy.inferring {
        return Ok(Json(status));
    }
    let detail = if status.index_ready {
        "what follows from the data is being worked out; search and SPARQL with `infer=false` answer meanwhile"
    } else {
        "the search index is being rebuilt; SPARQL answers meanwhile"
    };
    Err(Problem::new(Kind::NotReady, detail)
        .retry_after(RETRY_AFTER_S)
        .with("seq", status.seq)
        .with("indexed_seq", status.indexed_seq))
}
