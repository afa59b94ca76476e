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
//! - [`controversy`]: its state on any day, who changed their mind, what nobody disputes
//! - [`argdown`]: a controversy as text that people can compare, and back
//! - [`wealth`]: what was brought to a context, kind by kind
//! - [`dividend`]: how a pool is shared, to the cent

pub mod argdown;
pub mod code_social;
pub mod coherence;
mod computed;
pub mod controversy;
pub mod dividend;
mod exact;
mod facts;
mod incomplete;
pub mod learning;
pub mod lineage;
mod link;
pub mod matches;
mod node;
mod parts;
mod territory;
pub mod wealth;

pub use exact::{Exact, MAX_DIGITS, NumberError};
pub use facts::{Because, Described, Facts, Reader};
pub use incomplete::{Incomplete, Problem};
pub use node::{Day, Node, Text};
