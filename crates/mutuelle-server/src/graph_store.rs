//! The operations of the SPARQL 1.1 Graph Store HTTP Protocol (<https://www.w3.org/TR/sparql11-http-rdf-update/>), once
//! it is known which graph a request is about.

use crate::addressed::Addressed;
use crate::authorisation::Author;
use crate::formats::{body_format, media_type};
use crate::problem::{Kind, Problem};
use crate::state::AppState;
use crate::{body, condition, evaluation, receipt, update};
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use mutuelle_commons::{
    CancellationToken, ChangeError, Condition, Export, GraphState, GraphVersion, Input, LoadMode,
    LoadRequest, LoadTarget, Receipt, UpdateRequest,
};

/// What a body by PATCH may be.
const PATCHES: [&str; 2] = ["application/sparql-update", "application/rdf-patch"];
/// Says so beside a graph (RFC 5789, section 3.1).
const ACCEPT_PATCH: (HeaderName, HeaderValue) = (
    HeaderName::from_static("accept-patch"),
    HeaderValue::from_static("application/sparql-update, application/rdf-patch"),
);
/// The media type of several files in one body.
const MULTIPART: &str = "multipart/form-data";

/// A change of a graph as it came.
pub(crate) struct Writing {
    pub(crate) addressed: Addressed,
    pub(crate) author: Author,
    pub(crate) method: Method,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
}

/// The graph's triples, or by HEAD what GET would say of itself, without writing the graph out.
pub(crate) async fn read(
    state: &AppState,
    addressed: Addressed,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let (format, content_type) = addressed.wish.for_graph(&state.json_ld)?;
    // The version is taken first, so that it is never newer than what is sent: a reader who compares it can only fetch
    // once too often.
    let before = version(state, &addressed).await?;
    let tag = condition::tag(before.version, &format, &state.context_mark);
    if condition::is_known(headers, &tag) {
        return Ok(versioned(StatusCode::NOT_MODIFIED.into_response(), tag));
    }
    if *method == Method::HEAD {
        return Ok(versioned([(CONTENT_TYPE, content_type)].into_response(), tag));
    }
    let what = Export::Graph(addressed.graph.clone());
    let response = evaluation::export(state, what, (format, content_type)).await?;
    // The bytes are of a state between the two moments. Where these are not one, they may be of the next version.
    let after = version_of(state, &addressed).await?;
    let is_exact = after.is_some_and(|after| before.holds_until(after));
    Ok(versioned(
        response,
        if is_exact { tag } else { condition::weak(tag) },
    ))
}

/// Whether the graph exists, and its version.
pub(crate) async fn version_of(
    state: &AppState,
    addressed: &Addressed,
) -> Result<Option<GraphVersion>, Problem> {
    let (commons, graph) = (state.commons.clone(), addressed.graph.clone());
    let found = state
        .governor
        .pages
        .run(move || commons.graph_version_now(&graph))
        .await?;
    found.map_err(|error| Problem::hidden(&error))
}

async fn version(state: &AppState, addressed: &Addressed) -> Result<GraphVersion, Problem> {
    let name = addressed.name().map_or("", |name| name.as_str());
    let unknown =
        || Problem::new(Kind::UnknownGraph, format!("the graph <{name}> does not exist")).with("graph", name);
    version_of(state, addressed).await?.ok_or_else(unknown)
}

fn versioned(mut response: Response, tag: HeaderValue) -> Response {
    let headers = response.headers_mut();
    headers.insert(ETAG, tag);
    let (name, value) = ACCEPT_PATCH;
    headers.insert(name, value);
    // A copy may be kept, and is asked about before it is used.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// PUT, POST, PATCH or DELETE.
pub(crate) async fn write(state: &AppState, writing: Writing) -> Result<Response, Problem> {
    let conditions = condition::of_headers(&writing.headers, &writing.addressed.graph)?;
    let location = writing.addressed.location(state);
    let outcome = match writing.method {
        Method::PUT => load(state, writing, LoadMode::Replace, conditions).await?,
        Method::POST if media_type(&writing.headers)?.as_deref() == Some(MULTIPART) => {
            load_parts(state, writing, conditions).await?
        }
        Method::POST => load(state, writing, LoadMode::Add, conditions).await?,
        Method::PATCH => patch(state, writing, conditions).await?,
        _ => remove(state, writing, conditions).await?,
    };
    receipt::answer(outcome, location.as_deref())
}

/// The body as a graph that did not exist before.
pub(crate) async fn create(state: &AppState, writing: Writing) -> Result<Response, Problem> {
    let mut conditions = condition::of_headers(&writing.headers, &writing.addressed.graph)?;
    conditions.push(Condition {
        graph: writing.addressed.graph.clone(),
        state: GraphState::Absent,
    });
    let location = writing.addressed.location(state);
    let outcome = if media_type(&writing.headers)?.as_deref() == Some(MULTIPART) {
        load_parts(state, writing, conditions).await?
    } else {
        load(state, writing, LoadMode::Add, conditions).await?
    };
    if matches!(&outcome, Ok(receipt) if !receipt.created_graph) {
        return Err(Problem::malformed(
            "the body has no triple, and a graph is there while it holds one; send what it is to hold",
        ));
    }
    receipt::answer(outcome, location.as_deref())
}

async fn load(
    state: &AppState,
    writing: Writing,
    mode: LoadMode,
    conditions: Vec<Condition>,
) -> Result<Result<Receipt, ChangeError>, Problem> {
    let Writing {
        addressed,
        author,
        method,
        headers,
        body,
    } = writing;
    let format = body_format(&headers)?;
    let received = body::rdf(body, &headers, state.limits(), &state.governor.changes).await?;
    let request = LoadRequest {
        input: received.input,
        format,
        base: Some(addressed.base(state)),
        origin: author.origin(addressed.source(&method)),
        target: LoadTarget::Graph(addressed.graph),
        mode,
        progress: None,
    };
    let (commons, file) = (state.commons.clone(), received.file);
    let loading = move || {
        let outcome = commons.given(conditions).load(request);
        drop(file);
        outcome
    };
    state.governor.changes.run(loading).await
}

/// Several files in one body, each in its format; all of them or nothing.
async fn load_parts(
    state: &AppState,
    writing: Writing,
    conditions: Vec<Condition>,
) -> Result<Result<Receipt, ChangeError>, Problem> {
    let Writing {
        addressed,
        author,
        method,
        headers,
        body,
    } = writing;
    let origin = author.origin(addressed.source(&method));
    let base = addressed.base(state);
    let mut requests = Vec::new();
    for part in body::parts(body, &headers, state.limits(), &state.governor.pages).await? {
        requests.push(LoadRequest {
            input: Input::Bytes(part.bytes),
            format: body_format(&part.headers)?,
            base: Some(base.clone()),
            origin: origin.clone(),
            target: LoadTarget::Graph(addressed.graph.clone()),
            mode: LoadMode::Add,
            progress: None,
        });
    }
    let commons = state.commons.clone();
    let loading = move || {
        commons
            .given(conditions)
            .load_all(&requests, addressed.graph, origin)
    };
    state.governor.changes.run(loading).await
}

/// A SPARQL Update or an RDF Patch of this graph alone.
async fn patch(
    state: &AppState,
    writing: Writing,
    conditions: Vec<Condition>,
) -> Result<Result<Receipt, ChangeError>, Problem> {
    let Writing {
        addressed,
        author,
        method,
        headers,
        body,
    } = writing;
    let claimed = media_type(&headers)?;
    let Some(language) = PATCHES.iter().find(|known| Some(**known) == claimed.as_deref()) else {
        return Err(Problem::unsupported("media type", claimed.as_deref(), &PATCHES));
    };
    let text = body::text(body, &headers, state.limits(), &state.governor.pages).await?;
    let origin = author.origin(addressed.source(&method));
    if *language == "application/rdf-patch" {
        let commons = state.commons.clone();
        let patching = move || commons.given(conditions).patch(&text, &addressed.graph, origin);
        return state.governor.changes.run(patching).await;
    }
    let cancel = CancellationToken::new();
    let request = UpdateRequest {
        text,
        base: Some(addressed.base(state)),
        cancel: cancel.clone(),
        origin,
        ..UpdateRequest::default()
    };
    update::in_time(state, cancel, move |commons| {
        commons.given(conditions).update_within(request, &addressed.graph)
    })
    .await
}

/// Takes the graph away; the default graph is emptied.
async fn remove(
    state: &AppState,
    writing: Writing,
    conditions: Vec<Condition>,
) -> Result<Result<Receipt, ChangeError>, Problem> {
    let Writing {
        addressed,
        author,
        method,
        ..
    } = writing;
    let origin = author.origin(addressed.source(&method));
    let commons = state.commons.clone();
    let removing = move || commons.given(conditions).drop_graph(&addressed.graph, origin);
    state.governor.changes.run(removing).await
}
