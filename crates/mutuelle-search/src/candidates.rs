//! Entities that may have a literal that a query asks for, best first, for a caller that looks at their literals itself.
//!
//! An entity's document holds all its texts by role (title, body…), so whatever one literal has, its entity has in the
//! role of the literal's property: the index never leaves one out. It may name too many: words of several literals,
//! whatever the graph. Exclusions are left to the caller, since another literal of the entity may be the one excluded.

use oxrdf::NamedOrBlankNode;
use tantivy::collector::sort_key::{SortBySimilarityScore, SortByString};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur as Clausal, PhraseQuery,
    Query, RegexQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Order, Term};

use crate::analyser::Analyser;
use crate::error::SearchError;
use crate::fields::{ENTITY, Role, RoleFields};
use crate::grammar::{Form, Word};
use crate::language::Stemming;
use crate::lucene::{Clause, Occur};
use crate::matcher::{leaf, says_more, wanted_words};
use crate::scoring::EXACT_WEIGHT;
use crate::snapshot::SearchSnapshot;

/// How many entities are named at the most: looking at one takes some microseconds.
pub const CANDIDATES_MAX: usize = 100_000;
/// How many entities the first window has for each that is wanted, and how much larger the next ones are.
const WINDOW_SHARE: usize = 8;
/// The least that a window has.
const WINDOW_MIN: usize = 64;
/// How much the lesser places of a word add to its best one.
const TIE_BREAKER: f32 = 0.1;

/// Entities with their score.
pub type Scored = Vec<(NamedOrBlankNode, f32)>;

/// In which roles an entity's texts are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roles(pub(crate) Vec<Role>);

type BoxQuery = Box<dyn Query>;

/// The candidates of one query.
pub(crate) struct Candidates {
    snapshot: SearchSnapshot,
    query: Option<BoxQuery>,
    /// How many the next window has; nothing for all.
    window: Option<usize>,
    given: usize,
    is_cut: bool,
}

impl Candidates {
    /// For a query in Lucene's syntax, of which about `wanted` are wanted, or all.
    pub(crate) fn new(
        snapshot: SearchSnapshot,
        clause: &Clause,
        roles: &Roles,
        wanted: Option<usize>,
    ) -> Result<Self, SearchError> {
        let query = Building {
            fields: snapshot.role_fields(roles),
            analyser: Analyser::new(),
            keep_stops: !says_more(clause)?,
        }
        .clause(clause)?;
        let window = wanted.map(|wanted| {
            wanted
                .saturating_mul(WINDOW_SHARE)
                .clamp(WINDOW_MIN, CANDIDATES_MAX)
        });
        Ok(Self {
            snapshot,
            query,
            window,
            given: 0,
            is_cut: false,
        })
    }

    /// Whether there are more than are named.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The next ones; none at the end.
    pub(crate) fn more(&mut self) -> Result<Scored, SearchError> {
        let Some(query) = &self.query else {
            return Ok(Vec::new());
        };
        let failed = SearchError::index("search");
        let searcher = self.snapshot.searcher();
        let total = searcher.search(query, &Count).map_err(&failed)?;
        let left = total.min(CANDIDATES_MAX) - self.given;
        let window = self.window.map_or(left, |window| window.min(left));
        if window == 0 {
            self.is_cut = total > CANDIDATES_MAX;
            self.query = None;
            return Ok(Vec::new());
        }
        let best = TopDocs::with_limit(window).and_offset(self.given).order_by((
            (SortBySimilarityScore, Order::Desc),
            (SortByString::for_field(ENTITY), Order::Asc),
        ));
        let best = searcher.search(query, &best).map_err(&failed)?;
        self.given += best.len();
        self.window = self.window.map(|window| window.saturating_mul(WINDOW_SHARE));
        let named = best.into_iter().map(|((score, key), address)| {
            Ok((self.snapshot.entity_at(&key.unwrap_or_default(), address)?, score))
        });
        named.collect()
    }
}

/// What a query becomes in the index.
struct Building {
    fields: Vec<RoleFields>,
    analyser: Analyser,
    keep_stops: bool,
}

impl Building {
    /// What a clause becomes; nothing where it says nothing.
    fn clause(&mut self, clause: &Clause) -> Result<Option<BoxQuery>, SearchError> {
        Ok(match clause {
            Clause::Everything => Some(Box::new(ConstScoreQuery::new(Box::new(AllQuery), 1.0))),
            Clause::Field { clause, .. } => self.clause(clause)?,
            Clause::Words { .. } | Clause::Phrase(_) => {
                let query = leaf(clause)?;
                let mut all = Vec::new();
                for word in wanted_words(&query, self.keep_stops) {
                    all.push(self.word(word)?);
                }
                for phrase in &query.phrases {
                    all.push(self.phrase(phrase));
                }
                (!all.is_empty()).then(|| one_or(all, |all| Box::new(BooleanQuery::intersection(all))))
            }
            Clause::Group(clauses) => {
                let mut parts = Vec::new();
                for (occur, clause) in clauses {
                    let clausal = match occur {
                        Occur::Must => Clausal::Must,
                        Occur::Should => Clausal::Should,
                        Occur::MustNot => continue,
                    };
                    parts.extend(self.clause(clause)?.map(|query| (clausal, query)));
                }
                (!parts.is_empty()).then(|| -> BoxQuery { Box::new(BooleanQuery::new(parts)) })
            }
        })
    }

    fn word(&mut self, word: &Word) -> Result<BoxQuery, SearchError> {
        let whole = self.form(&word.whole, word.is_prefix)?;
        let Some((last, firsts)) = word.parts.split_last() else {
            return Ok(whole);
        };
        let mut parts = Vec::with_capacity(word.parts.len());
        for part in firsts {
            parts.push(self.form(part, false)?);
        }
        parts.push(self.form(last, word.is_prefix)?);
        let parts: BoxQuery = Box::new(BooleanQuery::intersection(parts));
        Ok(Box::new(DisjunctionMaxQuery::new(vec![whole, parts])))
    }

    /// A word by its exact form and its stems, or the words that begin with it.
    fn form(&mut self, form: &Form, is_prefix: bool) -> Result<BoxQuery, SearchError> {
        let mut stem =
            |language, is_stop: bool| (!is_stop).then(|| self.analyser.stem(language, &form.folded));
        let french = stem(Stemming::French, form.is_french_stop);
        let english = stem(Stemming::English, form.is_english_stop);
        let mut roles = Vec::with_capacity(self.fields.len());
        for fields in &self.fields {
            if is_prefix {
                // A folded word is letters, digits and marks alone: nothing that a pattern could read otherwise.
                let words = RegexQuery::from_pattern(&format!("{}.*", form.folded), fields.exact)
                    .map_err(SearchError::index("read a prefix"))?;
                roles.push(weighted(fields, Box::new(words)));
                continue;
            }
            let mut ways = vec![term(fields.exact, &form.folded, EXACT_WEIGHT)];
            ways.extend(french.as_deref().map(|stem| term(fields.french, stem, 1.0)));
            ways.extend(english.as_deref().map(|stem| term(fields.english, stem, 1.0)));
            roles.push(weighted(fields, Box::new(BooleanQuery::union(ways))));
        }
        Ok(best_of(roles))
    }

    fn phrase(&self, phrase: &[String]) -> BoxQuery {
        let roles = self.fields.iter().map(|fields| {
            let query: BoxQuery = if let [word] = phrase {
                term(fields.exact, word, 1.0)
            } else {
                let terms = phrase
                    .iter()
                    .map(|word| Term::from_field_text(fields.exact, word));
                Box::new(PhraseQuery::new(terms.collect()))
            };
            weighted(fields, query)
        });
        best_of(roles.collect())
    }
}

fn term(field: Field, text: &str, boost: f32) -> BoxQuery {
    let query = TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs);
    Box::new(BoostQuery::new(Box::new(query), boost))
}

fn weighted(fields: &RoleFields, query: BoxQuery) -> BoxQuery {
    Box::new(BoostQuery::new(query, fields.role.weight_alone()))
}

fn best_of(roles: Vec<BoxQuery>) -> BoxQuery {
    one_or(roles, |roles| {
        Box::new(DisjunctionMaxQuery::with_tie_breaker(roles, TIE_BREAKER))
    })
}

fn one_or(mut queries: Vec<BoxQuery>, several: impl FnOnce(Vec<BoxQuery>) -> BoxQuery) -> BoxQuery {
    match (queries.len(), queries.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            queries.extend(last);
            several(queries)
        }
    }
}
