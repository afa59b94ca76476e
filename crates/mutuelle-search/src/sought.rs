//! What is to be found of a request's words.

use tantivy::schema::Field;

use crate::fields::{Fields, Role};

/// A word to be found, in one of several ways.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sought {
    /// By the word itself, however it is written: its stems and its exact form.
    pub(crate) ways: Vec<Way>,
    /// A compound is found by all of its parts too.
    pub(crate) parts: Vec<Sought>,
    /// The folded word, where words that are like it may be meant.
    pub(crate) word: Option<String>,
}

impl Sought {
    /// A word in its exact form alone.
    pub(crate) fn exact(folded: &str) -> Self {
        Self {
            ways: vec![Way::one(Analysis::Exact, folded)],
            ..Self::default()
        }
    }

    /// All words that begin so.
    pub(crate) fn beginning(folded: &str) -> Self {
        let terms = Terms::Beginning(folded.to_owned());
        Self {
            ways: vec![Way {
                analysis: Analysis::Exact,
                terms,
            }],
            ..Self::default()
        }
    }
}

/// One way to find a word: any of some terms in one of the analyses.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    pub(crate) analysis: Analysis,
    pub(crate) terms: Terms,
}

/// The terms of a way.
#[derive(Debug, Clone)]
pub(crate) enum Terms {
    /// With how much an occurrence of each counts.
    Listed(Vec<(String, f32)>),
    /// All that begin so.
    Beginning(String),
}

impl Way {
    pub(crate) fn one(analysis: Analysis, term: &str) -> Self {
        Self {
            analysis,
            terms: Terms::Listed(vec![(term.to_owned(), 1.0)]),
        }
    }
}

/// The analysis that a term comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Analysis {
    Exact,
    French,
    English,
}

impl Analysis {
    /// The field of each role, with the role's number.
    pub(crate) fn fields(self, fields: &Fields) -> [(usize, Role, Field); Role::ALL.len()] {
        std::array::from_fn(|index| {
            let role = fields.roles[index].role;
            (index, role, self.field(fields, role))
        })
    }

    /// The field of a role.
    pub(crate) fn field(self, fields: &Fields, role: Role) -> Field {
        let of_role = &fields.roles[role as usize];
        match self {
            Self::Exact => of_role.exact,
            Self::French => of_role.french,
            Self::English => of_role.english,
        }
    }
}
