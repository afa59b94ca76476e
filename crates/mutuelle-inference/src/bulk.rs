//! Everything that follows, at once.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::InferError;
use crate::limits::Limits;
use crate::reachability;
use crate::rules::{Chain, Join, PropertyId, Rules};
use crate::triples::{Number, Triples};

/// All triples that follow and are not explicit, sorted and distinct.
///
/// `triples` are all that `explicit` holds, in any order; one that stands in several graphs may come several times.
/// `explicit` is only asked whether it holds what follows.
///
/// For what comes from one triple the time is linear in the triples times what follows from each, plus sorting; for a
/// transitive property it is nearly that of its answer; for a chain that of the ways through it, several of which may
/// lead to the same triple.
///
/// # Errors
/// When a read fails or when more than [`Limits::inferred_max`] triples follow.
pub fn infer_all<T: Number, X: Triples<T>>(
    rules: &Rules<T>,
    explicit: &X,
    triples: impl IntoIterator<Item = [T; 3]>,
    limits: &Limits,
) -> Result<Vec<[T; 3]>, InferError<X::Error>> {
    let mut bulk = Bulk {
        rules,
        explicit,
        inferred: Vec::new(),
        inferred_max: limits.inferred_max,
        pairs: rules.properties.iter().map(|_| Pairs::default()).collect(),
    };
    for triple in triples {
        bulk.add_explicit(triple)?;
    }
    for join in &rules.joins {
        match *join {
            Join::Chain(chain) => bulk.add_chain(rules.chains[chain])?,
            Join::Transitive(property) => bulk.add_transitive(property)?,
        }
    }
    bulk.settle()?;
    Ok(bulk.inferred)
}

/// A property's triples, as far as joins need them; they may repeat.
#[derive(Clone, Debug)]
struct Pairs<T> {
    /// All, for chains.
    all: Vec<[T; 2]>,
    /// Those that do not come by transitivity, for transitivity.
    links: Vec<[T; 2]>,
}

impl<T> Default for Pairs<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            links: Vec::new(),
        }
    }
}

struct Bulk<'a, T, X> {
    rules: &'a Rules<T>,
    explicit: &'a X,
    inferred: Vec<[T; 3]>,
    inferred_max: usize,
    /// By property.
    pairs: Vec<Pairs<T>>,
}

/// Whether a triple comes by transitivity.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Link,
    Way,
}

impl<T: Number, X: Triples<T>> Bulk<'_, T, X> {
    fn add_explicit(&mut self, triple: [T; 3]) -> Result<(), InferError<X::Error>> {
        let (rules, explicit) = (self.rules, self.explicit);
        let may_turn = || explicit.is_subject(triple[2]);
        rules.each_alone(triple, may_turn, |s, p, o| {
            if [s, rules.property(p).name, o] == triple {
                self.keep_pair(p, [s, o], Kind::Link);
                return Ok(());
            }
            self.add(p, [s, o], Kind::Link)
        })
    }

    fn add_chain(&mut self, chain: Chain) -> Result<(), InferError<X::Error>> {
        let mut firsts = self.pairs[chain.first as usize].all.clone();
        firsts.sort_unstable();
        firsts.dedup();
        let mut seconds: FxHashMap<T, Vec<T>> = FxHashMap::default();
        for [middle, object] in &self.pairs[chain.second as usize].all {
            seconds.entry(*middle).or_default().push(*object);
        }
        for objects in seconds.values_mut() {
            objects.sort_unstable();
            objects.dedup();
        }
        // Many middles may lead to the same objects: each counts once before it goes any further.
        let mut objects = FxHashSet::default();
        for of_one in firsts.chunk_by(|a, b| a[0] == b[0]) {
            objects.extend(
                of_one
                    .iter()
                    .filter_map(|[_, middle]| seconds.get(middle))
                    .flatten()
                    .copied(),
            );
            for object in objects.drain() {
                self.add_joined(chain.property, [of_one[0][0], object], Kind::Link)?;
            }
        }
        Ok(())
    }

    fn add_transitive(&mut self, property: PropertyId) -> Result<(), InferError<X::Error>> {
        let links = std::mem::take(&mut self.pairs[property as usize].links);
        reachability::close(links, |subject, object| {
            self.add_joined(property, [subject, object], Kind::Way)
        })
    }

    /// What a join gives, with what includes it.
    fn add_joined(
        &mut self,
        property: PropertyId,
        [subject, object]: [T; 2],
        kind: Kind,
    ) -> Result<(), InferError<X::Error>> {
        let rules = self.rules;
        for &(upper, turn) in &rules.property(property).above {
            if !turn.needs_subject() || self.explicit.is_subject(object) {
                let (s, o) = turn.ends(subject, object);
                self.add(upper, [s, o], kind)?;
            }
        }
        Ok(())
    }

    fn add(
        &mut self,
        property: PropertyId,
        [subject, object]: [T; 2],
        kind: Kind,
    ) -> Result<(), InferError<X::Error>> {
        self.keep_pair(property, [subject, object], kind);
        // Repetitions are told from new triples only now and then, when an eighth more has come than there may be.
        if self.inferred.len() >= self.inferred_max.saturating_add(self.inferred_max / 8 + 1024) {
            self.settle()?;
        }
        let predicate = self.rules.property(property).name;
        self.inferred.push([subject, predicate, object]);
        Ok(())
    }

    fn keep_pair(&mut self, property: PropertyId, pair: [T; 2], kind: Kind) {
        let pairs = &mut self.pairs[property as usize];
        let property = self.rules.property(property);
        if property.is_chained() {
            pairs.all.push(pair);
        }
        if kind == Kind::Link && property.is_transitive {
            pairs.links.push(pair);
        }
    }

    /// Leaves each triple once, and none that is explicit.
    fn settle(&mut self) -> Result<(), InferError<X::Error>> {
        self.inferred.sort_unstable();
        self.inferred.dedup();
        let mut failure = None;
        self.inferred
            .retain(|triple| match self.explicit.contains(*triple) {
                Ok(is_explicit) => !is_explicit,
                Err(error) => {
                    failure.get_or_insert(error);
                    true
                }
            });
        match failure {
            Some(error) => Err(InferError::Read(error)),
            None if self.inferred.len() > self.inferred_max => Err(InferError::Inferred {
                max: self.inferred_max,
            }),
            None => Ok(()),
        }
    }
}
