//! The explicit triples of the read copy, under its numbers.

use indexmap::IndexSet;
use mutuelle_columns::Snapshot;
use mutuelle_inference::Triples;
use mutuelle_journal::Patch;
use mutuelle_query::{GraphSet, Graphs, Pattern, Source, TermId, TextKind};
use mutuelle_store::INFERRED_GRAPH;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use rustc_hash::FxBuildHasher;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::convert::Infallible;

/// Numbers from here on stand for terms that the copy does not have.
pub(super) const FIRST_OUTSIDE: u32 = 1 << 31;

/// Terms that the copy does not have; the first has the number [`FIRST_OUTSIDE`].
#[derive(Clone, Debug, Default)]
pub(super) struct Outside(IndexSet<Term, FxBuildHasher>);

impl Outside {
    /// Whether a number is of one of these.
    pub(super) fn holds(&self, number: u32) -> bool {
        number >= FIRST_OUTSIDE && ((number - FIRST_OUTSIDE) as usize) < self.0.len()
    }
}

/// What stands in the graphs of a snapshot, but for the inferred one.
pub(super) struct Explicit<'s> {
    snapshot: &'s Snapshot,
    inferred: Option<TermId>,
    outside: RefCell<Outside>,
}

/// Each named graph for itself, and the unnamed one.
const NAMED: Graphs = Graphs::Named(GraphSet::All);

impl<'s> Explicit<'s> {
    pub(super) fn new(snapshot: &'s Snapshot, outside: Outside) -> Self {
        let inferred = Term::from(INFERRED_GRAPH.into_owned());
        let Ok(inferred) = snapshot.id(&inferred);
        Self {
            snapshot,
            inferred,
            outside: RefCell::new(outside),
        }
    }

    pub(super) fn into_outside(self) -> Outside {
        self.outside.into_inner()
    }

    /// The number of a term; a new one for a term that the copy does not have.
    pub(super) fn number(&self, term: &Term) -> u32 {
        let Ok(known) = self.snapshot.id(term);
        if let Some(id) = known {
            return id.0;
        }
        let (place, _) = self.outside.borrow_mut().0.insert_full(term.clone());
        // Two thousand million terms do not come in one patch.
        FIRST_OUTSIDE.saturating_add(u32::try_from(place).unwrap_or(u32::MAX >> 1))
    }

    pub(super) fn term(&self, number: u32) -> Term {
        if number >= FIRST_OUTSIDE {
            return self.outside.borrow().0[(number - FIRST_OUTSIDE) as usize].clone();
        }
        let Ok(term) = Source::term(self.snapshot, TermId(number));
        term
    }

    /// A triple as a quad of the inferred graph.
    pub(super) fn quad(&self, [subject, predicate, object]: [u32; 3]) -> Quad {
        let subject = match self.term(subject) {
            Term::BlankNode(node) => NamedOrBlankNode::from(node),
            other => named(other).into(),
        };
        let predicate = named(self.term(predicate));
        Quad::new(subject, predicate, self.term(object), INFERRED_GRAPH)
    }

    pub(super) fn is_inferred(&self, triple: [u32; 3]) -> bool {
        let Some(graph) = self.inferred else { return false };
        self.quads(triple.map(Some)).any(|quad| quad[3] == graph)
    }

    /// The triples that a patch takes away from all graphs, and those that it brings where no graph had them.
    pub(super) fn changes(&self, patch: &Patch) -> (Vec<[u32; 3]>, Vec<[u32; 3]>) {
        let mut graphs: HashMap<[u32; 3], (HashSet<GraphKey>, HashSet<GraphKey>), FxBuildHasher> =
            HashMap::default();
        for quad in &patch.removed {
            graphs
                .entry(self.triple(quad))
                .or_default()
                .0
                .insert(self.graph(quad));
        }
        for quad in &patch.added {
            graphs
                .entry(self.triple(quad))
                .or_default()
                .1
                .insert(self.graph(quad));
        }
        let (mut removed, mut added) = (Vec::new(), Vec::new());
        for (triple, (gone, come)) in graphs {
            let before: HashSet<GraphKey> = self.explicit(triple.map(Some)).map(|quad| quad[3].0).collect();
            let stays = before.iter().any(|graph| !gone.contains(graph)) || !come.is_empty();
            match (before.is_empty(), stays) {
                (false, false) => removed.push(triple),
                (true, true) => added.push(triple),
                _ => {}
            }
        }
        removed.sort_unstable();
        added.sort_unstable();
        (removed, added)
    }

    fn triple(&self, quad: &Quad) -> [u32; 3] {
        [
            self.number(&quad.subject.clone().into()),
            self.number(&quad.predicate.clone().into()),
            self.number(&quad.object),
        ]
    }

    fn graph(&self, quad: &Quad) -> GraphKey {
        match &quad.graph_name {
            GraphName::DefaultGraph => TermId::DEFAULT_GRAPH.0,
            GraphName::NamedNode(node) => self.number(&node.clone().into()),
            GraphName::BlankNode(node) => self.number(&node.clone().into()),
        }
    }

    /// Quads of all graphs, the unnamed one included.
    fn quads(&self, pattern: [Option<u32>; 3]) -> impl Iterator<Item = [TermId; 4]> + use<> {
        let outside = pattern.iter().flatten().any(|number| *number >= FIRST_OUTSIDE);
        let pattern: Pattern = pattern.map(|number| number.map(TermId));
        let scans = (!outside).then(|| {
            let unnamed: std::sync::Arc<[TermId]> = std::sync::Arc::new([TermId::DEFAULT_GRAPH]);
            let unnamed = Graphs::Named(GraphSet::These(unnamed));
            [
                self.snapshot.scan(pattern, &NAMED),
                self.snapshot.scan(pattern, &unnamed),
            ]
        });
        scans.into_iter().flatten().flatten().map(|quad| {
            let Ok(quad) = quad;
            quad
        })
    }

    fn explicit(&self, pattern: [Option<u32>; 3]) -> impl Iterator<Item = [TermId; 4]> + use<> {
        let inferred = self.inferred;
        self.quads(pattern).filter(move |quad| Some(quad[3]) != inferred)
    }
}

/// A graph's number.
type GraphKey = u32;

/// The IRI that stands at a place where only an IRI can.
fn named(term: Term) -> NamedNode {
    match term {
        Term::NamedNode(node) => node,
        other => NamedNode::new_unchecked(other.to_string()),
    }
}

impl Triples<u32> for Explicit<'_> {
    type Error = Infallible;

    fn contains(&self, triple: [u32; 3]) -> Result<bool, Infallible> {
        Ok(self.explicit(triple.map(Some)).next().is_some())
    }

    fn objects(&self, subject: u32, predicate: u32) -> impl Iterator<Item = Result<u32, Infallible>> {
        self.explicit([Some(subject), Some(predicate), None])
            .map(|quad| Ok(quad[2].0))
    }

    fn subjects(&self, predicate: u32, object: u32) -> impl Iterator<Item = Result<u32, Infallible>> {
        self.explicit([None, Some(predicate), Some(object)])
            .map(|quad| Ok(quad[0].0))
    }

    fn is_subject(&self, term: u32) -> bool {
        if term >= FIRST_OUTSIDE {
            return matches!(self.term(term), Term::NamedNode(_) | Term::BlankNode(_));
        }
        let Ok(is_node) = self.snapshot.read(TermId(term), |text| {
            matches!(text.kind, TextKind::Iri | TextKind::Blank)
        });
        is_node
    }
}
