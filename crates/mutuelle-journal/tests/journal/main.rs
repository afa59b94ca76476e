//! The journal through its public door.
#![expect(clippy::unwrap_used, reason = "a test whose preparation fails has failed")]

mod append;
mod changes;
mod damage;
mod folder;
mod patch;
mod power_cut;
mod quads;
mod segments;
#[cfg(target_os = "linux")]
mod write_failure;
