//! Triples with one open place, as what follows from a value, or as what a value follows from.

use std::collections::VecDeque;
use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::rules::{PropertyId, Value};
use crate::turn::Turn;

/// What holds of a resource, the one that has a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Pattern<T> {
    /// It has this object.
    Object { predicate: PropertyId, object: T },
    /// It is the object of this subject.
    Subject { subject: T, predicate: PropertyId },
    /// This triple, if the resource is `only`. An inverse may lead here: all that have `v` as `p` make `v` have them as
    /// the inverse of `p`, which may be a value that tells a class of `v`.
    Whole {
        only: T,
        subject: T,
        predicate: PropertyId,
        object: T,
    },
}

impl<T: Clone + PartialEq> Pattern<T> {
    /// The triple for one resource: subject, property, object.
    pub(crate) fn of(&self, resource: &T) -> Option<(T, PropertyId, T)> {
        match self {
            Self::Object { predicate, object } => Some((resource.clone(), *predicate, object.clone())),
            Self::Subject { subject, predicate } => Some((subject.clone(), *predicate, resource.clone())),
            Self::Whole {
                only,
                subject,
                predicate,
                object,
            } => (only == resource).then(|| (subject.clone(), *predicate, object.clone())),
        }
    }
}

impl<T> Pattern<T> {
    pub(crate) fn map<U>(&self, name: &mut impl FnMut(&T) -> U) -> Pattern<U> {
        match self {
            Self::Object { predicate, object } => Pattern::Object {
                predicate: *predicate,
                object: name(object),
            },
            Self::Subject { subject, predicate } => Pattern::Subject {
                subject: name(subject),
                predicate: *predicate,
            },
            Self::Whole {
                only,
                subject,
                predicate,
                object,
            } => Pattern::Whole {
                only: name(only),
                subject: name(subject),
                predicate: *predicate,
                object: name(object),
            },
        }
    }
}

/// One step from value to value, and from property to property: forwards for what follows, backwards for what a value
/// follows from. The search is the same.
pub(crate) struct Steps<'a, T> {
    pub(crate) values: &'a FxHashMap<Value<T>, Vec<Value<T>>>,
    pub(crate) properties: &'a dyn Fn(PropertyId) -> &'a [(PropertyId, Turn)],
}

impl<T: Clone + Eq + Hash> Steps<'_, T> {
    /// All that is reached from one value, nearest first, the value itself left out.
    pub(crate) fn closure(&self, (predicate, object): Value<T>) -> Vec<Pattern<T>> {
        let start = Pattern::Object { predicate, object };
        let mut seen = FxHashSet::from_iter([start.clone()]);
        let mut waiting = VecDeque::from([start]);
        let mut reached = Vec::new();
        while let Some(pattern) = waiting.pop_front() {
            for next in self.next(&pattern) {
                if seen.insert(next.clone()) {
                    reached.push(next.clone());
                    waiting.push_back(next);
                }
            }
        }
        reached
    }

    fn next(&self, pattern: &Pattern<T>) -> Vec<Pattern<T>> {
        let mut next = Vec::new();
        match pattern {
            Pattern::Object { predicate, object } => {
                for &(predicate, turn) in (self.properties)(*predicate) {
                    next.push(match turn {
                        Turn::Never | Turn::Twice => Pattern::Object {
                            predicate,
                            object: object.clone(),
                        },
                        Turn::Once => Pattern::Subject {
                            subject: object.clone(),
                            predicate,
                        },
                    });
                }
                for (predicate, value) in self.next_values(*predicate, object) {
                    next.push(Pattern::Object {
                        predicate: *predicate,
                        object: value.clone(),
                    });
                }
            }
            Pattern::Subject { subject, predicate } => self.next_of_subject(subject, *predicate, &mut next),
            Pattern::Whole {
                only,
                subject,
                predicate,
                object,
            } => self.next_of_whole(only, (subject, *predicate, object), &mut next),
        }
        next
    }

    fn next_of_subject(&self, subject: &T, predicate: PropertyId, next: &mut Vec<Pattern<T>>) {
        for &(predicate, turn) in (self.properties)(predicate) {
            next.push(match turn {
                Turn::Never | Turn::Twice => Pattern::Subject {
                    subject: subject.clone(),
                    predicate,
                },
                Turn::Once => Pattern::Object {
                    predicate,
                    object: subject.clone(),
                },
            });
        }
        // The open object may be any value that is spoken of.
        for ((property, only), targets) in self.values {
            if *property == predicate {
                for (predicate, object) in targets {
                    next.push(Pattern::Whole {
                        only: only.clone(),
                        subject: subject.clone(),
                        predicate: *predicate,
                        object: object.clone(),
                    });
                }
            }
        }
    }

    fn next_of_whole(
        &self,
        only: &T,
        (subject, predicate, object): (&T, PropertyId, &T),
        next: &mut Vec<Pattern<T>>,
    ) {
        for &(predicate, turn) in (self.properties)(predicate) {
            let (subject, object) = turn.ends(subject.clone(), object.clone());
            next.push(Pattern::Whole {
                only: only.clone(),
                subject,
                predicate,
                object,
            });
        }
        for (predicate, value) in self.next_values(predicate, object) {
            next.push(Pattern::Whole {
                only: only.clone(),
                subject: subject.clone(),
                predicate: *predicate,
                object: value.clone(),
            });
        }
    }

    fn next_values(&self, predicate: PropertyId, object: &T) -> &[Value<T>] {
        self.values
            .get(&(predicate, object.clone()))
            .map_or(&[], Vec::as_slice)
    }
}
