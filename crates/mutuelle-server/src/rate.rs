//! How often one client may ask: per token, and per address for those without.
//!
//! The theoretical arrival times of governor's algorithm (GCRA) stand in a table of fixed size, in which a client has the place
//! that a salted hash gives it: nothing grows however many clients come, a look takes no lock, and nobody can choose
//! whom to share a place with. Two that share one by chance share an allowance.

use crate::config::{RATE_PLACES, RateLimits};
use crate::problem::{Kind, Problem};
use axum::extract::{ConnectInfo, Request};
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::{Quota, RateLimiter};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use std::hash::{BuildHasher, Hash, RandomState};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The time since some moment; injected, so that tests make it pass.
pub(crate) type Elapsed = Arc<dyn Fn() -> Duration + Send + Sync>;

/// The allowances of a server's clients.
pub(crate) struct Rates {
    addresses: Limiter,
    tokens: Limiter,
    limits: RateLimits,
    salt: RandomState,
    /// What marks tokens that were found to be good.
    good: Box<[AtomicU64]>,
    proxies: Vec<IpAddr>,
    refused: AtomicU64,
}

type Limiter = RateLimiter<usize, Places, Ticks, NoOpMiddleware<Duration>>;

/// How many good tokens are remembered.
const GOOD_TOKENS: usize = 1_024;

impl Rates {
    pub(crate) fn new(limits: RateLimits, proxies: Vec<IpAddr>) -> Self {
        let begun = Instant::now();
        let elapsed: Elapsed = Arc::new(move || begun.elapsed());
        Self::with_clock(limits, proxies, &elapsed)
    }

    fn with_clock(limits: RateLimits, proxies: Vec<IpAddr>, elapsed: &Elapsed) -> Self {
        let limiter = |per_second, burst| {
            let quota = Quota::per_second(per_second).allow_burst(burst);
            RateLimiter::new(quota, Places::new(), Ticks(Arc::clone(elapsed)))
        };
        let RateLimits {
            per_second,
            burst,
            token_per_second,
            token_burst,
        } = limits;
        Self {
            addresses: limiter(per_second, burst),
            tokens: limiter(token_per_second, token_burst),
            limits,
            salt: RandomState::new(),
            good: (0..GOOD_TOKENS).map(|_| AtomicU64::new(0)).collect(),
            proxies,
            refused: AtomicU64::new(0),
        }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// 429 when its client's allowance is used up.
    pub(crate) fn admit(&self, request: &Request) -> Result<(), Problem> {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(peer)| peer.ip());
        self.count(peer, request.headers())
    }

    fn count(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Result<(), Problem> {
        if let Some(secret) = headers.get(AUTHORIZATION) {
            let mark = self.mark(secret.as_bytes());
            if self.good[place(mark, GOOD_TOKENS)].load(Ordering::Relaxed) == mark {
                let RateLimits {
                    token_per_second,
                    token_burst,
                    ..
                } = self.limits;
                return self.checked(
                    &self.tokens,
                    mark,
                    ("token_requests", token_per_second, token_burst),
                );
            }
        }
        // Whoever is on this machine needs no server to keep it busy; a proxy here is to be named.
        let Some(client) = peer.and_then(|peer| self.client(peer, headers)) else {
            return Ok(());
        };
        let RateLimits {
            per_second, burst, ..
        } = self.limits;
        self.checked(
            &self.addresses,
            self.mark(&client),
            ("client_requests", per_second, burst),
        )
    }

    fn checked(
        &self,
        limiter: &Limiter,
        mark: u64,
        (name, per_second, burst): (&'static str, NonZeroU32, NonZeroU32),
    ) -> Result<(), Problem> {
        limiter.check_key(&place(mark, RATE_PLACES)).map_err(|not_until| {
            self.refused.fetch_add(1, Ordering::Relaxed);
            let wait = not_until.wait_time_from(limiter.clock().now());
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            let detail = format!("`{name}` is {per_second} a second, {burst} at once; wait {seconds} s");
            Problem::new(Kind::RateLimited, detail)
                .with("limit_name", name)
                .with("limit", burst.get())
                .retry_after(seconds.max(1))
                .rate_limit(name, per_second, burst, seconds.max(1))
        })
    }

    /// Remembers that the token of a request is good: from its next request on it has an allowance of its own. Before that is
    /// known, anybody could invent tokens to get new allowances.
    pub(crate) fn is_good(&self, headers: &HeaderMap) {
        if let Some(secret) = headers.get(AUTHORIZATION) {
            let mark = self.mark(secret.as_bytes());
            self.good[place(mark, GOOD_TOKENS)].store(mark, Ordering::Relaxed);
        }
    }

    /// How many requests were refused.
    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Whose allowance counts: the connection's other end, or whom a trusted proxy names; nothing for this machine itself.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Option<IpAddr> {
        let mut client = peer;
        if self.proxies.contains(&peer) {
            let named = headers.get_all("x-forwarded-for").into_iter().rev();
            let named = named
                .filter_map(|value| value.to_str().ok())
                .flat_map(|value| value.rsplit(','));
            for address in named {
                // What stands before something that is no address was written by anybody.
                let Ok(address) = address.trim().parse() else {
                    break;
                };
                client = address;
                if !self.proxies.contains(&address) {
                    break;
                }
            }
        }
        (!client.is_loopback()).then(|| network(client))
    }

    fn mark(&self, what: &(impl Hash + ?Sized)) -> u64 {
        self.salt.hash_one(what)
    }
}

fn place(mark: u64, places: usize) -> usize {
    usize::try_from(mark % places as u64).unwrap_or_default()
}

/// The network that a customer has: with IPv6 that is 64 bits, of which one machine may use any address.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
    }
}

/// The table.
struct Places(Box<[AtomicU64]>);

impl Places {
    fn new() -> Self {
        Self((0..RATE_PLACES).map(|_| AtomicU64::new(0)).collect())
    }
}

impl StateStore for Places {
    type Key = usize;

    fn measure_and_replace<T, F, E>(&self, place: &usize, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let cell = &self.0[*place];
        let mut before = cell.load(Ordering::Relaxed);
        loop {
            let (outcome, after) = f((before != 0).then(|| Nanos::from(before)))?;
            match cell.compare_exchange_weak(before, after.as_u64(), Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return Ok(outcome),
                Err(other) => before = other,
            }
        }
    }
}

/// The clock.
#[derive(Clone)]
struct Ticks(Elapsed);

impl Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        // One second in, so that no time is the zero that stands for an empty place.
        (self.0)() + Duration::from_secs(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    struct Harness {
        rates: Rates,
        now_ms: Arc<AtomicU64>,
    }

    fn harness(proxies: &[&str]) -> Harness {
        let now_ms: Arc<AtomicU64> = Arc::default();
        let read = Arc::clone(&now_ms);
        let number = |number| NonZeroU32::new(number).unwrap();
        let limits = RateLimits {
            per_second: number(2),
            burst: number(5),
            token_per_second: number(4),
            token_burst: number(10),
        };
        let proxies = proxies.iter().map(|proxy| proxy.parse().unwrap()).collect();
        let elapsed: Elapsed = Arc::new(move || Duration::from_millis(read.load(Ordering::Relaxed)));
        Harness {
            rates: Rates::with_clock(limits, proxies, &elapsed),
            now_ms,
        }
    }

    impl Harness {
        /// How many of a hundred requests are admitted.
        fn admitted(&self, peer: &str, headers: &[(&'static str, &'static str)]) -> usize {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.append(*name, HeaderValue::from_static(value));
            }
            let peer = Some(peer.parse().unwrap());
            (0..100).filter(|_| self.rates.count(peer, &map).is_ok()).count()
        }

        fn pass(&self, time_ms: u64) {
            self.now_ms.fetch_add(time_ms, Ordering::Relaxed);
        }
    }

    #[test]
    fn as_many_requests_pass_as_are_allowed_and_not_one_more_until_time_passes() {
        let harness = harness(&[]);
        assert_eq!(harness.admitted("203.0.113.1", &[]), 5);
        let refused = harness
            .rates
            .count(Some("203.0.113.1".parse().unwrap()), &HeaderMap::new());
        let problem = refused.unwrap_err();
        assert_eq!(problem.kind, Kind::RateLimited);
        assert_eq!(
            (&problem.members["limit_name"], &problem.members["limit"]),
            (&"client_requests".into(), &5.into())
        );
        harness.pass(499);
        assert_eq!(harness.admitted("203.0.113.1", &[]), 0);
        harness.pass(1);
        assert_eq!(harness.admitted("203.0.113.1", &[]), 1);
        harness.pass(60_000);
        assert_eq!(harness.admitted("203.0.113.1", &[]), 5);
        assert_eq!(harness.rates.refused(), 95 + 1 + 100 + 99 + 95);
    }

    #[test]
    fn each_client_has_its_own_allowance_and_this_machine_needs_none() {
        let harness = harness(&[]);
        assert_eq!(harness.admitted("203.0.113.1", &[]), 5);
        assert_eq!(harness.admitted("203.0.113.2", &[]), 5);
        assert_eq!(harness.admitted("2001:db8:1:2::1", &[]), 5);
        assert_eq!(
            harness.admitted("2001:db8:1:2:ffff::1", &[]),
            0,
            "the same network"
        );
        assert_eq!(harness.admitted("::ffff:203.0.113.2", &[]), 0, "the same machine");
        assert_eq!(harness.admitted("127.0.0.1", &[]), 100);
        assert_eq!(harness.admitted("::1", &[]), 100);
    }

    #[test]
    fn a_forwarded_address_counts_only_where_a_trusted_proxy_says_it() {
        let forwarded = |value| [("x-forwarded-for", value)];
        let plain = harness(&[]);
        assert_eq!(plain.admitted("203.0.113.1", &forwarded("198.51.100.1")), 5);
        assert_eq!(
            plain.admitted("203.0.113.1", &forwarded("198.51.100.2")),
            0,
            "nobody believes it"
        );
        let behind = harness(&["127.0.0.1", "10.0.0.1"]);
        assert_eq!(behind.admitted("127.0.0.1", &forwarded("198.51.100.1")), 5);
        assert_eq!(behind.admitted("127.0.0.1", &forwarded("198.51.100.2")), 5);
        // What a client writes itself stands before what the proxies add.
        assert_eq!(
            behind.admitted("127.0.0.1", &forwarded("192.0.2.7, 198.51.100.1, 10.0.0.1")),
            0
        );
        assert_eq!(
            behind.admitted("127.0.0.1", &forwarded("nonsense, 198.51.100.2")),
            0
        );
        assert_eq!(
            behind.admitted("203.0.113.9", &forwarded("198.51.100.3")),
            5,
            "no proxy of ours"
        );
        assert_eq!(behind.admitted("203.0.113.9", &forwarded("198.51.100.4")), 0);
    }

    #[test]
    fn a_token_has_its_own_allowance_once_it_was_found_good() {
        let harness = harness(&[]);
        let one = [("authorization", "Bearer mut_1")];
        assert_eq!(harness.admitted("203.0.113.1", &one), 5);
        assert_eq!(
            harness.admitted("203.0.113.1", &[("authorization", "Bearer mut_2")]),
            0,
            "invented"
        );
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer mut_1"));
        harness.rates.is_good(&headers);
        assert_eq!(harness.admitted("203.0.113.1", &one), 10);
        assert_eq!(harness.admitted("203.0.113.2", &one), 0, "wherever it comes from");
    }
}
