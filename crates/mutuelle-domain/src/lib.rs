//! What a commons works out from its data.
//!
//! Every function is pure: it asks for triples through [`Facts`], knows no store, no network and no clock (dates come in
//! as arguments), and says of each result from which triples it follows. A result is in a settled order, which does not
//! depend on that of the data; it can be serialised, and says itself as RDF in the vocabulary's terms by its `graph`.
//! What could grow beyond measure has a named limit, and a result or an error that says when it was reached.
//!
//! - [`code_social`]: what one holds and inherits, two side by side, two versions, one within another
//! - [`coherence`]: intentions without activity, activities without intention, reviews that are due
//! - [`mod@matches`]: offers that answer needs, and needs that several share
//! - [`learning`]: who can teach what near here, learning passed on, a person's journey
//! - [`lineage`]: where a seed comes from, what came of it, how often it was of use

pub mod code_social;
pub mod coherence;
mod computed;
mod facts;
pub mod learning;
pub mod lineage;
mod link;
pub mod matches;
mod node;
mod territory;

pub use facts::{Because, Facts, Reader};
pub use node::{Day, Node, Text};
