//! Exchange with sites that speak PAIR (SemApps, Archipelago): their data read in, ours said in their words.

mod canonical;
mod classes;
mod container;
mod exporting;
mod mapping;
mod report;
mod saying;
mod speaker;
mod view;

pub use canonical::Replacement;
pub(crate) use canonical::{Canonical, Counting};
pub use classes::{PairClass, PairClasses};
pub use exporting::PairPart;
pub use report::{PairLeft, PairReport};
pub(crate) use saying::Saying;
pub(crate) use view::PairView;
