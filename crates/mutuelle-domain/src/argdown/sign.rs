//! The signs with which lines and words begin.

use super::cursor::Cursor;
use super::error::Fault;
use super::parse::{Link, Relation, Shape};

/// The signs of relations, longer ones first.
const RELATIONS: [(&str, Link, bool); 10] = [
    ("><", Link::Contradiction, false),
    ("+>", Link::Support, true),
    ("->", Link::Attack, true),
    ("_>", Link::Undercut, true),
    ("<+", Link::Support, false),
    ("<-", Link::Attack, false),
    ("<_", Link::Undercut, false),
    ("+", Link::Support, false),
    ("-", Link::Attack, false),
    ("_", Link::Undercut, false),
];

/// Says of what Argdown has and is not read here how to write it instead.
pub(super) fn refuse(cursor: &Cursor<'_>, indent: usize) -> Result<(), Fault> {
    let line = cursor.line();
    let numbered = |open: &str, close: &str| {
        let digits = line
            .strip_prefix(open)
            .map(|rest| rest.trim_start_matches(|it: char| it.is_ascii_digit()));
        digits.is_some_and(|rest| rest.len() + open.len() < line.len() && rest.starts_with(close))
    };
    let (expected, remedy) = if numbered("(", ")") || line.starts_with("--") {
        (
            "no premise-conclusion structure",
            "write each premise as a statement below the argument: `+ [Premise]: text`",
        )
    } else if indent > 0 && (line.starts_with("* ") || numbered("", ". ")) {
        (
            "no list",
            "write each item as a statement or an argument of its own",
        )
    } else {
        return Ok(());
    };
    Err(Fault::new(cursor.at, expected, remedy))
}

pub(super) fn heading_level(line: &str) -> Option<usize> {
    let level = line.len() - line.trim_start_matches('#').len();
    (level > 0 && line[level..].starts_with([' ', '\t'])).then_some(level)
}

/// The sign at the beginning of a line, by its length.
pub(super) fn relation(line: &str) -> Option<(usize, Relation)> {
    let (sign, kind, downwards) = RELATIONS.into_iter().find(|it| line.starts_with(it.0))?;
    let rest = &line[sign.len()..];
    let apart = rest.is_empty() || rest.starts_with([' ', '\t', '[', '<']);
    apart.then_some((
        sign.len(),
        Relation {
            link: kind,
            downwards,
        },
    ))
}

pub(super) enum Title {
    Of(Shape, String, usize),
    Unclosed(char),
    None,
}

/// The title at the beginning of a line. A link (`[text](address)`) is none.
pub(super) fn title(line: &str) -> Title {
    let (shape, closing) = match line.chars().next() {
        Some('[') => (Shape::Statement, ']'),
        Some('<') => (Shape::Argument, '>'),
        _ => return Title::None,
    };
    let Some(end) = line.find(closing) else {
        return Title::Unclosed(closing);
    };
    if shape == Shape::Statement && line[end + 1..].starts_with('(') {
        return Title::None;
    }
    let title = line[1..end].trim_matches([' ', '\t']);
    Title::Of(shape, title.to_owned(), end + 1)
}

/// The tag at the beginning, `#word` or `#(several words)`, with its length.
pub(super) fn tag(text: &str) -> Option<(String, usize)> {
    let rest = text.strip_prefix('#')?;
    if let Some(inside) = rest.strip_prefix('(') {
        let line = inside.lines().next().unwrap_or_default();
        let end = line.find(')').filter(|end| *end > 0)?;
        return Some((line[..end].to_owned(), end + 3));
    }
    let end = rest
        .find(|it: char| !(it.is_alphanumeric() || it == '-' || it == '_'))
        .unwrap_or(rest.len());
    (end > 0).then(|| (rest[..end].to_owned(), end + 1))
}
