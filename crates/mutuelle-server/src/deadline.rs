//! Deadlines: one watchdog thread for all of them.

use mutuelle_commons::CancellationToken;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken as Signal;

/// The owner of every deadline: one thread, whatever the number of queries. (A sleeping thread a query, as some
/// servers have it, is itself a way to bring a server down.)
pub(crate) struct Watchdog {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<Watched>,
    changed: Condvar,
}

#[derive(Default)]
struct Watched {
    /// Keyed by the time and a number that makes the key unique.
    due: BTreeMap<(Instant, u64), Target>,
    next: u64,
    closed: bool,
    /// Whether the thread waits to be woken, because there was nothing to watch for a while.
    asleep: bool,
}

/// How often the thread looks, at the least, while there are queries: no deadline is missed by more.
const LOOK: Duration = Duration::from_millis(5);
/// How long it goes on looking when there are none.
const AWAKE: Duration = Duration::from_millis(200);

struct Target {
    evaluation: CancellationToken,
    expired: Signal,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Watched> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watchdog {
    /// Starts the thread; it ends when the watchdog is dropped.
    pub(crate) fn start() -> io::Result<Self> {
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let watched = Arc::clone(&shared);
        std::thread::Builder::new()
            .name("mutuelle-watchdog".to_owned())
            .spawn(move || watch(&watched))?;
        Ok(Self { shared })
    }

    /// Cancels `evaluation` after `patience`, unless the returned deadline is dropped before.
    pub(crate) fn guard(&self, patience: Duration, evaluation: CancellationToken) -> Deadline {
        let expired = Signal::new();
        let mut watched = self.shared.lock();
        let key = (Instant::now() + patience, watched.next);
        watched.next += 1;
        watched.due.insert(
            key,
            Target {
                evaluation,
                expired: expired.clone(),
            },
        );
        let asleep = watched.asleep;
        drop(watched);
        // A thread that looks often enough by itself need not be woken for every query.
        if asleep {
            self.shared.changed.notify_one();
        }
        Deadline {
            key,
            expired,
            shared: Arc::clone(&self.shared),
        }
    }

    /// Deadlines under watch at this moment.
    #[cfg(test)]
    fn watched(&self) -> usize {
        self.shared.lock().due.len()
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.changed.notify_one();
    }
}

fn watch(shared: &Shared) {
    let mut watched = shared.lock();
    let mut busy = Instant::now();
    while !watched.closed {
        let now = Instant::now();
        match watched.due.first_key_value().map(|(&(at, _), _)| at) {
            Some(at) if at <= now => {
                if let Some((_, target)) = watched.due.pop_first() {
                    target.evaluation.cancel();
                    target.expired.cancel();
                }
                continue;
            }
            Some(_) => busy = now,
            None => {}
        }
        watched = if now - busy > AWAKE {
            watched.asleep = true;
            let mut woken = shared
                .changed
                .wait(watched)
                .unwrap_or_else(PoisonError::into_inner);
            woken.asleep = false;
            busy = Instant::now();
            woken
        } else {
            let waited = shared.changed.wait_timeout(watched, LOOK);
            waited.unwrap_or_else(PoisonError::into_inner).0
        };
    }
}

/// One query's deadline; dropping it ends the watch.
pub(crate) struct Deadline {
    key: (Instant, u64),
    expired: Signal,
    shared: Arc<Shared>,
}

impl Deadline {
    /// Resolves once the deadline has passed.
    pub(crate) async fn expired(&self) {
        self.expired.cancelled().await;
    }

    /// Whether it has passed.
    pub(crate) fn has_expired(&self) -> bool {
        self.expired.is_cancelled()
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        self.shared.lock().due.remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn deadlines_expire_in_their_order_and_a_dropped_one_never_does() {
        let watchdog = Watchdog::start().unwrap();
        let (first, second, dropped) = (
            CancellationToken::new(),
            CancellationToken::new(),
            CancellationToken::new(),
        );
        let late = watchdog.guard(Duration::from_millis(2), second.clone());
        let early = watchdog.guard(Duration::ZERO, first.clone());
        drop(watchdog.guard(Duration::from_millis(1), dropped.clone()));
        let never = watchdog.guard(Duration::from_hours(1), CancellationToken::new());
        early.expired().await;
        assert!(first.is_cancelled());
        late.expired().await;
        assert!(second.is_cancelled() && late.has_expired());
        assert!(!dropped.is_cancelled());
        assert!(!never.has_expired());
        assert_eq!(watchdog.watched(), 1);
    }
}
