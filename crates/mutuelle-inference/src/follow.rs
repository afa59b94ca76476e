//! The exact change of what is inferred, for a change of what is explicit.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::FollowError;
use crate::limits::Limits;
use crate::patched::{Patch, Patched};
use crate::rules::Rules;
use crate::spread::Spread;
use crate::triples::{Number, Triples};
use crate::turn::Direction;
use crate::view::View;

/// How the set of inferred triples changes. Both sorted and distinct; none is in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delta<T> {
    pub removed: Vec<[T; 3]>,
    pub added: Vec<[T; 3]>,
}

/// What a patch of the explicit triples changes in the inferred ones.
///
/// `before` is as it was without the patch, and `inferred` tells what was inferred then: with exactly that, the set
/// after the delta is exactly what [`infer_all`](crate::infer_all) would give after the patch.
///
/// What depends on the added triples follows for certain. What depended on the removed ones is looked for again,
/// backwards. So the time is that of what depends on the change; one link of a transitive property counts the product of
/// what it joins.
///
/// # Errors
/// When a read fails, or past [`Limits::candidates_max`] or [`Limits::steps_max`]; nothing has changed then, and
/// [`infer_all`](crate::infer_all) over the new state is the way on.
pub fn follow<T: Number, X: Triples<T>>(
    rules: &Rules<T>,
    before: &X,
    inferred: impl Fn([T; 3]) -> bool,
    patch: Patch<'_, T>,
    limits: &Limits,
) -> Result<Delta<T>, FollowError<X::Error>> {
    let after = Patched::new(before, patch);
    let lost = Spread::new(View::new(rules, before, limits.steps_max), limits.candidates_max);
    let lost = lost.of(patch.removed)?;
    let gained = Spread::new(View::new(rules, &after, limits.steps_max), limits.candidates_max);
    let gained = gained.of(patch.added)?;

    let view = View::new(rules, &after, limits.steps_max);
    let mut delta = Delta {
        removed: Vec::new(),
        added: Vec::new(),
    };
    for &triple in gained.keys() {
        let is_explicit = view.is_explicit(triple)?;
        delta.note(triple, inferred(triple), !is_explicit);
    }
    let mut doubtful = Vec::new();
    for &triple in lost.keys() {
        if gained.contains_key(&triple) {
            continue;
        }
        if view.is_explicit(triple)? {
            delta.note(triple, inferred(triple), false);
        } else {
            doubtful.push(triple);
        }
    }
    for (triple, holds) in view.judge(doubtful)? {
        delta.note(triple, inferred(triple), holds);
    }
    delta.removed.sort_unstable();
    delta.added.sort_unstable();
    Ok(delta)
}

impl<T> Delta<T> {
    fn note(&mut self, triple: [T; 3], before: bool, after: bool) {
        match (before, after) {
            (true, false) => self.removed.push(triple),
            (false, true) => self.added.push(triple),
            (true, true) | (false, false) => {}
        }
    }
}

/// A triple, and whether it follows.
type Judged<T> = ([T; 3], bool);

impl<T: Number, X: Triples<T>> View<'_, T, X> {
    /// Whether triples that are not explicit follow. Those that share an end are judged together, by the end that fewer
    /// do not share: a search over a transitive property then serves many.
    fn judge(&self, triples: Vec<[T; 3]>) -> Result<Vec<Judged<T>>, FollowError<X::Error>> {
        let mut by_predicate: FxHashMap<T, Vec<[T; 3]>> = FxHashMap::default();
        for triple in triples {
            by_predicate.entry(triple[1]).or_default().push(triple);
        }
        let mut judged = Vec::new();
        for (predicate, triples) in by_predicate {
            let ends = |place: usize| {
                let ends: FxHashSet<T> = triples.iter().map(|triple| triple[place]).collect();
                ends.len()
            };
            let (near, far, direction) = if ends(0) <= ends(2) {
                (0, 2, Direction::Forward)
            } else {
                (2, 0, Direction::Backward)
            };
            let mut by_end: FxHashMap<T, Vec<[T; 3]>> = FxHashMap::default();
            for triple in triples {
                by_end.entry(triple[near]).or_default().push(triple);
            }
            for (end, triples) in by_end {
                let mut joined = None;
                for triple in triples {
                    let holds =
                        self.judge_one(predicate, triple, (end, direction), triple[far], &mut joined)?;
                    judged.push((triple, holds));
                }
            }
        }
        Ok(judged)
    }

    /// `joined` keeps what the near end is joined to, once it has been asked for.
    fn judge_one(
        &self,
        predicate: T,
        [subject, _, object]: [T; 3],
        (near, direction): (T, Direction),
        far: T,
        joined: &mut Option<FxHashSet<T>>,
    ) -> Result<bool, FollowError<X::Error>> {
        let Some(&property) = self.rules.ids.get(&predicate) else {
            return Ok(false);
        };
        if !self.triples.is_subject(subject) {
            return Ok(false);
        }
        if self.holds_by_one(subject, property, object)? {
            return Ok(true);
        }
        if joined.is_none() {
            *joined = Some(self.joined(near, property, direction)?.into_iter().collect());
        }
        Ok(joined.as_ref().is_some_and(|joined| joined.contains(&far)))
    }
}
