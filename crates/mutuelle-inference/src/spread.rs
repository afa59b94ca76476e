//! What depends on some explicit triples, worked out forwards.

use rustc_hash::FxHashMap;

use crate::error::FollowError;
use crate::rules::PropertyId;
use crate::triples::{Number, Triples};
use crate::turn::{Direction, Turn};
use crate::view::View;

/// All triples that have a derivation with one of the given triples in it, in one state of the data.
pub(crate) struct Spread<'a, T, X> {
    view: View<'a, T, X>,
    seen: FxHashMap<[T; 3], Seen>,
    waiting: Vec<Found<T>>,
    candidates_max: usize,
}

/// How a triple has been found to depend.
#[derive(Clone, Copy, Default)]
pub(crate) struct Seen {
    /// Otherwise than by transitivity.
    is_link: bool,
    /// By transitivity of its own property: then so has all that its subject reaches through its object.
    is_way: bool,
}

struct Found<T> {
    subject: T,
    property: PropertyId,
    object: T,
    is_link: bool,
}

type Outcome<E> = Result<(), FollowError<E>>;

impl<'a, T: Number, X: Triples<T>> Spread<'a, T, X> {
    pub(crate) fn new(view: View<'a, T, X>, candidates_max: usize) -> Self {
        Self {
            view,
            seen: FxHashMap::default(),
            waiting: Vec::new(),
            candidates_max,
        }
    }

    /// The triples given and those that depend on them. A triple of a property that no rule speaks of is neither
    /// inferred nor leads to anything, and is left out.
    pub(crate) fn of(mut self, triples: &[[T; 3]]) -> Result<FxHashMap<[T; 3], Seen>, FollowError<X::Error>> {
        for &triple in triples {
            self.add_explicit(triple)?;
            while let Some(found) = self.waiting.pop() {
                self.join_chains(&found)?;
                if found.is_link && self.view.rules.property(found.property).is_transitive {
                    self.join_links(&found)?;
                }
            }
        }
        Ok(self.seen)
    }

    fn add_explicit(&mut self, triple: [T; 3]) -> Outcome<X::Error> {
        let (rules, triples) = (self.view.rules, self.view.triples);
        let may_turn = || triples.is_subject(triple[2]);
        rules.each_alone(triple, may_turn, |s, p, o| self.add(s, p, o, true).map(drop))
    }

    fn join_chains(&mut self, found: &Found<T>) -> Outcome<X::Error> {
        let rules = self.view.rules;
        let property = rules.property(found.property);
        for &chain in &property.first_of {
            let chain = rules.chains[chain];
            if self.view.triples.is_subject(found.object) {
                for object in self.view.all(found.object, chain.second, Direction::Forward)? {
                    self.add_joined(found.subject, chain.property, object, true)?;
                }
            }
        }
        for &chain in &property.second_of {
            let chain = rules.chains[chain];
            for subject in self.view.all(found.subject, chain.first, Direction::Backward)? {
                self.add_joined(subject, chain.property, found.object, true)?;
            }
        }
        Ok(())
    }

    /// Each way through the link, whatever comes before and after it.
    fn join_links(&mut self, found: &Found<T>) -> Outcome<X::Error> {
        let mut before = self
            .view
            .reach(found.subject, found.property, Direction::Backward)?;
        let mut after = self
            .view
            .reach(found.object, found.property, Direction::Forward)?;
        before.insert(found.subject);
        after.insert(found.object);
        let predicate = self.view.name(found.property);
        for &subject in &before {
            let way = self.seen.get(&[subject, predicate, found.object]);
            if way.is_some_and(|way| way.is_way) {
                continue;
            }
            for &object in &after {
                self.view.step()?;
                self.add_joined(subject, found.property, object, false)?;
                self.seen.entry([subject, predicate, object]).or_default().is_way = true;
            }
        }
        Ok(())
    }

    /// What a join gives, with what includes it.
    fn add_joined(
        &mut self,
        subject: T,
        property: PropertyId,
        object: T,
        is_link: bool,
    ) -> Outcome<X::Error> {
        for &(upper, turn) in &self.view.rules.property(property).above {
            if turn == Turn::Never || self.view.triples.is_subject(object) {
                let (s, o) = turn.ends(subject, object);
                self.add(s, upper, o, is_link)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, subject: T, property: PropertyId, object: T, is_link: bool) -> Outcome<X::Error> {
        let rules = self.view.rules.property(property);
        if self.see([subject, rules.name, object], is_link)? && (rules.is_transitive || rules.is_chained()) {
            self.waiting.push(Found {
                subject,
                property,
                object,
                is_link,
            });
        }
        Ok(())
    }

    /// Whether this is news.
    fn see(&mut self, triple: [T; 3], is_link: bool) -> Result<bool, FollowError<X::Error>> {
        let count = self.seen.len();
        if let Some(known) = self.seen.get_mut(&triple) {
            let is_news = is_link && !known.is_link;
            known.is_link |= is_link;
            return Ok(is_news);
        }
        if count == self.candidates_max {
            let max = self.candidates_max;
            return Err(FollowError::Candidates { max });
        }
        let seen = Seen {
            is_link,
            is_way: false,
        };
        self.seen.insert(triple, seen);
        Ok(true)
    }
}
