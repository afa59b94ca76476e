//! The triple store of a commons: parse, apply, query, serialise, dump. The only crate that imports oxigraph.
//!
//! A [`Store`] is an oxigraph store on disk (feature `rocksdb`) or in memory. Reads go through a [`Snapshot`], writes
//! through one [`Transaction`] at a time; both give a [`View`], which can be queried. The sequence number of the last
//! applied change stands in the same transaction as the data ([`View::seq`]), in a graph that no query sees.
//!
//! ```
//! use mutuelle_store::{Store, RdfFormat, ParseOptions, parse};
//!
//! let store = Store::in_memory()?;
//! let mut transaction = store.begin()?;
//! let turtle = b"<http://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> \"A\"@FR .";
//! for quad in parse(turtle.as_slice(), RdfFormat::Turtle, &ParseOptions::default())? {
//!     transaction.insert(&quad?.quad)?;
//! }
//! transaction.commit(1)?;
//! assert_eq!(store.read()?.view().seq()?, 1);
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod bulk;
mod error;
mod guarded;
mod marker;
mod nested_terms;
mod numbered;
mod parse;
mod progress;
mod store;
mod transaction;
mod unnamed;
mod update;
mod view;
mod within;

pub use bulk::BulkLoad;
pub use error::{ParseError, StoreError, UpdateError};
pub use marker::{INFERRED_GRAPH, STATE_GRAPH, is_reserved};
pub use numbered::NumberedView;
pub use oxigraph::io::RdfFormat;
pub use parse::{ParseOptions, Parsed, QuadParser, RDF_NESTING_MAX, parse, read_own_quads};
pub use store::Store;
pub use transaction::Transaction;
pub use update::{GraphChange, LoadSource, PreparedUpdate};
pub use view::{Quads, Snapshot, View};
