//! Wealth, counted and felt, without converting one kind into another.
//!
//! Quantities are added where they are of one kind and in one unit, and never otherwise. What people say they feel is
//! not added at all: it is told by how many said it, its mean, and its lowest and highest level.

mod amount;
mod contribution;
mod flow;
mod matrix;
mod period;

pub use amount::{Amount, Felt, Measure};
pub use contribution::{Contribution, Entry, contributions};
pub use flow::{Flows, SphereFlow, flows};
pub use matrix::{ByContributor, Matrix, OfKind, matrix};
pub use period::Period;
