//! From the algebra to steps.

use super::closure::Closure;
use super::test::Test;
use super::{Finds, Matching, Place, Step, Within};
use crate::dataset::ScopedDataset;
use crate::source::{GraphSet, Graphs, Source, TermId};
use crate::variables::{Names, bound_by};
use oxrdf::{Literal, Term, Variable};
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::sync::Arc;

/// Why nothing was compiled.
pub(super) enum Miss<E> {
    /// The evaluator's work.
    Unknown,
    Source(E),
}

pub(super) type Compiled<T, S> = Result<T, Miss<<S as Source>::Error>>;

impl<E> From<E> for Miss<E> {
    fn from(error: E) -> Self {
        Self::Source(error)
    }
}

impl Matching {
    /// Compiles a pattern whose joins stand in order; `None` for one that the evaluator has to run.
    ///
    /// # Errors
    /// The source's.
    pub(crate) fn of<S: Source>(
        pattern: &GraphPattern,
        dataset: &ScopedDataset<S>,
    ) -> Result<Option<Self>, S::Error> {
        let mut compiler = Compiler::new(dataset);
        match compiler.pattern(pattern) {
            Ok(()) => Ok(Some(compiler.finished())),
            Err(Miss::Unknown) => Ok(None),
            Err(Miss::Source(error)) => Err(error),
        }
    }
}

pub(super) struct Compiler<'d, S: Source> {
    pub(super) dataset: &'d ScopedDataset<S>,
    steps: Vec<Step>,
    /// Variables with their places, and the step that binds each; `None` where one outside does.
    names: Vec<(String, usize, Option<usize>)>,
    width: usize,
    graph: Option<NamedNodePattern>,
}

impl<'d, S: Source> Compiler<'d, S> {
    fn new(dataset: &'d ScopedDataset<S>) -> Self {
        Self {
            dataset,
            steps: Vec::new(),
            names: Vec::new(),
            width: 0,
            graph: None,
        }
    }

    fn finished(self) -> Matching {
        Matching {
            steps: self.steps,
            width: self.width,
            names: self
                .names
                .into_iter()
                .map(|(name, place, _)| (name, place))
                .collect(),
        }
    }

    fn pattern(&mut self, pattern: &GraphPattern) -> Compiled<(), S> {
        match pattern {
            GraphPattern::Bgp { patterns } => patterns.iter().try_for_each(|triple| self.triple(triple)),
            GraphPattern::Path {
                subject,
                path,
                object,
            } => self.path(subject, path, object),
            GraphPattern::Values { variables, bindings } => self.values(variables, bindings),
            GraphPattern::Lateral { left, right } | GraphPattern::Join { left, right } => {
                self.pattern(left)?;
                self.pattern(right)
            }
            GraphPattern::Filter { expr, inner } => {
                self.pattern(inner)?;
                self.filter(expr, &bound_by(inner))
            }
            // What marks a row that would be empty (`harden.rs`); no row is empty of numbers here.
            GraphPattern::Extend {
                inner,
                variable,
                expression: Expression::Literal(literal),
            } if variable.as_str().contains(' ') && *literal == Literal::from(true) => self.pattern(inner),
            GraphPattern::Graph { name, inner } if self.graph.is_none() => {
                let before = self.steps.len();
                self.graph = Some(name.clone());
                let outcome = self.pattern(inner);
                self.graph = None;
                outcome?;
                // A group without triples asks whether the graph is there, or which there are.
                let looks = |step: &Step| matches!(step.finds, Finds::Triples(..));
                if self.steps[before..].iter().any(looks) {
                    Ok(())
                } else {
                    Err(Miss::Unknown)
                }
            }
            _ => Err(Miss::Unknown),
        }
    }

    /// A filter, each part of it at the first step after which it can be answered. It sees only what its own group
    /// binds.
    fn filter(&mut self, expression: &Expression, group: &Names) -> Compiled<(), S> {
        if let Expression::And(left, right) = expression {
            self.filter(left, group)?;
            return self.filter(right, group);
        }
        let mut asked = Vec::new();
        let test = Test::of(expression, self, group, &mut asked)?;
        let steps = asked.iter().map(|at| {
            let (_, _, step) = &self.names[*at];
            step.ok_or(Miss::Unknown)
        });
        let steps: Vec<usize> = steps.collect::<Compiled<_, S>>()?;
        let step = steps.into_iter().max().ok_or(Miss::Unknown)?;
        self.steps[step].tests.push(test);
        Ok(())
    }

    /// The place of a variable of a filter's group, which is noted as asked for.
    pub(super) fn asked(
        &self,
        variable: &Variable,
        group: &Names,
        asked: &mut Vec<usize>,
    ) -> Compiled<usize, S> {
        let known = self.names.iter().position(|(name, ..)| name == variable.as_str());
        let at = known
            .filter(|_| group.contains(variable.as_str()))
            .ok_or(Miss::Unknown)?;
        asked.push(at);
        Ok(self.names[at].1)
    }

    /// The pattern of an EXISTS as a matching of its own, whose rows begin with ours.
    pub(super) fn inside(
        &self,
        pattern: &GraphPattern,
        group: &Names,
        asked: &mut Vec<usize>,
    ) -> Compiled<Matching, S> {
        if self.graph.is_some() {
            return Err(Miss::Unknown);
        }
        let mut inner = Self::new(self.dataset);
        inner.width = self.width;
        // What the inner pattern names has to be known; a name that begins another is known early for nothing.
        let text = pattern.to_string();
        for (at, (name, place, _)) in self.names.iter().enumerate() {
            if group.contains(name) {
                inner.names.push((name.clone(), *place, None));
                if text.contains(&format!("?{name}")) {
                    asked.push(at);
                }
            }
        }
        inner.pattern(pattern)?;
        Ok(inner.finished())
    }

    /// The place of a variable in the step that comes next.
    fn variable(&mut self, name: &str) -> Place {
        let step = self.steps.len();
        if let Some((_, place, bound)) = self.names.iter().find(|(known, ..)| known == name) {
            return if *bound == Some(step) {
                Place::Again(*place)
            } else {
                Place::Known(*place)
            };
        }
        let place = self.width;
        self.width += 1;
        self.names.push((name.to_owned(), place, Some(step)));
        Place::New(place)
    }

    fn term(&mut self, term: &TermPattern) -> Compiled<Place, S> {
        Ok(match term {
            TermPattern::NamedNode(name) => Place::Is(self.dataset.id(name.clone().into())?),
            TermPattern::Literal(literal) => Place::Is(self.dataset.id(literal.clone().into())?),
            TermPattern::Variable(variable) => self.variable(variable.as_str()),
            TermPattern::BlankNode(node) => self.variable(&node.to_string()),
            TermPattern::Triple(_) => return Err(Miss::Unknown),
        })
    }

    fn push(&mut self, finds: Finds, text: String) {
        self.steps.push(Step {
            finds,
            tests: Vec::new(),
            text,
        });
    }

    fn triple(&mut self, triple: &TriplePattern) -> Compiled<(), S> {
        let predicate = match &triple.predicate {
            NamedNodePattern::NamedNode(name) => TermPattern::NamedNode(name.clone()),
            NamedNodePattern::Variable(variable) => TermPattern::Variable(variable.clone()),
        };
        let places = [
            self.term(&triple.subject)?,
            self.term(&predicate)?,
            self.term(&triple.object)?,
        ];
        let within = self.within()?;
        self.push(Finds::Triples(places, within), triple.to_string());
        Ok(())
    }

    fn within(&mut self) -> Compiled<Within, S> {
        let scope = self.dataset.scope();
        Ok(match self.graph.clone() {
            None => Within::Graphs(scope.default.clone()),
            Some(NamedNodePattern::NamedNode(name)) => {
                let graph = self.dataset.id(Term::from(name))?;
                let shown = graph < TermId::FIRST_OF_QUERY && scope.names(graph);
                let graphs: Arc<[TermId]> = if shown { Arc::new([graph]) } else { Arc::new([]) };
                Within::Graphs(Graphs::Named(GraphSet::These(graphs)))
            }
            Some(NamedNodePattern::Variable(variable)) => match self.variable(variable.as_str()) {
                Place::Known(place) => Within::Known(place),
                Place::New(place) => Within::Each(Graphs::Named(scope.named.clone()), place),
                // GRAPH ?g { ?g … } binds the graph's name twice.
                Place::Again(_) | Place::Is(_) => return Err(Miss::Unknown),
            },
        })
    }

    fn values(&mut self, variables: &[Variable], bindings: &[Vec<Option<GroundTerm>>]) -> Compiled<(), S> {
        let mut rows = Vec::with_capacity(bindings.len());
        for binding in bindings {
            let mut row = Vec::with_capacity(variables.len());
            for term in binding {
                let term = match term {
                    Some(GroundTerm::NamedNode(name)) => Term::from(name.clone()),
                    Some(GroundTerm::Literal(literal)) => literal.clone().into(),
                    Some(GroundTerm::Triple(_)) | None => return Err(Miss::Unknown),
                };
                row.push(self.dataset.id(term)?);
            }
            rows.push(row);
        }
        let places = variables.iter().map(|variable| self.variable(variable.as_str()));
        let places: Vec<_> = places.collect();
        let text = format!("VALUES of {} rows", rows.len());
        self.push(Finds::Values { places, rows }, text);
        Ok(())
    }

    fn path(
        &mut self,
        subject: &TermPattern,
        path: &PropertyPathExpression,
        object: &TermPattern,
    ) -> Compiled<(), S> {
        let text = format!("{subject} {path} {object}");
        if let Some(simple) = simple(subject, path, object) {
            return self.triple(&simple);
        }
        let within = match self.graph {
            None => self.dataset.scope().default.clone(),
            Some(_) => return Err(Miss::Unknown),
        };
        let closure = Closure::of(path, within, self.dataset)?;
        let ends = [self.term(subject)?, self.term(object)?];
        let closure = if ends.iter().any(|end| matches!(end, Place::Is(_))) {
            closure
        } else {
            closure.among_nodes()
        };
        let (closure, from, to) = match ends {
            [from @ (Place::Is(_) | Place::Known(_)), to] => (closure, from, to),
            [to, from @ (Place::Is(_) | Place::Known(_))] => (closure.reversed(), from, to),
            _ => return Err(Miss::Unknown),
        };
        self.push(Finds::Nodes { closure, from, to }, text);
        Ok(())
    }
}

/// The triple pattern that a path of one predicate is.
fn simple(
    subject: &TermPattern,
    path: &PropertyPathExpression,
    object: &TermPattern,
) -> Option<TriplePattern> {
    match path {
        PropertyPathExpression::NamedNode(name) => Some(TriplePattern {
            subject: subject.clone(),
            predicate: name.clone().into(),
            object: object.clone(),
        }),
        PropertyPathExpression::Reverse(inner) => simple(object, inner, subject),
        _ => None,
    }
}
