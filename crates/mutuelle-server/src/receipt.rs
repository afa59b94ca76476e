//! The answer to an accepted change, and the version that readers compare.

use crate::problem::Problem;
use crate::refusal;
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::header::{ETAG, LOCATION};
use http::{HeaderValue, StatusCode};
use mutuelle_commons::{ChangeError, Receipt};

/// The entity tag of a state, of a graph or of all. It is weak: the same state has as many representations as there are formats
/// (RFC 9110, section 8.8.1).
pub(crate) fn etag(seq: u64) -> HeaderValue {
    HeaderValue::try_from(format!("W/\"{seq}\"")).unwrap_or(HeaderValue::from_static("W/\"0\""))
}

/// 201 with `location` when the change made a graph, else 200; the receipt is the body in both cases.
///
/// # Errors
/// What the change was refused for.
pub(crate) fn answer(
    outcome: Result<Receipt, ChangeError>,
    location: Option<&str>,
) -> Result<Response, Problem> {
    let receipt = outcome.map_err(refusal::of_change)?;
    tracing::info!(
        seq = receipt.seq,
        added = receipt.quads_added,
        removed = receipt.quads_removed,
        "changed"
    );
    let status = if receipt.created_graph {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let tag = etag(receipt.version.unwrap_or(receipt.seq));
    let mut response = (status, Json(&receipt)).into_response();
    response.headers_mut().insert(ETAG, tag);
    if let Some(location) = location
        .filter(|_| receipt.created_graph)
        .and_then(|it| HeaderValue::try_from(it).ok())
    {
        response.headers_mut().insert(LOCATION, location);
    }
    Ok(response)
}
