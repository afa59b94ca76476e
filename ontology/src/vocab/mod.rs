//! Terms as constants, one module a vocabulary.

pub mod mutuelle;
pub mod reused;
pub mod scheme;
pub mod search;
