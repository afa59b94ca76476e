//! A query over literals or entities, as one that joins text with data asks it.

use crate::candidates::{Candidates, Roles, Scored};
use crate::document::Text;
use crate::error::SearchError;
use crate::grammar::parse;
use crate::lucene::{self, Clause};
use crate::matcher::{Matcher, field_name, is_in};
use crate::passage::Marking;
use crate::ranked::Ranked;
use crate::request::{GraphFilter, QUERY_CHARS_MAX};
use crate::snapshot::SearchSnapshot;

/// Candidates of one query, and a way to look at their texts.
pub struct Probe {
    source: Source,
    matcher: Matcher,
    fields: Vec<String>,
    /// Only entities with text in one of these, or none of those.
    languages: Vec<String>,
    excluded_languages: Vec<String>,
}

enum Source {
    Literals(Candidates),
    Entities(Ranked),
}

impl SearchSnapshot {
    /// A query for literals in some roles, of which about `wanted` are wanted, or all; in the part of Lucene's syntax that `docs/search.md` describes.
    ///
    /// # Errors
    /// A text that is not understood, or too long.
    pub fn literals(&self, text: &str, roles: &Roles, wanted: Option<usize>) -> Result<Probe, SearchError> {
        let clause = lucene::read(text)?;
        let matcher = Matcher::of_clause(&clause)?;
        let mut fields = Vec::new();
        note_fields(&clause, &mut fields);
        Ok(Probe {
            source: Source::Literals(Candidates::new(self.clone(), &clause, roles, wanted)?),
            matcher,
            fields,
            languages: Vec::new(),
            excluded_languages: Vec::new(),
        })
    }

    /// A query for entities that these graphs speak of, in our own grammar.
    ///
    /// # Errors
    /// A text that is too long, or has too many words.
    pub fn entities_matching(&self, text: &str, graphs: GraphFilter) -> Result<Probe, SearchError> {
        let chars = text.chars().count();
        if chars > QUERY_CHARS_MAX {
            return Err(SearchError::QueryTooLong { chars });
        }
        let query = parse(text)?;
        Ok(Probe {
            source: Source::Entities(Ranked::new(self.clone(), text, graphs)),
            matcher: Matcher::of_query(&query),
            fields: Vec::new(),
            languages: query.languages,
            excluded_languages: query.excluded_languages,
        })
    }
}

impl Probe {
    /// The next entities that may do, best first; none at the end.
    ///
    /// # Errors
    /// The index's.
    pub fn more(&mut self) -> Result<Scored, SearchError> {
        match &mut self.source {
            Source::Literals(candidates) => candidates.more(),
            Source::Entities(ranked) => ranked.more(),
        }
    }

    /// Whether there were more than the index serves ([`CANDIDATES_MAX`](crate::CANDIDATES_MAX)).
    pub fn is_cut(&self) -> bool {
        match &self.source {
            Source::Literals(candidates) => candidates.is_cut(),
            Source::Entities(ranked) => ranked.is_cut(),
        }
    }

    /// Whether entities with only a part of the words are among them.
    pub fn is_relaxed(&self) -> bool {
        match &self.source {
            Source::Literals(_) => false,
            Source::Entities(ranked) => ranked.is_relaxed(),
        }
    }

    /// The fields that the query names, folded.
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// Whether a literal of a property has what is asked.
    pub fn accepts(&mut self, property: &str, text: &str, language: Option<&str>) -> bool {
        if self.fields.is_empty() {
            return self.matcher.accepts("", text, language);
        }
        self.matcher.accepts(&field_name(property), text, language)
    }

    /// Whether an entity's texts have together what is asked.
    pub fn accepts_together(&mut self, texts: &[Text]) -> bool {
        let any_in = |languages: &[String]| {
            texts
                .iter()
                .any(|text| is_in(languages, &text.value, text.language.as_deref()))
        };
        if !self.languages.is_empty() && !any_in(&self.languages) {
            return false;
        }
        if !self.excluded_languages.is_empty() && any_in(&self.excluded_languages) {
            return false;
        }
        let texts = texts.iter();
        self.matcher
            .accepts_together(texts.map(|text| (text.value.as_str(), text.language.as_deref())))
    }

    /// How many different words and phrases of the query a text has.
    pub fn count(&mut self, text: &str, language: Option<&str>) -> usize {
        self.matcher.marks(text, language).1
    }

    /// A text with the words of the query marked.
    pub fn marked(&mut self, text: &str, language: Option<&str>, marking: &Marking) -> String {
        let (spans, _) = self.matcher.marks(text, language);
        marking.marked(text, &spans)
    }
}

/// The name by which a query asks for a property: its folded local name.
pub fn field_of(property: &str) -> String {
    field_name(property)
}

fn note_fields(clause: &Clause, fields: &mut Vec<String>) {
    match clause {
        Clause::Field { name, clause } => {
            fields.push(field_name(name));
            note_fields(clause, fields);
        }
        Clause::Group(clauses) => clauses.iter().for_each(|(_, clause)| note_fields(clause, fields)),
        Clause::Everything | Clause::Words { .. } | Clause::Phrase(_) => {}
    }
}
