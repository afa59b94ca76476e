//! The marker: what the store knows of itself, written in the same transaction as the data.
//!
//! One quad in a graph of its own holds the sequence number of the last applied change and the number of quads, so
//! that neither needs a scan. It is an ordinary quad: oxigraph's own tools open the folder and see it.

use oxigraph::model::{GraphName, GraphNameRef, Literal, NamedNodeRef, Quad, TermRef};
use std::fmt;

/// The graph that holds the marker; queries never see it, changes never write it.
pub const STATE_GRAPH: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:mutuelle:state");
/// The graph of what follows from the ontology: the read copy holds it, the store never does, and no change may name it.
pub const INFERRED_GRAPH: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:mutuelle:inferred");
const STORE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:mutuelle:store");
const APPLIED: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:mutuelle:applied");

/// Whether a graph belongs to the server: a change that names it is refused, a query does not find it.
pub fn is_reserved(graph: GraphNameRef<'_>) -> bool {
    [STATE_GRAPH, INFERRED_GRAPH]
        .map(GraphNameRef::NamedNode)
        .contains(&graph)
}

/// How far the store is. Ordered by `seq`: a bulk load adds its marker before the earlier one is taken away, and the
/// greater one counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Marker {
    pub(crate) seq: u64,
    pub(crate) quads: u64,
}

impl Marker {
    pub(crate) fn quad(self) -> Quad {
        let literal = Literal::new_simple_literal(self.to_string());
        Quad::new(
            STORE,
            APPLIED,
            literal,
            GraphName::NamedNode(STATE_GRAPH.into_owned()),
        )
    }

    pub(crate) fn from_term(term: TermRef<'_>) -> Option<Self> {
        let TermRef::Literal(literal) = term else {
            return None;
        };
        let (seq, quads) = literal.value().strip_prefix("seq ")?.split_once(" quads ")?;
        Some(Self {
            seq: seq.parse().ok()?,
            quads: quads.parse().ok()?,
        })
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seq {} quads {}", self.seq, self.quads)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_reads_back_as_it_was_written() {
        let marker = Marker {
            seq: 12,
            quads: 60_010,
        };
        assert_eq!(Marker::from_term(marker.quad().object.as_ref()), Some(marker));
        assert_eq!(
            Marker::from_term(Literal::new_simple_literal("12").as_ref().into()),
            None
        );
    }
}
