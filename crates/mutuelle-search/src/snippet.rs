//! The passage of a text that shows why it was found.
//!
//! tantivy's own generator looks at one field with one tokenizer; a word here may be found by its exact form, by a
//! French or an English stem, or by a prefix, and it is marked in each case.

use std::collections::HashSet;

use crate::analyser::Analyser;
use crate::document::Text;
use crate::language::{Reading, Stemming};
use crate::plan::Marks;
use crate::record::Record;
use crate::request::{SearchRequest, SnippetPart};
use crate::snapshot::preferred;
use crate::words::Span;

/// Stands where a text was cut.
const ELLIPSIS: char = '…';

/// How many characters of a passage stand before its first marked word, at most.
const LEAD_CHARS: usize = 40;

/// Cuts the snippets of one answer.
pub(crate) struct Snippets {
    analyser: Analyser,
    marks: Marks,
    chars_max: usize,
    languages: Vec<String>,
}

/// A marked word of a text: where it stands, and which word of the query it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    span: Span,
    word: String,
}

/// A passage of a text, in bytes, and how many words of the query it shows.
#[derive(Debug, Clone, Copy)]
struct Passage {
    from: usize,
    to: usize,
    words: usize,
}

impl Snippets {
    pub(crate) fn new(analyser: Analyser, marks: Marks, request: &SearchRequest) -> Self {
        let mut languages: Vec<String> = request.language.iter().cloned().collect();
        languages.extend(request.ui_languages.iter().cloned());
        Self {
            analyser,
            marks,
            chars_max: request.snippet_chars_max,
            languages,
        }
    }

    /// The best passage of an entity's bodies, or of its title when it has none, and its language.
    ///
    /// The body with the most words of the query wins; among equals the reader's language, then the order of the
    /// profile.
    pub(crate) fn cut(&mut self, record: &Record, title: &Text) -> (Vec<SnippetPart>, Option<String>) {
        if self.chars_max == 0 {
            return (Vec::new(), None);
        }
        let first = preferred(&record.bodies, &self.languages);
        let bodies = first.into_iter().chain(&record.bodies);
        let mut best: Option<(&Text, Passage, Vec<Mark>)> = None;
        for text in bodies {
            let marks = self.find(text);
            let passage = choose(&text.value, &marks, self.chars_max);
            if best
                .as_ref()
                .is_none_or(|(_, known, _)| passage.words > known.words)
            {
                best = Some((text, passage, marks));
            }
        }
        let (text, passage, marks) = best.unwrap_or_else(|| {
            let marks = self.find(title);
            (title, choose(&title.value, &marks, self.chars_max), marks)
        });
        let language = text
            .language
            .clone()
            .or_else(|| Reading::of_text(&text.value, None).tag().map(str::to_owned));
        (render(&text.value, passage, &marks), language)
    }

    /// Every word of a text that the query names, in order and without overlap.
    fn find(&mut self, text: &Text) -> Vec<Mark> {
        let mut found = Vec::new();
        let marks = &self.marks;
        let mut stream = self.analyser.exact(&text.value);
        while stream.advance() {
            let token = stream.token();
            let span = Span {
                from: token.offset_from,
                to: token.offset_to,
            };
            let prefix = marks
                .prefixes
                .iter()
                .find(|prefix| token.text.starts_with(prefix.as_str()));
            if let Some(prefix) = prefix {
                found.push(Mark {
                    span,
                    word: prefix.clone(),
                });
            } else if marks.exact.contains(&token.text) {
                found.push(Mark {
                    span,
                    word: token.text.clone(),
                });
            }
        }
        drop(stream);
        let reading = Reading::of_text(&text.value, text.language.as_deref());
        for (language, stems) in [
            (Stemming::French, &marks.french),
            (Stemming::English, &marks.english),
        ] {
            if stems.is_empty() || !reading.reads(language) {
                continue;
            }
            let mut stream = self.analyser.stems(language, &text.value);
            while stream.advance() {
                let token = stream.token();
                if stems.contains(&token.text) {
                    let span = Span {
                        from: token.offset_from,
                        to: token.offset_to,
                    };
                    found.push(Mark {
                        span,
                        word: token.text.clone(),
                    });
                }
            }
        }
        // The longest of those that begin together first: a compound before its parts.
        found.sort_unstable_by_key(|mark| (mark.span.from, std::cmp::Reverse(mark.span.to)));
        let mut end = 0;
        found.retain(|mark| {
            let is_free = mark.span.from >= end;
            if is_free {
                end = mark.span.to;
            }
            is_free
        });
        found
    }
}

/// The passage with the most different words of the query; the earliest of equals.
fn choose(text: &str, marks: &[Mark], chars_max: usize) -> Passage {
    let mut best = Passage {
        from: 0,
        to: end_of(text, 0, chars_max),
        words: 0,
    };
    let count = |from: usize, to: usize, marks: &[Mark]| {
        let inside = marks
            .iter()
            .take_while(|mark| mark.span.to <= to)
            .filter(|mark| mark.span.from >= from);
        inside
            .map(|mark| mark.word.as_str())
            .collect::<HashSet<_>>()
            .len()
    };
    best.words = count(best.from, best.to, marks);
    for (index, mark) in marks.iter().enumerate() {
        if mark.span.to <= best.to && best.from == 0 {
            continue;
        }
        let from = start_of(text, mark.span.from, LEAD_CHARS.min(chars_max / 4));
        let to = end_of(text, from, chars_max);
        let words = count(from, to, &marks[index..]);
        if words > best.words {
            best = Passage { from, to, words };
        }
    }
    best
}

/// The start of a passage: at most `lead_chars` before `at`, at the beginning of a word.
fn start_of(text: &str, at: usize, lead_chars: usize) -> usize {
    let earliest = text[..at]
        .char_indices()
        .rev()
        .take(lead_chars)
        .last()
        .map_or(at, |(index, _)| index);
    if earliest == 0 {
        return 0;
    }
    let lead = &text[earliest..at];
    lead.find(char::is_whitespace)
        .map_or(at, |blank| at - lead[blank..].trim_start().len())
}

/// The end of a passage of at most `chars_max` characters, its ellipses included, where a word ends.
fn end_of(text: &str, from: usize, chars_max: usize) -> usize {
    let room = chars_max.saturating_sub(usize::from(from > 0));
    let rest = &text[from..];
    if rest.char_indices().nth(room).is_none() {
        return text.len();
    }
    let latest = rest
        .char_indices()
        .nth(room.saturating_sub(1))
        .map_or(rest.len(), |(index, _)| index);
    let whole_words = rest[..latest]
        .rfind(char::is_whitespace)
        .filter(|blank| *blank > latest / 2);
    from + whole_words.unwrap_or(latest)
}

fn render(text: &str, passage: Passage, marks: &[Mark]) -> Vec<SnippetPart> {
    let mut parts = Parts::default();
    if passage.from > 0 {
        parts.plain(&ELLIPSIS.to_string());
    }
    let mut at = passage.from;
    let inside = marks
        .iter()
        .filter(|mark| mark.span.from >= passage.from && mark.span.to <= passage.to);
    for Mark { span, .. } in inside {
        parts.plain(&text[at..span.from]);
        parts.marked(&text[span.from..span.to]);
        at = span.to;
    }
    parts.plain(&text[at..passage.to]);
    if passage.to < text.len() {
        parts.plain(&ELLIPSIS.to_string());
    }
    parts.done
}

#[derive(Default)]
struct Parts {
    done: Vec<SnippetPart>,
}

impl Parts {
    /// Adds plain text in which a line break, a tab or any control character is a blank, and blanks stand alone.
    fn plain(&mut self, text: &str) {
        let is_blank = |c: char| c.is_whitespace() || c.is_control();
        let mut ends_blank = match self.done.last() {
            Some(SnippetPart::Plain(before)) => before.ends_with(' '),
            _ => false,
        };
        let mut plain = String::with_capacity(text.len());
        for c in text.chars() {
            if !is_blank(c) {
                plain.push(c);
            } else if !ends_blank {
                plain.push(' ');
            }
            ends_blank = is_blank(c);
        }
        match self.done.last_mut() {
            Some(SnippetPart::Plain(before)) => before.push_str(&plain),
            _ if plain.is_empty() => {}
            _ => self.done.push(SnippetPart::Plain(plain)),
        }
    }

    fn marked(&mut self, text: &str) {
        self.done.push(SnippetPart::Marked(text.to_owned()));
    }
}
