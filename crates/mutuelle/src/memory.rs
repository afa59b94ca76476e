//! The allocator, and how much memory a thread holds.
//!
//! jemalloc counts what each thread allocates and frees, which is what bounds a query's memory: a query is evaluated
//! by one thread. Importing is as quick with it as with mimalloc.

use tikv_jemalloc_ctl::thread::{ThreadLocal, allocatedp, deallocatedp};

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

thread_local! {
    static COUNTERS: Option<(ThreadLocal<u64>, ThreadLocal<u64>)> =
        allocatedp::read().ok().zip(deallocatedp::read().ok());
}

/// Bytes that the calling thread has allocated and not freed. What another thread frees still counts.
pub(crate) fn held_by_thread() -> u64 {
    COUNTERS.with(|counters| {
        counters
            .as_ref()
            .map_or(0, |(allocated, freed)| allocated.get().wrapping_sub(freed.get()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_allocated_counts_until_it_is_freed() {
        let before = held_by_thread();
        let held = vec![1_u8; 1 << 20];
        let during = held_by_thread();
        assert!(during - before >= 1 << 20, "{before} {during} {}", held.len());
        drop(held);
        assert!(held_by_thread() < during);
    }
}
