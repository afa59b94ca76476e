//! Codes sociaux: reading one with what it inherits, two side by side, two versions, one within another.

mod ancestors;
mod compare;
mod error;
mod graph;
mod nesting;
mod section;
mod stands;
mod versions;

pub use compare::{
    Cleavage, CleavageKind, Comparison, Complement, ComplementKind, DimensionPair, SharedValue, Silence,
    compare,
};
pub use error::{ANCESTORS, CodeSocialError, STATEMENTS};
pub use nesting::{Nesting, within};
pub use section::{Section, SectionKind};
pub use versions::{
    Difference, Part, SectionChange, Standing, TextChange, ValueChange, WeightChange, versions,
};

pub(crate) use ancestors::WIDER;
pub(crate) use section::SECTION;
use section::sections;

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::{rdfs, skos};
use serde::Serialize;

use crate::facts::{Because, Facts};
use crate::link::{self, Relation};
use crate::node::{Day, Node, Text};
use ancestors::ancestors;

pub(crate) const DESCRIBES: Relation = Relation::new(&[mutuelle::DESCRIBES], &[mutuelle::HAS_CODE_SOCIAL]);
const BROADER: Relation = Relation::new(&[skos::BROADER], &[skos::NARROWER]);

/// A code social with what it inherits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeSocial {
    /// The code social.
    pub node: Node,
    /// Its names.
    pub labels: BTreeSet<Text>,
    /// The organisations, groups or projects that it describes.
    pub describes: BTreeSet<Node>,
    /// The names of its version.
    pub version: BTreeSet<Text>,
    /// The first day on which it holds, the earliest where several are said.
    pub valid_from: Option<Day>,
    /// The last day on which it holds, the earliest where several are said.
    pub valid_until: Option<Day>,
    /// The day by which it must be reviewed, the earliest where several are said.
    pub review_due: Option<Day>,
    /// What it is part of, the nearest first.
    pub part_of: Vec<Node>,
    /// How it came to be; its own, or that of the nearest that tells one.
    pub story: Told,
    /// Who decides what; its own, or that of the nearest that tells it.
    pub governance: Told,
    /// What holds: its own sections, and those of what it is part of that it does not say again.
    pub sections: Vec<Section>,
    /// What it would inherit had it not said it again.
    pub overridden: Vec<Overridden>,
    /// That it is a code social, describes someone and is part of others.
    pub because: Because,
}

/// A text and who says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The texts, one a language; none if nobody tells it.
    pub texts: BTreeSet<Text>,
    /// The codes sociaux that tell it: the one that was read, or the nearest ones above it.
    pub said_by: BTreeSet<Node>,
}

/// A section of a wider code social that a nearer one says again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overridden {
    /// The section that does not hold here.
    pub section: Section,
    /// The sections that stand in its place.
    pub by: BTreeSet<Node>,
}

/// Reads a code social with what it inherits.
///
/// It inherits the sections of what it is part of, near and far, except those that it, or one between, says again. Three
/// things count as saying again: to revise the section (`prov:wasRevisionOf`); to commit to or to refuse the same value;
/// to describe a model in the same dimension, or in one that is broader. Where several codes sociaux are equally near,
/// what each of them says is inherited. Story and governance are inherited whole.
///
/// # Errors
/// [`CodeSocialError::Unknown`], [`CodeSocialError::Cycle`], [`CodeSocialError::Ancestors`],
/// [`CodeSocialError::Statements`], and what the facts return.
pub fn read<F: Facts>(facts: &F, code_social: &Node) -> Result<CodeSocial, CodeSocialError<F::Error>> {
    let described = DESCRIBES.of(facts, code_social)?;
    let own = sections(facts, code_social)?;
    let types = link::types(facts, code_social)?;
    let class = types.get(&mutuelle::CODE_SOCIAL.into());
    if class.is_none() && described.is_empty() && own.is_empty() {
        return Err(CodeSocialError::Unknown {
            code_social: code_social.clone(),
        });
    }
    let ancestors = ancestors(facts, code_social)?;
    let above = ancestors.iter().map(|above| &above.because);
    let because = link::all(class.into_iter().chain(described.values()).chain(above));
    let mut levels = vec![vec![code_social.clone()]];
    let mut inheritance = Inheritance::default();
    inheritance.take(facts, code_social, vec![own])?;
    for level in ancestors.chunk_by(|a, b| a.distance == b.distance) {
        let mut said = Vec::new();
        for above in level {
            let mut sections = sections(facts, &above.node)?;
            for section in &mut sections {
                section.because.extend(&above.because);
            }
            said.push(sections);
        }
        inheritance.take(facts, code_social, said)?;
        levels.push(level.iter().map(|above| above.node.clone()).collect());
    }
    let Inheritance {
        mut holds,
        overridden,
        ..
    } = inheritance;
    holds.sort_by(|a, b| (a.kind, &a.node).cmp(&(b.kind, &b.node)));
    let day = |predicate| Ok::<_, F::Error>(link::day(facts, code_social, predicate)?.map(|(day, _)| day));
    Ok(CodeSocial {
        node: code_social.clone(),
        labels: link::texts(facts, code_social, rdfs::LABEL)?,
        describes: described.into_keys().collect(),
        version: link::texts(facts, code_social, mutuelle::VERSION)?,
        valid_from: day(mutuelle::VALID_FROM)?,
        valid_until: day(mutuelle::VALID_UNTIL)?,
        review_due: day(mutuelle::REVIEW_DUE)?,
        part_of: ancestors.into_iter().map(|above| above.node).collect(),
        story: told(facts, &levels, mutuelle::STORY)?,
        governance: told(facts, &levels, mutuelle::GOVERNANCE)?,
        sections: holds,
        overridden,
        because,
    })
}

fn told<F: Facts>(
    facts: &F,
    levels: &[Vec<Node>],
    predicate: oxrdf::NamedNodeRef<'_>,
) -> Result<Told, F::Error> {
    let mut told = Told::default();
    for level in levels {
        for node in level {
            let texts = link::texts(facts, node, predicate)?;
            if !texts.is_empty() {
                told.texts.extend(texts);
                told.said_by.insert(node.clone());
            }
        }
        if !told.texts.is_empty() {
            break;
        }
    }
    Ok(told)
}

/// What has been said from the code social upwards.
#[derive(Default)]
struct Inheritance {
    statements: usize,
    holds: Vec<Section>,
    overridden: Vec<Overridden>,
    seen: BTreeSet<Node>,
    /// Sections, values and dimensions that were spoken of, and the sections that do.
    spoken: BTreeMap<Node, BTreeSet<Node>>,
}

impl Inheritance {
    /// Takes what those at the same distance say.
    fn take<F: Facts>(
        &mut self,
        facts: &F,
        code_social: &Node,
        said: Vec<Vec<Section>>,
    ) -> Result<(), CodeSocialError<F::Error>> {
        let sections: Vec<Section> = said.into_iter().flatten().collect();
        self.statements += sections.iter().map(Section::statements).sum::<usize>();
        if self.statements > STATEMENTS {
            return Err(CodeSocialError::Statements {
                code_social: code_social.clone(),
                limit: STATEMENTS,
            });
        }
        let before = std::mem::take(&mut self.spoken);
        let mut spoken = before.clone();
        for mut section in sections {
            if !self.seen.insert(section.node.clone()) {
                continue;
            }
            for topic in section
                .revises
                .iter()
                .chain(section.spoken_values())
                .chain(&section.dimensions)
            {
                spoken
                    .entry(topic.clone())
                    .or_default()
                    .insert(section.node.clone());
            }
            let by = said_again(facts, &before, &mut section)?;
            if by.is_empty() {
                self.holds.push(section);
            } else {
                self.overridden.push(Overridden { section, by });
            }
        }
        self.spoken = spoken;
        Ok(())
    }
}

/// The nearer sections that stand in a section's place. Of a section that is said again in part, the rest stays.
fn said_again<F: Facts>(
    facts: &F,
    spoken: &BTreeMap<Node, BTreeSet<Node>>,
    section: &mut Section,
) -> Result<BTreeSet<Node>, F::Error> {
    let mut by = spoken.get(&section.node).cloned().unwrap_or_default();
    if !by.is_empty() {
        return Ok(by);
    }
    let mut covered = BTreeSet::new();
    for value in section.spoken_values().cloned().collect::<Vec<_>>() {
        if let Some(nearer) = spoken.get(&value) {
            by.extend(nearer.iter().cloned());
            covered.insert(value);
        }
    }
    for dimension in &section.dimensions {
        let broader = BROADER.of(facts, dimension)?;
        for said in std::iter::once(dimension).chain(broader.keys()) {
            if let Some(nearer) = spoken.get(said) {
                by.extend(nearer.iter().cloned());
                covered.insert(dimension.clone());
            }
        }
    }
    let keep = |topic: &Node| !covered.contains(topic);
    let commits = !section.values.is_empty();
    let rest = if commits {
        // What it refuses hangs on the value that it serves.
        section.values.iter().any(keep)
    } else {
        section.refused.iter().chain(&section.dimensions).any(keep)
    };
    if by.is_empty() || !rest {
        return Ok(by);
    }
    section.values.retain(keep);
    section.refused.retain(keep);
    section.dimensions.retain(keep);
    Ok(BTreeSet::new())
}
