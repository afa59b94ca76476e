//! A last step after the French stemmer, for words without accents.

use tantivy::tokenizer::{Token, TokenFilter, TokenStream, Tokenizer};

/// Shortest French stem, in letters, that may lose a final `e`.
const FEMININE_STEM_CHARS_MIN: usize = 4;

/// Takes the `e` that the French stemmer leaves on folded feminines: without its accent, `partagée` ends in `ee`, of
/// which the stemmer removes one letter, while `partagé`, `partagés` and `partager` lose the whole ending.
#[derive(Clone)]
pub(crate) struct FeminineEnding;

#[derive(Clone)]
pub(crate) struct FeminineTokenizer<T> {
    inner: T,
}

pub(crate) struct FeminineStream<S> {
    inner: S,
}

impl TokenFilter for FeminineEnding {
    type Tokenizer<T: Tokenizer> = FeminineTokenizer<T>;

    fn transform<T: Tokenizer>(self, inner: T) -> FeminineTokenizer<T> {
        FeminineTokenizer { inner }
    }
}

impl<T: Tokenizer> Tokenizer for FeminineTokenizer<T> {
    type TokenStream<'t> = FeminineStream<T::TokenStream<'t>>;

    fn token_stream<'t>(&'t mut self, text: &'t str) -> FeminineStream<T::TokenStream<'t>> {
        FeminineStream {
            inner: self.inner.token_stream(text),
        }
    }
}

impl<S: TokenStream> TokenStream for FeminineStream<S> {
    fn advance(&mut self) -> bool {
        let advanced = self.inner.advance();
        let stem = &mut self.inner.token_mut().text;
        if advanced && stem.ends_with('e') && stem.chars().count() >= FEMININE_STEM_CHARS_MIN {
            stem.pop();
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
