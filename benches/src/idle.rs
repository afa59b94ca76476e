//! An idle server with the sample commons: how soon it answers and what it takes.

use crate::memory::resident_mib;
use anyhow::{Context, Result, bail};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long the server may take to answer.
const START_MAX: Duration = Duration::from_mins(1);
/// How often it is asked meanwhile.
const ASK_EVERY: Duration = Duration::from_millis(2);

/// Starts the server twice, so that the second start finds the sample commons in place, and prints both.
pub(crate) fn measure(binary: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    for start in ["first start, sample commons imported", "second start"] {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let begun = Instant::now();
        let server = Server::start(binary, folder.path(), port)?;
        let answered = Server::first_answer(port, begun)?;
        std::thread::sleep(Duration::from_secs(2));
        let resident = resident_mib(server.child.id())?;
        println!(
            "{start}: first answer after {:.0} ms, resident {resident:.0} MiB",
            answered.as_secs_f64() * 1e3
        );
    }
    Ok(())
}

struct Server {
    child: Child,
}

impl Server {
    fn start(binary: &Path, folder: &Path, port: u16) -> Result<Self> {
        let child = Command::new(binary)
            .args([
                "serve",
                "--demo",
                "--bind",
                &format!("127.0.0.1:{port}"),
                "--data",
            ])
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| {
                format!(
                    "cannot start {}; build it with `cargo build --release`",
                    binary.display()
                )
            })?;
        Ok(Self { child })
    }

    fn first_answer(port: u16, begun: Instant) -> Result<Duration> {
        let url = format!("http://127.0.0.1:{port}/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D");
        while begun.elapsed() < START_MAX {
            if let Ok(mut response) = ureq::get(&url).call()
                && response.body_mut().read_to_string()?.contains("true")
            {
                return Ok(begun.elapsed());
            }
            std::thread::sleep(ASK_EVERY);
        }
        bail!("no answer within {START_MAX:?}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
