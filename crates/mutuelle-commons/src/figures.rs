//! What the commons holds as its queries count it, for those who plan queries over several servers.

use crate::commons::Commons;
use crate::query::DefaultGraph;
use mutuelle_query::{FigureBounds, Figures, GraphScope, QueryError};
use mutuelle_store::NumberedView;

/// The most properties, and the most classes, that are told with their figures.
pub const PARTITIONS_MAX: usize = 500;
/// The most named graphs that are told with their triples.
pub const DESCRIBED_GRAPHS_MAX: usize = 100;
/// Up to how many quads of the read copy all are looked at for it: about half a second's worth.
const COPY_QUADS_MAX: u64 = 2_000_000;
/// The same where there is no read copy and the store is read.
const STORE_QUADS_MAX: u64 = 200_000;

/// Figures with what they are of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// The figures; empty while what follows from the data is worked out, and queries have to wait too.
    pub figures: Figures,
    /// Whether what follows from ontology and alignments is counted.
    pub with_inferred: bool,
}

impl Commons {
    /// Counts what a query sees that says nothing of graphs or of inference. Blocking.
    ///
    /// # Errors
    /// The store's, when there is no read copy and the store cannot be read.
    pub fn figures(&self, default_graph: DefaultGraph) -> Result<Counted, QueryError> {
        let scope = match default_graph {
            DefaultGraph::Union => GraphScope::default(),
            DefaultGraph::Strict => GraphScope::default().strict(),
        };
        let bounds = |quads_max| FigureBounds {
            partitions_max: PARTITIONS_MAX,
            graphs_max: DESCRIBED_GRAPHS_MAX,
            quads_max,
        };
        if let Some(copy) = self.core.copy.snapshot() {
            return Ok(Counted {
                figures: Figures::of(&copy, &scope, bounds(COPY_QUADS_MAX))?,
                with_inferred: self.core.copy.infers(),
            });
        }
        if self.core.copy.is_inferring() {
            return Ok(Counted::default());
        }
        let snapshot = self.core.snapshot()?;
        // A store that is too large is not begun with.
        let fits = snapshot.view().quad_count()? <= STORE_QUADS_MAX;
        let source = NumberedView::new(snapshot.view())?;
        Ok(Counted {
            figures: Figures::of(&source, &scope, bounds(if fits { STORE_QUADS_MAX } else { 0 }))?,
            with_inferred: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mutuelle_columns::{Builder, Columns, Snapshot};
    use oxrdf::vocab::rdf;
    use oxrdf::{GraphName, NamedNode, Quad};

    /// Two resources of a class, and a third; five triples.
    fn snapshot() -> Snapshot {
        let name = |local: &str| NamedNode::new_unchecked(format!("http://e.example/{local}"));
        let mut builder = Builder::default();
        let triples = [
            (name("s1"), rdf::TYPE.into_owned(), name("c")),
            (name("s2"), rdf::TYPE.into_owned(), name("c")),
            (name("s1"), name("p"), name("o")),
            (name("s2"), name("p"), name("o")),
            (name("s3"), name("p"), name("o2")),
        ];
        for (subject, predicate, object) in triples {
            let quad = Quad::new(subject, predicate, object, GraphName::DefaultGraph);
            builder.push(quad.as_ref()).unwrap();
        }
        Columns::new(builder.finish(1).unwrap()).snapshot()
    }

    #[test]
    fn all_is_told_at_the_limit_of_quads_and_past_it_what_is_known_without_looking_at_each() {
        let within = |quads_max| {
            let bounds = FigureBounds {
                partitions_max: 10,
                graphs_max: 10,
                quads_max,
            };
            Figures::of(&snapshot(), &GraphScope::default(), bounds).unwrap()
        };
        let all = within(5);
        assert_eq!(
            [
                all.triples,
                all.subjects,
                all.objects,
                all.entities,
                all.properties,
                all.classes
            ],
            [Some(5), Some(3), Some(3), Some(2), Some(2), Some(1)]
        );
        let most = &all.by_property[0];
        assert_eq!((most.triples, most.subjects, most.objects), (3, Some(3), Some(2)));
        for quads_max in [4, 0] {
            let some = within(quads_max);
            assert_eq!(
                [
                    some.triples,
                    some.subjects,
                    some.objects,
                    some.entities,
                    some.properties,
                    some.classes
                ],
                [Some(5), None, None, None, Some(2), Some(1)]
            );
            assert_eq!(some.by_class, all.by_class);
            let most = &some.by_property[0];
            assert_eq!((most.triples, most.subjects, most.objects), (3, None, None));
        }
    }
}
