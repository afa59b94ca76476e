//! What every handler can reach.

use crate::answers::Answers;
use crate::config::{ServerConfig, ServerLimits};
use crate::deadline::Watchdog;
use crate::home::HomeCache;
use crate::lane::Lane;
use crate::metrics::Metrics;
use crate::query_log::QueryLog;
use crate::rate::Rates;
use crate::statistics::Statistics;
use crate::tags::Tags;
use crate::terms::Terms;
use crate::token::TokenStore;
use mutuelle_commons::{Commons, GraphFormat, JsonLdContext, KnownTerms};
use mutuelle_ontology::document::JSON_LD_CONTEXT;
use std::io;
use std::ops::Deref;
use std::sync::Arc;

/// The server's state: cheap to clone, one for all requests.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// What the clones share.
pub struct Shared {
    pub(crate) commons: Commons,
    pub(crate) config: ServerConfig,
    pub(crate) tokens: TokenStore,
    pub(crate) governor: Governor,
    pub(crate) rates: Option<Rates>,
    pub(crate) query_log: Option<QueryLog>,
    pub(crate) metrics: Metrics,
    pub(crate) answers: Answers,
    pub(crate) tags: Tags,
    pub(crate) home: HomeCache,
    pub(crate) statistics: Statistics,
    pub(crate) terms: Terms,
    pub(crate) known_terms: KnownTerms,
    /// JSON-LD for who does not ask for its expanded form: compacted with our context.
    pub(crate) json_ld: GraphFormat,
    /// What tells that context from others.
    pub(crate) context_mark: String,
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// Who may use a thread, and for how long.
pub(crate) struct Governor {
    pub(crate) queries: Lane,
    pub(crate) changes: Lane,
    pub(crate) pages: Lane,
    pub(crate) watchdog: Watchdog,
}

impl AppState {
    /// Starts the threads that the server works on.
    ///
    /// # Errors
    /// When the system gives no thread, the query log cannot be opened, or the embedded JSON-LD context is broken.
    pub fn new(commons: Commons, config: ServerConfig, tokens: TokenStore) -> io::Result<Self> {
        let governor = Governor {
            queries: Lane::start("queries", config.limits.queries)?,
            changes: Lane::start("changes", config.limits.changes)?,
            pages: Lane::start("page requests", config.limits.pages)?,
            watchdog: Watchdog::start()?,
        };
        let rates = config
            .rates
            .map(|limits| Rates::new(limits, config.trusted_proxies.clone()));
        let query_log = config.query_log.as_deref().map(QueryLog::open).transpose()?;
        let base = commons.base().as_str().trim_end_matches('/');
        let address = format!("{base}/ns/context.jsonld");
        let context_mark =
            blake3::hash(format!("{address}\n{JSON_LD_CONTEXT}").as_bytes()).to_hex()[..12].to_owned();
        let context = JsonLdContext::parse(JSON_LD_CONTEXT, &address);
        let context = context.map_err(io::Error::other)?;
        Ok(Self(Arc::new(Shared {
            json_ld: GraphFormat::CompactJsonLd(Arc::new(context)),
            context_mark,
            commons,
            rates,
            query_log,
            config,
            tokens,
            governor,
            metrics: Metrics::new(),
            answers: Answers::default(),
            tags: Tags::default(),
            home: HomeCache::default(),
            statistics: Statistics::default(),
            terms: Terms::embedded(),
            known_terms: KnownTerms::embedded(),
        })))
    }

    pub(crate) fn limits(&self) -> &ServerLimits {
        &self.config.limits
    }

    /// The commons' base IRI.
    pub(crate) fn base(&self) -> &str {
        self.commons.base().as_str()
    }

    /// An address of ours: the base and a path without its leading slash.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}/{path}", self.base().trim_end_matches('/'))
    }
}
