//! Requests a second over HTTP, under a load generator in a process of its own.

use crate::answer::TABLE;
use crate::engine::{ENGINES, Engine, Programs};
use crate::question::{ASK, POINT, Question, STAR};
use crate::served::Served;
use crate::server::Server;
use crate::stores::Stores;
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::Command;

/// How many connections at once.
const CONNECTIONS: [u32; 2] = [8, 32];
/// The aim: how many times oxigraph's rate.
const AIM: f64 = 2.0;

/// What wrk says of a run.
struct Load {
    requests_a_second: f64,
    p50: String,
    p99: String,
}

/// Loads both servers in turn and prints a table.
pub(crate) fn compare(programs: &Programs, stores: &Stores, seconds: u32) -> Result<()> {
    let mut servers = Vec::new();
    for engine in ENGINES {
        servers.push((engine, Served::start(engine, programs, stores)?));
    }
    println!("throughput over HTTP, wrk for {seconds} s each, requests a second:");
    println!(
        "  {:6} {:>11}  {:9} {:>9} {:>9} {:>9} {:>7}",
        "query", "connections", "server", "a second", "p50", "p99", "ratio"
    );
    for question in [ASK, POINT, STAR] {
        for connections in CONNECTIONS {
            let mut theirs = None;
            for (engine, server) in &servers {
                let load = load(&programs.wrk, server, &question, connections, seconds)?;
                let ratio = theirs.map(|theirs| load.requests_a_second / theirs);
                println!(
                    "  {:6} {connections:>11}  {:9} {:>9.0} {:>9} {:>9} {:>7}",
                    question.name,
                    engine.name(),
                    load.requests_a_second,
                    load.p50,
                    load.p99,
                    ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
                );
                if *engine == Engine::Oxigraph {
                    theirs = Some(load.requests_a_second);
                }
            }
        }
    }
    println!("  aim: at least {AIM} times oxigraph's rate");
    Ok(())
}

fn load(wrk: &Path, server: &Server, question: &Question, connections: u32, seconds: u32) -> Result<Load> {
    let query: String = form_urlencoded::byte_serialize(question.text.as_bytes()).collect();
    let output = Command::new(wrk)
        .args(["--threads", "1", "--latency", "--timeout", "10s"])
        .args(["--connections", &connections.to_string()])
        .args(["--duration", &format!("{seconds}s")])
        .args(["--header", &format!("Accept: {TABLE}")])
        .arg(format!("{}?query={query}", server.query_url()))
        .output()
        .with_context(|| format!("cannot start {}; scripts/peer.sh installs it", wrk.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(
        output.status.success(),
        "wrk failed: {text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    // A server that refuses is quick; what it refuses is no answer.
    ensure!(
        !text.contains("Non-2xx") && !text.contains("Socket errors"),
        "not every request was answered:\n{text}"
    );
    read(&text).with_context(|| format!("wrk says something else than expected:\n{text}"))
}

fn read(text: &str) -> Option<Load> {
    let after = |label: &str| {
        let mut lines = text.lines().map(str::trim);
        lines.find_map(|line| line.strip_prefix(label)).map(str::trim)
    };
    Some(Load {
        requests_a_second: after("Requests/sec:")?.parse().ok()?,
        p50: after("50%")?.to_owned(),
        p99: after("99%")?.to_owned(),
    })
}
