//! Names for nodes that people wrote without one.

use std::collections::BTreeMap;

use oxrdf::NamedNode;

use super::select::Kind;
use crate::node::Node;

/// At most this many characters of a title go into an IRI.
const MAX_SLUG: usize = 60;

/// Makes IRIs out of titles.
pub(super) struct Mint {
    base: String,
    used: BTreeMap<String, usize>,
}

impl Mint {
    pub(super) fn new(base: &str) -> Self {
        let separator = if base.ends_with(['/', '#']) { "" } else { "/" };
        Self {
            base: format!("{base}{separator}"),
            used: BTreeMap::new(),
        }
    }

    /// A node that nothing else in the text is: `https://example.org/debate/position/yes`.
    pub(super) fn node(&mut self, kind: Kind, name: &str, taken: &BTreeMap<Node, usize>) -> Node {
        let folder = kind.tag().unwrap_or(match kind {
            Kind::Controversy => "controversy",
            Kind::Argument => "argument",
            _ => "position",
        });
        let stem = format!("{}{folder}/{}", self.base, slug(name));
        let count = self.used.entry(stem.clone()).or_default();
        loop {
            *count += 1;
            let iri = if *count == 1 {
                stem.clone()
            } else {
                format!("{stem}-{count}")
            };
            let node = Node::from(NamedNode::new_unchecked(iri));
            if !taken.contains_key(&node) {
                return node;
            }
        }
    }
}

/// Letters and digits in lower case, with hyphens between words.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars().flat_map(char::to_lowercase).take(MAX_SLUG) {
        // Beyond the letters of most scripts lie characters that an IRI may not have.
        if character.is_alphanumeric() && u32::from(character) < 0xD800 {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "n".to_owned()
    } else {
        slug.to_owned()
    }
}
