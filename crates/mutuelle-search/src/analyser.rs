//! From a text to the terms of the index.
//!
//! Order, for both languages: lower case, stop words, accents off, stem. Stemming before folding would miss the
//! queries that are typed without accents. The exact fields take the folded words, stop words included.
//!
//! A compound gives its whole form and its parts: the whole stands at the position of the first part, so that the
//! phrase "code social" is found in `#CodeSocial`.

use tantivy::tokenizer::{
    BoxTokenStream, Language, Stemmer, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager,
};

use crate::ending::FeminineEnding;
use crate::folding::{lower_case, strip_accents};
use crate::language::Stemming;
use crate::stems::Stems;
use crate::stopwords::is_stop_word;
use crate::words::{Span, WordScanner};

/// Raised whenever the same text gives other terms than before (word limits, stop words, folding, stemmers): an
/// index built by another version is rebuilt.
pub(crate) const ANALYSER_VERSION: u32 = 2;

/// Names under which the index's schema knows the three analyses.
pub(crate) const EXACT: &str = "mutuelle_exact_1";
pub(crate) const FRENCH: &str = "mutuelle_french_1";
pub(crate) const ENGLISH: &str = "mutuelle_english_1";

/// The three analyses of a text, and the stem of a single word.
#[derive(Clone)]
pub(crate) struct Analyser {
    exact: TextAnalyzer,
    french: TextAnalyzer,
    english: TextAnalyzer,
    french_stem: TextAnalyzer,
    english_stem: TextAnalyzer,
}

impl Analyser {
    pub(crate) fn new() -> Self {
        let one = |language| TextAnalyzer::builder(OneWord).filter(Stemmer::new(language));
        let french_stem = one(Language::French).filter(FeminineEnding).build();
        let english_stem = one(Language::English).build();
        let words = |without_stop_words_of| {
            TextAnalyzer::builder(WordTokenizer {
                without_stop_words_of,
            })
        };
        Self {
            exact: words(None).build(),
            french: words(Some(Stemming::French))
                .filter(Stems(french_stem.clone()))
                .build(),
            english: words(Some(Stemming::English))
                .filter(Stems(english_stem.clone()))
                .build(),
            french_stem,
            english_stem,
        }
    }

    /// Makes the analyses known to an index.
    pub(crate) fn register(&self, tokenizers: &TokenizerManager) {
        tokenizers.register(EXACT, self.exact.clone());
        tokenizers.register(FRENCH, self.french.clone());
        tokenizers.register(ENGLISH, self.english.clone());
    }

    /// The folded words of a text.
    pub(crate) fn exact<'t>(&'t mut self, text: &'t str) -> BoxTokenStream<'t> {
        self.exact.token_stream(text)
    }

    /// The stems of a text, without stop words.
    pub(crate) fn stems<'t>(&'t mut self, language: Stemming, text: &'t str) -> BoxTokenStream<'t> {
        match language {
            Stemming::French => self.french.token_stream(text),
            Stemming::English => self.english.token_stream(text),
        }
    }

    /// The stem of one folded word.
    pub(crate) fn stem(&mut self, language: Stemming, folded: &str) -> String {
        let analyser = match language {
            Stemming::French => &mut self.french_stem,
            Stemming::English => &mut self.english_stem,
        };
        let mut stream = analyser.token_stream(folded);
        if stream.advance() {
            stream.token().text.clone()
        } else {
            folded.to_owned()
        }
    }
}

/// Cuts a text into folded words, with or without the stop words of a language.
#[derive(Clone)]
struct WordTokenizer {
    without_stop_words_of: Option<Stemming>,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'t> = WordStream<'t>;

    fn token_stream<'t>(&'t mut self, text: &'t str) -> WordStream<'t> {
        WordStream {
            text,
            scanner: WordScanner::new(text),
            without_stop_words_of: self.without_stop_words_of,
            word: Span { from: 0, to: 0 },
            parts: Vec::new(),
            given: 0,
            position: 0,
            token: Token::default(),
        }
    }
}

struct WordStream<'t> {
    text: &'t str,
    scanner: WordScanner<'t>,
    without_stop_words_of: Option<Stemming>,
    word: Span,
    parts: Vec<Span>,
    /// How many forms of the current word were given: the whole of a compound comes before its parts.
    given: usize,
    position: usize,
    token: Token,
}

impl WordStream<'_> {
    /// The next form of the current word: its span, its position, how many positions it takes.
    fn next_form(&mut self) -> Option<(Span, usize, usize)> {
        let parts = self.parts.len();
        let forms = if parts > 1 { parts + 1 } else { parts };
        if self.given >= forms {
            return None;
        }
        let index = self.given;
        self.given += 1;
        Some(match (parts, index) {
            (1, _) => (self.parts[0], self.position, 1),
            (_, 0) => (self.word, self.position, parts),
            _ => (self.parts[index - 1], self.position + index - 1, 1),
        })
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            let Some((span, position, position_length)) = self.next_form() else {
                self.position += self.parts.len();
                self.given = 0;
                match self.scanner.next_word(&mut self.parts) {
                    Some(word) => self.word = word,
                    None => return false,
                }
                continue;
            };
            self.token.text.clear();
            lower_case(&self.text[span.from..span.to], &mut self.token.text);
            let is_stop = self
                .without_stop_words_of
                .is_some_and(|l| is_stop_word(l, &self.token.text));
            strip_accents(&mut self.token.text);
            if is_stop || self.token.text.is_empty() {
                continue;
            }
            self.token.offset_from = span.from;
            self.token.offset_to = span.to;
            self.token.position = position;
            self.token.position_length = position_length;
            return true;
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Gives its whole input as one token, for the stem of a word that is already folded.
#[derive(Clone)]
struct OneWord;

struct OneWordStream {
    token: Token,
    given: bool,
}

impl Tokenizer for OneWord {
    type TokenStream<'t> = OneWordStream;

    fn token_stream<'t>(&'t mut self, text: &'t str) -> OneWordStream {
        let token = Token {
            position: 0,
            offset_to: text.len(),
            text: text.to_owned(),
            ..Token::default()
        };
        OneWordStream {
            token,
            given: text.is_empty(),
        }
    }
}

impl TokenStream for OneWordStream {
    fn advance(&mut self) -> bool {
        !std::mem::replace(&mut self.given, true)
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(mut stream: BoxTokenStream<'_>) -> String {
        let mut terms = Vec::new();
        while stream.advance() {
            terms.push(format!("{}{}", stream.token().text, stream.token().position));
        }
        terms.join(" ")
    }

    #[test]
    fn french_analysis_table() {
        let mut analyser = Analyser::new();
        for (text, exact, stems) in [
            ("Les graines fédérées", "les0 graines1 federees2", "grain1 feder2"),
            ("l'eau jusqu’au bout", "l0 eau1 jusqu2 au3 bout4", "eau1 bout4"),
            ("Aujourd'hui, lorsqu'elle", "aujourdhui0 lorsqu1 elle2", ""),
            ("C.R.I.C. 2024", "cric0 20241", "cric0 20241"),
            (
                "#CodeSocial",
                "codesocial0 code0 social1",
                "codesocial0 cod0 social1",
            ),
            ("peut-être là", "peutetre0 peut0 etre1 la2", "peutetr0"),
            ("Être ou ne pas être", "etre0 ou1 ne2 pas3 etre4", ""),
        ] {
            assert_eq!(terms(analyser.exact(text)), exact, "{text}");
            assert_eq!(terms(analyser.stems(Stemming::French, text)), stems, "{text}");
        }
    }

    #[test]
    fn english_analysis_table() {
        let mut analyser = Analyser::new();
        for (text, stems) in [
            ("The seeds of knowledge", "seed1 knowledg3"),
            ("The community's commons", "communiti1 common3"),
            ("Sharing, shared, shares", "share0 share1 share2"),
            ("It doesn't matter", "doesn1 matter3"),
        ] {
            assert_eq!(terms(analyser.stems(Stemming::English, text)), stems, "{text}");
        }
    }

    #[test]
    fn accents_typed_or_not_give_the_same_stem() {
        let mut analyser = Analyser::new();
        for (with, without) in [
            ("fédérées", "federees"),
            ("mutualisées", "mutualisees"),
            ("écologique", "ecologique"),
            ("événements", "evenements"),
            ("privilégiés", "privilegies"),
            ("société", "societe"),
        ] {
            let with = terms(analyser.stems(Stemming::French, with));
            assert_eq!(with, terms(analyser.stems(Stemming::French, without)));
        }
    }

    #[test]
    fn plurals_and_feminines_share_a_stem() {
        let mut analyser = Analyser::new();
        for (one, other) in [
            ("habitante", "habitants"),
            ("actrice", "actrices"),
            ("locale", "locaux"),
            ("partagée", "partagés"),
            ("coopérative", "coopératifs"),
        ] {
            let stems = terms(analyser.stems(Stemming::French, one));
            assert_eq!(
                stems,
                terms(analyser.stems(Stemming::French, other)),
                "{one} {other}"
            );
        }
    }
}
