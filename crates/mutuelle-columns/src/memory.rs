//! How much room a copy takes.

/// Bytes by part. What lies in a mapped file counts as well: the operating system can take it out of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// The terms of the base.
    pub dictionary: usize,
    /// The quads of the base in three orders, with their statistics.
    pub permutations: usize,
    /// What changed since: terms and quads.
    pub runs: usize,
}

impl Memory {
    /// All parts together.
    pub fn total(&self) -> usize {
        self.dictionary + self.permutations + self.runs
    }
}
