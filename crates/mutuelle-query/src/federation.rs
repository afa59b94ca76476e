//! SERVICE: a part of a query that another machine answers.
//!
//! The evaluator calls a service without what it knows already, and once a row where it joins row by row. So each call is
//! made once a query, its rows are kept until the query ends, and it is asked only about what the rest of its group
//! leaves (`VALUES` in chunks) where these are not too many. A failure unwinds like a deadline: no join may take it
//! for an end of rows.

mod asking;
mod known;
mod placing;

use crate::budget::Budget;
use crate::calls::{Call, Calls};
use crate::dataset::ScopedDataset;
use crate::error::QueryError;
use crate::functions::evaluator;
use crate::geometry::with_functions;
use crate::service::{Bindings, Row, Services};
use crate::source::Source;
use asking::Handler;
use placing::Around;
use spareval::QueryEvaluator;
use spargebra::algebra::GraphPattern;
use std::sync::{Arc, Mutex, OnceLock};

/// How many rows a service is asked about in one request.
pub const SERVICE_CHUNK_ROWS: usize = 500;
/// About how many rows services are asked at the most; where there are more, they are asked for all that they have.
pub const SERVICE_BINDINGS_MAX: usize = 10_000;
/// How many requests one query may send to other machines.
pub const SERVICE_REQUESTS_MAX: usize = 64;

/// The calls of one evaluation.
pub struct Federation {
    shared: Arc<Shared>,
    budget: Budget,
    geometry: bool,
}

struct Shared {
    services: Option<Services>,
    budget: Budget,
    state: Mutex<State>,
}

struct State {
    calls: Vec<Arc<Placed>>,
    requests: usize,
}

/// A call with what it is asked about and what it answered.
struct Placed {
    call: Call,
    bindings: OnceLock<Bindings>,
    rows: OnceLock<Arc<Vec<Row>>>,
}

impl Placed {
    fn new(call: Call) -> Arc<Self> {
        Arc::new(Self {
            call,
            bindings: OnceLock::new(),
            rows: OnceLock::new(),
        })
    }
}

impl Federation {
    /// The calls of an evaluation within a budget, which holds the way to other services if there is one.
    pub fn new(calls: &Calls, budget: &Budget) -> Self {
        let geometry = calls.asks_geometry();
        let calls = calls.iter().cloned().map(Placed::new).collect();
        Self {
            geometry,
            shared: Arc::new(Shared {
                services: budget.services().cloned(),
                budget: budget.clone(),
                state: Mutex::new(State { calls, requests: 0 }),
            }),
            budget: budget.clone(),
        }
    }

    /// An evaluator that answers these calls and ends with the budget.
    pub fn evaluator(&self) -> QueryEvaluator {
        let mut evaluator = evaluator().with_cancellation_token(self.budget.cancel().clone());
        if self.geometry {
            evaluator = with_functions(evaluator);
        }
        if self.shared.lock().calls.is_empty() {
            return evaluator;
        }
        evaluator.with_default_service_handler(Handler(Arc::clone(&self.shared)))
    }

    /// The same pattern, its calls told what they are asked about. Within the budget, since parts of the query are
    /// evaluated for that.
    ///
    /// # Errors
    /// Those of the parts, and a variable for a service that nothing binds.
    pub fn placed<S: Source>(
        &self,
        pattern: GraphPattern,
        dataset: &ScopedDataset<S>,
    ) -> Result<GraphPattern, QueryError> {
        if self.shared.lock().calls.is_empty() {
            return Ok(pattern);
        }
        let outside = Around {
            graph: None,
            correlated: false,
        };
        self.part(pattern, dataset, outside)
    }
}

fn too_many() -> QueryError {
    QueryError::OverBudget {
        name: "service_requests_max",
        unit: "requests to other machines",
        limit: SERVICE_REQUESTS_MAX as u64,
    }
}
