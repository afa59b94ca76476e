//! Running text and titles: what is escaped and what cannot be written.

/// What has a meaning in running text and is written with a backslash before it.
const ESCAPED: &str = "\\{}[]<>#@*_";

/// Running text on one line, so that reading gives the same text back; none for a text that has line breaks, blanks at
/// its ends or nothing in it.
pub(super) fn written(text: &str) -> Option<String> {
    if text.is_empty() || text.trim_matches([' ', '\t']) != text || text.chars().any(char::is_control) {
        return None;
    }
    let mut written = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let comment = character == '/' && matches!(characters.peek(), Some('/' | '*'));
        if comment || ESCAPED.contains(character) {
            written.push('\\');
        }
        written.push(character);
    }
    Some(written)
}

/// A title made of a name: what would end a title is replaced.
pub(super) fn title(name: &str) -> String {
    let kept: String = name
        .chars()
        .map(|character| match character {
            '[' => '(',
            ']' => ')',
            '<' => '‹',
            '>' => '›',
            other if other.is_control() => ' ',
            other => other,
        })
        .collect();
    let kept = kept.trim_matches([' ', '\t']);
    // `<_ …`, `<+ …` and `<- …` begin relations, and `<!-- …` a comment.
    let sign = kept.starts_with(['+', '-', '_', '!']);
    format!("{}{kept}", if sign { "· " } else { "" })
}

/// A text in quotes, for data. Braces are escaped too: Argdown looks for the end of data without knowing strings.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            '{' | '}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' => {
                quoted.push_str(&escape(character));
            }
            other if other.is_control() => quoted.push_str(&escape(other)),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// A character of the first plane by its number.
fn escape(character: char) -> String {
    format!("\\u{:04X}", u32::from(character))
}
