//! What follows, through the crate's public doors.

mod changes;
mod derivations;
mod hostile;
mod model;
mod ontology;
mod oracle;
mod random;
mod refusals;
mod support;
