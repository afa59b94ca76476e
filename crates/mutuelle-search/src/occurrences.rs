//! Where terms occur, and what their occurrences are worth.

use tantivy::fastfield::AliveBitSet;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Searcher, SegmentReader, Term};

use crate::fields::{Fields, Role};
use crate::figures::{Figures, SegmentFigures, float};
use crate::rows::Rows;
use crate::scoring;
use crate::sought::{Terms, Way};

/// Reads the occurrences of terms in one snapshot.
#[derive(Clone, Copy)]
pub(crate) struct Occurrences<'s> {
    searcher: &'s Searcher,
    figures: &'s Figures,
    fields: &'s Fields,
}

/// What the documents of a segment are worth by one way, before it is known how rare it is.
type Worth = Vec<(DocId, f32)>;

/// The documents that have a word in one way.
pub(crate) struct Read {
    pub(crate) rarity: f32,
    pub(crate) by_segment: Vec<Worth>,
}

impl Read {
    /// The documents of a segment with what they are worth.
    pub(crate) fn worths(&self, segment: usize) -> impl Iterator<Item = (DocId, f32)> {
        let worths = self.by_segment.get(segment).into_iter().flatten();
        worths.map(|(doc, worth)| (*doc, worth * self.rarity))
    }
}

impl<'s> Occurrences<'s> {
    pub(crate) fn new(searcher: &'s Searcher, figures: &'s Figures, fields: &'s Fields) -> Self {
        Self {
            searcher,
            figures,
            fields,
        }
    }

    pub(crate) fn searcher(&self) -> &'s Searcher {
        self.searcher
    }

    /// Reads the living documents that have a word in one way.
    pub(crate) fn read(&self, way: &Way, rows: &mut Rows) -> tantivy::Result<Read> {
        let mut by_segment = Vec::new();
        let mut having = 0.0;
        let segments = self.searcher.segment_readers().iter().zip(&self.figures.segments);
        for (segment, figures) in segments {
            let mut counted = Counting::new(self.figures, figures, segment, rows);
            for (index, role, field) in way.analysis.fields(self.fields) {
                counted.add_role(way, (index, role, field), self.fields)?;
            }
            let (worth, entities) = counted.worth();
            having += entities;
            by_segment.push(worth);
        }
        Ok(Read {
            rarity: scoring::rarity(self.figures.entities, having),
            by_segment,
        })
    }
}

/// The occurrences in one segment while they are counted.
struct Counting<'s> {
    figures: &'s Figures,
    known: &'s SegmentFigures,
    segment: &'s SegmentReader,
    alive: Option<&'s AliveBitSet>,
    rows: &'s mut Rows,
    touched: Vec<DocId>,
}

impl<'s> Counting<'s> {
    fn new(
        figures: &'s Figures,
        known: &'s SegmentFigures,
        segment: &'s SegmentReader,
        rows: &'s mut Rows,
    ) -> Self {
        Self {
            figures,
            known,
            segment,
            alive: segment.alive_bitset(),
            rows,
            touched: Vec::new(),
        }
    }

    fn add_role(
        &mut self,
        way: &Way,
        (index, role, field): (usize, Role, Field),
        fields: &Fields,
    ) -> tantivy::Result<()> {
        let inverted = self.segment.inverted_index(field)?;
        let option = IndexRecordOption::WithFreqs;
        match &way.terms {
            Terms::Listed(terms) => {
                for (term, weight) in terms {
                    let term = Term::from_field_text(field, term);
                    if let Some(block) = inverted.read_block_postings(&term, option)? {
                        self.add_term(block, *weight, (index, role), fields)?;
                    }
                }
            }
            Terms::Beginning(start) => {
                // The first word that does not begin so any more: no word has a character beyond the last of Unicode.
                let end = format!("{start}\u{10ffff}");
                let range = inverted.terms().range().ge(start).lt(&end);
                let mut terms = range.into_stream()?;
                while let Some((_, term)) = terms.next() {
                    let block = inverted.read_block_postings_from_terminfo(term, option)?;
                    self.add_term(block, 1.0, (index, role), fields)?;
                }
            }
        }
        Ok(())
    }

    fn add_term(
        &mut self,
        mut block: BlockSegmentPostings,
        weight: f32,
        (index, role): (usize, Role),
        fields: &Fields,
    ) -> tantivy::Result<()> {
        let share = weight * role.share();
        let short = if role.weight_apart() > 0.0 {
            Some(self.segment.get_fieldnorms_reader(fields.roles[index].exact)?)
        } else {
            None
        };
        let mean = self.figures.mean_apart[index];
        let Rows { counts, apart, .. } = &mut *self.rows;
        while !block.docs().is_empty() {
            for (doc, occurrences) in block.docs().iter().zip(block.freqs()) {
                if self.alive.is_some_and(|alive| !alive.is_alive(*doc)) {
                    continue;
                }
                let at = *doc as usize;
                if counts[at] == 0.0 {
                    self.touched.push(*doc);
                }
                counts[at] += share * float(*occurrences);
                if let Some(norms) = &short {
                    let length = float(norms.fieldnorm(*doc));
                    let worth = scoring::apart(weight * float(*occurrences), length, mean);
                    apart[at] += role.weight_apart() * worth;
                }
            }
            block.advance();
        }
        Ok(())
    }

    /// What each document is worth, and how many entities that makes: one that only has words that are alike is no whole
    /// one. Leaves zeros behind.
    fn worth(self) -> (Worth, f32) {
        let mut entities = 0.0;
        let Rows { counts, apart, .. } = self.rows;
        let worth = self.touched.iter().map(|doc| {
            let at = *doc as usize;
            let count = std::mem::take(&mut counts[at]);
            entities += count.min(1.0);
            let together = scoring::together(count, self.known.lengths[at], self.figures.mean_together);
            (*doc, together + std::mem::take(&mut apart[at]))
        });
        (worth.collect(), entities)
    }
}
