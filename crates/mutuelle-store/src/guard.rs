//! Bounds that are checked before any recursive parser sees a text.
//!
//! spargebra's parser recurses on nesting: some thousand open braces overflow the stack and end the process. This scan
//! is iterative and knows just enough of SPARQL's lexis (strings, IRIs, comments) to count what is really open.

use crate::error::QueryError;
use spargebra::algebra::GraphPattern;

/// The longest query or update text, in bytes.
pub const QUERY_BYTES_MAX: usize = 4 * 1024 * 1024;

/// How deep `{`, `(` and `[` may be nested in a query or update.
pub const NESTING_MAX: usize = 128;

/// How many triple patterns one group may join: oxigraph's planner takes about the cube of their number (80 patterns
/// half a second, 300 half a minute).
pub const JOINED_PATTERNS_MAX: usize = 100;

/// Checks that no group joins too many triple patterns. Iterative: a long chain of UNION is a deep tree.
pub(crate) fn check_pattern(pattern: &GraphPattern) -> Result<(), QueryError> {
    let mut groups = vec![pattern];
    while let Some(group) = groups.pop() {
        let received = joined(group, &mut groups);
        if received > JOINED_PATTERNS_MAX {
            return Err(QueryError::TooLarge {
                unit: "joined triple patterns",
                limit: JOINED_PATTERNS_MAX,
                received,
            });
        }
    }
    Ok(())
}

/// How many patterns are joined at the top of a group; the groups below are noted in `groups`.
fn joined<'p>(group: &'p GraphPattern, groups: &mut Vec<&'p GraphPattern>) -> usize {
    let mut count = 0;
    let mut waiting = vec![group];
    while let Some(pattern) = waiting.pop() {
        match pattern {
            GraphPattern::Join { left, right } => waiting.extend([left.as_ref(), right.as_ref()]),
            GraphPattern::Bgp { patterns } => count += patterns.len(),
            GraphPattern::Path { .. } | GraphPattern::Values { .. } => count += 1,
            GraphPattern::LeftJoin { left, right, .. }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Union { left, right }
            | GraphPattern::Minus { left, right } => {
                count += 1;
                groups.extend([left.as_ref(), right.as_ref()]);
            }
            GraphPattern::Filter { inner, .. }
            | GraphPattern::Graph { inner, .. }
            | GraphPattern::Extend { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. }
            | GraphPattern::Group { inner, .. }
            | GraphPattern::Service { inner, .. } => {
                count += 1;
                groups.push(inner.as_ref());
            }
        }
    }
    count
}

/// Checks length and nesting of a SPARQL text.
pub fn check_text(text: &str) -> Result<(), QueryError> {
    if text.len() > QUERY_BYTES_MAX {
        return Err(QueryError::TooLarge {
            unit: "bytes",
            limit: QUERY_BYTES_MAX,
            received: text.len(),
        });
    }
    let depth = nesting(text.as_bytes());
    if depth > NESTING_MAX {
        return Err(QueryError::TooLarge {
            unit: "levels of nesting",
            limit: NESTING_MAX,
            received: depth,
        });
    }
    Ok(())
}

/// The deepest nesting of brackets outside strings, IRIs and comments.
fn nesting(text: &[u8]) -> usize {
    let (mut at, mut depth, mut deepest) = (0, 0_usize, 0);
    while let Some(&byte) = text.get(at) {
        match byte {
            b'{' | b'(' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
                at += 1;
            }
            b'}' | b')' | b']' => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            b'"' | b'\'' => at = after_string(text, at),
            b'<' => at = after_iri(text, at),
            b'#' => at = after_comment(text, at),
            // A backslash outside a string escapes one character of a prefixed name: `ex:a\(b`.
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    deepest
}

/// The position after the string that starts at `at`; an unterminated string swallows nothing but its quote, so that
/// brackets after it still count.
pub(crate) fn after_string(text: &[u8], at: usize) -> usize {
    let quote = text[at];
    let long = text[at..].starts_with(&[quote, quote, quote]);
    let opening = if long { 3 } else { 1 };
    let mut end = at + opening;
    while end < text.len() {
        match text[end] {
            b'\\' => end += 2,
            b'\n' | b'\r' if !long => break,
            byte if byte == quote && !long => return end + 1,
            byte if byte == quote && text[end..].starts_with(&[quote, quote, quote]) => return end + 3,
            _ => end += 1,
        }
    }
    at + opening
}

/// The position after the IRI that starts at `at`, or after the `<` alone where it is an operator.
pub(crate) fn after_iri(text: &[u8], at: usize) -> usize {
    for (offset, byte) in text[at + 1..].iter().enumerate() {
        match byte {
            b'>' => return at + offset + 2,
            b'<' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`' | b'\\' | 0..=b' ' => break,
            _ => {}
        }
    }
    at + 1
}

/// The position of the line's end that closes the comment at `at`, or the end of the text.
pub(crate) fn after_comment(text: &[u8], at: usize) -> usize {
    let length = text[at..].iter().position(|byte| *byte == b'\n');
    length.map_or(text.len(), |length| at + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(levels: usize) -> String {
        format!("SELECT * WHERE {}{}", "{".repeat(levels), "}".repeat(levels))
    }

    #[test]
    fn nesting_is_accepted_at_the_limit_and_refused_above() {
        assert!(check_text(&nested(NESTING_MAX)).is_ok());
        assert!(matches!(
            check_text(&nested(NESTING_MAX + 1)),
            Err(QueryError::TooLarge {
                limit: NESTING_MAX,
                ..
            })
        ));
    }

    #[test]
    fn length_is_accepted_at_the_limit_and_refused_above() {
        let query = "ASK {}";
        let text = format!("{query}{}", " ".repeat(QUERY_BYTES_MAX - query.len()));
        assert!(check_text(&text).is_ok());
        assert!(check_text(&format!("{text} ")).is_err());
    }

    #[test]
    fn brackets_in_strings_iris_and_comments_do_not_count() {
        assert_eq!(nesting(br#"{ ?s ?p "((((" , '''[[[[''' # {{{{"#), 1);
        assert_eq!(nesting(b"{ <http://example.org/((((> ?p ?o }"), 1);
        assert_eq!(nesting(b"FILTER(?a < (1) && ?b > (2))"), 2);
    }

    #[test]
    fn joined_patterns_are_accepted_at_the_limit_and_refused_above() {
        let check = |triples: usize| {
            let text = format!("ASK {{ {} }}", "{ ?s ?p ?o } ?s ?q ?o . ".repeat(triples / 2));
            let query = spargebra::SparqlParser::new().parse_query(&text).unwrap();
            let spargebra::Query::Ask { pattern, .. } = &query else {
                panic!("{query}")
            };
            check_pattern(pattern)
        };
        assert!(check(JOINED_PATTERNS_MAX).is_ok());
        assert!(check(JOINED_PATTERNS_MAX + 2).is_err());
    }

    #[test]
    fn an_unterminated_string_hides_no_brackets() {
        assert_eq!(nesting(b"\"{{{\n((("), 6);
    }
}
