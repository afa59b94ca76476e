//! Our server's read copy. Until it is there, queries run on the store: what is measured before it is there says little.

use crate::server::Server;
use anyhow::{Result, bail};
use serde_json::Value;
use std::time::{Duration, Instant};

/// How long the copy may take to be built.
const BUILD_MAX: Duration = Duration::from_mins(30);
/// How often the server is asked meanwhile.
pub(crate) const ASK_EVERY: Duration = Duration::from_millis(20);

/// Waits until the copy is there; fails when there will be none.
pub(crate) fn wait(server: &Server) -> Result<()> {
    let url = server.url("/ready");
    let begun = Instant::now();
    while begun.elapsed() < BUILD_MAX {
        // Not ready is an error by its status: the text index may be on its way as well.
        if let Ok(mut response) = ureq::get(&url).call() {
            let status: Value = serde_json::from_str(&response.body_mut().read_to_string()?)?;
            let copy = &status["copy"];
            if copy["ready"] == true {
                return Ok(());
            }
            if !in_work(copy["reason"].as_str()) {
                bail!("there is no read copy: {}", copy["reason"]);
            }
        }
        std::thread::sleep(ASK_EVERY);
    }
    bail!("no read copy within {BUILD_MAX:?}")
}

/// Whether the reason for its absence is that it is on its way.
pub(crate) fn in_work(reason: Option<&str>) -> bool {
    reason.is_some_and(|reason| reason.contains("built"))
}
