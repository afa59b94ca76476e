//! What follows, looked up backwards: from what is asked to the explicit triples that it may come from.

use std::cell::Cell;
use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use crate::error::DerivationError;
use crate::pattern::Pattern;
use crate::rules::{Chain, PropertyId, Rules};
use crate::triples::{Number, Triples};
use crate::turn::{Direction, Turn};

/// Explicit triples under rules. Nothing is kept between questions but the count of steps.
pub(crate) struct View<'a, T, X> {
    pub(crate) rules: &'a Rules<T>,
    pub(crate) triples: &'a X,
    steps_left: Cell<usize>,
    steps_max: usize,
}

type Answer<A, E> = Result<A, DerivationError<E>>;

impl<'a, T: Number, X: Triples<T>> View<'a, T, X> {
    pub(crate) fn new(rules: &'a Rules<T>, triples: &'a X, steps_max: usize) -> Self {
        Self {
            rules,
            triples,
            steps_left: Cell::new(steps_max),
            steps_max,
        }
    }

    /// Counts one explicit triple, or one look for it.
    pub(crate) fn step(&self) -> Answer<(), X::Error> {
        match self.steps_left.get().checked_sub(1) {
            Some(left) => {
                self.steps_left.set(left);
                Ok(())
            }
            None => Err(DerivationError::Steps { max: self.steps_max }),
        }
    }

    pub(crate) fn is_explicit(&self, triple: [T; 3]) -> Answer<bool, X::Error> {
        self.step()?;
        self.triples.contains(triple).map_err(DerivationError::Read)
    }

    pub(crate) fn name(&self, property: PropertyId) -> T {
        self.rules.property(property).name
    }

    /// Whether the triple is explicit or follows.
    pub(crate) fn holds(&self, [subject, predicate, object]: [T; 3]) -> Answer<bool, X::Error> {
        if self.is_explicit([subject, predicate, object])? {
            return Ok(true);
        }
        let Some(&property) = self.rules.ids.get(&predicate) else {
            return Ok(false);
        };
        if !self.triples.is_subject(subject) {
            return Ok(false);
        }
        Ok(
            self.holds_by_one(subject, property, object)?
                || self.holds_by_joins(subject, property, object)?,
        )
    }

    /// Whether it follows from one explicit triple.
    pub(crate) fn holds_by_one(&self, subject: T, property: PropertyId, object: T) -> Answer<bool, X::Error> {
        for &(lower, turn) in &self.rules.property(property).below {
            let (s, o) = turn.ends(subject, object);
            if turn.needs_subject() && !self.triples.is_subject(o) {
                continue;
            }
            if self.is_explicit([s, self.name(lower), o])? || self.has_value(s, lower, o)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a class concludes it, from one explicit triple.
    fn has_value(&self, resource: T, property: PropertyId, value: T) -> Answer<bool, X::Error> {
        if self.rules.property(property).concluded_values.is_empty() || !self.triples.is_subject(resource) {
            return Ok(false);
        }
        let premises = self.rules.values.premises.get(&(property, value));
        for pattern in premises.into_iter().flatten() {
            if let Some((s, p, o)) = pattern.of(&resource)
                && self.is_explicit([s, self.name(p), o])?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn holds_by_joins(&self, subject: T, property: PropertyId, object: T) -> Answer<bool, X::Error> {
        for &(chain, turn) in &self.rules.property(property).chains {
            let (s, o) = turn.ends(subject, object);
            if (!turn.needs_subject() || self.triples.is_subject(o))
                && self.middle(s, self.rules.chains[chain], o)?.is_some()
            {
                return Ok(true);
            }
        }
        for &(lower, turn) in &self.rules.property(property).transitive {
            let (s, o) = turn.ends(subject, object);
            if (!turn.needs_subject() || self.triples.is_subject(o)) && self.reaches(s, lower, o)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// By which resource a chain leads from one to the other; the least, so that the answer does not vary.
    pub(crate) fn middle(&self, subject: T, chain: Chain, object: T) -> Answer<Option<T>, X::Error> {
        let second = self.name(chain.second);
        for middle in self.all(subject, chain.first, Direction::Forward)? {
            if self.triples.is_subject(middle) && self.holds([middle, second, object])? {
                return Ok(Some(middle));
            }
        }
        Ok(None)
    }

    /// The other ends of all triples, explicit or inferred, of a property at one end. Sorted and distinct.
    pub(crate) fn all(&self, end: T, property: PropertyId, direction: Direction) -> Answer<Vec<T>, X::Error> {
        let mut found = self.joined(end, property, direction)?;
        self.single(end, property, direction, &mut found)?;
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// As [`View::all`], of what takes two triples or more. May repeat.
    pub(crate) fn joined(
        &self,
        end: T,
        property: PropertyId,
        direction: Direction,
    ) -> Answer<Vec<T>, X::Error> {
        let mut found = Vec::new();
        self.chained(end, property, direction, &mut found)?;
        for &(lower, turn) in &self.rules.property(property).transitive {
            if self.may_turn(end, turn, direction) {
                let direction = turn.direction(direction);
                let reached = self.reach(end, lower, direction)?;
                self.keep(turn, direction, reached.into_iter(), &mut found);
            }
        }
        Ok(found)
    }

    /// Single steps of a transitive property: what it has by other rules than its own. Sorted and distinct.
    pub(crate) fn links(
        &self,
        end: T,
        property: PropertyId,
        direction: Direction,
    ) -> Answer<Vec<T>, X::Error> {
        let mut found = Vec::new();
        self.single(end, property, direction, &mut found)?;
        self.chained(end, property, direction, &mut found)?;
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// All that one end is joined to by one link or more. Itself only if it lies on a cycle.
    pub(crate) fn reach(
        &self,
        end: T,
        property: PropertyId,
        direction: Direction,
    ) -> Answer<FxHashSet<T>, X::Error> {
        let mut reached = FxHashSet::default();
        let mut waiting = vec![end];
        while let Some(node) = waiting.pop() {
            for next in self.links(node, property, direction)? {
                if reached.insert(next) {
                    waiting.push(next);
                }
            }
        }
        Ok(reached)
    }

    /// Whether one link or more leads from the one to the other.
    fn reaches(&self, from: T, property: PropertyId, to: T) -> Answer<bool, X::Error> {
        let mut reached = FxHashSet::default();
        let mut waiting = VecDeque::from([from]);
        while let Some(node) = waiting.pop_front() {
            for next in self.links(node, property, Direction::Forward)? {
                if next == to {
                    return Ok(true);
                }
                if reached.insert(next) {
                    waiting.push_back(next);
                }
            }
        }
        Ok(false)
    }

    /// What follows from one explicit triple each.
    fn single(
        &self,
        end: T,
        property: PropertyId,
        direction: Direction,
        found: &mut Vec<T>,
    ) -> Answer<(), X::Error> {
        for &(lower, turn) in &self.rules.property(property).below {
            if !self.may_turn(end, turn, direction) {
                continue;
            }
            let direction = turn.direction(direction);
            let mut ends = Vec::new();
            self.explicit(end, self.name(lower), direction, &mut ends)?;
            self.concluded(end, lower, direction, &mut ends)?;
            self.keep(turn, direction, ends.into_iter(), found);
        }
        Ok(())
    }

    fn explicit(
        &self,
        end: T,
        predicate: T,
        direction: Direction,
        found: &mut Vec<T>,
    ) -> Answer<(), X::Error> {
        self.step()?;
        match direction {
            Direction::Forward => {
                for object in self.triples.objects(end, predicate) {
                    self.step()?;
                    found.push(object.map_err(DerivationError::Read)?);
                }
            }
            Direction::Backward => {
                for subject in self.triples.subjects(predicate, end) {
                    self.step()?;
                    found.push(subject.map_err(DerivationError::Read)?);
                }
            }
        }
        Ok(())
    }

    /// What classes conclude.
    fn concluded(
        &self,
        end: T,
        property: PropertyId,
        direction: Direction,
        found: &mut Vec<T>,
    ) -> Answer<(), X::Error> {
        if direction == Direction::Forward {
            for &value in &self.rules.property(property).concluded_values {
                if self.has_value(end, property, value)? {
                    found.push(value);
                }
            }
            return Ok(());
        }
        let premises = self.rules.values.premises.get(&(property, end));
        for pattern in premises.into_iter().flatten() {
            self.resources(pattern, found)?;
        }
        Ok(())
    }

    /// All resources for which a pattern is explicit.
    fn resources(&self, pattern: &Pattern<T>, found: &mut Vec<T>) -> Answer<(), X::Error> {
        match *pattern {
            Pattern::Object { predicate, object } => {
                self.explicit(object, self.name(predicate), Direction::Backward, found)
            }
            Pattern::Subject { subject, predicate } => {
                let mut objects = Vec::new();
                self.explicit(subject, self.name(predicate), Direction::Forward, &mut objects)?;
                found.extend(
                    objects
                        .into_iter()
                        .filter(|object| self.triples.is_subject(*object)),
                );
                Ok(())
            }
            Pattern::Whole {
                only,
                subject,
                predicate,
                object,
            } => {
                if self.is_explicit([subject, self.name(predicate), object])? {
                    found.push(only);
                }
                Ok(())
            }
        }
    }

    fn chained(
        &self,
        end: T,
        property: PropertyId,
        direction: Direction,
        found: &mut Vec<T>,
    ) -> Answer<(), X::Error> {
        for &(chain, turn) in &self.rules.property(property).chains {
            if !self.may_turn(end, turn, direction) {
                continue;
            }
            let direction = turn.direction(direction);
            let Chain { first, second, .. } = self.rules.chains[chain];
            let (near, far) = match direction {
                Direction::Forward => (first, second),
                Direction::Backward => (second, first),
            };
            let mut ends = FxHashSet::default();
            for middle in self.all(end, near, direction)? {
                if self.triples.is_subject(middle) {
                    ends.extend(self.all(middle, far, direction)?);
                }
            }
            self.keep(turn, direction, ends.into_iter(), found);
        }
        Ok(())
    }

    /// Whether the known end allows the turns: where it is the premise's object it must be able to be a subject.
    fn may_turn(&self, end: T, turn: Turn, direction: Direction) -> bool {
        !turn.needs_subject()
            || turn.direction(direction) == Direction::Forward
            || self.triples.is_subject(end)
    }

    /// Keeps the ends found that allow the turns; the direction is the premise's.
    fn keep(&self, turn: Turn, direction: Direction, ends: impl Iterator<Item = T>, found: &mut Vec<T>) {
        let objects = turn.needs_subject() && direction == Direction::Forward;
        found.extend(ends.filter(|end| !objects || self.triples.is_subject(*end)));
    }
}
