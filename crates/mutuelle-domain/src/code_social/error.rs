//! What can go wrong with reading a code social.

use crate::node::Node;

/// How many codes sociaux one may be part of, near and far.
pub const ANCESTORS: usize = 100;

/// How many sections, and values, dimensions and sections that these name, a code social may have together with those
/// that it is part of.
pub const STATEMENTS: usize = 2_000;

/// Why a code social could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeSocialError<E: std::error::Error + 'static> {
    /// The facts could not be asked.
    #[error("the facts could not be read")]
    Facts(#[from] E),
    /// Nothing says that this is a code social.
    #[error("`{code_social}` is not described as a code social")]
    Unknown {
        /// What was asked for.
        code_social: Node,
    },
    /// A code social is part of itself, so that nothing says which one overrides which.
    #[error("`{code_social}` is part of `{through}`, which comes to be part of itself")]
    Cycle {
        /// The code social that was read.
        code_social: Node,
        /// A code social on the cycle.
        through: Node,
    },
    /// It is part of too many.
    #[error("`{code_social}` is part of more than `{limit}` codes sociaux, which is the limit")]
    Ancestors {
        /// The code social that was read.
        code_social: Node,
        /// The limit.
        limit: usize,
    },
    /// It says too much.
    #[error("`{code_social}` and what it is part of make more than `{limit}` statements, which is the limit")]
    Statements {
        /// The code social that was read.
        code_social: Node,
        /// The limit.
        limit: usize,
    },
    /// The one is not part of the other.
    #[error("`{part}` is not part of `{whole}`")]
    NotPartOf {
        /// The narrower code social.
        part: Node,
        /// The wider one.
        whole: Node,
    },
}
