//! Entities that may have what a query asks for, best first, for a caller that looks at their literals itself.
//!
//! An entity's document holds all its texts, so whatever one literal has, its entity has: the index never leaves one
//! out. It may name too many, in any graph; the caller looks and goes on until it has enough.

use std::collections::HashMap;

use oxrdf::NamedOrBlankNode;

use crate::error::SearchError;
use crate::lucene::{Clause, Occur};
use crate::matcher::{leaf_text, says_more};
use crate::request::{GraphFilter, Ranking, SearchRequest};
use crate::snapshot::SearchSnapshot;

/// How many entities the first window has, and how much larger the next ones are.
const FIRST_WINDOW: usize = 256;
const WINDOW_GROWTH: usize = 8;
/// How many entities are named at the most: looking at one takes ten microseconds or more.
pub const CANDIDATES_MAX: usize = 100_000;
/// How many ways to have what is asked are looked up each for itself; with more, one word of them stands for the others.
const WAYS_MAX: usize = 64;

/// Entities with their score.
pub type Scored = Vec<(NamedOrBlankNode, f32)>;

/// The candidates of one query.
pub(crate) struct Candidates {
    snapshot: SearchSnapshot,
    graphs: GraphFilter,
    /// Each is a set of words and phrases that an entity may have; one of them is enough.
    ways: Vec<Vec<String>>,
    given: usize,
    ended: bool,
    is_cut: bool,
    is_relaxed: bool,
    /// Whether an entity has to have all that is asked.
    strict: bool,
}

impl Candidates {
    /// For a query in Lucene's syntax.
    pub(crate) fn of_clause(snapshot: SearchSnapshot, clause: &Clause) -> Result<Self, SearchError> {
        let keep_stops = !says_more(clause)?;
        let ways = ways(clause, keep_stops)?.unwrap_or_default();
        Ok(Self::new(snapshot, GraphFilter::All, ways, true))
    }

    /// For a text of our own grammar.
    pub(crate) fn of_text(snapshot: SearchSnapshot, text: &str, graphs: GraphFilter) -> Self {
        Self::new(snapshot, graphs, vec![vec![text.to_owned()]], false)
    }

    fn new(snapshot: SearchSnapshot, graphs: GraphFilter, ways: Vec<Vec<String>>, strict: bool) -> Self {
        Self {
            snapshot,
            graphs,
            ended: ways.is_empty(),
            ways,
            given: 0,
            is_cut: false,
            is_relaxed: false,
            strict,
        }
    }

    /// Whether there are more than the index serves.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Whether there are entities among them that have only a part of what is asked.
    pub(crate) fn is_relaxed(&self) -> bool {
        self.is_relaxed
    }

    /// The next ones; none at the end.
    pub(crate) fn more(&mut self) -> Result<Scored, SearchError> {
        if self.ended {
            return Ok(Vec::new());
        }
        if let [way] = self.ways.as_slice() {
            let text = way.join(" ");
            let window = match self.given {
                0 => FIRST_WINDOW,
                given => (given * WINDOW_GROWTH).min(CANDIDATES_MAX) - given,
            };
            let ranking = self.rank(&text, self.given, window)?;
            self.is_relaxed |= ranking.relaxed;
            if !(self.strict && ranking.relaxed) {
                self.given += ranking.entities.len();
                self.ended = ranking.entities.len() < window || self.given >= CANDIDATES_MAX;
                self.is_cut = self.ended && ranking.total > self.given;
                return Ok(ranking.entities);
            }
        }
        self.ended = true;
        self.together()
    }

    /// All that any of the ways finds, by the sum of its scores.
    fn together(&mut self) -> Result<Scored, SearchError> {
        let mut scores: HashMap<NamedOrBlankNode, f32> = HashMap::new();
        for way in std::mem::take(&mut self.ways) {
            for (entity, score) in self.way(&way)? {
                *scores.entry(entity).or_default() += score;
            }
        }
        let mut all: Vec<_> = scores
            .into_iter()
            .map(|(entity, score)| (score, entity.to_string(), entity))
            .collect();
        all.sort_unstable_by(|(score, key, _), (other_score, other, _)| {
            other_score.total_cmp(score).then_with(|| key.cmp(other))
        });
        Ok(all
            .into_iter()
            .map(|(score, _, entity)| (entity, score))
            .collect())
    }

    /// What one way finds. Where hardly anything has all of it, the index adds what has a part, which may be much: then
    /// the rarest word alone names fewer.
    fn way(&mut self, way: &[String]) -> Result<Scored, SearchError> {
        let ranking = self.rank(&way.join(" "), 0, CANDIDATES_MAX)?;
        if !ranking.relaxed || way.len() < 2 {
            self.is_cut |= ranking.total > ranking.entities.len();
            return Ok(ranking.entities);
        }
        let mut rarest: Option<Ranking> = None;
        for part in way {
            let part = self.rank(part, 0, CANDIDATES_MAX)?;
            if rarest.as_ref().is_none_or(|known| part.total < known.total) {
                rarest = Some(part);
            }
        }
        let rarest = rarest.unwrap_or(ranking);
        self.is_cut |= rarest.total > rarest.entities.len();
        Ok(rarest.entities)
    }

    fn rank(&self, text: &str, offset: usize, limit: usize) -> Result<Ranking, SearchError> {
        self.snapshot.rank_deep(&SearchRequest {
            graphs: self.graphs.clone(),
            offset,
            limit,
            snippet_chars_max: 0,
            ..SearchRequest::new(text)
        })
    }
}

/// The ways to have what a clause needs; nothing where it says nothing.
fn ways(clause: &Clause, keep_stops: bool) -> Result<Option<Vec<Vec<String>>>, SearchError> {
    Ok(match clause {
        Clause::Everything => Some(vec![Vec::new()]),
        Clause::Words { .. } | Clause::Phrase(_) => {
            (keep_stops || says_more(clause)?).then(|| vec![vec![leaf_text(clause)]])
        }
        Clause::Field { clause, .. } => ways(clause, keep_stops)?,
        Clause::Group(clauses) => {
            let (mut must, mut should): (Vec<Vec<Vec<String>>>, Vec<Vec<String>>) = (Vec::new(), Vec::new());
            for (occur, clause) in clauses {
                match occur {
                    Occur::Must => must.extend(ways(clause, keep_stops)?),
                    Occur::Should => should.extend(ways(clause, keep_stops)?.into_iter().flatten()),
                    Occur::MustNot => {}
                }
            }
            if must.is_empty() {
                (!should.is_empty()).then_some(should)
            } else {
                Some(all_of(must))
            }
        }
    })
}

/// The ways to have all of several things.
fn all_of(things: Vec<Vec<Vec<String>>>) -> Vec<Vec<String>> {
    let product = things.iter().map(Vec::len).product::<usize>();
    if product > WAYS_MAX {
        return things.into_iter().min_by_key(Vec::len).unwrap_or_default();
    }
    let mut all = vec![Vec::new()];
    for thing in things {
        all = all
            .iter()
            .flat_map(|way| {
                thing
                    .iter()
                    .map(move |more| [way.as_slice(), more.as_slice()].concat())
            })
            .collect();
    }
    all
}
