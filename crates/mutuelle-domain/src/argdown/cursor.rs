//! A place in a text.

use super::error::Fault;

/// Walks over a text whose lines end with `\n`.
pub(super) struct Cursor<'t> {
    text: &'t str,
    pub(super) at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// All that is left.
    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// All before a place.
    pub(super) fn until(&self, at: usize) -> &'t str {
        &self.text[..at]
    }

    /// What is left of the line.
    pub(super) fn line(&self) -> &'t str {
        let rest = self.rest();
        &rest[..rest.find('\n').unwrap_or(rest.len())]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn looks_at(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    /// The next character, which is left behind.
    pub(super) fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Goes past a text if it is next.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let there = self.looks_at(text);
        if there {
            self.at += text.len();
        }
        there
    }

    /// Goes past spaces and tabs, and says how many.
    pub(super) fn skip_blanks(&mut self) -> usize {
        let from = self.at;
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
        self.at - from
    }

    /// Goes past a comment: `// …`, `/* … */` or `<!-- … -->`. The first kind only counts at the beginning of a word, so
    /// that an address (`https://…`) is none.
    pub(super) fn skip_comment(&mut self) -> Result<bool, Fault> {
        let before = self.text[..self.at].chars().next_back();
        if self.looks_at("//") && before.is_none_or(char::is_whitespace) {
            self.at += self.line().len();
            return Ok(true);
        }
        for (open, close) in [("/*", "*/"), ("<!--", "-->")] {
            if !self.looks_at(open) {
                continue;
            }
            let inside = &self.rest()[open.len()..];
            let Some(length) = inside.find(close) else {
                let remedy = format!("close the comment that begins here with `{close}`");
                return Err(Fault::new(
                    self.at,
                    format!("`{close}` after this `{open}`"),
                    remedy,
                ));
            };
            self.at += open.len() + length + close.len();
            return Ok(true);
        }
        Ok(false)
    }

    /// Goes past blanks and comments within the line.
    pub(super) fn skip_blanks_and_comments(&mut self) -> Result<(), Fault> {
        loop {
            self.skip_blanks();
            if !self.skip_comment()? {
                return Ok(());
            }
        }
    }
}
