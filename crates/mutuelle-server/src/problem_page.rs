//! `/problems`: where the `type` of every problem leads.

use crate::language::Language;
use crate::page::{self, Frame};
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::registry::{Entry, REGISTRY};
use crate::state::AppState;
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use http::HeaderMap;

#[derive(Template)]
#[template(path = "problems.html")]
struct ListPage {
    frame: Frame,
    entries: &'static [Entry],
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    entry: &'static Entry,
    /// What happened, when the page is the answer to a request that failed.
    detail: Option<String>,
}

/// All kinds of problems.
pub(crate) async fn list(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let language = Language::of(
        &Parameters::parse(query.as_deref().unwrap_or_default())?,
        &headers,
    )?;
    let frame = Frame::new(&state, language, language.pick("Problèmes", "Problems"));
    page::answer(&ListPage {
        frame,
        entries: &REGISTRY,
    })
}

/// One kind of problem: what it means and what to do.
pub(crate) async fn get(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let kind = Kind::of_slug(&slug)
        .ok_or_else(|| Problem::new(Kind::NotFound, format!("there is no problem type `{slug}`")))?;
    let language = Language::of(
        &Parameters::parse(query.as_deref().unwrap_or_default())?,
        &headers,
    )?;
    page::answer(&of_kind(kind, Frame::new(&state, language, ""), None))
}

/// The page that a browser gets instead of problem+json.
pub(crate) fn occurrence(state: &AppState, problem: &Problem, headers: &HeaderMap) -> String {
    let frame = Frame::new(state, Language::of_headers(headers), "");
    of_kind(problem.kind, frame, Some(problem.detail.clone()))
        .render()
        .unwrap_or_default()
}

fn of_kind(kind: Kind, mut frame: Frame, detail: Option<String>) -> ProblemPage {
    let entry = kind.entry();
    frame
        .language
        .pick(entry.title_fr, entry.title)
        .clone_into(&mut frame.title);
    ProblemPage { frame, entry, detail }
}
