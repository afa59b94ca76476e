//! Data in braces: the subset of YAML that Argdown has in a line, `{key: value, key: [value, value]}`.

use std::collections::HashSet;

use super::MAX_DATA_DEPTH;
use super::cursor::Cursor;
use super::error::Fault;

/// One key with its value.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) key: String,
    pub(super) at: usize,
    pub(super) value: Value,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) at: usize,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// In quotes.
    Quoted(String),
    /// Without quotes.
    Bare(String),
    List(Vec<Value>),
    Map(Vec<Pair>),
}

/// Reads data; the cursor stands at the brace.
pub(super) fn data(cursor: &mut Cursor<'_>) -> Result<Vec<Pair>, Fault> {
    map(cursor, 1)
}

fn map(cursor: &mut Cursor<'_>, depth: usize) -> Result<Vec<Pair>, Fault> {
    let open = enter(cursor, '{', depth)?;
    let mut pairs: Vec<Pair> = Vec::new();
    let mut keys = HashSet::new();
    loop {
        skip_space(cursor);
        if cursor.eat("}") {
            return Ok(pairs);
        }
        let at = cursor.at;
        let key = key(cursor, open)?;
        if !keys.insert(key.clone()) {
            let remedy = format!("write all its values in one list: `{key}: [a, b]`");
            return Err(Fault::new(at, "another key", remedy));
        }
        cursor.skip_blanks();
        let value = value(cursor, depth)?;
        pairs.push(Pair { key, at, value });
        separator(cursor, '}', open)?;
    }
}

fn list(cursor: &mut Cursor<'_>, depth: usize) -> Result<Vec<Value>, Fault> {
    let open = enter(cursor, '[', depth)?;
    let mut values = Vec::new();
    loop {
        skip_space(cursor);
        if cursor.eat("]") {
            return Ok(values);
        }
        values.push(value(cursor, depth)?);
        separator(cursor, ']', open)?;
    }
}

fn enter(cursor: &mut Cursor<'_>, opening: char, depth: usize) -> Result<usize, Fault> {
    let at = cursor.at;
    if depth > MAX_DATA_DEPTH {
        let expected = format!("at most {MAX_DATA_DEPTH} lists and maps inside each other");
        return Err(Fault::new(at, expected, "write the data flatter"));
    }
    debug_assert_eq!(cursor.peek(), Some(opening));
    cursor.next();
    Ok(at)
}

fn key(cursor: &mut Cursor<'_>, open: usize) -> Result<String, Fault> {
    let at = cursor.at;
    let key = if matches!(cursor.peek(), Some('"' | '\'')) {
        let key = quoted(cursor)?;
        cursor.skip_blanks();
        if !cursor.eat(":") {
            return Err(Fault::new(
                cursor.at,
                "`:` after the key",
                "write `\"key\": value`",
            ));
        }
        key
    } else {
        bare_key(cursor, open)?
    };
    if key.is_empty() {
        return Err(Fault::new(at, "a key", "write `key: value`"));
    }
    Ok(key)
}

/// A key without quotes ends at a colon before a blank or before what cannot belong to it: `dct:source: "…"`.
fn bare_key(cursor: &mut Cursor<'_>, open: usize) -> Result<String, Fault> {
    let start = cursor.rest();
    for (at, character) in start.char_indices() {
        match character {
            ':' => {
                let next = start[at + 1..].chars().next();
                if next.is_none_or(|next| next.is_whitespace() || "\"'[{".contains(next)) {
                    cursor.at += at + 1;
                    return Ok(start[..at].trim_end().to_owned());
                }
            }
            '\n' | ',' | '{' | '}' | '[' | ']' => break,
            _ => {}
        }
    }
    if start.is_empty() {
        return Err(unclosed(cursor.at, '}', open));
    }
    let word = start
        .find([' ', '\t', '\n', ',', '{', '}', '[', ']'])
        .unwrap_or(start.len());
    let remedy = "write `key: value`, with a blank after the colon and a comma before the next key";
    Err(Fault::new(cursor.at + word, "`:` after the key", remedy))
}

fn value(cursor: &mut Cursor<'_>, depth: usize) -> Result<Value, Fault> {
    let at = cursor.at;
    let kind = match cursor.peek() {
        Some('"' | '\'') => Kind::Quoted(quoted(cursor)?),
        Some('[') => Kind::List(list(cursor, depth + 1)?),
        Some('{') => Kind::Map(map(cursor, depth + 1)?),
        _ => {
            let line = cursor.line();
            let bare = &line[..line.find([',', ']', '}']).unwrap_or(line.len())];
            cursor.at += bare.len();
            let bare = bare.trim();
            if bare.is_empty() {
                let remedy =
                    "write a word, a number, a text in quotes, a list `[a, b]` or a map `{key: value}`";
                return Err(Fault::new(at, "a value", remedy));
            }
            Kind::Bare(bare.to_owned())
        }
    };
    Ok(Value { at, kind })
}

/// A comma or a line break between values, unless the closing sign comes.
fn separator(cursor: &mut Cursor<'_>, closing: char, open: usize) -> Result<(), Fault> {
    cursor.skip_blanks();
    match cursor.peek() {
        Some(',' | '\n') => {
            cursor.next();
            Ok(())
        }
        Some(next) if next == closing => Ok(()),
        Some(_) => {
            let remedy = "put a comma between values and quotes around a text with signs in it";
            Err(Fault::new(cursor.at, format!("`,` or `{closing}`"), remedy))
        }
        None => Err(unclosed(cursor.at, closing, open)),
    }
}

fn unclosed(at: usize, closing: char, open: usize) -> Fault {
    let remedy = format!(
        "close with `{closing}` what was opened {} bytes before",
        at - open
    );
    Fault::new(at, format!("`{closing}`"), remedy)
}

fn skip_space(cursor: &mut Cursor<'_>) {
    while matches!(cursor.peek(), Some(' ' | '\t' | '\n')) {
        cursor.next();
    }
}

/// A text in quotes: in double ones with the escapes of JSON and YAML, in single ones with `''` for a quote.
fn quoted(cursor: &mut Cursor<'_>) -> Result<String, Fault> {
    let open = cursor.at;
    let quote = cursor.next();
    let mut text = String::new();
    loop {
        let at = cursor.at;
        match cursor.next() {
            None | Some('\n') => {
                let remedy =
                    "close the quote in the line in which it was opened, or write a line break as `\\n`";
                return Err(Fault::new(at, "the closing quote", remedy));
            }
            Some('\'') if quote == Some('\'') => {
                if !cursor.eat("'") {
                    return Ok(text);
                }
                text.push('\'');
            }
            Some('"') if quote == Some('"') => return Ok(text),
            Some('\\') if quote == Some('"') => text.push(escaped(cursor, open)?),
            Some(character) => text.push(character),
        }
    }
}

fn escaped(cursor: &mut Cursor<'_>, open: usize) -> Result<char, Fault> {
    let at = cursor.at;
    let found = match cursor.next() {
        Some(same @ ('"' | '\\' | '/' | ' ')) => Some(same),
        Some('b') => Some('\u{8}'),
        Some('f') => Some('\u{C}'),
        Some('n') => Some('\n'),
        Some('r') => Some('\r'),
        Some('t') => Some('\t'),
        Some('0') => Some('\0'),
        Some('x') => hexadecimal(cursor, 2).and_then(char::from_u32),
        Some('U') => hexadecimal(cursor, 8).and_then(char::from_u32),
        Some('u') => hexadecimal(cursor, 4).and_then(|first| joined(cursor, first)),
        _ => None,
    };
    found.ok_or_else(|| {
        let remedy = format!(
            "in the quotes that open {} bytes before, write a backslash as `\\\\` and any character as `\\uXXXX`",
            at - open
        );
        Fault::new(at, "an escape such as `\\n`, `\\\"` or `\\u00E9`", remedy)
    })
}

fn hexadecimal(cursor: &mut Cursor<'_>, digits: usize) -> Option<u32> {
    let text = cursor.rest().get(..digits)?;
    let number = text
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit())
        .then(|| u32::from_str_radix(text, 16).ok())?;
    cursor.at += digits;
    number
}

/// A character of four hexadecimal digits, or of two halves (a surrogate pair, as JSON writes what lies beyond).
fn joined(cursor: &mut Cursor<'_>, first: u32) -> Option<char> {
    if !(0xD800..0xDC00).contains(&first) {
        return char::from_u32(first);
    }
    if !cursor.eat("\\u") {
        return None;
    }
    let second = hexadecimal(cursor, 4).filter(|second| (0xDC00..0xE000).contains(second))?;
    char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
}
