//! The table of contents: every address, and what every answer has in common.

use crate::state::AppState;
use crate::{
    cors, data, health, home, metrics, problem, problem_page, resource, search, sparql, style, update,
};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{get, post};
use http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderName, HeaderValue};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::trace::TraceLayer;

/// What a browser may do with our pages: show them with our style sheet, and send our forms to us. There is no script.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// The whole server as a service.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/", get(home::get))
        .route("/sparql", get(sparql::get).post(sparql::post).options(cors::preflight_query))
        .route("/update", post(update::post))
        .route("/data", {
            get(data::get).head(data::head).put(data::put).post(data::post).delete(data::delete)
                .options(cors::preflight_read)
        })
        .route("/search", get(search::get).options(cors::preflight_read))
        .route("/resource", get(resource::get).options(cors::preflight_read))
        .route("/problems", get(problem_page::list))
        .route("/problems/{slug}", get(problem_page::get))
        .route("/health", get(health::live))
        .route("/ready", get(health::ready))
        .route("/status", get(health::status))
        .route("/metrics", get(metrics::get))
        .route("/style.css", get(style::get))
        // What is minted here lives under the base: every other address may be a resource's.
        .fallback(resource::by_path)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(from_fn_with_state(state.clone(), problem::present))
        .layer(from_fn(cors::open_reads))
        .layer(from_fn_with_state(state.clone(), metrics::measure))
        .layer(map_response(protected))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .with_state(state)
}

/// The headers of every answer.
async fn protected(mut response: Response) -> Response {
    const ALWAYS: [(HeaderName, &str); 3] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in ALWAYS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
        .headers_mut()
        .entry(VARY)
        .or_insert(HeaderValue::from_static("Accept, Accept-Language"));
    response
}

/// The span that a request's work is logged in. The address is left without its query, which may be long or private.
fn span(request: &Request) -> tracing::Span {
    tracing::info_span!("request", method = %request.method(), path = request.uri().path())
}
