//! Terms in the order in which they came, and a table that finds them.

use rustc_hash::FxHashMap;

use crate::column::narrow;
use crate::error::LimitError;
use crate::term::{Key, Kind};

/// What literals of one language or one datatype have in common, and each other kind of term.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Header {
    pub(crate) kind: Kind,
    pub(crate) extra: Box<str>,
}

/// Terms numbered from 0 in the order in which they were pushed: all texts in one arena.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    pub(crate) headers: Vec<Header>,
    header_of: Vec<u32>,
    ends: Vec<u64>,
    hashes: Vec<u32>,
    arena: Vec<u8>,
}

impl Terms {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn header_number(&self, local: usize) -> u32 {
        self.header_of[local]
    }

    pub(crate) fn header(&self, local: usize) -> &Header {
        &self.headers[self.header_of[local] as usize]
    }

    pub(crate) fn text(&self, local: usize) -> &[u8] {
        let start = local.checked_sub(1).map_or(0, |before| self.ends[before]);
        #[expect(clippy::cast_possible_truncation, reason = "the arena is in memory")]
        let range = start as usize..self.ends[local] as usize;
        &self.arena[range]
    }

    pub(crate) fn hash(&self, local: usize) -> u32 {
        self.hashes[local]
    }

    pub(crate) fn is(&self, local: usize, key: &Key<'_>) -> bool {
        let header = self.header(local);
        header.kind == key.kind && *header.extra == *key.extra && self.text(local) == &*key.text
    }

    /// Appends a term under a header of this list.
    pub(crate) fn push(&mut self, header: u32, hash: u32, text: &[u8]) {
        self.header_of.push(header);
        self.hashes.push(hash);
        self.arena.extend_from_slice(text);
        self.ends.push(self.arena.len() as u64);
    }

    /// The number of a header, which is added when it is new. For lists with few of them.
    pub(crate) fn header_or_new(&mut self, header: &Header) -> u32 {
        let known = self.headers.iter().position(|other| other == header);
        narrow(known.unwrap_or_else(|| {
            self.headers.push(header.clone());
            self.headers.len() - 1
        }))
    }

    /// Puts the terms of another list behind these.
    pub(crate) fn extend(&mut self, other: &Self) {
        let headers: Vec<u32> = other
            .headers
            .iter()
            .map(|header| self.header_or_new(header))
            .collect();
        for local in 0..other.len() {
            let header = headers[other.header_of[local] as usize];
            self.push(header, other.hashes[local], other.text(local));
        }
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.header_of.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.hashes.shrink_to_fit();
        self.arena.shrink_to_fit();
    }

    pub(crate) fn bytes(&self) -> usize {
        self.header_of.capacity() * 4
            + self.ends.capacity() * 8
            + self.hashes.capacity() * 4
            + self.arena.capacity()
            + self.headers.len() * size_of::<Header>()
    }
}

/// Terms with an open-addressed table over them: a slot is a hash and a number plus one, or empty.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    pub(crate) terms: Terms,
    headers: [FxHashMap<Box<str>, u32>; 8],
    slots: Vec<(u32, u32)>,
}

impl Interner {
    /// The number of a term, new or known.
    pub(crate) fn intern(
        &mut self,
        key: &Key<'_>,
        terms_max: u32,
        bytes_max: usize,
    ) -> Result<u32, LimitError> {
        if self.slots.len() < 2 * (self.terms.len() + 1) {
            self.grow();
        }
        let hash = key.hash();
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            match self.slots[at] {
                (_, 0) => break,
                (known, number) if known == hash && self.terms.is(number as usize - 1, key) => {
                    return Ok(number - 1);
                }
                _ => at = (at + 1) & mask,
            }
        }
        if key.text.len() > bytes_max {
            return Err(LimitError::TermBytes {
                limit: bytes_max,
                bytes: key.text.len(),
            });
        }
        if self.terms.len() >= terms_max as usize {
            return Err(LimitError::Terms { limit: terms_max });
        }
        let header = self.header(key);
        self.terms.push(header, hash, &key.text);
        self.slots[at] = (hash, narrow(self.terms.len()));
        Ok(narrow(self.terms.len() - 1))
    }

    fn header(&mut self, key: &Key<'_>) -> u32 {
        let known = &mut self.headers[usize::from(key.kind.number())];
        if let Some(&header) = known.get(key.extra) {
            return header;
        }
        let header = narrow(self.terms.headers.len());
        known.insert(key.extra.into(), header);
        self.terms.headers.push(Header {
            kind: key.kind,
            extra: key.extra.into(),
        });
        header
    }

    fn grow(&mut self) {
        let len = (self.slots.len() * 2).max(16);
        self.slots = vec![(0, 0); len];
        for local in 0..self.terms.len() {
            let hash = self.terms.hash(local);
            let mut at = hash as usize & (len - 1);
            while self.slots[at].1 != 0 {
                at = (at + 1) & (len - 1);
            }
            self.slots[at] = (hash, narrow(local + 1));
        }
    }
}

/// The terms that a run brought: found by hash, numbered on from those before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Segment {
    /// Number of the first of them in the copy.
    pub(crate) first: u32,
    pub(crate) terms: Terms,
    /// Hash and local number, sorted.
    by_hash: Vec<(u32, u32)>,
}

impl Segment {
    pub(crate) fn new(first: u32, mut terms: Terms) -> Self {
        terms.shrink_to_fit();
        let mut by_hash: Vec<_> = (0..terms.len())
            .map(|local| (terms.hash(local), narrow(local)))
            .collect();
        by_hash.sort_unstable();
        Self {
            first,
            terms,
            by_hash,
        }
    }

    pub(crate) fn end(&self) -> u32 {
        self.first + narrow(self.terms.len())
    }

    /// The number of a term in the copy.
    pub(crate) fn find(&self, key: &Key<'_>, hash: u32) -> Option<u32> {
        let from = self.by_hash.partition_point(|(known, _)| *known < hash);
        let mut same = self.by_hash[from..]
            .iter()
            .take_while(|(known, _)| *known == hash);
        same.find(|(_, local)| self.terms.is(*local as usize, key))
            .map(|(_, local)| self.first + local)
    }

    /// These terms and those of the segment that follows.
    pub(crate) fn joined(&self, next: &Self) -> Self {
        debug_assert_eq!(self.end(), next.first, "segments follow each other");
        if next.terms.len() == 0 {
            return self.clone();
        }
        let mut terms = self.terms.clone();
        terms.extend(&next.terms);
        let shift = narrow(self.terms.len());
        let mut by_hash = self.by_hash.clone();
        by_hash.extend(next.by_hash.iter().map(|(hash, local)| (*hash, local + shift)));
        #[expect(
            clippy::stable_sort_primitive,
            reason = "the stable sort merges two sorted halves in one pass"
        )]
        by_hash.sort();
        terms.shrink_to_fit();
        Self {
            first: self.first,
            terms,
            by_hash,
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.terms.bytes() + self.by_hash.capacity() * 8
    }
}
