//! What a query may use, and how it is stopped.
//!
//! The evaluator of spareval heeds a cancellation only between the quads it reads, and its joins, sorts and groups
//! swallow even that error and go on. So a query that is over is stopped by **unwinding**: everything that the
//! evaluator calls of ours (scans, terms, the copying of a row's values) counts a step, a look at the budget
//! is taken every few dozen steps, and one that is used up throws a [`Stopped`] that [`Budget::enforce`] catches. Rows, hash tables and
//! scans are freed on the way, and the thread is ready for the next query. It is the way of rust-analyzer's queries;
//! `resume_unwind` runs no panic hook.

use crate::error::QueryError;
use crate::fulltext::Texts;
use crate::service::Services;
use spareval::CancellationToken;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

/// Tells how many bytes the calling thread has allocated and not freed, give or take a constant.
pub type Meter = fn() -> u64;

/// How much one query may use. Each limit is documented in docs/http.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryLimits {
    /// Memory of the evaluation, in bytes; counted where a [`Meter`] is given.
    pub memory_bytes_max: u64,
    /// Rows or triples of the answer.
    pub rows_max: u64,
    /// Bytes of the answer.
    pub answer_bytes_max: u64,
}

impl Default for QueryLimits {
    fn default() -> Self {
        Self {
            memory_bytes_max: 512 << 20,
            rows_max: 20_000_000,
            answer_bytes_max: 4 << 30,
        }
    }
}

/// The budget of one query.
#[derive(Clone)]
pub struct Budget {
    cancel: CancellationToken,
    limits: QueryLimits,
    meter: Option<Meter>,
    /// Whether the query is to end within about a millisecond.
    brief: bool,
    /// The way to other services; without one nothing is asked of them.
    services: Option<Services>,
    /// The text index; without one nothing is searched.
    texts: Option<Texts>,
}

/// How many steps a query takes at the most that is answered where its request is read: about a millisecond's worth.
const BRIEF_STEPS_MAX: u32 = 8_192;
/// How long it takes at the most, should its steps be slow ones.
const BRIEF_TIME_MAX: Duration = Duration::from_millis(2);
/// The name of the budget of a [brief](Budget::brief) query.
const BRIEF: &str = "brief_time_max";

/// How many steps pass between two looks at the budget. A step takes 10 to 1,000 ns.
const STEPS_BETWEEN_LOOKS: u32 = 32;

/// What unwinds.
#[derive(Debug)]
enum Stopped {
    Cancelled,
    Failed(QueryError),
    Over {
        name: &'static str,
        unit: &'static str,
        limit: u64,
    },
}

/// The budget in force on a thread.
struct Running {
    budget: Budget,
    /// What the meter said at the beginning, more by what was handed to other threads since.
    floor: u64,
    /// How much of the memory is gone already, over which the look is made; the greatest so far.
    peak: u64,
    looks: u32,
    begun: Instant,
}

thread_local! {
    static STEPS: Cell<u32> = const { Cell::new(0) };
    static RUNNING: RefCell<Option<Running>> = const { RefCell::new(None) };
}

impl Budget {
    /// A budget that ends with `cancel`, within `limits`.
    pub fn new(cancel: CancellationToken, limits: QueryLimits, meter: Option<Meter>) -> Self {
        Self {
            cancel,
            limits,
            meter,
            brief: false,
            services: None,
            texts: None,
        }
    }

    /// The same with a way to other services.
    #[must_use]
    pub fn with_services(self, services: Services) -> Self {
        Self {
            services: Some(services),
            ..self
        }
    }

    /// The same with a text index at the seq of the data.
    #[must_use]
    pub fn with_texts(self, texts: Texts) -> Self {
        Self {
            texts: Some(texts),
            ..self
        }
    }

    pub(crate) fn texts(&self) -> Option<&Texts> {
        self.texts.as_ref()
    }

    pub(crate) fn services(&self) -> Option<&Services> {
        self.services.as_ref()
    }

    /// The same for about a millisecond: a query that needs more ends with an error that [`is_brief`](Self::is_brief)
    /// knows.
    #[must_use]
    pub fn brief(self) -> Self {
        Self { brief: true, ..self }
    }

    /// Whether an error says that a query was not brief.
    pub fn is_brief(error: &QueryError) -> bool {
        matches!(error, QueryError::OverBudget { name, .. } if *name == BRIEF)
    }

    /// Only a cancellation ends it: for what the server itself asks.
    pub fn cancelled_by(cancel: CancellationToken) -> Self {
        let unlimited = QueryLimits {
            memory_bytes_max: u64::MAX,
            rows_max: u64::MAX,
            answer_bytes_max: u64::MAX,
        };
        Self::new(cancel, unlimited, None)
    }

    pub(crate) fn cancel(&self) -> &CancellationToken {
        &self.cancel
    }

    pub(crate) fn limits(&self) -> QueryLimits {
        self.limits
    }

    /// Runs `work`, stopping it as soon as the budget is used up. All that `work` makes of the evaluation must end in
    /// it: a row iterator that outlives it is stopped by nothing.
    ///
    /// # Errors
    /// What `work` fails with, [`QueryError::Cancelled`], [`QueryError::OverBudget`].
    pub fn enforce<T>(&self, work: impl FnOnce() -> Result<T, QueryError>) -> Result<T, QueryError> {
        let running = Running {
            budget: self.clone(),
            floor: self.meter.map_or(0, |meter| meter()),
            peak: 0,
            looks: 0,
            begun: Instant::now(),
        };
        let _outer = Outer(RUNNING.replace(Some(running)));
        // The first step looks: a query that was cancelled while it waited does not begin.
        STEPS.set(0);
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(outcome) => outcome,
            Err(payload) => match payload.downcast::<Stopped>() {
                Ok(stopped) => Err((*stopped).into()),
                Err(panic) => resume_unwind(panic),
            },
        }
    }
}

/// Puts the budget before this one back in force.
struct Outer(Option<Running>);

impl Drop for Outer {
    fn drop(&mut self) {
        RUNNING.set(self.0.take());
    }
}

impl From<Stopped> for QueryError {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Cancelled => Self::Cancelled,
            Stopped::Failed(error) => error,
            Stopped::Over { name, unit, limit } => Self::OverBudget { name, unit, limit },
        }
    }
}

/// Counts a step of the query that runs on this thread.
#[inline]
pub(crate) fn step() {
    STEPS.with(|steps| match steps.get() {
        0 => {
            steps.set(STEPS_BETWEEN_LOOKS);
            look();
        }
        left => steps.set(left - 1),
    });
}

/// Looks at the budget at once. Does not return when it is used up.
#[cold]
pub(crate) fn look() {
    let stopped = RUNNING.with_borrow_mut(|running| running.as_mut().and_then(Running::stopped));
    // A second unwinding during a first would end the process.
    if let Some(stopped) = stopped
        && !std::thread::panicking()
    {
        resume_unwind(Box::new(stopped));
    }
}

/// Stops the query that runs on this thread, or its caller where none runs: a named bound was met.
pub(crate) fn stop(name: &'static str, unit: &'static str, limit: u64) -> ! {
    resume_unwind(Box::new(Stopped::Over { name, unit, limit }))
}

/// Stops the query that runs on this thread: a part of it failed that the evaluator would take for an end of rows.
pub(crate) fn fail(error: QueryError) -> ! {
    resume_unwind(Box::new(Stopped::Failed(error)))
}

/// Says that bytes which this thread allocated are freed by another one.
pub fn handed_over(bytes: usize) {
    RUNNING.with_borrow_mut(|running| {
        if let Some(running) = running {
            running.floor = running.floor.wrapping_add(bytes as u64);
        }
    });
}

/// The most memory that the query on this thread was seen to hold, in bytes.
pub(crate) fn memory_peak() -> u64 {
    RUNNING.with_borrow_mut(|running| {
        running.as_mut().map_or(0, |running| {
            running.measure();
            running.peak
        })
    })
}

impl Running {
    fn measure(&mut self) -> u64 {
        let Some(meter) = self.budget.meter else {
            return 0;
        };
        // Less than at the beginning, when the query frees what was there before, is nothing.
        let used = meter()
            .wrapping_sub(self.floor)
            .cast_signed()
            .max(0)
            .cast_unsigned();
        self.peak = self.peak.max(used);
        used
    }

    fn stopped(&mut self) -> Option<Stopped> {
        if self.budget.cancel.is_cancelled() {
            return Some(Stopped::Cancelled);
        }
        if self.budget.brief {
            self.looks += 1;
            if self.looks > BRIEF_STEPS_MAX / STEPS_BETWEEN_LOOKS || self.begun.elapsed() > BRIEF_TIME_MAX {
                return Some(Stopped::Over {
                    name: BRIEF,
                    unit: "milliseconds",
                    limit: 2,
                });
            }
        }
        let limit = self.budget.limits.memory_bytes_max;
        (self.measure() > limit).then_some(Stopped::Over {
            name: "memory_bytes_max",
            unit: "bytes of memory",
            limit,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    thread_local! {
        static HELD: Cell<u64> = const { Cell::new(1_000) };
    }

    fn held() -> u64 {
        HELD.get()
    }

    fn budget(memory_bytes_max: u64) -> (Budget, CancellationToken) {
        let cancel = CancellationToken::new();
        let limits = QueryLimits {
            memory_bytes_max,
            ..QueryLimits::default()
        };
        (Budget::new(cancel.clone(), limits, Some(held)), cancel)
    }

    #[expect(clippy::unnecessary_wraps, reason = "it stands where a query's work stands")]
    fn steps() -> Result<(), QueryError> {
        (0..=STEPS_BETWEEN_LOOKS).for_each(|_| step());
        Ok(())
    }

    #[test]
    fn memory_is_free_to_the_limit_and_stops_the_query_beyond() {
        let (budget, _) = budget(10);
        let used = |bytes: u64| {
            budget.enforce(|| {
                HELD.set(HELD.get() + bytes);
                steps()
            })
        };
        assert!(used(10).is_ok());
        assert!(matches!(
            used(11),
            Err(QueryError::OverBudget {
                name: "memory_bytes_max",
                limit: 10,
                ..
            })
        ));
        assert!(used(0).is_ok(), "what an earlier query left does not count");
    }

    #[test]
    fn bytes_handed_to_another_thread_do_not_count() {
        let (budget, _) = budget(10);
        let outcome = budget.enforce(|| {
            HELD.set(HELD.get() + 1_000);
            handed_over(1_000);
            steps()
        });
        assert!(outcome.is_ok());
    }

    #[test]
    fn a_cancelled_query_frees_what_it_holds_and_leaves_the_thread_in_order() {
        struct Freed<'a>(&'a Cell<bool>);
        impl Drop for Freed<'_> {
            fn drop(&mut self) {
                self.0.set(true);
            }
        }
        let (budget, cancel) = budget(u64::MAX);
        let freed = Cell::new(false);
        let outcome = budget.enforce(|| {
            let _row = Freed(&freed);
            cancel.cancel();
            steps()
        });
        assert!(matches!(outcome, Err(QueryError::Cancelled)));
        assert!(freed.get());
        // Without a budget in force nothing stops.
        assert!(steps().is_ok());
    }

    #[test]
    fn a_brief_query_ends_by_its_steps_or_by_its_time() {
        let brief = budget(u64::MAX).0.brief();
        let many = brief.enforce(|| {
            (0..2 * BRIEF_STEPS_MAX).for_each(|_| step());
            Ok(())
        });
        let slow = brief.enforce(|| {
            std::thread::sleep(2 * BRIEF_TIME_MAX);
            steps()
        });
        for outcome in [many, slow] {
            assert!(Budget::is_brief(&outcome.unwrap_err()));
        }
    }

    #[test]
    fn a_panic_that_is_not_ours_goes_on() {
        let (budget, _) = budget(u64::MAX);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            budget.enforce::<()>(|| resume_unwind(Box::new("a bug")))
        }));
        assert_eq!(*outcome.unwrap_err().downcast::<&str>().unwrap(), "a bug");
    }

    #[test]
    fn an_inner_budget_gives_the_outer_one_back() {
        let (outer, cancel) = budget(u64::MAX);
        let outcome = outer.enforce(|| {
            Budget::cancelled_by(CancellationToken::new()).enforce(|| {
                cancel.cancel();
                steps()
            })?;
            steps()
        });
        assert!(matches!(outcome, Err(QueryError::Cancelled)));
    }
}
