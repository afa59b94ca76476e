//! A table of solutions for people: columns that fit the terminal, terms written short.

use crate::terms::cell;
use console::{Style, measure_text_width};
use std::io::{self, Write};

/// How many rows are looked at to find the columns' widths; what comes after them is fitted in.
const ROWS_LOOKED_AT: usize = 200;
/// No column is made narrower than this, however many there are.
const WIDTH_MIN: usize = 6;
/// What stands between two columns.
const GAP: &str = "  ";

/// Takes a SPARQL TSV table as it is written and passes it on as a table for people.
pub(crate) struct Table<W: Write> {
    out: W,
    width_max: usize,
    /// Bytes after the last line's end.
    pending: Vec<u8>,
    /// Header and first rows, until the widths are known.
    waiting: Vec<Vec<String>>,
    widths: Option<Vec<usize>>,
}

impl<W: Write> Table<W> {
    /// A table on `out`, no line of which is wider than `width_max`.
    pub(crate) fn new(out: W, width_max: usize) -> Self {
        Self {
            out,
            width_max,
            pending: Vec::new(),
            waiting: Vec::new(),
            widths: None,
        }
    }

    /// Writes what is left.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        if !self.pending.is_empty() {
            self.take_line()?;
        }
        self.settle()?;
        self.out.flush()
    }

    fn take_line(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.pending);
        let cells: Vec<String> = String::from_utf8_lossy(&line).split('\t').map(cell).collect();
        if let Some(widths) = &self.widths {
            return writeln!(self.out, "{}", row(&cells, widths));
        }
        self.waiting.push(cells);
        if self.waiting.len() > ROWS_LOOKED_AT {
            self.settle()
        } else {
            Ok(())
        }
    }

    /// Chooses the widths and writes what waited for them.
    fn settle(&mut self) -> io::Result<()> {
        if self.widths.is_some() {
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.waiting);
        let columns = waiting.first().map_or(0, Vec::len);
        let natural = (0..columns).map(|column| {
            waiting
                .iter()
                .filter_map(|cells| cells.get(column))
                .map(|cell| measure_text_width(cell))
                .max()
                .unwrap_or(0)
        });
        let widths = fitted(natural.collect(), self.width_max);
        let (bold, dim) = (Style::new().bold(), Style::new().dim());
        for (number, cells) in waiting.iter().enumerate() {
            if number > 0 {
                writeln!(self.out, "{}", row(cells, &widths))?;
                continue;
            }
            writeln!(self.out, "{}", bold.apply_to(row(cells, &widths)))?;
            let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
            writeln!(self.out, "{}", dim.apply_to(rule.join(GAP)))?;
        }
        self.widths = Some(widths);
        Ok(())
    }
}

impl<W: Write> Write for Table<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            match piece.strip_suffix(b"\n") {
                Some(end) => {
                    self.pending.extend_from_slice(end);
                    self.take_line()?;
                }
                None => self.pending.extend_from_slice(piece),
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Takes from the widest columns until the line fits, or all are as narrow as they may be.
fn fitted(mut widths: Vec<usize>, width_max: usize) -> Vec<usize> {
    let gaps = GAP.len() * widths.len().saturating_sub(1);
    let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(width_max);
    while excess > 0 {
        let Some(widest) = widths.iter_mut().max() else {
            break;
        };
        if *widest <= WIDTH_MIN {
            break;
        }
        *widest -= 1;
        excess -= 1;
    }
    widths
}

fn row(cells: &[String], widths: &[usize]) -> String {
    let cells = cells.iter().zip(widths).map(|(cell, width)| {
        // Addresses of one commons begin alike; it is their end that tells them apart.
        let shown = if cell.contains("://") {
            cut_before(cell, *width)
        } else {
            cut(cell, *width)
        };
        let padding = " ".repeat(width.saturating_sub(measure_text_width(&shown)));
        shown + &padding
    });
    cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
}

/// The text, cut with `…` at its end where it is wider than `width`.
fn cut(text: &str, width: usize) -> String {
    if measure_text_width(text) <= width {
        return text.to_owned();
    }
    fitting(text.chars(), width.saturating_sub(1)) + "…"
}

/// The text, cut with `…` at its beginning where it is wider than `width`.
fn cut_before(text: &str, width: usize) -> String {
    if measure_text_width(text) <= width {
        return text.to_owned();
    }
    let kept = fitting(text.chars().rev(), width.saturating_sub(1));
    std::iter::once('…').chain(kept.chars().rev()).collect()
}

/// The first letters that fit.
fn fitting(letters: impl Iterator<Item = char>, width: usize) -> String {
    let mut left = width;
    let fits = |letter: &char| {
        let fitting = left.checked_sub(measure_text_width(letter.encode_utf8(&mut [0; 4])));
        left = fitting.unwrap_or_default();
        fitting.is_some()
    };
    letters.take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(tsv: &str, width_max: usize) -> String {
        let mut out = Vec::new();
        let mut table = Table::new(&mut out, width_max);
        // Written byte by byte, as a serialiser might.
        for byte in tsv.bytes() {
            table.write_all(&[byte]).unwrap();
        }
        table.finish().unwrap();
        console::strip_ansi_codes(&String::from_utf8(out).unwrap()).into_owned()
    }

    #[test]
    fn columns_are_as_wide_as_their_cells() {
        let tsv = "?seed\t?title\n<https://w3id.org/mutuelle/ns#a>\t\"Une forge\"@fr\n_:b\t\n";
        assert_eq!(
            table(tsv, 80),
            "?seed  ?title\n─────  ─────────\nmut:a  Une forge\n_:b\n"
        );
    }

    #[test]
    fn what_does_not_fit_is_cut() {
        let tsv = "?a\t?b\n\"aaaaaaaaaaaaaaaaaaaa\"\t\"bbb\"\n";
        assert_eq!(
            table(tsv, 15),
            "?a          ?b\n──────────  ───\naaaaaaaaa…  bbb\n"
        );
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!(cut("abc", 3), "abc");
        let tsv = "?a\n<http://e.test/graine/forge-ouverte>\n";
        assert!(table(tsv, 16).ends_with("…e/forge-ouverte\n"));
    }

    #[test]
    fn rows_after_the_ones_looked_at_are_fitted_in() {
        let tsv = format!("?a\n{}\"wide\"\n", "\"x\"\n".repeat(ROWS_LOOKED_AT));
        let shown = table(&tsv, 80);
        assert_eq!(shown.lines().count(), ROWS_LOOKED_AT + 3);
        assert!(shown.ends_with("x\nw…\n"));
    }

    #[test]
    fn columns_never_vanish() {
        assert_eq!(fitted(vec![50, 3, 50], 20), [7, 3, 6]);
        assert_eq!(fitted(vec![50, 50], 4), [6, 6]);
        assert_eq!(fitted(vec![], 4), [0; 0]);
    }
}
