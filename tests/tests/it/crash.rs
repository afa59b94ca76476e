//! What was acknowledged survives the process.

use mutuelle_tests::{Client, Server, create_token, mutuelle};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::sync::Mutex;
use std::thread;

const CYCLES: usize = 30;
const CHANGES: usize = 50;
const AUTHORS: usize = 5;

const SEED: &str = "a <https://w3id.org/mutuelle/ns#KnowledgeSeed> ;
    <http://www.w3.org/2000/01/rdf-schema#label> \"Une graine importée\"@fr ;
    <https://w3id.org/mutuelle/ns#content> \"Ce que l'on en sait.\"@fr ;
    <http://purl.org/dc/terms/creator> <http://c.example/ada> ;
    <http://purl.org/dc/terms/license> <https://creativecommons.org/licenses/by-sa/4.0/> .";

/// Every so many imports is a dump that the bulk loader takes in: more than 100,000 quads.
const LARGE_EVERY: usize = 5;
const LARGE_SEEDS: usize = 21_000;

/// Seeds of one import; the sizes differ, so that the process ends at different moments of it.
fn dump(cycle: usize) -> (usize, String) {
    let seeds = match cycle % LARGE_EVERY {
        4 => LARGE_SEEDS,
        small => 400 + 900 * small,
    };
    let mut text = String::new();
    for seed in 0..seeds {
        writeln!(text, "<http://c.example/import/{cycle}/{seed}> {SEED}").unwrap();
    }
    (seeds, text)
}

fn graph(cycle: usize) -> String {
    format!("http://c.example/graph/{cycle}")
}

/// The changes of one author; each acknowledged one is noted.
fn write(client: &Client, cycle: usize, author: usize, acknowledged: &Mutex<BTreeSet<(usize, usize)>>) {
    for number in (author..CHANGES).step_by(AUTHORS) {
        let text = format!(
            "INSERT DATA {{ <http://c.example/change/{cycle}/{number}> <http://c.example/in> {cycle} }}"
        );
        let reply = client.update(&text).expect(200);
        assert!(reply.json()["changed"].as_bool().unwrap(), "{}", reply.text());
        acknowledged.lock().unwrap().insert((cycle, number));
    }
}

/// One life of a server: changes are acknowledged while an import runs, then the process is killed. Returns the cycle's
/// imported graph if that was acknowledged too.
fn live(folder: &Path, token: &str, cycle: usize, acknowledged: &Mutex<BTreeSet<(usize, usize)>>) -> bool {
    let server = Server::start(folder, &[]);
    let importer = server.client_with(token);
    thread::scope(|scope| {
        let import = scope.spawn(move || {
            let (_, text) = dump(cycle);
            let path = format!("/data?graph={}", mutuelle_tests::encoded(&graph(cycle)));
            let headers = [("content-type", "text/turtle")];
            importer
                .try_send("PUT", &path, &headers, text.as_bytes())
                .is_ok_and(|reply| reply.status == 201)
        });
        let authors: Vec<_> = (0..AUTHORS)
            .map(|author| {
                let client = server.client_with(token);
                scope.spawn(move || write(&client, cycle, author, acknowledged))
            })
            .collect();
        for author in authors {
            author.join().unwrap();
        }
        server.kill();
        import.join().unwrap()
    })
}

fn check(folder: &Path, acknowledged: &BTreeSet<(usize, usize)>, imports: &[bool]) {
    let verified = mutuelle(&["verify", "--data", folder.to_str().unwrap()]);
    assert!(verified.ok(), "{}{}", verified.out, verified.err);
    let server = Server::start(folder, &[]);
    let client = server.client();
    let rows = client.select("SELECT ?change WHERE { ?change <http://c.example/in> ?cycle }");
    let there: BTreeSet<_> = rows["results"]["bindings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let iri = row["change"]["value"].as_str().unwrap();
            let (cycle, number) = iri.rsplit_once("/change/").unwrap().1.split_once('/').unwrap();
            (cycle.parse().unwrap(), number.parse().unwrap())
        })
        .collect();
    assert_eq!(&there, acknowledged, "what was acknowledged is there");
    for (cycle, import) in imports.iter().enumerate() {
        let seeds = client.count(&format!(
            "GRAPH <{}> {{ ?seed a <https://w3id.org/mutuelle/ns#KnowledgeSeed> }}",
            graph(cycle)
        ));
        let whole = dump(cycle).0 as u64;
        assert!(
            seeds == whole || (seeds == 0 && !import),
            "import {cycle}: {seeds} of {whole}"
        );
    }
    server.kill();
}

#[test]
fn thirty_kills_during_imports_lose_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let token = create_token(folder.path(), "write");
    let acknowledged = Mutex::new(BTreeSet::new());
    let mut imports = Vec::new();
    for cycle in 0..CYCLES {
        imports.push(live(folder.path(), &token, cycle, &acknowledged));
        let acknowledged = acknowledged.lock().unwrap();
        assert_eq!(acknowledged.len(), (cycle + 1) * CHANGES);
        check(folder.path(), &acknowledged, &imports);
    }
    let whole = imports.iter().filter(|import| **import).count();
    println!(
        "{CYCLES} kills, {} acknowledged changes, {whole} acknowledged imports, none lost",
        CYCLES * CHANGES
    );
}
