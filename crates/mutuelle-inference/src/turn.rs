//! Which way a triple is read, and how often it has been turned around on the way.

/// Which end of a triple is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Direction {
    /// From a subject to its objects.
    Forward,
    /// From an object to its subjects.
    Backward,
}

/// How often a triple is turned around between two properties.
///
/// `Twice` and `Never` give the same triple but for one thing: what has a literal as its object cannot be turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Turn {
    Never,
    Twice,
    Once,
}

impl Turn {
    /// After a further step, which turns or does not.
    pub(crate) fn and(self, turns: bool) -> Self {
        match (self, turns) {
            (turn, false) => turn,
            (Self::Once, true) => Self::Twice,
            (Self::Never | Self::Twice, true) => Self::Once,
        }
    }

    /// Whether the object must be able to be a subject.
    pub(crate) fn needs_subject(self) -> bool {
        self != Self::Never
    }

    pub(crate) fn ends<T>(self, subject: T, object: T) -> (T, T) {
        match self {
            Self::Never | Self::Twice => (subject, object),
            Self::Once => (object, subject),
        }
    }

    pub(crate) fn direction(self, direction: Direction) -> Direction {
        match (self, direction) {
            (Self::Never | Self::Twice, direction) => direction,
            (Self::Once, Direction::Forward) => Direction::Backward,
            (Self::Once, Direction::Backward) => Direction::Forward,
        }
    }
}
