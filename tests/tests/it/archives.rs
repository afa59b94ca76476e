//! 60,010 statements of the Archives nationales, as they are published. 151 of them stand twice in the file, and a graph
//! is a set: it holds 59,859 triples.

use std::collections::HashSet;
use std::io::Read;

use mutuelle_tests::{Server, create_token, mutuelle, shared};

const STATEMENTS: usize = 60_010;
const TRIPLES: u64 = 59_859;
const GRAPH: &str = "http://127.0.0.1:7878/graph/archives-nationales";
const COUNT: &str = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }";

#[test]
fn the_archives_are_imported_whole_found_verified_and_not_imported_twice() {
    let Some(dump) = shared("data/archives-nationales/an-fr-60k.nt.gz") else {
        return;
    };
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(std::fs::File::open(&dump).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text.lines().count(), STATEMENTS);
    assert_eq!(text.lines().collect::<HashSet<_>>().len() as u64, TRIPLES);

    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let import = [
        "import",
        dump.to_str().unwrap(),
        "--data",
        data,
        "--graph",
        GRAPH,
        "--json",
    ];
    let first = mutuelle(&import).json();
    assert_eq!(
        (first["seq"].as_u64(), first["quads_added"].as_u64()),
        (Some(1), Some(TRIPLES))
    );

    let server = Server::start(folder.path(), &[]);
    let client = server.client();
    let rows = client.select(COUNT);
    assert_eq!(rows["results"]["bindings"][0]["n"]["value"], TRIPLES.to_string());
    let found = client
        .get("/search?q=La+Villette", "application/json")
        .expect(200)
        .json();
    assert!(found["total"].as_u64().unwrap() > 0, "{found}");
    let titles = found["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| hit["title"]["value"].as_str().unwrap());
    assert!(
        titles.clone().any(|title| title.contains("Villette")),
        "{:?}",
        titles.collect::<Vec<_>>()
    );
    let page = client.get("/search?q=La+Villette", "text/html").expect(200);
    assert!(page.text().contains("Villette"));
    assert_eq!(client.seq(), 1);
    assert_eq!(server.stop(), Some(0));

    let verified = mutuelle(&["verify", "--data", data, "--json"]).json();
    assert_eq!(
        (verified["ok"].as_bool(), verified["quads"].as_u64()),
        (Some(true), Some(TRIPLES))
    );
    let second = mutuelle(&import).json();
    assert_eq!(
        (second["seq"].as_u64(), second["changed"].as_bool()),
        (Some(1), Some(false)),
        "an empty patch takes no seq"
    );
    let verified = mutuelle(&["verify", "--data", data, "--json"]).json();
    assert_eq!(
        (verified["seq"].as_u64(), verified["records"].as_u64()),
        (Some(1), Some(1))
    );
}

#[test]
fn the_same_archives_over_http_are_one_change_and_then_none() {
    let Some(dump) = shared("data/archives-nationales/an-fr-60k.nt.gz") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let token = create_token(folder.path(), "write");
    let server = Server::start(folder.path(), &[]);
    let client = server.client_with(&token);
    let body = std::fs::read(dump).unwrap();
    let first = client
        .load("PUT", GRAPH, "application/n-triples", &body)
        .expect(201)
        .json();
    assert_eq!(
        (first["seq"].as_u64(), first["quads_added"].as_u64()),
        (Some(1), Some(TRIPLES))
    );
    let second = client
        .load("PUT", GRAPH, "application/n-triples", &body)
        .expect(200)
        .json();
    assert_eq!(
        (second["seq"].as_u64(), second["changed"].as_bool()),
        (Some(1), Some(false))
    );
    assert_eq!(client.count("?s ?p ?o"), TRIPLES);
}
