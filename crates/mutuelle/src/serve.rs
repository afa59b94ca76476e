//! `serve`: the commons over HTTP, until it is asked to stop.

use crate::commons::{self, default_base, iri};
use crate::failure::Outcome;
use crate::{demo, memory, named, output, size, token};
use anyhow::{Context, Result};
use clap::Args;
use mutuelle_commons::{
    AllowList, Commons, CommonsOptions, Exempt, Limits, NamedNode, Outbound, OutboundLimits, Place,
    QueryLimits,
};
use mutuelle_server::{
    DefaultGraph, LaneLimits, RateLimits, Scope, ServerConfig, ServerLimits, TokenStore, bind,
};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};
use std::path::{Path, PathBuf};
use tokio::signal::unix::{SignalKind, signal};

/// Simple queries are parsed and answered on the threads that read requests; address space, touched only when needed.
const WORKER_STACK_BYTES: usize = 16 << 20;

/// Serve the commons over HTTP: SPARQL, graph store, search, pages
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Fill an empty commons with the sample and say what to open; the data folder is then ./.demo unless named
    #[arg(long)]
    demo: bool,

    /// Keep everything in memory; it is gone when the server stops
    #[arg(long)]
    in_memory: bool,

    /// The address to listen on; port 0 takes any free one
    #[arg(long, env = "MUTUELLE_BIND", value_name = "HOST:PORT", default_value = "127.0.0.1:7878", value_parser = address)]
    bind: SocketAddr,

    /// The IRI under which this server names its resources, as the world sees it
    /// [default: the address listened on; http://127.0.0.1:7878/ for `--demo` and for port 0]
    #[arg(long, env = "MUTUELLE_BASE", value_name = "IRI", value_parser = base)]
    base: Option<NamedNode>,

    /// How long a query may take, in seconds [default: 30]
    #[arg(long, value_name = "SECONDS")]
    query_timeout: Option<NonZeroU64>,

    /// How long the export of a graph may take, in seconds [default: 3600]
    #[arg(long, value_name = "SECONDS")]
    export_timeout: Option<NonZeroU64>,

    /// The longest RDF body that is received, in bytes or with K, M, G [default: 1G]
    #[arg(long, value_name = "BYTES", value_parser = size::bytes)]
    body_max: Option<u64>,

    /// The memory that the read copy may take, in bytes or with K, M, G; `off` leaves all queries to the store
    /// [default: a quarter of the machine's]
    #[arg(long, env = "MUTUELLE_COLUMNS_MEMORY", value_name = "BYTES|off", value_parser = columns_memory)]
    columns_memory: Option<u64>,

    /// The memory that one query may take, in bytes or with K, M, G [default: 512M]
    #[arg(long, value_name = "BYTES", value_parser = size::bytes)]
    query_memory: Option<u64>,

    /// Whether queries find what follows from the ontology and its alignments beside what is said; a query leaves it out
    /// with `infer=false`
    #[arg(long, env = "MUTUELLE_INFERENCE", value_name = "on|off", default_value = "on", action = clap::ArgAction::Set,
          value_parser = switch)]
    inference: bool,

    /// A graph whose data are taken as they are, without the shapes; its name, or the beginning of several and `*`
    #[arg(
        long,
        env = "MUTUELLE_UNVALIDATED",
        value_name = "GRAPH",
        value_delimiter = ' '
    )]
    unvalidated: Vec<String>,

    /// A folder of queries of your own (`NAME.rq`), served under `/queries` beside those in the program
    #[arg(long, env = "MUTUELLE_QUERIES", value_name = "DIR")]
    queries: Option<PathBuf>,
    /// A host that SERVICE and LOAD may reach: HOST or HOST:PORT by https, http://HOST:PORT by http; an address of a private
    /// network only as itself (http://10.0.0.5:7878) [default: none]
    #[arg(
        long = "allow-host",
        env = "MUTUELLE_ALLOW_HOSTS",
        value_name = "HOST[:PORT]",
        value_delimiter = ' '
    )]
    allow_hosts: Vec<AllowList>,

    /// How many requests a second one address may send in the long run, ten times as many at once; five times as much with a
    /// token. `off` sets no limit; this machine itself has none [default: 100]
    #[arg(long, env = "MUTUELLE_RATE_LIMIT", value_name = "N|off", value_parser = rate)]
    rate_limit: Option<Rate>,

    /// The address of a reverse proxy whose `X-Forwarded-For` is believed
    #[arg(
        long,
        env = "MUTUELLE_TRUSTED_PROXY",
        value_name = "ADDRESS",
        value_delimiter = ' '
    )]
    trusted_proxy: Vec<IpAddr>,

    /// What the default graph is of queries and updates that do not say: the union of all graphs, or the unnamed graph alone;
    /// a request says otherwise with `default-graph=`
    #[arg(long, env = "MUTUELLE_DEFAULT_GRAPH", value_name = "union|strict", default_value = "union", value_parser = default_graph)]
    default_graph: DefaultGraph,

    /// A file that gets a line of JSON for each query: when, how long, how many rows, which status, and a hash in the place of
    /// its text; nothing of who asked
    #[arg(long, env = "MUTUELLE_QUERY_LOG", value_name = "FILE")]
    query_log: Option<PathBuf>,

    /// How many queries run at once [default: 8]
    #[arg(long, value_name = "N")]
    queries_max: Option<NonZeroUsize>,
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let found = text
        .to_socket_addrs()
        .map_err(|error| format!("{error}; write HOST:PORT, as in 127.0.0.1:7878"))?;
    found
        .into_iter()
        .next()
        .ok_or_else(|| "the host has no address".to_owned())
}

/// A base ends with a slash, so that what is named under it stands below it.
fn base(text: &str) -> Result<NamedNode, String> {
    let base = iri(text)?;
    if base.as_str().starts_with("http://") || base.as_str().starts_with("https://") {
        return Ok(NamedNode::new_unchecked(format!(
            "{}/",
            base.as_str().trim_end_matches('/')
        )));
    }
    Err(
        "a base begins with http:// or https://, so that what is named under it opens in a browser"
            .to_owned(),
    )
}

pub(crate) fn run(serve: &Serve, data: Option<&Path>) -> Result<Outcome> {
    // A query that is wrong is told before anything is opened.
    let config = ServerConfig {
        queries: named::queries(serve.queries.as_deref())?,
        ..serve.config()
    };
    let folder = serve.folder(data);
    let place = if serve.in_memory {
        Place::Memory
    } else {
        Place::Directory(folder.clone())
    };
    let commons = commons::open_with(serve.options(place))?;
    let tokens = serve.tokens(&folder)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .thread_stack_size(WORKER_STACK_BYTES)
        .enable_all()
        .build();
    let runtime = runtime.context("the system gives no threads; check the limits on processes")?;
    let served = runtime.block_on(serve.until_stopped(commons.clone(), config, tokens, &folder));
    // Handlers that are still running hold on to the commons; they end before it is closed.
    drop(runtime);
    let closed = commons::close(&commons);
    served.and(closed)?;
    tracing::info!("stopped");
    Ok(Outcome::Done)
}

fn switch(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        other => Err(format!("`on` or `off`, not `{other}`")),
    }
}

fn default_graph(text: &str) -> Result<DefaultGraph, String> {
    match text {
        "union" => Ok(DefaultGraph::Union),
        "strict" => Ok(DefaultGraph::Strict),
        other => Err(format!("`union` or `strict`, not `{other}`")),
    }
}

/// What `--rate-limit` says.
#[derive(Clone, Copy, Debug)]
enum Rate {
    Off,
    PerSecond(NonZeroU32),
}

fn rate(text: &str) -> Result<Rate, String> {
    match text {
        "off" => Ok(Rate::Off),
        number => number
            .parse()
            .map(Rate::PerSecond)
            .map_err(|error| format!("a number of requests a second, or `off` ({error})")),
    }
}

fn columns_memory(text: &str) -> Result<u64, String> {
    if text == "off" { Ok(0) } else { size::bytes(text) }
}

impl Serve {
    fn options(&self, place: Place) -> CommonsOptions {
        let default = CommonsOptions::new(place, self.base());
        let query = QueryLimits {
            memory_bytes_max: self.query_memory.unwrap_or(default.limits.query.memory_bytes_max),
            ..default.limits.query
        };
        CommonsOptions {
            columns_bytes_max: self
                .columns_memory
                .or_else(memory::share_of_machine)
                .unwrap_or(default.columns_bytes_max),
            limits: Limits {
                query,
                ..default.limits
            },
            exempt: Exempt::new(&self.unvalidated),
            inference: self.inference,
            outbound: Outbound::new(
                self.allow_hosts
                    .iter()
                    .cloned()
                    .fold(AllowList::default(), AllowList::with),
                OutboundLimits::default(),
            ),
            ..default
        }
    }

    fn folder(&self, data: Option<&Path>) -> PathBuf {
        if data.is_none() && self.demo {
            PathBuf::from(demo::FOLDER)
        } else {
            commons::folder(data)
        }
    }

    fn base(&self) -> NamedNode {
        if let Some(base) = &self.base {
            return base.clone();
        }
        if self.demo || self.bind.port() == 0 {
            return default_base();
        }
        let base = shown(self.bind);
        if self.bind.ip().is_unspecified() {
            tracing::warn!(%base, "resources are named under an address that only this machine has; set `--base`");
        }
        NamedNode::new_unchecked(base)
    }

    /// The folder's tokens. What is only in memory needs none of them: a token made for this run is enough.
    fn tokens(&self, folder: &Path) -> Result<TokenStore> {
        if !self.in_memory {
            return Ok(TokenStore::open(token::file(folder))?);
        }
        let tokens = TokenStore::in_memory();
        let created = token::create(&tokens, "in-memory", &[Scope::Write])?;
        output::remark(format!(
            "The token for writing, until this server stops: {}",
            created.secret
        ));
        Ok(tokens)
    }

    fn config(&self) -> ServerConfig {
        let default = ServerLimits::default();
        let milliseconds = |seconds: NonZeroU64| seconds.get().saturating_mul(1000);
        let limits = ServerLimits {
            deadline_ms: self.query_timeout.map_or(default.deadline_ms, milliseconds),
            export_deadline_ms: self
                .export_timeout
                .map_or(default.export_deadline_ms, milliseconds),
            body_bytes_max: self.body_max.unwrap_or(default.body_bytes_max),
            queries: LaneLimits {
                running_max: self
                    .queries_max
                    .map_or(default.queries.running_max, NonZeroUsize::get),
                ..default.queries
            },
            ..default
        };
        ServerConfig {
            bind: self.bind,
            demo: self.demo,
            limits,
            rates: match self.rate_limit {
                None => Some(RateLimits::default()),
                Some(Rate::Off) => None,
                Some(Rate::PerSecond(number)) => Some(RateLimits::of(number)),
            },
            trusted_proxies: self.trusted_proxy.clone(),
            default_graph: self.default_graph,
            query_log: self.query_log.clone(),
            ..ServerConfig::default()
        }
    }

    async fn until_stopped(
        &self,
        commons: Commons,
        config: ServerConfig,
        tokens: TokenStore,
        folder: &Path,
    ) -> Result<()> {
        // A signal that comes while the sample is loaded stops the server as well, in order.
        let mut interrupt = signal(SignalKind::interrupt()).context("signals cannot be received")?;
        let mut terminate = signal(SignalKind::terminate()).context("signals cannot be received")?;
        // The address is taken first: a port in use is known before anything is loaded.
        let bound = bind(commons.clone(), config, tokens).await?;
        let address = shown(bound.address());
        output::line(format!("Mutuelle listens on {address}"))?;
        if self.demo {
            let filling = tokio::task::spawn_blocking(move || demo::fill(&commons));
            filling.await.context("loading the sample commons broke off")??;
            let folder = (!self.in_memory).then_some(folder);
            output::line(demo::welcome(&address, &program(), folder))?;
        }
        bound
            .serve(async move {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
                tracing::info!("stopping");
            })
            .await?;
        Ok(())
    }
}

/// How this program was called, so that what is shown can be typed.
fn program() -> String {
    std::env::args().next().unwrap_or_else(|| "mutuelle".to_owned())
}

/// An address as a browser on this machine opens it.
fn shown(address: SocketAddr) -> String {
    let host = match address.ip() {
        ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        ip => ip,
    };
    format!("http://{}/", SocketAddr::new(host, address.port()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::{Arguments, Verb};
    use crate::commons::DEFAULT_BASE;
    use clap::Parser;

    fn serve(options: &str) -> Serve {
        let words = ["mutuelle", "serve"]
            .into_iter()
            .chain(options.split_whitespace());
        match Arguments::parse_from(words).verb {
            Verb::Serve(serve) => serve,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_server_listens_on_this_machine_only_unless_told_otherwise() {
        assert!(serve("").config().bind.ip().is_loopback());
        assert_eq!(
            serve("--bind 0.0.0.0:80").config().bind,
            "0.0.0.0:80".parse().unwrap()
        );
    }

    #[test]
    fn the_base_is_the_address_unless_named() {
        for (options, expected) in [
            ("", "http://127.0.0.1:7878/"),
            ("--bind 127.0.0.1:9000", "http://127.0.0.1:9000/"),
            ("--bind [::1]:9000", "http://[::1]:9000/"),
            ("--bind 0.0.0.0:80", "http://127.0.0.1:80/"),
            ("--bind 127.0.0.1:0", DEFAULT_BASE),
            ("--demo --bind 127.0.0.1:9000", DEFAULT_BASE),
            ("--demo --base https://commun.example", "https://commun.example/"),
        ] {
            assert_eq!(serve(options).base().as_str(), expected, "{options}");
        }
        assert!(base("urn:a").is_err());
    }

    #[test]
    fn the_demonstration_has_a_folder_of_its_own_unless_named() {
        assert_eq!(serve("--demo").folder(None), PathBuf::from(".demo"));
        assert_eq!(serve("").folder(None), PathBuf::from("mutuelle-data"));
        assert_eq!(serve("--demo").folder(Some(Path::new("x"))), PathBuf::from("x"));
    }

    #[test]
    fn hosts_are_allowed_one_by_one_and_what_is_none_is_refused() {
        let allowed = |options: &str| serve(options).options(Place::Memory).outbound;
        let url = "https://data.example.org/sparql";
        assert!(allowed("").check(url).is_err());
        assert!(allowed("--allow-host data.example.org").check(url).is_ok());
        let two = allowed("--allow-host other.example --allow-host http://127.0.0.1:7878");
        assert!(two.check("http://127.0.0.1:7878/").is_ok() && two.check(url).is_err());
        for wrong in ["*", "http://data.example.org", "data.example.org/sparql"] {
            let words = ["mutuelle", "serve", "--allow-host", wrong];
            assert!(Arguments::try_parse_from(words).is_err(), "{wrong}");
        }
    }

    #[test]
    fn limits_that_are_not_named_are_the_servers_own() {
        let (limits, default) = (serve("").config().limits, ServerLimits::default());
        assert_eq!(limits.deadline_ms, default.deadline_ms);
        assert_eq!(limits.queries.running_max, default.queries.running_max);
        let named = serve("--query-timeout 5 --export-timeout 6 --body-max 2M --queries-max 3")
            .config()
            .limits;
        assert_eq!((named.deadline_ms, named.export_deadline_ms), (5_000, 6_000));
        assert_eq!((named.body_bytes_max, named.queries.running_max), (2 << 20, 3));
        assert_eq!(named.changes.running_max, default.changes.running_max);
    }
}
