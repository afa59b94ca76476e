//! Functions whose result can be much longer than what they are given, with a bound.
//!
//! `BIND(CONCAT(?a, ?a) AS ?b)` in a chain doubles a text forty times; one call of REPLACE can multiply two texts.
//! The evaluator's own versions allocate whatever comes out, and an allocation that fails ends the process. These have
//! the same results, up to the bound, and take their place (`harden.rs`). Specifications: SPARQL 1.1, sections
//! 17.4.3.12 (CONCAT), 17.4.3.15 (REPLACE), 17.4.3.11 (ENCODE_FOR_URI).

use crate::budget;
use crate::sort_key::SortKey;
use oxrdf::vocab::xsd;
use oxrdf::{BaseDirection, Literal, NamedNode, NamedNodeRef, Term};
use regex::{Regex, RegexBuilder};
use spareval::QueryEvaluator;
use spargebra::algebra::{Expression, Function};
use std::borrow::Cow;
use std::fmt::Write as _;

/// Longest text that a function may make, in bytes.
pub const COMPUTED_TEXT_BYTES_MAX: usize = 16 << 20;

/// Largest compiled pattern, in bytes; the evaluator's own bound.
const PATTERN_BYTES_MAX: usize = 1_000_000;

const CONCAT: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:mutuelle:function:concat");
const REPLACE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:mutuelle:function:replace");
const ENCODE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:mutuelle:function:encode-for-uri");

const SORT_KEY: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:mutuelle:function:sort-key");

/// A key of ORDER BY, for the evaluator, as a text whose order is total. The evaluator's own order of literals is not
/// (10 before `"5"` before 9 before 10), and a sort by such an order may panic.
pub(crate) fn total(key: Expression) -> Expression {
    Expression::FunctionCall(Function::Custom(SORT_KEY.into_owned()), vec![key])
}

/// The key as it was written.
pub(crate) fn written(key: Expression) -> Expression {
    match key {
        Expression::FunctionCall(Function::Custom(name), mut arguments)
            if name.as_ref() == SORT_KEY && arguments.len() == 1 =>
        {
            arguments.remove(0)
        }
        other => other,
    }
}

fn sort_key(arguments: &[Term]) -> Option<Term> {
    let [argument] = arguments else {
        return None;
    };
    Some(literal(SortKey::of(Some(argument)).to_text(), None))
}

/// The bounded function that stands for one of SPARQL's.
pub(crate) fn bounded(function: Function) -> Function {
    let name = match &function {
        Function::Concat => CONCAT,
        Function::Replace => REPLACE,
        Function::EncodeForUri => ENCODE,
        _ => return function,
    };
    Function::Custom(name.into_owned())
}

/// An evaluator that knows the bounded functions and the keys of ORDER BY.
pub fn evaluator() -> QueryEvaluator {
    let named = |name: NamedNodeRef<'_>| -> NamedNode { name.into_owned() };
    QueryEvaluator::new()
        .with_custom_function(named(CONCAT), concat)
        .with_custom_function(named(REPLACE), replace)
        .with_custom_function(named(ENCODE), encode_for_uri)
        .with_custom_function(named(SORT_KEY), sort_key)
}

/// The language of a text with its base direction; none for a plain string.
type Language<'a> = Option<(&'a str, Option<BaseDirection>)>;

/// A string or a text in a language; no other literal.
fn text(term: &Term) -> Option<(&str, Language<'_>)> {
    let Term::Literal(literal) = term else {
        return None;
    };
    match literal.language() {
        Some(language) => Some((literal.value(), Some((language, literal.direction())))),
        None => (literal.datatype() == xsd::STRING).then(|| (literal.value(), None)),
    }
}

fn plain(term: &Term) -> Option<&str> {
    text(term)
        .filter(|(_, language)| language.is_none())
        .map(|(value, _)| value)
}

fn literal(value: String, language: Language<'_>) -> Term {
    match language {
        None => Literal::new_simple_literal(value),
        Some((language, None)) => Literal::new_language_tagged_literal_unchecked(value, language),
        Some((language, Some(direction))) => {
            Literal::new_directional_language_tagged_literal_unchecked(value, language, direction)
        }
    }
    .into()
}

fn within_bound(bytes: usize) {
    if bytes > COMPUTED_TEXT_BYTES_MAX {
        budget::stop(
            "computed_text_bytes_max",
            "bytes in a computed text",
            COMPUTED_TEXT_BYTES_MAX as u64,
        );
    }
}

fn concat(arguments: &[Term]) -> Option<Term> {
    let texts: Vec<_> = arguments.iter().map(text).collect::<Option<_>>()?;
    within_bound(texts.iter().map(|(value, _)| value.len()).sum());
    let value: String = texts.iter().map(|(value, _)| *value).collect();
    let mut languages = texts.iter().map(|(_, language)| *language);
    let first = languages.next().flatten();
    let common = first.filter(|_| languages.all(|language| language == first));
    Some(literal(value, common))
}

fn encode_for_uri(arguments: &[Term]) -> Option<Term> {
    let [argument] = arguments else {
        return None;
    };
    let (value, _) = text(argument)?;
    within_bound(value.len().saturating_mul(3));
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    Some(literal(encoded, None))
}

fn replace(arguments: &[Term]) -> Option<Term> {
    let (source, pattern, replacement, flags) = match arguments {
        [source, pattern, replacement] => (source, pattern, replacement, ""),
        [source, pattern, replacement, flags] => (source, pattern, replacement, plain(flags)?),
        _ => return None,
    };
    let (source, language) = text(source)?;
    let replacement = plain(replacement)?;
    let regex = compiled(plain(pattern)?, flags)?;
    let mut value = String::new();
    let mut copied = 0;
    for found in regex.captures_iter(source) {
        let whole = found.get(0)?;
        value.push_str(&source[copied..whole.start()]);
        found.expand(replacement, &mut value);
        within_bound(value.len());
        copied = whole.end();
    }
    value.push_str(&source[copied..]);
    within_bound(value.len());
    Some(literal(value, language))
}

/// The pattern, kept from one row to the next.
fn compiled(pattern: &str, flags: &str) -> Option<Regex> {
    thread_local! {
        static LAST: std::cell::RefCell<Option<(String, String, Option<Regex>)>> =
            const { std::cell::RefCell::new(None) };
    }
    LAST.with_borrow_mut(|last| match last {
        Some((known, with, regex)) if known == pattern && with == flags => regex.clone(),
        _ => {
            let regex = compile(pattern, flags);
            *last = Some((pattern.to_owned(), flags.to_owned(), regex.clone()));
            regex
        }
    })
}

fn compile(pattern: &str, flags: &str) -> Option<Regex> {
    let pattern = if flags.contains('q') {
        Cow::Owned(regex::escape(pattern))
    } else {
        Cow::Borrowed(pattern)
    };
    let mut builder = RegexBuilder::new(&pattern);
    builder.size_limit(PATTERN_BYTES_MAX);
    for flag in flags.chars() {
        match flag {
            's' => builder.dot_matches_new_line(true),
            'm' => builder.multi_line(true),
            'i' => builder.case_insensitive(true),
            'x' => builder.ignore_whitespace(true),
            'q' => &mut builder,
            _ => return None,
        };
    }
    builder.build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::Budget;
    use crate::error::QueryError;
    use spareval::CancellationToken;

    fn string(value: &str) -> Term {
        Literal::new_simple_literal(value).into()
    }

    fn french(value: &str) -> Term {
        Literal::new_language_tagged_literal_unchecked(value, "fr").into()
    }

    fn within(work: impl Fn() -> Option<Term>) -> Result<Option<Term>, QueryError> {
        Budget::cancelled_by(CancellationToken::new()).enforce(|| Ok(work()))
    }

    #[test]
    fn texts_are_joined_and_keep_a_common_language() {
        assert_eq!(concat(&[]), Some(string("")));
        assert_eq!(concat(&[french("a"), french("b")]), Some(french("ab")));
        assert_eq!(concat(&[french("a"), string("b")]), Some(string("ab")));
        assert_eq!(concat(&[string("a"), french("b")]), Some(string("ab")));
        assert_eq!(concat(&[string("a"), Literal::from(1).into()]), None);
    }

    #[test]
    fn matches_are_replaced_with_their_groups() {
        let replaced = |source, pattern, by| replace(&[french(source), string(pattern), string(by)]);
        assert_eq!(replaced("abcb", "b", "Z"), Some(french("aZcZ")));
        assert_eq!(replaced("abab", "(a)(b)?", "$2$1"), Some(french("baba")));
        assert_eq!(replaced("abc", "x*", "-"), Some(french("-a-b-c-")));
        assert_eq!(replaced("abc", "(", "-"), None);
        assert_eq!(
            replace(&[string("A.b"), string("a."), string("x"), string("iq")]),
            Some(string("xb"))
        );
        assert_eq!(
            replace(&[string("A"), string("a"), string("x"), string("?")]),
            None
        );
    }

    #[test]
    fn bytes_outside_the_unreserved_set_are_encoded() {
        assert_eq!(
            encode_for_uri(&[french("L'été ~")]),
            Some(string("L%27%C3%A9t%C3%A9%20~"))
        );
    }

    #[test]
    fn a_computed_text_is_as_long_as_the_bound_and_not_longer() {
        let half = string(&"x".repeat(COMPUTED_TEXT_BYTES_MAX / 2));
        assert!(within(|| concat(&[half.clone(), half.clone()])).is_ok());
        for outcome in [
            within(|| concat(&[half.clone(), half.clone(), string("y")])),
            within(|| encode_for_uri(std::slice::from_ref(&half))),
            within(|| replace(&[half.clone(), string("x"), half.clone()])),
        ] {
            assert!(matches!(
                outcome,
                Err(QueryError::OverBudget {
                    name: "computed_text_bytes_max",
                    ..
                })
            ));
        }
    }

    #[test]
    fn only_the_three_functions_are_replaced() {
        assert_eq!(bounded(Function::Concat), Function::Custom(CONCAT.into_owned()));
        assert_eq!(bounded(Function::UCase), Function::UCase);
    }
}
