//! Where words begin and end.
//!
//! One scanner for texts and for queries, in every language, so that what a page shows is what a query finds:
//! - an apostrophe ends a word (`l'eau` is `l`, `eau`), except in `aujourd'hui`;
//! - dots between single letters belong to an acronym (`C.R.I.C.` is one word);
//! - hyphens, capitals inside a word and the limit between letters and digits make a **compound**: it is one word
//!   (`auto-gestion`, `CodeSocial`, `covid-19`) and it has parts;
//! - each ideograph or kana is a word, since nothing separates words in these scripts.

use unicode_normalization::char::is_combining_mark;

/// Longest stretch of characters taken as one part of a word. What is beyond forms the next part, so that a
/// hundred thousand letters without a space stay searchable and small.
pub(crate) const PART_CHARS_MAX: usize = 64;

/// Most parts that one compound may have; after that a new word begins.
pub(crate) const COMPOUND_PARTS_MAX: usize = 16;

/// A byte range of the scanned text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// Walks over a text from word to word.
#[derive(Debug, Clone)]
pub(crate) struct WordScanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> WordScanner<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// The next word, and in `parts` its parts: one for a simple word, two or more for a compound.
    pub(crate) fn next_word(&mut self, parts: &mut Vec<Span>) -> Option<Span> {
        parts.clear();
        let rest = &self.text[self.at..];
        let from = self.at + rest.find(is_letter)?;
        let to = acronym_end(self.text, from).or_else(|| today_end(self.text, from));
        if let Some(to) = to {
            parts.push(Span { from, to });
            self.at = to;
            return Some(Span { from, to });
        }
        self.at = split_compound(self.text, from, parts);
        Some(Span { from, to: self.at })
    }
}

/// The first combining mark is U+0300: most characters need no look at the table.
fn is_mark(c: char) -> bool {
    c >= '\u{300}' && is_combining_mark(c)
}

fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    // The accented letters of French, without a look at the tables.
    if matches!(c, '\u{c0}'..='\u{ff}') {
        return !matches!(c, '×' | '÷');
    }
    (c.is_alphanumeric() || is_mark(c)) && !is_apostrophe(c)
}

/// Soft hyphen, zero-width space and joiners, byte order mark: invisible inside a word, they do not end it.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// U+02BC counts as a letter in Unicode, but in French text it stands for an apostrophe.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}' | '\u{2018}' | '\u{2bc}' | '\u{2032}' | '\u{ff07}' | '`'
    )
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{fe63}' | '\u{ff0d}')
}

/// Scripts written without spaces, where each sign is searched as a word.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// The end of an acronym that begins at `from`: at least two single letters, each followed by a dot, the last dot
/// being optional.
fn acronym_end(text: &str, from: usize) -> Option<usize> {
    let mut letters = 0_usize;
    let mut end = from;
    let mut at = from;
    loop {
        let mut chars = text[at..].chars();
        let Some(letter) = chars.next().filter(|c| c.is_alphabetic() && !is_ideograph(*c)) else {
            break;
        };
        at += letter.len_utf8();
        while let Some(mark) = text[at..].chars().next().filter(|c| is_mark(*c)) {
            at += mark.len_utf8();
        }
        match text[at..].chars().next() {
            Some('.') => {
                letters += 1;
                end = at + 1;
                at = end;
            }
            Some(c) if is_letter(c) || is_invisible(c) => break,
            _ => {
                letters += 1;
                end = at;
                break;
            }
        }
    }
    let whole = text[end..].chars().next().is_none_or(|c| !is_letter(c));
    (letters >= 2 && whole).then_some(end)
}

/// `aujourd'hui` is one word in spite of its apostrophe.
fn today_end(text: &str, from: usize) -> Option<usize> {
    const HEAD: &str = "aujourd";
    const TAIL: &str = "hui";
    let head = text.get(from..from + HEAD.len())?;
    let apostrophe = text[from + HEAD.len()..]
        .chars()
        .next()
        .filter(|c| is_apostrophe(*c))?;
    let tail_from = from + HEAD.len() + apostrophe.len_utf8();
    let tail = text.get(tail_from..tail_from + TAIL.len())?;
    let to = tail_from + TAIL.len();
    let ends = text[to..].chars().next().is_none_or(|c| !is_letter(c));
    (head.eq_ignore_ascii_case(HEAD) && tail.eq_ignore_ascii_case(TAIL) && ends).then_some(to)
}

/// Cuts the word that begins at `from` into parts and returns where it ends.
fn split_compound(text: &str, from: usize, parts: &mut Vec<Span>) -> usize {
    let mut part_from = from;
    let mut part_chars = 0_usize;
    let mut previous: Option<char> = None;
    let mut chars = text[from..].char_indices().map(|(i, c)| (from + i, c)).peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        if is_hyphen(c) {
            if previous.is_none() || !next.is_some_and(is_letter) || parts.len() + 1 >= COMPOUND_PARTS_MAX {
                return end_word(parts, part_from, at);
            }
            parts.push(Span {
                from: part_from,
                to: at,
            });
            (part_from, part_chars, previous) = (at + c.len_utf8(), 0, None);
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        if !is_letter(c) {
            return end_word(parts, part_from, at);
        }
        if let Some(before) = previous {
            if is_ideograph(before) || is_ideograph(c) {
                return end_word(parts, part_from, at);
            }
            if part_chars >= PART_CHARS_MAX || is_limit(before, c, next) {
                if parts.len() + 1 >= COMPOUND_PARTS_MAX {
                    return end_word(parts, part_from, at);
                }
                parts.push(Span {
                    from: part_from,
                    to: at,
                });
                (part_from, part_chars) = (at, 0);
            }
        }
        part_chars += 1;
        if !is_mark(c) || previous.is_none() {
            previous = Some(c);
        }
    }
    end_word(parts, part_from, text.len())
}

fn end_word(parts: &mut Vec<Span>, part_from: usize, at: usize) -> usize {
    if at > part_from {
        parts.push(Span {
            from: part_from,
            to: at,
        });
    }
    at
}

/// Whether a new part begins at `c`: `codeSocial`, `HTTPServer` before its `S`, `covid19`.
fn is_limit(before: char, c: char, next: Option<char>) -> bool {
    let capital_after_small = before.is_lowercase() && c.is_uppercase();
    let last_of_capitals = before.is_uppercase() && c.is_uppercase() && next.is_some_and(char::is_lowercase);
    let letter_and_digit = before.is_numeric() != c.is_numeric() && !is_mark(c);
    capital_after_small || last_of_capitals || letter_and_digit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut scanner = WordScanner::new(text);
        let (mut words, mut parts) = (Vec::new(), Vec::new());
        while let Some(word) = scanner.next_word(&mut parts) {
            let shown: Vec<&str> = parts.iter().map(|part| &text[part.from..part.to]).collect();
            assert_eq!((parts[0].from, parts[parts.len() - 1].to), (word.from, word.to));
            words.push(shown.join("|"));
        }
        words
    }

    #[test]
    fn words_are_cut_where_readers_cut_them() {
        for (text, expected) in [
            ("l'eau et l’air", vec!["l", "eau", "et", "l", "air"]),
            (
                "Aujourd’hui, aujourd'huis",
                vec!["Aujourd’hui", "aujourd", "huis"],
            ),
            (
                "le C.R.I.C. et la S.C.O.P",
                vec!["le", "C.R.I.C.", "et", "la", "S.C.O.P"],
            ),
            ("M. J.Dupont", vec!["M", "J", "Dupont"]),
            ("fin. Et", vec!["fin", "Et"]),
            ("auto-gestion - arc-en-ciel-", vec!["auto|gestion", "arc|en|ciel"]),
            ("#CodeSocial", vec!["Code|Social"]),
            ("HTTPServer OFF", vec!["HTTP|Server", "OFF"]),
            ("covid-19 13eme", vec!["covid|19", "13|eme"]),
            ("e\u{301}tE\u{301}s", vec!["e\u{301}t|E\u{301}s"]),
            ("auto\u{ad}gestion", vec!["auto\u{ad}gestion"]),
            ("中文 ok", vec!["中", "文", "ok"]),
            ("--- … !!", vec![]),
            ("a\u{0}b", vec!["a", "b"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn a_part_has_at_most_64_characters() {
        assert_eq!(words(&"é".repeat(PART_CHARS_MAX)), ["é".repeat(PART_CHARS_MAX)]);
        let longer = words(&"é".repeat(PART_CHARS_MAX + 1));
        assert_eq!(longer, [format!("{}|é", "é".repeat(PART_CHARS_MAX))]);
    }

    #[test]
    fn a_compound_has_at_most_16_parts() {
        let sixteen = vec!["a"; COMPOUND_PARTS_MAX].join("-");
        assert_eq!(words(&sixteen).len(), 1);
        assert_eq!(
            words(&format!("{sixteen}-b")),
            [sixteen.replace('-', "|"), "b".to_owned()]
        );
    }
}
