//! A state of the copy that does not change, for readers.

use std::convert::Infallible;
use std::sync::Arc;

use mutuelle_query::{Graphs, Pattern, Source, Statistics, TermId, Text, TextKind};
use oxrdf::Term;

use crate::base::Base;
use crate::filter::Filter;
use crate::memory::Memory;
use crate::order::{Order, Prefix};
use crate::run::Run;
use crate::scan::Scan;
use crate::state::State;
use crate::term::Kind;

/// When graphs have to be looked at, ranges up to this size are counted quad by quad, in a few microseconds.
const COUNT_BY_SCAN_MAX: u64 = 1024;

/// The copy at one seq. Cloning it costs nothing to speak of; it holds what it shows for as long as it lives.
#[derive(Clone, Debug)]
pub struct Snapshot(pub(crate) Arc<State>);

/// What is known of a predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PredicateStatistics {
    /// Its quads, exactly.
    pub quads: u64,
    /// About how many distinct subjects they have: exact as of the last merge, then bounded by `quads`.
    pub subjects: u64,
    /// About how many distinct objects they have: exact as of the last merge, then bounded by `quads`.
    pub objects: u64,
}

impl Snapshot {
    /// The number of the last patch in it.
    pub fn seq(&self) -> u64 {
        self.0.seq
    }

    /// How many quads there are.
    pub fn quad_count(&self) -> u64 {
        self.0.quads
    }

    /// How many terms are numbered: all numbers are below that. Terms that no quad has any longer keep theirs until
    /// the next merge.
    pub fn term_count(&self) -> u32 {
        self.0.terms
    }

    /// Its unchanging part.
    pub fn base(&self) -> &Arc<Base> {
        &self.0.base
    }

    /// How many runs lie upon the base.
    pub fn run_count(&self) -> usize {
        self.0.runs.len()
    }

    /// The bytes it takes, by part.
    pub fn memory(&self) -> Memory {
        Memory::of(&self.0)
    }

    /// How many quads match, each graph's for itself: exact, and read off the ends of ranges.
    pub fn range(&self, pattern: Pattern) -> u64 {
        self.0.size(&Prefix::of(pattern))
    }

    /// Whether a triple may stand in more than one graph. When none does, merged graphs are counted like single ones.
    pub fn has_overlap(&self) -> bool {
        self.0.overlap
    }

    /// What is known of a predicate.
    pub fn predicate(&self, predicate: TermId) -> PredicateStatistics {
        let quads = self.range([None, Some(predicate), None]);
        let [subjects, objects] = self.0.base.predicate(predicate.0).unwrap_or([u32::MAX; 2]);
        PredicateStatistics {
            quads,
            subjects: u64::from(subjects).min(quads),
            objects: u64::from(objects).min(quads),
        }
    }

    /// The kind of a term, without making the term; `None` when the copy has no such number.
    pub fn kind(&self, id: TermId) -> Option<Kind> {
        if id.0 < self.0.base.dictionary.len {
            return Some(self.0.base.dictionary.section(id.0).header.kind);
        }
        let (terms, local) = self.0.fresh(id.0)?;
        Some(terms.header(local).kind)
    }

    /// The parts of a term, without making the term; `None` when the copy has no such number.
    pub fn parts(&self, id: TermId) -> Option<Parts<'_>> {
        if id.0 < self.0.base.dictionary.len {
            let header = &self.0.base.dictionary.section(id.0).header;
            let (shared, rest) = self.0.base.dictionary.slices(id.0);
            return Some(Parts {
                kind: header.kind,
                extra: &header.extra,
                text: [shared, rest],
            });
        }
        let (terms, local) = self.0.fresh(id.0)?;
        let header = terms.header(local);
        Some(Parts {
            kind: header.kind,
            extra: &header.extra,
            text: [terms.text(local), &[]],
        })
    }

    /// The numbers of all terms of a kind that the base has. Among them, terms with the same language or datatype
    /// follow each other, and those are sorted by text. Terms with numbers from the base's `term_count` on came
    /// later, in no order.
    pub fn base_ids(&self, kind: Kind) -> std::ops::Range<u32> {
        let dictionary = &self.0.base.dictionary;
        let before = Kind::ALL[..usize::from(kind.number())].last();
        before.map_or(0, |before| dictionary.end_of(*before))..dictionary.end_of(kind)
    }

    /// Whether counts need not look at graphs.
    pub(crate) fn counts_by_range(&self, graphs: &Graphs) -> bool {
        let filter = Filter::of(&self.0, graphs);
        matches!(filter, Filter::All) && !filter.each_once(&self.0, graphs)
    }
}

/// A term as it lies in the copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// Which kind of term.
    pub kind: Kind,
    /// The language or the datatype, empty for other kinds.
    pub extra: &'a str,
    /// The text in two parts, which may be split inside a character; for a triple term it is in the copy's own form.
    pub text: [&'a [u8]; 2],
}

impl Source for Snapshot {
    type Error = Infallible;
    type Scan = Scan;

    fn scan(&self, pattern: Pattern, graphs: &Graphs) -> Scan {
        Scan::new(&self.0, pattern, graphs)
    }

    fn count(&self, pattern: Pattern, graphs: &Graphs) -> Option<u64> {
        let filter = Filter::of(&self.0, graphs);
        let range = self.range(pattern);
        if !filter.each_once(&self.0, graphs) {
            match filter {
                Filter::None => return Some(0),
                Filter::All => return Some(range),
                _ if pattern == [None; 3] => return Some(filter.quads(&self.0)),
                _ => {}
            }
        }
        if range > COUNT_BY_SCAN_MAX {
            return None;
        }
        let mut count = 0;
        let mut scan = self.scan(pattern, graphs);
        while let Some(batch) = scan.next_batch() {
            count += batch.len() as u64;
        }
        Some(count)
    }

    fn estimate(&self, pattern: Pattern, graphs: &Graphs) -> u64 {
        Filter::of(&self.0, graphs).at_most(self.range(pattern), &self.0)
    }

    fn groups(&self, pattern: Pattern, place: usize, graphs: &Graphs) -> Option<Vec<(TermId, u64)>> {
        let (order, first) = match (pattern, place) {
            ([None, None, None], 0) => (Order::Spo, None),
            ([None, None, None], 1) => (Order::Pos, None),
            ([None, None, None], 2) => (Order::Osp, None),
            ([first, None, None], 1) => (Order::Spo, first),
            ([None, first, None], 2) => (Order::Pos, first),
            ([None, None, first], 0) => (Order::Osp, first),
            // In no order do these follow each other.
            _ => return None,
        };
        Some(Self::groups(self, order, first, graphs)?.collect())
    }

    fn statistics(&self, predicate: TermId) -> Option<Statistics> {
        let PredicateStatistics {
            quads,
            subjects,
            objects,
        } = self.predicate(predicate);
        Some(Statistics {
            quads,
            subjects,
            objects,
        })
    }

    fn id(&self, term: &Term) -> Result<Option<TermId>, Infallible> {
        Ok(self.0.id(term.as_ref()).map(TermId))
    }

    /// # Panics
    /// On a number that the copy did not give: as with an index outside of a slice, the caller has a mistake.
    fn term(&self, id: TermId) -> Result<Term, Infallible> {
        match self.0.term(id.0) {
            Some(term) => Ok(term),
            None => panic!(
                "`{}` is not the number of a term, there are `{}`",
                id.0, self.0.terms
            ),
        }
    }

    fn read<R>(&self, id: TermId, read: impl FnOnce(Text<'_>) -> R) -> Result<R, Infallible> {
        let Some(Parts { kind, extra, text }) = self.parts(id) else {
            return Ok(Text::of(&Source::term(self, id)?, read));
        };
        let kind = match kind {
            Kind::BlankNode => TextKind::Blank,
            Kind::Iri => TextKind::Iri,
            Kind::SimpleLiteral => TextKind::Simple,
            Kind::LanguageLiteral | Kind::LeftToRightLiteral | Kind::RightToLeftLiteral => {
                TextKind::Language(extra)
            }
            Kind::TypedLiteral => TextKind::Typed(extra),
            Kind::TripleTerm => TextKind::Triple,
        };
        Ok(read(Text { kind, parts: text }))
    }

    fn named_graphs(&self) -> Result<Vec<TermId>, Infallible> {
        let graphs = self.0.graphs().into_iter().map(TermId);
        Ok(graphs.filter(|graph| *graph != TermId::DEFAULT_GRAPH).collect())
    }
}

impl Memory {
    fn of(state: &State) -> Self {
        Self {
            dictionary: state.base.dictionary.bytes(),
            permutations: state.base.permutation_bytes(),
            runs: state.runs.iter().map(|run: &Arc<Run>| run.bytes()).sum(),
        }
    }
}
