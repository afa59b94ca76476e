//! An idle server with the sample commons: how soon it answers and what it takes.

use crate::engine::{Engine, Programs};
use crate::server::Server;
use anyhow::Result;
use std::time::Duration;

/// How long a server is left alone before its memory is read.
pub(crate) const SETTLE: Duration = Duration::from_secs(2);

/// Starts the server twice, so that the second start finds the sample commons in place, and prints both.
pub(crate) fn measure(programs: &Programs) -> Result<()> {
    let folder = tempfile::tempdir()?;
    for start in ["first start, sample commons imported", "second start"] {
        let mut server = Server::start(Engine::Mutuelle.query_path(), |bind| {
            let mut command = programs.mutuelle(folder.path())?;
            command.args(["serve", "--demo", "--bind", bind]);
            Ok(command)
        })?;
        let answered = server.first_answer()?;
        std::thread::sleep(SETTLE);
        println!(
            "{start}: first answer after {:.0} ms, resident {:.0} MiB",
            answered.as_secs_f64() * 1e3,
            server.resident_mib()?
        );
    }
    Ok(())
}
