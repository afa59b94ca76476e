//! Why the index refuses.

use std::path::PathBuf;

use thiserror::Error;

use crate::request::{PREFIX_CHARS_MIN, QUERY_CHARS_MAX, QUERY_TERMS_MAX, SNIPPET_CHARS_MAX, WINDOW_MAX};

/// Why a text query has no answer, or the index could not be opened or written.
#[derive(Debug, Error)]
pub enum SearchError {
    #[error("the query has {chars} characters, and at most {QUERY_CHARS_MAX} are allowed: shorten it")]
    QueryTooLong { chars: usize },
    #[error("the query has {terms} words, and at most {QUERY_TERMS_MAX} are allowed: shorten it")]
    TooManyTerms { terms: usize },
    #[error("`{prefix}*` is too short: write at least {PREFIX_CHARS_MIN} letters before the `*`")]
    PrefixTooShort { prefix: String },
    #[error(
        "hits up to number {end} are asked for, and only the first {WINDOW_MAX} are served: refine the query"
    )]
    WindowTooDeep { end: usize },
    #[error("snippets of {chars} characters are asked for, and at most {SNIPPET_CHARS_MAX} are allowed")]
    SnippetTooLong { chars: usize },
    #[error("{message}")]
    Syntax { message: String },
    #[error("the text index in `{dir}` is held by another process: stop it, or use another data folder")]
    Locked { dir: PathBuf },
    #[error("cannot {action} in the text index folder `{path}`: check its owner and the free space")]
    Folder {
        action: &'static str,
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the text index failed to {action}: if this repeats, rebuild it with `mutuelle reindex`")]
    Index {
        action: &'static str,
        #[source]
        source: tantivy::TantivyError,
    },
    #[error("the text index holds an unreadable record for `{entity}`: rebuild it with `mutuelle reindex`")]
    Record {
        entity: String,
        #[source]
        source: serde_json::Error,
    },
    #[error("the text index has no `{column}` column: rebuild it with `mutuelle reindex`")]
    MissingColumn { column: &'static str },
}

impl SearchError {
    /// Whether the request is at fault (too long, too deep), and not the index.
    pub fn is_request_fault(&self) -> bool {
        matches!(
            self,
            Self::QueryTooLong { .. }
                | Self::TooManyTerms { .. }
                | Self::PrefixTooShort { .. }
                | Self::WindowTooDeep { .. }
                | Self::SnippetTooLong { .. }
                | Self::Syntax { .. }
        )
    }

    /// For `map_err`: an error of the library while doing `action`.
    pub(crate) fn index(action: &'static str) -> impl Fn(tantivy::TantivyError) -> Self {
        move |source| Self::Index { action, source }
    }
}
