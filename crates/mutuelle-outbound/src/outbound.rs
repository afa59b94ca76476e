//! One request: checked, sent to the address that was checked, bounded in time and bytes.

use crate::address::is_public;
use crate::allow::{AllowList, Host};
use crate::error::{Failure, Refusal};
use crate::target::Target;
use std::io::{self, Read};
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread::Builder;
use std::time::Duration;
use ureq::config::Config;
use ureq::http::{Request, Uri};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Timeout};

/// What requests to other machines may take. Each limit is documented in docs/http.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboundLimits {
    /// How long it may take until a connection stands, in milliseconds.
    pub connect_ms: u64,
    /// How long one request may take with its answer, in milliseconds; the deadline of the query that asks may end it before.
    pub total_ms: u64,
    /// The longest answer, in bytes after decompression.
    pub bytes_max: u64,
    /// How many requests are under way at once, whoever asks.
    pub at_once_max: usize,
}

impl Default for OutboundLimits {
    fn default() -> Self {
        Self {
            connect_ms: 5_000,
            total_ms: 60_000,
            bytes_max: 64 << 20,
            at_once_max: 32,
        }
    }
}

/// The addresses of a name; what the system's resolver does.
pub type Resolve = Arc<dyn Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync>;

/// A request.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The address, as it was written.
    pub url: String,
    /// `Accept`.
    pub accept: String,
    /// What is sent by POST, with its media type; without it the request is a GET.
    pub body: Option<(&'static str, Vec<u8>)>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// `Content-Type`, as it came.
    pub content_type: Option<String>,
    /// The body, decompressed.
    pub bytes: Vec<u8>,
}

/// The way out. Cheap to clone; the clones share their counters.
#[derive(Clone)]
pub struct Outbound(Arc<Shared>);

struct Shared {
    allowed: AllowList,
    limits: OutboundLimits,
    resolve: Resolve,
    under_way: AtomicUsize,
    sent: Arc<AtomicU64>,
    refused: AtomicU64,
}

impl Default for Outbound {
    /// Nothing leaves.
    fn default() -> Self {
        Self::new(AllowList::default(), OutboundLimits::default())
    }
}

/// How often the one who waits looks whether it still waits.
const LOOK: Duration = Duration::from_millis(10);

impl Outbound {
    /// A way to the allowed hosts, whose names the system resolves.
    pub fn new(allowed: AllowList, limits: OutboundLimits) -> Self {
        Self::resolving(
            allowed,
            limits,
            Arc::new(|host, port| Ok((host, port).to_socket_addrs()?.collect())),
        )
    }

    /// The same with another resolver.
    pub fn resolving(allowed: AllowList, limits: OutboundLimits, resolve: Resolve) -> Self {
        Self(Arc::new(Shared {
            allowed,
            limits,
            resolve,
            under_way: AtomicUsize::new(0),
            sent: Arc::default(),
            refused: AtomicU64::new(0),
        }))
    }

    /// Whether an address is one of an allowed host, before its name is resolved.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, url: &str) -> Result<(), Refusal> {
        Target::of(url, &self.0.allowed).map(drop)
    }

    /// How many connections were begun and how many requests were refused, since the start.
    pub fn counts(&self) -> (u64, u64) {
        let Shared { sent, refused, .. } = self.0.as_ref();
        (sent.load(Ordering::Relaxed), refused.load(Ordering::Relaxed))
    }

    /// The limits in force.
    pub fn limits(&self) -> OutboundLimits {
        self.0.limits
    }

    /// Asks and waits for the whole answer, as long as `waits` says so. Blocking.
    ///
    /// # Errors
    /// [`Failure`]; after [`Failure::Refused`] nothing was sent.
    pub fn ask(&self, ask: &Ask, waits: &dyn Fn() -> bool) -> Result<Answer, Failure> {
        let outcome = self.asked(ask, waits);
        if let Err(Failure::Refused(refusal)) = &outcome {
            self.0.refused.fetch_add(1, Ordering::Relaxed);
            tracing::info!(%refusal, "a request to another machine was refused");
        }
        outcome
    }

    fn asked(&self, ask: &Ask, waits: &dyn Fn() -> bool) -> Result<Answer, Failure> {
        let target = Target::of(&ask.url, &self.0.allowed)?;
        let place = Place::take(&self.0)?;
        let (begun, agents) = sync_channel(1);
        let (give, take) = sync_channel(1);
        let (shared, ask) = (Arc::clone(&self.0), ask.clone());
        let request = Builder::new().name("outbound".to_owned()).spawn(move || {
            // Whoever waited may be gone already.
            let outcome = shared.send(&target, ask, |agent| begun.send(agent).is_ok());
            drop(place);
            let _ = give.send(outcome);
        });
        request.map_err(|error| Failure::Unreachable(Box::new(error)))?;
        let _shutdown = ShutdownOnDrop(agents);
        loop {
            if !waits() {
                return Err(Failure::Abandoned);
            }
            match take.recv_timeout(LOOK) {
                Ok(outcome) => return outcome,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Failure::Unreachable("the request broke off".into()));
                }
            }
        }
    }
}

/// A request's place among those that are under way.
struct Place(Arc<Shared>);

impl Place {
    fn take(shared: &Arc<Shared>) -> Result<Self, Failure> {
        let limit = shared.limits.at_once_max;
        let taken = shared
            .under_way
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |count| {
                (count < limit).then_some(count + 1)
            });
        taken
            .map(|_| Self(Arc::clone(shared)))
            .map_err(|_| Failure::Busy { limit })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Ends a request that nobody waits for: by unwinding, too, which is how a query is stopped.
struct ShutdownOnDrop(std::sync::mpsc::Receiver<Agent>);

impl Drop for ShutdownOnDrop {
    fn drop(&mut self) {
        if let Ok(agent) = self.0.try_recv() {
            agent.shutdown();
        }
    }
}

impl Shared {
    /// The addresses of a target, all of them fit to be asked. The name is resolved here and nowhere else.
    fn addresses(&self, target: &Target) -> Result<Vec<SocketAddr>, Failure> {
        let name = match &target.host {
            // On the list as an address, by an operator's own hand.
            Host::Address(address) => return Ok(vec![SocketAddr::new(*address, target.port)]),
            Host::Name(name) => name,
        };
        let found = (self.resolve)(name, target.port).map_err(Failure::Unknown)?;
        if found.is_empty() {
            return Err(Failure::Unknown(io::ErrorKind::NotFound.into()));
        }
        // One address that is not public makes the name suspect as a whole.
        if !found.iter().all(|address| is_public(address.ip())) {
            return Err(Refusal::NotPublic.into());
        }
        let port = target.port;
        Ok(found
            .into_iter()
            .map(|address| SocketAddr::new(address.ip(), port))
            .collect())
    }

    fn send(&self, target: &Target, ask: Ask, begun: impl FnOnce(Agent) -> bool) -> Result<Answer, Failure> {
        let pinned = Pinned {
            addresses: self.addresses(target)?,
            sent: Arc::clone(&self.sent),
        };
        let agent = Agent::with_parts(self.config(), DefaultConnector::default(), pinned);
        if !begun(agent.clone()) {
            return Err(Failure::Abandoned);
        }
        let request = Request::builder().uri(&target.url).header("accept", ask.accept);
        let malformed = |_| Failure::Refused(Refusal::Malformed);
        let sent = match ask.body {
            None => agent.run(request.body(()).map_err(malformed)?),
            Some((media_type, body)) => {
                let request = request.method("POST").header("content-type", media_type);
                agent.run(request.body(body).map_err(malformed)?)
            }
        };
        let response = sent.map_err(|error| self.failure(error))?;
        let status = response.status();
        if !status.is_success() {
            return Err(Failure::Status {
                status: status.as_u16(),
            });
        }
        let content_type = response.headers().get("content-type");
        let content_type = content_type.and_then(|value| Some(value.to_str().ok()?.to_owned()));
        let limit = self.limits.bytes_max;
        let mut bytes = Vec::new();
        let mut body = response.into_body().into_reader().take(limit + 1);
        body.read_to_end(&mut bytes)
            .map_err(|error| match error.downcast() {
                Ok(error) => self.failure(error),
                Err(error) => Failure::Unreachable(Box::new(error)),
            })?;
        if bytes.len() as u64 > limit {
            return Err(Failure::TooLong { limit });
        }
        Ok(Answer { content_type, bytes })
    }

    fn config(&self) -> Config {
        let OutboundLimits {
            connect_ms, total_ms, ..
        } = self.limits;
        Agent::config_builder()
            // A proxy from the environment would resolve names by itself.
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_idle_connections(0)
            .timeout_global(Some(Duration::from_millis(total_ms)))
            .timeout_connect(Some(Duration::from_millis(connect_ms)))
            .user_agent(concat!("mutuelle/", env!("CARGO_PKG_VERSION")))
            .build()
    }

    fn failure(&self, error: ureq::Error) -> Failure {
        let OutboundLimits {
            connect_ms, total_ms, ..
        } = self.limits;
        match error {
            ureq::Error::Timeout(Timeout::Connect) => Failure::TooSlow {
                name: "outbound_connect_ms",
                limit_ms: connect_ms,
            },
            ureq::Error::Timeout(_) => Failure::TooSlow {
                name: "outbound_total_ms",
                limit_ms: total_ms,
            },
            other => Failure::Unreachable(Box::new(other)),
        }
    }
}

/// A resolver that knows nothing but what was checked.
#[derive(Debug)]
struct Pinned {
    addresses: Vec<SocketAddr>,
    sent: Arc<AtomicU64>,
}

impl Resolver for Pinned {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        let mut addresses = self.empty();
        // ureq tries no more than this many.
        for address in self.addresses.iter().take(ADDRESSES_MAX) {
            addresses.push(*address);
        }
        Ok(addresses)
    }
}

/// How many addresses of a name are tried.
const ADDRESSES_MAX: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_resolved_once_and_only_the_addresses_that_were_checked_are_connected_to() {
        let calls = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&calls);
        // A name that leads elsewhere at its second look.
        let rebinding: Resolve = Arc::new(move |_, port| {
            let address = match counted.fetch_add(1, Ordering::Relaxed) {
                0 => [93, 184, 216, 34],
                _ => [127, 0, 0, 1],
            };
            Ok(vec![SocketAddr::from((address, port))])
        });
        let allowed: AllowList = "data.example.org".parse().unwrap();
        let outbound = Outbound::resolving(allowed.clone(), OutboundLimits::default(), rebinding);
        let target = Target::of("https://data.example.org/", &allowed).unwrap();
        let addresses = outbound.0.addresses(&target).unwrap();
        assert_eq!(addresses, ["93.184.216.34:443".parse().unwrap()]);
        let pinned = Pinned {
            addresses: addresses.clone(),
            sent: Arc::default(),
        };
        let timeout = NextTimeout {
            after: ureq::unversioned::transport::time::Duration::NotHappening,
            reason: Timeout::Global,
            ..NextTimeout::default()
        };
        for url in ["https://data.example.org/", "https://other.example/"] {
            let resolved = pinned
                .resolve(&url.parse().unwrap(), &outbound.0.config(), timeout)
                .unwrap();
            assert_eq!(&resolved[..], addresses);
        }
        assert_eq!(calls.load(Ordering::Relaxed), 1);
        // The second look leads to this machine: refused.
        assert!(matches!(
            outbound.0.addresses(&target),
            Err(Failure::Refused(Refusal::NotPublic))
        ));
    }

    #[test]
    fn no_proxy_of_the_environment_stands_between() {
        let config = Outbound::default().0.config();
        assert!(config.proxy().is_none());
        assert_eq!(config.max_redirects(), 0);
    }
}
