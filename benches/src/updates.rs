//! Updates of one quad each over HTTP, with reads between them: what they take, and what they do to reads.

use crate::client::Client;
use crate::engine::{Engine, Programs};
use crate::import::GRAPH;
use crate::measuring::Times;
use crate::question::{POINT, PREDICATES, Question, STAR};
use crate::served::Served;
use crate::server::Server;
use crate::stores::Stores;
use anyhow::{Context, Result, anyhow, ensure};
use clap::Args;
use std::time::{Duration, Instant};

/// How many updates, from how many clients.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Updates {
    /// How many updates of one quad
    #[arg(long, env = "BENCH_UPDATES", default_value_t = 100_000)]
    updates: usize,
    /// How many clients send them at once, each waiting for its own
    #[arg(long, default_value_t = 8)]
    clients: usize,
}

/// The questions before and after, and how often.
const READS: [(Question, usize); 3] = [(POINT, 1000), (STAR, 1000), (PREDICATES, 5)];
/// Every so many updates one deletes what the update before it inserted.
const DELETE_EVERY: usize = 10;

/// What clients saw.
#[derive(Default)]
struct Seen {
    updates: Vec<Duration>,
    /// The first tenth and the last one: whether updates grow slower.
    first: Vec<Duration>,
    last: Vec<Duration>,
    reads: Vec<Duration>,
}

/// Updates the data folder and prints latencies before, during and after.
pub(crate) fn measure(programs: &Programs, stores: &Stores, updates: Updates) -> Result<()> {
    let token = programs.token(&stores.folder(Engine::Mutuelle))?;
    let server = Served::start(Engine::Mutuelle, programs, stores)?;
    println!(
        "{} updates of one quad from {} clients, a read of it after each:",
        updates.updates, updates.clients
    );
    println!("  {:28} {:>9} {:>9} {:>9}", "milliseconds", "p50", "p99", "most");
    reads(&server, "before")?;
    let begun = Instant::now();
    let seen = all_clients(&server, &token, updates)?;
    let seconds = begun.elapsed().as_secs_f64();
    print("update", seen.updates);
    print("update, first tenth", seen.first);
    print("update, last tenth", seen.last);
    print("read of it, during", seen.reads);
    reads(&server, "after")?;
    let number = u32::try_from(updates.updates).map_or(f64::INFINITY, f64::from);
    println!(
        "  {seconds:.0} s, {:.0} updates a second, resident {:.0} MiB",
        number / seconds,
        server.resident_mib()?
    );
    Ok(())
}

fn reads(server: &Server, when: &str) -> Result<()> {
    let client = Client::new();
    for (question, times) in READS {
        let mut took = Vec::new();
        for _ in 0..times {
            let run = client.ask(&server.query_url(), &question)?;
            took.push(run.context("a read passed the limit")?.took);
        }
        print(&format!("{} {when}", question.name), took);
    }
    Ok(())
}

fn print(what: &str, times: Vec<Duration>) {
    let times = Times::of(times);
    println!(
        "  {what:28} {:>9.2} {:>9.2} {:>9.2}",
        times.ms_at(50),
        times.ms_at(99),
        times.ms_at(100)
    );
}

fn all_clients(server: &Server, token: &str, updates: Updates) -> Result<Seen> {
    let clients = updates.clients.max(1);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients)
            .map(|number| {
                let share = updates.updates / clients + usize::from(number < updates.updates % clients);
                scope.spawn(move || client(server, token, number, share))
            })
            .collect();
        let mut all = Seen::default();
        for thread in threads {
            let seen = thread.join().map_err(|_| anyhow!("a client panicked"))??;
            let tenth = seen.updates.len() / 10;
            all.first.extend(&seen.updates[..tenth]);
            all.last.extend(&seen.updates[seen.updates.len() - tenth..]);
            all.updates.extend(seen.updates);
            all.reads.extend(seen.reads);
        }
        Ok(all)
    })
}

/// Writes and reads in turn. What was acknowledged must be seen.
fn client(server: &Server, token: &str, number: usize, updates: usize) -> Result<Seen> {
    const LABEL: &str = "<http://www.w3.org/2000/01/rdf-schema#label>";
    let (client, update_url, query_url) = (Client::new(), server.url("/update"), server.query_url());
    let mut seen = Seen::default();
    for update in 0..updates {
        let deletes = update % DELETE_EVERY == DELETE_EVERY - 1;
        let (verb, of) = if deletes {
            ("DELETE", update - 1)
        } else {
            ("INSERT", update)
        };
        let subject = format!("<http://commons.example/mesure/{number}/{of}>");
        let quad = format!("GRAPH <{GRAPH}> {{ {subject} {LABEL} \"Mesure {of}\"@fr }}");
        let took = client.update(&update_url, &format!("{verb} DATA {{ {quad} }}"), token)?;
        seen.updates.push(took);
        let begun = Instant::now();
        let query = format!("SELECT ?label WHERE {{ {subject} {LABEL} ?label }}");
        let body = client.query(&query_url, &query, false)?;
        seen.reads.push(begun.elapsed());
        let found = String::from_utf8_lossy(&body).contains("Mesure");
        ensure!(
            found != deletes,
            "{verb} of {quad} was acknowledged and is not seen"
        );
    }
    Ok(seen)
}
