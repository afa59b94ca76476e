//! RDF Patch as others write it (<https://afs.github.io/rdf-patch/>): any number of transactions, prefixes, comments.
//!
//! Terms are those of N-Quads, as the format has them; a blank node may also be written `<_:label>`, and its label is that
//! of the node in the store. Rows of prefixes are read and have no effect, since a dataset has no prefixes here.

use crate::patch::PatchError;
use crate::row::{self, RowError};
use oxrdf::Quad;

/// One row that changes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatchRow {
    /// The quad is to be there.
    Add(Quad),
    /// The quad is not to be there.
    Delete(Quad),
}

/// Reads the changes of an RDF Patch in their order, without those of transactions that it aborts.
///
/// # Errors
/// The first row that cannot be read, with its line counted from 1, and a transaction that is not ended.
pub fn read_changes(text: &str) -> Result<Vec<PatchRow>, PatchError> {
    let mut reader = Reader::default();
    let mut line = 0;
    for row in text.lines() {
        line += 1;
        reader.take(row).map_err(|cause| PatchError { line, cause })?;
    }
    if reader.begun.is_some() {
        return Err(PatchError {
            line: line + 1,
            cause: RowError::Unfinished,
        });
    }
    Ok(reader.rows)
}

#[derive(Default)]
struct Reader {
    rows: Vec<PatchRow>,
    /// How many rows there were when the present transaction began.
    begun: Option<usize>,
}

impl Reader {
    fn take(&mut self, line: &str) -> Result<(), RowError> {
        let row = line.trim();
        if row.is_empty() || row.starts_with('#') {
            return Ok(());
        }
        let operation = row.split(char::is_whitespace).next().unwrap_or_default();
        let rest = &row[operation.len()..];
        match operation {
            "A" => self.rows.push(PatchRow::Add(quad(line, rest)?)),
            "D" => self.rows.push(PatchRow::Delete(quad(line, rest)?)),
            "TX" => {
                words(rest, 0)?;
                expect("TX", self.begun.is_none(), "a change, `TC` or `TA`")?;
                self.begun = Some(self.rows.len());
            }
            "TC" | "TA" => {
                words(rest, 0)?;
                let begun = self.begun.take().ok_or(RowError::Order {
                    found: if operation == "TC" { "TC" } else { "TA" },
                    due: "a `TX` or a change",
                })?;
                if operation == "TA" {
                    self.rows.truncate(begun);
                }
            }
            "H" => {
                let is_first = self.rows.is_empty() && self.begun.is_none();
                expect("H", is_first, "a change, `TX`, `TC` or `TA`")?;
                words(rest, 2)?;
            }
            "PA" => words(rest, 2)?,
            "PD" => words(rest, 1)?,
            _ => return Err(RowError::UnknownRow),
        }
        Ok(())
    }
}

fn expect(found: &'static str, is_due: bool, due: &'static str) -> Result<(), RowError> {
    if is_due {
        Ok(())
    } else {
        Err(RowError::Order { found, due })
    }
}

/// The quad of a row whose operation was read.
fn quad(line: &str, rest: &str) -> Result<Quad, RowError> {
    let terms = rest.trim_start();
    let terms = terms.strip_suffix('.').ok_or(RowError::NoDot)?;
    let before = line.find(rest.trim_start()).unwrap_or_default();
    let skipped = line[..before].chars().count() as u64;
    row::read(&format!("{} .", unbracketed(terms)), skipped)
}

/// `<_:label>` as `_:label`, in as many characters, so that columns stay true.
fn unbracketed(terms: &str) -> String {
    let mut out = String::with_capacity(terms.len());
    let (mut quoted, mut escaped, mut bracketed) = (false, false, false);
    for (at, char) in terms.char_indices() {
        let shown = match char {
            _ if quoted => {
                if !escaped && char == '"' {
                    quoted = false;
                }
                escaped = char == '\\' && !escaped;
                char
            }
            '"' => {
                quoted = true;
                char
            }
            '<' if terms[at..].starts_with("<_:") => {
                bracketed = true;
                ' '
            }
            '>' if bracketed => {
                bracketed = false;
                ' '
            }
            _ => char,
        };
        out.push(shown);
    }
    out
}

/// Checks that a row ends with a dot and holds at least so many words before it, or none where none is due.
fn words(rest: &str, least: usize) -> Result<(), RowError> {
    let words = rest.strip_suffix('.').ok_or(RowError::NoDot)?;
    let count = words.split_whitespace().count();
    if count >= least && (least > 0 || count == 0) {
        Ok(())
    } else {
        Err(RowError::NoTerms)
    }
}
