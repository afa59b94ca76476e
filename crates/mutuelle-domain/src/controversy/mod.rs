//! The state of a controversy, now or on a past day.
//!
//! What bears a date is there from its date on: a question from when it was asked, a stance from when it was stated, a
//! phase from when it began, a position, an argument or a piece of evidence from its `dct:created` or `dct:issued`.
//! What bears none has been there from the beginning. A stance is a trace: from the day on which someone spoke of a
//! position, that position and its questions are there, whatever their own dates say.

mod agreement;
mod circle;
mod error;
mod item;
mod outline;
mod phase;
mod stance;
mod state;
mod supersession;

pub use agreement::{CommonGround, Opposition, Undisputed};
pub use error::{ControversyError, MAX_NODES, MAX_STEPS};
pub use item::{Argument, Evidence, Position, Question};
pub use phase::{Interval, Narration, Phase};
pub use stance::Stance;
pub use supersession::{ChangeOfMind, Said};

pub(crate) use outline::{Outline, is_evidence};

use oxrdf::{Graph, NamedNodeRef, Triple};
use oxsdatatypes::Date;
use serde::Serialize;

use crate::facts::{Because, Facts};
use crate::incomplete::Incomplete;
use crate::node::{Day, Node, Text};

/// The state of a controversy on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Controversy {
    /// The controversy.
    pub controversy: Node,
    /// Its names.
    pub labels: Vec<Text>,
    /// The day; none for the current state of a controversy in which nothing bears a date.
    pub as_of: Option<Day>,
    /// Whether people still debate.
    pub closure: Option<Closure>,
    /// The questions, by their IRI, as everything else unless said otherwise.
    pub questions: Vec<Question>,
    /// All the positions, those of a minority too.
    pub positions: Vec<Position>,
    /// The arguments.
    pub arguments: Vec<Argument>,
    /// The evidence.
    pub evidence: Vec<Evidence>,
    /// All that was said by then, in force or superseded, in the order of time.
    pub stances: Vec<Stance>,
    /// Who changed their mind by then, in the order of time.
    pub changes_of_mind: Vec<ChangeOfMind>,
    /// The phases that had begun by then, in the order of time.
    pub phases: Vec<Phase>,
    /// What somebody supports and nobody opposes.
    pub undisputed: Vec<Undisputed>,
    /// Who opposes whom on what.
    pub oppositions: Vec<Opposition>,
    /// What people of opposed sides both endorse.
    pub common_ground: Vec<CommonGround>,
    /// What the data leave unsaid, at any date.
    pub incomplete: Vec<Incomplete>,
    /// The triples that say what the controversy is called.
    pub because: Because,
    #[serde(skip)]
    new_facts: Vec<Triple>,
}

/// Whether people still debate, as it is recorded; the record bears no date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Closure {
    /// The state; the first by its IRI if the data say several.
    pub state: Node,
    /// Whether the data bear dates after the day asked for, so that it may not have been so then.
    pub may_be_later: bool,
    /// The triple that says it.
    pub because: Because,
}

impl Controversy {
    /// The stances in force.
    pub fn in_force(&self) -> impl Iterator<Item = &Stance> {
        self.stances.iter().filter(|stance| stance.in_force)
    }

    /// What the state adds to the data: which stance supersedes which where only their dates say so
    /// (`mut:supersedes`).
    pub fn graph(&self) -> Graph {
        self.new_facts.iter().map(Triple::as_ref).collect()
    }
}

/// The state of a controversy at the end of a day.
pub fn as_of<F: Facts>(
    facts: &F,
    controversy: NamedNodeRef<'_>,
    date: Date,
) -> Result<Controversy, ControversyError<F::Error>> {
    state::read(facts, &controversy.into(), Some(date.into()))
}

/// The current state of a controversy: all that the data say, as of the newest date in them.
pub fn current<F: Facts>(
    facts: &F,
    controversy: NamedNodeRef<'_>,
) -> Result<Controversy, ControversyError<F::Error>> {
    state::read(facts, &controversy.into(), None)
}
