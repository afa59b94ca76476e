//! SPARQL queries on the present state.

use crate::commons::Commons;
use crate::fulltext::Ground;
use crate::inferring::Why;
use mutuelle_query::{
    Binding, Budget, CancellationToken, Explanation, QueryError, QueryForm, ResultFormat, Rows, Source,
    Timings,
};
use mutuelle_store::{INFERRED_GRAPH, NumberedView};
use oxrdf::{NamedNode, Triple};
use std::io::Write;

/// What the default graph is where a query or update names no graphs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DefaultGraph {
    /// The union of all graphs, in which a triple stands once.
    #[default]
    Union,
    /// The unnamed graph alone.
    Strict,
}

/// A query with its protocol dataset.
#[derive(Clone, Debug, Default)]
pub struct QueryRequest {
    /// The query's text.
    pub text: String,
    /// The base of relative IRIs; the commons' base when there is none.
    pub base: Option<String>,
    /// `default-graph-uri` of the protocol.
    pub default_graphs: Vec<NamedNode>,
    /// `named-graph-uri` of the protocol.
    pub named_graphs: Vec<NamedNode>,
    /// Whether only what is said counts, not what follows from it.
    pub only_said: bool,
    /// Parameters of the query with their terms.
    pub bindings: Vec<Binding>,
    /// What the default graph is unless graphs are named.
    pub default_graph: DefaultGraph,
}

/// A parsed query, ready to be run.
#[derive(Clone, Debug)]
pub struct PreparedQuery {
    inner: mutuelle_query::PreparedQuery,
    only_said: bool,
}

/// What an answered query says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryOutcome {
    /// The sequence number of the state that was queried.
    pub seq: u64,
    /// Rows, triples, or 1 for a boolean.
    pub rows: u64,
    /// Whether anything was found: a row, a triple, or that it is so.
    pub found: bool,
    /// The most memory that the evaluation was seen to hold, in bytes; 0 where nothing measures it.
    pub memory_bytes: u64,
    /// Where the time went.
    pub timings: Timings,
}

/// How a query was answered.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The sequence number of the state that was queried.
    pub seq: u64,
    /// Whether it ran on the read copy; otherwise on the store.
    pub on_copy: bool,
    /// The plan and what came of it.
    pub explanation: Explanation,
}

impl PreparedQuery {
    /// An answer without what follows must not look like one with it.
    fn check_inferred(&self, commons: &Commons) -> Result<(), QueryError> {
        if !self.only_said && commons.core.copy.is_inferring() {
            return Err(QueryError::Inferring);
        }
        Ok(())
    }

    /// What is evaluated, with what was bound.
    pub fn algebra(&self) -> &mutuelle_query::Query {
        self.inner.algebra()
    }

    /// SELECT, ASK, CONSTRUCT or DESCRIBE.
    pub fn form(&self) -> QueryForm {
        self.inner.form()
    }

    /// Runs the query on the present state and writes the answer as it comes. Blocking; needs a large stack. After an
    /// error `out` holds a part of the answer.
    pub fn run(
        &self,
        commons: &Commons,
        format: ResultFormat,
        cancel: &CancellationToken,
        out: &mut dyn Write,
    ) -> Result<QueryOutcome, QueryError> {
        self.check_inferred(commons)?;
        let (ground, budget) = commons.ground(self.inner.asks_texts(), cancel.clone())?;
        match ground {
            Ground::Copy(copy) => self.run_within(&*copy, copy.seq(), format, &budget, out),
            Ground::Store(snapshot) => {
                let source = NumberedView::new(snapshot.view())?;
                self.run_within(&source, snapshot.view().seq()?, format, &budget, out)
            }
        }
    }

    /// Runs the query on a source that is at `seq`.
    pub(crate) fn run_over<S: Source>(
        &self,
        commons: &Commons,
        source: &S,
        seq: u64,
        format: ResultFormat,
        cancel: &CancellationToken,
        out: &mut dyn Write,
    ) -> Result<QueryOutcome, QueryError> {
        let budget = commons.core.budget(cancel.clone());
        self.run_within(source, seq, format, &budget, out)
    }

    fn run_within<S: Source>(
        &self,
        source: &S,
        seq: u64,
        format: ResultFormat,
        budget: &Budget,
        out: &mut dyn Write,
    ) -> Result<QueryOutcome, QueryError> {
        let outcome = self.inner.run(source, format, budget, out)?;
        Ok(QueryOutcome {
            seq,
            rows: outcome.rows,
            found: outcome.found,
            memory_bytes: outcome.memory_bytes,
            timings: outcome.timings,
        })
    }

    /// Runs the query on the read copy if it takes no more than about a millisecond, so that it can be run where nothing
    /// may wait. `None` when there is no read copy or the query takes more; `out` then holds nothing to be used.
    pub fn run_brief(
        &self,
        commons: &Commons,
        format: ResultFormat,
        out: &mut dyn Write,
    ) -> Option<Result<QueryOutcome, QueryError>> {
        if self.inner.asks_elsewhere() || self.inner.asks_texts() {
            return None;
        }
        let copy = commons.core.copy.snapshot()?;
        let budget = commons.core.budget(CancellationToken::new()).brief();
        match self.inner.run(&copy, format, &budget, out) {
            Err(error) if Budget::is_brief(&error) => None,
            outcome => Some(outcome.map(|outcome| QueryOutcome {
                seq: copy.seq(),
                rows: outcome.rows,
                found: outcome.found,
                memory_bytes: outcome.memory_bytes,
                timings: outcome.timings,
            })),
        }
    }

    /// The first rows of a SELECT on the present state, `rows_max` at the most. Blocking; needs a large stack.
    pub fn first_rows(
        &self,
        commons: &Commons,
        rows_max: usize,
        cancel: &CancellationToken,
    ) -> Result<Rows, QueryError> {
        self.check_inferred(commons)?;
        let (ground, budget) = commons.ground(self.inner.asks_texts(), cancel.clone())?;
        match ground {
            Ground::Copy(copy) => self.inner.first_rows(&*copy, &budget, rows_max),
            Ground::Store(snapshot) => {
                let source = NumberedView::new(snapshot.view())?;
                self.inner.first_rows(&source, &budget, rows_max)
            }
        }
    }

    /// Runs the query on the present state, throws its rows away and tells how it went. Blocking; needs a large stack.
    pub fn explain(&self, commons: &Commons, cancel: &CancellationToken) -> Result<Explained, QueryError> {
        self.check_inferred(commons)?;
        let (ground, budget) = commons.ground(self.inner.asks_texts(), cancel.clone())?;
        let (seq, on_copy, explanation) = match ground {
            Ground::Copy(copy) => (copy.seq(), true, self.inner.explain(&*copy, &budget)?),
            Ground::Store(snapshot) => {
                let source = NumberedView::new(snapshot.view())?;
                let explanation = self.inner.explain(&source, &budget)?;
                (snapshot.view().seq()?, false, explanation)
            }
        };
        Ok(Explained {
            seq,
            on_copy,
            explanation,
        })
    }
}

impl Commons {
    /// Parses a query.
    pub fn prepare(&self, request: QueryRequest) -> Result<PreparedQuery, QueryError> {
        let base = request.base.as_deref().unwrap_or(self.core.base.as_str());
        let inner = mutuelle_query::PreparedQuery::parse_with(
            &request.text,
            Some(base),
            request.default_graphs,
            request.named_graphs,
            &request.bindings,
        )?;
        let inner = match request.default_graph {
            DefaultGraph::Union => inner,
            DefaultGraph::Strict => inner.strict(),
        };
        let hidden = request.only_said.then(|| INFERRED_GRAPH.into_owned());
        Ok(PreparedQuery {
            inner: inner.without(hidden),
            only_said: request.only_said,
        })
    }

    /// The seq of the state that a query would see in memory; `None` while there is no read copy.
    pub fn copy_seq(&self) -> Option<u64> {
        Some(self.core.copy.snapshot()?.seq())
    }

    /// Why a triple holds: what is said, and the axioms that lead from there to it. Nothing when it does not hold, or
    /// while nothing is inferred. Blocking.
    pub fn why(&self, triple: &Triple) -> Result<Option<Why>, QueryError> {
        self.core
            .copy
            .why(triple)
            .map_err(|reason| QueryError::Evaluation { message: reason })
    }

    /// The rows of a small SELECT of our own, on what is said.
    pub fn rows(&self, text: &str) -> Result<Rows, QueryError> {
        let prepared = self.prepare(QueryRequest {
            text: text.to_owned(),
            only_said: true,
            ..QueryRequest::default()
        })?;
        let unlimited = Budget::cancelled_by(CancellationToken::new());
        if let Some(copy) = self.core.copy.snapshot() {
            return prepared.inner.rows(&copy, &unlimited);
        }
        let snapshot = self.core.snapshot()?;
        let source = NumberedView::new(snapshot.view())?;
        prepared.inner.rows(&source, &unlimited)
    }
}
