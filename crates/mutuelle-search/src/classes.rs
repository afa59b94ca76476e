//! The classes of the entities of a segment, at hand for counting.
//!
//! The index has them as a column whose dictionary is compressed: to read a name from it takes longer than to count ten
//! thousand entities.

use oxrdf::NamedNode;
use tantivy::{DocId, SegmentReader};

use crate::fields::CLASS;

/// The classes of one segment's documents.
#[derive(Default)]
pub(crate) struct Classes {
    names: Vec<NamedNode>,
    /// Those of a document stand from `starts[doc]` to `starts[doc + 1]` in `numbers`.
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

impl Classes {
    pub(crate) fn read(segment: &SegmentReader) -> tantivy::Result<Self> {
        let mut classes = Self::default();
        let Some(column) = segment.fast_fields().str(CLASS)? else {
            return Ok(classes);
        };
        let mut name = String::new();
        for number in 0..column.num_terms() as u64 {
            column.ord_to_str(number, &mut name)?;
            classes.names.push(NamedNode::new_unchecked(name.as_str()));
        }
        for doc in 0..segment.max_doc() {
            classes.starts.push(classes.end());
            let numbers = column.term_ords(doc);
            classes
                .numbers
                .extend(numbers.map(|number| u32::try_from(number).unwrap_or(u32::MAX)));
        }
        classes.starts.push(classes.end());
        Ok(classes)
    }

    fn end(&self) -> u32 {
        u32::try_from(self.numbers.len()).unwrap_or(u32::MAX)
    }

    /// The classes of some documents, each with how many of them it has.
    pub(crate) fn count(&self, docs: impl Iterator<Item = DocId>) -> Vec<(&NamedNode, usize)> {
        let mut counts = vec![0_usize; self.names.len()];
        for doc in docs {
            let at = doc as usize;
            let (Some(from), Some(to)) = (self.starts.get(at), self.starts.get(at + 1)) else {
                continue;
            };
            for number in &self.numbers[*from as usize..*to as usize] {
                if let Some(count) = counts.get_mut(*number as usize) {
                    *count += 1;
                }
            }
        }
        let counted = self.names.iter().zip(counts);
        counted.filter(|(_, count)| *count > 0).collect()
    }
}
