//! What scoring needs to know of an index as a whole: how many entities live, and how long their texts are.
//!
//! tantivy counts deleted documents too, so that its scores depend on what was there before. Here only the living count:
//! an index that grew change by change gives the very scores of one that was built at once.

use std::sync::{Arc, OnceLock};

use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher, SegmentReader};

use crate::classes::Classes;
use crate::fields::{Fields, Role};
use crate::rows::RowPool;
use crate::vocabulary::Vocabulary;

/// How many roles there are.
const ROLES: usize = Role::ALL.len();

/// The figures of one snapshot.
pub(crate) struct Figures {
    pub(crate) segments: Vec<Arc<SegmentFigures>>,
    /// Living entities.
    pub(crate) entities: f32,
    /// The mean length of the texts of an entity, all together.
    pub(crate) mean_together: f32,
    /// The mean length of the texts of each role, among the entities that have one.
    pub(crate) mean_apart: [f32; ROLES],
    pub(crate) rows: RowPool,
}

/// The figures of one segment.
pub(crate) struct SegmentFigures {
    /// A segment with other deletions is another.
    key: (SegmentId, Option<u64>),
    /// By document, in words; of a role that weighs less, as much less.
    pub(crate) lengths: Vec<f32>,
    living: u64,
    sum_together: f64,
    sums: [f64; ROLES],
    having: [u64; ROLES],
    vocabulary: OnceLock<Arc<Vocabulary>>,
    classes: OnceLock<Arc<Classes>>,
}

impl Figures {
    /// Reads the figures of a searcher; those of segments that are in `before` too are taken from there.
    pub(crate) fn of(searcher: &Searcher, fields: &Fields, before: Option<&Self>) -> tantivy::Result<Self> {
        let mut segments = Vec::new();
        for segment in searcher.segment_readers() {
            let key = (segment.segment_id(), segment.delete_opstamp());
            let known = before.and_then(|figures| figures.find(|known| known.key == key));
            segments.push(match known {
                Some(known) => Arc::clone(known),
                None => Arc::new(SegmentFigures::read(segment, fields, key, before)?),
            });
        }
        Ok(Self::summed(segments))
    }

    /// How many documents the greatest segment has.
    pub(crate) fn documents_max(&self) -> usize {
        let lengths = self.segments.iter().map(|segment| segment.lengths.len());
        lengths.max().unwrap_or_default()
    }

    fn find(&self, is: impl Fn(&SegmentFigures) -> bool) -> Option<&Arc<SegmentFigures>> {
        self.segments.iter().find(|segment| is(segment))
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "means and counts of entities are far from the limits of f32 that matter to a score"
    )]
    fn summed(segments: Vec<Arc<SegmentFigures>>) -> Self {
        let living: u64 = segments.iter().map(|segment| segment.living).sum();
        let together: f64 = segments.iter().map(|segment| segment.sum_together).sum();
        let mean = |sum: f64, count: u64| {
            if count > 0 {
                (sum / count as f64) as f32
            } else {
                0.0
            }
        };
        let mean_apart = std::array::from_fn(|role| {
            let sum = segments.iter().map(|segment| segment.sums[role]).sum();
            mean(sum, segments.iter().map(|segment| segment.having[role]).sum())
        });
        Self {
            entities: living as f32,
            mean_together: mean(together, living),
            mean_apart,
            segments,
            rows: RowPool::default(),
        }
    }
}

impl SegmentFigures {
    fn read(
        segment: &SegmentReader,
        fields: &Fields,
        key: (SegmentId, Option<u64>),
        before: Option<&Figures>,
    ) -> tantivy::Result<Self> {
        let mut figures = Self {
            key,
            lengths: vec![0.0; segment.max_doc() as usize],
            living: u64::from(segment.num_docs()),
            sum_together: 0.0,
            sums: [0.0; ROLES],
            having: [0; ROLES],
            vocabulary: OnceLock::new(),
            classes: OnceLock::new(),
        };
        for (index, role) in fields.roles.iter().enumerate() {
            let norms = segment.get_fieldnorms_reader(role.exact)?;
            for doc in living(segment) {
                let length = norms.fieldnorm(doc);
                if length > 0 {
                    figures.sums[index] += f64::from(length);
                    figures.having[index] += 1;
                    figures.lengths[doc as usize] += float(length) * role.role.share();
                }
            }
        }
        figures.sum_together = figures.lengths.iter().copied().map(f64::from).sum();
        // Words and classes stay in a segment when documents go.
        if let Some(known) = before.and_then(|figures| figures.find(|known| known.key.0 == key.0)) {
            figures.vocabulary = known.vocabulary.clone();
            figures.classes = known.classes.clone();
        }
        Ok(figures)
    }

    /// The words of the segment, read when they are first needed.
    pub(crate) fn vocabulary(
        &self,
        segment: &SegmentReader,
        fields: &Fields,
    ) -> tantivy::Result<Arc<Vocabulary>> {
        if let Some(known) = self.vocabulary.get() {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(Vocabulary::read(segment, fields)?);
        Ok(Arc::clone(self.vocabulary.get_or_init(|| read)))
    }

    /// The classes of the segment's documents, read when they are first needed.
    pub(crate) fn classes(&self, segment: &SegmentReader) -> tantivy::Result<Arc<Classes>> {
        if let Some(known) = self.classes.get() {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(Classes::read(segment)?);
        Ok(Arc::clone(self.classes.get_or_init(|| read)))
    }
}

pub(crate) fn living(segment: &SegmentReader) -> impl Iterator<Item = DocId> {
    let alive = segment.alive_bitset();
    (0..segment.max_doc()).filter(move |doc| alive.is_none_or(|alive| alive.is_alive(*doc)))
}

/// A length in words as a float.
#[expect(
    clippy::cast_precision_loss,
    reason = "tantivy keeps lengths with less precision than f32 has"
)]
pub(crate) fn float(length: u32) -> f32 {
    length as f32
}
