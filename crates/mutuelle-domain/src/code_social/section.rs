//! The sections of a code social, as they stand in the data.

use std::collections::BTreeSet;

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::{dct, prov, rdfs};
use oxrdf::NamedNodeRef;
use oxsdatatypes::Decimal;
use serde::{Serialize, Serializer};

use crate::facts::{Because, Facts};
use crate::link::{self, Linked, Relation, both, triple};
use crate::node::{Node, Text};

/// A code social's sections.
pub(crate) const SECTION: Relation = Relation::new(&[mutuelle::HAS_SECTION], &[mutuelle::SECTION_OF]);

/// What a section is about, in the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionKind {
    /// The situation that people start from.
    Context,
    /// What is at stake.
    Challenge,
    /// What people want to have achieved.
    Objective,
    /// What people set themselves to do.
    Mission,
    /// What a value makes people do and refuse.
    ValueCommitment,
    /// How it works in one dimension.
    ModelDescription,
    /// None of these is said.
    Other,
}

impl SectionKind {
    const CLASSES: [(NamedNodeRef<'static>, Self); 6] = [
        (mutuelle::CONTEXT, Self::Context),
        (mutuelle::CHALLENGE, Self::Challenge),
        (mutuelle::OBJECTIVE, Self::Objective),
        (mutuelle::MISSION, Self::Mission),
        (mutuelle::VALUE_COMMITMENT, Self::ValueCommitment),
        (mutuelle::MODEL_DESCRIPTION, Self::ModelDescription),
    ];

    /// The class of such a section.
    pub fn class(self) -> Option<NamedNodeRef<'static>> {
        let mut classes = Self::CLASSES.into_iter();
        classes.find(|(_, kind)| *kind == self).map(|(class, _)| class)
    }

    /// The first of the classes above that the node has.
    fn of(types: &Linked) -> (Self, Because) {
        for (class, kind) in Self::CLASSES {
            if let Some(because) = types.get(&Node::from(class)) {
                return (kind, because.clone());
            }
        }
        (Self::Other, Because::default())
    }
}

/// A section and what it says. Lists are sorted; a thing said twice stands once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// What it is about.
    pub kind: SectionKind,
    /// The section.
    pub node: Node,
    /// The code social that says it: the one that was read, or one that it is part of.
    pub said_by: Node,
    /// Its names.
    pub labels: BTreeSet<Text>,
    /// Its text, one a language.
    pub texts: BTreeSet<Text>,
    /// Values it commits to.
    pub values: BTreeSet<Node>,
    /// Values it refuses.
    pub refused: BTreeSet<Node>,
    /// What is done in the name of the values.
    pub practices: BTreeSet<Text>,
    /// What is refused in the name of the values.
    pub refusals: BTreeSet<Text>,
    /// How much it counts, the least where several weights are said.
    #[serde(serialize_with = "decimal")]
    pub weight: Option<Decimal>,
    /// The triple of the weight.
    #[serde(skip)]
    pub(crate) weighed: Because,
    /// Dimensions of the model that it describes.
    pub dimensions: BTreeSet<Node>,
    /// Challenges it answers.
    pub answers: BTreeSet<Node>,
    /// Objectives it pursues.
    pub pursues: BTreeSet<Node>,
    /// Sections, of this or of another code social, that it takes the place of.
    pub revises: BTreeSet<Node>,
    /// That it is a section, of which kind, and how it comes to hold here.
    pub because: Because,
}

impl Section {
    /// The triples by which it holds here and names something.
    pub(crate) fn names(&self, predicate: NamedNodeRef<'_>, named: &Node) -> Because {
        let mut because = self.because.clone();
        because.add(&triple(&self.node, predicate, named.to_term()));
        because
    }

    /// How much it says: itself, and each thing that it names.
    pub(crate) fn statements(&self) -> usize {
        let named = [
            &self.values,
            &self.refused,
            &self.dimensions,
            &self.answers,
            &self.pursues,
            &self.revises,
        ];
        1 + named.iter().map(|nodes| nodes.len()).sum::<usize>()
    }

    /// The values it speaks of, whether it commits to them or refuses them.
    pub(crate) fn spoken_values(&self) -> impl Iterator<Item = &Node> {
        self.values.iter().chain(&self.refused)
    }
}

#[expect(clippy::ref_option, reason = "serde asks for this form")]
pub(super) fn decimal<S: Serializer>(weight: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
    match weight {
        Some(weight) => serializer.collect_str(weight),
        None => serializer.serialize_none(),
    }
}

/// The sections that a code social has itself, in the order of reading, then of their names.
pub(crate) fn sections<F: Facts>(facts: &F, code_social: &Node) -> Result<Vec<Section>, F::Error> {
    let mut sections = Vec::new();
    for (node, because) in SECTION.of(facts, code_social)? {
        sections.push(section(facts, code_social, node, &because)?);
    }
    sections.sort_by(|a, b| (a.kind, &a.node).cmp(&(b.kind, &b.node)));
    Ok(sections)
}

fn section<F: Facts>(facts: &F, said_by: &Node, node: Node, because: &Because) -> Result<Section, F::Error> {
    let (mut kind, typed) = SectionKind::of(&link::types(facts, &node)?);
    let because = both(because, &typed);
    let related = |predicates| -> Result<BTreeSet<Node>, F::Error> {
        let linked = Relation::new(predicates, &[]).of(facts, &node)?;
        Ok(linked.into_keys().collect())
    };
    let values = related(&[mutuelle::COMMITS_TO])?;
    let refused = related(&[mutuelle::REFUSES])?;
    let dimensions = related(&[mutuelle::DIMENSION])?;
    let answers = related(&[mutuelle::ANSWERS])?;
    let pursues = related(&[mutuelle::PURSUES])?;
    let revises = related(&[prov::WAS_REVISION_OF])?;
    let (weight, weighed) = link::weight(facts, &node)?.unzip();
    let weighed = weighed.unwrap_or_default();
    if kind == SectionKind::Other {
        // What it says tells what it is where its class does not.
        if !values.is_empty() || !refused.is_empty() {
            kind = SectionKind::ValueCommitment;
        } else if !dimensions.is_empty() {
            kind = SectionKind::ModelDescription;
        }
    }
    Ok(Section {
        kind,
        said_by: said_by.clone(),
        labels: link::texts(facts, &node, rdfs::LABEL)?,
        texts: link::texts(facts, &node, dct::DESCRIPTION)?,
        values,
        refused,
        practices: link::texts(facts, &node, mutuelle::PRACTICE)?,
        refusals: link::texts(facts, &node, mutuelle::REFUSAL)?,
        weight,
        weighed,
        dimensions,
        answers,
        pursues,
        revises,
        because,
        node,
    })
}
