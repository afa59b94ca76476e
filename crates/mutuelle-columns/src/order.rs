//! In which order quads are sorted, and keys of quads in that order.

use mutuelle_query::{Pattern, TermId};

/// A sorted copy of the quads; the graph always comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Subject, predicate, object.
    Spo,
    /// Predicate, object, subject.
    Pos,
    /// Object, subject, predicate.
    Osp,
}

impl Order {
    /// All of them, each at the place of its number.
    pub const ALL: [Self; 3] = [Self::Spo, Self::Pos, Self::Osp];

    /// The order in which the quads of a pattern stand together.
    pub fn of(pattern: Pattern) -> Self {
        match pattern.map(|term| term.is_some()) {
            [true, _, false] | [true, true, true] | [false, false, false] => Self::Spo,
            [false, true, _] => Self::Pos,
            [_, false, true] => Self::Osp,
        }
    }

    pub(crate) fn number(self) -> usize {
        self as usize
    }

    /// A triple, its terms in this order.
    pub(crate) fn sort<T: Copy>(self, [s, p, o]: [T; 3]) -> [T; 3] {
        match self {
            Self::Spo => [s, p, o],
            Self::Pos => [p, o, s],
            Self::Osp => [o, s, p],
        }
    }

    /// Subject, predicate and object of a triple whose terms are in this order.
    pub(crate) fn unsort<T: Copy>(self, [x, y, z]: [T; 3]) -> [T; 3] {
        match self {
            Self::Spo => [x, y, z],
            Self::Pos => [z, x, y],
            Self::Osp => [y, z, x],
        }
    }

    /// The key in this order of a quad whose key is in the order of [`Order::Spo`].
    pub(crate) fn key(self, spo: u128) -> u128 {
        let [subject, predicate, object, graph] = unpack(spo);
        let [first, second, third] = self.sort([subject, predicate, object]);
        pack([first, second, third, graph])
    }
}

/// Four numbers as one, so that comparing is comparing numbers.
pub(crate) fn pack([x, y, z, g]: [u32; 4]) -> u128 {
    u128::from(x) << 96 | u128::from(y) << 64 | u128::from(z) << 32 | u128::from(g)
}

#[expect(clippy::cast_possible_truncation, reason = "each takes its own 32 bits")]
pub(crate) fn unpack(key: u128) -> [u32; 4] {
    [
        (key >> 96) as u32,
        (key >> 64) as u32,
        (key >> 32) as u32,
        key as u32,
    ]
}

/// A pattern as the beginning of keys in the order that suits it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prefix {
    pub(crate) order: Order,
    terms: [u32; 3],
    pub(crate) len: usize,
}

impl Prefix {
    pub(crate) fn of(pattern: Pattern) -> Self {
        let order = Order::of(pattern);
        let sorted = order.sort(pattern);
        Self {
            order,
            terms: sorted.map(|term| term.map_or(0, |TermId(id)| id)),
            len: sorted.iter().take_while(|term| term.is_some()).count(),
        }
    }

    /// The quads of an order that begin with a term, or all of them.
    pub(crate) fn first(order: Order, first: Option<u32>) -> Self {
        Self {
            order,
            terms: [first.unwrap_or(0), 0, 0],
            len: usize::from(first.is_some()),
        }
    }

    pub(crate) fn terms(&self) -> &[u32] {
        &self.terms[..self.len]
    }

    /// The lowest and the highest key that begin so.
    pub(crate) fn bounds(&self) -> (u128, u128) {
        let low = pack([self.terms[0], self.terms[1], self.terms[2], 0]);
        (low, low | (u128::MAX >> (32 * self.len)))
    }
}
