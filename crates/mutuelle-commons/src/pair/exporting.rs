//! The commons, or a part of it, written as PAIR.

use super::classes::PairClasses;
use super::container;
use super::report::PairReport;
use super::speaker::Speaker;
use crate::commons::Commons;
use crate::export::ExportError;
use mutuelle_query::{QueryError, write_quads};
use mutuelle_store::RdfFormat;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad};
use std::io::Write;

/// A part of the commons as PAIR knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PairPart {
    /// Every resource that is of a PAIR class.
    Everything,
    /// One resource.
    Resource(NamedOrBlankNode),
    /// The named resources of one PAIR class, in an LDP container.
    Container {
        /// The class's name in PAIR's namespace.
        class: String,
        /// What the container is called.
        container: NamedNode,
    },
}

impl Commons {
    /// Writes what PAIR can say: classes, links in both directions, plain strings in French where there is French.
    /// Returns the number of triples. A container in JSON-LD is one tree. Blocking.
    ///
    /// # Errors
    /// [`ExportError::UnknownClass`] for a class that nothing here is of.
    pub fn export_pair(
        &self,
        part: &PairPart,
        format: RdfFormat,
        mut out: impl Write,
    ) -> Result<u64, ExportError> {
        self.work_out(|present| {
            let speaker = Speaker::new(&self.core.pair, present);
            let (own, subjects) = match part {
                PairPart::Everything => (Vec::new(), sorted(speaker.members()?.into_values().flatten())),
                PairPart::Resource(node) => (Vec::new(), vec![node.clone()]),
                PairPart::Container { class, container } => {
                    let contained = speaker.contained(class)?;
                    if matches!(format, RdfFormat::JsonLd { .. }) {
                        return container::write_tree(&speaker, container, &contained, &mut out);
                    }
                    (container::triples(container, &contained), contained)
                }
            };
            let described = subjects
                .iter()
                .flat_map(|subject| match speaker.describe(subject) {
                    Ok(lines) => lines.into_iter().map(Ok).collect(),
                    Err(error) => vec![Err(ExportError::from(error))],
                });
            let quads = own.into_iter().map(Ok).chain(described);
            let quads =
                quads.map(|triple| Ok::<Quad, ExportError>(triple?.in_graph(GraphName::DefaultGraph)));
            write_quads(quads, format, out)
        })
    }

    /// How much of the present state an export as PAIR carries, and what it leaves. Blocking.
    pub fn pair_report(&self) -> Result<PairReport, QueryError> {
        self.work_out(|present| Speaker::new(&self.core.pair, present).report())
    }

    /// How many resources there are of each PAIR class. Counted anew after a change only. Blocking.
    pub fn pair_classes(&self) -> Result<PairClasses, QueryError> {
        self.work_out(|present| {
            let seq = present.seq();
            if let Some(counted) = self.core.pair.counted_at(seq) {
                return Ok(counted);
            }
            let counted = Speaker::new(&self.core.pair, present).counted()?;
            self.core.pair.keep(counted.clone());
            Ok(counted)
        })
    }
}

/// Each once, in the order of their IRIs.
pub(super) fn sorted(nodes: impl Iterator<Item = NamedOrBlankNode>) -> Vec<NamedOrBlankNode> {
    let mut nodes: Vec<_> = nodes.collect();
    nodes.sort_by_cached_key(ToString::to_string);
    nodes.dedup();
    nodes
}
