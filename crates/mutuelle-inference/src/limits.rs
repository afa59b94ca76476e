//! Every limit of inference, in one place.

/// Most triples that [`infer_all`](crate::infer_all) gives: a transitive chain of 8,193 nodes stays just below it. With
/// numbers of four bytes this is 400 MB, half as much again while sorting.
pub const INFERRED_MAX: usize = 1 << 25;

/// Most triples that may depend on what one change removes, and likewise on what it adds: in the middle of a transitive
/// chain, one link counts the product of what lies before and after it.
pub const CANDIDATES_MAX: usize = 1_000_000;

/// Most explicit triples looked at, and pairs joined, in each of the three parts of following one change (what depends
/// on the removed, what depends on the added, what is judged again), or to judge one triple. A few seconds at worst.
pub const STEPS_MAX: usize = 20_000_000;

/// What one call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// See [`INFERRED_MAX`].
    pub inferred_max: usize,
    /// See [`CANDIDATES_MAX`].
    pub candidates_max: usize,
    /// See [`STEPS_MAX`].
    pub steps_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            inferred_max: INFERRED_MAX,
            candidates_max: CANDIDATES_MAX,
            steps_max: STEPS_MAX,
        }
    }
}
