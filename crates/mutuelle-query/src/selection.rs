//! Answers from matchings: what stands above the pattern of a query, on numbers.

use crate::budget;
use crate::dataset::ScopedDataset;
use crate::matching::{Matching, Passed, Rows};
use crate::source::{Source, TermId};
use oxrdf::{NamedOrBlankNode, Term, Triple, Variable};
use rustc_hash::FxHashSet;
use spareval::{QueryEvaluationError, QueryResults, QuerySolutionIter, QueryTripleIter};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::VecDeque;
use std::rc::Rc;

/// A whole query that needs no evaluator.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    pub(crate) matching: Rc<Matching>,
    variables: Vec<Variable>,
    places: Vec<Option<usize>>,
    distinct: bool,
    start: usize,
    length: Option<usize>,
    form: Form,
}

#[derive(Clone, Debug)]
enum Form {
    Select,
    Ask,
    /// The triples to make of each row.
    Construct(Vec<[Part; 3]>),
}

/// One place of a template.
#[derive(Clone, Copy, Debug)]
enum Part {
    Is(TermId),
    /// The value in this column of a row.
    Column(usize),
}

impl Selection {
    /// The selection that a planned query is; `None` for one that the evaluator has to run.
    ///
    /// # Errors
    /// The source's.
    pub(crate) fn of<S: Source>(query: &Query, dataset: &ScopedDataset<S>) -> Result<Option<Self>, S::Error> {
        let (Query::Select { pattern, .. } | Query::Ask { pattern, .. } | Query::Construct { pattern, .. }) =
            query
        else {
            return Ok(None);
        };
        let (pattern, start, length) = match pattern {
            GraphPattern::Slice { inner, start, length } => (&**inner, *start, *length),
            other => (other, 0, None),
        };
        let (pattern, distinct) = match pattern {
            GraphPattern::Distinct { inner } => (&**inner, true),
            other => (other, false),
        };
        let (pattern, projected) = match pattern {
            GraphPattern::Project { inner, variables } => (&**inner, Some(variables)),
            other => (other, None),
        };
        let Some(matching) = Matching::of(pattern, dataset)? else {
            return Ok(None);
        };
        let variables = projected
            .cloned()
            .unwrap_or_else(|| matching.variables().collect());
        let form = match query {
            Query::Construct { template, .. } => match compiled(template, &variables, &matching, dataset)? {
                Some(template) => Form::Construct(template),
                None => return Ok(None),
            },
            Query::Ask { .. } => Form::Ask,
            _ => Form::Select,
        };
        Ok(Some(Self {
            places: variables
                .iter()
                .map(|variable| matching.place(variable))
                .collect(),
            matching: Rc::new(matching),
            variables,
            distinct,
            start,
            length,
            form,
        }))
    }

    /// Answers the query. How many rows passed each step of the matching can be read beside it.
    pub(crate) fn execute<'s, S: Source + 's>(
        &self,
        dataset: ScopedDataset<S>,
    ) -> Result<(QueryResults<'s>, Passed), QueryEvaluationError> {
        let mut selected = self.selected(dataset.clone());
        let passed = selected.rows.passed();
        let results = match &self.form {
            Form::Ask => QueryResults::Boolean(selected.next().transpose().map_err(failed)?.is_some()),
            Form::Select => {
                let rows = selected
                    .map(move |row| terms(&row?, &dataset))
                    .map(|row| row.map_err(failed));
                QuerySolutionIter::from_tuples(self.variables.as_slice().into(), rows).into()
            }
            Form::Construct(template) => QueryTripleIter::new(Constructed {
                selected,
                dataset,
                template: template.clone(),
                ready: VecDeque::new(),
                seen: FxHashSet::default(),
            })
            .into(),
        };
        Ok((results, passed))
    }

    fn selected<S: Source>(&self, dataset: ScopedDataset<S>) -> Selected<S> {
        Selected {
            rows: Rows::of(Rc::clone(&self.matching), dataset),
            places: self.places.clone(),
            seen: self.distinct.then(FxHashSet::default),
            skip: self.start,
            left: self.length,
        }
    }
}

fn failed<E: std::error::Error + Send + Sync + 'static>(error: E) -> QueryEvaluationError {
    QueryEvaluationError::Dataset(Box::new(error))
}

fn terms<S: Source>(
    row: &[Option<TermId>],
    dataset: &ScopedDataset<S>,
) -> Result<Vec<Option<Term>>, S::Error> {
    row.iter()
        .map(|id| id.map(|id| dataset.external(id)).transpose())
        .collect()
}

/// The projected rows.
struct Selected<S: Source> {
    rows: Rows<S>,
    places: Vec<Option<usize>>,
    seen: Option<FxHashSet<Vec<Option<TermId>>>>,
    skip: usize,
    left: Option<usize>,
}

impl<S: Source> Iterator for Selected<S> {
    type Item = Result<Vec<Option<TermId>>, S::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == Some(0) {
            return None;
        }
        loop {
            let row = match self.rows.next_row() {
                Ok(row) => row?,
                Err(error) => return Some(Err(error)),
            };
            let projected: Vec<_> = self
                .places
                .iter()
                .map(|place| place.map(|place| row[place]))
                .collect();
            if let Some(seen) = &mut self.seen
                && !seen.insert(projected.clone())
            {
                continue;
            }
            if self.skip > 0 {
                self.skip -= 1;
                continue;
            }
            self.left = self.left.map(|left| left - 1);
            return Some(Ok(projected));
        }
    }
}

/// The template of a CONSTRUCT whose variables are all columns; `None` where blank nodes have to be made for each row.
fn compiled<S: Source>(
    template: &[TriplePattern],
    variables: &[Variable],
    matching: &Matching,
    dataset: &ScopedDataset<S>,
) -> Result<Option<Vec<[Part; 3]>>, S::Error> {
    let column = |variable: &Variable| {
        matching.place(variable)?;
        let place = variables.iter().position(|known| known == variable)?;
        Some(Part::Column(place))
    };
    let term = |term: &TermPattern| {
        Ok(match term {
            TermPattern::NamedNode(name) => Some(Part::Is(dataset.id(name.clone().into())?)),
            TermPattern::Literal(literal) => Some(Part::Is(dataset.id(literal.clone().into())?)),
            TermPattern::Variable(variable) => column(variable),
            TermPattern::BlankNode(_) | TermPattern::Triple(_) => None,
        })
    };
    let mut parts = Vec::with_capacity(template.len());
    for triple in template {
        let predicate = match &triple.predicate {
            NamedNodePattern::NamedNode(name) => Some(Part::Is(dataset.id(name.clone().into())?)),
            NamedNodePattern::Variable(variable) => column(variable),
        };
        let (Some(subject), Some(predicate), Some(object)) =
            (term(&triple.subject)?, predicate, term(&triple.object)?)
        else {
            return Ok(None);
        };
        parts.push([subject, predicate, object]);
    }
    Ok(Some(parts))
}

/// The triples of a CONSTRUCT, each once.
struct Constructed<S: Source> {
    selected: Selected<S>,
    dataset: ScopedDataset<S>,
    template: Vec<[Part; 3]>,
    ready: VecDeque<[TermId; 3]>,
    seen: FxHashSet<[TermId; 3]>,
}

impl<S: Source> Constructed<S> {
    fn next_ids(&mut self) -> Result<Option<[TermId; 3]>, S::Error> {
        loop {
            if let Some(triple) = self.ready.pop_front() {
                return Ok(Some(triple));
            }
            let Some(row) = self.selected.next().transpose()? else {
                return Ok(None);
            };
            for parts in &self.template {
                let value = |part: Part| match part {
                    Part::Is(id) => Some(id),
                    Part::Column(column) => row[column],
                };
                let [subject, predicate, object] = parts.map(value);
                let (Some(subject), Some(predicate), Some(object)) = (subject, predicate, object) else {
                    continue;
                };
                budget::step();
                if self.seen.insert([subject, predicate, object]) {
                    self.ready.push_back([subject, predicate, object]);
                }
            }
        }
    }

    /// What is no triple, a literal as its subject for one, is left out (SPARQL 1.1, section 16.2).
    fn triple(&self, [subject, predicate, object]: [TermId; 3]) -> Result<Option<Triple>, S::Error> {
        let subject = match self.dataset.term(subject)? {
            Term::NamedNode(node) => NamedOrBlankNode::from(node),
            Term::BlankNode(node) => node.into(),
            _ => return Ok(None),
        };
        let Term::NamedNode(predicate) = self.dataset.term(predicate)? else {
            return Ok(None);
        };
        Ok(Some(Triple::new(subject, predicate, self.dataset.term(object)?)))
    }
}

impl<S: Source> Iterator for Constructed<S> {
    type Item = Result<Triple, QueryEvaluationError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let made = match self.next_ids() {
                Ok(ids) => self.triple(ids?),
                Err(error) => Err(error),
            };
            if let Some(made) = made.map_err(failed).transpose() {
                return Some(made);
            }
        }
    }
}
