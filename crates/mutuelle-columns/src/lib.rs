//! The read copy of a commons: terms numbered in a compact dictionary, quads in sorted columns, cheap snapshots.
//!
//! A copy is an unchanging [`Base`] and a few sorted runs upon it, which hold what patches changed since. Reading it
//! goes through a [`Snapshot`], which is a [`Source`](mutuelle_query::Source) of quads and never changes. This crate
//! knows no store and no journal: it takes quads and numbered patches, and a copy can be built anew at any time.
//!
//! ```
//! use mutuelle_columns::{Base, Columns};
//! use mutuelle_query::{GraphSet, Graphs, Source};
//! use oxrdf::{GraphName, NamedNode, Quad};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let seed = NamedNode::new("http://127.0.0.1:7878/graine/forge-ouverte")?;
//! let kind = NamedNode::new("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")?;
//! let class = NamedNode::new("https://w3id.org/mutuelle/ns#Seed")?;
//! let quad = Quad::new(seed.clone(), kind, class, GraphName::DefaultGraph);
//!
//! // What stands in the journal up to number 7, then patch number 8.
//! let columns = Columns::new(Base::empty(7));
//! columns.apply(8, &[], &[quad])?;
//!
//! let snapshot = columns.snapshot();
//! let id = snapshot.id(&seed.into())?;
//! let all = Graphs::Merged(GraphSet::All);
//! assert_eq!(snapshot.scan([id, None, None], &all).count(), 1);
//! assert_eq!(snapshot.count([id, None, None], &all), Some(1));
//!
//! // When the runs have grown, make one base of everything, beside the work, and keep it in a file.
//! let built = columns.begin_merge().build();
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("base");
//! built.base().save(&path, &[0; 32])?;
//! columns.finish_merge(built)?;
//! assert_eq!(Base::open(&path)?.0.seq(), 8);
//! # Ok(())
//! # }
//! ```
//!
//! # Base
//! Terms are sorted by kind, language or datatype, and text, and numbered in that order (`dictionary.rs`). Quads lie in
//! three orders, subject-predicate-object, predicate-object-subject and object-subject-predicate, each with the graph
//! last; so every pattern is one range of one order, and what several graphs hold stands side by side. Of a row only
//! the second and third term and the graph are kept, the first follows from where its rows begin (`permutation.rs`).
//! The orders with another second term (pso, ops, sop) are left out: they would add a third to the columns and save
//! only sorting. A graph has no order of its own: reading one small graph whole looks at every quad.
//!
//! # Runs
//! A patch becomes one run: its new terms, numbered on, and its quads in the three orders, those added and those removed
//! apart (`run.rs`). Neighbouring runs of like size are joined. Numbers of terms stay through that; only a merge into a
//! new base gives others, and snapshots from before keep the old ones together with the old base.
//!
//! # What is exact
//! Sizes of ranges are, always ([`Snapshot::range`]). Counts follow from them unless graphs have to be looked at: when
//! only some graphs are asked for, or when graphs are merged and a triple stands in several of them, which a flag rules
//! out in most copies. A term that no quad has any longer keeps its number until the next merge.
//!
//! # File
//! A base is saved to a file that is mapped and read in place (`file.rs`). Opening checks every byte by checksum and
//! every number by its bounds; what does not hold is an error, after which the caller builds the copy anew.

mod base;
mod build;
mod column;
mod columns;
mod dictionary;
mod error;
mod file;
mod filter;
mod groups;
mod limits;
mod map;
mod memory;
mod merge;
mod opening;
mod order;
mod parts;
mod permutation;
mod run;
mod scan;
mod snapshot;
mod state;
mod term;
mod terms;

pub use base::Base;
pub use build::{Builder, Numbered};
pub use columns::{Applied, Columns, MERGE_BASE_SHARE, MERGE_QUADS_MIN};
pub use error::{ApplyError, BuildError, Damage, FileError, LimitError, MergeError};
pub use groups::Groups;
pub use limits::{Limits, QUADS_MAX, TERM_BYTES_MAX, TERMS_MAX, TRIPLE_TERM_DEPTH_MAX};
pub use memory::Memory;
pub use merge::{Built, Merge};
pub use order::Order;
pub use scan::Scan;
pub use snapshot::{Parts, PredicateStatistics, Snapshot};
pub use term::Kind;
