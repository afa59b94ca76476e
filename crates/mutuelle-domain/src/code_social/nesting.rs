//! A code social within a wider one: a project's within its organisation's.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::code_social::stands::{Stands, cleavages};
use crate::code_social::{Cleavage, CodeSocialError, Overridden, Section, read};
use crate::facts::{Because, Facts};
use crate::node::Node;

/// What a code social makes of a wider one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Nesting {
    /// The narrower code social.
    pub part: Node,
    /// The wider one, which may stand several levels above.
    pub whole: Node,
    /// What holds in the whole and, unsaid, in the part.
    pub inherited: Vec<Section>,
    /// What holds in the whole and is said again below it.
    pub overridden: Vec<Overridden>,
    /// What the part says itself.
    pub own: Vec<Section>,
    /// Where what the part says opposes what the whole says; the part stands first.
    pub contradicting: Vec<Cleavage>,
    /// The triples by which the one is part of the other.
    pub because: Because,
}

/// Reads a code social within a wider one that it is part of.
///
/// # Errors
/// [`CodeSocialError::NotPartOf`], and those of [`read`], for either.
pub fn within<F: Facts>(facts: &F, part: &Node, whole: &Node) -> Result<Nesting, CodeSocialError<F::Error>> {
    let narrow = read(facts, part)?;
    if !narrow.part_of.contains(whole) {
        return Err(CodeSocialError::NotPartOf {
            part: part.clone(),
            whole: whole.clone(),
        });
    }
    let wide = read(facts, whole)?;
    let of_whole: BTreeSet<&Node> = wide.sections.iter().map(|section| &section.node).collect();
    let (own, above): (Vec<_>, Vec<_>) = narrow
        .sections
        .into_iter()
        .partition(|section| section.said_by == *part);
    let contradicting = cleavages(facts, &Stands::of(&own), &Stands::of(&wide.sections))?;
    let holds = |section: &Section| of_whole.contains(&section.node);
    Ok(Nesting {
        part: part.clone(),
        whole: whole.clone(),
        inherited: above.into_iter().filter(holds).collect(),
        overridden: narrow
            .overridden
            .into_iter()
            .filter(|said| holds(&said.section))
            .collect(),
        own,
        contradicting,
        because: narrow.because,
    })
}
