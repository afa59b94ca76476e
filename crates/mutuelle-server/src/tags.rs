//! Entity tags of answers to queries, and of what is embedded: who has the answer already is told so, without its being worked out again.
//!
//! A tag stands for the request, as it came, and the seq of the state. Both the state and what makes an answer of it are
//! the process's own (its base, whether it infers): so no tag outlives the process that gave it.

use crate::answers::Asked;
use crate::condition;
use crate::problem::Problem;
use crate::refusal;
use crate::state::AppState;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};
use std::hash::{BuildHasher, RandomState};

/// What this process marks its tags with.
#[derive(Debug, Default)]
pub(crate) struct Tags(RandomState);

impl Tags {
    /// The tag of a request's answer at a seq. It is weak: compressed or not, the answer is the same.
    pub(crate) fn of(&self, asked: &Asked, seq: u64) -> HeaderValue {
        let tag = format!("W/\"{seq}-{:016x}\"", self.0.hash_one(asked));
        HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("W/\"0\""))
    }
}

/// The tag of a request's answer as things are now. It is worked out before the answer, so that it is never of a newer
/// state: a client that compares it can only fetch once too often.
///
/// # Errors
/// 503 when the server is full, 500 when the store cannot be read.
pub(crate) async fn present(state: &AppState, asked: &Asked) -> Result<HeaderValue, Problem> {
    let seq = if let Some(seq) = state.commons.copy_seq() {
        seq
    } else {
        let commons = state.commons.clone();
        let read = state.governor.pages.run(move || commons.seq()).await?;
        read.map_err(|error| refusal::of_query(error.into()))?
    };
    Ok(state.tags.of(asked, seq))
}

/// 304 when the client has the answer that it asks for (RFC 9110, section 13.1.2).
pub(crate) async fn unchanged(
    state: &AppState,
    asked: &Asked,
    headers: &HeaderMap,
) -> Result<Option<Response>, Problem> {
    if !headers.contains_key(IF_NONE_MATCH) {
        return Ok(None);
    }
    let tag = present(state, asked).await?;
    let known = condition::is_known(headers, &tag);
    Ok(known.then(|| tagged(StatusCode::NOT_MODIFIED.into_response(), tag)))
}

/// An answer that is the same for as long as the process runs; 304 to who has it.
///
/// # Errors
/// What `answer` fails with.
pub(crate) fn settled(
    state: &AppState,
    asked: &Asked,
    headers: &HeaderMap,
    answer: impl FnOnce() -> Result<Response, Problem>,
) -> Result<Response, Problem> {
    // No state of the data counts, so that of none.
    let tag = state.tags.of(asked, 0);
    if condition::is_known(headers, &tag) {
        return Ok(tagged(StatusCode::NOT_MODIFIED.into_response(), tag));
    }
    Ok(tagged(answer()?, tag))
}

/// An answer with its tag. A copy may be kept, and is asked about before it is used.
pub(crate) fn tagged(mut response: Response, tag: HeaderValue) -> Response {
    let headers = response.headers_mut();
    headers.insert(ETAG, tag);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
