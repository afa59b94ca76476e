//! Why a text could not be written or read.

use std::error::Error as StdError;

use thiserror::Error;

use super::MAX_BYTES;
use crate::controversy::ControversyError;

/// Why a controversy could not be written.
#[derive(Debug, Error)]
pub enum ExportError<E: StdError + 'static> {
    /// The controversy could not be read.
    #[error("the controversy cannot be written as argdown")]
    Controversy(#[from] ControversyError<E>),
    /// The graph did not answer.
    #[error("the triples could not be read")]
    Facts(#[source] E),
}

/// Why a text could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ImportError {
    /// The text is too long.
    #[error("the text has {found} bytes, at most {MAX_BYTES} are read: divide it by its questions")]
    TooLong {
        /// How many it has.
        found: usize,
    },
    /// Something in it.
    #[error("{0}")]
    Mistake(Mistake),
    /// The place under which new nodes are named is no IRI.
    #[error("`{0}` is no IRI under which nodes can be named: give one such as `https://example.org/debate/`")]
    Base(String),
    /// The language is none.
    #[error("`{0}` is no language tag: give one such as `fr` or `en`")]
    Language(String),
}

/// Where a text is wrong, what was expected there and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: expected {expected}, found {found}; {remedy}")]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What should stand there.
    pub expected: String,
    /// What stands there.
    pub found: String,
    /// What to do.
    pub remedy: String,
}

/// A mistake by its offset in the text.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) expected: String,
    pub(super) remedy: String,
}

impl Fault {
    pub(super) fn new(at: usize, expected: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            at,
            expected: expected.into(),
            remedy: remedy.into(),
        }
    }

    /// The mistake in the text in which it was found.
    pub(super) fn in_text(self, text: &str) -> ImportError {
        let before = &text[..self.at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let rest = text[self.at..].lines().next().unwrap_or_default();
        let found: String = rest.chars().take(30).collect();
        let found = match (self.at == text.len(), found.as_str()) {
            (true, _) => "the end of the text".to_owned(),
            (false, "") => "the end of the line".to_owned(),
            (false, found) => format!("`{found}`"),
        };
        ImportError::Mistake(Mistake {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            expected: self.expected,
            found,
            remedy: self.remedy,
        })
    }
}
