//! The unchanging part of a copy.

use mutuelle_query::TermId;
use oxrdf::Quad;

use crate::build::Builder;
use crate::column::Column;
use crate::dictionary::Dictionary;
use crate::error::BuildError;
use crate::order::{Order, unpack};
use crate::permutation::Permutation;

/// Numbers of one predicate in [`Base::predicates`]: itself, its distinct subjects, its distinct objects.
pub(crate) const PREDICATE_NUMBERS: usize = 3;

/// Quads in sorted columns over a sorted dictionary, as they were at one seq.
#[derive(Clone, Debug)]
pub struct Base {
    pub(crate) seq: u64,
    pub(crate) dictionary: Dictionary,
    /// The graphs, sorted; the default graph is the last one when it has quads.
    pub(crate) graphs: Column<u32>,
    /// How many quads each graph has.
    pub(crate) graph_quads: Column<u32>,
    /// [`PREDICATE_NUMBERS`] numbers for each predicate, in the order of predicates.
    pub(crate) predicates: Column<u32>,
    /// Whether any triple stands in more than one graph.
    pub(crate) overlap: bool,
    /// At the places of [`Order::ALL`].
    pub(crate) permutations: [Permutation; 3],
}

impl Base {
    /// A base without quads.
    pub fn empty(seq: u64) -> Self {
        assemble(seq, Dictionary::empty(), Vec::new(), &[])
    }

    /// Builds a base from quads in any order; doubles are ignored. For limits of your own see [`Builder`], which also
    /// says how much memory it takes.
    pub fn build<E: std::error::Error + 'static>(
        seq: u64,
        quads: impl IntoIterator<Item = Result<Quad, E>>,
    ) -> Result<Self, BuildError<E>> {
        let mut builder = Builder::default();
        for quad in quads {
            builder.push(quad.map_err(BuildError::Input)?.as_ref())?;
        }
        Ok(builder.finish(seq)?)
    }

    /// The number of the last patch in it.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// How many quads it has.
    pub fn quad_count(&self) -> u64 {
        self.permutation(Order::Spo).rows() as u64
    }

    /// How many terms it has; their numbers are below that.
    pub fn term_count(&self) -> u32 {
        self.dictionary.len
    }

    pub(crate) fn permutation(&self, order: Order) -> &Permutation {
        &self.permutations[order.number()]
    }

    pub(crate) fn quads_of(&self, graph: u32) -> u64 {
        match self.graphs.as_slice().binary_search(&graph) {
            Ok(slot) => self.graph_quads.as_slice()[slot].into(),
            Err(_) => 0,
        }
    }

    /// Distinct subjects and distinct objects of a predicate.
    pub(crate) fn predicate(&self, predicate: u32) -> Option<[u32; 2]> {
        let (rows, _) = self.predicates.as_slice().as_chunks::<PREDICATE_NUMBERS>();
        let at = rows.binary_search_by_key(&predicate, |row| row[0]).ok()?;
        Some([rows[at][1], rows[at][2]])
    }

    pub(crate) fn permutation_bytes(&self) -> usize {
        let permutations: usize = self.permutations.iter().map(Permutation::bytes).sum();
        permutations + self.graphs.bytes() + self.graph_quads.bytes() + self.predicates.bytes()
    }

    /// Whether graphs and statistics fit the quads; dictionary and permutations are checked for themselves.
    pub(crate) fn is_well_formed(&self) -> bool {
        let graphs = self.graphs.as_slice();
        let quads = self.permutation(Order::Spo).rows();
        let (predicates, rest) = self.predicates.as_slice().as_chunks::<PREDICATE_NUMBERS>();
        let terms = self.dictionary.len;
        graphs.is_sorted_by(|a, b| a < b)
            && graphs
                .iter()
                .all(|graph| *graph < terms || *graph == TermId::DEFAULT_GRAPH.0)
            && self.graph_quads.len() == graphs.len()
            && self
                .graph_quads
                .as_slice()
                .iter()
                .map(|n| u64::from(*n))
                .sum::<u64>()
                == quads as u64
            && rest.is_empty()
            && predicates.is_sorted_by(|a, b| a[0] < b[0])
    }
}

/// Makes a base of a dictionary and of keys in the order of [`Order::Spo`] whose last number is the place of the
/// graph in `graphs`. They may be unsorted and double. Both cores are used.
pub(crate) fn assemble(seq: u64, dictionary: Dictionary, mut quads: Vec<u128>, graphs: &[u32]) -> Base {
    sort_on_two_cores(&mut quads);
    quads.dedup();
    let overlap = quads.windows(2).any(|pair| pair[0] >> 32 == pair[1] >> 32);
    let terms = dictionary.len as usize;
    let mut graph_quads = vec![0_u32; graphs.len()];
    for key in &quads {
        graph_quads[unpack(*key)[3] as usize] += 1;
    }
    let permute = |order: Order| {
        let mut keys: Vec<u128> = quads.iter().map(|key| order.key(*key)).collect();
        keys.sort_unstable();
        let permutation = Permutation::new(&keys, terms, graphs.len());
        (permutation, keys)
    };
    let (spo, (pos, predicates), osp) = std::thread::scope(|scope| {
        let other = scope.spawn(|| {
            let (pos, keys) = permute(Order::Pos);
            (pos, predicates(&keys, &quads))
        });
        let spo = Permutation::new(&quads, terms, graphs.len());
        let (osp, _) = permute(Order::Osp);
        let pos = other
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (spo, pos, osp)
    });
    Base {
        seq,
        dictionary,
        graphs: graphs.to_vec().into(),
        graph_quads: graph_quads.into(),
        predicates: predicates.into(),
        overlap,
        permutations: [spo, pos, osp],
    }
}

/// Statistics of predicates: distinct objects are read off the order in which they stand under their predicate,
/// distinct subjects off the order in which predicates stand under their subject.
fn predicates(pos: &[u128], spo: &[u128]) -> Vec<u32> {
    let mut rows: Vec<[u32; PREDICATE_NUMBERS]> = Vec::new();
    let mut before = None;
    for key in pos {
        let [predicate, object, ..] = unpack(*key);
        if before == Some((predicate, object)) {
            continue;
        }
        match before {
            Some((known, _)) if known == predicate => {}
            _ => rows.push([predicate, 0, 0]),
        }
        before = Some((predicate, object));
        if let Some(row) = rows.last_mut() {
            row[2] += 1;
        }
    }
    let mut before = None;
    for key in spo {
        let [subject, predicate, ..] = unpack(*key);
        if before != Some((subject, predicate)) {
            before = Some((subject, predicate));
            if let Ok(at) = rows.binary_search_by_key(&predicate, |row| row[0]) {
                rows[at][1] += 1;
            }
        }
    }
    rows.into_flattened()
}

/// Sorts two halves at once; the stable sort then finds two sorted runs and merges them in one pass.
fn sort_on_two_cores(keys: &mut [u128]) {
    let (left, right) = keys.split_at_mut(keys.len() / 2);
    std::thread::scope(|scope| {
        scope.spawn(|| left.sort_unstable());
        right.sort_unstable();
    });
    #[expect(
        clippy::stable_sort_primitive,
        reason = "the unstable sort does not merge sorted runs"
    )]
    keys.sort();
}

impl Dictionary {
    pub(crate) fn empty() -> Self {
        crate::dictionary::DictionaryWriter::default().finish()
    }
}
