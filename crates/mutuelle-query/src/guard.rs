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
pub fn check_pattern(pattern: &GraphPattern) -> Result<(), QueryError> {
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
            // A chain of OPTIONAL is planned as one join, whose parts are each other's filters.
            GraphPattern::LeftJoin { left, right, .. } => {
                count += 1;
                waiting.push(left.as_ref());
                groups.push(right.as_ref());
            }
            GraphPattern::Lateral { left, right }
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

/// How many operators a query or update may have: `|`, `&`, `!`, `+`, `-`, `*`, `/`, `^`, braces, AS and FILTER; those in
/// the braces after INSERT DATA and DELETE DATA, where a sign is a number's, do not count. Chains of them are flat to read
/// but deep trees to copy and drop (half a million overflow the stack), and the planner takes the square of their length:
/// ten thousand BIND ten seconds, and nothing stops it.
pub const OPERATORS_MAX: usize = 2_000;

/// Whether a text is so short and simple that reading and planning it takes no time to speak of: at most 2 KiB, 16
/// levels, 32 operators. (Planning takes the cube of the number of joined patterns, of which this allows some dozens.)
pub fn is_simple(text: &str) -> bool {
    if text.len() > 2_048 {
        return false;
    }
    // A pattern can take long to be compiled and matched, and nothing stops that in the middle.
    let lower = text.to_ascii_lowercase();
    if lower.contains("regex") || lower.contains("replace") {
        return false;
    }
    let Counted { deepest, operators } = counted(text.as_bytes());
    deepest <= 16 && operators <= 32 && text.matches('?').count() <= 48
}

/// Checks length, nesting and number of operators of a SPARQL text.
pub fn check_text(text: &str) -> Result<(), QueryError> {
    if text.len() > QUERY_BYTES_MAX {
        return Err(QueryError::TooLarge {
            unit: "bytes",
            limit: QUERY_BYTES_MAX,
            received: text.len(),
        });
    }
    let Counted { deepest, operators } = counted(text.as_bytes());
    if deepest > NESTING_MAX {
        return Err(QueryError::TooLarge {
            unit: "levels of nesting",
            limit: NESTING_MAX,
            received: deepest,
        });
    }
    if operators > OPERATORS_MAX {
        return Err(QueryError::TooLarge {
            unit: "operators",
            limit: OPERATORS_MAX,
            received: operators,
        });
    }
    Ok(())
}

/// What stands outside strings, IRIs and comments.
#[derive(Debug, PartialEq, Eq)]
struct Counted {
    /// The deepest nesting of brackets.
    deepest: usize,
    operators: usize,
}

fn counted(text: &[u8]) -> Counted {
    let (mut at, mut depth, mut deepest, mut operators) = (0, 0_usize, 0, 0);
    // Whether the next brace opens data, and how deep the data stands that is open.
    let (mut data_next, mut data_at) = (false, None);
    while let Some(&byte) = text.get(at) {
        let mut counts = 0;
        match byte {
            b'{' | b'(' | b'[' => {
                counts = usize::from(byte == b'{');
                depth += 1;
                deepest = deepest.max(depth);
                if std::mem::take(&mut data_next) {
                    data_at = Some(depth);
                }
                at += 1;
            }
            b'}' | b')' | b']' => {
                if data_at == Some(depth) {
                    data_at = None;
                }
                depth = depth.saturating_sub(1);
                at += 1;
            }
            b'"' | b'\'' => at = after_string(text, at),
            b'<' => at = after_iri(text, at),
            b'#' => at = after_comment(text, at),
            // A backslash outside a string escapes one character of a prefixed name: `ex:a\(b`.
            b'\\' => at += 2,
            // Before a datatype, not a path.
            b'^' if text.get(at + 1) == Some(&b'^') => at += 2,
            b'|' | b'&' | b'!' | b'+' | b'-' | b'*' | b'/' | b'^' => {
                counts = 1;
                at += 1;
            }
            byte if is_of_word(byte) => {
                let end = after_word(text, at);
                let is = |keyword: &[u8]| text[at..end].eq_ignore_ascii_case(keyword);
                counts = usize::from(is(b"AS") || is(b"FILTER"));
                data_next = is(b"DATA");
                at = end;
            }
            _ => at += 1,
        }
        if data_at.is_none() {
            operators += counts;
        }
    }
    Counted { deepest, operators }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_:?$%.".contains(&byte) || !byte.is_ascii()
}

/// The position after the keyword, variable, number or prefixed name that starts at `at`. In the last a hyphen is no
/// operator.
fn after_word(text: &[u8], at: usize) -> usize {
    let mut prefixed = false;
    for (offset, byte) in text[at..].iter().enumerate() {
        prefixed |= *byte == b':';
        if !(is_of_word(*byte) || prefixed && *byte == b'-') {
            return at + offset;
        }
    }
    text.len()
}

/// The position after the string that starts at `at`; an unterminated string swallows nothing but its quote, so that
/// brackets after it still count.
pub fn after_string(text: &[u8], at: usize) -> usize {
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
pub fn after_iri(text: &[u8], at: usize) -> usize {
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
pub fn after_comment(text: &[u8], at: usize) -> usize {
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
    fn a_simple_text_is_short_and_flat_and_has_no_patterns() {
        let simple = "SELECT ?s { ?s ?p ?o }";
        assert!(is_simple(simple));
        assert!(is_simple(&format!("{simple:<2048}")) && !is_simple(&format!("{simple:<2049}")));
        assert!(is_simple(&nested(16)) && !is_simple(&nested(17)));
        assert!(!is_simple("ASK { ?s ?p ?o FILTER(ReGeX(?o, 'a')) }"));
        assert!(is_simple(&format!("ASK {{ {} }}", "?s ?p ?o . ".repeat(16))));
        assert!(!is_simple(&format!("ASK {{ {} }}", "?s ?p ?o . ".repeat(17))));
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
        assert_eq!(counted(br#"{ ?s ?p "((((" , '''[[[[''' # {{{{"#).deepest, 1);
        assert_eq!(counted(b"{ <http://example.org/((((> ?p ?o }").deepest, 1);
        assert_eq!(counted(b"FILTER(?a < (1) && ?b > (2))").deepest, 2);
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
    fn optional_parts_count_as_joined() {
        let check = |parts: usize| {
            let text = format!("ASK {{ ?s ?p ?o {} }}", "OPTIONAL { ?s ?q ?x } ".repeat(parts));
            let query = spargebra::SparqlParser::new().parse_query(&text).unwrap();
            let spargebra::Query::Ask { pattern, .. } = &query else {
                panic!("{query}")
            };
            check_pattern(pattern)
        };
        assert!(check(JOINED_PATTERNS_MAX - 1).is_ok());
        assert!(check(JOINED_PATTERNS_MAX).is_err());
    }

    #[test]
    fn operators_are_accepted_up_to_the_limit_and_refused_above() {
        // One brace, one FILTER and so many signs.
        let chain = |signs: usize| format!("ASK {{ FILTER(1{} > 0) }}", " +1".repeat(signs));
        assert!(check_text(&chain(OPERATORS_MAX - 2)).is_ok());
        let refused = check_text(&chain(OPERATORS_MAX - 1));
        assert!(matches!(
            refused,
            Err(QueryError::TooLarge {
                unit: "operators",
                limit: OPERATORS_MAX,
                ..
            })
        ));
    }

    #[test]
    fn only_operators_count_as_operators() {
        let operators = |text: &str| counted(text.as_bytes()).operators;
        assert_eq!(
            operators("ex:a-b-c ex-y:z <http://a.example/x+y> '1+1' \"7\"^^xsd:integer # 1+1"),
            1
        );
        assert_eq!(operators("?a-?b || !?c && ^ex:p/ex:q* BIND(1 AS ?bind)"), 10);
        assert_eq!(
            operators(
                "INSERT DATA { <a> <b> -1, +2 . GRAPH <g> { <a> <b> -1 } } ; DELETE WHERE { ?s ?p -1 }"
            ),
            2
        );
    }

    #[test]
    fn an_unterminated_string_hides_no_brackets() {
        assert_eq!(counted(b"\"{{{\n(((").deepest, 6);
    }
}
