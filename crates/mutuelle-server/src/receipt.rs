//! The answer to an accepted change, and the version that readers compare.

use crate::problem::Problem;
use crate::refusal;
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::header::{ETAG, IF_NONE_MATCH, LOCATION};
use http::{HeaderMap, HeaderValue, StatusCode};
use mutuelle_commons::{ChangeError, Receipt};

/// The entity tag of a state. It is weak: the same state has as many representations as there are formats
/// (RFC 9110, section 8.8.1).
pub(crate) fn etag(seq: u64) -> HeaderValue {
    HeaderValue::try_from(format!("W/\"{seq}\"")).unwrap_or(HeaderValue::from_static("W/\"0\""))
}

/// Whether the client already has the state `seq` (`If-None-Match`, RFC 9110, section 13.1.2).
pub(crate) fn is_known(headers: &HeaderMap, seq: u64) -> bool {
    let known = headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    known
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"').parse() == Ok(seq))
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
    let tag = etag(receipt.seq);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_that_the_client_knows_is_found_in_any_of_its_forms() {
        let mut headers = HeaderMap::new();
        assert!(!is_known(&headers, 7));
        for (known, expected) in [
            ("W/\"7\"", true),
            ("\"7\"", true),
            ("*", true),
            ("\"6\", W/\"7\"", true),
            ("\"6\"", false),
            ("W/\"77\"", false),
            ("", false),
        ] {
            headers.insert(IF_NONE_MATCH, HeaderValue::from_static(known));
            assert_eq!(is_known(&headers, 7), expected, "{known}");
        }
    }
}
