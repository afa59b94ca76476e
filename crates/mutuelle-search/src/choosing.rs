//! The best of what was found, in an order that does not depend on how documents are spread over segments.

use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal};

use crate::error::SearchError;
use crate::fields::ENTITY;

/// A document with its worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scored {
    pub(crate) score: f32,
    pub(crate) segment: SegmentOrdinal,
    pub(crate) doc: DocId,
}

/// An entity's place in an answer, best first.
pub(crate) struct Ranked {
    pub(crate) score: f32,
    pub(crate) key: String,
    pub(crate) address: DocAddress,
}

/// Those from `offset` on, `limit` at the most: by falling score, then by the entity's key.
pub(crate) fn page(
    searcher: &Searcher,
    mut found: Vec<Scored>,
    offset: usize,
    limit: usize,
) -> Result<Vec<Ranked>, SearchError> {
    let end = offset.saturating_add(limit).min(found.len());
    if offset >= end {
        return Ok(Vec::new());
    }
    let by_score = |a: &Scored, b: &Scored| b.score.total_cmp(&a.score);
    let least = found.select_nth_unstable_by(end - 1, by_score).1.score;
    // All that are as good as the last stay, so that their keys can decide.
    found.retain(|scored| scored.score >= least);
    found.sort_unstable_by(by_score);
    let keys = Keys::of(searcher)?;
    let mut page = Vec::with_capacity(end - offset);
    let mut at = 0;
    while at < end {
        let score = found[at].score;
        let run = found[at..]
            .iter()
            .take_while(|scored| scored.score.total_cmp(&score).is_eq())
            .count();
        if at + run > offset {
            let wanted = offset.saturating_sub(at)..(end - at).min(run);
            page.extend(keys.ordered(&found[at..at + run], wanted)?);
        }
        at += run;
    }
    Ok(page)
}

/// The keys of the entities of each segment.
struct Keys(Vec<StrColumn>);

impl Keys {
    fn of(searcher: &Searcher) -> Result<Self, SearchError> {
        let columns = searcher.segment_readers().iter().map(|segment| {
            let column = segment.fast_fields().str(ENTITY);
            let column = column.map_err(SearchError::index("read the entities' names"))?;
            column.ok_or(SearchError::MissingColumn { column: ENTITY })
        });
        Ok(Self(columns.collect::<Result<_, _>>()?))
    }

    /// Some of the documents of equal worth, in the order of their keys.
    fn ordered(&self, equals: &[Scored], wanted: std::ops::Range<usize>) -> Result<Vec<Ranked>, SearchError> {
        // Within a segment keys are ordered by their numbers, without being read: of each only the first can be wanted.
        let mut numbered: Vec<(SegmentOrdinal, u64, &Scored)> = equals
            .iter()
            .map(|scored| {
                let key = self.0[scored.segment as usize].ords().first(scored.doc);
                (scored.segment, key.unwrap_or(u64::MAX), scored)
            })
            .collect();
        numbered.sort_unstable_by_key(|(segment, key, _)| (*segment, *key));
        let mut named = Vec::new();
        for of_segment in numbered.chunk_by(|(a, ..), (b, ..)| a == b) {
            for (segment, key, scored) in of_segment.iter().take(wanted.end) {
                named.push(Ranked {
                    score: scored.score,
                    key: self.key(*segment, *key)?,
                    address: DocAddress::new(*segment, scored.doc),
                });
            }
        }
        named.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        named.truncate(wanted.end);
        Ok(named.split_off(wanted.start.min(named.len())))
    }

    fn key(&self, segment: SegmentOrdinal, number: u64) -> Result<String, SearchError> {
        let mut key = String::new();
        let read = self.0[segment as usize].ord_to_str(number, &mut key);
        read.map_err(|error| SearchError::index("read an entity's name")(error.into()))?;
        Ok(key)
    }
}
