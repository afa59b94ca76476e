//! The graph that a request is about, however it is named: in a parameter, or by its own address
//! (<https://www.w3.org/TR/sparql11-http-rdf-update/#graph-identification>).

use crate::formats::Wish;
use crate::parameters::{Parameters, iri};
use crate::problem::Problem;
use crate::state::AppState;
use http::{HeaderMap, Method};
use mutuelle_commons::{BlankNode, GraphName, NamedNode};

/// A graph with the form that the client wishes it in.
pub(crate) struct Addressed {
    pub(crate) graph: GraphName,
    pub(crate) wish: Wish,
    is_direct: bool,
}

impl Addressed {
    /// The graph that `?graph=IRI` or `?default` names.
    ///
    /// # Errors
    /// 400 when it is not exactly one of them.
    pub(crate) fn by_parameter(query: Option<&str>, headers: &HeaderMap) -> Result<Self, Problem> {
        let parameters = Parameters::parse(query.unwrap_or_default())?;
        let graph = match (parameters.one("graph")?, parameters.one("default")?) {
            (Some(name), None) => GraphName::NamedNode(iri("graph", name)?),
            (None, Some(_)) => GraphName::DefaultGraph,
            (None, None) => {
                return Err(Problem::malformed(
                    "say which graph: `?graph=IRI` for a named one, or `?default`",
                ));
            }
            (Some(_), Some(_)) => {
                return Err(Problem::malformed(
                    "`graph` and `default` exclude each other; give one of them",
                ));
            }
        };
        Ok(Self {
            graph,
            wish: Wish::new(parameters.one("format")?, headers),
            is_direct: false,
        })
    }

    /// The graph whose name is the address of the request.
    pub(crate) fn directly(name: NamedNode, wish: Wish) -> Self {
        Self {
            graph: name.into(),
            wish,
            is_direct: true,
        }
    }

    /// A graph that nobody has named yet. Its name is drawn at random, and whoever makes it sees to it that it is new.
    pub(crate) fn fresh(state: &AppState, headers: &HeaderMap) -> Self {
        let name = state.address(&format!("graph/{}", BlankNode::default().as_str()));
        Self::directly(NamedNode::new_unchecked(name), Wish::new(None, headers))
    }

    /// Whether a query names a graph, or begins to.
    pub(crate) fn is_named(query: Option<&str>) -> Result<bool, Problem> {
        let parameters = Parameters::parse(query.unwrap_or_default())?;
        Ok(parameters.has("graph") || parameters.has("default"))
    }

    pub(crate) fn name(&self) -> Option<&NamedNode> {
        match &self.graph {
            GraphName::NamedNode(name) => Some(name),
            _ => None,
        }
    }

    /// The base of relative IRIs in what is sent: the graph's own IRI (section 4.1 of the protocol).
    pub(crate) fn base(&self, state: &AppState) -> String {
        self.name()
            .map_or_else(|| state.base().to_owned(), |name| name.as_str().to_owned())
    }

    /// Where the graph is had.
    pub(crate) fn location(&self, state: &AppState) -> Option<String> {
        let name = self.name()?.as_str();
        if self.is_direct {
            return Some(name.to_owned());
        }
        let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
        Some(state.address(&format!("data?graph={name}")))
    }

    /// The request's line in the journal.
    pub(crate) fn source(&self, method: &Method) -> String {
        match self.name() {
            Some(name) if self.is_direct => format!("{method} {}", name.as_str()),
            Some(name) => format!("{method} /data?graph={}", name.as_str()),
            None => format!("{method} /data?default"),
        }
    }
}
