//! What a commons works out, through the crate's public door.
#![expect(clippy::unwrap_used, reason = "a test whose preparation fails has failed")]

mod code_social;
mod coherence;
mod data;
mod learning;
mod lineage;
mod matches;
mod versions;
