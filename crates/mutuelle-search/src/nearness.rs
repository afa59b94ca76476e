//! Words that stand together in a text as they do in the request say more than the same words far apart.
//!
//! Where words stand is read for the best documents only: it moves them among each other, and no other among them.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, Term};

use crate::choosing::Scored;
use crate::fields::{Fields, Role};
use crate::figures::float;
use crate::scoring::NEARNESS_WEIGHT;
use crate::sought::{Analysis, Sought, Terms};

/// How many of the best documents are looked at more closely.
const LOOKED_AT: usize = 100;
/// How far apart two words may stand, in words, to be near.
const DISTANCE_MAX: u32 = 5;
/// Of how many neighbours in the request is looked whether they are near: those of a sentence say enough.
const NEIGHBOURS_MAX: usize = 8;
/// In whose texts words are near, and how much that counts.
const ROLES: [(Role, f32); 2] = [(Role::Title, 1.5), (Role::Body, 1.0)];
const ANALYSES: [Analysis; 3] = [Analysis::French, Analysis::English, Analysis::Exact];

/// Two words that stand side by side in the request.
struct Neighbours<'w> {
    first: &'w Sought,
    second: &'w Sought,
    worth: f32,
}

/// Adds to the best of what was found what the nearness of the words is worth. `rarities` are the words' own.
pub(crate) fn add(
    searcher: &Searcher,
    fields: &Fields,
    sought: &[Sought],
    rarities: &[f32],
    found: &mut [Scored],
) -> tantivy::Result<()> {
    let pairs = sought.windows(2).zip(rarities.windows(2)).take(NEIGHBOURS_MAX);
    let pairs: Vec<Neighbours<'_>> = pairs
        .map(|(words, rarities)| Neighbours {
            first: &words[0],
            second: &words[1],
            worth: rarities[0].midpoint(rarities[1]) * NEARNESS_WEIGHT,
        })
        .collect();
    if pairs.is_empty() || found.is_empty() {
        return Ok(());
    }
    let best = best(found);
    best.sort_unstable_by_key(|scored| (scored.segment, scored.doc));
    for of_segment in best.chunk_by_mut(|a, b| a.segment == b.segment) {
        let segment = searcher.segment_reader(of_segment[0].segment);
        for pair in &pairs {
            let mut nearest = vec![0.0_f32; of_segment.len()];
            for (role, weight) in ROLES {
                for analysis in ANALYSES {
                    let field = analysis.field(fields, role);
                    if let Some(mut standing) = Standing::of(segment, field, analysis, pair)? {
                        for (scored, nearest) in of_segment.iter().zip(&mut nearest) {
                            *nearest = nearest.max(standing.nearness(scored.doc) * weight);
                        }
                    }
                }
            }
            for (scored, nearest) in of_segment.iter_mut().zip(nearest) {
                scored.score += nearest * pair.worth;
            }
        }
    }
    Ok(())
}

/// The best documents, brought to the front. Of those that are as good as the last of them, all: which of them come first
/// must not depend on where they are stored.
fn best(found: &mut [Scored]) -> &mut [Scored] {
    let count = found.len().min(LOOKED_AT);
    let by_score = |a: &Scored, b: &Scored| b.score.total_cmp(&a.score);
    let least = found.select_nth_unstable_by(count - 1, by_score).1.score;
    let mut end = count;
    for at in count..found.len() {
        if found[at].score.total_cmp(&least).is_eq() {
            found.swap(at, end);
            end += 1;
        }
    }
    &mut found[..end]
}

/// Where two neighbours stand in one field.
struct Standing {
    first: SegmentPostings,
    second: SegmentPostings,
    positions: (Vec<u32>, Vec<u32>),
}

impl Standing {
    fn of(
        segment: &SegmentReader,
        field: Field,
        analysis: Analysis,
        pair: &Neighbours<'_>,
    ) -> tantivy::Result<Option<Self>> {
        let (Some(first), Some(second)) = (term(pair.first, analysis), term(pair.second, analysis)) else {
            return Ok(None);
        };
        let inverted = segment.inverted_index(field)?;
        let read = |term: &str| {
            let term = Term::from_field_text(field, term);
            inverted.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)
        };
        let (Some(first), Some(second)) = (read(first)?, read(second)?) else {
            return Ok(None);
        };
        Ok(Some(Self {
            first,
            second,
            positions: (Vec::new(), Vec::new()),
        }))
    }

    /// 1 for words side by side, less the farther apart, half of it the other way round, 0 when they are not near.
    /// Documents come in order.
    fn nearness(&mut self, doc: DocId) -> f32 {
        if !stands_in(&mut self.first, doc) || !stands_in(&mut self.second, doc) {
            return 0.0;
        }
        let (first, second) = &mut self.positions;
        self.first.positions(first);
        self.second.positions(second);
        let mut nearest = 0.0_f32;
        let mut from = 0;
        for before in first.iter() {
            while second
                .get(from)
                .is_some_and(|after| after + DISTANCE_MAX < *before)
            {
                from += 1;
            }
            for after in second[from..]
                .iter()
                .take_while(|after| **after <= before + DISTANCE_MAX)
            {
                let share = match after.abs_diff(*before) {
                    0 => 0.0,
                    distance => 1.0 / float(distance),
                };
                nearest = nearest.max(if after > before { share } else { share / 2.0 });
            }
        }
        nearest
    }
}

fn stands_in(postings: &mut SegmentPostings, doc: DocId) -> bool {
    if postings.doc() < doc {
        postings.seek(doc);
    }
    postings.doc() == doc
}

/// The one term of a word in an analysis.
fn term(sought: &Sought, analysis: Analysis) -> Option<&str> {
    let way = sought.ways.iter().find(|way| way.analysis == analysis)?;
    match &way.terms {
        Terms::Listed(terms) => terms.first().map(|(term, _)| term.as_str()),
        Terms::Beginning(_) => None,
    }
}
