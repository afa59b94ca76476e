//! Why the state of a controversy could not be told.

use std::error::Error as StdError;

use thiserror::Error;

use crate::node::Node;

/// At most this many questions, positions, arguments, pieces of evidence, stances, phases and rivalries make up one
/// controversy. More is an error: nothing is ever left out.
pub const MAX_NODES: usize = 20_000;

/// At most this many steps, each an endorsement or a triple looked at, to find who opposes whom and what they have in
/// common. More is an error: nothing is ever left out.
pub const MAX_STEPS: usize = 500_000;

/// Why the state of a controversy could not be told.
#[derive(Debug, Error)]
pub enum ControversyError<E: StdError + 'static> {
    /// The graph did not answer.
    #[error("the triples could not be read")]
    Facts(#[from] E),
    /// Nothing says that the node is a controversy.
    #[error(
        "`{0}` is no controversy: it has neither the type `mut:Controversy` nor a question (`mut:hasNode`)"
    )]
    NotAControversy(Node),
    /// There is more than can be told at once.
    #[error("the controversy has more than {limit} nodes: split it by its questions")]
    TooLarge {
        /// [`MAX_NODES`].
        limit: usize,
    },
    /// So many hold so many opposed positions that finding who opposes whom takes too long.
    #[error("finding who opposes whom takes more than {limit} steps: split the controversy by its questions")]
    TooManyOppositions {
        /// [`MAX_STEPS`].
        limit: usize,
    },
}
