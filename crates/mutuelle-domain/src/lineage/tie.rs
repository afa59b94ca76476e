//! In which ways one thing comes of another.

use std::collections::BTreeMap;

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::prov;
use serde::Serialize;

use crate::facts::{Because, Facts};
use crate::link::{Relation, both, types};
use crate::node::Node;

/// In which way one thing comes of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TieKind {
    /// It keeps what is still of use of something that has ended.
    Composted,
    /// It is a later version of it.
    Revised,
    /// It says it in another language.
    Translated,
    /// It was brought about by it.
    Germinated,
    /// It made use of it.
    Reused,
    /// It builds on it in no other stated way.
    Derived,
}

impl TieKind {
    /// Every way, the precise ones before the general one.
    pub(super) const ALL: [Self; 6] = [
        Self::Composted,
        Self::Revised,
        Self::Translated,
        Self::Germinated,
        Self::Reused,
        Self::Derived,
    ];

    /// From the later to the earlier.
    pub(super) const fn relation(self) -> Relation {
        match self {
            Self::Composted => Relation::new(&[mutuelle::COMPOSTED_FROM], &[mutuelle::COMPOSTED_INTO]),
            Self::Revised => Relation::new(&[prov::WAS_REVISION_OF], &[]),
            Self::Translated => Relation::new(&[mutuelle::TRANSLATION_OF], &[mutuelle::HAS_TRANSLATION]),
            Self::Germinated => Relation::new(&[mutuelle::GERMINATED_FROM], &[mutuelle::GERMINATED_INTO]),
            Self::Reused => Relation::new(&[mutuelle::REUSES], &[mutuelle::REUSED_IN]),
            Self::Derived => Relation::new(&[prov::WAS_DERIVED_FROM], &[]),
        }
    }

    /// Whether it is a derivation too, so that the data may say both and mean one.
    const fn is_derivation(self) -> bool {
        matches!(self, Self::Revised | Self::Translated)
    }
}

pub(super) type Ties = BTreeMap<Node, BTreeMap<TieKind, Because>>;

/// From a composting to what it used, and to what it brought forth.
const USED: Relation = Relation::new(&[prov::USED], &[]);
const GENERATED: Relation = Relation::new(&[prov::GENERATED], &[]);

/// What a node comes from, or, onwards, what came of it. A translation and a revision are derivations, which is not
/// said a second time. A thing does not come of itself.
pub(super) fn ties<F: Facts>(facts: &F, node: &Node, onwards: bool) -> Result<Ties, F::Error> {
    let mut ties = Ties::new();
    for kind in TieKind::ALL {
        let relation = kind.relation();
        let relation = if onwards { relation.reversed() } else { relation };
        for (other, because) in relation.of(facts, node)? {
            let known = ties.entry(other).or_default();
            if kind != TieKind::Derived || !known.keys().any(|kind| kind.is_derivation()) {
                known.insert(kind, because);
            }
        }
    }
    let (here, there) = if onwards {
        (USED, GENERATED)
    } else {
        (GENERATED, USED)
    };
    for (activity, why) in here.reversed().of(facts, node)? {
        if !types(facts, &activity)?.contains_key(&mutuelle::COMPOSTING.into()) {
            continue;
        }
        for (other, because) in there.of(facts, &activity)? {
            let known = ties.entry(other).or_default();
            known
                .entry(TieKind::Composted)
                .or_default()
                .extend(&both(&why, &because));
        }
    }
    ties.remove(node);
    Ok(ties)
}
