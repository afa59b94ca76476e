//! Each limit at n and at n + 1, and the end of the wait.

use crate::host::{Host, answer};
use crate::{always, ask, to};
use mutuelle_outbound::{Failure, Outbound, OutboundLimits};
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than any test here may take by far.
const LONG: Duration = Duration::from_secs(30);

#[test]
fn an_answer_is_taken_at_its_limit_and_refused_above_it() {
    let limits = OutboundLimits {
        bytes_max: 1_000,
        ..OutboundLimits::default()
    };
    let host = |bytes: usize| Host::start(answer("200 OK", &[], &vec![b'x'; bytes]));
    let at = host(1_000);
    assert_eq!(
        to(&at, limits)
            .ask(&ask(at.url("/")), &always)
            .unwrap()
            .bytes
            .len(),
        1_000
    );
    let above = host(1_001);
    let outcome = to(&above, limits).ask(&ask(above.url("/")), &always);
    assert!(
        matches!(outcome, Err(Failure::TooLong { limit: 1_000 })),
        "{outcome:?}"
    );
}

#[test]
fn a_compressed_answer_is_bounded_by_what_it_decompresses_to() {
    // 60,000 times x as gzip that stores.
    let mut deflated = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    deflated.extend(stored(&vec![b'x'; 60_000]));
    let host = Host::start(answer("200 OK", &[("content-encoding", "gzip")], &deflated));
    for (bytes_max, taken) in [(60_000, true), (59_999, false)] {
        let limits = OutboundLimits {
            bytes_max,
            ..OutboundLimits::default()
        };
        let outcome = to(&host, limits).ask(&ask(host.url("/")), &always);
        assert_eq!(outcome.is_ok(), taken, "{outcome:?}");
    }
}

/// A deflate stream of one stored block, with the trailer of gzip.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let mut out = vec![1];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend_from_slice(bytes);
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    out.extend((!crc).to_le_bytes());
    out.extend(u32::from(length).to_le_bytes());
    out
}

#[test]
fn a_host_that_says_nothing_is_given_up_after_the_time_that_one_request_may_take() {
    let host = Host::silent();
    let limits = OutboundLimits {
        total_ms: 100,
        ..OutboundLimits::default()
    };
    let begun = Instant::now();
    let outcome = to(&host, limits).ask(&ask(host.url("/")), &always);
    let Err(Failure::TooSlow { name, limit_ms }) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!((name, limit_ms), ("outbound_total_ms", 100));
    assert!(begun.elapsed() >= Duration::from_millis(100) && begun.elapsed() < LONG);
}

#[test]
fn a_host_with_which_no_connection_comes_to_stand_is_given_up_after_the_time_for_that() {
    // Whoever connects is never answered: a connection by https does not stand without its handshake.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let limits = OutboundLimits {
        connect_ms: 100,
        total_ms: 600_000,
        ..OutboundLimits::default()
    };
    let outbound = Outbound::new(url.parse().unwrap(), limits);
    let begun = Instant::now();
    let outcome = outbound.ask(&ask(format!("{url}/")), &always);
    let Err(Failure::TooSlow { name, limit_ms }) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!((name, limit_ms), ("outbound_connect_ms", 100));
    assert!(begun.elapsed() >= Duration::from_millis(100) && begun.elapsed() < LONG);
    assert_eq!(outbound.counts(), (1, 0));
}

#[test]
fn the_time_for_a_connection_does_not_end_one_that_stands() {
    let host = Host::silent();
    let limits = OutboundLimits {
        connect_ms: 100,
        total_ms: 300,
        ..OutboundLimits::default()
    };
    let begun = Instant::now();
    let outcome = to(&host, limits).ask(&ask(host.url("/")), &always);
    let Err(Failure::TooSlow { name, .. }) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(name, "outbound_total_ms");
    assert!(begun.elapsed() >= Duration::from_millis(300));
}

#[test]
fn the_wait_ends_with_the_query_and_the_connection_with_it() {
    let host = Host::silent();
    let outbound = to(&host, OutboundLimits::default());
    let begun = Instant::now();
    // As long as the host has not heard the request, it is waited for.
    let outcome = outbound.ask(&ask(host.url("/")), &|| host.connections() == 0);
    assert!(matches!(outcome, Err(Failure::Abandoned)), "{outcome:?}");
    assert!(begun.elapsed() < LONG);
}

#[test]
fn as_many_requests_are_under_way_as_may_be_and_one_more_is_refused() {
    let host = Host::silent();
    let limits = OutboundLimits {
        at_once_max: 2,
        ..OutboundLimits::default()
    };
    let outbound = to(&host, limits);
    let (waits, request) = (AtomicBool::new(true), ask(host.url("/")));
    thread::scope(|scope| {
        let waiting: Vec<_> = (0..2)
            .map(|_| scope.spawn(|| outbound.ask(&request, &|| waits.load(Ordering::Acquire))))
            .collect();
        while host.connections() < 2 {
            thread::yield_now();
        }
        let outcome = outbound.ask(&ask(host.url("/")), &always);
        assert!(matches!(outcome, Err(Failure::Busy { limit: 2 })), "{outcome:?}");
        waits.store(false, Ordering::Release);
        for one in waiting {
            assert!(matches!(one.join().unwrap(), Err(Failure::Abandoned)));
        }
    });
    // The places are given back.
    let waits = || false;
    while matches!(
        outbound.ask(&ask(host.url("/")), &waits),
        Err(Failure::Busy { .. })
    ) {
        thread::yield_now();
    }
}
