//! The read copy through its public door.
#![expect(clippy::unwrap_used, reason = "a test whose preparation fails has failed")]

mod changes;
mod damage;
mod file;
mod large;
mod limits;
mod merges;
mod model;
mod properties;
mod terms;
