//! `/argdown`: a controversy as text that people can compare, and such a text as a change.

use crate::authorisation::Author;
use crate::body;
use crate::parameters::{Parameters, iri};
use crate::problem::{Kind, Problem};
use crate::state::AppState;
use crate::{receipt, refusal};
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use mutuelle_commons::{
    ArgdownError, Input, LoadMode, LoadRequest, LoadTarget, NamedNode, RdfFormat, of_argdown, write_graph,
};

/// The media type that an Argdown text is given as.
const TEXT: &str = "text/plain; charset=utf-8";

/// The controversy `iri`.
pub(crate) async fn get(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
    let controversy = named(&parameters, "iri")?;
    let commons = state.commons.clone();
    let text = state
        .governor
        .pages
        .run(move || commons.argdown(&controversy))
        .await?
        .map_err(refusal::of_computing)?;
    Ok(([(CONTENT_TYPE, TEXT)], text).into_response())
}

/// Adds what a text says to the graph `graph`. What it does not name is named under `base`, the graph's own name unless
/// said; its language is `lang`, French unless said there or in the text.
pub(crate) async fn post(
    State(state): State<AppState>,
    author: Author,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Body,
) -> Result<Response, Problem> {
    let parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
    let graph = named(&parameters, "graph")?;
    let base = match parameters.one("base")? {
        Some(base) => iri("base", base)?.into_string(),
        None => format!("{}/", graph.as_str().trim_end_matches('/')),
    };
    let language = parameters.one("lang")?.unwrap_or("fr").to_owned();
    let text = body::text(body, &headers, state.limits(), &state.governor.pages).await?;
    let origin = author.origin(format!("POST /argdown?graph={}", graph.as_str()));
    let commons = state.commons.clone();
    let outcome = state
        .governor
        .changes
        .run(move || {
            let said = of_argdown(&text, &base, &language).map_err(refused)?;
            let mut triples = Vec::new();
            write_graph(&said, RdfFormat::NTriples, &mut triples).map_err(|error| Problem::hidden(&error))?;
            Ok(commons.load(LoadRequest {
                input: Input::Bytes(triples),
                format: RdfFormat::NTriples,
                base: None,
                target: LoadTarget::Graph(graph.into()),
                mode: LoadMode::Add,
                origin,
                progress: None,
            }))
        })
        .await??;
    receipt::answer(outcome, None)
}

fn named(parameters: &Parameters, name: &str) -> Result<NamedNode, Problem> {
    match parameters.one(name)? {
        Some(text) => iri(name, text),
        None => Err(Problem::malformed(format!("say `{name}`, an absolute IRI"))),
    }
}

fn refused(error: ArgdownError) -> Problem {
    let problem = Problem::new(Kind::MalformedText, error.to_string());
    match error {
        ArgdownError::Mistake(mistake) => problem.with("line", mistake.line).with("column", mistake.column),
        _ => problem,
    }
}
