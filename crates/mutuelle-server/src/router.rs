//! The table of contents: every address, and what every answer has in common.

use crate::state::AppState;
use crate::{
    argdown, computed, cors, data, edge, health, home, metrics, ns, problem, problem_page, resource, search,
    sparql, style, update, why,
};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;

/// The whole server as a service.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/", get(home::get))
        .route("/sparql", {
            get(sparql::get).post(sparql::post).options(cors::preflight_query).fallback(sparql::other)
        })
        .route("/update", post(update::post))
        .route("/data", {
            get(data::get).put(data::write).post(data::post).patch(data::write).delete(data::write)
                .options(cors::preflight_read)
        })
        .route("/search", get(search::get).options(cors::preflight_read))
        .route("/computed", get(computed::list).options(cors::preflight_read))
        .route("/computed/{name}", get(computed::get).options(cors::preflight_read))
        .route("/argdown", get(argdown::get).post(argdown::post).options(cors::preflight_read))
        .route("/why", get(why::get).options(cors::preflight_read))
        .route("/resource", get(resource::get).options(cors::preflight_read))
        .route("/ns", get(ns::get).options(cors::preflight_read))
        .route("/ns/context.jsonld", get(ns::context).options(cors::preflight_read))
        .route("/ns/shapes", get(ns::shapes).options(cors::preflight_read))
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
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(state.clone(), edge::pass))
                .layer(CatchPanicLayer::custom(problem::of_panic)),
        )
        .with_state(state)
}
