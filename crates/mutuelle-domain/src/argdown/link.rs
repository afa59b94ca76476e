//! Which property a relation stands for.

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::{cito, ibis};
use oxrdf::NamedNodeRef;

use super::error::Fault;
use super::gather::Related;
use super::parse::Link;
use super::select::Kind;

/// The property, and whether it goes from the node above to the one below.
///
/// Between two positions a support makes allies and an attack makes rivals: a position has no reason for or against it
/// but arguments.
pub(super) fn link(
    related: &Related,
    above: Kind,
    below: Kind,
) -> Result<(bool, NamedNodeRef<'static>), Fault> {
    let downwards = related.relation.downwards;
    let (from, to) = if downwards { (above, below) } else { (below, above) };
    let reasons = |kind: Kind| matches!(kind, Kind::Position | Kind::Argument);
    let fault = |expected: &str, remedy: &str| Err(Fault::new(related.at, expected, remedy));
    match related.relation.link {
        Link::Contradiction if (above, below) == (Kind::Position, Kind::Position) => {
            Ok((true, mutuelle::RIVAL_TO))
        }
        Link::Contradiction => fault(
            "two positions around `><`",
            "write `-` for an argument that attacks; only statements contradict each other",
        ),
        Link::Undercut if to == Kind::Argument && reasons(from) => Ok((downwards, mutuelle::UNDERCUTS)),
        Link::Undercut => fault(
            "an argument that is undercut",
            "an undercut attacks the link between an argument and what it supports: write it below `<Title>`",
        ),
        Link::Support if (from, to) == (Kind::Position, Kind::Position) => {
            Ok((downwards, mutuelle::ALLIED_WITH))
        }
        Link::Attack if (from, to) == (Kind::Position, Kind::Position) => Ok((downwards, mutuelle::RIVAL_TO)),
        Link::Support if reasons(from) && reasons(to) => Ok((downwards, ibis::SUPPORTS)),
        Link::Attack if reasons(from) && reasons(to) => Ok((downwards, ibis::OPPOSES)),
        Link::Support if from == Kind::Evidence && reasons(to) => Ok((!downwards, cito::CITES_AS_EVIDENCE)),
        Link::Support | Link::Attack => fault(
            "a relation between positions and arguments",
            "evidence supports (`+`) arguments and positions; write all else as data, such as `evidenceContestedBy`",
        ),
    }
}
