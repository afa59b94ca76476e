//! Graphs whose data are taken as they are: those of partners who do not write in our ontology.

use oxrdf::{GraphName, Quad};

/// The graphs in which a change is not validated.
///
/// A resource that is also spoken of elsewhere is still validated when the other graph changes; the shapes then see all
/// graphs, as ever.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exempt {
    names: Vec<String>,
    prefixes: Vec<String>,
}

impl Exempt {
    /// From names of graphs; one that ends in `*` stands for all graphs whose names begin so.
    pub fn new(patterns: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut exempt = Self::default();
        for pattern in patterns {
            match pattern.as_ref().strip_suffix('*') {
                Some(prefix) => exempt.prefixes.push(prefix.to_owned()),
                None => exempt.names.push(pattern.as_ref().to_owned()),
            }
        }
        exempt
    }

    /// Whether changes in this graph are not validated. The unnamed graph is always validated.
    pub(crate) fn covers(&self, graph: &GraphName) -> bool {
        let GraphName::NamedNode(graph) = graph else {
            return false;
        };
        self.names.iter().any(|name| name == graph.as_str())
            || self
                .prefixes
                .iter()
                .any(|prefix| graph.as_str().starts_with(prefix))
    }

    /// Whether nothing of these quads is validated.
    pub(crate) fn cover(&self, quads: &[Quad]) -> bool {
        quads.iter().all(|quad| self.covers(&quad.graph_name))
    }
}
