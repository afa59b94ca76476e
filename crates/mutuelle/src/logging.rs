//! Logs, to standard error.

use std::io::{self, IsTerminal};
use tracing_subscriber::EnvFilter;

/// A server tells what it does; a verb only what is wrong. tantivy's own notes about each commit help nobody.
const SERVING: &str = "info,tantivy=warn";
const VERBS: &str = "warn";

/// Starts logging.
pub(crate) fn start(serving: bool) {
    let filter = EnvFilter::try_from_env("MUTUELLE_LOG")
        .unwrap_or_else(|_| EnvFilter::new(if serving { SERVING } else { VERBS }));
    let colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(colours)
        .with_writer(io::stderr);
    if std::env::var("MUTUELLE_LOG_FORMAT").is_ok_and(|format| format == "json") {
        builder.json().init();
    } else {
        builder.init();
    }
}
