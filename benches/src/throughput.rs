//! Requests a second over HTTP, under a load generator in a process of its own.

use crate::answer::TABLE;
use crate::engine::{ENGINES, Engine, Programs};
use crate::question::{ASK, POINT, Question, STAR};
use crate::served::Served;
use crate::server::Server;
use crate::stores::Stores;
use anyhow::{Context, Result, ensure};
use std::io::Write;
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

/// Whether every request is the same.
#[derive(Clone, Copy)]
enum Asking {
    Same,
    /// The resource is another one each time, and the text is.
    Changing,
}

impl Asking {
    fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changing => "changing",
        }
    }

    /// A script for the load generator.
    fn script(self, path: &str) -> Result<String> {
        let path = match self {
            Self::Same => format!("{path:?}"),
            Self::Changing => {
                let mut found = RESOURCES.iter().filter_map(|(kind, number, count)| {
                    let (before, after) = path.split_once(&format!("{kind}{number}%3E"))?;
                    Some((format!("{before}{kind}"), count, format!("%3E{after}%0A%23")))
                });
                let (before, count, after) = found
                    .next()
                    .context("the query names no resource with a number")?;
                // It ends in a comment that is another one each time: no answer is there from before.
                format!("{before:?} .. (n % {count}) .. {after:?} .. n")
            }
        };
        Ok(format!(
            "n = 0\nrequest = function() n = n + 1; return wrk.format(nil, {path}) end\n"
        ))
    }
}

/// The resources of the queries as they stand in an address, with their number, and about how many there are at a million
/// triples.
const RESOURCES: [(&str, u32, u32); 2] = [("graine%2F", 42, 60_000), ("projet%2F", 7, 6_000)];

/// Loads both servers in turn and prints a table.
pub(crate) fn compare(programs: &Programs, stores: &Stores, seconds: u32) -> Result<()> {
    let mut servers = Vec::new();
    for engine in ENGINES {
        servers.push((engine, Served::start(engine, programs, stores)?));
    }
    println!("throughput over HTTP, wrk for {seconds} s each, requests a second:");
    println!(
        "  {:6} {:8} {:>11}  {:9} {:>9} {:>9} {:>9} {:>7}",
        "query", "texts", "connections", "server", "a second", "p50", "p99", "ratio"
    );
    let runs = [ASK, POINT, STAR].into_iter().flat_map(|question| {
        let ways = [Asking::Same, Asking::Changing];
        ways.into_iter()
            .flat_map(move |asking| CONNECTIONS.map(|connections| (question, asking, connections)))
    });
    for (question, asking, connections) in runs {
        let mut theirs = None;
        for (engine, server) in &servers {
            let load = load(&programs.wrk, server, &question, asking, connections, seconds)?;
            let ratio = theirs.map(|theirs| load.requests_a_second / theirs);
            println!(
                "  {:6} {:8} {connections:>11}  {:9} {:>9.0} {:>9} {:>9} {:>7}",
                question.name,
                asking.name(),
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
    println!("  aim: at least {AIM} times oxigraph's rate");
    Ok(())
}

fn load(
    wrk: &Path,
    server: &Server,
    question: &Question,
    asking: Asking,
    connections: u32,
    seconds: u32,
) -> Result<Load> {
    let query: String = form_urlencoded::byte_serialize(question.text.as_bytes()).collect();
    let mut script = tempfile::NamedTempFile::new()?;
    let path = format!("{}?query={query}", server.query_path());
    script.write_all(asking.script(&path)?.as_bytes())?;
    let output = Command::new(wrk)
        .args(["--threads", "1", "--latency", "--timeout", "10s"])
        .args(["--connections", &connections.to_string()])
        .args(["--duration", &format!("{seconds}s")])
        .args(["--header", &format!("Accept: {TABLE}")])
        .arg("--script")
        .arg(script.path())
        .arg(server.url("/"))
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
