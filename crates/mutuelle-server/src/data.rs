//! `/data`: the SPARQL 1.1 Graph Store HTTP Protocol with indirect graph identification
//! (<https://www.w3.org/TR/sparql11-http-rdf-update/#indirect-graph-identification>).

use crate::authorisation::Author;
use crate::formats::{Wish, body_format};
use crate::parameters::{Parameters, iri};
use crate::problem::{Kind, Problem};
use crate::state::AppState;
use crate::{body, evaluation, receipt, refusal};
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use mutuelle_commons::{Export, GraphName, LoadMode, LoadRequest, LoadTarget, NamedNode, QueryError};

/// The graph that a request is about.
struct Addressed {
    graph: GraphName,
    wish: Wish,
}

impl Addressed {
    fn of(query: Option<&str>, headers: &HeaderMap) -> Result<Self, Problem> {
        let parameters = Parameters::parse(query.unwrap_or_default())?;
        let graph = match (parameters.one("graph")?, parameters.one("default")?) {
            (Some(name), None) => GraphName::NamedNode(iri("graph", name)?),
            (None, Some(_)) => GraphName::DefaultGraph,
            (None, None) => {
                return Err(Problem::malformed(
                    "say which graph: `?graph=IRI` for a named one, or `?default`",
                ));
            }
            (Some(_), Some(_)) => {
                return Err(Problem::malformed(
                    "`graph` and `default` exclude each other; give one of them",
                ));
            }
        };
        Ok(Self {
            graph,
            wish: Wish::new(parameters.one("format")?, headers),
        })
    }

    fn name(&self) -> Option<&NamedNode> {
        match &self.graph {
            GraphName::NamedNode(name) => Some(name),
            _ => None,
        }
    }

    /// The request's line in the journal.
    fn source(&self, method: &Method) -> String {
        match self.name() {
            Some(name) => format!("{method} /data?graph={}", name.as_str()),
            None => format!("{method} /data?default"),
        }
    }
}

/// The graph's triples.
pub(crate) async fn get(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let addressed = Addressed::of(query.as_deref(), &headers)?;
    let (format, content_type) = addressed.wish.for_graph()?;
    let seq = existing_at(&state, &addressed).await?;
    if receipt::is_known(&headers, seq) {
        return Ok(versioned(StatusCode::NOT_MODIFIED.into_response(), seq));
    }
    let response = evaluation::export(&state, Export::Graph(addressed.graph), (format, content_type)).await?;
    Ok(versioned(response, seq))
}

/// What GET would say of itself, without writing the graph out.
pub(crate) async fn head(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let addressed = Addressed::of(query.as_deref(), &headers)?;
    let (_, content_type) = addressed.wish.for_graph()?;
    let seq = existing_at(&state, &addressed).await?;
    Ok(versioned([(CONTENT_TYPE, content_type)].into_response(), seq))
}

/// Replaces the graph by the body, or makes it; all of it or nothing.
pub(crate) async fn put(
    state: State<AppState>,
    author: Author,
    headers: HeaderMap,
    query: RawQuery,
    body: Body,
) -> Result<Response, Problem> {
    load(
        state,
        author,
        headers,
        query,
        body,
        (LoadMode::Replace, Method::PUT),
    )
    .await
}

/// Adds the body's triples to the graph, or makes it.
pub(crate) async fn post(
    state: State<AppState>,
    author: Author,
    headers: HeaderMap,
    query: RawQuery,
    body: Body,
) -> Result<Response, Problem> {
    load(state, author, headers, query, body, (LoadMode::Add, Method::POST)).await
}

/// Removes the graph; the default graph is emptied.
pub(crate) async fn delete(
    State(state): State<AppState>,
    author: Author,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let addressed = Addressed::of(query.as_deref(), &headers)?;
    let origin = author.origin(addressed.source(&Method::DELETE));
    let commons = state.commons.clone();
    let outcome = state
        .governor
        .changes
        .run(move || commons.drop_graph(&addressed.graph, origin))
        .await?;
    receipt::answer(outcome, None)
}

async fn load(
    State(state): State<AppState>,
    author: Author,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Body,
    (mode, method): (LoadMode, Method),
) -> Result<Response, Problem> {
    let addressed = Addressed::of(query.as_deref(), &headers)?;
    let format = body_format(&headers)?;
    let received = body::rdf(body, &headers, state.limits(), &state.governor.changes).await?;
    // A graph's own IRI is the base of its relative ones (section 4.1 of the protocol).
    let base = addressed
        .name()
        .map_or_else(|| state.base().to_owned(), |name| name.as_str().to_owned());
    let location = addressed.name().map(|name| {
        let name: String = form_urlencoded::byte_serialize(name.as_str().as_bytes()).collect();
        state.address(&format!("data?graph={name}"))
    });
    let request = LoadRequest {
        input: received.input,
        format,
        base: Some(base),
        origin: author.origin(addressed.source(&method)),
        target: LoadTarget::Graph(addressed.graph),
        mode,
        progress: None,
    };
    let (commons, file) = (state.commons.clone(), received.file);
    let outcome = state
        .governor
        .changes
        .run(move || {
            let outcome = commons.load(request);
            drop(file);
            outcome
        })
        .await?;
    receipt::answer(outcome, location.as_deref())
}

/// The state that the graph is read from. It is taken first, so that it is never newer than what is sent: a reader who
/// compares it can only fetch once too often.
async fn existing_at(state: &AppState, addressed: &Addressed) -> Result<u64, Problem> {
    let (commons, graph) = (state.commons.clone(), addressed.graph.clone());
    let found = state
        .governor
        .pages
        .run(move || -> Result<(bool, u64), QueryError> {
            let seq = commons.status()?.seq;
            Ok((commons.graph_exists(&graph)?, seq))
        })
        .await?;
    let (exists, seq) = found.map_err(refusal::of_query)?;
    if exists {
        return Ok(seq);
    }
    let name = addressed.name().map_or("", |name| name.as_str());
    Err(Problem::new(Kind::UnknownGraph, format!("the graph <{name}> does not exist")).with("graph", name))
}

fn versioned(mut response: Response, seq: u64) -> Response {
    response.headers_mut().insert(ETAG, receipt::etag(seq));
    // A copy may be kept, and is asked about before it is used.
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
