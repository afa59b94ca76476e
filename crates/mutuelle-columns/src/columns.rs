//! The writer's handle.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use oxrdf::{Quad, QuadRef};

use crate::base::Base;
use crate::build::check_quads;
use crate::error::{ApplyError, LimitError};
use crate::limits::Limits;
use crate::order::{Prefix, pack, unpack};
use crate::run::{self, Run};
use crate::snapshot::Snapshot;
use crate::state::State;
use crate::term::Key;
use crate::terms::{Interner, Segment};
use mutuelle_query::TermId;

/// How many quads the runs may hold before a merge is due, whatever the size of the base.
pub const MERGE_QUADS_MIN: u64 = 65_536;

/// With a large base a merge is due when the runs hold one quad for so many of the base.
pub const MERGE_BASE_SHARE: u64 = 16;

/// A copy that follows patches: one writer, any number of readers.
#[derive(Debug)]
pub struct Columns {
    limits: Limits,
    pub(crate) writer: Mutex<Writer>,
    pub(crate) current: RwLock<Arc<State>>,
}

/// What only the writer knows; its lock is held while a patch is applied, so that patches come one after the other.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    /// How many merges were begun.
    pub(crate) merges: u64,
    /// How many runs the merge that is under way reads; they stay as they are.
    pub(crate) frozen: usize,
}

/// What a patch changed in the copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// How many quads came that were not there.
    pub added: u64,
    /// How many quads went that were there.
    pub removed: u64,
}

impl Columns {
    /// A copy that begins with a base.
    pub fn new(base: Base) -> Self {
        Self::with_limits(base, Limits::default())
    }

    /// A copy with other limits than the format's own.
    pub fn with_limits(base: Base, limits: Limits) -> Self {
        Self {
            limits: limits.lowered(),
            writer: Mutex::default(),
            current: RwLock::new(Arc::new(State::of(Arc::new(base)))),
        }
    }

    /// The copy as it is now.
    pub fn snapshot(&self) -> Snapshot {
        // A poisoned lock is no harm: the state is replaced whole, never changed.
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Snapshot(Arc::clone(&current))
    }

    /// The number of the last patch that was applied.
    pub fn seq(&self) -> u64 {
        self.snapshot().seq()
    }

    /// Applies a patch: first what it removes goes, then what it adds comes. Patches are meant to be effective; what is
    /// not (a quad removed that is not there, or added that is) is passed over, and [`Applied`] does not count it.
    pub fn apply(&self, seq: u64, removed: &[Quad], added: &[Quad]) -> Result<Applied, ApplyError> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let state = self.snapshot().0;
        if seq <= state.seq {
            return Err(ApplyError::Seq {
                reached: state.seq,
                seq,
            });
        }
        let run = self.run(&state, removed, added)?;
        let applied = Applied {
            added: run.added[0].len() as u64,
            removed: run.removed[0].len() as u64,
        };
        let quads = state.quads + applied.added - applied.removed;
        check_quads(quads, self.limits.quads_max)?;
        let fresh = run.added[0].clone();
        let mut next = State {
            base: Arc::clone(&state.base),
            runs: state.runs.clone(),
            seq,
            quads,
            terms: run.terms.end(),
            overlap: state.overlap,
        };
        if run.quads() > 0 {
            run::push(&mut next.runs, run, writer.frozen);
        }
        next.overlap = next.overlap || overlaps(&next, &fresh);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        Ok(applied)
    }

    /// The effective part of a patch.
    fn run(&self, state: &State, removed: &[Quad], added: &[Quad]) -> Result<Run, LimitError> {
        let mut gone = Vec::with_capacity(removed.len());
        for quad in removed {
            if let Some(key) = state.key(quad.as_ref())?
                && state.contains(key)
            {
                gone.push(key);
            }
        }
        gone.sort_unstable();
        gone.dedup();
        let mut fresh = Fresh {
            state,
            limits: self.limits,
            interner: Interner::default(),
        };
        let mut come = Vec::with_capacity(added.len());
        let mut stays = Vec::new();
        for quad in added {
            let key = fresh.key(quad.as_ref())?;
            if unpack(key)
                .iter()
                .all(|id| *id < state.terms || *id == TermId::DEFAULT_GRAPH.0)
                && state.contains(key)
            {
                stays.push(key);
            } else {
                come.push(key);
            }
        }
        come.sort_unstable();
        come.dedup();
        // What is removed and added again has not changed.
        stays.sort_unstable();
        gone.retain(|key| stays.binary_search(key).is_err());
        Ok(Run::new(
            Segment::new(state.terms, fresh.interner.terms),
            come,
            gone,
        ))
    }

    /// Whether the runs have grown so much that a merge is worth its while.
    pub fn needs_merge(&self) -> bool {
        let state = self.snapshot().0;
        let runs: usize = state.runs.iter().map(|run| run.quads()).sum();
        runs as u64 > MERGE_QUADS_MIN.max(state.base.quad_count() / MERGE_BASE_SHARE)
    }
}

/// Whether any of these quads stands in another graph too.
fn overlaps(state: &State, keys: &[u128]) -> bool {
    let graphs = state.base.graphs.as_slice().len();
    if graphs <= 1 && state.graphs().len() <= 1 {
        return false;
    }
    keys.iter().any(|key| {
        let [s, p, o, _] = unpack(*key);
        state.size(&Prefix::of([s, p, o].map(|id| Some(TermId(id))))) > 1
    })
}

/// Finds the numbers of terms, and gives numbers to new ones.
struct Fresh<'a> {
    state: &'a State,
    limits: Limits,
    interner: Interner,
}

impl Fresh<'_> {
    fn key(&mut self, quad: QuadRef<'_>) -> Result<u128, LimitError> {
        let subject = self.id(&Key::of(quad.subject.into())?)?;
        let predicate = self.id(&Key::of(quad.predicate.into())?)?;
        let object = self.id(&Key::of(quad.object)?)?;
        let graph = match Key::of_graph(quad.graph_name) {
            Some(key) => self.id(&key)?,
            None => TermId::DEFAULT_GRAPH.0,
        };
        Ok(pack([subject, predicate, object, graph]))
    }

    fn id(&mut self, key: &Key<'_>) -> Result<u32, LimitError> {
        if let Some(id) = self.state.find(key) {
            return Ok(id);
        }
        let terms_max = self.limits.terms_max.saturating_sub(self.state.terms);
        let local = self.interner.intern(key, terms_max, self.limits.term_bytes_max);
        local
            .map(|local| self.state.terms + local)
            .map_err(|error| match error {
                LimitError::Terms { .. } => LimitError::Terms {
                    limit: self.limits.terms_max,
                },
                other => other,
            })
    }
}
