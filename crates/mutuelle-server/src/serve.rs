//! From a configuration to a running server, and to its end.

use crate::config::{SHUTDOWN_GRACE_MS, ServerConfig};
use crate::router::router;
use crate::state::AppState;
use crate::token::TokenStore;
use axum::serve::ListenerExt;
use mutuelle_commons::Commons;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken as Signal;

/// How often the counters are tidied up.
const UPKEEP_MS: u64 = 5_000;

/// The server could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on `{address}`; choose another with `--bind HOST:PORT`")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The system gave no thread, or no file for the query log.
    #[error("cannot start the server's threads or open its query log")]
    Threads(#[source] io::Error),
    /// Accepting connections failed.
    #[error("the server stopped accepting connections")]
    Accept(#[source] io::Error),
}

/// A server that listens and does not answer yet.
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
    state: AppState,
}

/// Takes the address of the configuration. Inside a tokio runtime.
///
/// # Errors
/// When the address is taken, or the system gives no thread.
pub async fn bind(commons: Commons, config: ServerConfig, tokens: TokenStore) -> Result<Bound, ServeError> {
    let address = config.bind;
    let taken = |source| ServeError::Bind { address, source };
    let listener = TcpListener::bind(address).await.map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    let state = AppState::new(commons, config, tokens).map_err(ServeError::Threads)?;
    Ok(Bound {
        listener,
        address,
        state,
    })
}

/// [`bind`] and [`Bound::serve`] in one.
///
/// # Errors
/// See [`ServeError`].
pub async fn serve(
    commons: Commons,
    config: ServerConfig,
    tokens: TokenStore,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    bind(commons, config, tokens).await?.serve(shutdown).await
}

impl Bound {
    /// The address that is listened on, with the port that was given for port 0.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `shutdown` resolves; then takes no new connection and gives the open ones
    /// [`SHUTDOWN_GRACE_MS`].
    ///
    /// # Errors
    /// When connections can no longer be accepted.
    pub async fn serve(self, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
        let state = self.state.clone();
        let upkeep = tokio::spawn(async move {
            let mut ticks = tokio::time::interval(Duration::from_millis(UPKEEP_MS));
            loop {
                ticks.tick().await;
                state.metrics.keep_up();
            }
        });
        let asked = Signal::new();
        let heard = asked.clone();
        // An answer in two pieces would wait 40 ms for the client's acknowledgement of the first.
        let listener = self.listener.tap_io(|connection| {
            if let Err(error) = connection.set_nodelay(true) {
                tracing::debug!(%error, "a connection keeps its delay");
            }
        });
        // Whose allowance a request counts on.
        let service = router(self.state).into_make_service_with_connect_info::<SocketAddr>();
        let server = axum::serve(listener, service).with_graceful_shutdown(async move {
            shutdown.await;
            heard.cancel();
        });
        tracing::info!(address = %self.address, "the server listens");
        let outcome = tokio::select! {
            outcome = server => outcome.map_err(ServeError::Accept),
            () = grace(asked) => {
                tracing::warn!(grace_ms = SHUTDOWN_GRACE_MS, "open connections were cut at shutdown");
                Ok(())
            }
        };
        upkeep.abort();
        outcome
    }
}

async fn grace(asked: Signal) {
    asked.cancelled().await;
    tokio::time::sleep(Duration::from_millis(SHUTDOWN_GRACE_MS)).await;
}
