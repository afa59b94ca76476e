//! The language of queries: words, "phrases", -exclusions, prefix*, `type:` and `lang:`.
//!
//! It is read from left to right in one pass and never nests, so that no input can be too deep. Nothing is a syntax
//! error: what has no meaning here (parentheses, a lone `-`, an unknown `field:`) is text like any other.

use crate::error::SearchError;
use crate::folding::{fold, lower_case};
use crate::language::{Stemming, primary_subtag};
use crate::request::{PREFIX_CHARS_MIN, QUERY_TERMS_MAX};
use crate::stopwords::{is_stop_word, may_be_stop_word};
use crate::words::{Span, WordScanner};

/// A query as it was meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ParsedQuery {
    pub(crate) words: Vec<Word>,
    /// The folded words of each phrase, at least one.
    pub(crate) phrases: Vec<Vec<String>>,
    pub(crate) excluded_words: Vec<Word>,
    pub(crate) excluded_phrases: Vec<Vec<String>>,
    pub(crate) types: Vec<TypeName>,
    pub(crate) excluded_types: Vec<TypeName>,
    pub(crate) languages: Vec<String>,
    pub(crate) excluded_languages: Vec<String>,
    /// The text has signs but nothing that can be searched: it finds nothing, where an empty text finds all.
    pub(crate) is_noise: bool,
}

/// A word, or a compound with its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) whole: Form,
    /// Empty for a simple word.
    pub(crate) parts: Vec<Form>,
    /// Whether the word (or the last part) may go on.
    pub(crate) is_prefix: bool,
}

/// One folded word, and in which languages it says little.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) folded: String,
    pub(crate) is_french_stop: bool,
    pub(crate) is_english_stop: bool,
}

/// A class, as written after `type:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TypeName {
    Iri(String),
    /// The folded local name.
    Local(String),
}

impl Form {
    fn new(word: &str) -> Self {
        let mut lower = String::new();
        lower_case(word, &mut lower);
        let folded = fold(word);
        // A word typed with its accents is taken at its word; one without may lack them.
        let is_stop = |language| {
            if lower == folded {
                may_be_stop_word(language, &folded)
            } else {
                is_stop_word(language, &lower)
            }
        };
        let (is_french_stop, is_english_stop) = (is_stop(Stemming::French), is_stop(Stemming::English));
        Self {
            folded,
            is_french_stop,
            is_english_stop,
        }
    }

    pub(crate) fn is_stop(&self) -> bool {
        self.is_french_stop || self.is_english_stop
    }
}

impl Word {
    /// Whether a document may lack it when the query says anything else.
    pub(crate) fn is_stop(&self) -> bool {
        let all_parts = !self.parts.is_empty() && self.parts.iter().all(Form::is_stop);
        !self.is_prefix && (self.whole.is_stop() || all_parts)
    }
}

/// Reads a query whose length was checked.
pub(crate) fn parse(text: &str) -> Result<ParsedQuery, SearchError> {
    let mut query = ParsedQuery::default();
    let mut rest = text;
    let mut terms = 0_usize;
    while let Some((chunk, after)) = next_chunk(rest) {
        rest = after;
        match (chunk.field, chunk.is_quoted) {
            (Some(field), _) => query.add_filter(field, chunk.value, chunk.is_excluded),
            (None, true) => terms += query.add_phrase(chunk.value, chunk.is_excluded),
            (None, false) => terms += query.add_words(chunk.value, chunk.is_excluded)?,
        }
    }
    if terms > QUERY_TERMS_MAX {
        return Err(SearchError::TooManyTerms { terms });
    }
    let is_empty = query == ParsedQuery::default();
    query.is_noise = is_empty && text.chars().any(|c| !is_blank(c));
    Ok(query)
}

#[derive(Debug, Clone, Copy)]
enum FilterField {
    Type,
    Language,
}

/// What stands between two blanks, or between quotes.
struct Chunk<'q> {
    field: Option<FilterField>,
    value: &'q str,
    is_quoted: bool,
    is_excluded: bool,
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// The quote that ends what `open` begins.
fn closing_quote(open: char) -> Option<char> {
    match open {
        '"' => Some('"'),
        '“' => Some('”'),
        '«' => Some('»'),
        _ => None,
    }
}

fn next_chunk(text: &str) -> Option<(Chunk<'_>, &str)> {
    let text = text.trim_start_matches(is_blank);
    let first = text.chars().next()?;
    let unsigned = text.trim_start_matches('-');
    let is_excluded = unsigned.len() < text.len() && !unsigned.chars().next().is_none_or(is_blank);
    let text = if is_excluded { unsigned } else { text };
    if let Some((value, after)) = quoted(text) {
        return Some((
            Chunk {
                field: None,
                value,
                is_quoted: true,
                is_excluded,
            },
            after,
        ));
    }
    let end = text
        .find(|c| is_blank(c) || closing_quote(c).is_some())
        .unwrap_or(text.len());
    // A closing quote with nothing before it, or a lone sign: take one character, so that reading goes on.
    let end = end.max(first.len_utf8().min(text.len()));
    let (bare, after) = text.split_at(end);
    let Some((field, value)) = field_of(bare) else {
        return Some((
            Chunk {
                field: None,
                value: bare,
                is_quoted: false,
                is_excluded,
            },
            after,
        ));
    };
    if let Some((value, after)) = value.is_empty().then(|| quoted(after)).flatten() {
        return Some((
            Chunk {
                field: Some(field),
                value,
                is_quoted: true,
                is_excluded,
            },
            after,
        ));
    }
    // `type:` alone, as it stands while someone is typing, is a word.
    let (field, value) = if value.is_empty() {
        (None, bare)
    } else {
        (Some(field), value)
    };
    Some((
        Chunk {
            field,
            value,
            is_quoted: false,
            is_excluded,
        },
        after,
    ))
}

/// What stands between quotes at the start of `text`; a quote that is never closed goes to the end.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let open = text.chars().next()?;
    let close = closing_quote(open)?;
    let inside = &text[open.len_utf8()..];
    Some(inside.split_once(close).unwrap_or((inside, "")))
}

fn field_of(bare: &str) -> Option<(FilterField, &str)> {
    let (name, value) = bare.split_once(':')?;
    match name.to_lowercase().as_str() {
        "type" => Some((FilterField::Type, value)),
        "lang" | "langue" | "language" => Some((FilterField::Language, value)),
        _ => None,
    }
}

impl ParsedQuery {
    fn add_filter(&mut self, field: FilterField, value: &str, is_excluded: bool) {
        match field {
            FilterField::Type => {
                let bare = value.trim_start_matches('<').trim_end_matches('>');
                let name = if bare.contains(':') {
                    TypeName::Iri(bare.to_owned())
                } else {
                    TypeName::Local(fold(bare))
                };
                let names = if is_excluded {
                    &mut self.excluded_types
                } else {
                    &mut self.types
                };
                names.push(name);
            }
            FilterField::Language => {
                let tags = if is_excluded {
                    &mut self.excluded_languages
                } else {
                    &mut self.languages
                };
                tags.push(primary_subtag(value));
            }
        }
    }

    /// Adds a phrase and returns how many words it has.
    fn add_phrase(&mut self, text: &str, is_excluded: bool) -> usize {
        let mut phrase = Vec::new();
        for_each_word(text, |_, parts| {
            let folded = parts.iter().map(|part| fold(&text[part.from..part.to]));
            phrase.extend(folded.filter(|word| !word.is_empty()));
        });
        let count = phrase.len();
        if count > 0 {
            let phrases = if is_excluded {
                &mut self.excluded_phrases
            } else {
                &mut self.phrases
            };
            phrases.push(phrase);
        }
        count
    }

    /// Adds the words of a chunk (`l'eau` has two) and returns how many terms they are.
    fn add_words(&mut self, chunk: &str, is_excluded: bool) -> Result<usize, SearchError> {
        let text = chunk.trim_end_matches('*');
        let mut words = words_of(text);
        let terms = words.iter().map(|word| word.parts.len().max(1)).sum();
        if text.len() < chunk.len()
            && let Some(last) = words.last_mut()
        {
            let end = last.parts.last().unwrap_or(&last.whole);
            if end.folded.chars().count() < PREFIX_CHARS_MIN {
                return Err(SearchError::PrefixTooShort {
                    prefix: end.folded.clone(),
                });
            }
            last.is_prefix = true;
        }
        if is_excluded {
            // `-l'eau` is meant for the water, not for every text with an article.
            if words.iter().any(|word| !word.is_stop()) {
                words.retain(|word| !word.is_stop());
            }
            self.excluded_words.append(&mut words);
        } else {
            self.words.append(&mut words);
        }
        Ok(terms)
    }
}

fn words_of(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for_each_word(text, |whole, parts| {
        let form = |span: Span| Form::new(&text[span.from..span.to]);
        let mut parts: Vec<Form> = parts.iter().copied().map(form).collect();
        parts.retain(|part| !part.folded.is_empty());
        let whole = form(whole);
        if whole.folded.is_empty() {
            return;
        }
        if parts.len() < 2 {
            parts.clear();
        }
        words.push(Word {
            whole,
            parts,
            is_prefix: false,
        });
    });
    words
}

fn for_each_word(text: &str, mut each: impl FnMut(Span, &[Span])) {
    let mut scanner = WordScanner::new(text);
    let mut parts = Vec::new();
    while let Some(word) = scanner.next_word(&mut parts) {
        each(word, &parts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A query in short: `word`, `a+b` for a compound, `word*`, `(stop)`, `"phrase"`, `-excluded`, `field=value`.
    fn shown(text: &str) -> String {
        let query = parse(text).unwrap();
        let word = |word: &Word| {
            let parts: Vec<&str> = word.parts.iter().map(|part| part.folded.as_str()).collect();
            let name = if parts.is_empty() {
                word.whole.folded.clone()
            } else {
                parts.join("+")
            };
            let name = if word.is_prefix { format!("{name}*") } else { name };
            if word.is_stop() { format!("({name})") } else { name }
        };
        let phrase = |phrase: &Vec<String>| format!("\"{}\"", phrase.join(" "));
        let mut shown: Vec<String> = query.words.iter().map(word).collect();
        shown.extend(query.phrases.iter().map(phrase));
        shown.extend(query.excluded_words.iter().map(|w| format!("-{}", word(w))));
        shown.extend(query.excluded_phrases.iter().map(|p| format!("-{}", phrase(p))));
        shown.extend(query.types.iter().map(|name| format!("type={name:?}")));
        shown.extend(query.excluded_types.iter().map(|name| format!("-type={name:?}")));
        shown.extend(query.languages.iter().map(|tag| format!("lang={tag}")));
        shown.extend(query.excluded_languages.iter().map(|tag| format!("-lang={tag}")));
        if query.is_noise {
            shown.push("noise".to_owned());
        }
        shown.join(" ")
    }

    #[test]
    fn the_grammar_by_examples() {
        for (text, expected) in [
            ("Graines  d'été", "graines (d) ete"),
            (
                "\"mutuelle des connaissances\" -OFF",
                "\"mutuelle des connaissances\" -off",
            ),
            ("«l’esprit #OFF» festival", "festival \"l esprit off\""),
            ("\"jamais fermé", "\"jamais ferme\""),
            ("#CodeSocial co-construction", "code+social co+construction"),
            ("coop* auto-gest*", "coop* auto+gest*"),
            ("-l'eau -\"eau vive\"", "-eau -\"eau vive\""),
            (
                "type:KnowledgeSeed lang:FR-ca eau",
                "eau type=Local(\"knowledgeseed\") lang=fr",
            ),
            (
                "type:<http://e.test/C> -langue:en",
                "type=Iri(\"http://e.test/C\") -lang=en",
            ),
            ("type:\"Graine\"", "type=Local(\"graine\")"),
            ("midi 10:30 foo:bar", "midi 10 30 foo bar"),
            ("C.R.I.C. etaient", "cric (etaient)"),
            ("a - b -- z", "(a) b z"),
            ("(((eau)))) AND + || \\ ]", "eau (and)"),
            ("", ""),
            (" \u{0}\t", ""),
            ("!!! - \"\" *", "noise"),
            ("»” eau", "eau"),
            ("eau type:", "eau type"),
            ("---eau", "-eau"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn a_query_has_at_most_64_words_wherever_they_stand() {
        let words = |count: usize| vec!["eau"; count].join(" ");
        assert!(parse(&words(QUERY_TERMS_MAX)).is_ok());
        let refused = |text: &str| match parse(text) {
            Err(SearchError::TooManyTerms { terms }) => terms,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(&words(QUERY_TERMS_MAX + 1)), QUERY_TERMS_MAX + 1);
        assert!(parse(&format!("\"{}\"", words(QUERY_TERMS_MAX))).is_ok());
        assert_eq!(
            refused(&format!("\"{}\"", words(QUERY_TERMS_MAX + 1))),
            QUERY_TERMS_MAX + 1
        );
        assert_eq!(
            refused(&vec!["a-b"; QUERY_TERMS_MAX / 2 + 1].join(" ")),
            QUERY_TERMS_MAX + 2
        );
        assert_eq!(
            refused(&vec!["-eau"; QUERY_TERMS_MAX + 1].join(" ")),
            QUERY_TERMS_MAX + 1
        );
    }

    #[test]
    fn a_prefix_has_at_least_two_letters() {
        assert!(parse("ea*").is_ok());
        let error = parse("é*").unwrap_err();
        assert!(error.is_request_fault());
        assert_eq!(
            error.to_string(),
            "`e*` is too short: write at least 2 letters before the `*`"
        );
        assert!(parse("auto-g*").is_err());
    }
}
