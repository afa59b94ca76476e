//! What a commons works out from its data.
//!
//! Every function is pure: it asks for triples through [`Facts`], knows no store, no network and no clock (dates come in
//! as arguments), and says of each result from which triples it follows.

pub mod argdown;
mod computed;
pub mod controversy;
pub mod dividend;
mod exact;
mod facts;
mod incomplete;
mod link;
mod node;
mod parts;
pub mod wealth;

pub use exact::{Exact, MAX_DIGITS, NumberError};
pub use facts::{Because, Described, Facts, Reader};
pub use incomplete::{Incomplete, Problem};
pub use node::{Day, Node, Text};
