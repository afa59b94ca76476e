//! How deep triple terms are nested in Turtle, TriG, N-Triples and N-Quads, found before any parser sees the text.
//!
//! It knows just enough of their lexis (IRIs, strings, comments) to find `<<` and `>>`, and runs over every byte of the
//! largest dumps: nothing is kept.

use crate::parse::RDF_NESTING_MAX;

/// The scan, between two pieces of a text.
#[derive(Default)]
pub(crate) struct NestedTerms {
    depth: usize,
    state: State,
}

#[derive(Clone, Copy, Default)]
enum State {
    #[default]
    Text,
    /// After a backslash in a prefixed name.
    TextEscape,
    /// After `<`: an IRI or the first half of `<<`.
    Less,
    /// After `>` that ends no IRI.
    Greater,
    Iri,
    Comment,
    /// After the first quote of a string, or the second.
    Opening {
        quote: u8,
        quotes: u8,
    },
    /// In a string between single quotes.
    Short {
        quote: u8,
    },
    ShortEscape {
        quote: u8,
    },
    /// In a string between triple quotes, after so many of them.
    Long {
        quote: u8,
        quotes: u8,
    },
    LongEscape {
        quote: u8,
    },
}

impl NestedTerms {
    /// Goes over the next bytes; the message when they nest too deep.
    pub(crate) fn scan(&mut self, bytes: &[u8]) -> Result<(), String> {
        let mut rest = bytes;
        loop {
            rest = &rest[self.idle(rest)..];
            let Some((byte, after)) = rest.split_first() else {
                return Ok(());
            };
            self.state = self.next(*byte);
            if self.depth > RDF_NESTING_MAX {
                return Err(format!(
                    "more than {RDF_NESTING_MAX} levels of nested triple terms"
                ));
            }
            rest = after;
        }
    }

    /// How many bytes at the beginning leave the state as it is: most of a text is IRIs and strings.
    fn idle(&self, bytes: &[u8]) -> usize {
        let mut bytes_idle = bytes.iter();
        let first = match self.state {
            State::Iri => bytes_idle.position(|byte| *byte == b'>'),
            State::Short { quote } => {
                bytes_idle.position(|byte| *byte == quote || matches!(byte, b'\\' | b'\n' | b'\r'))
            }
            _ => return 0,
        };
        first.unwrap_or(bytes.len())
    }

    fn next(&mut self, byte: u8) -> State {
        match self.state {
            State::Text | State::Greater => self.in_text(byte),
            State::TextEscape => State::Text,
            State::Less => match byte {
                b'<' => {
                    self.depth += 1;
                    State::Text
                }
                b'>' => State::Text,
                _ => State::Iri,
            },
            State::Iri if byte == b'>' => State::Text,
            State::Iri => State::Iri,
            State::Comment if byte == b'\n' || byte == b'\r' => State::Text,
            State::Comment => State::Comment,
            state => self.in_string(state, byte),
        }
    }

    fn in_text(&mut self, byte: u8) -> State {
        match (byte, self.state) {
            (b'<', _) => State::Less,
            (b'>', State::Greater) => {
                self.depth = self.depth.saturating_sub(1);
                State::Text
            }
            (b'>', _) => State::Greater,
            (b'"' | b'\'', _) => State::Opening {
                quote: byte,
                quotes: 1,
            },
            (b'#', _) => State::Comment,
            (b'\\', _) => State::TextEscape,
            _ => State::Text,
        }
    }

    fn in_string(&mut self, state: State, byte: u8) -> State {
        match state {
            State::Opening { quote, quotes: 1 } if byte == quote => State::Opening { quote, quotes: 2 },
            State::Opening { quote, .. } if byte == quote => State::Long { quote, quotes: 0 },
            // Two quotes and something else: the string was empty.
            State::Opening { quotes: 2, .. } => self.in_text(byte),
            State::Opening { quote, .. } | State::Short { quote } => match byte {
                b'\\' => State::ShortEscape { quote },
                byte if byte == quote => State::Text,
                // No string of this kind goes on in the next line: the parser will say so.
                b'\n' | b'\r' => State::Text,
                _ => State::Short { quote },
            },
            State::ShortEscape { quote } => State::Short { quote },
            State::Long { quote, quotes } => match byte {
                b'\\' => State::LongEscape { quote },
                byte if byte == quote && quotes == 2 => State::Text,
                byte if byte == quote => State::Long {
                    quote,
                    quotes: quotes + 1,
                },
                _ => State::Long { quote, quotes: 0 },
            },
            State::LongEscape { quote } => State::Long { quote, quotes: 0 },
            _ => State::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(text: &str) -> usize {
        let mut terms = NestedTerms::default();
        let mut deepest = 0;
        for byte in text.bytes() {
            terms.scan(&[byte]).unwrap();
            deepest = deepest.max(terms.depth);
        }
        assert_eq!(terms.depth, 0, "{text}");
        deepest
    }

    #[test]
    fn triple_terms_and_reified_triples_count() {
        assert_eq!(depth("<a> <b> <<( <a> <b> <<( <c><d><e>)>> )>> ."), 2);
        assert_eq!(depth("<< <a> <b> <c> >> <p> <> . <<<a><b><c>>> <p> 1 ."), 1);
        assert_eq!(depth("<a> <b> <c>, <d>."), 0);
    }

    #[test]
    fn strings_iris_and_comments_do_not_count() {
        for text in [
            r#"<a> <b> "<<( <<(" ."#,
            r#"<a> <b> "\"<<(", '<<', "" , '', "\\" ."#,
            "<a> <b> \"\"\"<<( \" \"\" \\\"\"\" << \"\"\" .",
            "<a> <b> <c> . # << <<( it's",
            "a:b\\'c <b> <http://e.example/'x#y> .",
        ] {
            assert_eq!(depth(text), 0, "{text}");
        }
    }

    #[test]
    fn nesting_is_accepted_at_the_limit_and_refused_above() {
        let open = |levels: usize| NestedTerms::default().scan("<<( ".repeat(levels).as_bytes());
        assert_eq!(open(RDF_NESTING_MAX), Ok(()));
        assert!(open(RDF_NESTING_MAX + 1).is_err());
    }
}
