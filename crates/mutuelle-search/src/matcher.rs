//! Whether one text has the words of a query, by the same analysis as the index has.
//!
//! The index knows entities; a query over data asks about single literals, in the graphs that it sees. So the index
//! tells which entities may do, and each of their literals is read here.

use rustc_hash::FxHashMap;

use crate::analyser::Analyser;
use crate::error::SearchError;
use crate::folding::{fold, lower_case, strip_accents};
use crate::grammar::{Form, ParsedQuery, Word, parse};
use crate::index::local_name;
use crate::language::{Reading, Stemming, primary_subtag};
use crate::lucene::{Clause, Occur};
use crate::request::QUERY_TERMS_MAX;
use crate::stopwords::is_stop_word;
use crate::words::{Span, WordScanner};

/// How many different words of texts are remembered; all are forgotten when one more comes.
const WORDS_REMEMBERED_MAX: usize = 50_000;

/// What a text must have. Words and phrases stand by their number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Need {
    Word(usize),
    Phrase(usize),
    All(Vec<Need>),
    Any(Vec<Need>),
    /// In a literal of a property with this local name.
    Field(String, Box<Need>),
    Not(Box<Need>),
}

/// The words of a query in every form in which a text may have them.
#[derive(Debug, Default)]
struct Wanted {
    exact: FxHashMap<String, Vec<usize>>,
    french: FxHashMap<String, Vec<usize>>,
    english: FxHashMap<String, Vec<usize>>,
    prefixes: Vec<(String, usize)>,
    words: usize,
    /// The words of each phrase.
    phrases: Vec<Vec<usize>>,
    /// All of them, folded, by number.
    phrase_words: FxHashMap<String, usize>,
}

/// What a word of a text has of the query.
#[derive(Debug, Default, PartialEq, Eq)]
struct Has {
    exact: Vec<usize>,
    /// If the text is read in the language.
    french: Vec<usize>,
    english: Vec<usize>,
    of_phrase: Option<usize>,
}

/// What texts were found to have.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    words: Vec<bool>,
    phrases: Vec<bool>,
}

/// Reads texts for the words of one query.
pub(crate) struct Matcher {
    analyser: Analyser,
    wanted: Wanted,
    need: Need,
    seen: Seen,
    /// Where the words of phrases stand in the present text.
    places: Vec<Vec<usize>>,
    /// What different words of texts have, by their place in `known`.
    words: FxHashMap<Box<str>, Option<usize>>,
    known: Vec<Has>,
}

/// The parts of a query while it becomes needs.
struct Compiling {
    analyser: Analyser,
    wanted: Wanted,
    known: FxHashMap<(String, bool), usize>,
    terms: usize,
}

impl Matcher {
    /// For a query in Lucene's syntax.
    ///
    /// # Errors
    /// Too many words, too short a prefix.
    pub(crate) fn of_clause(clause: &Clause) -> Result<Self, SearchError> {
        let mut compiling = Compiling::new();
        let keep_stops = !says_more(clause)?;
        let need = compiling
            .clause(clause, keep_stops)?
            .unwrap_or(Need::Any(Vec::new()));
        Ok(compiling.finish(need))
    }

    /// For a query of our own grammar: all its words, in whichever texts of an entity.
    pub(crate) fn of_query(query: &ParsedQuery) -> Self {
        let mut compiling = Compiling::new();
        let says_more = query.words.iter().any(|word| !word.is_stop()) || !query.phrases.is_empty();
        let mut needs = Vec::new();
        for word in query.words.iter().filter(|word| !says_more || !word.is_stop()) {
            needs.push(compiling.word(word));
        }
        for phrase in &query.phrases {
            needs.push(compiling.phrase(phrase.clone()));
        }
        for word in &query.excluded_words {
            let excluded = compiling.word(word);
            needs.push(Need::Not(Box::new(excluded)));
        }
        for phrase in &query.excluded_phrases {
            let excluded = compiling.phrase(phrase.clone());
            needs.push(Need::Not(Box::new(excluded)));
        }
        compiling.finish(Need::All(needs))
    }

    /// Whether one literal has what the query needs. `field` is the local name of its property.
    pub(crate) fn accepts(&mut self, field: &str, text: &str, language: Option<&str>) -> bool {
        self.seen.clear();
        self.read(text, language, None);
        self.holds(field)
    }

    /// Whether several texts have it together; a phrase has to stand in one of them.
    pub(crate) fn accepts_together<'t>(
        &mut self,
        texts: impl Iterator<Item = (&'t str, Option<&'t str>)>,
    ) -> bool {
        self.seen.clear();
        for (text, language) in texts {
            self.read(text, language, None);
        }
        self.holds("")
    }

    /// Where the words of the query stand in a text, in order and without overlap; and how many different ones.
    pub(crate) fn marks(&mut self, text: &str, language: Option<&str>) -> (Vec<Span>, usize) {
        self.seen.clear();
        let mut spans = Vec::new();
        self.read(text, language, Some(&mut spans));
        // Of those that begin together the longest: a compound before its parts.
        spans.sort_unstable_by_key(|span| (span.from, usize::MAX - span.to));
        let mut end = 0;
        spans.retain(|span| {
            let is_free = span.from >= end;
            if is_free {
                end = span.to;
            }
            is_free
        });
        let different = self.seen.words.iter().chain(&self.seen.phrases);
        (spans, different.filter(|seen| **seen).count())
    }

    fn holds(&self, field: &str) -> bool {
        holds(&self.need, &self.seen, field)
    }

    /// Reads a text once. Each different word is analysed once for all texts: a language has few of them, and folding and
    /// stemming one takes longer than finding a hundred.
    fn read(&mut self, text: &str, language: Option<&str>, mut spans: Option<&mut Vec<Span>>) {
        let mut reading = None;
        let (mut parts, mut position) = (Vec::new(), 0);
        let mut scanner = WordScanner::new(text);
        self.places.iter_mut().for_each(Vec::clear);
        while let Some(word) = scanner.next_word(&mut parts) {
            let whole = (parts.len() > 1).then_some((word, position));
            let each = parts.iter().enumerate().map(|(at, part)| (*part, position + at));
            for (span, position) in whole.into_iter().chain(each) {
                let Some(place) = self.known(&text[span.from..span.to]) else {
                    continue;
                };
                let has = &self.known[place];
                let mut is_found = self.seen.note(&has.exact);
                if let Some(word) = has.of_phrase {
                    self.places[word].push(position);
                    is_found = true;
                }
                if !has.french.is_empty() || !has.english.is_empty() {
                    let reading = *reading.get_or_insert_with(|| Reading::of_text(text, language));
                    is_found |= reading.french && self.seen.note(&has.french);
                    is_found |= reading.english && self.seen.note(&has.english);
                }
                if is_found && let Some(spans) = spans.as_deref_mut() {
                    spans.push(span);
                }
            }
            position += parts.len();
        }
        for (phrase, found) in self.wanted.phrases.iter().zip(&mut self.seen.phrases) {
            *found = *found || follows(phrase, &self.places);
        }
    }

    /// Where it stands what a word of a text has of the query; nothing for most words.
    fn known(&mut self, word: &str) -> Option<usize> {
        if let Some(known) = self.words.get(word) {
            return *known;
        }
        if self.words.len() >= WORDS_REMEMBERED_MAX {
            self.words.clear();
            self.known.clear();
        }
        let has = self.analysed(word);
        let place = has.map(|has| {
            self.known.push(has);
            self.known.len() - 1
        });
        self.words.insert(word.into(), place);
        place
    }

    fn analysed(&mut self, word: &str) -> Option<Has> {
        let (mut lower, wanted) = (String::new(), &self.wanted);
        lower_case(word, &mut lower);
        let mut folded = lower.clone();
        strip_accents(&mut folded);
        if folded.is_empty() {
            return None;
        }
        let words =
            |from: &FxHashMap<String, Vec<usize>>, key: &str| from.get(key).cloned().unwrap_or_default();
        let mut has = Has {
            exact: words(&wanted.exact, &folded),
            of_phrase: wanted.phrase_words.get(&folded).copied(),
            ..Has::default()
        };
        let prefixes = wanted.prefixes.iter();
        let begun = prefixes.filter(|(prefix, _)| folded.starts_with(prefix.as_str()));
        has.exact.extend(begun.map(|(_, word)| *word));
        for (stemming, stems, into) in [
            (Stemming::French, &wanted.french, &mut has.french),
            (Stemming::English, &wanted.english, &mut has.english),
        ] {
            if !stems.is_empty() && !is_stop_word(stemming, &lower) {
                *into = words(stems, &self.analyser.stem(stemming, &folded));
            }
        }
        (has != Has::default()).then_some(has)
    }
}

impl Seen {
    fn clear(&mut self) {
        self.words.fill(false);
        self.phrases.fill(false);
    }

    /// Notes words; whether there were any.
    fn note(&mut self, words: &[usize]) -> bool {
        for word in words {
            self.words[*word] = true;
        }
        !words.is_empty()
    }
}

fn holds(need: &Need, seen: &Seen, field: &str) -> bool {
    match need {
        Need::Word(word) => seen.words[*word],
        Need::Phrase(phrase) => seen.phrases[*phrase],
        Need::All(needs) => needs.iter().all(|need| holds(need, seen, field)),
        Need::Any(needs) => needs.iter().any(|need| holds(need, seen, field)),
        Need::Field(name, need) => name == field && holds(need, seen, field),
        Need::Not(need) => !holds(need, seen, field),
    }
}

/// Whether the words of a phrase stand one after the other.
fn follows(phrase: &[usize], places: &[Vec<usize>]) -> bool {
    let Some(first) = phrase.first() else {
        return false;
    };
    places[*first].iter().any(|begin| {
        let stands = |(offset, word): (usize, &usize)| places[*word].contains(&(begin + offset));
        phrase.iter().enumerate().all(stands)
    })
}

impl Compiling {
    fn new() -> Self {
        Self {
            analyser: Analyser::new(),
            wanted: Wanted::default(),
            known: FxHashMap::default(),
            terms: 0,
        }
    }

    fn finish(self, need: Need) -> Matcher {
        let seen = Seen {
            words: vec![false; self.wanted.words],
            phrases: vec![false; self.wanted.phrases.len()],
        };
        Matcher {
            analyser: self.analyser,
            need,
            seen,
            places: vec![Vec::new(); self.wanted.phrase_words.len()],
            words: FxHashMap::default(),
            known: Vec::new(),
            wanted: self.wanted,
        }
    }

    /// What a clause needs; nothing where it says nothing.
    fn clause(&mut self, clause: &Clause, keep_stops: bool) -> Result<Option<Need>, SearchError> {
        Ok(match clause {
            Clause::Everything => Some(Need::All(Vec::new())),
            Clause::Words { .. } | Clause::Phrase(_) => {
                let query = leaf(clause)?;
                self.count(&query)?;
                let mut needs = Vec::new();
                for word in wanted_words(&query, keep_stops) {
                    needs.push(self.word(word));
                }
                for phrase in query.phrases {
                    needs.push(self.phrase(phrase));
                }
                (!needs.is_empty()).then(|| one_or(needs, Need::All))
            }
            Clause::Field { name, clause } => self
                .clause(clause, keep_stops)?
                .map(|need| Need::Field(field_name(name), Box::new(need))),
            Clause::Group(clauses) => self.group(clauses, keep_stops)?,
        })
    }

    fn group(&mut self, clauses: &[(Occur, Clause)], keep_stops: bool) -> Result<Option<Need>, SearchError> {
        let (mut must, mut should, mut excluded) = (Vec::new(), Vec::new(), Vec::new());
        for (occur, clause) in clauses {
            // `-le` is meant as it is written.
            let keep_stops = keep_stops || *occur == Occur::MustNot;
            let Some(need) = self.clause(clause, keep_stops)? else {
                continue;
            };
            match occur {
                Occur::Must => must.push(need),
                Occur::Should => should.push(need),
                Occur::MustNot => excluded.push(Need::Not(Box::new(need))),
            }
        }
        if must.is_empty() {
            if should.is_empty() && excluded.is_empty() {
                return Ok(None);
            }
            // Exclusions alone find nothing, as in Lucene.
            must.push(one_or(should, Need::Any));
        }
        must.append(&mut excluded);
        Ok(Some(one_or(must, Need::All)))
    }

    fn count(&mut self, query: &ParsedQuery) -> Result<(), SearchError> {
        let words = query
            .words
            .iter()
            .map(|word| word.parts.len().max(1))
            .sum::<usize>();
        self.terms += words + query.phrases.iter().map(Vec::len).sum::<usize>();
        if self.terms > QUERY_TERMS_MAX {
            return Err(SearchError::TooManyTerms { terms: self.terms });
        }
        Ok(())
    }

    fn word(&mut self, word: &Word) -> Need {
        let whole = self.form(&word.whole, word.is_prefix);
        let Some((last, firsts)) = word.parts.split_last() else {
            return whole;
        };
        let mut parts: Vec<Need> = firsts.iter().map(|part| self.form(part, false)).collect();
        parts.push(self.form(last, word.is_prefix));
        Need::Any(vec![whole, Need::All(parts)])
    }

    fn form(&mut self, form: &Form, is_prefix: bool) -> Need {
        let key = (form.folded.clone(), is_prefix);
        if let Some(known) = self.known.get(&key) {
            return Need::Word(*known);
        }
        let word = self.wanted.words;
        self.wanted.words += 1;
        self.known.insert(key, word);
        let folded = form.folded.clone();
        if is_prefix {
            self.wanted.prefixes.push((folded, word));
            return Need::Word(word);
        }
        if !form.is_french_stop {
            let stem = self.analyser.stem(Stemming::French, &folded);
            self.wanted.french.entry(stem).or_default().push(word);
        }
        if !form.is_english_stop {
            let stem = self.analyser.stem(Stemming::English, &folded);
            self.wanted.english.entry(stem).or_default().push(word);
        }
        self.wanted.exact.entry(folded).or_default().push(word);
        Need::Word(word)
    }

    fn phrase(&mut self, phrase: Vec<String>) -> Need {
        let known = &mut self.wanted.phrase_words;
        let numbered = phrase.into_iter().map(|word| {
            let next = known.len();
            *known.entry(word).or_insert(next)
        });
        self.wanted.phrases.push(numbered.collect());
        Need::Phrase(self.wanted.phrases.len() - 1)
    }
}

fn one_or(mut needs: Vec<Need>, several: impl FnOnce(Vec<Need>) -> Need) -> Need {
    match (needs.len(), needs.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            needs.extend(last);
            several(needs)
        }
    }
}

/// What a leaf says in our own grammar, without its signs.
pub(crate) fn leaf(clause: &Clause) -> Result<ParsedQuery, SearchError> {
    parse(&leaf_text(clause))
}

/// A leaf as a text of our own grammar.
pub(crate) fn leaf_text(clause: &Clause) -> String {
    let bare = |text: &str| text.replace(['"', '“', '”', '«', '»', ':', '*'], " ");
    match clause {
        Clause::Phrase(text) => format!("\"{}\"", bare(text)),
        Clause::Words { text, is_prefix } => {
            let words = bare(text);
            // A sign of ours at the beginning of a word would be one.
            let words = words.split_whitespace().map(|word| word.trim_start_matches('-'));
            let words = words.collect::<Vec<_>>().join(" ");
            format!("{words}{}", if *is_prefix { "*" } else { "" })
        }
        Clause::Everything | Clause::Field { .. } | Clause::Group(_) => String::new(),
    }
}

/// The words of a leaf that count: its stop words only where it, or the whole query, has no others.
pub(crate) fn wanted_words(query: &ParsedQuery, keep_stops: bool) -> impl Iterator<Item = &Word> {
    let has_others = query.words.iter().any(|word| !word.is_stop());
    let keep = keep_stops && !has_others;
    query.words.iter().filter(move |word| keep || !word.is_stop())
}

/// Whether a query has anything that is no stop word.
pub(crate) fn says_more(clause: &Clause) -> Result<bool, SearchError> {
    Ok(match clause {
        Clause::Everything => true,
        Clause::Words { .. } => leaf(clause)?.words.iter().any(|word| !word.is_stop()),
        Clause::Phrase(_) => !leaf(clause)?.phrases.is_empty(),
        Clause::Field { clause, .. } => says_more(clause)?,
        Clause::Group(clauses) => {
            for (occur, clause) in clauses {
                if *occur != Occur::MustNot && says_more(clause)? {
                    return Ok(true);
                }
            }
            false
        }
    })
}

/// Whether a text is in one of these languages, by its tag or by what it looks like.
pub(crate) fn is_in(languages: &[String], text: &str, tag: Option<&str>) -> bool {
    let language = match tag {
        Some(tag) => Some(primary_subtag(tag)),
        None => Reading::of_text(text, None).tag().map(str::to_owned),
    };
    language.is_some_and(|language| languages.contains(&language))
}

/// The local name of a property as a query names a field: accents and case do not count.
pub(crate) fn field_name(property: &str) -> String {
    fold(local_name(property))
}
