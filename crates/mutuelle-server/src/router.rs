//! The table of contents: every address, and what every answer has in common.

use crate::edge::{self, Edge};
use crate::state::AppState;
use crate::{
    argdown, computed, cors, data, health, home, metrics, ns, openapi, pair, prefixes, problem, problem_page,
    queries, resource, search, sparql, style, update, void, why,
};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;

/// An address with its methods.
pub(crate) type Route = (&'static str, fn() -> MethodRouter<AppState>);

/// Every address. `openapi/described.rs` describes each; a test holds the two against each other.
pub(crate) const ROUTES: &[Route] = &[
    ("/", || get(home::get)),
    ("/sparql", || {
        get(sparql::get)
            .post(sparql::post)
            .options(cors::preflight_query)
            .fallback(sparql::other)
    }),
    ("/update", || post(update::post)),
    ("/data", || {
        get(data::get)
            .put(data::write)
            .post(data::post)
            .patch(data::write)
            .delete(data::write)
            .options(cors::preflight_read)
    }),
    ("/search", || get(search::get).options(cors::preflight_read)),
    ("/computed", || get(computed::list).options(cors::preflight_read)),
    ("/computed/{name}", || {
        get(computed::get).options(cors::preflight_read)
    }),
    ("/argdown", || {
        get(argdown::get)
            .post(argdown::post)
            .options(cors::preflight_read)
    }),
    ("/why", || get(why::get).options(cors::preflight_read)),
    ("/queries", || get(queries::list).options(cors::preflight_read)),
    ("/queries/{name}", || {
        get(queries::get)
            .post(queries::post)
            .options(cors::preflight_query)
    }),
    ("/prefixes", || get(prefixes::get).options(cors::preflight_read)),
    ("/export/pair", || get(pair::get).options(cors::preflight_read)),
    ("/export/pair/report", || {
        get(pair::report).options(cors::preflight_read)
    }),
    ("/export/pair/sparql", || {
        get(pair::query).post(pair::query).options(cors::preflight_query)
    }),
    ("/export/pair/{class}", || {
        get(pair::container).options(cors::preflight_read)
    }),
    ("/.well-known/void", || {
        get(void::get).options(cors::preflight_read)
    }),
    ("/resource", || get(resource::get).options(cors::preflight_read)),
    ("/ns", || get(ns::get).options(cors::preflight_read)),
    ("/ns/context.jsonld", || {
        get(ns::context).options(cors::preflight_read)
    }),
    ("/ns/shapes", || get(ns::shapes).options(cors::preflight_read)),
    ("/problems", || get(problem_page::list)),
    ("/problems/{slug}", || get(problem_page::get)),
    ("/openapi.json", || {
        get(openapi::get).options(cors::preflight_read)
    }),
    ("/health", || get(health::live)),
    ("/ready", || get(health::ready)),
    ("/status", || get(health::status)),
    ("/metrics", || get(metrics::get)),
    ("/style.css", || get(style::get)),
];

/// The whole server as a service.
pub fn router(state: AppState) -> Router {
    let safe = || CatchPanicLayer::custom(problem::of_panic as fn(_) -> _);
    let edge = Edge {
        state: state.clone(),
        routes: handlers().layer(safe()).with_state(state.clone()),
    };
    handlers()
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(edge, edge::pass))
                .layer(safe()),
        )
        .with_state(state)
}

/// Every address with its handlers, without what all requests meet on their way.
fn handlers() -> Router<AppState> {
    let routes = ROUTES.iter().fold(Router::new(), |router, (path, methods)| {
        router.route(path, methods())
    });
    routes
        // What is minted here lives under the base: every other address may be a resource's.
        .fallback(resource::by_path)
        .method_not_allowed_fallback(problem::method_not_allowed)
}
