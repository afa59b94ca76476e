//! What follows, through the crate's public doors.
#![expect(clippy::unwrap_used, reason = "a test whose preparation fails has failed")]

mod changes;
mod derivations;
mod hostile;
mod model;
mod ontology;
mod random;
mod refusals;
mod support;
