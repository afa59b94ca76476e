//! Controversies as Argdown, a text that people read, write by hand and compare line by line.
//!
//! [Argdown](https://argdown.org/syntax/) has statements (`[Title]: text`), arguments (`<Title>: text`), relations
//! below them (`+` supports, `-` attacks, `_` undercuts, `><` contradicts), headings, tags and data in braces. A
//! controversy is written like this:
//!
//! ```text
//! # The controversy {iri: "<https://…>"}
//!
//! ## A question {iri: "<https://…>", askedOn: 2021-09-10}
//!
//! [A position]: What it says at length. {iri: "<https://…>"}
//!   + <An argument for it>
//!   >< [A rival position]
//!
//! # Arguments
//!
//! <An argument for it>: What it says. {iri: "<https://…>", criterion: "cost"}
//!   + [A piece of evidence]
//!   _ <An argument that undercuts it>
//!
//! # Evidence
//!
//! [A piece of evidence] #evidence {iri: "<https://…>", dct:source: "<https://…>"}
//! ```
//!
//! The first heading of level 1 names the controversy, deeper ones its questions; later headings of level 1 only divide
//! the text. Statements at the left are positions on the question above them, those that only stand below others are
//! arguments. The tags `#evidence`, `#stance`, `#phase`, `#question` and `#node` say what else a statement may be.
//!
//! What has no sign in Argdown stands in the data: `iri` names the node, `a` its classes, and every other key is a
//! property (`criterion` for `mut:criterion`, `dct:source`, or a whole IRI). A text is in the document's language
//! (`lang` in the front matter); `{en: "…"}` is one in another language, `{xsd:string: "…"}` one of a datatype,
//! `"<https://…>"` an IRI, `"[Title]"` the node with that title. So [`export`] loses nothing, and [`import`] gives back
//! the same graph.

mod blank;
mod cursor;
mod data;
mod error;
mod gather;
mod language;
mod link;
mod mint;
mod names;
mod parse;
mod read;
mod select;
mod sign;
mod term;
mod text;
mod write;

pub use error::{ExportError, ImportError, Mistake};
pub use read::{Ignored, Imported, Options, import};
pub use write::export;

/// A text is read if it has at most this many bytes.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;
/// Relations stand at most this many levels below a statement.
pub const MAX_DEPTH: usize = 32;
/// Lists and maps in data stand at most this many levels inside each other.
pub const MAX_DATA_DEPTH: usize = 8;
