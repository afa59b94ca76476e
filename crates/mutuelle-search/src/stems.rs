//! The last step of an analysis: the stem of each word, worked out once for each different word.
//!
//! A text of a thousand words has two or three hundred different ones, and stemming costs more than everything else
//! that is done to a word.

use rustc_hash::FxHashMap;
use tantivy::tokenizer::{TextAnalyzer, Token, TokenFilter, TokenStream, Tokenizer};

/// Stems that are remembered at a time; all are forgotten when one more comes. About 100 bytes each.
const STEMS_REMEMBERED_MAX: usize = 20_000;

/// Replaces each word by what an analysis makes of it alone.
#[derive(Clone)]
pub(crate) struct Stems(pub(crate) TextAnalyzer);

#[derive(Clone)]
pub(crate) struct StemTokenizer<T> {
    inner: T,
    stemmer: Stemmer,
}

/// The analysis of single words, with what it gave before.
struct Stemmer {
    analysis: TextAnalyzer,
    known: FxHashMap<Box<str>, Box<str>>,
}

pub(crate) struct StemStream<'t, S> {
    inner: S,
    stemmer: &'t mut Stemmer,
}

impl TokenFilter for Stems {
    type Tokenizer<T: Tokenizer> = StemTokenizer<T>;

    fn transform<T: Tokenizer>(self, inner: T) -> StemTokenizer<T> {
        let stemmer = Stemmer {
            analysis: self.0,
            known: FxHashMap::default(),
        };
        StemTokenizer { inner, stemmer }
    }
}

impl Clone for Stemmer {
    /// A copy begins without memories: analyses are copied for single queries too.
    fn clone(&self) -> Self {
        Self {
            analysis: self.analysis.clone(),
            known: FxHashMap::default(),
        }
    }
}

impl Stemmer {
    fn stem(&mut self, word: &mut String) {
        if let Some(stem) = self.known.get(word.as_str()) {
            word.clear();
            word.push_str(stem);
            return;
        }
        let mut stream = self.analysis.token_stream(word);
        let stem: Box<str> = if stream.advance() {
            stream.token().text.as_str().into()
        } else {
            return;
        };
        drop(stream);
        if self.known.len() >= STEMS_REMEMBERED_MAX {
            self.known.clear();
        }
        let word_before = std::mem::replace(word, stem.to_string());
        self.known.insert(word_before.into_boxed_str(), stem);
    }
}

impl<T: Tokenizer> Tokenizer for StemTokenizer<T> {
    type TokenStream<'t> = StemStream<'t, T::TokenStream<'t>>;

    fn token_stream<'t>(&'t mut self, text: &'t str) -> StemStream<'t, T::TokenStream<'t>> {
        StemStream {
            inner: self.inner.token_stream(text),
            stemmer: &mut self.stemmer,
        }
    }
}

impl<S: TokenStream> TokenStream for StemStream<'_, S> {
    fn advance(&mut self) -> bool {
        let advanced = self.inner.advance();
        if advanced {
            self.stemmer.stem(&mut self.inner.token_mut().text);
        }
        advanced
    }

    fn token(&self) -> &Token {
        self.inner.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.inner.token_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyser::Analyser;
    use crate::language::Stemming;

    #[test]
    fn a_word_has_the_same_stem_before_and_after_all_are_forgotten() {
        let mut analyser = Analyser::new();
        let words = "mutualisations fédérées habitantes";
        let mut stems = |text: &str| {
            let mut stream = analyser.stems(Stemming::French, text);
            let mut stems = Vec::new();
            while stream.advance() {
                stems.push(stream.token().text.clone());
            }
            stems
        };
        let first = stems(words);
        assert_eq!(first, stems(words));
        let many: Vec<String> = (0..=STEMS_REMEMBERED_MAX)
            .map(|number| format!("x{number}y"))
            .collect();
        stems(&many.join(" "));
        assert_eq!(first, stems(words));
    }
}
