//! A reader that stops a text which would exhaust its parser or which its parser would take for whole.
//!
//! JSON-LD nested too deep (its parser recurses), triple terms nested too deep (copying or dropping one recurses), RDF/XML
//! nested too deep (its parser takes the square of the depth), RDF/XML with a DOCTYPE (its entities expand without bound),
//! RDF/XML that ends before its elements do (its parser takes the end of the text for the end of the document). RDF/XML is
//! handed on tag by tag, so that the place where the parser stops is known to the tag.

use crate::nested_terms::NestedTerms;
use crate::parse::RDF_NESTING_MAX;
use mutuelle_query::SyntaxError;
use oxigraph::io::RdfFormat;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The bytes that wait to be handed on.
const HELD_BYTES: usize = 16 * 1024;

/// How far a text was handed to its parser, for whoever stands outside of the parser.
#[derive(Debug, Default)]
pub(crate) struct Place {
    line: AtomicU64,
    column: AtomicU64,
}

impl Place {
    /// Line and column, 1-based, of the last character handed on.
    pub(crate) fn at(&self) -> (u64, u64) {
        let (line, column) = (&self.line, &self.column);
        (
            line.load(Ordering::Relaxed).max(1),
            column.load(Ordering::Relaxed).max(1),
        )
    }
}

/// The reader.
pub(crate) struct Guarded<R> {
    inner: R,
    check: Check,
    line: u64,
    column: u64,
    place: Arc<Place>,
    /// What was read and not handed on yet; of RDF/XML only.
    held: Vec<u8>,
    handed: usize,
}

enum Check {
    Terms(NestedTerms),
    Json(Json),
    Xml(Xml),
}

impl<R: Read> Guarded<R> {
    pub(crate) fn new(inner: R, format: RdfFormat) -> Self {
        let check = match format {
            RdfFormat::JsonLd { .. } => Check::Json(Json::default()),
            RdfFormat::RdfXml => Check::Xml(Xml::default()),
            _ => Check::Terms(NestedTerms::default()),
        };
        Self {
            inner,
            check,
            line: 1,
            column: 0,
            place: Arc::default(),
            held: Vec::new(),
            handed: 0,
        }
    }

    /// How far the text is read, for errors that the parser does not place itself.
    pub(crate) fn place(&self) -> Arc<Place> {
        Arc::clone(&self.place)
    }

    /// The language is filled in where the error is translated; here only the place is known.
    fn refusal(&self, message: String) -> io::Error {
        let placed = !matches!(self.check, Check::Terms(_));
        io::Error::other(SyntaxError {
            line: placed.then_some(self.line),
            column: placed.then_some(self.column.max(1)),
            ..SyntaxError::new("RDF", message)
        })
    }

    fn advance(&mut self, byte: u8) {
        if byte == b'\n' {
            self.line += 1;
            self.column = 0;
        } else if byte & 0xc0 != 0x80 {
            // Every byte of a character but its first is of this form (UTF-8).
            self.column += 1;
        }
    }

    /// Hands on what is held up to the end of the next tag.
    fn hand_on(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.handed == self.held.len() {
            self.held.resize(HELD_BYTES, 0);
            self.handed = 0;
            let read = self.inner.read(&mut self.held)?;
            self.held.truncate(read);
        }
        let waiting = &self.held[self.handed..];
        let tag = waiting.iter().position(|byte| *byte == b'>');
        let length = tag.map_or(waiting.len(), |end| end + 1).min(buffer.len());
        buffer[..length].copy_from_slice(&waiting[..length]);
        self.handed += length;
        Ok(length)
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let read = match self.check {
            Check::Xml(_) => self.hand_on(buffer)?,
            _ => self.inner.read(buffer)?,
        };
        if let Check::Terms(terms) = &mut self.check {
            // Line by line would be dear for the largest dumps; these formats' parsers place their errors themselves.
            let checked = terms.scan(&buffer[..read]);
            return checked.map(|()| read).map_err(|message| self.refusal(message));
        }
        if read == 0 {
            self.check.end().map_err(|message| self.refusal(message))?;
        }
        for byte in &buffer[..read] {
            self.advance(*byte);
            self.check.next(*byte).map_err(|message| self.refusal(message))?;
        }
        self.place.line.store(self.line, Ordering::Relaxed);
        self.place.column.store(self.column, Ordering::Relaxed);
        Ok(read)
    }
}

impl Check {
    fn next(&mut self, byte: u8) -> Result<(), String> {
        match self {
            Self::Terms(terms) => terms.scan(&[byte]),
            Self::Json(json) => json.next(byte),
            Self::Xml(xml) => xml.next(byte),
        }
    }

    fn end(&self) -> Result<(), String> {
        match self {
            Self::Terms(_) | Self::Json(_) => Ok(()),
            Self::Xml(xml) => xml.end(),
        }
    }
}

/// How deep JSON is nested.
#[derive(Default)]
struct Json {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Json {
    fn next(&mut self, byte: u8) -> Result<(), String> {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_string => self.escaped = true,
            b'"' => self.in_string = !self.in_string,
            b'{' | b'[' if !self.in_string => {
                self.depth += 1;
                if self.depth > RDF_NESTING_MAX {
                    return Err(format!(
                        "more than {RDF_NESTING_MAX} levels of nested objects and arrays"
                    ));
                }
            }
            b'}' | b']' if !self.in_string => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        Ok(())
    }
}

/// How many elements of an XML text are open; knows just enough of XML to find its tags.
#[derive(Default)]
struct Xml {
    open: usize,
    state: XmlState,
}

#[derive(Default)]
enum XmlState {
    #[default]
    Text,
    /// After `<`.
    Start,
    /// After `<!`, with what follows.
    Declaration(Vec<u8>),
    /// In a tag; the quote that is open in it, and the byte before.
    Tag {
        closing: bool,
        quote: Option<u8>,
        last: u8,
    },
    /// In a comment, a CDATA section or a processing instruction; with the last three bytes.
    Until { end: &'static [u8], tail: [u8; 3] },
}

const COMMENT: &[u8] = b"--";
const CDATA: &[u8] = b"[CDATA[";
const DOCTYPE: &[u8] = b"DOCTYPE";

impl Xml {
    fn next(&mut self, byte: u8) -> Result<(), String> {
        let until = |end| XmlState::Until { end, tail: [0; 3] };
        match &mut self.state {
            XmlState::Text if byte == b'<' => self.state = XmlState::Start,
            XmlState::Text => {}
            XmlState::Start => {
                self.state = match byte {
                    b'?' => until(b"?>"),
                    b'!' => XmlState::Declaration(Vec::new()),
                    _ => XmlState::Tag {
                        closing: byte == b'/',
                        quote: None,
                        last: byte,
                    },
                }
            }
            XmlState::Declaration(begun) => {
                begun.push(byte.to_ascii_uppercase());
                match begun.as_slice() {
                    DOCTYPE => {
                        return Err("a document type declaration (DOCTYPE) is not accepted".to_owned());
                    }
                    COMMENT => self.state = until(b"-->"),
                    CDATA => self.state = until(b"]]>"),
                    begun
                        if [COMMENT, CDATA, DOCTYPE]
                            .iter()
                            .any(|whole| whole.starts_with(begun)) => {}
                    // No declaration of XML: the parser will say so.
                    _ => self.state = XmlState::Text,
                }
            }
            XmlState::Tag { closing, quote, last } => match (byte, *quote) {
                (byte, Some(open)) if byte == open => *quote = None,
                (_, Some(_)) => {}
                (b'"' | b'\'', None) if !*closing => *quote = Some(byte),
                (b'>', None) => {
                    if *closing {
                        self.open = self.open.saturating_sub(1);
                    } else if *last != b'/' {
                        self.open += 1;
                        if self.open > RDF_NESTING_MAX {
                            return Err(format!("more than {RDF_NESTING_MAX} levels of nested elements"));
                        }
                    }
                    self.state = XmlState::Text;
                }
                (_, None) => *last = byte,
            },
            XmlState::Until { end, tail } => {
                *tail = [tail[1], tail[2], byte];
                if tail.ends_with(end) {
                    self.state = XmlState::Text;
                }
            }
        }
        Ok(())
    }

    fn end(&self) -> Result<(), String> {
        if self.open == 0 && matches!(self.state, XmlState::Text) {
            Ok(())
        } else {
            Err("the text ends before its elements are closed".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(text: &str) -> Result<(), String> {
        let mut xml = Xml::default();
        text.bytes().try_for_each(|byte| xml.next(byte))?;
        xml.end()
    }

    #[test]
    fn a_closed_document_passes_whatever_stands_in_it() {
        for text in [
            "",
            "<a/>",
            "<?xml version='1.0'?><!-- <b> --><a x='>' y=\"/\"><b/><c></c></a>",
            "<a><![CDATA[ <b> ]] ><!DOCTYPE> ]]]></a>",
            "<a>é</a >\n",
        ] {
            assert_eq!(scanned(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn a_document_that_ends_too_early_or_has_a_doctype_does_not() {
        for text in [
            "<a>",
            "<a><b></b>",
            "<a",
            "<a/><!-- ",
            "<a><![CDATA[</a>",
            "<!doctype a>",
            "<a x='/>",
        ] {
            assert!(scanned(text).is_err(), "{text}");
        }
    }

    #[test]
    fn elements_are_nested_up_to_the_limit_and_no_deeper() {
        let nested = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
        assert_eq!(scanned(&nested(RDF_NESTING_MAX)), Ok(()));
        assert!(scanned(&nested(RDF_NESTING_MAX + 1)).is_err());
    }

    #[test]
    fn the_text_is_handed_on_tag_by_tag_and_unchanged() {
        let text = "<a>\n  <é b=\"c\"/>text\n</a>";
        let mut reader = Guarded::new(text.as_bytes(), RdfFormat::RdfXml);
        let place = reader.place();
        let mut buffer = [0; 100];
        assert_eq!(reader.read(&mut buffer).unwrap(), 3);
        assert_eq!(place.at(), (1, 3));
        assert_eq!(reader.read(&mut buffer).unwrap(), 14);
        assert_eq!(place.at(), (2, 12));
        let mut rest = String::new();
        reader.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "text\n</a>");
    }
}
