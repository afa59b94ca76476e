//! The quads of a base in one order: ranges are found by the first term and binary search.

use std::ops::Range;

use crate::column::{Column, narrow};
use crate::order::{Prefix, unpack};

/// When fewer than one in so many terms comes first in an order, those that do are listed; otherwise every term has
/// a place in the list of starts, which saves a search.
const SPARSE: usize = 16;

/// For each quad the number of its graph in the list of graphs, in as few bytes as that takes.
#[derive(Clone, Debug)]
pub(crate) enum GraphColumn {
    /// All quads are of the first graph.
    One,
    Byte(Column<u8>),
    Short(Column<u16>),
    Wide(Column<u32>),
}

/// A [`GraphColumn`] opened for several reads.
#[derive(Clone, Copy, Debug)]
pub(crate) enum GraphSlots<'a> {
    One,
    Byte(&'a [u8]),
    Short(&'a [u16]),
    Wide(&'a [u32]),
}

impl GraphColumn {
    pub(crate) fn new(slots: impl Iterator<Item = u32>, graphs: usize) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "as many graphs as the number can say"
        )]
        match graphs {
            0..=1 => Self::One,
            2..=0x100 => Self::Byte(slots.map(|slot| slot as u8).collect::<Vec<_>>().into()),
            0x101..=0x1_0000 => Self::Short(slots.map(|slot| slot as u16).collect::<Vec<_>>().into()),
            _ => Self::Wide(slots.collect::<Vec<_>>().into()),
        }
    }

    pub(crate) fn slots(&self) -> GraphSlots<'_> {
        match self {
            Self::One => GraphSlots::One,
            Self::Byte(column) => GraphSlots::Byte(column.as_slice()),
            Self::Short(column) => GraphSlots::Short(column.as_slice()),
            Self::Wide(column) => GraphSlots::Wide(column.as_slice()),
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::One => &[],
            Self::Byte(column) => column.as_bytes(),
            Self::Short(column) => column.as_bytes(),
            Self::Wide(column) => column.as_bytes(),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::One => 0,
            Self::Byte(column) => column.bytes(),
            Self::Short(column) => column.bytes(),
            Self::Wide(column) => column.bytes(),
        }
    }

    fn is_well_formed(&self, quads: usize, graphs: u32) -> bool {
        match self.slots() {
            GraphSlots::One => quads == 0 || graphs == 1,
            GraphSlots::Byte(slots) => {
                slots.len() == quads && slots.iter().max().is_none_or(|max| u32::from(*max) < graphs)
            }
            GraphSlots::Short(slots) => {
                slots.len() == quads && slots.iter().max().is_none_or(|max| u32::from(*max) < graphs)
            }
            GraphSlots::Wide(slots) => {
                slots.len() == quads && slots.iter().max().is_none_or(|max| *max < graphs)
            }
        }
    }
}

impl GraphSlots<'_> {
    pub(crate) fn at(self, row: usize) -> usize {
        match self {
            Self::One => 0,
            Self::Byte(slots) => slots[row].into(),
            Self::Short(slots) => slots[row].into(),
            Self::Wide(slots) => slots[row] as usize,
        }
    }
}

/// Rows sorted by three terms and the graph. A row is a quad's place in this order.
#[derive(Clone, Debug)]
pub(crate) struct Permutation {
    /// The terms that come first, when they are listed; otherwise empty, and a term's number is its place in `starts`.
    pub(crate) firsts: Column<u32>,
    /// Where the rows of each first term begin; one more entry says where the last ones end.
    pub(crate) starts: Column<u32>,
    pub(crate) seconds: Column<u32>,
    pub(crate) thirds: Column<u32>,
    pub(crate) graphs: GraphColumn,
}

impl Permutation {
    /// Makes the columns of sorted keys: three terms and the place of the graph in the list of graphs.
    pub(crate) fn new(keys: &[u128], terms: usize, graphs: usize) -> Self {
        let rows = || keys.iter().map(|key| unpack(*key));
        let mut firsts = Vec::new();
        let mut starts = Vec::new();
        for (row, [first, ..]) in rows().enumerate() {
            if firsts.last() != Some(&first) {
                firsts.push(first);
                starts.push(narrow(row));
            }
        }
        starts.push(narrow(keys.len()));
        if firsts.len() * SPARSE >= terms {
            starts = dense(&firsts, &starts, terms);
            firsts = Vec::new();
        }
        Self {
            firsts: firsts.into(),
            starts: starts.into(),
            seconds: rows().map(|[_, second, ..]| second).collect::<Vec<_>>().into(),
            thirds: rows().map(|[_, _, third, _]| third).collect::<Vec<_>>().into(),
            graphs: GraphColumn::new(rows().map(|[.., graph]| graph), graphs),
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.seconds.len()
    }

    /// The place of a term in `starts`.
    pub(crate) fn slot(&self, first: u32) -> Option<usize> {
        let firsts = self.firsts.as_slice();
        if firsts.is_empty() {
            return ((first as usize) + 1 < self.starts.len()).then_some(first as usize);
        }
        firsts.binary_search(&first).ok()
    }

    /// The rows that begin so.
    pub(crate) fn range(&self, prefix: &Prefix) -> Range<usize> {
        let terms = prefix.terms();
        let Some(&first) = terms.first() else {
            return 0..self.rows();
        };
        let Some(slot) = self.slot(first) else {
            return 0..0;
        };
        let starts = self.starts.as_slice();
        let mut range = starts[slot] as usize..starts[slot + 1] as usize;
        for (term, column) in terms[1..].iter().zip([&self.seconds, &self.thirds]) {
            if range.is_empty() {
                return range;
            }
            range = equal_range(column.as_slice(), range, *term);
        }
        range
    }

    pub(crate) fn bytes(&self) -> usize {
        self.firsts.bytes()
            + self.starts.bytes()
            + self.seconds.bytes()
            + self.thirds.bytes()
            + self.graphs.bytes()
    }

    /// Whether every number points to a term, a row or a graph that is there.
    pub(crate) fn is_well_formed(&self, terms: u32, quads: usize, graphs: u32) -> bool {
        let firsts = self.firsts.as_slice();
        let starts = self.starts.as_slice();
        let slots = if firsts.is_empty() {
            terms as usize
        } else {
            firsts.len()
        };
        let inside = |column: &[u32]| column.iter().copied().max().is_none_or(|max| max < terms);
        starts.len() == slots + 1
            && starts.first() == Some(&0)
            && starts.last().is_some_and(|last| *last as usize == quads)
            && starts.is_sorted()
            && firsts.is_sorted_by(|a, b| a < b)
            && self.seconds.len() == quads
            && self.thirds.len() == quads
            && inside(firsts)
            && inside(self.seconds.as_slice())
            && inside(self.thirds.as_slice())
            && self.graphs.is_well_formed(quads, graphs)
    }
}

/// Starts for every term, of the starts for those that come first.
fn dense(firsts: &[u32], starts: &[u32], terms: usize) -> Vec<u32> {
    let mut dense = Vec::with_capacity(terms + 1);
    for (first, start) in firsts.iter().zip(starts) {
        dense.resize(*first as usize + 1, *start);
    }
    dense.resize(terms + 1, starts.last().copied().unwrap_or_default());
    dense
}

/// The part of a sorted range that equals a term.
fn equal_range(column: &[u32], range: Range<usize>, term: u32) -> Range<usize> {
    let start = range.start + column[range.clone()].partition_point(|other| *other < term);
    start..end_of_equal(column, start..range.end, term)
}

/// Where those that equal `term` at the beginning of a sorted range end: most are few, so steps grow from one.
pub(crate) fn end_of_equal(column: &[u32], range: Range<usize>, term: u32) -> usize {
    let rows = &column[range.clone()];
    let mut step = 1;
    while step <= rows.len() && rows[step - 1] == term {
        step *= 2;
    }
    let from = step / 2;
    let to = step.min(rows.len());
    range.start + from + rows[from..to].partition_point(|other| *other == term)
}
