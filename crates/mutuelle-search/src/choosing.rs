//! The best of what was found, in an order that does not depend on how documents are spread over segments.

use std::ops::Range;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal};

use crate::error::SearchError;
use crate::fields::{DIGEST, ENTITY};

/// A document with its worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scored {
    pub(crate) score: f32,
    pub(crate) segment: SegmentOrdinal,
    pub(crate) doc: DocId,
}

/// An entity's place in an answer, best first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ranked {
    pub(crate) score: f32,
    pub(crate) address: DocAddress,
}

impl Scored {
    fn ranked(self) -> Ranked {
        Ranked {
            score: self.score,
            address: DocAddress::new(self.segment, self.doc),
        }
    }
}

/// In which order those come that are worth the same. It depends on the data alone, as the scores do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ties {
    /// By the entities' names: for lists without words. Names take long to read.
    ByName,
    /// By what the documents are, in an order that says nothing.
    ByDigest,
}

/// Those from `offset` on, `limit` at the most, by falling score.
pub(crate) fn page(
    searcher: &Searcher,
    mut found: Vec<Scored>,
    ties: Ties,
    (offset, limit): (usize, usize),
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
    let order = match ties {
        Ties::ByName => Order::Names(Keys::of(searcher)?),
        Ties::ByDigest => Order::Digests(Digests::of(searcher)?),
    };
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
            let equals = &mut found[at..at + run];
            match &order {
                _ if run == 1 => page.push(equals[0].ranked()),
                Order::Names(keys) => page.extend(keys.ordered(equals, wanted)?),
                Order::Digests(digests) => {
                    equals.sort_by_cached_key(|scored| digests.of_document(scored));
                    page.extend(equals[wanted].iter().map(|scored| scored.ranked()));
                }
            }
        }
        at += run;
    }
    Ok(page)
}

/// What the order of equals is read from.
enum Order {
    Names(Keys),
    Digests(Digests),
}

/// The digests of the documents of each segment.
struct Digests(Vec<Column<u64>>);

impl Digests {
    fn of(searcher: &Searcher) -> Result<Self, SearchError> {
        let columns = searcher.segment_readers().iter().map(|segment| {
            let column = segment.fast_fields().u64(DIGEST);
            column.map_err(SearchError::index("read the documents' digests"))
        });
        Ok(Self(columns.collect::<Result<_, _>>()?))
    }

    fn of_document(&self, scored: &Scored) -> u64 {
        let digest = self.0[scored.segment as usize].first(scored.doc);
        digest.unwrap_or_default()
    }
}

/// The keys of the entities of each segment.
pub(crate) struct Keys(Vec<StrColumn>);

impl Keys {
    pub(crate) fn of(searcher: &Searcher) -> Result<Self, SearchError> {
        let columns = searcher.segment_readers().iter().map(|segment| {
            let column = segment.fast_fields().str(ENTITY);
            let column = column.map_err(SearchError::index("read the entities' names"))?;
            column.ok_or(SearchError::MissingColumn { column: ENTITY })
        });
        Ok(Self(columns.collect::<Result<_, _>>()?))
    }

    /// Some of the documents of equal worth, in the order of their keys.
    fn ordered(&self, equals: &[Scored], wanted: Range<usize>) -> Result<Vec<Ranked>, SearchError> {
        // Within a segment keys are ordered by their numbers, without being read: of each only the first can be wanted.
        let mut numbered: Vec<(SegmentOrdinal, u64, &Scored)> = equals
            .iter()
            .map(|scored| (scored.segment, self.number(scored.segment, scored.doc), scored))
            .collect();
        numbered.sort_unstable_by_key(|(segment, number, _)| (*segment, *number));
        let of_one = |(a, ..): &(SegmentOrdinal, _, _), (b, ..): &(SegmentOrdinal, _, _)| a == b;
        let mut by_segment = numbered
            .chunk_by(of_one)
            .map(|part| &part[..part.len().min(wanted.end)]);
        let ordered: Vec<&Scored> = if numbered.chunk_by(of_one).count() == 1 {
            by_segment
                .next()
                .unwrap_or_default()
                .iter()
                .map(|(.., scored)| *scored)
                .collect()
        } else {
            let mut named = Vec::new();
            for (segment, number, scored) in by_segment.flatten() {
                named.push((self.key(*segment, *number)?, *scored));
            }
            named.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
            named.into_iter().map(|(_, scored)| scored).collect()
        };
        let wanted = wanted.start.min(ordered.len())..wanted.end.min(ordered.len());
        Ok(ordered[wanted].iter().map(|scored| scored.ranked()).collect())
    }

    fn number(&self, segment: SegmentOrdinal, doc: DocId) -> u64 {
        self.0[segment as usize].ords().first(doc).unwrap_or(u64::MAX)
    }

    /// The key of the entity of a document.
    pub(crate) fn of_document(&self, address: DocAddress) -> Result<String, SearchError> {
        self.key(
            address.segment_ord,
            self.number(address.segment_ord, address.doc_id),
        )
    }

    fn key(&self, segment: SegmentOrdinal, number: u64) -> Result<String, SearchError> {
        let mut key = String::new();
        let read = self.0[segment as usize].ord_to_str(number, &mut key);
        read.map_err(|error| SearchError::index("read an entity's name")(error.into()))?;
        Ok(key)
    }
}
