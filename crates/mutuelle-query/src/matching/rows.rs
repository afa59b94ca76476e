//! The rows of a matching, one after the other, depth first.

use super::closure::Reached;
use super::{Finds, Matching, Place, Step, Within};
use crate::budget;
use crate::dataset::ScopedDataset;
use crate::source::{GraphSet, Graphs, Source, TermId};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

/// How many rows passed each step.
pub(crate) type Passed = Rc<[Cell<u64>]>;

/// Walks through the rows of a matching.
pub(crate) struct Rows<S: Source> {
    matching: Rc<Matching>,
    dataset: ScopedDataset<S>,
    row: Vec<TermId>,
    open: Vec<Open<S>>,
    begun: bool,
    reached: Vec<Reached>,
    scratch: Vec<u8>,
    /// For whoever asks to see it.
    passed: Passed,
}

/// A step under way.
enum Open<S: Source> {
    Triples(S::Scan),
    Nodes(Rc<[TermId]>, usize),
    Values(usize),
    Nothing,
}

impl<S: Source> Rows<S> {
    /// All rows.
    pub(crate) fn of(matching: Rc<Matching>, dataset: ScopedDataset<S>) -> Self {
        let width = matching.width;
        Self {
            row: vec![TermId::DEFAULT_GRAPH; width],
            open: Vec::with_capacity(matching.steps.len()),
            begun: false,
            reached: matching.steps.iter().map(|_| Reached::default()).collect(),
            scratch: Vec::new(),
            passed: matching.steps.iter().map(|_| Cell::new(0)).collect(),
            matching,
            dataset,
        }
    }

    /// The rows that go on from an outer one.
    pub(super) fn within(matching: &Rc<Matching>, outer: &[TermId], dataset: &ScopedDataset<S>) -> Self {
        let mut rows = Self::of(Rc::clone(matching), dataset.clone());
        rows.row[..outer.len()].copy_from_slice(outer);
        rows
    }

    /// How many rows passed each step so far; it goes on counting.
    pub(crate) fn passed(&self) -> Passed {
        Rc::clone(&self.passed)
    }

    /// Whether there is a row.
    pub(crate) fn any(mut self) -> Result<bool, S::Error> {
        let matching = Rc::clone(&self.matching);
        // What the source can tell without a scan.
        if let [
            Step {
                finds: Finds::Triples(places, Within::Graphs(graphs)),
                tests,
                ..
            },
        ] = matching.steps.as_slice()
            && tests.is_empty()
            && !places.iter().any(|place| matches!(place, Place::Again(_)))
        {
            budget::step();
            let pattern = places.map(|place| place.term(&self.row));
            if pattern
                .iter()
                .flatten()
                .any(|term| *term >= TermId::FIRST_OF_QUERY)
            {
                return Ok(false);
            }
            if let Some(count) = self.dataset.source().count(pattern, graphs) {
                return Ok(count > 0);
            }
        }
        Ok(self.next_row()?.is_some())
    }

    /// The next row.
    pub(crate) fn next_row(&mut self) -> Result<Option<&[TermId]>, S::Error> {
        if !self.begun {
            self.begun = true;
            if self.matching.steps.is_empty() {
                return Ok(Some(&self.row));
            }
            self.enter()?;
        }
        while !self.open.is_empty() {
            let depth = self.open.len() - 1;
            if !self.advance(depth)? {
                self.open.pop();
                continue;
            }
            self.passed[depth].set(self.passed[depth].get() + 1);
            if self.open.len() == self.matching.steps.len() {
                return Ok(Some(&self.row));
            }
            self.enter()?;
        }
        Ok(None)
    }

    /// Begins the step after those that are open.
    fn enter(&mut self) -> Result<(), S::Error> {
        budget::step();
        let depth = self.open.len();
        let open = match &self.matching.steps[depth].finds {
            Finds::Triples(places, within) => self.scan(places, within),
            Finds::Nodes { closure, from, .. } => match from.term(&self.row) {
                Some(from) => {
                    let nodes = closure.reached(from, &self.dataset, &mut self.reached[depth])?;
                    Open::Nodes(nodes, 0)
                }
                None => Open::Nothing,
            },
            Finds::Values { .. } => Open::Values(0),
        };
        self.open.push(open);
        Ok(())
    }

    fn scan(&self, places: &[Place; 3], within: &Within) -> Open<S> {
        let pattern = places.map(|place| place.term(&self.row));
        if pattern
            .iter()
            .flatten()
            .any(|term| *term >= TermId::FIRST_OF_QUERY)
        {
            return Open::Nothing;
        }
        let source = self.dataset.source();
        Open::Triples(match within {
            Within::Graphs(graphs) | Within::Each(graphs, _) => source.scan(pattern, graphs),
            Within::Known(place) => {
                let graph = self.row[*place];
                if graph >= TermId::FIRST_OF_QUERY || !self.dataset.scope().names(graph) {
                    return Open::Nothing;
                }
                let graphs: Arc<[TermId]> = Arc::new([graph]);
                source.scan(pattern, &Graphs::Named(GraphSet::These(graphs)))
            }
        })
    }

    /// Finds the next terms of a step that pass its tests; whether there are any.
    fn advance(&mut self, depth: usize) -> Result<bool, S::Error> {
        let Self {
            matching,
            dataset,
            row,
            open,
            scratch,
            ..
        } = self;
        let Step { finds, tests, .. } = &matching.steps[depth];
        loop {
            let found = match (&mut open[depth], finds) {
                (Open::Triples(scan), Finds::Triples(places, within)) => match scan.next().transpose()? {
                    None => return Ok(false),
                    Some([subject, predicate, object, graph]) => {
                        if let Within::Each(_, place) = within {
                            row[*place] = graph;
                        }
                        places[0].bind(subject, row)
                            && places[1].bind(predicate, row)
                            && places[2].bind(object, row)
                    }
                },
                (Open::Nodes(nodes, at), Finds::Nodes { to, .. }) => {
                    let Some(node) = nodes.get(*at) else {
                        return Ok(false);
                    };
                    *at += 1;
                    to.term(row).is_none_or(|wanted| wanted == *node) && to.bind(*node, row)
                }
                (Open::Values(at), Finds::Values { places, rows }) => {
                    let Some(values) = rows.get(*at) else {
                        return Ok(false);
                    };
                    *at += 1;
                    let mut fits = |(place, value): (&Place, &TermId)| {
                        place.term(row).is_none_or(|wanted| wanted == *value) && place.bind(*value, row)
                    };
                    places.iter().zip(values).all(&mut fits)
                }
                _ => return Ok(false),
            };
            budget::step();
            if found && passes(tests, row, dataset, scratch)? {
                return Ok(true);
            }
        }
    }
}

fn passes<S: Source>(
    tests: &[super::Test],
    row: &[TermId],
    dataset: &ScopedDataset<S>,
    scratch: &mut Vec<u8>,
) -> Result<bool, S::Error> {
    for test in tests {
        if test.holds(row, dataset, scratch)? != Some(true) {
            return Ok(false);
        }
    }
    Ok(true)
}
