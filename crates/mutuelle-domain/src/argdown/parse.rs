//! From text to headings, statements and arguments.

use super::MAX_DEPTH;
use super::cursor::Cursor;
use super::data::{Pair, data};
use super::error::Fault;
use super::sign::{Title, heading_level, refuse, relation, tag, title};

/// What a text is made of.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// What the front matter says: keys and values of its lines, with where they stand.
    pub(super) front: Vec<(String, String, usize)>,
    pub(super) blocks: Vec<Block>,
}

#[derive(Debug)]
pub(super) enum Block {
    Heading(Heading),
    Element(Element),
}

#[derive(Debug)]
pub(super) struct Heading {
    pub(super) at: usize,
    pub(super) level: usize,
    pub(super) content: Content,
}

/// A statement or an argument where it occurs.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) at: usize,
    pub(super) shape: Shape,
    /// Nothing for a statement that is only a text.
    pub(super) title: Option<String>,
    pub(super) content: Content,
    /// How it is related to another element, which comes before.
    pub(super) relation: Option<(Relation, usize)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    Statement,
    Argument,
}

#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) text: String,
    pub(super) tags: Vec<String>,
    pub(super) data: Vec<Pair>,
}

/// How a line is related to the one above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    pub(super) link: Link,
    /// Whether it goes from the one above to the one below; else from below to above.
    pub(super) downwards: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    Support,
    Attack,
    Undercut,
    Contradiction,
}

pub(super) fn parse(text: &str) -> Result<Document, Fault> {
    let mut parser = Parser {
        cursor: Cursor::new(text),
        document: Document::default(),
        open: Vec::new(),
        apart: true,
    };
    parser.front_matter()?;
    while let Some((indent, at)) = parser.next_line()? {
        parser.line(indent, at)?;
    }
    Ok(parser.document)
}

struct Parser<'t> {
    cursor: Cursor<'t>,
    document: Document,
    /// The elements under which a line may stand, with their indentation, by their place among the blocks.
    open: Vec<(usize, usize)>,
    /// Whether an empty line or a heading came before.
    apart: bool,
}

impl Parser<'_> {
    /// `===`, lines of `key: value`, `===`.
    fn front_matter(&mut self) -> Result<(), Fault> {
        let start = self.cursor.at;
        while matches!(self.cursor.peek(), Some(' ' | '\t' | '\n')) {
            self.cursor.next();
        }
        if !self.cursor.looks_at("===") {
            self.cursor.at = start;
            return Ok(());
        }
        let open = self.cursor.at;
        self.cursor.at += self.cursor.line().len();
        while self.cursor.next().is_some() {
            let (at, line) = (self.cursor.at, self.cursor.line());
            self.cursor.at += line.len();
            if line.starts_with("===") {
                return Ok(());
            }
            // Indented lines configure Argdown's own tools.
            if let Some((key, value)) = line.split_once(':').filter(|_| !line.starts_with([' ', '\t'])) {
                let value = value.trim().trim_matches(['"', '\'']);
                let front = (key.trim().to_owned(), value.to_owned(), at);
                self.document.front.push(front);
            }
        }
        Err(Fault::new(
            open,
            "front matter that ends",
            "end it with a line `===`",
        ))
    }

    /// Goes to the next line with something in it: its indentation and where that begins.
    fn next_line(&mut self) -> Result<Option<(usize, usize)>, Fault> {
        loop {
            let start = self.cursor.at;
            self.cursor.skip_blanks_and_comments()?;
            match self.cursor.peek() {
                None => return Ok(None),
                Some('\n') => {
                    // A line with nothing but a comment is not an empty one.
                    let line_start = start == 0 || self.cursor_before(start) == Some('\n');
                    let only_blanks = self.cursor_slice(start).trim_matches([' ', '\t']).is_empty();
                    self.apart |= line_start && only_blanks;
                    self.cursor.next();
                }
                Some(_) => return Ok(Some((self.cursor.at - start, self.cursor.at))),
            }
        }
    }

    fn cursor_before(&self, at: usize) -> Option<char> {
        self.cursor.until(at).chars().next_back()
    }

    fn cursor_slice(&self, from: usize) -> &str {
        &self.cursor.until(self.cursor.at)[from..]
    }

    fn line(&mut self, indent: usize, at: usize) -> Result<(), Fault> {
        if self.apart {
            self.open.clear();
        }
        refuse(&self.cursor, indent)?;
        if let Some(level) = heading_level(self.cursor.line()).filter(|_| indent == 0) {
            self.cursor.at += level + 1;
            self.cursor.skip_blanks();
            let content = self.content(true)?;
            if content.text.is_empty() {
                return Err(Fault::new(at + level, "the heading's text", "write `# Text`"));
            }
            let heading = Heading { at, level, content };
            self.document.blocks.push(Block::Heading(heading));
            self.apart = true;
            return Ok(());
        }
        let relation = if let Some((length, relation)) = relation(self.cursor.line()) {
            let above = self.above(indent, at)?;
            self.cursor.at += length;
            self.cursor.skip_blanks_and_comments()?;
            Some((relation, above))
        } else {
            self.open.clear();
            None
        };
        self.apart = false;
        let mut element = self.element_at_cursor()?;
        element.relation = relation;
        element.at = at;
        let place = self.document.blocks.len();
        self.document.blocks.push(Block::Element(element));
        self.open.push((indent, place));
        Ok(())
    }

    /// The element to which a line with this indentation is related: the nearest one above that is indented less, or the
    /// one at the left, however far that is indented.
    fn above(&mut self, indent: usize, at: usize) -> Result<usize, Fault> {
        let is_root =
            |parser: &Self, place: usize| parser.element(place).is_some_and(|it| it.relation.is_none());
        while let Some((open, place)) = self.open.last().copied() {
            if open < indent || is_root(self, place) {
                break;
            }
            self.open.pop();
        }
        if self.open.len() > MAX_DEPTH {
            let expected = format!("at most {MAX_DEPTH} levels of relations");
            let remedy = "end here, and go on below the title alone, at the left";
            return Err(Fault::new(at, expected, remedy));
        }
        self.open.last().map(|(_, place)| *place).ok_or_else(|| {
            let remedy = "write it in the line below a statement or an argument, with no empty line between";
            Fault::new(at, "something above to relate this to", remedy)
        })
    }

    fn element(&self, place: usize) -> Option<&Element> {
        match self.document.blocks.get(place) {
            Some(Block::Element(element)) => Some(element),
            _ => None,
        }
    }

    /// `[Title]: text`, `[Title]`, `<Title>: text`, `<Title>` or a text alone, each with tags and data.
    fn element_at_cursor(&mut self) -> Result<Element, Fault> {
        let at = self.cursor.at;
        let (shape, title) = match title(self.cursor.line()) {
            Title::Of(shape, title, length) => {
                self.cursor.at += length;
                (shape, Some(title))
            }
            Title::Unclosed(closing) => {
                let end = at + self.cursor.line().len();
                let remedy =
                    format!("close the title with `{closing}`, or write `\\` before the sign if it is none");
                return Err(Fault::new(end, format!("`{closing}` after the title"), remedy));
            }
            Title::None => (Shape::Statement, None),
        };
        if title.as_ref().is_some_and(String::is_empty) {
            return Err(Fault::new(
                at + 1,
                "a title",
                "write a few words between the brackets",
            ));
        }
        let after_title = self.cursor.at;
        let defines = title.is_some() && self.cursor.eat(":");
        if defines {
            self.cursor.skip_blanks();
        }
        let content = self.content(false)?;
        if title.is_some() && !defines && !content.text.is_empty() {
            let remedy = "write `[Title]: text`, or the title alone, with tags and data if you like";
            return Err(Fault::new(after_title, "`:` after the title", remedy));
        }
        if title.is_none() && content.text.is_empty() {
            let remedy = "write `[Title]: text`, `<Title>: text` or a text";
            return Err(Fault::new(at, "a statement or an argument", remedy));
        }
        Ok(Element {
            at,
            shape,
            title,
            content,
            relation: None,
        })
    }

    /// Text, tags and data, over several lines unless it is of a heading.
    fn content(&mut self, one_line: bool) -> Result<Content, Fault> {
        let mut content = Content::default();
        // Where the tags begin that nothing but tags follows: those stand beside the text, not in it.
        let mut tags_from = None;
        loop {
            if self.cursor.skip_comment()? {
                continue;
            }
            match self.cursor.peek() {
                None => break,
                Some('\n') => {
                    if one_line || !self.goes_on() {
                        break;
                    }
                    let length = content.text.trim_end_matches([' ', '\t']).len();
                    content.text.truncate(length);
                    content.text.push(' ');
                }
                Some('{') => {
                    content.data = data(&mut self.cursor)?;
                    self.after_data(&mut content)?;
                    break;
                }
                Some('#') if content.text.is_empty() || content.text.ends_with([' ', '\t']) => {
                    let start = content.text.len();
                    match tag(self.cursor.rest()) {
                        Some((tag, length)) => {
                            content.text.push_str(&self.cursor.rest()[..length]);
                            content.tags.push(tag);
                            self.cursor.at += length;
                            tags_from = tags_from.or(Some(start));
                        }
                        None => self.character(&mut content.text, &mut tags_from),
                    }
                }
                Some(_) => self.character(&mut content.text, &mut tags_from),
            }
        }
        if let Some(from) = tags_from {
            content.text.truncate(from);
        }
        let trimmed = content.text.trim_matches([' ', '\t']);
        content.text = trimmed.to_owned();
        Ok(content)
    }

    /// One character of text; a backslash makes the next one a character like others.
    fn character(&mut self, text: &mut String, tags_from: &mut Option<usize>) {
        let Some(mut character) = self.cursor.next() else {
            return;
        };
        if character == '\\' {
            if let Some(next) = self.cursor.peek().filter(|next| *next != '\n') {
                self.cursor.next();
                character = next;
            }
        } else if matches!(character, ' ' | '\t') {
            text.push(character);
            return;
        }
        *tags_from = None;
        text.push(character);
    }

    /// At the end of a line: goes to the next one if the text goes on there.
    fn goes_on(&mut self) -> bool {
        let end = self.cursor.at;
        self.cursor.next();
        let indent = self.cursor.skip_blanks();
        let line = self.cursor.line();
        let ends = line.is_empty()
            || relation(line).is_some()
            || (indent == 0 && heading_level(line).is_some())
            || line.starts_with("===")
            || matches!(title(line), Title::Of(..))
            || refuse(&self.cursor, indent).is_err();
        if ends {
            self.cursor.at = end;
        }
        !ends
    }

    /// After data only tags may come.
    fn after_data(&mut self, content: &mut Content) -> Result<(), Fault> {
        loop {
            self.cursor.skip_blanks_and_comments()?;
            match self.cursor.peek() {
                None | Some('\n') => return Ok(()),
                Some(_) => {
                    let Some((tag, length)) = tag(self.cursor.rest()) else {
                        let remedy = "put the data at the end, or write `\\{` for a brace in a text";
                        return Err(Fault::new(
                            self.cursor.at,
                            "the end of the line after the data",
                            remedy,
                        ));
                    };
                    content.tags.push(tag);
                    self.cursor.at += length;
                }
            }
        }
    }
}
