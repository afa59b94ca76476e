//! From a parsed query to what is sought in the index, and to the filter that an entity must pass.
//!
//! Each word is looked for in every role (title, body…), by its exact form and by its stems. The filter's tree is as
//! deep as this sentence: clauses, fields, terms.

use std::collections::HashSet;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query, RegexQuery, TermSetQuery,
};
use tantivy::schema::Field;

use crate::analyser::Analyser;
use crate::document::bounded_key;
use crate::error::SearchError;
use crate::fields::Fields;
use crate::grammar::{Form, ParsedQuery, TypeName, Word};
use crate::language::{Reading, Stemming};
use crate::request::{GraphFilter, SearchRequest};
use crate::sought::{Analysis, Sought, Way};

/// Share of the words that an entity must have when too few have them all, in percent, rounded up: one word of up
/// to five, two of up to ten.
const RELAXED_WORDS_PERCENT: usize = 20;

/// Which of a request's filters a query applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Filtered,
    /// All but the filters by class: for the counts by class.
    AnyType,
}

/// The queries of one request.
pub(crate) struct Plan<'r> {
    fields: &'r Fields,
    request: &'r SearchRequest,
    query: ParsedQuery,
    analyser: Analyser,
    /// In which languages words are stemmed: both, unless the request keeps to one.
    reading: Reading,
}

type BoxQuery = Box<dyn Query>;

impl<'r> Plan<'r> {
    pub(crate) fn new(
        fields: &'r Fields,
        analyser: Analyser,
        request: &'r SearchRequest,
        query: ParsedQuery,
    ) -> Self {
        let mut reading = request.language.as_deref().map_or(Reading::BOTH, Reading::of_tag);
        if let [only] = query.languages.as_slice() {
            let asked = Reading::of_tag(only);
            reading = Reading {
                french: reading.french && asked.french,
                english: reading.english && asked.english,
            };
        }
        Self {
            fields,
            request,
            query,
            analyser,
            reading,
        }
    }

    /// Whether a filter by class is set.
    pub(crate) fn filters_types(&self) -> bool {
        !self.request.types.is_empty()
            || !self.query.types.is_empty()
            || !self.query.excluded_types.is_empty()
    }

    /// The words that count: all but stop words, or all when there is nothing else.
    fn demanded_words(&self) -> impl Iterator<Item = &Word> {
        let says_more =
            self.query.words.iter().any(|word| !self.is_stop(word)) || !self.query.phrases.is_empty();
        self.query
            .words
            .iter()
            .filter(move |word| !says_more || !self.is_stop(word))
    }

    fn is_stop(&self, word: &Word) -> bool {
        match (self.reading.french, self.reading.english) {
            (true, false) => word.is_stop() && word.whole.is_french_stop,
            (false, true) => word.is_stop() && word.whole.is_english_stop,
            _ => word.is_stop(),
        }
    }

    /// Whether the text has signs but nothing that can be searched.
    pub(crate) fn is_noise(&self) -> bool {
        self.query.is_noise
    }

    /// What is to be found: the words that count, and those of the phrases.
    pub(crate) fn sought(&mut self) -> Vec<Sought> {
        let words: Vec<Word> = self.demanded_words().cloned().collect();
        let mut sought: Vec<Sought> = words.iter().map(|word| self.sought_word(word)).collect();
        // A phrase is a filter too; its words say how much it is worth.
        for phrase in &self.query.phrases {
            let words = phrase.iter().map(|word| Sought::exact(word));
            sought.extend(words);
        }
        sought
    }

    fn sought_word(&mut self, word: &Word) -> Sought {
        let Some((last, firsts)) = word.parts.split_last() else {
            return self.sought_form(&word.whole, word.is_prefix);
        };
        let mut parts: Vec<Sought> = firsts.iter().map(|part| self.sought_form(part, false)).collect();
        parts.push(self.sought_form(last, word.is_prefix));
        Sought {
            parts,
            word: None,
            ..self.sought_form(&word.whole, word.is_prefix)
        }
    }

    fn sought_form(&mut self, form: &Form, is_prefix: bool) -> Sought {
        if is_prefix {
            return Sought::beginning(&form.folded);
        }
        let mut sought = Sought::exact(&form.folded);
        for (language, analysis) in [
            (Stemming::French, Analysis::French),
            (Stemming::English, Analysis::English),
        ] {
            if let Some(stem) = self.stem(language, form) {
                sought.ways.push(Way::one(analysis, &stem));
            }
        }
        // A word that says little is like many that do.
        sought.word = (!form.is_stop()).then(|| form.folded.clone());
        sought
    }

    /// How many of so many words an entity must have when too few have them all.
    pub(crate) fn relaxed(words: usize) -> usize {
        (words * RELAXED_WORDS_PERCENT).div_ceil(100).max(1)
    }

    /// What an entity must pass besides: phrases, exclusions, filters; `None` when there is nothing.
    pub(crate) fn filter(&mut self, scope: Scope) -> Result<Option<BoxQuery>, SearchError> {
        let mut clauses: Vec<(Occur, BoxQuery)> = Vec::new();
        for phrase in &self.query.phrases {
            clauses.push((Occur::Must, self.phrase(phrase)));
        }
        for word in self.query.excluded_words.clone() {
            let excluded = self.word(&word)?;
            clauses.push((Occur::MustNot, excluded));
        }
        for phrase in &self.query.excluded_phrases {
            clauses.push((Occur::MustNot, self.phrase(phrase)));
        }
        self.add_filters(scope, &mut clauses);
        if clauses.is_empty() {
            return Ok(None);
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, Box::new(AllQuery)));
        }
        Ok(Some(Box::new(BooleanQuery::new(clauses))))
    }

    /// Words to mark in what is shown.
    pub(crate) fn marks(&mut self) -> Marks {
        let mut marks = Marks::default();
        let words: Vec<Word> = self.demanded_words().cloned().collect();
        for word in &words {
            let (last, firsts) = match word.parts.split_last() {
                Some((last, firsts)) => (Some(last), firsts),
                None => (None, &[][..]),
            };
            for open_ended in std::iter::once(&word.whole).chain(last) {
                if word.is_prefix {
                    marks.prefixes.push(open_ended.folded.clone());
                } else {
                    self.mark_form(open_ended, &mut marks);
                }
            }
            for part in firsts {
                self.mark_form(part, &mut marks);
            }
        }
        for phrase in &self.query.phrases {
            marks.exact.extend(phrase.iter().cloned());
        }
        marks
    }

    fn mark_form(&mut self, form: &Form, marks: &mut Marks) {
        if let Some(stem) = self.stem(Stemming::French, form) {
            marks.french.insert(stem);
        }
        if let Some(stem) = self.stem(Stemming::English, form) {
            marks.english.insert(stem);
        }
        marks.exact.insert(form.folded.clone());
    }

    /// The stem of a word in a language in which it is no stop word.
    fn stem(&mut self, language: Stemming, form: &Form) -> Option<String> {
        let is_stop = match language {
            Stemming::French => form.is_french_stop,
            Stemming::English => form.is_english_stop,
        };
        (self.reading.reads(language) && !is_stop).then(|| self.analyser.stem(language, &form.folded))
    }

    /// The entities that have a word.
    fn word(&mut self, word: &Word) -> Result<BoxQuery, SearchError> {
        let whole = if word.is_prefix {
            self.prefix(&word.whole)?
        } else {
            self.form(&word.whole)
        };
        let Some((last, firsts)) = word.parts.split_last() else {
            return Ok(whole);
        };
        let mut parts: Vec<BoxQuery> = firsts.iter().map(|part| self.form(part)).collect();
        parts.push(if word.is_prefix {
            self.prefix(last)?
        } else {
            self.form(last)
        });
        let parts = Box::new(BooleanQuery::intersection(parts));
        Ok(Box::new(BooleanQuery::union(vec![whole, parts])))
    }

    /// A word in any role, by its exact form and its stems.
    fn form(&mut self, form: &Form) -> BoxQuery {
        let french = self.stem(Stemming::French, form);
        let english = self.stem(Stemming::English, form);
        let terms = self.fields.roles.iter().flat_map(|fields| {
            let mut terms = vec![Term::from_field_text(fields.exact, &form.folded)];
            let stems = [(fields.french, &french), (fields.english, &english)];
            terms.extend(
                stems
                    .into_iter()
                    .filter_map(|(field, stem)| Some(Term::from_field_text(field, stem.as_deref()?))),
            );
            terms
        });
        Box::new(TermSetQuery::new(terms.collect::<Vec<_>>()))
    }

    /// The words of every role that begin with a form.
    fn prefix(&self, form: &Form) -> Result<BoxQuery, SearchError> {
        // A folded word is letters, digits and marks alone: nothing that a pattern could read otherwise.
        let pattern = format!("{}.*", form.folded);
        let mut roles: Vec<BoxQuery> = Vec::new();
        for fields in &self.fields.roles {
            let words = RegexQuery::from_pattern(&pattern, fields.exact)
                .map_err(SearchError::index("read a prefix"))?;
            roles.push(Box::new(words));
        }
        Ok(Box::new(BooleanQuery::union(roles)))
    }

    /// Words that follow one another in one text.
    fn phrase(&self, phrase: &[String]) -> BoxQuery {
        let roles = self.fields.roles.iter().map(|fields| -> BoxQuery {
            let terms = phrase
                .iter()
                .map(|word| Term::from_field_text(fields.exact, word));
            match phrase {
                [_] => Box::new(TermSetQuery::new(terms.collect::<Vec<_>>())),
                _ => Box::new(PhraseQuery::new(terms.collect())),
            }
        });
        Box::new(BooleanQuery::union(roles.collect()))
    }

    fn add_filters(&self, scope: Scope, clauses: &mut Vec<(Occur, BoxQuery)>) {
        let mut must = |query: BoxQuery| clauses.push((Occur::Must, query));
        if let GraphFilter::Only(graphs) = &self.request.graphs {
            must(any_of(
                self.fields.graph,
                graphs.iter().map(|graph| bounded_key(graph.to_string())),
            ));
        }
        if let Some(language) = &self.request.language {
            let language = crate::language::primary_subtag(language);
            must(any_of(self.fields.language, std::iter::once(language)));
        }
        if !self.query.languages.is_empty() {
            must(any_of(self.fields.language, self.query.languages.iter().cloned()));
        }
        if scope == Scope::Filtered {
            if !self.request.types.is_empty() {
                let types = self
                    .request
                    .types
                    .iter()
                    .map(|class| bounded_key(class.as_str().to_owned()));
                must(any_of(self.fields.class, types));
            }
            if !self.query.types.is_empty() {
                must(self.any_type(&self.query.types));
            }
        }
        let excluded = &self.query.excluded_languages;
        if !excluded.is_empty() {
            let query = any_of(self.fields.language, excluded.iter().cloned());
            clauses.push((Occur::MustNot, query));
        }
        if scope == Scope::Filtered && !self.query.excluded_types.is_empty() {
            clauses.push((Occur::MustNot, self.any_type(&self.query.excluded_types)));
        }
    }

    fn any_type(&self, names: &[TypeName]) -> BoxQuery {
        let terms = names.iter().map(|name| match name {
            TypeName::Iri(iri) => Term::from_field_text(self.fields.class, &bounded_key(iri.clone())),
            TypeName::Local(name) => {
                Term::from_field_text(self.fields.class_name, &bounded_key(name.clone()))
            }
        });
        Box::new(TermSetQuery::new(terms.collect::<Vec<_>>()))
    }
}

/// What to mark in a text: folded words, stems by language, beginnings of words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) exact: HashSet<String>,
    pub(crate) french: HashSet<String>,
    pub(crate) english: HashSet<String>,
    pub(crate) prefixes: Vec<String>,
}

fn any_of(field: Field, values: impl Iterator<Item = String>) -> BoxQuery {
    let terms: Vec<Term> = values.map(|value| Term::from_field_text(field, &value)).collect();
    if terms.is_empty() {
        Box::new(EmptyQuery)
    } else {
        Box::new(TermSetQuery::new(terms))
    }
}
