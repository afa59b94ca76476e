//! The contributory dividend: a pool shared among those who contributed, by a rule that a decision adopted.
//!
//! All arithmetic is exact; only the shares are rounded, to whole cents, so that they add up to the pool.

mod check;
mod error;
mod rdf;
mod rule;
mod share;

pub use check::{Check, Difference, check};
pub use error::{CheckError, DividendError, RuleError};
pub use rule::{Adoption, Rule, Weighting};
pub use share::{Derivation, Dividend, EntryPoints, Share, shares};
