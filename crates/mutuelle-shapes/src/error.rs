//! Why a graph is no shapes graph.

use oxrdf::{NamedNode, NamedOrBlankNode, Term};

/// What [`crate::Shapes::from_graph`] refuses: the shapes themselves are wrong, no data has been looked at.
#[derive(Debug, thiserror::Error)]
pub enum ShapesError {
    #[error("shape `{shape}`: `{predicate}` is `{value}`, but it must be {expected}")]
    Malformed {
        shape: NamedOrBlankNode,
        predicate: NamedNode,
        value: Box<Term>,
        expected: &'static str,
    },

    #[error("shape `{shape}`: `{predicate}` is given {count} times, but only one value is allowed; keep one")]
    Repeated {
        shape: NamedOrBlankNode,
        predicate: NamedNode,
        count: usize,
    },

    #[error(
        "shape `{shape}`: `{predicate}` is `{value}`, but only a shape with a `sh:path` may have it; \
         move it to a property shape"
    )]
    NeedsPath {
        shape: NamedOrBlankNode,
        predicate: NamedNode,
        value: Box<Term>,
    },

    #[error("shape `{shape}`: `sh:path` leads to `{node}`, which {problem}")]
    Path {
        shape: NamedOrBlankNode,
        node: Box<Term>,
        problem: String,
    },

    #[error("shape `{shape}`: the list of `{predicate}` breaks at `{node}`, which {problem}")]
    List {
        shape: NamedOrBlankNode,
        predicate: NamedNode,
        node: Box<Term>,
        problem: String,
    },

    #[error(
        "shape `{shape}`: `sh:pattern` is `{pattern}`, which is no regular expression that can be compiled"
    )]
    Pattern {
        shape: NamedOrBlankNode,
        pattern: String,
        #[source]
        source: regex::Error,
    },

    #[error(
        "shape `{shape}`: `sh:pattern` is {length} characters long, but at most {max} are allowed; shorten it"
    )]
    PatternLength {
        shape: NamedOrBlankNode,
        length: usize,
        max: usize,
    },

    #[error(
        "shape `{shape}`: its constraints lead back to the shape itself, and SHACL leaves open what that means; \
         break the circle, for instance with `sh:class` in place of `sh:node`"
    )]
    Recursive { shape: NamedOrBlankNode },

    #[error("shape `{shape}`: shapes are nested more than {max} deep below it; flatten them")]
    TooDeep { shape: NamedOrBlankNode, max: usize },

    #[error("shape `{shape}`: one check of it would go through more than {max} shapes; refer to fewer")]
    TooLarge { shape: NamedOrBlankNode, max: usize },

    #[error(
        "shape `{shape}`: `{predicate}` is `{value}`, which goes beyond SHACL Core and would not be checked; \
         remove it or say it with Core constraints"
    )]
    Unsupported {
        shape: NamedOrBlankNode,
        predicate: NamedNode,
        value: Box<Term>,
    },
}
