//! A change as quads removed and quads added, and its text form, [RDF Patch](https://afs.github.io/rdf-delta/rdf-patch.html).

use oxrdf::{Quad, Term};

use crate::row::{self, RowError};

/// An exact change of a dataset.
///
/// The two lists are sets (no quad twice), disjoint, and effective (what is removed was there, what is added was
/// not): whoever computes the patch sees to it, and a reader can apply it in any order and more than once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patch {
    /// Quads that the change takes away.
    pub removed: Vec<Quad>,
    /// Quads that the change brings.
    pub added: Vec<Quad>,
}

/// Why a text is not an RDF Patch of the form that [`Patch::parse`] reads.
#[derive(Debug, thiserror::Error)]
#[error("rdf patch is not readable at line `{line}`")]
pub struct PatchError {
    /// Counted from 1.
    pub line: u64,
    /// What is wrong there.
    #[source]
    pub cause: RowError,
}

/// The `H` rows of a patch, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, Term)>);

impl Headers {
    /// The first header of that name, such as `id` or `prev`.
    pub fn find(&self, name: &str) -> Option<&Term> {
        self.iter()
            .find(|(known, _)| *known == name)
            .map(|(_, term)| term)
    }

    /// All headers in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Term)> {
        self.0.iter().map(|(name, term)| (name.as_str(), term))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Patch {
    /// Whether the patch changes nothing.
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty()
    }

    /// Number of quads removed and added together.
    pub fn len(&self) -> usize {
        self.removed.len() + self.added.len()
    }

    /// Appends the patch as RDF Patch text in one transaction: headers, `TX`, deletions, additions, `TC`.
    ///
    /// A header's name must be an ASCII word (a letter, then letters, digits, `-` or `_`): it is the caller's
    /// constant. Terms are written as N-Quads; blank nodes keep their labels, as RDF Patch wants it.
    pub fn write_rdf_patch(&self, out: &mut Vec<u8>, headers: &[(&'static str, Term)]) {
        for (name, term) in headers {
            debug_assert!(row::is_header_name(name), "header name `{name}` is not a word");
            out.extend_from_slice(format!("H {name} {term} .\n").as_bytes());
        }
        out.extend_from_slice(b"TX .\n");
        for quad in &self.removed {
            row::write(out, 'D', quad);
        }
        for quad in &self.added {
            row::write(out, 'A', quad);
        }
        out.extend_from_slice(b"TC .\n");
    }

    /// Reads what [`Patch::write_rdf_patch`] writes.
    ///
    /// It is stricter than RDF Patch: one transaction, deletions before additions, no prefixes, no abort, no comment
    /// or empty rows. An error names its line, counted from 1.
    pub fn parse(text: &str) -> Result<(Headers, Patch), PatchError> {
        let mut reader = Reader::default();
        let mut line = 0;
        for row in text.split_inclusive('\n') {
            line += 1;
            let row = row.strip_suffix('\n').ok_or(PatchError {
                line,
                cause: RowError::Unfinished,
            })?;
            reader.take(row).map_err(|cause| PatchError { line, cause })?;
        }
        if reader.place != Place::Done {
            return Err(PatchError {
                line: line + 1,
                cause: RowError::Unfinished,
            });
        }
        Ok((reader.headers, reader.patch))
    }
}

/// Where in a patch the reader is; it only moves forward.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    #[default]
    Headers,
    Deletions,
    Additions,
    Done,
}

impl Place {
    fn due(self) -> &'static str {
        match self {
            Self::Headers => "an `H` or `TX`",
            Self::Deletions => "a `D`, `A` or `TC`",
            Self::Additions => "an `A` or `TC`",
            Self::Done => "the end of the text",
        }
    }
}

#[derive(Default)]
struct Reader {
    place: Place,
    headers: Headers,
    patch: Patch,
}

impl Reader {
    fn take(&mut self, row: &str) -> Result<(), RowError> {
        if let Some(rest) = row.strip_prefix("H ") {
            self.expect("H", self.place == Place::Headers)?;
            let (name, term) = row::read_header(rest)?;
            self.headers.0.push((name.to_owned(), term));
        } else if row == "TX ." {
            self.expect("TX", self.place == Place::Headers)?;
            self.place = Place::Deletions;
        } else if let Some(rest) = row.strip_prefix("D ") {
            self.expect("D", self.place == Place::Deletions)?;
            self.patch.removed.push(row::read(rest, 2)?);
        } else if let Some(rest) = row.strip_prefix("A ") {
            self.expect("A", matches!(self.place, Place::Deletions | Place::Additions))?;
            self.place = Place::Additions;
            self.patch.added.push(row::read(rest, 2)?);
        } else if row == "TC ." {
            self.expect("TC", matches!(self.place, Place::Deletions | Place::Additions))?;
            self.place = Place::Done;
        } else {
            return Err(RowError::UnknownOperation);
        }
        Ok(())
    }

    fn expect(&self, found: &'static str, is_due: bool) -> Result<(), RowError> {
        if is_due {
            Ok(())
        } else {
            Err(RowError::Order {
                found,
                due: self.place.due(),
            })
        }
    }
}
