//! Building a base from scratch.

use mutuelle_query::TermId;
use oxrdf::{QuadRef, TermRef};

use crate::base::{Base, assemble};
use crate::column::narrow;
use crate::dictionary::{Dictionary, DictionaryWriter};
use crate::error::LimitError;
use crate::limits::Limits;
use crate::order::pack;
use crate::term::{Key, Kind};
use crate::terms::{Interner, Terms};

/// Takes quads one after the other and makes a base of them.
///
/// At its peak it holds either each distinct text twice (as it came, and compressed) with about 50 bytes for each term
/// and 16 for each quad, or, when terms are done with, the dictionary and about 70 bytes for each quad: what orders are
/// sorted in, and their columns. On data of a commons both come to 110 to 120 bytes a quad, twice what the base takes.
#[derive(Debug, Default)]
pub struct Builder {
    limits: Limits,
    interner: Interner,
    quads: Vec<[u32; 4]>,
}

impl Builder {
    /// A builder with other limits than the format's own.
    pub fn with_limits(limits: Limits) -> Self {
        Self {
            limits: limits.lowered(),
            ..Self::default()
        }
    }

    /// Takes a quad. After an error the builder is of no further use.
    pub fn push(&mut self, quad: QuadRef<'_>) -> Result<(), LimitError> {
        let subject = self.intern(&Key::of(quad.subject.into())?)?;
        let predicate = self.intern(&Key::of(quad.predicate.into())?)?;
        let object = self.intern(&Key::of(quad.object)?)?;
        let graph = match Key::of_graph(quad.graph_name) {
            Some(key) => self.intern(&key)?,
            None => TermId::DEFAULT_GRAPH.0,
        };
        self.quads.push([subject, predicate, object, graph]);
        Ok(())
    }

    fn intern(&mut self, key: &Key<'_>) -> Result<u32, LimitError> {
        (self.interner).intern(key, self.limits.terms_max, self.limits.term_bytes_max)
    }

    /// Numbers a term although no quad has it yet.
    pub fn reserve(&mut self, term: TermRef<'_>) -> Result<(), LimitError> {
        self.intern(&Key::of(term)?).map(drop)
    }

    /// Sorts what came and numbers the terms in order.
    pub fn finish(self, seq: u64) -> Result<Base, LimitError> {
        self.finish_with(seq, |_| Ok(Vec::new()))
    }

    /// The same, with more quads of [reserved](Self::reserve) or known terms, which are worked out from those that came.
    pub fn finish_with<E: From<LimitError>>(
        self,
        seq: u64,
        more: impl FnOnce(&Numbered<'_>) -> Result<Vec<[TermId; 4]>, E>,
    ) -> Result<Base, E> {
        let Self {
            limits,
            interner,
            mut quads,
        } = self;
        let (dictionary, numbers) = sorted(interner.terms);
        for quad in &mut quads {
            // The default graph has a number that no term has.
            *quad = quad.map(|id| numbers.get(id as usize).copied().unwrap_or(id));
        }
        drop(numbers);
        let more = more(&Numbered {
            dictionary: &dictionary,
            quads: &quads,
        })?;
        quads.extend(more.into_iter().map(|quad| quad.map(|id| id.0)));
        let graphs = graphs_of(quads.iter().map(|quad| quad[3]));
        let slots = graph_slots(&quads, &graphs);
        let keys = (quads.iter().zip(slots))
            .map(|([s, p, o, _], slot)| pack([*s, *p, *o, slot]))
            .collect();
        drop(quads);
        let base = assemble(seq, dictionary, keys, &graphs);
        check_quads(base.quad_count(), limits.quads_max)?;
        Ok(base)
    }
}

/// What came to a builder, under the numbers that it will have.
pub struct Numbered<'b> {
    dictionary: &'b Dictionary,
    quads: &'b [[u32; 4]],
}

impl Numbered<'_> {
    /// The quads, in the order in which they came and as often.
    pub fn quads(&self) -> impl Iterator<Item = [TermId; 4]> + '_ {
        self.quads.iter().map(|quad| quad.map(TermId))
    }

    /// The number of a term that came or was reserved.
    pub fn id(&self, term: TermRef<'_>) -> Option<TermId> {
        let key = Key::of(term).ok()?;
        self.dictionary.find(&key)
    }

    /// Whether a term may be the subject of a triple.
    pub fn is_subject(&self, id: TermId) -> bool {
        matches!(
            self.dictionary.section(id.0).header.kind,
            Kind::BlankNode | Kind::Iri
        )
    }
}

pub(crate) fn check_quads(quads: u64, limit: u32) -> Result<(), LimitError> {
    if quads > u64::from(limit) {
        return Err(LimitError::Quads { limit, quads });
    }
    Ok(())
}

/// The distinct graphs, sorted. Neighbours mostly have the same one.
pub(crate) fn graphs_of(graphs: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut distinct = rustc_hash::FxHashSet::default();
    let mut last = None;
    for graph in graphs {
        if last != Some(graph) {
            last = Some(graph);
            distinct.insert(graph);
        }
    }
    let mut sorted: Vec<u32> = distinct.into_iter().collect();
    sorted.sort_unstable();
    sorted
}

/// The place of a graph in the sorted list of them.
pub(crate) fn graph_slot(graphs: &[u32], graph: u32) -> u32 {
    narrow(graphs.partition_point(|other| *other < graph))
}

/// For each quad the place of its graph.
fn graph_slots(quads: &[[u32; 4]], graphs: &[u32]) -> impl Iterator<Item = u32> {
    let mut last = (TermId::DEFAULT_GRAPH.0, narrow(graphs.len().saturating_sub(1)));
    quads.iter().map(move |quad| {
        if quad[3] != last.0 {
            last = (quad[3], graph_slot(graphs, quad[3]));
        }
        last.1
    })
}

/// A dictionary of all these terms, and the number in it of each of them.
fn sorted(terms: Terms) -> (Dictionary, Vec<u32>) {
    let order = terms.sorted();
    let mut numbers = vec![0; terms.len()];
    let mut writer = DictionaryWriter::default();
    for local in order {
        let local = local as usize;
        numbers[local] = writer.push(terms.header(local), terms.text(local), &[]);
    }
    drop(terms);
    (writer.finish(), numbers)
}

impl Terms {
    /// The local numbers of the terms in the order of a dictionary.
    pub(crate) fn sorted(&self) -> Vec<u32> {
        let mut by_rank: Vec<usize> = (0..self.headers.len()).collect();
        by_rank.sort_unstable_by(|a, b| self.headers[*a].cmp(&self.headers[*b]));
        let mut ranks = vec![0; by_rank.len()];
        for (rank, header) in by_rank.into_iter().enumerate() {
            ranks[header] = rank;
        }
        let compare = |a: &u32, b: &u32| {
            let (a, b) = (*a as usize, *b as usize);
            let rank = |local: usize| ranks[self.header_number(local) as usize];
            rank(a).cmp(&rank(b)).then_with(|| self.text(a).cmp(self.text(b)))
        };
        let mut order: Vec<u32> = (0..narrow(self.len())).collect();
        let (left, right) = order.split_at_mut(self.len() / 2);
        std::thread::scope(|scope| {
            scope.spawn(|| left.sort_unstable_by(compare));
            right.sort_unstable_by(compare);
        });
        // The stable sort finds two sorted runs and merges them in one pass.
        order.sort_by(compare);
        order
    }
}
