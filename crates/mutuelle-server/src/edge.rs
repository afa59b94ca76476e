//! What every request meets on its way in, and every answer on its way out.
//!
//! One function instead of a layer for each: a layer costs every request a box and a task's wake, which together took
//! longer than a small answer.

use crate::state::AppState;
use crate::{coding, cors, metrics, problem, suffix};
use axum::Router;
use axum::body::HttpBody;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, CONNECTION, CONTENT_SECURITY_POLICY, HeaderMap,
    REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue, StatusCode};
use tracing::Instrument;

/// What a browser may do with our pages: show them with our style sheet, and send our forms to us. There is no script.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// What the edge knows.
#[derive(Clone)]
pub(crate) struct Edge {
    pub(crate) state: AppState,
    /// The handlers once more, for who is to be answered at another address than its own.
    pub(crate) routes: Router,
}

/// Logs, counts, writes problems out, opens reads to other sites and protects pages.
pub(crate) async fn pass(
    State(Edge { state, routes }): State<Edge>,
    request: Request,
    next: Next,
) -> Response {
    // The address is logged without its query, which may be long or private.
    let span = tracing::info_span!("request", method = %request.method(), path = request.uri().path());
    let measure = metrics::Measure::begin(&request);
    let method = request.method().clone();
    let is_open = cors::is_open(&request);
    let wishes = chosen(request.headers(), [ACCEPT, ACCEPT_LANGUAGE]);
    let codings = chosen(request.headers(), [ACCEPT_ENCODING]);
    let has_body = !request.body().is_end_stream();
    // Whether the server lives and is ready is asked by machines that have to know.
    let admitted = match (&state.rates, request.uri().path()) {
        (None, _) | (Some(_), "/health" | "/ready") => Ok(()),
        (Some(rates), _) => rates.admit(&request),
    };
    async move {
        let mut response = match admitted {
            Ok(()) => suffix::answered(&state, routes, request, next).await,
            Err(problem) => problem.into_response(),
        };
        problem::present(&state, &method, &wishes, &mut response);
        if is_open {
            cors::open(response.headers_mut());
        }
        if has_body {
            end_unread(&mut response);
        }
        protect(response.headers_mut());
        measure.end(&state.metrics, response.status());
        coding::compressed(&method, &codings, response).await
    }
    .instrument(span)
    .await
}

/// What is refused before its body was read ends the connection, for the rest of the body may still be on its way. A
/// client that is told so does not send its next request into a connection that closes.
fn end_unread(response: &mut Response) {
    let unread = [
        StatusCode::UNAUTHORIZED,
        StatusCode::FORBIDDEN,
        StatusCode::NOT_FOUND,
        StatusCode::METHOD_NOT_ALLOWED,
        StatusCode::PAYLOAD_TOO_LARGE,
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    if unread.contains(&response.status()) {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
    }
}

/// What the form of an answer depends on.
fn chosen<const N: usize>(headers: &HeaderMap, names: [HeaderName; N]) -> HeaderMap {
    let mut chosen = HeaderMap::new();
    for name in names {
        for value in headers.get_all(&name) {
            chosen.append(name.clone(), value.clone());
        }
    }
    chosen
}

/// The headers of every answer.
fn protect(headers: &mut HeaderMap) {
    const ALWAYS: [(HeaderName, &str); 3] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(VARY).or_insert(HeaderValue::from_static(
        "Accept, Accept-Encoding, Accept-Language",
    ));
}
