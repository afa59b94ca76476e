//! What follows from one triple by itself, without joining it with another.

use std::hash::Hash;

use crate::rules::{PropertyId, Rules};

impl<T: Clone + Eq + Hash> Rules<T> {
    /// Calls `found` with each triple that follows from one by inclusions, inverses, symmetry and values, the triple
    /// itself among them when a rule speaks of its property. Some may come twice. `may_turn` says whether the object
    /// can be a subject.
    pub(crate) fn each_alone<E>(
        &self,
        [subject, predicate, object]: [T; 3],
        may_turn: impl Fn() -> bool,
        mut found: impl FnMut(T, PropertyId, T) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(&property) = self.ids.get(&predicate) else {
            return Ok(());
        };
        for &(upper, turn) in &self.property(property).above {
            if turn.needs_subject() && !may_turn() {
                continue;
            }
            let (s, o) = turn.ends(subject.clone(), object.clone());
            found(s.clone(), upper, o.clone())?;
            if !self.property(upper).tells_classes {
                continue;
            }
            let consequents = self.values.consequents.get(&(upper, o));
            for pattern in consequents.into_iter().flatten() {
                if let Some((s, p, o)) = pattern.of(&s) {
                    found(s, p, o)?;
                }
            }
        }
        Ok(())
    }

    /// The triples that follow from one alone, without any join: by inclusions, inverses, symmetry and values. The
    /// triple itself is among them, and none comes twice. `is_subject` says whether its object can be a subject.
    pub fn alone(&self, triple: [T; 3], is_subject: bool) -> Vec<[T; 3]> {
        let mut triples = vec![triple.clone()];
        let outcome = self.each_alone(
            triple,
            || is_subject,
            |s, p, o| {
                let follows = [s, self.property(p).name.clone(), o];
                if !triples.contains(&follows) {
                    triples.push(follows);
                }
                Ok::<_, std::convert::Infallible>(())
            },
        );
        let Ok(()) = outcome;
        triples
    }
}
