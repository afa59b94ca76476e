//! Joins, filters and paths on numbers: the operators of our own for what most queries are made of.
//!
//! A **matching** is a chain of steps, each of which looks for the next terms of a row: a triple pattern, the nodes of a
//! path, the rows of VALUES. Filters stand at the step after which all that they ask about is known. It has the meaning of
//! the algebra that it is compiled from; what it does not know, the evaluator runs as before.

mod closure;
mod compare;
mod compile;
mod rows;
mod test;

pub(crate) use rows::{Passed, Rows};

use crate::source::{Graphs, TermId};
use closure::Closure;
use oxrdf::Variable;
use test::Test;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(crate) struct Matching {
    steps: Vec<Step>,
    /// How many terms a row has.
    width: usize,
    /// The variables of the pattern and where in a row they stand.
    names: Vec<(String, usize)>,
}

/// One place of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// A constant.
    Is(TermId),
    /// A variable that an earlier step bound.
    Known(usize),
    /// A variable that this step binds.
    New(usize),
    /// A variable that this step binds at an earlier place of the same pattern.
    Again(usize),
}

impl Place {
    /// The term that is looked for here.
    fn term(self, row: &[TermId]) -> Option<TermId> {
        match self {
            Self::Is(term) => Some(term),
            Self::Known(at) => Some(row[at]),
            Self::New(_) | Self::Again(_) => None,
        }
    }

    /// Puts what was found into the row; whether it fits.
    #[inline]
    fn bind(self, term: TermId, row: &mut [TermId]) -> bool {
        match self {
            Self::New(at) => {
                row[at] = term;
                true
            }
            Self::Again(at) => row[at] == term,
            Self::Is(_) | Self::Known(_) => true,
        }
    }
}

/// Where a triple is looked for.
#[derive(Clone, Debug)]
enum Within {
    /// In these graphs.
    Graphs(Graphs),
    /// In the graph that an earlier step bound.
    Known(usize),
    /// In each named graph of these, whose name is bound.
    Each(Graphs, usize),
}

/// What finds the next terms of a row.
#[derive(Clone, Debug)]
struct Step {
    finds: Finds,
    /// What must hold of the row after it.
    tests: Vec<Test>,
    /// What it was compiled from, for whoever asks to see the plan.
    text: String,
}

#[derive(Clone, Debug)]
enum Finds {
    Triples([Place; 3], Within),
    /// The nodes at the other end of a path, each once.
    Nodes {
        closure: Closure,
        from: Place,
        to: Place,
    },
    Values {
        places: Vec<Place>,
        rows: Vec<Vec<TermId>>,
    },
}

impl Matching {
    /// Where a variable stands in a row.
    pub(crate) fn place(&self, variable: &Variable) -> Option<usize> {
        let mut names = self.names.iter();
        names
            .find(|(name, _)| name == variable.as_str())
            .map(|(_, place)| *place)
    }

    /// The variables that can be named.
    pub(crate) fn variables(&self) -> impl Iterator<Item = Variable> + '_ {
        let named = self.names.iter().filter(|(name, _)| !name.starts_with("_:"));
        named.map(|(name, _)| Variable::new_unchecked(name))
    }

    /// What each step looks for.
    pub(crate) fn texts(&self) -> impl Iterator<Item = String> + '_ {
        self.steps.iter().map(|step| match step.tests.len() {
            0 => step.text.clone(),
            1 => format!("{}, 1 test", step.text),
            tests => format!("{}, {tests} tests", step.text),
        })
    }
}
