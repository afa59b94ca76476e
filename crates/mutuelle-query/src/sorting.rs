//! ORDER BY with its key worked out once for each row, and no more rows kept than LIMIT asks for.
//!
//! The evaluator gives the rows as numbers; only the keys, and in the end the rows that remain, become terms.

use crate::budget;
use crate::dataset::{ScopedDataset, number_of};
use crate::plan::{Direction, Sort};
use crate::sort_key::SortKey;
use crate::source::{Source, TermId};
use oxrdf::{Term, Variable};
use rustc_hash::FxHashSet;
use spareval::{QueryEvaluationError, QuerySolutionIter};
use std::cmp::Ordering;

/// A row with what it is sorted by.
struct Row {
    keys: Box<[SortKey]>,
    /// Rows that are equal keep the order in which they came.
    arrived: u64,
    values: Box<[Option<TermId>]>,
}

/// Rows beyond the wanted ones that are gathered before the surplus is thrown away.
const SURPLUS_MIN: usize = 4096;

/// Sorts the rows of an evaluation.
pub(crate) fn sorted<'s, S: Source + 's>(
    rows: QuerySolutionIter<'s>,
    sort: &Sort,
    dataset: &ScopedDataset<S>,
) -> Result<QuerySolutionIter<'s>, QueryEvaluationError> {
    let places = Places::of(rows.variables(), sort);
    let wanted = sort.wanted();
    let mut kept: Vec<Row> = Vec::new();
    // The keys of the worst row that is wanted, once there are enough.
    let mut worst: Option<Box<[SortKey]>> = None;
    for (arrived, solution) in (0_u64..).zip(rows) {
        budget::step();
        let solution = solution?;
        let values = solution.values();
        let Some(keys) = places.keys(values, sort, worst.as_deref(), dataset)? else {
            continue;
        };
        kept.push(Row {
            keys,
            arrived,
            values: places.projected(values),
        });
        if let Some(wanted) = wanted
            && kept.len() >= wanted.saturating_mul(2).max(wanted.saturating_add(SURPLUS_MIN))
        {
            worst = cut(&mut kept, wanted, sort);
        }
    }
    kept.sort_unstable_by(|a, b| compare(a, b, sort));
    if sort.distinct {
        let mut seen = FxHashSet::default();
        kept.retain(|row| seen.insert(row.values.clone()));
    }
    let end = sort
        .length
        .map_or(kept.len(), |length| sort.start.saturating_add(length));
    kept.truncate(end);
    let dataset = dataset.clone();
    let rows = kept.into_iter().skip(sort.start).map(move |row| {
        let term = |id: &Option<TermId>| id.map(|id| dataset.term(id)).transpose();
        let terms: Result<Vec<Option<Term>>, S::Error> = row.values.iter().map(term).collect();
        terms.map_err(|error| QueryEvaluationError::Dataset(Box::new(error)))
    });
    Ok(QuerySolutionIter::from_tuples(
        sort.projected.as_slice().into(),
        rows,
    ))
}

/// Throws away all but the first rows; the keys of the last one of them.
fn cut(kept: &mut Vec<Row>, wanted: usize, sort: &Sort) -> Option<Box<[SortKey]>> {
    let last = wanted.checked_sub(1)?;
    let (_, worst, _) = kept.select_nth_unstable_by(last, |a, b| compare(a, b, sort));
    let worst = worst.keys.clone();
    kept.truncate(wanted);
    Some(worst)
}

fn compare(a: &Row, b: &Row, sort: &Sort) -> Ordering {
    compare_keys(&a.keys, &b.keys, sort).then(a.arrived.cmp(&b.arrived))
}

fn compare_keys(a: &[SortKey], b: &[SortKey], sort: &Sort) -> Ordering {
    for ((a, b), (_, direction)) in a.iter().zip(b).zip(&sort.keys) {
        match direction.of(a.cmp(b)) {
            Ordering::Equal => {}
            unequal => return unequal,
        }
    }
    Ordering::Equal
}

impl Direction {
    fn of(self, ordering: Ordering) -> Ordering {
        match self {
            Self::Ascending => ordering,
            Self::Descending => ordering.reverse(),
        }
    }
}

/// Where in the evaluator's rows the keys and the projected values stand.
struct Places {
    keys: Vec<Option<usize>>,
    projected: Vec<Option<usize>>,
}

impl Places {
    fn of(variables: &[Variable], sort: &Sort) -> Self {
        let place = |variable: &Variable| variables.iter().position(|known| known == variable);
        Self {
            keys: sort.keys.iter().map(|(variable, _)| place(variable)).collect(),
            projected: sort.projected.iter().map(place).collect(),
        }
    }

    /// The keys of a row; none when it comes after all rows that are wanted, which its first key often tells.
    fn keys<S: Source>(
        &self,
        values: &[Option<Term>],
        sort: &Sort,
        worst: Option<&[SortKey]>,
        dataset: &ScopedDataset<S>,
    ) -> Result<Option<Box<[SortKey]>>, QueryEvaluationError> {
        let mut keys = Vec::with_capacity(self.keys.len());
        for (index, place) in self.keys.iter().enumerate() {
            let term = place
                .and_then(|place| values[place].as_ref())
                .and_then(number_of)
                .map(|id| dataset.term(id))
                .transpose()
                .map_err(|error| QueryEvaluationError::Dataset(Box::new(error)))?;
            keys.push(SortKey::of(term.as_ref()));
            // A row that is equal to the worst came later, and is not wanted either.
            if let Some(worst) = worst {
                let so_far = compare_keys(&keys, &worst[..keys.len()], sort);
                if so_far.is_gt() || so_far.is_eq() && index + 1 == self.keys.len() {
                    return Ok(None);
                }
            }
        }
        Ok(Some(keys.into()))
    }

    fn projected(&self, values: &[Option<Term>]) -> Box<[Option<TermId>]> {
        let number = |place: &Option<usize>| {
            let value = values[(*place)?].as_ref()?;
            number_of(value)
        };
        self.projected.iter().map(number).collect()
    }
}
