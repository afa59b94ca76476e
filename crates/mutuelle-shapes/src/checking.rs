//! One node against one shape (<https://www.w3.org/TR/shacl/#validation-definition>).

mod pairs;
mod values;

use std::collections::HashSet;

use oxrdf::Term;

use crate::classes::Classes;
use crate::constraint::{Constraint, Count, Qualified};
use crate::data::DataGraph;
use crate::message::messages;
use crate::path::{Direction, Path, as_subject, walk};
use crate::report::{Sink, ValidationResult};
use crate::shape::{Shape, ShapeId};

/// One validation: the shapes, the data, and what was learnt of the classes on the way.
pub(crate) struct Run<'a, D> {
    pub(crate) shapes: &'a [Shape],
    pub(crate) data: &'a D,
    pub(crate) classes: Classes<'a, D>,
}

/// The shape that is being checked, and the node and values that it is checked on.
struct Check<'c> {
    shape: &'c Shape,
    focus: &'c Term,
    values: &'c [Term],
}

/// What a result says beyond its check.
#[derive(Default)]
struct Finding<'f> {
    value: Option<&'f Term>,
    /// In place of the shape's path; closed shapes name the predicate that should not be there.
    path: Option<Path>,
    found: Option<usize>,
}

impl<'f> Finding<'f> {
    fn of(value: &'f Term) -> Self {
        Self {
            value: Some(value),
            ..Self::default()
        }
    }

    fn count(found: usize) -> Self {
        Self {
            found: Some(found),
            ..Self::default()
        }
    }
}

impl Check<'_> {
    fn report(&self, constraint: &Constraint, finding: Finding<'_>, sink: &mut Sink) {
        sink.push(|| ValidationResult {
            messages: messages(self.shape, constraint, finding.found, finding.path.as_ref()),
            focus: self.focus.clone(),
            path: finding.path.or_else(|| self.shape.path.clone()),
            value: finding.value.cloned(),
            component: constraint.component().into_owned(),
            source_shape: self.shape.node.clone().into(),
            severity: self.shape.severity.clone(),
        });
    }

    /// A result for each value that fails.
    fn each(&self, constraint: &Constraint, holds: impl Fn(&Term) -> bool, sink: &mut Sink) {
        for value in self.values.iter().filter(|value| !holds(value)) {
            self.report(constraint, Finding::of(value), sink);
        }
    }
}

impl<D: DataGraph> Run<'_, D> {
    /// Recurses at most [`crate::SHAPE_DEPTH_MAX`] deep: the reader refuses deeper shapes and circles.
    pub(crate) fn check(&mut self, shape: ShapeId, focus: &Term, sink: &mut Sink) -> Result<(), D::Error> {
        let shape = &self.shapes[shape.0];
        let walked;
        let values = match &shape.path {
            Some(path) => {
                walked = walk(self.data, path, Direction::Forward, focus)?;
                walked.as_slice()
            }
            None => std::slice::from_ref(focus),
        };
        let check = Check { shape, focus, values };
        for constraint in &shape.constraints {
            if sink.is_done() {
                return Ok(());
            }
            self.check_constraint(&check, constraint, sink)?;
        }
        Ok(())
    }

    fn conforms(&mut self, shape: ShapeId, node: &Term) -> Result<bool, D::Error> {
        let mut probe = Sink::probing();
        self.check(shape, node, &mut probe)?;
        Ok(!probe.failed())
    }

    fn check_constraint(
        &mut self,
        check: &Check<'_>,
        constraint: &Constraint,
        sink: &mut Sink,
    ) -> Result<(), D::Error> {
        match constraint {
            Constraint::Property(shape) => {
                for value in check.values {
                    self.check(*shape, value, sink)?;
                }
            }
            Constraint::Class(class) => {
                let class = Term::from(class.clone());
                for value in check.values {
                    if !self.classes.is_instance(value, &class)? {
                        check.report(constraint, Finding::of(value), sink);
                    }
                }
            }
            Constraint::Not(_)
            | Constraint::And(_)
            | Constraint::Or(_)
            | Constraint::Xone(_)
            | Constraint::Node(_) => {
                for value in check.values {
                    if !self.holds(constraint, value)? {
                        check.report(constraint, Finding::of(value), sink);
                    }
                }
            }
            Constraint::Qualified(qualified) => {
                let found = self.count_qualified(check.values, qualified)?;
                let enough = match qualified.count {
                    Count::Min(min) => found as u64 >= min,
                    Count::Max(max) => found as u64 <= max,
                };
                if !enough {
                    check.report(constraint, Finding::count(found), sink);
                }
            }
            Constraint::Closed(allowed) => {
                for value in check.values {
                    let Some(subject) = as_subject(value) else {
                        continue;
                    };
                    let mut seen = HashSet::new();
                    for (predicate, object) in self.data.predicates_objects(&subject)? {
                        if !allowed.contains(&predicate) && seen.insert((predicate.clone(), object.clone())) {
                            let path = Some(Path::Predicate(predicate));
                            check.report(
                                constraint,
                                Finding {
                                    path,
                                    ..Finding::of(&object)
                                },
                                sink,
                            );
                        }
                    }
                }
            }
            Constraint::Pair(pair, other) => {
                let others = match as_subject(check.focus) {
                    Some(subject) => self.data.objects(&subject, other)?,
                    None => Vec::new(),
                };
                pairs::check_pair(check, constraint, *pair, &others, sink);
            }
            _ => values::check_values(check, constraint, sink),
        }
        Ok(())
    }

    /// The logical constraints and `sh:node`, for one value.
    fn holds(&mut self, constraint: &Constraint, value: &Term) -> Result<bool, D::Error> {
        match constraint {
            Constraint::Not(shape) => Ok(!self.conforms(*shape, value)?),
            Constraint::And(shapes) => {
                Ok(self.count_conforming(shapes, value, shapes.len())? == shapes.len())
            }
            Constraint::Or(shapes) => Ok(self.count_conforming(shapes, value, 1)? > 0),
            Constraint::Xone(shapes) => Ok(self.count_conforming(shapes, value, 2)? == 1),
            Constraint::Node(shape) => self.conforms(*shape, value),
            _ => Ok(true),
        }
    }

    /// How many of the shapes the value conforms to, counting no further than `enough`.
    fn count_conforming(
        &mut self,
        shapes: &[ShapeId],
        value: &Term,
        enough: usize,
    ) -> Result<usize, D::Error> {
        let mut count = 0;
        for shape in shapes {
            if count == enough {
                break;
            }
            count += usize::from(self.conforms(*shape, value)?);
        }
        Ok(count)
    }

    fn count_qualified(&mut self, values: &[Term], qualified: &Qualified) -> Result<usize, D::Error> {
        let mut count = 0;
        for value in values {
            if self.conforms(qualified.shape, value)?
                && self.count_conforming(&qualified.siblings, value, 1)? == 0
            {
                count += 1;
            }
        }
        Ok(count)
    }
}
