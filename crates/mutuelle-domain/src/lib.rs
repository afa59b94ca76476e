//! What a commons works out from its data.
//!
//! Every function is pure: it asks for triples through [`Facts`], knows no store, no network and no clock (dates come in
//! as arguments), and says of each result from which triples it follows.

pub mod code_social;
pub mod coherence;
mod computed;
mod facts;
mod link;
pub mod matches;
mod node;
mod territory;

pub use facts::{Because, Facts, Reader};
pub use node::{Day, Node, Text};
