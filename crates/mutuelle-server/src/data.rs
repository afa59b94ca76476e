//! `/data`: the SPARQL 1.1 Graph Store HTTP Protocol with indirect graph identification
//! (<https://www.w3.org/TR/sparql11-http-rdf-update/#indirect-graph-identification>). Graphs that are named by their own
//! addresses come through [`resource::by_path`](crate::resource::by_path).

use crate::addressed::Addressed;
use crate::authorisation::Author;
use crate::graph_store::{self, Writing};
use crate::problem::Problem;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, Method};

/// The graph's triples; by HEAD what is said of them.
pub(crate) async fn get(
    State(state): State<AppState>,
    method: Method,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let addressed = Addressed::by_parameter(query.as_deref(), &headers)?;
    graph_store::read(&state, addressed, &method, &headers).await
}

/// PUT replaces the graph by the body, or makes it; all of it or nothing. PATCH changes it, DELETE takes it away.
pub(crate) async fn write(
    State(state): State<AppState>,
    author: Author,
    method: Method,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Body,
) -> Result<Response, Problem> {
    let writing = Writing {
        addressed: Addressed::by_parameter(query.as_deref(), &headers)?,
        author,
        method,
        headers,
        body,
    };
    graph_store::write(&state, writing).await
}

/// Adds the body's triples to the graph, or makes it; without a graph's name, makes one and names it.
pub(crate) async fn post(
    state: State<AppState>,
    author: Author,
    method: Method,
    headers: HeaderMap,
    query: RawQuery,
    body: Body,
) -> Result<Response, Problem> {
    if Addressed::is_named(query.0.as_deref())? {
        return write(state, author, method, headers, query, body).await;
    }
    let writing = Writing {
        addressed: Addressed::fresh(&state, &headers),
        author,
        method,
        headers,
        body,
    };
    graph_store::create(&state, writing).await
}
