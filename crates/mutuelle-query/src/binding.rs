//! Parameters of a query: a variable that stands for a term from outside, wherever it is named.
//!
//! The term takes the variable's place in the algebra, never in the text, so that no value can be read as SPARQL. It does
//! so in every part: triple patterns, paths, GRAPH, SERVICE, expressions, EXISTS, sub-selects (whether they project it or
//! not), groups, VALUES, templates. (`spareval`'s own substitution sees only what the query projects, and its optimiser
//! may have dropped a filter by then.) Where the query projects the variable, each row has the term as its value.
//!
//! Three things need care:
//! - MINUS takes rows away only where its two sides share a variable: they then share one of ours instead;
//! - a group by the parameter alone is no group of everything: it is empty where nothing matches;
//! - what the query itself assigns (`AS ?x`) is no parameter, and is refused.
//!
//! Recursive: the depth was bounded before (`guard.rs`).

mod expressions;
mod patterns;

use oxrdf::{Literal, NamedNode, Term, Variable};
use spargebra::Query;
use spargebra::algebra::Expression;
use spargebra::term::{GroundTerm, TermPattern};
use std::fmt;

/// A variable with the term that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The variable.
    pub variable: Variable,
    /// Its term.
    pub term: BoundTerm,
}

/// What a variable can be bound to from outside. (A blank node has no name there.)
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BoundTerm {
    /// An IRI.
    NamedNode(NamedNode),
    /// A literal.
    Literal(Literal),
}

impl fmt::Display for BoundTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NamedNode(node) => node.fmt(f),
            Self::Literal(literal) => literal.fmt(f),
        }
    }
}

impl From<BoundTerm> for Term {
    fn from(term: BoundTerm) -> Self {
        match term {
            BoundTerm::NamedNode(node) => node.into(),
            BoundTerm::Literal(literal) => literal.into(),
        }
    }
}

impl From<BoundTerm> for GroundTerm {
    fn from(term: BoundTerm) -> Self {
        match term {
            BoundTerm::NamedNode(node) => Self::NamedNode(node),
            BoundTerm::Literal(literal) => Self::Literal(literal),
        }
    }
}

impl From<BoundTerm> for TermPattern {
    fn from(term: BoundTerm) -> Self {
        match term {
            BoundTerm::NamedNode(node) => Self::NamedNode(node),
            BoundTerm::Literal(literal) => Self::Literal(literal),
        }
    }
}

impl From<BoundTerm> for Expression {
    fn from(term: BoundTerm) -> Self {
        match term {
            BoundTerm::NamedNode(node) => Self::NamedNode(node),
            BoundTerm::Literal(literal) => Self::Literal(literal),
        }
    }
}

/// How a query names a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    Nowhere,
    Somewhere,
    /// The query gives it its value.
    Assigned,
}

/// The query with the term in the variable's place, and how it named the variable.
pub(crate) fn bound(query: Query, binding: &Binding) -> (Query, Named) {
    let mut binder = Binder {
        variable: &binding.variable,
        term: &binding.term,
        named: Named::Nowhere,
        shared: 0,
    };
    let query = match query {
        Query::Select {
            dataset,
            pattern,
            base_iri,
        } => Query::Select {
            dataset,
            pattern: binder.top(pattern),
            base_iri,
        },
        Query::Describe {
            dataset,
            pattern,
            base_iri,
        } => Query::Describe {
            dataset,
            pattern: binder.top(pattern),
            base_iri,
        },
        Query::Ask {
            dataset,
            pattern,
            base_iri,
        } => Query::Ask {
            dataset,
            pattern: binder.pattern(pattern),
            base_iri,
        },
        Query::Construct {
            template,
            dataset,
            pattern,
            base_iri,
        } => Query::Construct {
            // What can be no triple with this term is left out, as for any other row.
            template: template
                .into_iter()
                .filter_map(|triple| binder.triple(triple))
                .collect(),
            dataset,
            pattern: binder.top(pattern),
            base_iri,
        },
    };
    (query, binder.named)
}

struct Binder<'b> {
    variable: &'b Variable,
    term: &'b BoundTerm,
    named: Named,
    /// Variables of ours so far.
    shared: usize,
}

impl Binder<'_> {
    fn is(&mut self, variable: &Variable) -> bool {
        let is = variable == self.variable;
        if is && self.named == Named::Nowhere {
            self.named = Named::Somewhere;
        }
        is
    }

    fn assigned(&mut self, variable: &Variable) {
        if variable == self.variable {
            self.named = Named::Assigned;
        }
    }
}
