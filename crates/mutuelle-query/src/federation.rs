//! SERVICE: a part of a query that another machine answers.
//!
//! The evaluator calls a service without what it knows already, and once a row where it joins row by row. So each call is
//! made once a query, its rows are kept until the query ends, and it is asked only about what the rest of its group
//! leaves (`VALUES` in chunks) where these are not too many. A failure unwinds like a deadline: no join may take it
//! for an end of rows.

use crate::budget::{self, Budget};
use crate::calls::{Call, Calls, call_of, index, standing};
use crate::dataset::ScopedDataset;
use crate::error::QueryError;
use crate::functions::evaluator;
use crate::geometry::with_functions;
use crate::plan::Plan;
use crate::service::{Bindings, Row, ServiceError, ServiceRequest, Services, rows, select};
use crate::source::Source;
use oxrdf::{NamedNode, Term, Variable};
use spareval::{
    DefaultServiceHandler, QueryEvaluationError, QueryEvaluator, QueryResults, QuerySolutionIter,
};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

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

/// Where a part stands.
#[derive(Clone, Copy)]
struct Around<'p> {
    graph: Option<&'p NamedNodePattern>,
    /// Whether variables may be bound from outside: then nothing can be known of its rows beforehand.
    correlated: bool,
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

    fn part<S: Source>(
        &self,
        pattern: GraphPattern,
        dataset: &ScopedDataset<S>,
        around: Around<'_>,
    ) -> Result<GraphPattern, QueryError> {
        if call_of(&pattern).is_some() {
            return self.told(pattern, None, dataset, around);
        }
        let boxed = |pattern: Box<GraphPattern>| self.part(*pattern, dataset, around).map(Box::new);
        Ok(match pattern {
            GraphPattern::Join { .. } => self.join(pattern, dataset, around)?,
            GraphPattern::Lateral { left, right } => {
                let left = boxed(left)?;
                let inside = Around {
                    correlated: true,
                    ..around
                };
                let right = if call_of(&right).is_some() {
                    self.told(*right, Some(&left), dataset, around)?
                } else {
                    self.part(*right, dataset, inside)?
                };
                GraphPattern::Lateral {
                    left,
                    right: Box::new(right),
                }
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                let left = boxed(left)?;
                let right = if call_of(&right).is_some() {
                    self.told(*right, Some(&left), dataset, around)?
                } else {
                    self.part(*right, dataset, around)?
                };
                GraphPattern::LeftJoin {
                    left,
                    right: Box::new(right),
                    expression,
                }
            }
            GraphPattern::Union { left, right } => GraphPattern::Union {
                left: boxed(left)?,
                right: boxed(right)?,
            },
            // What MINUS takes away depends on the variables that its right side binds: nothing is added to them.
            GraphPattern::Minus { left, right } => GraphPattern::Minus {
                left: boxed(left)?,
                right: boxed(right)?,
            },
            GraphPattern::Graph { name, inner } => {
                let within = Around {
                    graph: Some(&name),
                    ..around
                };
                let inner = Box::new(self.part(*inner, dataset, within)?);
                GraphPattern::Graph { name, inner }
            }
            modified => self.modified(modified, dataset, around)?,
        })
    }

    /// What stands above one part.
    fn modified<S: Source>(
        &self,
        pattern: GraphPattern,
        dataset: &ScopedDataset<S>,
        around: Around<'_>,
    ) -> Result<GraphPattern, QueryError> {
        let boxed = |pattern: Box<GraphPattern>| self.part(*pattern, dataset, around).map(Box::new);
        Ok(match pattern {
            GraphPattern::Filter { expr, inner } => GraphPattern::Filter {
                expr,
                inner: boxed(inner)?,
            },
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => GraphPattern::Extend {
                inner: boxed(inner)?,
                variable,
                expression,
            },
            GraphPattern::OrderBy { inner, expression } => GraphPattern::OrderBy {
                inner: boxed(inner)?,
                expression,
            },
            GraphPattern::Project { inner, variables } => GraphPattern::Project {
                inner: boxed(inner)?,
                variables,
            },
            GraphPattern::Distinct { inner } => GraphPattern::Distinct { inner: boxed(inner)? },
            GraphPattern::Reduced { inner } => GraphPattern::Reduced { inner: boxed(inner)? },
            GraphPattern::Slice { inner, start, length } => GraphPattern::Slice {
                inner: boxed(inner)?,
                start,
                length,
            },
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => GraphPattern::Group {
                inner: boxed(inner)?,
                variables,
                aggregates,
            },
            leaf => leaf,
        })
    }

    /// A chain of joins: what is here first, then one call after the other, each asked about what is left of those before.
    fn join<S: Source>(
        &self,
        pattern: GraphPattern,
        dataset: &ScopedDataset<S>,
        around: Around<'_>,
    ) -> Result<GraphPattern, QueryError> {
        let (mut own, mut calls, mut waiting) = (None, Vec::new(), vec![pattern]);
        while let Some(part) = waiting.pop() {
            match part {
                GraphPattern::Join { left, right } => waiting.extend([*right, *left]),
                part if call_of(&part).is_some() => calls.push(part),
                part => own = Some(joined(own, self.part(part, dataset, around)?)),
            }
        }
        for call in calls {
            let call = self.told(call, own.as_ref(), dataset, around)?;
            own = Some(joined(own, call));
        }
        Ok(own.unwrap_or_default())
    }

    /// A call that knows what the rest of its group leaves.
    fn told<S: Source>(
        &self,
        pattern: GraphPattern,
        rest: Option<&GraphPattern>,
        dataset: &ScopedDataset<S>,
        around: Around<'_>,
    ) -> Result<GraphPattern, QueryError> {
        let Some(placed) = call_of(&pattern).and_then(|index| self.shared.call(index)) else {
            return Ok(pattern);
        };
        let rest = rest.filter(|_| !around.correlated);
        let shared = rest
            .map(|rest| common(rest, &placed.call.inner))
            .unwrap_or_default();
        match (&placed.call.name, rest) {
            (NamedNodePattern::NamedNode(_), Some(rest)) if !shared.is_empty() && !changes(rest) => {
                if let Some(rows) = self.distinct(rest, &shared, dataset, around.graph)? {
                    // Set once: each call stands at one place.
                    let _ = placed.bindings.set(bindings(&shared, &rows));
                }
                Ok(pattern)
            }
            (NamedNodePattern::NamedNode(_), _) => Ok(pattern),
            (NamedNodePattern::Variable(variable), Some(rest)) => {
                let found = self.distinct(rest, std::slice::from_ref(variable), dataset, around.graph)?;
                let found = found.unwrap_or_default();
                self.each(&placed.call, variable, found)
            }
            (NamedNodePattern::Variable(variable), None) => Err(QueryError::Evaluation {
                message: format!("SERVICE {variable}: patterns of the same group have to bind the variable"),
            }),
        }
    }

    /// A call for each service that a variable names.
    fn each(
        &self,
        call: &Call,
        variable: &Variable,
        found: Vec<Vec<Option<Term>>>,
    ) -> Result<GraphPattern, QueryError> {
        if found.len() > SERVICE_REQUESTS_MAX {
            return Err(too_many());
        }
        let mut all = GraphPattern::Values {
            variables: vec![variable.clone()],
            bindings: Vec::new(),
        };
        for row in found {
            let name = match row.into_iter().next().flatten() {
                Some(Term::NamedNode(name)) => name,
                other => {
                    let what = other.map_or_else(|| "nothing".to_owned(), |term| term.to_string());
                    let message = format!("SERVICE {variable}: {what} is no IRI of a service");
                    return Err(QueryError::Evaluation { message });
                }
            };
            let values = GraphPattern::Values {
                variables: vec![variable.clone()],
                bindings: vec![vec![Some(GroundTerm::NamedNode(name.clone()))]],
            };
            let standing = self.shared.add(Call {
                name: name.into(),
                ..call.clone()
            });
            all = GraphPattern::Union {
                left: Box::new(all),
                right: Box::new(joined(Some(values), standing)),
            };
        }
        Ok(all)
    }

    /// The distinct rows of these variables; nothing when there are more than may be sent.
    fn distinct<S: Source>(
        &self,
        rest: &GraphPattern,
        variables: &[Variable],
        dataset: &ScopedDataset<S>,
        graph: Option<&NamedNodePattern>,
    ) -> Result<Option<Vec<Vec<Option<Term>>>>, QueryError> {
        let mut inner = rest.clone();
        if let Some(name) = graph {
            inner = GraphPattern::Graph {
                name: name.clone(),
                inner: Box::new(inner),
            };
        }
        let pattern = GraphPattern::Distinct {
            inner: Box::new(GraphPattern::Project {
                inner: Box::new(inner),
                variables: variables.to_vec(),
            }),
        };
        let query = Query::Select {
            dataset: None,
            pattern,
            base_iri: None,
        };
        let plan = Plan::of(query, dataset).map_err(|error| QueryError::Source(Box::new(error)))?;
        let QueryResults::Solutions(solutions) = plan.execute(&self.evaluator(), dataset)? else {
            return Ok(None);
        };
        let mut rows = Vec::new();
        for solution in solutions {
            if rows.len() == SERVICE_BINDINGS_MAX {
                return Ok(None);
            }
            rows.push(solution?.values().to_vec());
        }
        Ok(Some(rows))
    }
}

fn joined(left: Option<GraphPattern>, right: GraphPattern) -> GraphPattern {
    match left {
        None => right,
        Some(left) => GraphPattern::Join {
            left: Box::new(left),
            right: Box::new(right),
        },
    }
}

/// The variables that two parts can bind and people can name.
fn common(one: &GraphPattern, other: &GraphPattern) -> Vec<Variable> {
    let mut known = HashSet::new();
    one.on_in_scope_variable(|variable| {
        known.insert(variable.clone());
    });
    let mut common = Vec::new();
    other.on_in_scope_variable(|variable| {
        if known.contains(variable) && !common.contains(variable) {
            common.push(variable.clone());
        }
    });
    common
}

/// Whether a part may have other rows when it is evaluated again. One of these words in a text is taken for the function.
fn changes(pattern: &GraphPattern) -> bool {
    let text = pattern.to_string().to_ascii_uppercase();
    ["NOW(", "RAND(", "UUID(", "BNODE("]
        .iter()
        .any(|word| text.contains(word))
}

/// What a service is asked about: the variables that are IRIs or literals in every row. A blank node of ours means nothing
/// to it, and a variable that is sometimes unbound would make more rows of one.
fn bindings(variables: &[Variable], rows: &[Vec<Option<Term>>]) -> Bindings {
    let ground = |term: &Option<Term>| match term {
        Some(Term::NamedNode(name)) => Some(GroundTerm::from(name.clone())),
        Some(Term::Literal(literal)) => Some(GroundTerm::from(literal.clone())),
        _ => None,
    };
    let places: Vec<usize> = (0..variables.len())
        .filter(|place| rows.iter().all(|row| ground(&row[*place]).is_some()))
        .collect();
    let mut seen = HashSet::new();
    let rows = rows
        .iter()
        .map(|row| {
            places
                .iter()
                .filter_map(|place| ground(&row[*place]))
                .collect::<Vec<_>>()
        })
        .filter(|row| seen.insert(row.clone()));
    Bindings {
        rows: rows.collect(),
        variables: places.iter().map(|place| variables[*place].clone()).collect(),
    }
}

fn too_many() -> QueryError {
    QueryError::OverBudget {
        name: "service_requests_max",
        unit: "requests to other machines",
        limit: SERVICE_REQUESTS_MAX as u64,
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn call(&self, index: usize) -> Option<Arc<Placed>> {
        self.lock().calls.get(index).cloned()
    }

    /// One more call; what stands for it.
    fn add(&self, call: Call) -> GraphPattern {
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

struct Handler(Arc<Shared>);

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
