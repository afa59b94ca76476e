//! Two codes sociaux side by side.

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;
use serde::Serialize;

use crate::code_social::stands::{Stands, are_in_both, cleavages};
use crate::code_social::{BROADER, CodeSocial, CodeSocialError, Section, SectionKind, read};
use crate::facts::{Because, Facts};
use crate::link::{Relation, both};
use crate::node::Node;

const COMPLEMENTARY: Relation =
    Relation::new(&[mutuelle::COMPLEMENTARY_VALUE], &[mutuelle::COMPLEMENTARY_VALUE]);

/// Two codes sociaux side by side, each with what it inherits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The one.
    pub first: Node,
    /// The other.
    pub second: Node,
    /// Values to which both commit.
    pub shared_values: Vec<SharedValue>,
    /// What opposes them, as each of them says it.
    pub cleavages: Vec<Cleavage>,
    /// What one brings that the other lacks.
    pub complements: Vec<Complement>,
    /// Values and dimensions of which only the second speaks. A question to ask, not a disagreement.
    pub first_silent_on: Vec<Silence>,
    /// Values and dimensions of which only the first speaks.
    pub second_silent_on: Vec<Silence>,
    /// The models, dimension by dimension.
    pub dimensions: Vec<DimensionPair>,
}

/// A value to which both commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SharedValue {
    /// The value.
    pub value: Node,
    /// The first one's commitments to it.
    pub first: BTreeSet<Node>,
    /// The second one's.
    pub second: BTreeSet<Node>,
    /// The triples behind it.
    pub because: Because,
}

/// In what way values divide the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CleavageKind {
    /// The first refuses a value to which the second commits.
    RefusedByFirst,
    /// The second refuses a value to which the first commits.
    RefusedBySecond,
    /// They commit to values that are said to be opposed.
    Opposed,
}

/// Values that divide the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cleavage {
    /// In what way.
    pub kind: CleavageKind,
    /// The value of which the first speaks.
    pub first_value: Node,
    /// The value of which the second speaks: the same one if it is refused, another one if they are opposed.
    pub second_value: Node,
    /// Where the first speaks of it.
    pub first_sections: BTreeSet<Node>,
    /// Where the second does.
    pub second_sections: BTreeSet<Node>,
    /// The triples behind it.
    pub because: Because,
}

/// In what way one completes the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComplementKind {
    /// A value of the one makes a value of the other easier to keep to.
    Value,
    /// A section of the first answers a challenge of the second.
    FirstAnswers,
    /// A section of the second answers a challenge of the first.
    SecondAnswers,
    /// A mission of the first pursues an objective of the second.
    FirstPursues,
    /// A mission of the second pursues an objective of the first.
    SecondPursues,
}

/// What one brings that the other lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Complement {
    /// In what way.
    pub kind: ComplementKind,
    /// The first one's value or section.
    pub first: Node,
    /// The second one's.
    pub second: Node,
    /// The dimensions in which a model answers; none for a value or a mission.
    pub dimensions: BTreeSet<Node>,
    /// The triples behind it.
    pub because: Because,
}

/// What only the other speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Silence {
    /// A value or a dimension.
    pub topic: Node,
    /// By which triples the other speaks of it.
    pub because: Because,
}

/// What each says in one dimension. Either may say nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DimensionPair {
    /// The dimension.
    pub dimension: Node,
    /// The first one's descriptions.
    pub first: Vec<Section>,
    /// The second one's.
    pub second: Vec<Section>,
}

impl Cleavage {
    pub(super) fn key(&self) -> (CleavageKind, &Node, &Node) {
        (self.kind, &self.first_value, &self.second_value)
    }
}

impl Complement {
    pub(super) fn key(&self) -> (ComplementKind, &Node, &Node) {
        (self.kind, &self.first, &self.second)
    }
}

/// Compares two codes sociaux, each read with what it inherits.
///
/// A cleavage is what both have said something about: one commits to what the other refuses, or they commit to values
/// said to be opposed. What only one speaks of is a silence of the other and nothing else. Comparing the second with
/// the first gives the same, [turned](Comparison::turned).
///
/// # Errors
/// Those of [`read`], for either.
pub fn compare<F: Facts>(
    facts: &F,
    first: &Node,
    second: &Node,
) -> Result<Comparison, CodeSocialError<F::Error>> {
    let (first, second) = (read(facts, first)?, read(facts, second)?);
    let (ours, theirs) = (Stands::of(&first.sections), Stands::of(&second.sections));
    let cleavages = cleavages(facts, &ours, &theirs)?;
    let mut complements = complementary_values(facts, &ours, &theirs)?;
    complements.extend(answers(&first, &second, false));
    complements.extend(answers(&second, &first, true));
    complements.sort_by(|a, b| a.key().cmp(&b.key()));
    let models = (models(&first), models(&second));
    let dimensions = models.0.keys().chain(models.1.keys()).collect::<BTreeSet<_>>();
    let side =
        |models: &BTreeMap<Node, Vec<Section>>, dimension| models.get(dimension).cloned().unwrap_or_default();
    let dimensions = dimensions.into_iter().map(|dimension| DimensionPair {
        dimension: dimension.clone(),
        first: side(&models.0, dimension),
        second: side(&models.1, dimension),
    });
    Ok(Comparison {
        shared_values: shared_values(&ours, &theirs),
        first_silent_on: silences(facts, (&ours, &models.0), (&theirs, &models.1), &cleavages)?,
        second_silent_on: silences(facts, (&theirs, &models.1), (&ours, &models.0), &cleavages)?,
        dimensions: dimensions.collect(),
        first: first.node,
        second: second.node,
        cleavages,
        complements,
    })
}

fn shared_values(ours: &Stands, theirs: &Stands) -> Vec<SharedValue> {
    let shared = |(value, mine): (&Node, &super::stands::Stand)| {
        let other = theirs.commits.get(value)?;
        Some(SharedValue {
            value: value.clone(),
            first: mine.sections.clone(),
            second: other.sections.clone(),
            because: both(&mine.because, &other.because),
        })
    };
    ours.commits.iter().filter_map(shared).collect()
}

fn complementary_values<F: Facts>(
    facts: &F,
    ours: &Stands,
    theirs: &Stands,
) -> Result<Vec<Complement>, F::Error> {
    let mut complements = Vec::new();
    for (value, mine) in &ours.commits {
        for (completing, why) in COMPLEMENTARY.of(facts, value)? {
            if let Some(other) = theirs.commits.get(&completing)
                && !are_in_both(ours, theirs, value, &completing)
            {
                let mut because = both(&mine.because, &other.because);
                because.extend(&why);
                complements.push(Complement {
                    kind: ComplementKind::Value,
                    first: value.clone(),
                    second: completing,
                    dimensions: BTreeSet::new(),
                    because,
                });
            }
        }
    }
    Ok(complements)
}

/// The sections of one that answer a challenge, or pursue an objective, which only the other has.
fn answers(one: &CodeSocial, other: &CodeSocial, turned: bool) -> Vec<Complement> {
    fn by_node(code_social: &CodeSocial) -> BTreeMap<&Node, &Section> {
        code_social
            .sections
            .iter()
            .map(|section| (&section.node, section))
            .collect()
    }
    let (ours, theirs) = (by_node(one), by_node(other));
    let mut complements = Vec::new();
    for section in &one.sections {
        if theirs.contains_key(&section.node) {
            continue;
        }
        let met = [
            (
                mutuelle::ANSWERS,
                &section.answers,
                SectionKind::Challenge,
                ComplementKind::FirstAnswers,
            ),
            (
                mutuelle::PURSUES,
                &section.pursues,
                SectionKind::Objective,
                ComplementKind::FirstPursues,
            ),
        ];
        for (predicate, nodes, wanted, kind) in met {
            let meant = nodes.iter().filter(|node| !ours.contains_key(*node));
            for target in meant.filter_map(|node| theirs.get(node)) {
                if target.kind == wanted {
                    let complement = Complement {
                        kind,
                        first: section.node.clone(),
                        second: target.node.clone(),
                        dimensions: section.dimensions.clone(),
                        because: both(&section.names(predicate, &target.node), &target.because),
                    };
                    complements.push(if turned { complement.turned() } else { complement });
                }
            }
        }
    }
    complements
}

fn models(code_social: &CodeSocial) -> BTreeMap<Node, Vec<Section>> {
    let mut models = BTreeMap::<_, Vec<Section>>::new();
    for section in &code_social.sections {
        for dimension in &section.dimensions {
            models.entry(dimension.clone()).or_default().push(section.clone());
        }
    }
    models
}

type Speaks<'c> = (&'c Stands, &'c BTreeMap<Node, Vec<Section>>);

/// What the other speaks of and this one does not. What divides them is not silence, and who describes a dimension that
/// is broader or narrower is not silent on it.
fn silences<F: Facts>(
    facts: &F,
    this: Speaks<'_>,
    other: Speaks<'_>,
    cleavages: &[Cleavage],
) -> Result<Vec<Silence>, F::Error> {
    let divided: BTreeSet<&Node> = cleavages
        .iter()
        .flat_map(|cleavage| [&cleavage.first_value, &cleavage.second_value])
        .collect();
    let mut silences = BTreeMap::<Node, Because>::new();
    for (value, because) in other.0.spoken() {
        if !this.0.speaks_of(value) && !divided.contains(value) {
            silences.entry(value.clone()).or_default().extend(&because);
        }
    }
    for (dimension, sections) in other.1 {
        let mut near = BROADER.of(facts, dimension)?;
        near.append(&mut BROADER.reversed().of(facts, dimension)?);
        if this.1.contains_key(dimension) || near.keys().any(|near| this.1.contains_key(near)) {
            continue;
        }
        let because = silences.entry(dimension.clone()).or_default();
        for section in sections {
            because.extend(&section.names(mutuelle::DIMENSION, dimension));
        }
    }
    let silence = |(topic, because)| Silence { topic, because };
    Ok(silences.into_iter().map(silence).collect())
}
