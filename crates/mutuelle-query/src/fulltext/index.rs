//! What a query asks of a text index, whichever it is.

use crate::error::{QueryError, SyntaxError};
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode};
use std::error::Error;
use std::sync::Arc;

/// A text index at the seq of the data that a query sees. Whoever has one gives it to a [`Budget`](crate::Budget).
pub type Texts = Arc<dyn TextIndex>;

/// A text index whose documents are entities.
pub trait TextIndex: Send + Sync {
    /// The properties whose literals it reads; without `linked` those of an entity's own text alone.
    fn properties(&self, linked: bool) -> Vec<NamedNode>;
    /// The properties that name a resource where another one points to it.
    fn label_properties(&self) -> Vec<NamedNode>;
    /// What has a literal of one of these properties that matches, in the syntax of Jena's `text:query`; about `wanted` of
    /// them are wanted, or all.
    ///
    /// # Errors
    /// A text that is not understood.
    fn literals(
        &self,
        text: &str,
        properties: &[NamedNode],
        wanted: Option<usize>,
    ) -> Result<Box<dyn TextHits>, TextFailure>;
    /// What matches as a whole, in the syntax of text search; only what these graphs speak of, where some are given.
    ///
    /// # Errors
    /// A text that is not understood.
    fn entities(&self, text: &str, graphs: Option<Vec<GraphName>>) -> Result<Box<dyn TextHits>, TextFailure>;
    /// Entities that have changed since the index's seq and may match as well.
    fn changed(&self) -> Vec<NamedOrBlankNode> {
        Vec::new()
    }
}

/// Entities that may match, and a way to find out.
pub trait TextHits {
    /// The next ones with their score, best first, each once; none at the end.
    ///
    /// # Errors
    /// The index's.
    fn more(&mut self) -> Result<Vec<(NamedOrBlankNode, f32)>, TextFailure>;
    /// How many the index gives at the most, where it has more.
    fn cut_at(&self) -> Option<usize>;
    /// Whether some of them may not match, whatever the graphs.
    fn is_loose(&self) -> bool;
    /// The names of fields that the text has and none of these properties; nothing when all are known.
    fn unknown_field(&self, properties: &[NamedNode]) -> Option<String>;
    /// Whether a literal of a property matches.
    fn accepts(&mut self, property: &NamedNode, text: Written<'_>) -> bool;
    /// Whether the literals of an entity match together.
    fn accepts_together(&mut self, texts: &[(String, Option<String>)]) -> bool;
    /// How many different words of the query a literal has.
    fn count(&mut self, text: Written<'_>) -> usize;
    /// A literal's text with the words of the query marked.
    fn marked(&mut self, text: Written<'_>, marks: &Marks) -> String;
}

/// The text of a literal with its language.
#[derive(Clone, Copy, Debug)]
pub struct Written<'t> {
    /// The lexical form.
    pub text: &'t str,
    /// The language tag.
    pub language: Option<&'t str>,
}

/// How words are marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// What stands before a word.
    pub begin: String,
    /// What stands after it.
    pub end: String,
    /// Whether the text around is escaped as HTML.
    pub is_html: bool,
    /// Longest passage in characters; without it the whole text.
    pub chars_max: Option<usize>,
    /// How many passages at most.
    pub passages_max: usize,
    /// What stands between passages.
    pub between: String,
}

/// A text index did not answer.
#[derive(Debug)]
pub enum TextFailure {
    /// The text is at fault; the reason with what to do.
    Request(String),
    /// It is being built.
    Building,
    /// It failed.
    Failed(Box<dyn Error + Send + Sync>),
}

impl From<TextFailure> for QueryError {
    fn from(failure: TextFailure) -> Self {
        match failure {
            TextFailure::Request(message) => SyntaxError::new("text query", message).into(),
            TextFailure::Building => Self::Indexing,
            TextFailure::Failed(error) => Self::Source(error),
        }
    }
}
