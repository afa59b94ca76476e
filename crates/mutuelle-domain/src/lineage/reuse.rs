//! How often a seed was of use.

use std::collections::BTreeSet;

use mutuelle_ontology::vocab::reused::cito;
use oxrdf::Graph;
use serde::Serialize;

use crate::facts::{Because, Facts};
use crate::lineage::TieKind;
use crate::lineage::tie::ties;
use crate::link::{Relation, triple};
use crate::node::Node;

/// From what cites to what is cited, whatever it makes of it: a seed that is disputed was read.
const CITES: Relation = Relation::new(
    &[
        cito::CITES,
        cito::CITES_AS_EVIDENCE,
        cito::AGREES_WITH,
        cito::DISPUTES,
        cito::QUALIFIES,
        cito::REFUTES,
    ],
    &[],
);

/// How often a seed was of use, in each way. There is no sum: a translation and a citation are not the same good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reuse {
    /// The seed.
    pub seed: Node,
    /// What cites it.
    pub citations: Reused,
    /// What builds on it, its revisions and translations left out.
    pub derivations: Reused,
    /// Its translations.
    pub translations: Reused,
    /// Projects, events and seeds that it brought about.
    pub germinations: Reused,
    /// Projects, events and seeds that made use of it.
    pub reuses: Reused,
}

/// How often, and by what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reused {
    /// How often; as many as there are things below.
    pub count: usize,
    /// By what, each once.
    pub by: BTreeSet<Node>,
    /// The triples behind it.
    pub because: Because,
}

impl Reused {
    fn note(&mut self, by: &Node, because: &Because) {
        self.by.insert(by.clone());
        self.count = self.by.len();
        self.because.extend(because);
    }
}

/// Counts what made use of a seed directly: citations, derivations, translations, germinations, uses. Nobody is asked
/// whether they like it. What a seed makes of itself is not counted.
///
/// # Errors
/// What the facts return.
pub fn reuse<F: Facts>(facts: &F, seed: &Node) -> Result<Reuse, F::Error> {
    let mut reuse = Reuse {
        seed: seed.clone(),
        citations: Reused::default(),
        derivations: Reused::default(),
        translations: Reused::default(),
        germinations: Reused::default(),
        reuses: Reused::default(),
    };
    for (citing, because) in CITES.reversed().of(facts, seed)? {
        if citing != *seed {
            reuse.citations.note(&citing, &because);
        }
    }
    for (later, kinds) in ties(facts, seed, true)? {
        for (kind, because) in &kinds {
            match kind {
                TieKind::Derived => reuse.derivations.note(&later, because),
                TieKind::Translated => reuse.translations.note(&later, because),
                TieKind::Germinated => reuse.germinations.note(&later, because),
                TieKind::Reused => reuse.reuses.note(&later, because),
                TieKind::Composted | TieKind::Revised => {}
            }
        }
    }
    Ok(reuse)
}

impl Reuse {
    /// What made use of the seed and how; a citation as `cito:cites`, whatever it makes of the seed.
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        for citing in &self.citations.by {
            graph.insert(&triple(citing, cito::CITES, self.seed.to_term()));
        }
        for (kind, reused) in [
            (TieKind::Derived, &self.derivations),
            (TieKind::Translated, &self.translations),
            (TieKind::Germinated, &self.germinations),
            (TieKind::Reused, &self.reuses),
        ] {
            for later in &reused.by {
                graph.insert(&triple(later, kind.predicate(), self.seed.to_term()));
            }
        }
        graph
    }
}
