//! What a commons works out from its data.
//!
//! Every function is pure: it asks for triples through [`Facts`], knows no store, no network and no clock (dates come in
//! as arguments), and says of each result from which triples it follows.

pub mod controversy;
mod exact;
mod facts;
mod link;
mod node;

pub use exact::{Exact, MAX_DIGITS, NumberError};
pub use facts::{Because, Facts, Reader};
pub use node::{Day, Node, Text};
