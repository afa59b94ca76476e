//! Language tags, as they are written in data.

use oxrdf::{BaseDirection, Literal};

/// Whether this may be a language tag.
pub(super) fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let sized = |part: &str| (1..=8).contains(&part.len());
    let alphabetic = first.bytes().all(|byte| byte.is_ascii_alphabetic());
    let rest = parts.all(|part| sized(part) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    sized(first) && alphabetic && rest
}

/// Whether this may be a language tag, with or without a direction.
pub(super) fn is_whole_tag(tag: &str) -> bool {
    text_in(tag, String::new()).is_some()
}

/// The tag of a literal with its direction, as in `ar--rtl`.
pub(super) fn tag_of(literal: &Literal) -> Option<String> {
    let language = literal.language()?;
    Some(match literal.direction() {
        Some(direction) => format!("{language}--{direction}"),
        None => language.to_owned(),
    })
}

/// A text in a language, with a direction if the tag has one.
pub(super) fn text_in(tag: &str, text: String) -> Option<Literal> {
    let (language, direction) = match tag.split_once("--") {
        Some((language, "ltr")) => (language, Some(BaseDirection::Ltr)),
        Some((language, "rtl")) => (language, Some(BaseDirection::Rtl)),
        Some(_) => return None,
        None => (tag, None),
    };
    if !is_tag(language) {
        return None;
    }
    Some(match direction {
        Some(direction) => {
            Literal::new_directional_language_tagged_literal_unchecked(text, language, direction)
        }
        None => Literal::new_language_tagged_literal_unchecked(text, language),
    })
}
