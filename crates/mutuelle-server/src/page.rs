//! What the pages share: their frame and the answer that carries them.

use crate::language::Language;
use crate::problem::Problem;
use crate::state::AppState;
use askama::Template;
use axum::response::{Html, IntoResponse, Response};

/// The media type of a page.
pub(crate) const HTML: &str = "text/html; charset=utf-8";

/// What the frame of every page shows.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) language: Language,
    pub(crate) title: String,
    /// What stands in the search box.
    pub(crate) words: String,
    pub(crate) demo: bool,
}

impl Frame {
    pub(crate) fn new(state: &AppState, language: Language, title: impl Into<String>) -> Self {
        Self {
            language,
            title: title.into(),
            words: String::new(),
            demo: state.config.demo,
        }
    }

    /// One of two texts, by the page's language. Short, since the templates are full of it.
    pub(crate) fn t<'t>(&self, french: &'t str, english: &'t str) -> &'t str {
        self.language.pick(french, english)
    }
}

/// A page as a response.
///
/// # Errors
/// 500 when the template fails, which only a formatting error could do.
pub(crate) fn answer(page: &impl Template) -> Result<Response, Problem> {
    let text = page.render().map_err(|error| Problem::hidden(&error))?;
    Ok(Html(text).into_response())
}
