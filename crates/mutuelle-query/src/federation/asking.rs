//! The requests of a query to services, and the rows that come back.

use super::{Placed, SERVICE_CHUNK_ROWS, SERVICE_REQUESTS_MAX, Shared, State, too_many};
use crate::budget;
use crate::calls::{Call, index, standing};
use crate::error::QueryError;
use crate::service::{Row, ServiceError, ServiceRequest, rows, select};
use oxrdf::{NamedNode, Variable};
use spareval::{DefaultServiceHandler, QueryEvaluationError, QuerySolutionIter};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::NamedNodePattern;
use std::sync::{Arc, MutexGuard, PoisonError};

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn call(&self, index: usize) -> Option<Arc<Placed>> {
        self.lock().calls.get(index).cloned()
    }

    /// One more call; what stands for it.
    pub(super) fn add(&self, call: Call) -> GraphPattern {
        let mut state = self.lock();
        let index = state.calls.len();
        let standing = GraphPattern::Extend {
            inner: Box::new(standing(index, &call.inner)),
            // A space cannot stand in a variable's name; no row is empty (`harden.rs`).
            variable: Variable::new_unchecked(format!("service {index}")),
            expression: Expression::Literal(true.into()),
        };
        state.calls.push(Placed::new(call));
        standing
    }

    /// The rows of a call. A failure that is not silent ends the query.
    fn rows(&self, placed: &Placed) -> Arc<Vec<Row>> {
        let answered = || match self.asked(placed) {
            Ok(rows) => Arc::new(rows),
            Err(error) => {
                // A query that is over ends here, silent or not.
                budget::look();
                if !placed.call.silent || matches!(error, QueryError::OverBudget { .. }) {
                    budget::fail(error);
                }
                // SPARQL 1.1 Federated Query, section 2.3: one solution without bindings.
                Arc::new(vec![Row::default()])
            }
        };
        Arc::clone(placed.rows.get_or_init(answered))
    }

    fn asked(&self, placed: &Placed) -> Result<Vec<Row>, QueryError> {
        let Call { name, inner, .. } = &placed.call;
        let NamedNodePattern::NamedNode(name) = name else {
            return Err(QueryError::Evaluation {
                message: format!("SERVICE {name}: patterns of the same group have to bind the variable"),
            });
        };
        match placed.bindings.get() {
            Some(bindings) if !bindings.variables.is_empty() => {
                let mut all = Vec::new();
                for chunk in bindings.rows.chunks(SERVICE_CHUNK_ROWS) {
                    let query = select(inner, &bindings.variables, chunk);
                    all.append(&mut self.request(name, inner, query)?);
                }
                Ok(all)
            }
            _ => self.request(name, inner, select(inner, &[], &[])),
        }
    }

    fn request(&self, name: &NamedNode, inner: &GraphPattern, query: String) -> Result<Vec<Row>, QueryError> {
        let what = || format!("SERVICE {name}");
        let Some(services) = &self.services else {
            return Err(QueryError::Refused { what: what() });
        };
        {
            let mut state = self.lock();
            state.requests += 1;
            if state.requests > SERVICE_REQUESTS_MAX {
                return Err(too_many());
            }
        }
        let request = ServiceRequest {
            service: name.as_str().to_owned(),
            query,
        };
        let waits = || !self.budget.cancel().is_cancelled();
        let answer = services(&request, &waits).map_err(|error| match error {
            ServiceError::Refused(why) => QueryError::NotAsked { what: what(), why },
            ServiceError::Failed(why) => QueryError::Unanswered { what: what(), why },
        })?;
        rows(&answer, inner).map_err(|why| QueryError::Unanswered { what: what(), why })
    }
}

pub(super) struct Handler(pub(super) Arc<Shared>);

impl DefaultServiceHandler for Handler {
    type Error = QueryEvaluationError;

    fn handle(
        &self,
        name: &NamedNode,
        _: &GraphPattern,
        _: Option<&oxiri::Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, QueryEvaluationError> {
        let unknown = || QueryEvaluationError::UnsupportedService(name.clone());
        let placed = index(name)
            .and_then(|index| self.0.call(index))
            .ok_or_else(unknown)?;
        let rows = self.0.rows(&placed);
        let count = rows.len();
        let solutions = (0..count).map(move |at| {
            budget::step();
            Ok(rows[at].again())
        });
        // Each row brings its own variables, which are all that the evaluator looks at.
        Ok(QuerySolutionIter::new(Arc::from([]), solutions))
    }
}
