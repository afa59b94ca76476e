//! From the start of a server over loaded data to its first answer, and the memory it then takes.

use crate::client::Client;
use crate::engine::{ENGINES, Engine, Programs};
use crate::idle::SETTLE;
use crate::question::COUNT_ALL;
use crate::read_copy;
use crate::server::Server;
use crate::stores::Stores;
use anyhow::{Context, Result, bail};
use oxigraph::model::Term;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};

/// Starts each server several times and prints each start: the first of ours may find no read copy saved.
pub(crate) fn compare(programs: &Programs, stores: &Stores, starts: usize) -> Result<()> {
    println!("starts over loaded data, its files in the system's cache:");
    println!(
        "  {:9} {:>15} {:>15} {:>13} {:>15} {:>19} {:>10}",
        "server",
        "first answer ms",
        "read copy ms",
        "resident MiB",
        "bytes a triple",
        "MiB, all counted",
        "triples"
    );
    for engine in ENGINES {
        for _ in 0..starts.max(1) {
            start(engine, programs, stores)?;
        }
    }
    Ok(())
}

fn start(engine: Engine, programs: &Programs, stores: &Stores) -> Result<()> {
    let mut server = Server::start(engine.query_path(), |bind| {
        programs.serve(engine, &stores.folder(engine), bind)
    })?;
    let answered_ms = server.first_answer()?.as_secs_f64() * 1e3;
    let copied = if engine == Engine::Mutuelle {
        read_copy::wait(&server)?;
        format!("{:.0}", server.age().as_secs_f64() * 1e3)
    } else {
        String::new()
    };
    std::thread::sleep(SETTLE);
    let idle_mib = server.resident_mib()?;
    let triples = count(&server)?;
    println!(
        "  {:9} {answered_ms:>15.0} {copied:>15} {idle_mib:>13.0} {:>15.0} {:>19.0} {triples:>10}",
        engine.name(),
        idle_mib * f64::from(1 << 20) / triples,
        server.resident_mib()?,
    );
    Ok(())
}

/// Counts all triples, which reads every one where nothing is counted beforehand.
fn count(server: &Server) -> Result<f64> {
    let body = Client::new().query(&server.query_url(), COUNT_ALL.text, false)?;
    let parsed = QueryResultsParser::from_format(QueryResultsFormat::Json).for_slice(&body)?;
    let SliceQueryResultsParserOutput::Solutions(mut solutions) = parsed else {
        bail!("a count is no boolean");
    };
    let solution = solutions.next().context("no count")??;
    match solution.get("triples") {
        Some(Term::Literal(count)) => Ok(count.value().parse()?),
        _ => bail!("no count"),
    }
}
