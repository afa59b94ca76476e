//! A thread with a large stack.

use anyhow::{Context, Result, anyhow};
use std::thread;

/// SPARQL evaluation recurses on the query, and a query may be nested as deep as the engine's limit.
const STACK_BYTES: usize = 256 * 1024 * 1024;

/// Runs something that needs a large stack and waits for it.
pub(crate) fn with_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T> {
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, work)
            .context("the system gives no thread; check the limits on memory and processes")?;
        thread.join().map_err(|_| {
            anyhow!("the evaluation ended with a panic; this is a fault of the program, please report it")
        })
    })
}
