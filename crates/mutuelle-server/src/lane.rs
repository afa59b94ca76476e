//! Blocking work: the one way from a handler to a thread that may block.

use crate::config::{LaneLimits, RETRY_AFTER_S};
use crate::problem::{Kind, Problem};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tracing::Span;

/// The stack of a thread that parses and evaluates, in bytes. oxigraph's parser and evaluator recurse with the depth of
/// a query, which the engine bounds; this leaves that bound ample room. It is address space: pages are used on touch.
pub(crate) const STACK_BYTES: usize = 256 << 20;

type Job = Box<dyn FnOnce() + Send>;

/// A fixed set of threads with large stacks for one kind of work, a bound on what runs and a bound on what waits.
///
/// Kinds do not share threads: eight slow queries leave the home page and an import as quick as before.
pub(crate) struct Lane {
    name: &'static str,
    limits: LaneLimits,
    admitted: Arc<Semaphore>,
    running: Arc<Semaphore>,
    refused: AtomicU64,
    jobs: SyncSender<Job>,
}

impl Lane {
    /// Starts the lane's threads; they end when the lane is dropped.
    pub(crate) fn start(name: &'static str, limits: LaneLimits) -> io::Result<Self> {
        let (jobs, inbox) = sync_channel::<Job>(limits.running_max);
        let inbox = Arc::new(Mutex::new(inbox));
        for _ in 0..limits.running_max {
            let inbox = Arc::clone(&inbox);
            std::thread::Builder::new()
                .name(format!("mutuelle-{name}"))
                .stack_size(STACK_BYTES)
                .spawn(move || work_until_closed(&inbox))?;
        }
        Ok(Self {
            name,
            limits,
            admitted: Arc::new(Semaphore::new(limits.running_max + limits.waiting_max)),
            running: Arc::new(Semaphore::new(limits.running_max)),
            refused: AtomicU64::new(0),
            jobs,
        })
    }

    /// Begins `work` on one of the lane's threads, inside the caller's span, and returns as soon as it has a place.
    /// What it yields comes through a channel of the caller's.
    ///
    /// # Errors
    /// 503 at once when as many jobs run and wait as the lane allows.
    pub(crate) async fn begin(&self, work: impl FnOnce() + Send + 'static) -> Result<(), Problem> {
        let admission = Arc::clone(&self.admitted)
            .try_acquire_owned()
            .map_err(|_| self.refuse())?;
        let place = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .map_err(|_| Problem::internal())?;
        let span = Span::current();
        let job = Box::new(move || {
            let permits: [OwnedSemaphorePermit; 2] = [admission, place];
            let outcome = span.in_scope(|| catch_unwind(AssertUnwindSafe(work)));
            if outcome.is_err() {
                tracing::error!(parent: &span, "a job panicked; its request gets a 500");
            }
            drop(permits);
        });
        // There are as many places in the channel as permits, so this never waits.
        self.jobs.try_send(job).map_err(|_| Problem::internal())
    }

    /// Runs `work` on one of the lane's threads and waits for its result.
    ///
    /// # Errors
    /// 503 when the lane is full; 500 when `work` panics.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let (give, take) = oneshot::channel();
        self.begin(move || {
            // The receiver is gone when the client is: nobody waits for the result then.
            let _ = give.send(work());
        })
        .await?;
        take.await.map_err(|_| Problem::internal())
    }

    fn refuse(&self) -> Problem {
        self.refused.fetch_add(1, Ordering::Relaxed);
        let LaneLimits {
            running_max,
            waiting_max,
        } = self.limits;
        Problem::new(
            Kind::Overloaded,
            format!(
                "{running_max} {} run and {waiting_max} wait, which is the limit; try again",
                self.name
            ),
        )
        .retry_after(RETRY_AFTER_S)
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Jobs on a thread at this moment.
    pub(crate) fn running(&self) -> usize {
        self.limits.running_max - self.running.available_permits()
    }

    /// Jobs refused with 503 since the start.
    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

fn work_until_closed(inbox: &Mutex<Receiver<Job>>) {
    loop {
        // The lock is held while waiting for a job, never while doing it.
        let next = inbox.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match next {
            Ok(job) => job(),
            Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_job_that_panics_costs_its_own_answer_and_nothing_else() {
        let lane = Lane::start(
            "test jobs",
            LaneLimits {
                running_max: 1,
                waiting_max: 0,
            },
        )
        .unwrap();
        for _ in 0..3 {
            let outcome: Result<(), Problem> = lane.run(|| panic!("on purpose")).await;
            assert_eq!(outcome.unwrap_err().kind, Kind::Internal);
            // The thread gives its place back a moment after the answer is known to be lost.
            while lane.running() > 0 {
                tokio::task::yield_now().await;
            }
            assert_eq!(lane.run(|| 7).await.unwrap(), 7);
            while lane.running() > 0 {
                tokio::task::yield_now().await;
            }
        }
        assert_eq!(lane.refused(), 0);
    }
}
