//! The words and signs of a SPARQL text, read tolerantly: for telling people where a text goes wrong, not for evaluating it.

use crate::guard::{after_comment, after_iri, after_string};
use spargebra::Query;
use std::collections::BTreeSet;

/// What a token is, as far as its first letters tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `<…>`
    Iri,
    /// `prefix:name`
    Name,
    /// A keyword, a function's name, `a`, `true`.
    Word,
    Variable,
    /// With its language, where it has one.
    Text,
    /// A string that is never closed; it ends with its line.
    OpenText,
    Number,
    Sign,
}

/// A token and where it stands, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Token {
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// Signs of two characters.
const PAIRS: [&str; 9] = ["&&", "||", "!=", "<=", ">=", "^^", "<<", ">>", "{|"];

/// The tokens of a text, without space and comments.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, end) = match first {
            space if space.is_whitespace() => {
                at += space.len_utf8();
                continue;
            }
            '#' => {
                at = after_comment(bytes, at);
                continue;
            }
            '"' | '\'' => string(text, at),
            '<' if after_iri(bytes, at) > at + 1 => (Kind::Iri, after_iri(bytes, at)),
            '?' | '$' if rest[1..].starts_with(is_of_name) => {
                (Kind::Variable, at + 1 + length(&rest[1..], is_of_name))
            }
            digit if digit.is_ascii_digit() => (Kind::Number, at + length(rest, is_of_number)),
            letter if is_of_name(letter) || letter == ':' => name(rest, at),
            other => {
                let pair = PAIRS.iter().any(|pair| rest.starts_with(pair));
                (Kind::Sign, at + if pair { 2 } else { other.len_utf8() })
            }
        };
        tokens.push(Token { kind, start: at, end });
        at = end;
    }
    tokens
}

/// The IRIs that a query names, in its algebra: each stands there in full, and no string is one.
pub fn iris_of(query: &Query) -> BTreeSet<String> {
    let text = query.to_string();
    let named = tokens(&text).into_iter().filter(|token| token.kind == Kind::Iri);
    named
        .filter_map(|token| {
            token
                .text(&text)
                .strip_prefix('<')?
                .strip_suffix('>')
                .map(str::to_owned)
        })
        .collect()
}

fn string(text: &str, at: usize) -> (Kind, usize) {
    let bytes = text.as_bytes();
    let end = after_string(bytes, at);
    let quote = &text[at..=at];
    let is_empty = text[at..end] == quote.repeat(2);
    let is_open = end == at + 1 || end == at + 3 && text[at..end] == quote.repeat(3);
    if is_open && !is_empty {
        return (Kind::OpenText, after_comment(bytes, at));
    }
    let tag = text[end..].strip_prefix('@').map_or(0, |rest| {
        1 + length(rest, |letter| letter.is_ascii_alphanumeric() || letter == '-')
    });
    (Kind::Text, end + tag)
}

fn name(rest: &str, at: usize) -> (Kind, usize) {
    let word = length(rest, is_of_name);
    // A hyphen, a point or an escape is part of a prefix or of what follows it, not of a keyword.
    let is_of_prefixed = |letter: char| is_of_name(letter) || "-.:%\\".contains(letter);
    let prefixed = length(rest, is_of_prefixed);
    if !rest[..prefixed].contains(':') {
        return (Kind::Word, at + word);
    }
    let trimmed = rest[..prefixed].trim_end_matches('.');
    (Kind::Name, at + trimmed.len())
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn is_of_number(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '.'
}

/// How many bytes at the beginning are such letters.
fn length(text: &str, is_such: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !is_such(letter)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_its_tokens() {
        let text = "SELECT ?x{?x ex:a-b.c/^<http://e.test/?y>|a \"l'é\"@fr,'''x''' . # ?no\n FILTER(?x<=1.5&&!$y)} ;_:b";
        let found: Vec<_> = tokens(text).iter().map(|token| token.text(text)).collect();
        assert_eq!(
            found,
            [
                "SELECT",
                "?x",
                "{",
                "?x",
                "ex:a-b.c",
                "/",
                "^",
                "<http://e.test/?y>",
                "|",
                "a",
                "\"l'é\"@fr",
                ",",
                "'''x'''",
                ".",
                "FILTER",
                "(",
                "?x",
                "<=",
                "1.5",
                "&&",
                "!",
                "$y",
                ")",
                "}",
                ";",
                "_:b",
            ]
        );
        let kinds = |text: &str| tokens(text).iter().map(|token| token.kind).collect::<Vec<_>>();
        assert_eq!(kinds("\"open { ?s"), [Kind::OpenText]);
        assert_eq!(
            kinds("\"\" '' \"\"\"open"),
            [Kind::Text, Kind::Text, Kind::OpenText]
        );
        assert_eq!(
            kinds("?x < 3 ex: :a"),
            [Kind::Variable, Kind::Sign, Kind::Number, Kind::Name, Kind::Name]
        );
    }
}
