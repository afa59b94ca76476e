//! Paths of any length over some predicates.

use super::compile::{Compiled, Miss};
use crate::budget;
use crate::dataset::ScopedDataset;
use crate::source::{Graphs, Source, TermId};
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::algebra::PropertyPathExpression as Path;
use std::rc::Rc;

/// A path `p*`, `p+` or `p?` over steps `p`, `^p` and their alternatives.
#[derive(Clone, Debug)]
pub(super) struct Closure {
    /// The predicates of a step; `true` for those that are walked from object to subject.
    steps: Vec<(TermId, bool)>,
    /// Whether the beginning is an end.
    from_zero: bool,
    /// Whether more than one step is taken.
    repeats: bool,
    /// Whether the empty path begins only at a node of the graphs: so it is between two variables, whatever bound them,
    /// while a constant is the end of an empty path by itself (SPARQL 1.1, section 18.4, ZeroLengthPath).
    among_nodes: bool,
    graphs: Graphs,
}

/// What was found from nodes where paths began, so that it is looked for once.
pub(super) type Reached = FxHashMap<TermId, Rc<[TermId]>>;

/// How many beginnings are remembered; from then on all is forgotten and begun anew.
const REMEMBERED_MAX: usize = 10_000;

impl Closure {
    pub(super) fn of<S: Source>(
        path: &Path,
        graphs: Graphs,
        dataset: &ScopedDataset<S>,
    ) -> Compiled<Self, S> {
        let (inner, from_zero, repeats) = match path {
            Path::ZeroOrMore(inner) => (inner, true, true),
            Path::OneOrMore(inner) => (inner, false, true),
            Path::ZeroOrOne(inner) => (inner, true, false),
            _ => return Err(Miss::Unknown),
        };
        let mut steps = Vec::new();
        alternatives(inner, false, dataset, &mut steps)?;
        Ok(Self {
            steps,
            from_zero,
            repeats,
            among_nodes: false,
            graphs,
        })
    }

    /// The same path between two variables.
    pub(super) fn among_nodes(mut self) -> Self {
        self.among_nodes = true;
        self
    }

    /// The same path from its end.
    pub(super) fn reversed(mut self) -> Self {
        for (_, backwards) in &mut self.steps {
            *backwards = !*backwards;
        }
        self
    }

    /// All ends of the path from a node, each once.
    pub(super) fn reached<S: Source>(
        &self,
        from: TermId,
        dataset: &ScopedDataset<S>,
        remembered: &mut Reached,
    ) -> Result<Rc<[TermId]>, S::Error> {
        if let Some(known) = remembered.get(&from) {
            return Ok(Rc::clone(known));
        }
        let found: Rc<[TermId]> = self.walk(from, dataset)?.into();
        if remembered.len() == REMEMBERED_MAX {
            remembered.clear();
        }
        remembered.insert(from, Rc::clone(&found));
        Ok(found)
    }

    fn walk<S: Source>(&self, from: TermId, dataset: &ScopedDataset<S>) -> Result<Vec<TermId>, S::Error> {
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        if self.from_zero && (!self.among_nodes || self.is_node(from, dataset)?) {
            seen.insert(from);
            found.push(from);
        }
        let mut open = vec![from];
        while let Some(node) = open.pop() {
            for (predicate, backwards) in &self.steps {
                self.neighbours(node, *predicate, *backwards, dataset, |next| {
                    if seen.insert(next) {
                        found.push(next);
                        if self.repeats {
                            open.push(next);
                        }
                    }
                })?;
            }
        }
        Ok(found)
    }

    fn is_node<S: Source>(&self, term: TermId, dataset: &ScopedDataset<S>) -> Result<bool, S::Error> {
        if term >= TermId::FIRST_OF_QUERY {
            return Ok(false);
        }
        for pattern in [[Some(term), None, None], [None, None, Some(term)]] {
            let mut scan = dataset.source().scan(pattern, &self.graphs);
            if scan.next().transpose()?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn neighbours<S: Source>(
        &self,
        node: TermId,
        predicate: TermId,
        backwards: bool,
        dataset: &ScopedDataset<S>,
        mut visit: impl FnMut(TermId),
    ) -> Result<(), S::Error> {
        budget::step();
        if node >= TermId::FIRST_OF_QUERY || predicate >= TermId::FIRST_OF_QUERY {
            return Ok(());
        }
        let (pattern, other) = if backwards {
            ([None, Some(predicate), Some(node)], 0)
        } else {
            ([Some(node), Some(predicate), None], 2)
        };
        for quad in dataset.source().scan(pattern, &self.graphs) {
            budget::step();
            visit(quad?[other]);
        }
        Ok(())
    }
}

fn alternatives<S: Source>(
    path: &Path,
    backwards: bool,
    dataset: &ScopedDataset<S>,
    steps: &mut Vec<(TermId, bool)>,
) -> Compiled<(), S> {
    match path {
        Path::NamedNode(name) => {
            steps.push((dataset.id(name.clone().into())?, backwards));
            Ok(())
        }
        Path::Reverse(inner) => alternatives(inner, !backwards, dataset, steps),
        Path::Alternative(left, right) => {
            alternatives(left, backwards, dataset, steps)?;
            alternatives(right, backwards, dataset, steps)
        }
        _ => Err(Miss::Unknown),
    }
}
