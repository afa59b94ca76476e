//! The line of a text where an error is, with a caret under it.

use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// How much of a line is shown, in characters.
const SHOWN_CHARS_MAX: usize = 100;
/// How much of it stands before the column, when the line is longer than that.
const BEFORE_CHARS_MAX: usize = 60;

/// The excerpt of a text at hand. Lines and columns begin at 1, columns count characters.
pub fn excerpt(text: &str, line: u64, column: Option<u64>) -> Option<String> {
    let index = usize::try_from(line).ok()?.checked_sub(1)?;
    let found = text.split('\n').nth(index).unwrap_or_default();
    Some(excerpt_of_line(found.trim_end_matches('\r'), line, column))
}

/// The excerpt of a line: its number, the line, and a caret under the column.
pub fn excerpt_of_line(text: &str, line: u64, column: Option<u64>) -> String {
    let at = column.map_or(0, |column| {
        usize::try_from(column).unwrap_or(usize::MAX).saturating_sub(1)
    });
    // Tabs and control characters would move the caret away from its place.
    let letters: Vec<char> = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    let at = at.min(letters.len());
    let start = if letters.len() > SHOWN_CHARS_MAX {
        at.saturating_sub(BEFORE_CHARS_MAX)
    } else {
        0
    };
    let end = letters.len().min(start + SHOWN_CHARS_MAX);
    let cut_before = if start > 0 { "…" } else { "" };
    let cut_after = if end < letters.len() { "…" } else { "" };
    let before: String = letters[start..at].iter().collect();
    let after: String = letters[at..end].iter().collect();
    let mut out = format!("{line} | {cut_before}{before}{after}{cut_after}");
    if column.is_some() {
        let gutter = " ".repeat(line.to_string().len());
        let indent = " ".repeat(cut_before.width() + before.width());
        // Writing to a string does not fail.
        let _ = write!(out, "\n{gutter} | {indent}^");
    }
    out
}
