//! One row of an RDF Patch: an operation, terms in N-Quads syntax, a dot.

use std::io::Write as _;

use oxrdf::{GraphName, Quad, Term};
use oxttl::NQuadsParser;

use crate::limits::TRIPLE_TERM_DEPTH_MAX;

/// A header's term has the syntax of an object, so it is read as the object of this.
const CARRIER: &str = "<urn:h> <urn:h> ";

/// What is wrong with a row.
#[derive(Debug, thiserror::Error)]
pub enum RowError {
    /// The row is not closed.
    #[error("row does not end with ` .`")]
    NoDot,
    /// A term is not N-Quads, or there are too few or too many.
    #[error("syntax error at column `{column}`: {message}")]
    Syntax {
        /// Counted from 1, in characters.
        column: u64,
        /// What the parser says.
        message: String,
    },
    /// Nothing but white space or a comment.
    #[error("row has too few terms, or too many")]
    NoTerms,
    /// Triple terms nested beyond [`crate::TRIPLE_TERM_DEPTH_MAX`].
    #[error("triple terms are nested `{depth}` deep, the limit is `{limit}`")]
    TooDeep {
        /// The limit.
        limit: usize,
        /// What came.
        depth: usize,
    },
    /// The row is well formed but its terms are not in the form that reading gives.
    #[error("reads back as another quad, `{read}`")]
    NotItself {
        /// What reading gives.
        read: String,
    },
    /// An operation that is not one of `H`, `TX`, `D`, `A`, `TC`. Prefixes (`PA`, `PD`) and aborts (`TA`) are not
    /// for a log of effective changes.
    #[error("row begins with neither `H`, `TX`, `D`, `A` nor `TC`")]
    UnknownOperation,
    /// An operation that RDF Patch does not have.
    #[error("row begins with none of `H`, `TX`, `TC`, `TA`, `PA`, `PD`, `A` and `D`")]
    UnknownRow,
    /// A header's name is not a word.
    #[error("header name `{name}` is not a letter followed by letters, digits, `-` or `_`")]
    HeaderName {
        /// What came.
        name: String,
    },
    /// A header must hold exactly one term.
    #[error("header holds more than one term")]
    HeaderTerms,
    /// Rows come as headers, `TX`, deletions, additions, `TC`.
    #[error("`{found}` row where {due} is due")]
    Order {
        /// The operation of the row.
        found: &'static str,
        /// What may stand there.
        due: &'static str,
    },
    /// The text ends before `TC .`, or inside a row.
    #[error("text ends before a complete `TC .` row")]
    Unfinished,
}

/// Writes `D s p o g .` or `A s p o g .` with its line end.
pub(crate) fn write(out: &mut Vec<u8>, operation: char, quad: &Quad) {
    // Writing to a `Vec` cannot fail; were it to, the journal's check that a row reads back would say so.
    let _infallible = writeln!(out, "{operation} {quad} .");
}

/// Reads the terms of a row, from after the operation and its space up to and including the dot. `skipped` is the
/// number of characters before them, for the column in errors.
pub(crate) fn read(terms: &str, skipped: u64) -> Result<Quad, RowError> {
    if !terms.ends_with(" .") {
        return Err(RowError::NoDot);
    }
    let depth = triple_term_depth(terms);
    if depth > TRIPLE_TERM_DEPTH_MAX {
        return Err(RowError::TooDeep {
            limit: TRIPLE_TERM_DEPTH_MAX,
            depth,
        });
    }
    let mut quads = NQuadsParser::new().for_slice(terms);
    let quad = quads
        .next()
        .ok_or(RowError::NoTerms)?
        .map_err(|error| syntax(&error, skipped))?;
    // The parser hands out the quad before it has seen the dot: only its end says that the row was right.
    match quads.next() {
        None => Ok(quad),
        Some(Err(error)) => Err(syntax(&error, skipped)),
        Some(Ok(_)) => Err(RowError::Syntax {
            column: skipped + 1,
            message: "more than one quad in a row".into(),
        }),
    }
}

/// Reads `name term .`, the part of a header row that follows `H `.
pub(crate) fn read_header(rest: &str) -> Result<(&str, Term), RowError> {
    let (name, term) = rest.split_once(' ').ok_or(RowError::NoTerms)?;
    if !is_header_name(name) {
        return Err(RowError::HeaderName {
            name: name.to_owned(),
        });
    }
    let carried = format!("{CARRIER}{term}");
    let quad = read(&carried, 0).map_err(|error| match error {
        RowError::Syntax { column, message } => {
            let before = "H  ".len() as u64 + name.chars().count() as u64;
            RowError::Syntax {
                column: (column + before).saturating_sub(CARRIER.len() as u64),
                message,
            }
        }
        other => other,
    })?;
    if quad.graph_name != GraphName::DefaultGraph {
        return Err(RowError::HeaderTerms);
    }
    Ok((name, quad.object))
}

/// A header's name is an ASCII word, a subset of what Turtle allows as a prefix.
pub(crate) fn is_header_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn syntax(error: &oxttl::TurtleSyntaxError, skipped: u64) -> RowError {
    RowError::Syntax {
        column: error.location().start.column + 1 + skipped,
        message: error.message().to_owned(),
    }
}

/// How deep `<<(` opens, outside of strings. An IRI cannot hold `<`, so nothing else looks like it.
fn triple_term_depth(terms: &str) -> usize {
    if !terms.contains("<<(") {
        return 0;
    }
    let bytes = terms.as_bytes();
    let (mut depth, mut deepest, mut quoted, mut at) = (0_usize, 0, false, 0);
    while at < bytes.len() {
        let rest = &bytes[at..];
        if quoted {
            match bytes[at] {
                b'\\' => at += 1,
                b'"' => quoted = false,
                _ => {}
            }
        } else if rest.starts_with(b"<<(") {
            depth += 1;
            deepest = deepest.max(depth);
            at += 2;
        } else if rest.starts_with(b")>>") {
            depth = depth.saturating_sub(1);
            at += 2;
        } else if bytes[at] == b'"' {
            quoted = true;
        }
        at += 1;
    }
    deepest
}
