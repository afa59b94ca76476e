//! Text patterns taken out of a query before it is planned. In their place stands a VALUES without rows, which binds
//! what the pattern will bind; the rows come when the query is run.

use super::call::{Kind, Side, TextCall};
use super::walk::{each_inner, joined, parts};
use oxrdf::vocab::rdf;
use oxrdf::{BlankNode, Variable};
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::{HashMap, HashSet};

/// What begins the variable that marks the place of a pattern. No variable that can be written has a space.
const MARK: &str = "text ";

/// Whether a query may have such a pattern. A look at the text, so that others pay nothing.
pub(crate) fn may_ask_texts(text: &str) -> bool {
    ["text#", "search#", "text:", "search:"]
        .iter()
        .any(|part| text.contains(part))
}

/// Takes the text patterns of a query out of it; they are added to `calls`.
pub(crate) fn taken(mut pattern: GraphPattern, calls: &mut Vec<TextCall>) -> Result<GraphPattern, String> {
    Taking { calls, failed: None }.run(&mut pattern)?;
    Ok(pattern)
}

/// The number of the call that a part stands for.
pub(crate) fn call_of(pattern: &GraphPattern) -> Option<usize> {
    let GraphPattern::Values { variables, .. } = pattern else {
        return None;
    };
    variables.last()?.as_str().strip_prefix(MARK)?.parse().ok()
}

struct Taking<'c> {
    calls: &'c mut Vec<TextCall>,
    failed: Option<String>,
}

/// The cells of lists by their node: what they hold and how they go on.
type Cells = HashMap<BlankNode, Cell>;

#[derive(Default)]
struct Cell {
    first: Vec<TermPattern>,
    rest: Vec<TermPattern>,
}

impl Taking<'_> {
    fn run(mut self, pattern: &mut GraphPattern) -> Result<(), String> {
        self.take(pattern, None);
        self.failed.map_or(Ok(()), Err)
    }

    fn take(&mut self, pattern: &mut GraphPattern, graph: Option<&NamedNodePattern>) {
        match pattern {
            GraphPattern::Bgp { .. } | GraphPattern::Join { .. } => {
                let group = parts(std::mem::take(pattern));
                *pattern = match self.group(group, graph) {
                    Ok(rest) => rest,
                    Err(message) => return self.fail(message),
                };
            }
            GraphPattern::Path { path, .. } => {
                let path = path.to_string();
                let name = [super::TEXT_QUERY, super::SEARCH_MATCHES, super::SEARCH_FACETS];
                if let Some(name) = name.iter().find(|name| path.contains(*name)) {
                    self.fail(format!(
                        "<{name}> cannot stand in a path; write it as the predicate of its own"
                    ));
                }
            }
            GraphPattern::Graph { name, inner } => {
                let name = name.clone();
                self.take(inner, Some(&name));
            }
            // It is another service's to answer.
            GraphPattern::Service { .. } => {}
            other => each_inner(other, &mut |inner| self.take(inner, graph)),
        }
    }

    fn fail(&mut self, message: String) {
        self.failed.get_or_insert(message);
    }

    /// What is joined, with what stands for its text patterns.
    fn group(
        &mut self,
        group: Vec<GraphPattern>,
        graph: Option<&NamedNodePattern>,
    ) -> Result<GraphPattern, String> {
        let is_asking = |triple: &TriplePattern| Kind::of(&triple.predicate).is_some();
        let asks = group
            .iter()
            .any(|part| matches!(part, GraphPattern::Bgp { patterns } if patterns.iter().any(is_asking)));
        let cells = if asks { cells(&group) } else { Cells::new() };
        let (mut rest, mut standing, mut used) = (Vec::new(), Vec::new(), HashSet::new());
        for part in group {
            let GraphPattern::Bgp { patterns } = part else {
                let mut part = part;
                self.take(&mut part, graph);
                rest.push(part);
                continue;
            };
            let (asking, others): (Vec<_>, Vec<_>) = patterns.into_iter().partition(is_asking);
            for triple in asking {
                let call = read(&triple, &cells, &mut used, graph)?;
                standing.push(stand(self.calls.len(), &call));
                self.calls.push(call);
            }
            rest.push(GraphPattern::Bgp { patterns: others });
        }
        for part in &mut rest {
            if let GraphPattern::Bgp { patterns } = part {
                patterns.retain(|triple| !is_of_list(triple, &used));
            }
        }
        rest.retain(|part| !matches!(part, GraphPattern::Bgp { patterns } if patterns.is_empty()));
        rest.append(&mut standing);
        Ok(joined(rest))
    }
}

fn stand(index: usize, call: &TextCall) -> GraphPattern {
    let mut variables = call.variables();
    variables.push(Variable::new_unchecked(format!("{MARK}{index}")));
    GraphPattern::Values {
        variables,
        bindings: Vec::new(),
    }
}

fn cells(group: &[GraphPattern]) -> Cells {
    let mut cells = Cells::new();
    for part in group {
        let GraphPattern::Bgp { patterns } = part else {
            continue;
        };
        for triple in patterns {
            let (TermPattern::BlankNode(node), NamedNodePattern::NamedNode(predicate)) =
                (&triple.subject, &triple.predicate)
            else {
                continue;
            };
            if *predicate == rdf::FIRST {
                cells
                    .entry(node.clone())
                    .or_default()
                    .first
                    .push(triple.object.clone());
            } else if *predicate == rdf::REST {
                cells
                    .entry(node.clone())
                    .or_default()
                    .rest
                    .push(triple.object.clone());
            }
        }
    }
    cells
}

fn is_of_list(triple: &TriplePattern, used: &HashSet<BlankNode>) -> bool {
    let NamedNodePattern::NamedNode(predicate) = &triple.predicate else {
        return false;
    };
    (*predicate == rdf::FIRST || *predicate == rdf::REST)
        && matches!(&triple.subject, TermPattern::BlankNode(node) if used.contains(node))
}

fn read(
    triple: &TriplePattern,
    cells: &Cells,
    used: &mut HashSet<BlankNode>,
    graph: Option<&NamedNodePattern>,
) -> Result<TextCall, String> {
    let Some(kind) = Kind::of(&triple.predicate) else {
        return Err("a pattern is no text pattern".to_owned());
    };
    let left = side(&triple.subject, cells, used)
        .map_err(|what| format!("{what} on the left of `{}`", kind.name()))?;
    let right = side(&triple.object, cells, used)
        .map_err(|what| format!("{what} on the right of `{}`", kind.name()))?;
    TextCall::read(kind, &left, &right, graph.cloned())
}

/// A side that is a list with its items.
fn side(term: &TermPattern, cells: &Cells, used: &mut HashSet<BlankNode>) -> Result<Side, String> {
    let mut node = match term {
        TermPattern::NamedNode(name) if *name == rdf::NIL => return Ok(Side::List(Vec::new())),
        TermPattern::BlankNode(node) if cells.contains_key(node) => node,
        term => return Ok(Side::Term(term.clone())),
    };
    let mut items = Vec::new();
    loop {
        let cell = &cells[node];
        if !used.insert(node.clone()) {
            return Err("a list goes round or is used twice".to_owned());
        }
        let ([first], [rest]) = (cell.first.as_slice(), cell.rest.as_slice()) else {
            return Err("a list has a cell without one rdf:first and one rdf:rest".to_owned());
        };
        if matches!(first, TermPattern::BlankNode(inner) if cells.contains_key(inner)) {
            return Err("a list stands in a list".to_owned());
        }
        items.push(first.clone());
        match rest {
            TermPattern::NamedNode(name) if *name == rdf::NIL => return Ok(Side::List(items)),
            TermPattern::BlankNode(next) if cells.contains_key(next) => node = next,
            _ => return Err("a list is not closed with rdf:nil".to_owned()),
        }
    }
}
