//! Texts with the words of a query marked, whole or in pieces.

use crate::words::Span;

/// Stands where a text was cut.
const ELLIPSIS: char = '…';
/// How many characters of a passage stand before its first marked word, at most.
const LEAD_CHARS: usize = 40;

/// How words are marked in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marking {
    /// What stands before a word.
    pub begin: String,
    /// What stands after it.
    pub end: String,
    /// Whether the text around is escaped for HTML.
    pub escapes: bool,
    /// Longest passage in characters; without one the whole text is shown.
    pub chars_max: Option<usize>,
    /// How many passages are shown at most.
    pub passages_max: usize,
    /// What stands between two passages.
    pub between: String,
}

impl Marking {
    /// `<mark>` in a passage of escaped text, as in a list of hits.
    pub fn html(chars_max: usize) -> Self {
        Self {
            begin: "<mark>".to_owned(),
            end: "</mark>".to_owned(),
            escapes: true,
            chars_max: Some(chars_max),
            passages_max: 1,
            between: String::new(),
        }
    }

    /// A text with the words at these places marked.
    pub(crate) fn marked(&self, text: &str, spans: &[Span]) -> String {
        let Some(chars_max) = self.chars_max else {
            return self.piece(text, 0, text.len(), spans);
        };
        let mut passages = Vec::new();
        let mut left = spans;
        while passages.len() < self.passages_max.max(1) {
            let Some(first) = left.first() else { break };
            let (from, to) = around(text, first.from, chars_max);
            let inside = left.iter().take_while(|span| span.to <= to).count().max(1);
            passages.push(self.cut(text, from, to, &left[..inside]));
            left = &left[inside..];
        }
        if passages.is_empty() {
            let (from, to) = around(text, 0, chars_max);
            passages.push(self.cut(text, from, to, &[]));
        }
        passages.join(&self.between)
    }

    fn cut(&self, text: &str, from: usize, to: usize, spans: &[Span]) -> String {
        let mut cut = String::new();
        if from > 0 {
            cut.push(ELLIPSIS);
        }
        cut.push_str(&self.piece(text, from, to, spans));
        if to < text.len() {
            cut.push(ELLIPSIS);
        }
        cut
    }

    fn piece(&self, text: &str, from: usize, to: usize, spans: &[Span]) -> String {
        let mut piece = String::with_capacity(to - from);
        let mut at = from;
        for span in spans.iter().filter(|span| span.from >= from && span.to <= to) {
            self.plain(&text[at..span.from], &mut piece);
            piece.push_str(&self.begin);
            self.plain(&text[span.from..span.to], &mut piece);
            piece.push_str(&self.end);
            at = span.to;
        }
        self.plain(&text[at..to], &mut piece);
        piece
    }

    fn plain(&self, text: &str, into: &mut String) {
        if !self.escapes {
            into.push_str(text);
            return;
        }
        for char in text.chars() {
            match char {
                '&' => into.push_str("&amp;"),
                '<' => into.push_str("&lt;"),
                '>' => into.push_str("&gt;"),
                '"' => into.push_str("&quot;"),
                '\'' => into.push_str("&#39;"),
                char => into.push(char),
            }
        }
    }
}

/// A passage of so many characters with what stands at `place`, beginning and ending between words where there are any.
fn around(text: &str, place: usize, chars_max: usize) -> (usize, usize) {
    let lead = LEAD_CHARS.min(chars_max / 3);
    let mut from = text[..place]
        .char_indices()
        .rev()
        .take(lead)
        .last()
        .map_or(place, |(at, _)| at);
    if from > 0 {
        let blank = text[from..place].find(char::is_whitespace);
        from = blank.map_or(place, |blank| from + blank);
        from += text[from..].len() - text[from..].trim_start().len();
        from = from.min(place);
    }
    let end = text[from..]
        .char_indices()
        .nth(chars_max)
        .map(|(at, _)| from + at);
    let Some(mut to) = end else {
        return (from, text.len());
    };
    let blank = text[place..to]
        .rfind(char::is_whitespace)
        .filter(|blank| *blank > 0);
    if let Some(blank) = blank {
        to = place + blank;
    }
    (from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str, word: &str) -> Span {
        let from = text.find(word).unwrap();
        Span {
            from,
            to: from + word.len(),
        }
    }

    #[test]
    fn markup_in_the_data_is_escaped_and_ours_is_not() {
        let text = "<b>l'eau</b> & le \"feu\"";
        let marked = Marking::html(100).marked(text, &[span(text, "eau")]);
        assert_eq!(
            marked,
            "&lt;b&gt;l&#39;<mark>eau</mark>&lt;/b&gt; &amp; le &quot;feu&quot;"
        );
    }

    #[test]
    fn a_long_text_is_cut_between_words_around_what_was_found() {
        let text = format!("{}le moulin à eau {}", "avant ".repeat(30), "après ".repeat(30));
        let marked = Marking::html(60).marked(&text, &[span(&text, "moulin")]);
        assert!(marked.starts_with("…avant"), "{marked}");
        assert!(marked.contains("le <mark>moulin</mark> à eau après"), "{marked}");
        assert!(marked.ends_with("après…"), "{marked}");
        assert!(
            marked.chars().count() <= 60 + 2 + "<mark></mark>".len(),
            "{marked}"
        );
        for chars_max in 1..80 {
            let marked = Marking::html(chars_max).marked(&text, &[span(&text, "moulin")]);
            assert!(marked.starts_with('…'), "{marked}");
        }
    }

    #[test]
    fn several_passages_are_joined() {
        let text = format!("eau {} feu", "rien ".repeat(50));
        let marking = Marking {
            begin: "[".to_owned(),
            end: "]".to_owned(),
            escapes: false,
            chars_max: Some(20),
            passages_max: 3,
            between: " | ".to_owned(),
        };
        let marked = marking.marked(&text, &[span(&text, "eau"), span(&text, "feu")]);
        let (first, second) = marked.split_once(" | ").unwrap();
        assert!(
            first.starts_with("[eau] rien") && second.ends_with("…[feu]"),
            "{marked}"
        );
    }
}
