//! Runs: what patches changed, sorted like the base.
//!
//! A run holds the quads that one patch, or several one after the other, added and removed, each list in the three
//! orders. Both lists together are effective: what a run removes was there before it, what it adds was not. So a quad's
//! fate in a copy is the sum over base and runs of what added it less what removed it, and sizes of ranges add up.

use crate::order::{Order, Prefix, unpack};
use crate::terms::Segment;

/// A run is joined with the one before unless that is more than so many times as large, so that a snapshot of `n`
/// changes has at most about log₄ n runs to look into. One would be a binary counter, with twice as many runs; what a
/// quad is copied more often costs a microsecond a change.
const RATIO: usize = 4;

/// Sorted keys in the three orders, at the places of [`Order::ALL`].
type Keys = [Vec<u128>; 3];

/// What one or several patches changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    pub(crate) terms: Segment,
    pub(crate) added: Keys,
    pub(crate) removed: Keys,
    /// By how much the number of quads of each graph changed, sorted by graph.
    pub(crate) graph_quads: Vec<(u32, i64)>,
}

impl Run {
    /// A run of quads as keys in the order of [`Order::Spo`], sorted and without doubles.
    pub(crate) fn new(terms: Segment, added: Vec<u128>, removed: Vec<u128>) -> Self {
        let mut changes: Vec<(u32, i64)> = Vec::new();
        changes.extend(added.iter().map(|key| (unpack(*key)[3], 1)));
        changes.extend(removed.iter().map(|key| (unpack(*key)[3], -1)));
        Self {
            terms,
            added: in_three_orders(added),
            removed: in_three_orders(removed),
            graph_quads: summed(changes),
        }
    }

    /// How much there is in it: quads and terms.
    fn weight(&self) -> usize {
        self.quads() + self.terms.terms.len()
    }

    /// How many quads are added or removed.
    pub(crate) fn quads(&self) -> usize {
        self.added[0].len() + self.removed[0].len()
    }

    /// This run and the one that follows it, as one.
    pub(crate) fn joined(&self, next: &Self) -> Self {
        let all = Order::ALL.map(Order::number);
        let mut changes = self.graph_quads.clone();
        changes.extend_from_slice(&next.graph_quads);
        Self {
            terms: self.terms.joined(&next.terms),
            added: all
                .map(|o| rest_and_new(&self.added[o], &next.removed[o], &next.added[o], &self.removed[o])),
            removed: all
                .map(|o| rest_and_new(&self.removed[o], &next.added[o], &next.removed[o], &self.added[o])),
            graph_quads: summed(changes),
        }
    }

    /// Where the keys with a prefix lie in a list.
    pub(crate) fn range(keys: &Keys, prefix: &Prefix) -> std::ops::Range<usize> {
        let keys = &keys[prefix.order.number()];
        if keys.is_empty() {
            return 0..0;
        }
        let (low, high) = prefix.bounds();
        let start = keys.partition_point(|key| *key < low);
        start..start + keys[start..].partition_point(|key| *key <= high)
    }

    pub(crate) fn bytes(&self) -> usize {
        let keys = self
            .added
            .iter()
            .chain(&self.removed)
            .map(Vec::capacity)
            .sum::<usize>();
        keys * size_of::<u128>() + self.graph_quads.capacity() * 16 + self.terms.bytes() + size_of::<Self>()
    }
}

/// Puts a run behind others and joins the last ones as long as they are of like size. The first `frozen` runs, which a
/// merge is reading, stay as they are.
pub(crate) fn push(runs: &mut Vec<std::sync::Arc<Run>>, run: Run, frozen: usize) {
    let mut run = run;
    while runs.len() > frozen {
        match runs.last() {
            Some(last) if last.weight() <= RATIO * run.weight() => {
                run = last.joined(&run);
                runs.pop();
            }
            _ => break,
        }
    }
    runs.push(std::sync::Arc::new(run));
}

fn in_three_orders(keys: Vec<u128>) -> Keys {
    let sorted = |order: Order| {
        let mut sorted: Vec<u128> = keys.iter().map(|key| order.key(*key)).collect();
        sorted.sort_unstable();
        sorted
    };
    let (pos, osp) = (sorted(Order::Pos), sorted(Order::Osp));
    [keys, pos, osp]
}

/// Adds up what belongs to one graph and drops what adds up to nothing.
fn summed(mut changes: Vec<(u32, i64)>) -> Vec<(u32, i64)> {
    changes.sort_unstable();
    changes.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    changes.retain(|(_, change)| *change != 0);
    changes
}

/// What is left of `old` without `undone`, together with what is in `new` and was not `before` the other way round.
fn rest_and_new(old: &[u128], undone: &[u128], new: &[u128], before: &[u128]) -> Vec<u128> {
    let mut out = Vec::with_capacity(old.len() + new.len());
    let mut rest = Without {
        keys: old,
        without: undone,
    }
    .peekable();
    let mut fresh = Without {
        keys: new,
        without: before,
    }
    .peekable();
    loop {
        let next = match (rest.peek(), fresh.peek()) {
            (Some(a), Some(b)) if a <= b => rest.next(),
            (_, Some(_)) => fresh.next(),
            (_, None) => rest.next(),
        };
        match next {
            Some(key) => out.push(key),
            None => break,
        }
    }
    out.shrink_to_fit();
    out
}

/// Sorted keys that are not among others.
struct Without<'a> {
    keys: &'a [u128],
    without: &'a [u128],
}

impl Iterator for Without<'_> {
    type Item = u128;

    fn next(&mut self) -> Option<u128> {
        loop {
            let (&key, rest) = self.keys.split_first()?;
            self.keys = rest;
            while let Some((other, rest)) = self.without.split_first() {
                if *other >= key {
                    break;
                }
                self.without = rest;
            }
            if self.without.first() != Some(&key) {
                return Some(key);
            }
        }
    }
}
