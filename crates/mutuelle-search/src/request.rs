//! What is asked and what is answered.

use oxrdf::{GraphName, NamedNode, NamedOrBlankNode};

use crate::document::Text;
use crate::error::SearchError;

/// Most characters of a query's text.
pub const QUERY_CHARS_MAX: usize = 2_000;
/// Most words of a query, the parts of compounds and the words of phrases included.
pub const QUERY_TERMS_MAX: usize = 64;
/// Fewest letters before the `*` of a prefix: a single one would walk a good part of the dictionary.
pub const PREFIX_CHARS_MIN: usize = 2;
/// The last hit that can be reached (`offset + limit`).
pub const WINDOW_MAX: usize = 10_000;
/// Longest snippet, in characters.
pub const SNIPPET_CHARS_MAX: usize = 1_000;

/// Which graphs a search may see.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum GraphFilter {
    #[default]
    All,
    /// Only entities that one of these graphs speaks of; an empty list lets nothing through.
    Only(Vec<GraphName>),
}

/// A text search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRequest {
    /// Words, "phrases", -exclusions, prefix*, `type:` and `lang:`. All words are required as long as that finds
    /// enough (see [`SearchPage::relaxed`]). An empty text finds every entity that passes the filters.
    pub text: String,
    /// Entities of any of these classes; empty for all.
    pub types: Vec<NamedNode>,
    pub graphs: GraphFilter,
    /// Only entities with text in this language (its primary subtag counts: `fr` for `fr-CA`).
    pub language: Option<String>,
    pub offset: usize,
    /// 0 asks for the counts alone.
    pub limit: usize,
    /// 0 asks for no snippets.
    pub snippet_chars_max: usize,
    /// The reader's languages, best first, for the choice among several titles.
    pub ui_languages: Vec<String>,
}

impl SearchRequest {
    /// The first twenty hits for a text, without filters.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            types: Vec::new(),
            graphs: GraphFilter::All,
            language: None,
            offset: 0,
            limit: 20,
            snippet_chars_max: 240,
            ui_languages: Vec::new(),
        }
    }

    /// Checks every bound that does not need the words of the text.
    pub(crate) fn check_bounds(&self) -> Result<(), SearchError> {
        let chars = self.text.chars().count();
        if chars > QUERY_CHARS_MAX {
            return Err(SearchError::QueryTooLong { chars });
        }
        let end = self.offset.saturating_add(self.limit);
        if end > WINDOW_MAX {
            return Err(SearchError::WindowTooDeep { end });
        }
        if self.snippet_chars_max > SNIPPET_CHARS_MAX {
            return Err(SearchError::SnippetTooLong {
                chars: self.snippet_chars_max,
            });
        }
        Ok(())
    }
}

/// One page of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchPage {
    /// The change up to which the answer is complete.
    pub seq: u64,
    /// All hits, beyond this page too.
    pub total: usize,
    /// Hardly any entity had all the words: among the hits are some that have only a part of them, or words that are
    /// like them.
    pub relaxed: bool,
    /// Words that stand nowhere, with what was taken for them.
    pub meant: Vec<Meant>,
    /// By falling score; those worth the same in an order of the data alone, lists without words by name.
    pub hits: Vec<Hit>,
    /// How many hits each class has when the filter by class is left aside, most first, then by IRI.
    pub types: Vec<(NamedNode, usize)>,
}

/// A word of the request that no text has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// Folded: in lower case, without accents.
    pub word: String,
    /// The nearest word that stands somewhere, as a hit of this page writes it, or folded.
    pub taken_for: String,
}

/// One entity found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub entity: NamedOrBlankNode,
    /// Comparable within one answer only.
    pub score: f32,
    pub types: Vec<NamedNode>,
    pub graphs: Vec<GraphName>,
    pub title: Text,
    /// The language of the text that the snippet comes from, or else of the title.
    pub language: Option<String>,
    /// Empty when no snippet was asked for.
    pub snippet: Vec<SnippetPart>,
    pub date_ms: Option<i64>,
}

/// A piece of a snippet; the pieces put together are the snippet's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SnippetPart {
    Plain(String),
    /// A word of the query.
    Marked(String),
}

/// Entities in the order of their score, without what a page needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    pub seq: u64,
    pub total: usize,
    pub relaxed: bool,
    pub entities: Vec<(NamedOrBlankNode, f32)>,
}
