//! The terms of a base, in order, compressed.
//!
//! Terms are sorted by kind, language or datatype, and text; so what they begin with alike is kept once for a
//! contiguous range of numbers (a [`Section`]). Texts lie in one arena in blocks of [`BLOCK`]: the first text of a block
//! stands there whole, each other one as how many bytes it shares with that first one, and the rest. Unlike a chain
//! where each shares with the one before, any text is two slices, without decoding its neighbours.

use std::cmp::Ordering;

use mutuelle_query::TermId;
use oxrdf::{Literal, Term};

use crate::column::{Column, narrow};
use crate::term::{Key, Kind, decode, push_number, read_number};
use crate::terms::Header;

/// How many terms share a first one.
const BLOCK: usize = 16;

/// Numbers in the index for each block.
const INDEX_NUMBERS: usize = BLOCK + 2;

/// Terms from a number on, up to the next section, that have the same header.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) header: Header,
    pub(crate) first: u32,
}

/// Terms numbered from 0 in their order.
#[derive(Clone, Debug)]
pub(crate) struct Dictionary {
    pub(crate) sections: Vec<Section>,
    pub(crate) len: u32,
    /// [`INDEX_NUMBERS`] for each block: where it begins in the arena (low and high half), and where each of its terms
    /// ends, counted from there; in the last block those that are missing end where the last one ends. One block's
    /// numbers lie together so that finding a text touches one or two lines of the processor's cache, not four.
    pub(crate) index: Column<u32>,
    pub(crate) arena: Column<u8>,
}

/// A term's text: the part shared with the first of its block, and the rest.
type Slices<'a> = (&'a [u8], &'a [u8]);

impl Dictionary {
    pub(crate) fn term(&self, id: u32) -> Term {
        let header = &self.section(id).header;
        let text = self.text(id);
        // Opening a file has seen that each text is one; this is for a text that changed in memory.
        decode(header.kind, &header.extra, text)
            .unwrap_or_else(|| Literal::new_simple_literal(String::from_utf8_lossy(&self.text(id))).into())
    }

    pub(crate) fn text(&self, id: u32) -> Vec<u8> {
        let (shared, rest) = self.slices(id);
        let mut text = Vec::with_capacity(shared.len() + rest.len());
        text.extend_from_slice(shared);
        text.extend_from_slice(rest);
        text
    }

    pub(crate) fn slices(&self, id: u32) -> Slices<'_> {
        self.view().slices(id as usize)
    }

    pub(crate) fn section(&self, id: u32) -> &Section {
        let after = self.sections.partition_point(|section| section.first <= id);
        &self.sections[after - 1]
    }

    /// Number of the first term that is not of this kind nor of those before.
    pub(crate) fn end_of(&self, kind: Kind) -> u32 {
        let after = self
            .sections
            .partition_point(|section| section.header.kind <= kind);
        self.sections.get(after).map_or(self.len, |section| section.first)
    }

    pub(crate) fn find(&self, key: &Key<'_>) -> Option<TermId> {
        let at = self
            .sections
            .binary_search_by(|Section { header, .. }| {
                (header.kind, &*header.extra).cmp(&(key.kind, key.extra))
            })
            .ok()?;
        let mut low = self.sections[at].first as usize;
        let mut high = self.sections.get(at + 1).map_or(self.len, |next| next.first) as usize;
        let view = self.view();
        // First among the blocks that begin inside the section, by their first terms, which lie there whole.
        let (mut below, mut above) = (low.div_ceil(BLOCK), high.div_ceil(BLOCK));
        while below < above {
            let middle = usize::midpoint(below, above);
            match view.head(middle).cmp(&key.text) {
                Ordering::Equal => return Some(TermId(narrow(middle * BLOCK))),
                Ordering::Less => below = middle + 1,
                Ordering::Greater => above = middle,
            }
        }
        high = high.min(below * BLOCK);
        low = low.max(below.saturating_sub(1) * BLOCK);
        while low < high {
            let middle = usize::midpoint(low, high);
            match compare(view.slices(middle), &key.text) {
                Ordering::Equal => return Some(TermId(narrow(middle))),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn view(&self) -> View<'_> {
        View {
            index: self.index.as_slice().as_chunks().0,
            arena: self.arena.as_slice(),
        }
    }

    /// Whether everything points to where it may, so that reading cannot fail.
    pub(crate) fn is_well_formed(&self) -> bool {
        let len = self.len as usize;
        let first = self.sections.first().map(|section| section.first);
        let places = first.is_none_or(|first| first == 0)
            && (len == 0) == self.sections.is_empty()
            && self.sections.last().is_none_or(|last| last.first < self.len)
            && self
                .sections
                .is_sorted_by(|a, b| a.first < b.first && a.header < b.header)
            && self.index.len() == len.div_ceil(BLOCK) * INDEX_NUMBERS
            && self.view().blocks_follow_each_other();
        places && self.texts_are_well_formed()
    }

    fn texts_are_well_formed(&self) -> bool {
        let view = self.view();
        let mut text = Vec::new();
        let mut sections = self.sections.iter().peekable();
        let mut header: Option<&Header> = None;
        for id in 0..self.len as usize {
            if let Some(next) = sections.next_if(|section| section.first as usize == id) {
                header = Some(&next.header);
            }
            let Some((shared, rest)) = view.checked_slices(id) else {
                return false;
            };
            let ascii = shared.is_ascii() && rest.is_ascii();
            let nested = header.is_none_or(|header| header.kind == Kind::TripleTerm);
            if ascii && !nested {
                continue;
            }
            text.clear();
            text.extend_from_slice(shared);
            text.extend_from_slice(rest);
            let sound = match header {
                Some(header) if nested => decode(header.kind, &header.extra, text.clone()).is_some(),
                _ => std::str::from_utf8(&text).is_ok(),
            };
            if !sound {
                return false;
            }
        }
        true
    }

    pub(crate) fn bytes(&self) -> usize {
        let sections = self.sections.iter();
        self.index.bytes()
            + self.arena.bytes()
            + sections
                .map(|section| size_of::<Section>() + section.header.extra.len())
                .sum::<usize>()
    }
}

/// The arrays of a dictionary, taken out of their columns once for several reads.
struct View<'a> {
    index: &'a [[u32; INDEX_NUMBERS]],
    arena: &'a [u8],
}

impl<'a> View<'a> {
    /// The first text of a block, whole.
    fn head(&self, block: usize) -> &'a [u8] {
        let block = &self.index[block];
        let start = start_of(block);
        &self.arena[start..start + block[2] as usize]
    }

    fn slices(&self, id: usize) -> Slices<'a> {
        let (block, place) = (&self.index[id / BLOCK], id % BLOCK);
        let start = start_of(block);
        let end = start + block[2 + place] as usize;
        if place == 0 {
            return (&self.arena[start..end], &[]);
        }
        let bytes = &self.arena[start + block[1 + place] as usize..end];
        let (shared, taken) = read_number(bytes).unwrap_or_default();
        (&self.arena[start..start + shared], &bytes[taken..])
    }

    fn blocks_follow_each_other(&self) -> bool {
        let mut at = 0;
        for block in self.index {
            if start_of(block) != at || !block[2..].is_sorted() {
                return false;
            }
            at += block[INDEX_NUMBERS - 1] as usize;
        }
        at == self.arena.len()
    }

    /// Like [`slices`](Self::slices) for texts that may be damaged, in blocks that follow each other.
    fn checked_slices(&self, id: usize) -> Option<Slices<'a>> {
        let (block, place) = (&self.index[id / BLOCK], id % BLOCK);
        if place == 0 {
            return Some((self.head(id / BLOCK), &[]));
        }
        let start = start_of(block);
        let bytes = &self.arena[start + block[1 + place] as usize..start + block[2 + place] as usize];
        let (shared, taken) = read_number(bytes)?;
        Some((self.head(id / BLOCK).get(..shared)?, &bytes[taken..]))
    }
}

/// Where a block begins in the arena.
fn start_of(block: &[u32; INDEX_NUMBERS]) -> usize {
    let place = u64::from(block[0]) | u64::from(block[1]) << 32;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a place in the arena, which is in memory or mapped"
    )]
    let place = place as usize;
    place
}

fn compare((shared, rest): Slices<'_>, text: &[u8]) -> Ordering {
    let split = shared.len().min(text.len());
    shared.cmp(&text[..split]).then_with(|| rest.cmp(&text[split..]))
}

/// Takes terms in order and makes a dictionary.
#[derive(Debug, Default)]
pub(crate) struct DictionaryWriter {
    sections: Vec<Section>,
    len: usize,
    index: Vec<u32>,
    arena: Vec<u8>,
    block_start: usize,
    head: Vec<u8>,
}

impl DictionaryWriter {
    /// Appends the next term, whose text comes in two parts, and returns its number.
    pub(crate) fn push(&mut self, header: &Header, shared: &[u8], rest: &[u8]) -> u32 {
        let id = narrow(self.len);
        if self.sections.last().is_none_or(|last| last.header != *header) {
            self.sections.push(Section {
                header: header.clone(),
                first: id,
            });
        }
        if self.len.is_multiple_of(BLOCK) {
            self.begin_block();
            self.head.clear();
            self.head.extend_from_slice(shared);
            self.head.extend_from_slice(rest);
            self.arena.extend_from_slice(&self.head);
        } else {
            let (alike, alike_rest) = match common(&self.head, shared) {
                alike if alike == shared.len() => (alike, common(&self.head[alike..], rest)),
                alike => (alike, 0),
            };
            push_number(&mut self.arena, alike + alike_rest);
            self.arena.extend_from_slice(&shared[alike..]);
            self.arena.extend_from_slice(&rest[alike_rest..]);
        }
        self.index.push(narrow(self.arena.len() - self.block_start));
        self.len += 1;
        id
    }

    #[expect(clippy::cast_possible_truncation, reason = "each half takes its own 32 bits")]
    fn begin_block(&mut self) {
        self.block_start = self.arena.len();
        let place = self.block_start as u64;
        self.index.extend([place as u32, (place >> 32) as u32]);
    }

    pub(crate) fn finish(mut self) -> Dictionary {
        let blocks = self.len.div_ceil(BLOCK);
        self.index.resize(
            blocks * INDEX_NUMBERS,
            narrow(self.arena.len() - self.block_start),
        );
        Dictionary {
            sections: self.sections,
            len: narrow(self.len),
            index: self.index.into(),
            arena: self.arena.into(),
        }
    }
}

/// How many bytes two texts begin with alike.
fn common(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}
