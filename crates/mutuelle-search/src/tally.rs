//! What a request's words are worth to each entity, word by word.
//!
//! Term at a time: the entities of a word are read once, their scores added up in a row of figures, one for each document.
//! So it is known of each entity how many of the words it has, and whether all, most or any are asked for is decided when
//! everything has been read.

use std::collections::HashMap;

use tantivy::{DocId, Searcher, SegmentReader};

use crate::occurrences::{Occurrences, Read};
use crate::scoring::{ALIKE_WEIGHT, EXACT_WEIGHT};
use crate::sought::{Analysis, Sought};

/// What one segment's documents have of a request.
pub(crate) struct Tally {
    /// By document; 0 for one that has none of the words.
    pub(crate) scores: Vec<f32>,
    /// How many of the words each document has.
    pub(crate) having: Vec<u8>,
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
    pub(crate) fn of(occurrences: &Occurrences<'s>, sought: &[Sought]) -> tantivy::Result<Self> {
        let words = sought.iter().map(|word| ReadWord::of(occurrences, word));
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

    /// Adds the words up for each segment.
    pub(crate) fn tally(&self) -> Vec<Tally> {
        let segments = self.searcher.segment_readers().iter().enumerate();
        segments
            .map(|(number, segment)| self.tally_of(number, segment))
            .collect()
    }

    fn tally_of(&self, number: usize, segment: &SegmentReader) -> Tally {
        let documents = segment.max_doc() as usize;
        let mut tally = Tally {
            scores: vec![0.0; documents],
            having: vec![0; documents],
        };
        let mut row = Row::new(documents);
        for word in &self.words {
            word.add_to(&mut row, number);
            for doc in row.touched.drain(..) {
                let at = doc as usize;
                // What only adds does not make a document one that has the word.
                if row.standing[at] == Standing::Has {
                    tally.scores[at] += row.scores[at] + row.added[at];
                    tally.having[at] = tally.having[at].saturating_add(1);
                }
                row.scores[at] = 0.0;
                row.added[at] = 0.0;
                row.standing[at] = Standing::Untouched;
            }
        }
        tally
    }
}

impl ReadWord {
    fn of(occurrences: &Occurrences<'_>, word: &Sought) -> tantivy::Result<Self> {
        let read = |exact: bool| {
            let ways = word.ways.iter();
            let ways = ways.filter(|way| (way.analysis == Analysis::Exact) == exact);
            ways.map(|way| occurrences.read(way)).collect()
        };
        let (stems, exact): (tantivy::Result<_>, tantivy::Result<_>) = (read(false), read(true));
        let parts = word.parts.iter().map(|part| Self::of(occurrences, part));
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

    fn add_to(&self, row: &mut Row, segment: usize) {
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
    fn add_parts(&self, row: &mut Row, segment: usize) {
        let mut sums: HashMap<DocId, (usize, f32)> = HashMap::new();
        let mut part_row = Row::new(row.scores.len());
        for part in &self.parts {
            part.add_to(&mut part_row, segment);
            for doc in part_row.touched.drain(..) {
                let at = doc as usize;
                let sum = sums.entry(doc).or_default();
                sum.0 += 1;
                sum.1 += std::mem::take(&mut part_row.scores[at]);
                part_row.standing[at] = Standing::Untouched;
            }
        }
        for (doc, (parts, worth)) in sums {
            if parts == self.parts.len() {
                row.best(doc, worth);
            }
        }
    }
}

/// What is known of a document while one word is added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Untouched,
    /// It has something that adds to the word, not the word.
    Touched,
    Has,
}

/// The figures of one word, by document.
struct Row {
    scores: Vec<f32>,
    added: Vec<f32>,
    standing: Vec<Standing>,
    touched: Vec<DocId>,
}

impl Row {
    fn new(documents: usize) -> Self {
        Self {
            scores: vec![0.0; documents],
            added: vec![0.0; documents],
            standing: vec![Standing::Untouched; documents],
            touched: Vec::new(),
        }
    }

    /// A document has the word in another way: the best of them counts.
    fn best(&mut self, doc: DocId, worth: f32) {
        let at = self.has(doc);
        self.scores[at] = self.scores[at].max(worth);
    }

    /// A document has the word, and in this way too.
    fn more(&mut self, doc: DocId, worth: f32) {
        let at = self.has(doc);
        self.scores[at] += worth;
    }

    fn add(&mut self, doc: DocId, worth: f32) {
        let at = doc as usize;
        if self.standing[at] == Standing::Untouched {
            self.standing[at] = Standing::Touched;
            self.touched.push(doc);
        }
        self.added[at] += worth;
    }

    fn has(&mut self, doc: DocId) -> usize {
        let at = doc as usize;
        if self.standing[at] == Standing::Untouched {
            self.touched.push(doc);
        }
        self.standing[at] = Standing::Has;
        at
    }
}
