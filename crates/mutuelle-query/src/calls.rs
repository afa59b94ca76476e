//! What a query calls that is not evaluated with it: the SERVICE parts, as they were written, and functions on geometries.

use crate::geometry;
use oxrdf::NamedNode;
use spargebra::algebra::{Expression, Function, GraphPattern};
use spargebra::term::NamedNodePattern;

/// What a query asks of other machines (SPARQL 1.1 Federated Query, <https://www.w3.org/TR/sparql11-federated-query/>). In
/// the algebra each part has a name of ours, by which it is found here.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    services: Vec<Call>,
    /// Whether functions on geometries are called: few queries do, and the others need not wait for their registration.
    geometry: bool,
}

/// One SERVICE.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The service, or the variable that names it.
    pub(crate) name: NamedNodePattern,
    /// What it is asked.
    pub(crate) inner: GraphPattern,
    /// Whether its failure is a solution without bindings.
    pub(crate) silent: bool,
}

/// What begins the names. No IRI that can be written begins so, and no data hold one.
const PREFIX: &str = " service ";

impl Calls {
    /// Notes a call; what stands for it.
    pub(crate) fn note(&mut self, name: NamedNodePattern, inner: GraphPattern, silent: bool) -> GraphPattern {
        let index = self.services.len();
        let standing = standing(index, &inner);
        self.services.push(Call { name, inner, silent });
        standing
    }

    /// Notes a function.
    pub(crate) fn note_function(&mut self, function: &Function) {
        self.geometry |= matches!(function, Function::Custom(name) if geometry::is_function(name.as_ref()));
    }

    pub(crate) fn asks_geometry(&self) -> bool {
        self.geometry
    }

    /// Whether nothing is asked of other machines.
    pub fn is_empty(&self) -> bool {
        self.services.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Call> {
        self.services.iter()
    }

    /// A text of ours with the names of the services in place of our own.
    pub(crate) fn named(&self, mut text: String) -> String {
        for (index, call) in self.services.iter().enumerate() {
            text = text.replace(&format!("<{PREFIX}{index}>"), &call.name.to_string());
        }
        text
    }
}

/// What stands for a call in the algebra. It may bind what the call binds, and need not: a silent failure binds nothing, and
/// the planner must not rely on what another machine promises.
pub(crate) fn standing(index: usize, inner: &GraphPattern) -> GraphPattern {
    let promised = GraphPattern::LeftJoin {
        left: Box::default(),
        right: Box::new(inner.clone()),
        expression: None,
    };
    GraphPattern::Service {
        name: NamedNode::new_unchecked(format!("{PREFIX}{index}")).into(),
        inner: Box::new(promised),
        silent: false,
    }
}

/// The number of a call by the name that stands for it.
pub(crate) fn index(name: &NamedNode) -> Option<usize> {
    name.as_str().strip_prefix(PREFIX)?.parse().ok()
}

/// The number of the call that a part is, with the mark that every row gets (`harden.rs`).
pub(crate) fn call_of(pattern: &GraphPattern) -> Option<usize> {
    match pattern {
        GraphPattern::Service {
            name: NamedNodePattern::NamedNode(name),
            ..
        } => index(name),
        GraphPattern::Extend {
            inner,
            variable,
            expression: Expression::Literal(_),
        } if variable.as_str().contains(' ') => call_of(inner),
        _ => None,
    }
}
