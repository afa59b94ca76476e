//! From what is sought to the documents that have it.

use std::collections::HashMap;

use tantivy::query::{EnableScoring, Query};
use tantivy::{DocId, Searcher, SegmentOrdinal, SegmentReader};

use oxrdf::NamedNode;

use crate::alike::{AlikeWord, MEANT_MIN, alike_words};
use crate::choosing::Scored;
use crate::error::SearchError;
use crate::fields::Fields;
use crate::figures::{Figures, living};
use crate::nearness;
use crate::occurrences::Occurrences;
use crate::plan::{Plan, Scope};
use crate::request::Meant;
use crate::rows::Rows;
use crate::sought::{Analysis, Sought, Terms, Way};
use crate::tally::{Alike, Counted, Gathered};

/// With fewer hits than this for both of two words, entities with one of them are shown too. Measured on judged French
/// queries (`make search-quality`), as are the figures below.
const ENOUGH_FOR_TWO: usize = 5;
/// With fewer hits than this for all of more words, entities with some of them are shown too.
const ENOUGH: usize = 10;
/// With fewer hits than this after all that, words that are alike stand for each other.
const TOO_FEW: usize = 3;
/// Of how many entities one at the most has a word that is rare: what is like it says something too.
const RARE_ONE_OF: f32 = 20.0;

/// What was found.
pub(crate) struct Matched {
    pub(crate) scored: Vec<Scored>,
    /// Whether some of them lack some of the words.
    pub(crate) relaxed: bool,
    /// Words that were not found anywhere, with what was taken for them.
    pub(crate) meant: Vec<Meant>,
    /// Words that may have been found beside those of the request.
    pub(crate) alike: Vec<String>,
    pub(crate) types: Vec<(NamedNode, usize)>,
}

/// One snapshot to be asked.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'s> {
    pub(crate) searcher: &'s Searcher,
    pub(crate) figures: &'s Figures,
    pub(crate) fields: &'s Fields,
}

/// The words that are like one of the words.
struct Kin {
    word: usize,
    is_unknown: bool,
    words: Vec<AlikeWord>,
}

impl Asked<'_> {
    /// The documents that have what is sought and pass the plan's filter.
    pub(crate) fn matched(self, plan: &mut Plan<'_>, sought: &[Sought]) -> Result<Matched, SearchError> {
        let documents = self.figures.documents_max();
        let pool = &self.figures.rows;
        pool.with(documents, |rows| self.matched_with(plan, sought, rows))
    }

    fn matched_with(
        self,
        plan: &mut Plan<'_>,
        sought: &[Sought],
        rows: &mut Rows,
    ) -> Result<Matched, SearchError> {
        let failed = SearchError::index("search");
        let passing = self.passing(plan.filter(Scope::Filtered)?)?;
        let occurrences = Occurrences::new(self.searcher, self.figures, self.fields);
        let mut gathered = Gathered::of(&occurrences, sought, rows).map_err(&failed)?;
        let counts = gathered.counts();
        let mut kin = Vec::new();
        for (word, (sought, count)) in sought.iter().zip(&counts).enumerate() {
            if is_rare(*count, self.figures.entities) {
                kin.extend(self.find_kin((word, sought, *count), &occurrences, &mut gathered, rows)?);
            }
        }
        let mut tallies = gathered.tally(rows);
        let mut need = sought.len();
        let mut scored = having(&tallies, need, passing.as_deref());
        let mut relaxed = false;
        let mut counts_kin = false;
        if scored.len() < enough(sought.len()) {
            let full = scored.len();
            need = Plan::relaxed(sought.len());
            scored = having(&tallies, need, passing.as_deref());
            relaxed = scored.len() > full;
        }
        if scored.len() < TOO_FEW {
            for (word, (sought, count)) in sought.iter().zip(&counts).enumerate() {
                if !is_rare(*count, self.figures.entities) {
                    kin.extend(self.find_kin((word, sought, *count), &occurrences, &mut gathered, rows)?);
                }
            }
            let before = scored.len();
            gathered.count_alike();
            tallies = gathered.tally(rows);
            scored = having(&tallies, need, passing.as_deref());
            counts_kin = scored.len() > before;
            relaxed |= counts_kin;
        }
        let rarities = gathered.rarities();
        nearness::add(self.searcher, self.fields, sought, &rarities, &mut scored).map_err(&failed)?;
        let types = self.types(plan, &tallies, need, &scored)?;
        let meant = meant(sought, &kin);
        Ok(Matched {
            relaxed: relaxed || !meant.is_empty(),
            meant,
            alike: near(&kin, counts_kin),
            scored,
            types,
        })
    }

    /// Looks for the words that are like one of the words, and has them added to what was gathered.
    fn find_kin(
        self,
        (word, sought, count): (usize, &Sought, usize),
        occurrences: &Occurrences<'_>,
        gathered: &mut Gathered<'_>,
        rows: &mut Rows,
    ) -> Result<Option<Kin>, SearchError> {
        let failed = SearchError::index("look for words that are alike");
        let Some(folded) = &sought.word else {
            return Ok(None);
        };
        let mut words = alike_words(self.searcher, self.figures, self.fields, folded).map_err(&failed)?;
        let Some(nearest) = words.first() else {
            return Ok(None);
        };
        if count == 0 && nearest.alike >= MEANT_MIN {
            // What was meant is known well enough: words that are farther away would only be in the way.
            words.retain(|other| other.alike >= MEANT_MIN);
        }
        let terms = words
            .iter()
            .map(|other| (other.word.clone(), other.alike * other.alike));
        let way = Way {
            analysis: Analysis::Exact,
            terms: Terms::Listed(terms.collect()),
        };
        // A word that stands nowhere is a slip, or another form of one that does.
        let role = if count == 0 { Alike::Counts } else { Alike::Adds };
        gathered.add_alike(word, occurrences.read(&way, rows).map_err(&failed)?, role);
        Ok(Some(Kin {
            word,
            is_unknown: count == 0,
            words,
        }))
    }

    /// The documents of each segment that pass a filter; `None` when all do.
    fn passing(self, filter: Option<Box<dyn Query>>) -> Result<Option<Vec<Passing>>, SearchError> {
        let failed = SearchError::index("filter");
        let Some(filter) = filter else {
            return Ok(None);
        };
        let weight = filter
            .weight(EnableScoring::disabled_from_searcher(self.searcher))
            .map_err(&failed)?;
        let segments = self.searcher.segment_readers().iter().map(|segment| {
            let mut passing = Passing::none(segment);
            weight
                .for_each_no_score(segment, &mut |docs| {
                    passing.let_in(docs);
                })
                .map_err(&failed)?;
            Ok(passing)
        });
        segments.collect::<Result<_, _>>().map(Some)
    }

    /// How many of the documents each class has, when the filter by class is left aside.
    fn types(
        self,
        plan: &mut Plan<'_>,
        tallies: &[Vec<Counted>],
        need: usize,
        scored: &[Scored],
    ) -> Result<Vec<(NamedNode, usize)>, SearchError> {
        if !plan.filters_types() {
            return self.count_types(scored);
        }
        let passing = self.passing(plan.filter(Scope::AnyType)?)?;
        self.count_types(&having(tallies, need, passing.as_deref()))
    }

    fn count_types(self, scored: &[Scored]) -> Result<Vec<(NamedNode, usize)>, SearchError> {
        let failed = SearchError::index("count types");
        let mut docs = vec![Vec::new(); self.figures.segments.len()];
        for scored in scored {
            docs[scored.segment as usize].push(scored.doc);
        }
        let mut counts: HashMap<NamedNode, usize> = HashMap::new();
        let segments = self.searcher.segment_readers().iter().zip(&self.figures.segments);
        for ((segment, known), docs) in segments.zip(docs) {
            let classes = known.classes(segment).map_err(&failed)?;
            for (class, count) in classes.count(docs.into_iter()) {
                *counts.entry(class.clone()).or_default() += count;
            }
        }
        let mut counts: Vec<(NamedNode, usize)> = counts.into_iter().collect();
        counts.sort_unstable_by(|(class, count), (other_class, other)| {
            other
                .cmp(count)
                .then_with(|| class.as_str().cmp(other_class.as_str()))
        });
        Ok(counts)
    }

    /// Everything that passes the filter of a plan without words.
    pub(crate) fn listed(self, plan: &mut Plan<'_>) -> Result<Matched, SearchError> {
        let mut all = |scope| -> Result<Vec<Scored>, SearchError> {
            if plan.is_noise() {
                return Ok(Vec::new());
            }
            let passing = self.passing(plan.filter(scope)?)?;
            Ok(self.living(passing.as_deref()))
        };
        let scored = all(Scope::Filtered)?;
        let types = self.count_types(&all(Scope::AnyType)?)?;
        Ok(Matched {
            scored,
            relaxed: false,
            meant: Vec::new(),
            alike: Vec::new(),
            types,
        })
    }

    fn living(self, passing: Option<&[Passing]>) -> Vec<Scored> {
        let mut scored = Vec::new();
        for (number, segment) in (0..).zip(self.searcher.segment_readers()) {
            let passing = passing.and_then(|passing| passing.get(number as usize));
            let docs = living(segment).filter(|doc| passing.is_none_or(|passing| passing.has(*doc)));
            scored.extend(docs.map(|doc| Scored {
                score: 0.0,
                segment: number,
                doc,
            }));
        }
        scored
    }
}

/// From how many hits for all of so many words on nobody is shown what has only some.
fn enough(words: usize) -> usize {
    match words {
        0 | 1 => 0,
        2 => ENOUGH_FOR_TWO,
        _ => ENOUGH,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of entities, compared roughly")]
fn is_rare(count: usize, entities: f32) -> bool {
    count as f32 * RARE_ONE_OF <= entities
}

/// The documents with as many words as needed, segment by segment.
fn having(tallies: &[Vec<Counted>], need: usize, passing: Option<&[Passing]>) -> Vec<Scored> {
    let mut scored = Vec::new();
    for (number, tally) in tallies.iter().enumerate() {
        let segment = SegmentOrdinal::try_from(number).unwrap_or(SegmentOrdinal::MAX);
        let passing = passing.and_then(|passing| passing.get(number));
        for Counted { doc, score, having } in tally.iter().copied() {
            if usize::from(having) >= need && passing.is_none_or(|passing| passing.has(doc)) {
                scored.push(Scored { score, segment, doc });
            }
        }
    }
    scored
}

/// What was taken for the words that stand nowhere.
fn meant(sought: &[Sought], kin: &[Kin]) -> Vec<Meant> {
    let unknown = kin.iter().filter(|kin| kin.is_unknown);
    let meant = unknown.filter_map(|kin| {
        let nearest = kin.words.first().filter(|other| other.alike >= MEANT_MIN)?;
        Some(Meant {
            word: sought.get(kin.word)?.word.clone()?,
            taken_for: nearest.word.clone(),
        })
    });
    meant.collect()
}

/// The words that are near enough to be shown as found, of those that stand for another.
fn near(kin: &[Kin], all_stand: bool) -> Vec<String> {
    let standing = kin.iter().filter(|kin| all_stand || kin.is_unknown);
    let words = standing.flat_map(|kin| &kin.words);
    let near = words.filter(|other| other.alike >= MEANT_MIN);
    near.map(|other| other.word.clone()).collect()
}

/// The documents of a segment that pass a filter, a bit each.
struct Passing(Vec<u64>);

impl Passing {
    fn none(segment: &SegmentReader) -> Self {
        Self(vec![0; segment.max_doc().div_ceil(u64::BITS) as usize])
    }

    fn let_in(&mut self, docs: &[DocId]) {
        for doc in docs {
            if let Some(bits) = self.0.get_mut((doc / u64::BITS) as usize) {
                *bits |= 1 << (doc % u64::BITS);
            }
        }
    }

    fn has(&self, doc: DocId) -> bool {
        let bits = self.0.get((doc / u64::BITS) as usize);
        bits.is_some_and(|bits| bits >> (doc % u64::BITS) & 1 == 1)
    }
}
