//! `If-Match` and `If-None-Match` (RFC 9110, section 13.1) on graphs, and the entity tags that they name.
//!
//! A tag names the version of the graph and the format of the representation. What a change relies on is the version
//! alone: so a tag had in one format serves a writer in another, and a weak one, as receipts carry it, serves too.

use crate::problem::Problem;
use http::header::{AsHeaderName, IF_MATCH, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue};
use mutuelle_commons::{Condition, GraphFormat, GraphName, GraphState};

/// The entity tag of a graph in a format. It is strong: the same version is written in the same bytes. What JSON-LD is compacted
/// with is part of it, for another program or another base would write the same version with other names.
pub(crate) fn tag(version: u64, format: &GraphFormat, context_mark: &str) -> HeaderValue {
    let form = match format {
        GraphFormat::Plain(format) => format.file_extension().to_owned(),
        GraphFormat::CompactJsonLd(_) => format!("{context_mark}.jsonld"),
    };
    let tag = format!("\"{version}-{form}\"");
    HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"0\""))
}

/// The weak form of a tag (RFC 9110, section 8.8.1), for bytes that may be of the next version already.
pub(crate) fn weak(tag: HeaderValue) -> HeaderValue {
    let strong = tag.to_str().ok().filter(|tag| !tag.starts_with("W/"));
    let weak = strong.and_then(|tag| HeaderValue::try_from(format!("W/{tag}")).ok());
    weak.unwrap_or(tag)
}

/// Whether a reader has this representation already.
pub(crate) fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    fn opaque(tag: &str) -> &str {
        tag.strip_prefix("W/").unwrap_or(tag)
    }
    let tag = opaque(tag.to_str().unwrap_or_default());
    named(headers, IF_NONE_MATCH)
        .is_ok_and(|known| known.iter().any(|known| *known == "*" || opaque(known) == tag))
}

/// What a change of a graph relies on.
///
/// # Errors
/// 400 when a header is not ASCII.
pub(crate) fn of_headers(headers: &HeaderMap, graph: &GraphName) -> Result<Vec<Condition>, Problem> {
    let mut conditions = Vec::new();
    let mut rely = |state| {
        conditions.push(Condition {
            graph: graph.clone(),
            state,
        });
    };
    if headers.contains_key(IF_MATCH) {
        let tags = named(headers, IF_MATCH)?;
        rely(if tags.contains(&"*") {
            GraphState::Exists
        } else {
            GraphState::At(versions(&tags))
        });
    }
    if headers.contains_key(IF_NONE_MATCH) {
        let tags = named(headers, IF_NONE_MATCH)?;
        rely(if tags.contains(&"*") {
            GraphState::Absent
        } else {
            GraphState::NotAt(versions(&tags))
        });
    }
    Ok(conditions)
}

/// The members of a list of tags.
fn named(headers: &HeaderMap, name: impl AsHeaderName + Clone) -> Result<Vec<&str>, Problem> {
    let mut tags = Vec::new();
    for value in headers.get_all(name) {
        let list = value
            .to_str()
            .map_err(|_| Problem::malformed("`If-Match` and `If-None-Match` are ASCII"))?;
        tags.extend(list.split(',').map(str::trim).filter(|tag| !tag.is_empty()));
    }
    Ok(tags)
}

/// The versions in tags of ours; a tag of another's names none.
fn versions(tags: &[&str]) -> Vec<u64> {
    let version = |tag: &&str| {
        let opaque = tag.strip_prefix("W/").unwrap_or(tag);
        let inside = opaque.strip_prefix('"')?.strip_suffix('"')?;
        inside.split('-').next()?.parse().ok()
    };
    tags.iter().filter_map(version).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use mutuelle_commons::RdfFormat;

    #[test]
    fn a_reader_s_tag_is_known_in_its_own_format_weak_or_strong() {
        let tag = tag(7, &RdfFormat::Turtle.into(), "");
        let mut headers = HeaderMap::new();
        assert!(!is_known(&headers, &tag));
        for (known, expected) in [
            ("\"7-ttl\"", true),
            ("W/\"7-ttl\"", true),
            ("*", true),
            ("\"6-ttl\", \"7-ttl\"", true),
            ("\"7-nt\"", false),
            ("\"77-ttl\"", false),
            ("", false),
        ] {
            headers.insert(IF_NONE_MATCH, HeaderValue::from_static(known));
            assert_eq!(is_known(&headers, &tag), expected, "{known}");
        }
    }

    #[test]
    fn a_writer_s_tags_are_read_as_versions() {
        let graph = GraphName::DefaultGraph;
        let mut headers = HeaderMap::new();
        assert!(of_headers(&headers, &graph).unwrap().is_empty());
        headers.insert(IF_MATCH, HeaderValue::from_static("\"7-ttl\", W/\"8\", \"x\", 9"));
        headers.insert(IF_NONE_MATCH, HeaderValue::from_static("*"));
        let states: Vec<_> = of_headers(&headers, &graph)
            .unwrap()
            .into_iter()
            .map(|condition| condition.state)
            .collect();
        assert_eq!(states, [GraphState::At(vec![7, 8]), GraphState::Absent]);
    }
}
