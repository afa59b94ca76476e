//! What an operator can set, and every limit of the server in one place.

pub use mutuelle_commons::DefaultGraph;
use mutuelle_commons::NamedQueries;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

/// The port that a commons listens on unless told otherwise.
pub const DEFAULT_PORT: u16 = 7878;

/// The default of [`ServerLimits::body_bytes_max`].
pub(crate) const BODY_BYTES_MAX: u64 = 1 << 30;
/// The default of [`ServerLimits::text_bytes_max`]: the engine's longest query, with every byte percent-encoded in a
/// form, and room for the other parameters.
pub(crate) const TEXT_BYTES_MAX: u64 = 16 << 20;
/// The default of [`ServerLimits::spool_bytes`].
pub(crate) const SPOOL_BYTES: usize = 1 << 20;
/// The default of [`ServerLimits::body_idle_ms`].
pub(crate) const BODY_IDLE_MS: u64 = 30_000;
/// The default of [`ServerLimits::deadline_ms`].
pub(crate) const DEADLINE_MS: u64 = 30_000;
/// The default of [`ServerLimits::export_deadline_ms`].
pub(crate) const EXPORT_DEADLINE_MS: u64 = 3_600_000;
/// When the file of the query log is put aside, in bytes.
pub(crate) const QUERY_LOG_BYTES_MAX: u64 = 64 << 20;
/// How many lines of the query log wait to be written; one more is lost.
pub(crate) const QUERY_LOG_WAITING_MAX: usize = 4_096;
/// From here on a query is slow enough to stand in the server's log, in milliseconds.
pub(crate) const SLOW_QUERY_MS: u64 = 1_000;
/// How long open connections may go on after a shutdown was asked for.
pub(crate) const SHUTDOWN_GRACE_MS: u64 = 10_000;
/// What `Retry-After` says when the server is busy or its index is being rebuilt, in seconds.
pub(crate) const RETRY_AFTER_S: u64 = 2;

/// How the server is reached and what it allows. The base IRI is the commons' own ([`Commons::base`]), so that links
/// and minted IRIs cannot disagree.
///
/// [`Commons::base`]: mutuelle_commons::Commons::base
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// The address to listen on; loopback unless told otherwise. Port 0 takes any free one.
    pub bind: SocketAddr,
    /// The server shows the sample commons: its home page says so.
    pub demo: bool,
    /// The queries at `/queries`; those in the binary unless told otherwise.
    pub queries: NamedQueries,
    /// What one request may use.
    pub limits: ServerLimits,
    /// How often one client may ask; nothing sets no limit.
    pub rates: Option<RateLimits>,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// What the default graph is of queries and updates that do not say.
    pub default_graph: DefaultGraph,
    /// Where a line goes for each query.
    pub query_log: Option<PathBuf>,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, DEFAULT_PORT)),
            demo: false,
            queries: NamedQueries::default(),
            limits: ServerLimits::default(),
            rates: Some(RateLimits::default()),
            trusted_proxies: Vec::new(),
            default_graph: DefaultGraph::default(),
            query_log: None,
        }
    }
}

/// How many places there are for clients without a token; as many again for tokens.
pub(crate) const RATE_PLACES: usize = 1 << 16;

/// How often one client may ask. Past it: 429.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimits {
    /// Requests a second from one address without a token, in the long run.
    pub per_second: NonZeroU32,
    /// Requests at once after a pause.
    pub burst: NonZeroU32,
    /// Requests a second with one token.
    pub token_per_second: NonZeroU32,
    /// The same at once after a pause.
    pub token_burst: NonZeroU32,
}

impl RateLimits {
    /// So many requests a second from an address, ten times as many at once, and five times as much with a token.
    pub fn of(per_second: NonZeroU32) -> Self {
        let times = |times| per_second.saturating_mul(times);
        Self {
            per_second,
            burst: times(TEN),
            token_per_second: times(FIVE),
            token_burst: times(FIFTY),
        }
    }
}

const FIVE: NonZeroU32 = NonZeroU32::new(5).unwrap();
const TEN: NonZeroU32 = NonZeroU32::new(10).unwrap();
const FIFTY: NonZeroU32 = NonZeroU32::new(50).unwrap();

/// The default of [`RateLimits::per_second`].
const REQUESTS_PER_SECOND: NonZeroU32 = NonZeroU32::new(100).unwrap();

impl Default for RateLimits {
    fn default() -> Self {
        Self::of(REQUESTS_PER_SECOND)
    }
}

/// Every limit of the server. Limits on the text of a query, its nesting and a decompressed dump are the engine's own
/// ([`mutuelle_commons::Limits`]).
#[derive(Clone, Debug)]
pub struct ServerLimits {
    /// The longest RDF body that is received, in bytes as they come (compressed, where they are). Past it: 413.
    pub body_bytes_max: u64,
    /// The longest body of a query, an update or a form, in bytes. Past it: 413.
    pub text_bytes_max: u64,
    /// An RDF body longer than this goes to a temporary file, in bytes.
    pub spool_bytes: usize,
    /// How long a request body may pause, in milliseconds. Past it: 408.
    pub body_idle_ms: u64,
    /// How long a query may take, from its arrival to its last byte, in milliseconds. Past it: 504, or a broken
    /// connection when the answer has begun.
    pub deadline_ms: u64,
    /// The same for the export of a graph, which is as long as the graph is.
    pub export_deadline_ms: u64,
    /// SPARQL queries and exports.
    pub queries: LaneLimits,
    /// Updates and imports.
    pub changes: LaneLimits,
    /// Pages, searches, token checks.
    pub pages: LaneLimits,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            body_bytes_max: BODY_BYTES_MAX,
            text_bytes_max: TEXT_BYTES_MAX,
            spool_bytes: SPOOL_BYTES,
            body_idle_ms: BODY_IDLE_MS,
            deadline_ms: DEADLINE_MS,
            export_deadline_ms: EXPORT_DEADLINE_MS,
            queries: LaneLimits {
                running_max: 8,
                waiting_max: 64,
            },
            changes: LaneLimits {
                running_max: 4,
                waiting_max: 64,
            },
            pages: LaneLimits {
                running_max: 4,
                waiting_max: 256,
            },
        }
    }
}

/// How much blocking work of one kind runs at once, and how much may wait for a place. Past both: 503.
#[derive(Clone, Copy, Debug)]
pub struct LaneLimits {
    /// Jobs that run at once; each holds a thread.
    pub running_max: usize,
    /// Jobs that wait.
    pub waiting_max: usize,
}
