//! Explicit triples as a patch leaves them.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::triples::{Number, Triples};

/// A change of the explicit triples as a set: what is removed first, then what is added. A triple that one graph loses
/// and another keeps is in neither.
///
/// Listing what does not change, a removed triple that was not there for instance, does no harm beyond its cost.
#[derive(Clone, Copy, Debug)]
pub struct Patch<'a, T> {
    pub removed: &'a [[T; 3]],
    pub added: &'a [[T; 3]],
}

/// What stood before, seen through a patch.
pub(crate) struct Patched<'a, T, X> {
    before: &'a X,
    removed: FxHashSet<[T; 3]>,
    added: FxHashSet<[T; 3]>,
    added_objects: FxHashMap<[T; 2], Vec<T>>,
    added_subjects: FxHashMap<[T; 2], Vec<T>>,
}

impl<'a, T: Number, X: Triples<T>> Patched<'a, T, X> {
    pub(crate) fn new(before: &'a X, patch: Patch<'_, T>) -> Self {
        let added: FxHashSet<_> = patch.added.iter().copied().collect();
        let mut added_objects: FxHashMap<_, Vec<_>> = FxHashMap::default();
        let mut added_subjects: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for &[s, p, o] in &added {
            added_objects.entry([s, p]).or_default().push(o);
            added_subjects.entry([p, o]).or_default().push(s);
        }
        Self {
            before,
            removed: patch.removed.iter().copied().collect(),
            added,
            added_objects,
            added_subjects,
        }
    }
}

impl<T: Number, X: Triples<T>> Triples<T> for Patched<'_, T, X> {
    type Error = X::Error;

    fn contains(&self, triple: [T; 3]) -> Result<bool, X::Error> {
        Ok(self.added.contains(&triple)
            || (!self.removed.contains(&triple) && self.before.contains(triple)?))
    }

    fn objects(&self, subject: T, predicate: T) -> impl Iterator<Item = Result<T, X::Error>> {
        let added = self.added_objects.get(&[subject, predicate]);
        self.before
            .objects(subject, predicate)
            .filter(move |object| match object {
                Ok(object) => !self.removed.contains(&[subject, predicate, *object]),
                Err(_) => true,
            })
            .chain(added.into_iter().flatten().copied().map(Ok))
    }

    fn subjects(&self, predicate: T, object: T) -> impl Iterator<Item = Result<T, X::Error>> {
        let added = self.added_subjects.get(&[predicate, object]);
        self.before
            .subjects(predicate, object)
            .filter(move |subject| match subject {
                Ok(subject) => !self.removed.contains(&[*subject, predicate, object]),
                Err(_) => true,
            })
            .chain(added.into_iter().flatten().copied().map(Ok))
    }

    fn is_subject(&self, term: T) -> bool {
        self.before.is_subject(term)
    }
}
