//! The explicit triples, as far as inference asks for them.

use std::convert::Infallible;
use std::fmt::Debug;
use std::hash::Hash;

/// How a term is named where speed matters: a number in a store's dictionary.
pub trait Number: Copy + Eq + Ord + Hash + Debug {}

impl<T: Copy + Eq + Ord + Hash + Debug> Number for T {}

/// The explicit triples of a commons: the union of its graphs, as a set. Triples are subject, predicate, object.
pub trait Triples<T> {
    /// What a read can fail with; [`Infallible`] for data in memory.
    type Error;

    /// Whether the triple stands in the data.
    fn contains(&self, triple: [T; 3]) -> Result<bool, Self::Error>;

    /// The objects of `subject predicate ?`. An answer may repeat a term.
    fn objects(&self, subject: T, predicate: T) -> impl Iterator<Item = Result<T, Self::Error>>;

    /// The subjects of `? predicate object`. An answer may repeat a term.
    fn subjects(&self, predicate: T, object: T) -> impl Iterator<Item = Result<T, Self::Error>>;

    /// Whether the term may be a triple's subject: an IRI or a blank node. An inverse of what leads to a literal or
    /// to a triple term yields nothing.
    fn is_subject(&self, term: T) -> bool;
}

/// Triples in memory that never change, in two sorted orders: for small data, tests and examples.
#[derive(Clone, Debug)]
pub struct TripleSet<T, F> {
    subject_first: Vec<[T; 3]>,
    object_last: Vec<[T; 3]>,
    is_subject: F,
}

impl<T: Number, F: Fn(T) -> bool> TripleSet<T, F> {
    /// The set of these triples, any order, repetitions allowed. `is_subject` as in [`Triples::is_subject`].
    pub fn new(triples: impl IntoIterator<Item = [T; 3]>, is_subject: F) -> Self {
        let mut subject_first: Vec<_> = triples.into_iter().collect();
        subject_first.sort_unstable();
        subject_first.dedup();
        let mut object_last: Vec<_> = subject_first.iter().map(|&[s, p, o]| [p, o, s]).collect();
        object_last.sort_unstable();
        Self {
            subject_first,
            object_last,
            is_subject,
        }
    }

    /// Sorted and distinct.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = [T; 3]> {
        self.subject_first.iter().copied()
    }
}

/// The third terms of the rows that begin with these two.
fn thirds<T: Number>(rows: &[[T; 3]], first: T, second: T) -> impl Iterator<Item = T> {
    let start = rows.partition_point(|row| (row[0], row[1]) < (first, second));
    rows[start..]
        .iter()
        .take_while(move |row| (row[0], row[1]) == (first, second))
        .map(|row| row[2])
}

impl<T: Number, F: Fn(T) -> bool> Triples<T> for TripleSet<T, F> {
    type Error = Infallible;

    fn contains(&self, triple: [T; 3]) -> Result<bool, Infallible> {
        Ok(self.subject_first.binary_search(&triple).is_ok())
    }

    fn objects(&self, subject: T, predicate: T) -> impl Iterator<Item = Result<T, Infallible>> {
        thirds(&self.subject_first, subject, predicate).map(Ok)
    }

    fn subjects(&self, predicate: T, object: T) -> impl Iterator<Item = Result<T, Infallible>> {
        thirds(&self.object_last, predicate, object).map(Ok)
    }

    fn is_subject(&self, term: T) -> bool {
        (self.is_subject)(term)
    }
}
