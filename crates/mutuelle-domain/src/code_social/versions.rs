//! What changed from one version of a code social to another.

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::prov;
use oxsdatatypes::Decimal;
use serde::Serialize;

use crate::code_social::section::decimal;
use crate::code_social::stands::Stands;
use crate::code_social::{CodeSocialError, Section, SectionKind, Told, read};
use crate::facts::{Because, Facts};
use crate::link::{Relation, both};
use crate::node::{Node, Text};

/// What changed from one version to another, in what each says itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The one version.
    pub before: Node,
    /// The other.
    pub after: Node,
    /// Sections without a counterpart before.
    pub added: Vec<Section>,
    /// Sections without a counterpart after.
    pub removed: Vec<Section>,
    /// Sections that say something else than their counterpart.
    pub changed: Vec<SectionChange>,
    /// How many sections say the same as before.
    pub unchanged: usize,
    /// Values spoken of otherwise than before.
    pub values: Vec<ValueChange>,
    /// Values that count more or less than before.
    pub weights: Vec<WeightChange>,
    /// The story before and after; none if it is the same.
    pub story: Option<TextChange>,
    /// The governance before and after; none if it is the same.
    pub governance: Option<TextChange>,
    /// The triples by which the one is said to revise the other; none if nothing says so.
    pub because: Because,
}

/// A part of what a section says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Its names.
    Labels,
    /// Its text.
    Texts,
    /// The values it commits to.
    Values,
    /// The values it refuses.
    Refused,
    /// What is done in the name of the values.
    Practices,
    /// What is refused in the name of the values.
    Refusals,
    /// How much it counts.
    Weight,
    /// The dimensions it describes.
    Dimensions,
}

/// A section that says something else than its counterpart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SectionChange {
    /// The section before.
    pub before: Section,
    /// The section after.
    pub after: Section,
    /// In what they differ.
    pub differ_in: BTreeSet<Part>,
}

/// What is said of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It is committed to.
    Commits,
    /// It is refused.
    Refuses,
}

/// A value spoken of otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueChange {
    /// The value.
    pub value: Node,
    /// What was said of it; nothing if it is new.
    pub before: BTreeSet<Standing>,
    /// What is said of it; nothing if it is gone.
    pub after: BTreeSet<Standing>,
    /// The triples behind it.
    pub because: Because,
}

/// A value that counts more or less than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WeightChange {
    /// The value.
    pub value: Node,
    /// The weight of its commitment before, the least if there are several.
    #[serde(serialize_with = "decimal")]
    pub before: Option<Decimal>,
    /// The weight after.
    #[serde(serialize_with = "decimal")]
    pub after: Option<Decimal>,
    /// The triples behind it.
    pub because: Because,
}

/// A text before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TextChange {
    /// Before, one a language.
    pub before: BTreeSet<Text>,
    /// After.
    pub after: BTreeSet<Text>,
}

/// What changed from one version of a code social to another.
///
/// Two sections are counterparts if they are the same node, if the later one revises the earlier one, if they speak of
/// the same value or dimension, if they are of the same kind and bear the same name, or the same text; the first of
/// these that holds decides. What the versions inherit is left out: it changes where it is said.
///
/// # Errors
/// Those of [`read`], for either version.
pub fn versions<F: Facts>(
    facts: &F,
    before: &Node,
    after: &Node,
) -> Result<Difference, CodeSocialError<F::Error>> {
    let (old, new) = (read(facts, before)?, read(facts, after)?);
    let own = |node: &Node, sections: Vec<Section>| -> Vec<Section> {
        sections
            .into_iter()
            .filter(|section| section.said_by == *node)
            .collect()
    };
    let (old_sections, new_sections) = (own(before, old.sections), own(after, new.sections));
    let values = value_changes(&Stands::of(&old_sections), &Stands::of(&new_sections));
    let weights = weight_changes(&old_sections, &new_sections);
    let mut revises = Relation::new(&[prov::WAS_REVISION_OF], &[]).of(facts, after)?;
    let Paired {
        pairs,
        added,
        removed,
    } = pair(old_sections, new_sections);
    let paired = pairs.len();
    let changed: Vec<_> = pairs.into_iter().filter_map(change).collect();
    let told = |text: Told, node: &Node| {
        if text.said_by.contains(node) {
            text.texts
        } else {
            BTreeSet::new()
        }
    };
    let text_change = |before: BTreeSet<Text>, after: BTreeSet<Text>| {
        (before != after).then_some(TextChange { before, after })
    };
    Ok(Difference {
        before: before.clone(),
        after: after.clone(),
        added,
        removed,
        unchanged: paired - changed.len(),
        changed,
        values,
        weights,
        story: text_change(told(old.story, before), told(new.story, after)),
        governance: text_change(told(old.governance, before), told(new.governance, after)),
        because: revises.remove(before).unwrap_or_default(),
    })
}

struct Paired {
    pairs: Vec<(Section, Section)>,
    added: Vec<Section>,
    removed: Vec<Section>,
}

/// By what two sections can be counterparts.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Node(Node),
    Topic(SectionKind, Node),
    Text(SectionKind, Text),
}

type Keys = fn(&Section) -> Vec<Key>;

/// How the earlier and the later section is looked up, the surest way first.
const WAYS: [(Keys, Keys); 5] = [
    (by_node, by_node),
    (by_node, by_revision),
    (by_topic, by_topic),
    (by_label, by_label),
    (by_text, by_text),
];

fn by_node(section: &Section) -> Vec<Key> {
    vec![Key::Node(section.node.clone())]
}

fn by_revision(section: &Section) -> Vec<Key> {
    section.revises.iter().cloned().map(Key::Node).collect()
}

fn by_topic(section: &Section) -> Vec<Key> {
    let topics = section.spoken_values().chain(&section.dimensions);
    topics
        .map(|topic| Key::Topic(section.kind, topic.clone()))
        .collect()
}

fn by_label(section: &Section) -> Vec<Key> {
    let labels = section.labels.iter().cloned();
    labels.map(|label| Key::Text(section.kind, label)).collect()
}

fn by_text(section: &Section) -> Vec<Key> {
    let texts = section.texts.iter().cloned();
    texts.map(|text| Key::Text(section.kind, text)).collect()
}

fn pair(old: Vec<Section>, new: Vec<Section>) -> Paired {
    let (mut old, mut new): (Vec<_>, Vec<_>) = (
        old.into_iter().map(Some).collect(),
        new.into_iter().map(Some).collect(),
    );
    let mut pairs = Vec::new();
    for (old_keys, new_keys) in WAYS {
        let mut places = BTreeMap::<Key, Vec<usize>>::new();
        for (place, section) in old.iter().enumerate().rev() {
            for key in section.as_ref().map(old_keys).unwrap_or_default() {
                places.entry(key).or_default().push(place);
            }
        }
        for late in &mut new {
            let keys = late.as_ref().map(new_keys).unwrap_or_default();
            let mut found = None;
            for key in keys {
                let Some(free) = places.get_mut(&key) else {
                    continue;
                };
                while found.is_none()
                    && let Some(place) = free.pop()
                {
                    found = old[place].take();
                }
            }
            if let (Some(early), Some(section)) = (found, late.as_ref()) {
                pairs.push((early, section.clone()));
                *late = None;
            }
        }
    }
    pairs.sort_by(|a, b| (a.1.kind, &a.1.node).cmp(&(b.1.kind, &b.1.node)));
    Paired {
        pairs,
        added: new.into_iter().flatten().collect(),
        removed: old.into_iter().flatten().collect(),
    }
}

fn change((before, after): (Section, Section)) -> Option<SectionChange> {
    let parts = [
        (Part::Labels, before.labels != after.labels),
        (Part::Texts, before.texts != after.texts),
        (Part::Values, before.values != after.values),
        (Part::Refused, before.refused != after.refused),
        (Part::Practices, before.practices != after.practices),
        (Part::Refusals, before.refusals != after.refusals),
        (Part::Weight, before.weight != after.weight),
        (Part::Dimensions, before.dimensions != after.dimensions),
    ];
    let differ_in: BTreeSet<_> = parts.iter().filter(|part| part.1).map(|part| part.0).collect();
    (!differ_in.is_empty()).then_some(SectionChange {
        before,
        after,
        differ_in,
    })
}

fn value_changes(old: &Stands, new: &Stands) -> Vec<ValueChange> {
    let standing = |stands: &Stands, value: &Node| -> BTreeSet<Standing> {
        let commits = stands.commits.contains_key(value).then_some(Standing::Commits);
        let refuses = stands.refuses.contains_key(value).then_some(Standing::Refuses);
        commits.into_iter().chain(refuses).collect()
    };
    let (before, after) = (old.spoken(), new.spoken());
    let values: BTreeSet<&Node> = before.keys().chain(after.keys()).copied().collect();
    let change = |value: &Node| {
        let (was, is) = (standing(old, value), standing(new, value));
        let why = |spoken: &BTreeMap<&Node, Because>| spoken.get(value).cloned().unwrap_or_default();
        (was != is).then(|| ValueChange {
            value: value.clone(),
            before: was,
            after: is,
            because: both(&why(&before), &why(&after)),
        })
    };
    values.into_iter().filter_map(change).collect()
}

fn weight_changes(old: &[Section], new: &[Section]) -> Vec<WeightChange> {
    let (before, mut after) = (weights(old), weights(new));
    let mut changes = Vec::new();
    for (value, was) in before {
        if let Some(is) = after.remove(value)
            && was.0 != is.0
        {
            changes.push(WeightChange {
                value: value.clone(),
                because: both(&was.1, &is.1),
                before: was.0,
                after: is.0,
            });
        }
    }
    changes
}

/// The least weight of each value that is committed to, with the triples of all its commitments.
fn weights(sections: &[Section]) -> BTreeMap<&Node, (Option<Decimal>, Because)> {
    let mut weights = BTreeMap::<_, (Option<Decimal>, Because)>::new();
    for section in sections {
        for value in &section.values {
            let (least, because) = weights.entry(value).or_default();
            *least = least.iter().copied().chain(section.weight).min();
            because.extend(&section.weighed);
            because.extend(&section.names(mutuelle::COMMITS_TO, value));
        }
    }
    weights
}
