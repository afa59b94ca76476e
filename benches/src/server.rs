//! A server in a process of its own, on a free port of 127.0.0.1.

use crate::memory::resident_mib;
use anyhow::{Context, Result, bail};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long the server may take to answer.
const START_MAX: Duration = Duration::from_mins(10);
/// How often it is asked meanwhile.
const ASK_EVERY: Duration = Duration::from_millis(2);

/// A running server. Dropped, it is killed.
pub(crate) struct Server {
    child: Child,
    address: String,
    query_path: &'static str,
    begun: Instant,
}

impl Server {
    /// Starts what `command` makes of an address to listen on.
    pub(crate) fn start(
        query_path: &'static str,
        command: impl FnOnce(&str) -> Result<Command>,
    ) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let mut command = command(&address)?;
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let begun = Instant::now();
        let child = command
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        Ok(Self {
            child,
            address,
            query_path,
            begun,
        })
    }

    /// Waits until the server answers a query; returns how long that was from its start.
    pub(crate) fn first_answer(&mut self) -> Result<Duration> {
        let url = format!("{}?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D", self.query_url());
        while self.begun.elapsed() < START_MAX {
            if let Ok(mut response) = ureq::get(&url).call()
                && response.body_mut().read_to_string()?.contains("true")
            {
                return Ok(self.begun.elapsed());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended before it answered: {status}");
            }
            std::thread::sleep(ASK_EVERY);
        }
        bail!("no answer within {START_MAX:?}")
    }

    /// How long ago it was started.
    pub(crate) fn age(&self) -> Duration {
        self.begun.elapsed()
    }

    pub(crate) fn query_path(&self) -> &'static str {
        self.query_path
    }

    pub(crate) fn query_url(&self) -> String {
        self.url(self.query_path)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn resident_mib(&self) -> Result<f64> {
        resident_mib(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
