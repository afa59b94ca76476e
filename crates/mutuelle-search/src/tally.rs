//! What a request's words are worth to each entity, word by word.
//!
//! Term at a time: the entities of a word are read once, their scores added up in a row of figures, one for each document.
//! So it is known of each entity how many of the words it has, and whether all, most or any are asked for is decided when
//! everything has been read.

use std::collections::HashMap;

use tantivy::{DocId, Searcher};

use crate::occurrences::{Occurrences, Read};
use crate::rows::{Rows, WordRow};
use crate::scoring::{ALIKE_WEIGHT, EXACT_WEIGHT};
use crate::sought::{Analysis, Sought};

/// A document with some of the words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    pub(crate) doc: DocId,
    pub(crate) score: f32,
    /// How many of the words it has.
    pub(crate) having: u8,
}

/// How words that are alike are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alike {
    /// They add to what a document with the word itself is worth.
    Adds,
    /// They stand for the word.
    Counts,
}

/// A word over all segments.
struct ReadWord {
    stems: Vec<Read>,
    exact: Vec<Read>,
    alike: Option<(Read, Alike)>,
    parts: Vec<ReadWord>,
}

/// Everything that the words of a request are found by, read once. How they count is decided afterwards.
pub(crate) struct Gathered<'s> {
    searcher: &'s Searcher,
    words: Vec<ReadWord>,
}

impl<'s> Gathered<'s> {
    pub(crate) fn of(
        occurrences: &Occurrences<'s>,
        sought: &[Sought],
        rows: &mut Rows,
    ) -> tantivy::Result<Self> {
        let words = sought.iter().map(|word| ReadWord::of(occurrences, word, rows));
        Ok(Self {
            searcher: occurrences.searcher(),
            words: words.collect::<tantivy::Result<_>>()?,
        })
    }

    /// How many living documents have each word.
    pub(crate) fn counts(&self) -> Vec<usize> {
        self.words.iter().map(ReadWord::count).collect()
    }

    /// How rare each word is.
    pub(crate) fn rarities(&self) -> Vec<f32> {
        self.words.iter().map(ReadWord::rarity).collect()
    }

    /// Adds the words that are like one of the words.
    pub(crate) fn add_alike(&mut self, word: usize, alike: Read, role: Alike) {
        if let Some(word) = self.words.get_mut(word) {
            word.alike = Some((alike, role));
        }
    }

    /// From now on words that are alike stand for the word, whichever it is.
    pub(crate) fn count_alike(&mut self) {
        for (_, role) in self.words.iter_mut().filter_map(|word| word.alike.as_mut()) {
            *role = Alike::Counts;
        }
    }

    /// Adds the words up: the documents of each segment that have any of them.
    pub(crate) fn tally(&self, rows: &mut Rows) -> Vec<Vec<Counted>> {
        let segments = 0..self.searcher.segment_readers().len();
        segments.map(|number| self.tally_of(number, rows)).collect()
    }

    fn tally_of(&self, number: usize, rows: &mut Rows) -> Vec<Counted> {
        let Rows {
            word: row,
            scores,
            having,
            ..
        } = rows;
        let mut touched = Vec::new();
        for word in &self.words {
            word.add_to(row, number);
            row.drain(|doc, worth| {
                let at = doc as usize;
                if having[at] == 0 {
                    touched.push(doc);
                }
                scores[at] += worth;
                having[at] = having[at].saturating_add(1);
            });
        }
        let counted = touched.into_iter().map(|doc| {
            let at = doc as usize;
            Counted {
                doc,
                score: std::mem::take(&mut scores[at]),
                having: std::mem::take(&mut having[at]),
            }
        });
        counted.collect()
    }
}

impl ReadWord {
    fn of(occurrences: &Occurrences<'_>, word: &Sought, rows: &mut Rows) -> tantivy::Result<Self> {
        let mut read = |exact: bool| {
            let ways = word.ways.iter();
            let ways = ways.filter(|way| (way.analysis == Analysis::Exact) == exact);
            ways.map(|way| occurrences.read(way, rows)).collect()
        };
        let (stems, exact): (tantivy::Result<_>, tantivy::Result<_>) = (read(false), read(true));
        let parts = word.parts.iter().map(|part| Self::of(occurrences, part, rows));
        Ok(Self {
            stems: stems?,
            exact: exact?,
            alike: None,
            parts: parts.collect::<tantivy::Result<_>>()?,
        })
    }

    fn rarity(&self) -> f32 {
        let ways = self.stems.iter().chain(&self.exact);
        ways.map(|way| way.rarity).fold(f32::INFINITY, f32::min)
    }

    /// How many documents have the word by itself; those of a compound's parts are not counted.
    fn count(&self) -> usize {
        let ways = self.stems.iter().chain(&self.exact);
        let counts = ways.map(|way| way.by_segment.iter().map(Vec::len).sum());
        counts.max().unwrap_or_default()
    }

    fn add_to(&self, row: &mut WordRow, segment: usize) {
        for way in &self.stems {
            for (doc, worth) in way.worths(segment) {
                row.best(doc, worth);
            }
        }
        for way in &self.exact {
            for (doc, worth) in way.worths(segment) {
                row.more(doc, worth * EXACT_WEIGHT);
            }
        }
        if !self.parts.is_empty() {
            self.add_parts(row, segment);
        }
        let Some((alike, role)) = &self.alike else { return };
        for (doc, worth) in alike.worths(segment) {
            match role {
                Alike::Adds => row.add(doc, worth * ALIKE_WEIGHT),
                Alike::Counts => row.more(doc, worth * ALIKE_WEIGHT),
            }
        }
    }

    /// A document with all parts of a compound has the compound.
    fn add_parts(&self, row: &mut WordRow, segment: usize) {
        let mut sums: HashMap<DocId, (usize, f32)> = HashMap::new();
        let mut part_row = WordRow::of(row.documents());
        for part in &self.parts {
            part.add_to(&mut part_row, segment);
            part_row.drain(|doc, worth| {
                let sum = sums.entry(doc).or_default();
                sum.0 += 1;
                sum.1 += worth;
            });
        }
        for (doc, (parts, worth)) in sums {
            if parts == self.parts.len() {
                row.best(doc, worth);
            }
        }
    }
}
