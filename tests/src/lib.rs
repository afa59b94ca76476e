//! A harness for black-box tests: the real binary in a process of its own, and a client that speaks HTTP to it.
//!
//! Nothing here knows the crates inside; what a partner site or an operator can do is all that the tests can do.

#![expect(
    clippy::missing_panics_doc,
    reason = "a harness panics where a test would, with the reason in its message"
)]

mod binary;
mod client;
mod places;
mod server;
mod token;

pub use binary::{Ran, binary_folder, mutuelle};
pub use client::{Client, Reply, encoded};
pub use places::{shared, workspace};
pub use server::{Server, Started};
pub use token::create_token;
