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

/// The part of the machine's memory that the read copy may take unless told otherwise.
const SHARE_OF_MACHINE: u64 = 4;

/// That part in bytes, where the system tells how much memory there is.
pub(crate) fn share_of_machine() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    total(&text).map(|bytes| bytes / SHARE_OF_MACHINE)
}

fn total(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_says_how_much_memory_it_has() {
        assert_eq!(total("MemFree: 1 kB\nMemTotal:       16384 kB\n"), Some(16 << 20));
        assert_eq!(total("nothing"), None);
    }

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
