//! What the index knows of one entity.

use oxrdf::{GraphName, NamedNode, NamedOrBlankNode};
use serde::{Deserialize, Serialize};

/// Longest entity, type or graph name, in bytes, that is a key of the index as it stands. A longer one is cut and
/// marked with its hash: the index's terms have a limit of their own, and going over it would drop them silently.
pub const KEY_BYTES_MAX: usize = 4_096;

/// A text with its language tag, as in the data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Text {
    pub value: String,
    /// The tag as written (`fr`, `fr-CA`), or none.
    pub language: Option<String>,
}

impl Text {
    pub fn new(value: impl Into<String>, language: Option<&str>) -> Self {
        Self {
            value: value.into(),
            language: language.map(str::to_owned),
        }
    }
}

/// The searchable form of one entity: one document, however many quads and graphs speak of it.
///
/// Every list is in canonical order and without doubles: the order depends on the profile and on the set of quads,
/// never on the order in which they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityDocument {
    pub entity: NamedOrBlankNode,
    /// By IRI.
    pub types: Vec<NamedNode>,
    /// Every graph that says something about the entity.
    pub graphs: Vec<GraphName>,
    /// Each list of texts is ordered by the rank of its property in the profile, then by language and value.
    pub titles: Vec<Text>,
    pub alternatives: Vec<Text>,
    pub keywords: Vec<Text>,
    pub bodies: Vec<Text>,
    /// Labels of the resources that the entity points to.
    pub linked: Vec<Text>,
    /// Unix milliseconds.
    pub date_ms: Option<i64>,
}

impl EntityDocument {
    /// A number that changes when anything in the document changes: the first eight bytes of the BLAKE3 hash of all
    /// its parts, each with its length before it.
    pub fn digest(&self) -> u64 {
        let mut hasher = blake3::Hasher::new();
        hash_string(&mut hasher, &self.entity.to_string());
        hash_count(&mut hasher, self.types.len());
        for class in &self.types {
            hash_string(&mut hasher, class.as_str());
        }
        hash_count(&mut hasher, self.graphs.len());
        for graph in &self.graphs {
            hash_string(&mut hasher, &graph.to_string());
        }
        for texts in [
            &self.titles,
            &self.alternatives,
            &self.keywords,
            &self.bodies,
            &self.linked,
        ] {
            hash_count(&mut hasher, texts.len());
            for text in texts {
                hash_string(&mut hasher, &text.value);
                hasher.update(&[u8::from(text.language.is_some())]);
                hash_string(&mut hasher, text.language.as_deref().unwrap_or_default());
            }
        }
        hasher.update(&[u8::from(self.date_ms.is_some())]);
        hasher.update(&self.date_ms.unwrap_or_default().to_le_bytes());
        let hash = hasher.finalize();
        hash.as_bytes()
            .iter()
            .take(8)
            .fold(0, |digest, byte| digest << 8 | u64::from(*byte))
    }
}

fn hash_count(hasher: &mut blake3::Hasher, count: usize) {
    hasher.update(&(count as u64).to_le_bytes());
}

fn hash_string(hasher: &mut blake3::Hasher, value: &str) {
    hash_count(hasher, value.len());
    hasher.update(value.as_bytes());
}

/// The key of an entity in the index: its N-Triples form (`<http://…>` or `_:b1`), cut with its hash appended when
/// it is longer than [`KEY_BYTES_MAX`].
pub fn entity_key(entity: &NamedOrBlankNode) -> String {
    bounded_key(entity.to_string())
}

pub(crate) fn bounded_key(key: String) -> String {
    if key.len() <= KEY_BYTES_MAX {
        return key;
    }
    let hash = blake3::hash(key.as_bytes()).to_hex();
    let end = key.floor_char_boundary(KEY_BYTES_MAX - hash.len() - 1);
    format!("{}#{hash}", &key[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> EntityDocument {
        EntityDocument {
            entity: NamedNode::new_unchecked("http://e.test/a").into(),
            types: vec![],
            graphs: vec![GraphName::DefaultGraph],
            titles: vec![Text::new("ab", Some("fr"))],
            alternatives: vec![],
            keywords: vec![],
            bodies: vec![Text::new("c", None)],
            linked: vec![],
            date_ms: None,
        }
    }

    #[test]
    fn the_digest_tells_every_part_apart() {
        let base = document();
        assert_eq!(base.digest(), document().digest());
        let mut others = vec![base.clone()];
        others.push(EntityDocument {
            date_ms: Some(0),
            ..document()
        });
        others.push(EntityDocument {
            titles: vec![Text::new("ab", None)],
            ..document()
        });
        others.push(EntityDocument {
            titles: vec![Text::new("ab", Some(""))],
            ..document()
        });
        others.push(EntityDocument {
            titles: vec![Text::new("a", None), Text::new("b", None)],
            ..document()
        });
        others.push(EntityDocument {
            bodies: vec![],
            linked: vec![Text::new("c", None)],
            ..document()
        });
        others.push(EntityDocument {
            graphs: vec![],
            ..document()
        });
        let digests: std::collections::HashSet<u64> = others.iter().map(EntityDocument::digest).collect();
        assert_eq!(digests.len(), others.len());
    }

    #[test]
    fn a_key_has_at_most_4096_bytes_and_stays_unique() {
        let key = |chars: usize| entity_key(&NamedNode::new_unchecked("é".repeat(chars) + "a").into());
        let at = KEY_BYTES_MAX.div_euclid(2) - 2;
        assert_eq!(key(at), format!("<{}a>", "é".repeat(at)));
        assert_eq!(key(at).len(), KEY_BYTES_MAX - 1);
        let longer = key(at + 1);
        assert!(longer.len() <= KEY_BYTES_MAX && longer.contains('#'), "{longer}");
        assert_ne!(longer, key(at + 2));
    }
}
