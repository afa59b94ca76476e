//! The line of a text where an error is, with a caret under it.

use crate::compression;
use mutuelle_commons::excerpt_of_line;
use std::io::BufRead;
use std::path::Path;

/// The longest line that is read for an excerpt, in bytes. A longer one is shown by its beginning.
const LINE_BYTES_MAX: u64 = 64 * 1024;

/// A place in a text; lines and columns begin at 1, columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: u64,
    pub(crate) column: Option<u64>,
}

impl Position {
    /// A position, where the line is known.
    pub(crate) fn of(line: Option<u64>, column: Option<u64>) -> Option<Self> {
        Some(Self { line: line?, column })
    }
}

/// The excerpt of a file, which may be compressed. None when the file cannot be read again.
pub(crate) fn of_file(path: &Path, position: Position) -> Option<String> {
    let line = line_of(compression::reader(path).ok()?, position.line)?;
    Some(rendered(&path.display().to_string(), position, &line))
}

/// The excerpt of a text at hand.
pub(crate) fn of_text(name: &str, text: &str, position: Position) -> Option<String> {
    Some(rendered(
        name,
        position,
        &line_of(text.as_bytes(), position.line)?,
    ))
}

fn line_of(mut text: impl BufRead, line: u64) -> Option<String> {
    for _ in 1..line {
        if text.skip_until(b'\n').ok()? == 0 {
            break;
        }
    }
    let mut bytes = Vec::new();
    text.take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes).ok()?;
    Some(
        String::from_utf8_lossy(&bytes)
            .trim_end_matches(['\n', '\r'])
            .to_owned(),
    )
}

/// Name, line, column; the line; a caret.
fn rendered(name: &str, Position { line, column }: Position, text: &str) -> String {
    let place = column.map_or_else(
        || format!("{name}:{line}"),
        |column| format!("{name}:{line}:{column}"),
    );
    let excerpt = excerpt_of_line(text, line, column).replace('\n', "\n  ");
    format!("  {place}\n  {excerpt}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn at(line: u64, column: u64) -> Position {
        Position {
            line,
            column: Some(column),
        }
    }

    #[test]
    fn the_caret_stands_under_the_column() {
        let text = "<a> <b> <c> .\n<a> <b> \"é\"@ .\r\n<d>";
        assert_eq!(
            of_text("f.ttl", text, at(2, 12)).unwrap(),
            "  f.ttl:2:12\n  2 | <a> <b> \"é\"@ .\n    |            ^"
        );
        assert_eq!(
            of_text("f.ttl", text, at(3, 4)).unwrap(),
            "  f.ttl:3:4\n  3 | <d>\n    |    ^"
        );
        let no_column = Position {
            line: 1,
            column: None,
        };
        assert_eq!(
            of_text("f.ttl", text, no_column).unwrap(),
            "  f.ttl:1\n  1 | <a> <b> <c> ."
        );
    }

    #[test]
    fn tabs_and_wide_letters_do_not_move_the_caret() {
        assert_eq!(
            of_text("f", "\t\tx", at(1, 3)).unwrap(),
            "  f:1:3\n  1 |   x\n    |   ^"
        );
        assert_eq!(
            of_text("f", "日本x", at(1, 3)).unwrap(),
            "  f:1:3\n  1 | 日本x\n    |     ^"
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_column() {
        let text = format!("{}!{}", "a".repeat(200), "b".repeat(200));
        let shown = of_text("f", &text, at(1, 201)).unwrap();
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[1], format!("  1 | …{}!{}…", "a".repeat(60), "b".repeat(39)));
        assert_eq!(
            lines[2].chars().count(),
            lines[1].chars().take_while(|it| *it != '!').count() + 1
        );
    }

    #[test]
    fn a_place_beyond_the_text_is_shown_at_its_end() {
        assert_eq!(
            of_text("f", "ab", at(1, 99)).unwrap(),
            "  f:1:99\n  1 | ab\n    |   ^"
        );
        assert_eq!(
            of_text("f", "ab\n", at(2, 1)).unwrap(),
            "  f:2:1\n  2 | \n    | ^"
        );
        let shown = of_text("f", &"a".repeat(100_000), at(1, 99_000)).unwrap();
        assert!(shown.lines().all(|line| line.chars().count() < 120));
    }

    #[test]
    fn the_line_of_a_compressed_file_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ttl.gz");
        let file = std::fs::File::create(&path).unwrap();
        let mut gzip = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
        gzip.write_all(b"one\ntwo\nthree").unwrap();
        gzip.finish().unwrap();
        assert!(of_file(&path, at(2, 1)).unwrap().contains("2 | two"));
        assert_eq!(of_file(Path::new("nowhere.ttl"), at(1, 1)), None);
    }
}
