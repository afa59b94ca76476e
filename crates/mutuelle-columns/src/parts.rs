//! The arrays of a base in the order in which they stand in a file, and back.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use bytemuck::Pod;

use crate::base::Base;
use crate::column::{Column, narrow};
use crate::dictionary::{Dictionary, Section};
use crate::map::Map;
use crate::permutation::{GraphColumn, Permutation};
use crate::term::Kind;
use crate::terms::Header;

/// The parts of a file by name.
pub(crate) const PARTS: [&str; 23] = [
    "summary",
    "sections",
    "languages and datatypes",
    "index of texts",
    "texts",
    "graphs",
    "quads of graphs",
    "predicates",
    "spo firsts",
    "spo starts",
    "spo seconds",
    "spo thirds",
    "spo graphs",
    "pos firsts",
    "pos starts",
    "pos seconds",
    "pos thirds",
    "pos graphs",
    "osp firsts",
    "osp starts",
    "osp seconds",
    "osp thirds",
    "osp graphs",
];

/// The part with the first array of the first permutation.
const FIRST_PERMUTATION: usize = 8;

/// Arrays of one permutation.
const PERMUTATION_PARTS: usize = 5;

/// Numbers in the summary: terms, whether any triple stands in more than one graph.
const SUMMARY_NUMBERS: usize = 2;

/// Numbers of a section: its kind, its first term, where its language or datatype begins and ends.
const SECTION_NUMBERS: usize = 4;

/// The bytes of all parts.
pub(crate) fn parts(base: &Base) -> Vec<Cow<'_, [u8]>> {
    let dictionary = &base.dictionary;
    let (mut sections, mut extras) = (Vec::new(), Vec::new());
    for Section { header, first } in &dictionary.sections {
        let start = narrow(extras.len());
        extras.extend_from_slice(header.extra.as_bytes());
        sections.extend([header.kind.number().into(), *first, start, narrow(extras.len())]);
    }
    let mut parts = vec![
        Cow::Owned(bytemuck::cast_slice(&[dictionary.len, u32::from(base.overlap)]).to_vec()),
        Cow::Owned(bytemuck::cast_slice(&sections).to_vec()),
        Cow::Owned(extras),
        Cow::Borrowed(dictionary.index.as_bytes()),
        Cow::Borrowed(dictionary.arena.as_bytes()),
        Cow::Borrowed(base.graphs.as_bytes()),
        Cow::Borrowed(base.graph_quads.as_bytes()),
        Cow::Borrowed(base.predicates.as_bytes()),
    ];
    for permutation in &base.permutations {
        parts.extend([
            Cow::Borrowed(permutation.firsts.as_bytes()),
            Cow::Borrowed(permutation.starts.as_bytes()),
            Cow::Borrowed(permutation.seconds.as_bytes()),
            Cow::Borrowed(permutation.thirds.as_bytes()),
            Cow::Borrowed(permutation.graphs.as_bytes()),
        ]);
    }
    parts
}

/// A mapped file and where its parts lie in it.
pub(crate) struct Mapped<'a> {
    pub(crate) map: &'a Arc<Map>,
    pub(crate) ranges: &'a [Range<usize>; PARTS.len()],
}

impl Mapped<'_> {
    /// The base that the parts make up; otherwise the number of the part that is wrong.
    pub(crate) fn base(&self, seq: u64) -> Result<Base, usize> {
        let summary = self.numbers(0)?;
        let &[terms, overlap @ (0 | 1)] = summary.as_slice() else {
            return Err(0);
        };
        debug_assert_eq!(summary.len(), SUMMARY_NUMBERS);
        let dictionary = Dictionary {
            sections: self.sections()?,
            len: terms,
            index: self.numbers(3)?,
            arena: self.numbers(4)?,
        };
        if !dictionary.is_well_formed() {
            return Err(4);
        }
        let graphs: Column<u32> = self.numbers(5)?;
        let permutation = |number: usize| self.permutation(number, graphs.len());
        let permutations = [permutation(0)?, permutation(1)?, permutation(2)?];
        let base = Base {
            seq,
            dictionary,
            graph_quads: self.numbers(6)?,
            predicates: self.numbers(7)?,
            overlap: overlap == 1,
            permutations,
            graphs,
        };
        for (number, permutation) in base.permutations.iter().enumerate() {
            let quads = base.permutations[0].rows();
            if !permutation.is_well_formed(terms, quads, narrow(base.graphs.len())) {
                return Err(FIRST_PERMUTATION + PERMUTATION_PARTS * number);
            }
        }
        if base.is_well_formed() { Ok(base) } else { Err(5) }
    }

    fn numbers<T: Pod>(&self, part: usize) -> Result<Column<T>, usize> {
        Column::mapped(self.map, self.ranges[part].clone()).ok_or(part)
    }

    fn sections(&self) -> Result<Vec<Section>, usize> {
        let numbers: Column<u32> = self.numbers(1)?;
        let extras: Column<u8> = self.numbers(2)?;
        let (rows, rest) = numbers.as_slice().as_chunks::<SECTION_NUMBERS>();
        let section = |&[kind, first, start, end]: &[u32; SECTION_NUMBERS]| {
            let extra = extras.as_slice().get(start as usize..end as usize)?;
            let header = Header {
                kind: Kind::of_number(kind)?,
                extra: std::str::from_utf8(extra).ok()?.into(),
            };
            Some(Section { header, first })
        };
        let sections: Option<Vec<Section>> = rows.iter().map(section).collect();
        sections.filter(|_| rest.is_empty()).ok_or(1)
    }

    fn permutation(&self, number: usize, graphs: usize) -> Result<Permutation, usize> {
        let part = FIRST_PERMUTATION + PERMUTATION_PARTS * number;
        Ok(Permutation {
            firsts: self.numbers(part)?,
            starts: self.numbers(part + 1)?,
            seconds: self.numbers(part + 2)?,
            thirds: self.numbers(part + 3)?,
            graphs: match graphs {
                0..=1 => GraphColumn::One,
                2..=0x100 => GraphColumn::Byte(self.numbers(part + 4)?),
                0x101..=0x1_0000 => GraphColumn::Short(self.numbers(part + 4)?),
                _ => GraphColumn::Wide(self.numbers(part + 4)?),
            },
        })
    }
}
