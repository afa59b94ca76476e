//! Counting hits by class.

use std::collections::HashMap;

use oxrdf::NamedNode;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::fields::CLASS;

/// Collects how many hits each class has.
pub(crate) struct TypeCounts;

pub(crate) struct SegmentTypeCounts {
    column: Option<StrColumn>,
    /// By the ordinal of the class in the segment's dictionary.
    counts: Vec<usize>,
}

impl Collector for TypeCounts {
    type Fruit = Vec<(NamedNode, usize)>;
    type Child = SegmentTypeCounts;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentTypeCounts> {
        let column = segment.fast_fields().str(CLASS)?;
        let counts = vec![0; column.as_ref().map_or(0, |column| column.num_terms())];
        Ok(SegmentTypeCounts { column, counts })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(
        &self,
        segments: Vec<tantivy::Result<Vec<(String, usize)>>>,
    ) -> tantivy::Result<Self::Fruit> {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for segment in segments {
            for (class, count) in segment? {
                *counts.entry(class).or_default() += count;
            }
        }
        let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
        counts.sort_unstable_by(|(class, count), (other_class, other)| {
            other.cmp(count).then_with(|| class.cmp(other_class))
        });
        Ok(counts
            .into_iter()
            .map(|(class, count)| (NamedNode::new_unchecked(class), count))
            .collect())
    }
}

impl SegmentCollector for SegmentTypeCounts {
    type Fruit = tantivy::Result<Vec<(String, usize)>>;

    fn collect(&mut self, doc: DocId, _: Score) {
        let Some(column) = &self.column else { return };
        for ordinal in column.term_ords(doc) {
            let index = usize::try_from(ordinal).unwrap_or(usize::MAX);
            if let Some(count) = self.counts.get_mut(index) {
                *count += 1;
            }
        }
    }

    fn harvest(self) -> Self::Fruit {
        let Some(column) = self.column else {
            return Ok(Vec::new());
        };
        let mut classes = Vec::new();
        for (ordinal, count) in (0_u64..).zip(self.counts).filter(|(_, count)| *count > 0) {
            let mut class = String::new();
            column.ord_to_str(ordinal, &mut class)?;
            classes.push((class, count));
        }
        Ok(classes)
    }
}
