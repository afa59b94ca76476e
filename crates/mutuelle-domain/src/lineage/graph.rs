//! A lineage said in RDF.

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::prov;
use oxrdf::{Graph, NamedNodeRef};

use crate::lineage::{Lineage, TieKind};
use crate::link::triple;

impl TieKind {
    /// The property that leads from the later to the earlier.
    pub fn predicate(self) -> NamedNodeRef<'static> {
        match self {
            Self::Composted => mutuelle::COMPOSTED_FROM,
            Self::Revised => prov::WAS_REVISION_OF,
            Self::Translated => mutuelle::TRANSLATION_OF,
            Self::Germinated => mutuelle::GERMINATED_FROM,
            Self::Reused => mutuelle::REUSES,
            Self::Derived => prov::WAS_DERIVED_FROM,
        }
    }
}

impl Lineage {
    /// The ties, each said once, from the later to the earlier, whichever way the data say it.
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        for tie in &self.ties {
            graph.insert(&triple(&tie.later, tie.kind.predicate(), tie.earlier.to_term()));
        }
        graph
    }
}
