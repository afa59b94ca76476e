//! Why a pool could not be shared. Nodes are named by their IRI, or as `_:` and a label.

use std::error::Error as StdError;

use thiserror::Error;

/// Why a distribution rule could not be read.
#[derive(Debug, Error)]
pub enum RuleError<E: StdError + 'static> {
    /// The graph did not answer.
    #[error("the triples could not be read")]
    Facts(#[from] E),
    /// It says neither what wealth counts for nor what goes in equal parts.
    #[error("`{0}` is no distribution rule: it has neither `mut:hasWeighting` nor `mut:equalPart`")]
    NotARule(String),
    /// No decision has adopted it; one that was repealed since counts.
    #[error(
        "no decision has adopted the rule `{0}`: have it adopted (`mut:adoptedBy`, and the decision's state)"
    )]
    NotAdopted(String),
    /// The equal part is no fraction.
    #[error("the equal part of `{rule}` is `{found}`: give one decimal from 0 to 1")]
    EqualPart {
        /// The rule.
        rule: String,
        /// What it says.
        found: String,
    },
    /// A weighting does not say of which one kind it is.
    #[error("the weighting `{0}` does not name one kind of wealth (`mut:ofKind`)")]
    Kind(String),
    /// A weighting does not say what a unit counts for.
    #[error("the points per unit of `{weighting}` are `{found}`: give one decimal that is not negative")]
    PointsPerUnit {
        /// The weighting.
        weighting: String,
        /// What it says.
        found: String,
    },
    /// Two weightings of one kind.
    #[error("the rule weighs `{kind}` twice: leave one of `{first}` and `{second}`")]
    Twice {
        /// The kind of wealth.
        kind: String,
        /// A weighting of it.
        first: String,
        /// Another one.
        second: String,
    },
}

/// Why a pool could not be shared.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DividendError {
    /// There is less than nothing to share.
    #[error("the pool is of {0} cents: it must not be negative")]
    NegativePool(i64),
    /// The rule was not adopted.
    #[error("no decision has adopted the rule `{0}`")]
    NotAdopted(String),
    /// Nobody contributed.
    #[error("there is no contribution in the period, so that nobody can have a share")]
    NoContribution,
    /// Nothing that was brought counts, and not all goes in equal parts.
    #[error("no contribution has a point: the part of the pool that goes by points has nobody to go to")]
    NoPoints,
    /// A contribution without a contributor.
    #[error("the contribution `{0}` names no contributor (`mut:contributedBy`)")]
    NoContributor(String),
    /// Several contributed together, and nothing says who brought how much.
    #[error("the contribution `{0}` names several contributors: write one contribution for each")]
    SeveralContributors(String),
    /// The quantity of a contribution is negative.
    #[error("the entry `{entry}` counts {quantity}: a quantity that gives points must not be negative")]
    NegativeQuantity {
        /// The entry.
        entry: String,
        /// Its quantity.
        quantity: String,
    },
    /// One entry belongs to two contributions, and would count twice.
    #[error("the entry `{entry}` belongs to `{first}` and to `{second}`: it would count twice")]
    SharedEntry {
        /// The entry.
        entry: String,
        /// A contribution.
        first: String,
        /// Another one.
        second: String,
    },
    /// A kind that counts was told in two units; the rule says what one unit counts for, not which.
    #[error(
        "`{kind}` is counted in `{first}` and in `{second}`: the rule weighs one unit, tell it all in that one"
    )]
    UnlikeUnits {
        /// The kind of wealth.
        kind: String,
        /// A unit, or nothing.
        first: String,
        /// Another one.
        second: String,
    },
    /// More than fits.
    #[error("the amount for `{0}` is out of range")]
    Overflow(String),
}

/// Why a stored dividend could not be checked.
#[derive(Debug, Error)]
pub enum CheckError<E: StdError + 'static> {
    /// The graph did not answer.
    #[error("the triples could not be read")]
    Facts(#[from] E),
    /// Something that the dividend needs is not said, or is said several times.
    #[error("`{node}` does not say one `{property}`")]
    Missing {
        /// Of what it is not said.
        node: String,
        /// The property's IRI.
        property: String,
    },
    /// The pool's amount is no whole number of cents.
    #[error("the amount of the pool `{pool}` is `{found}`: give a whole number of cents")]
    Amount {
        /// The pool.
        pool: String,
        /// What it says.
        found: String,
    },
    /// The rule could not be read.
    #[error("the dividend's rule cannot be applied")]
    Rule(#[source] RuleError<E>),
    /// The pool could not be shared anew.
    #[error("the dividend cannot be computed")]
    Dividend(#[source] DividendError),
    /// A contribution's entry cannot be counted, so that the result would not be the whole one.
    #[error("`{node}` says `{property}` in a way that cannot be read: {problem}")]
    Unreadable {
        /// The entry or contribution.
        node: String,
        /// The property's IRI.
        property: String,
        /// What is wrong.
        problem: String,
    },
}
