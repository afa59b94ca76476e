//! The verbs of the command line on one folder, and what one writes the other reads.

use mutuelle_tests::{Server, create_token, mutuelle, workspace};
use std::fs;
use std::path::Path;

const SEED: &str = "<http://c.example/seed> a <https://w3id.org/mutuelle/ns#KnowledgeSeed> ;
    <http://www.w3.org/2000/01/rdf-schema#label> \"Rallumer un four à pain\"@fr ;
    <https://w3id.org/mutuelle/ns#content> \"La voûte doit blanchir avant la première fournée.\"@fr ;
    <http://purl.org/dc/terms/creator> <http://c.example/marthe> ;
    <http://purl.org/dc/terms/license> <https://creativecommons.org/licenses/by-sa/4.0/> .";

/// A file in a folder, by its path as an argument.
fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn what_is_imported_is_queried_searched_exported_and_imported_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let seed = file(folder.path(), "four.ttl", SEED);
    let receipt = mutuelle(&[
        "import",
        &seed,
        "--data",
        data,
        "--graph",
        "http://c.example/g",
        "--json",
    ])
    .json();
    assert_eq!(
        (
            receipt["quads_added"].as_u64(),
            receipt["entities_indexed"].as_u64()
        ),
        (Some(5), Some(1)),
        "{receipt}"
    );

    let query = file(
        folder.path(),
        "count.rq",
        "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }",
    );
    let counted = mutuelle(&["query", &query, "--data", data, "--format", "csv"]);
    assert_eq!(
        counted.out.lines().last(),
        Some("5"),
        "{}{}",
        counted.out,
        counted.err
    );

    for words in ["four à pain", "fours a pains", "voute"] {
        let found = mutuelle(&["search", words, "--data", data]);
        assert!(
            found.ok() && found.out.contains("Rallumer un four"),
            "{words}: {}{}",
            found.out,
            found.err
        );
    }

    let dump = folder.path().join("all.nq.gz");
    let dump = dump.to_str().unwrap();
    let exported = mutuelle(&["export", "--data", data, "-o", dump]);
    assert!(exported.ok(), "{}{}", exported.out, exported.err);
    let elsewhere = folder.path().join("elsewhere");
    let elsewhere = elsewhere.to_str().unwrap();
    assert_eq!(
        mutuelle(&["import", dump, "--data", elsewhere, "--json"]).json()["quads_added"],
        5
    );
    let reindexed = mutuelle(&["reindex", "--data", elsewhere]);
    assert!(reindexed.ok(), "{}{}", reindexed.out, reindexed.err);
    for data in [data, elsewhere] {
        assert_eq!(mutuelle(&["verify", "--data", data, "--json"]).json()["ok"], true);
    }
}

#[test]
fn a_file_is_sent_to_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    let token = create_token(&data, "write");
    let server = Server::start(&data, &[]);
    let seed = file(folder.path(), "four.ttl", SEED);
    let import = |token: &str| {
        mutuelle(&[
            "import",
            &seed,
            "--server",
            server.address(),
            "--token",
            token,
            "--graph",
            "http://c.example/g",
            "--json",
        ])
    };
    let refused = import("mut_0000");
    assert!(!refused.ok() && refused.err.contains("token"), "{}", refused.err);
    assert_eq!(import(&token).json()["quads_added"], 5);
    assert_eq!(
        server.client().count("GRAPH <http://c.example/g> { ?s ?p ?o }"),
        5
    );
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn verify_finds_a_store_that_is_not_what_the_journal_says() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let seed = file(folder.path(), "four.ttl", SEED);
    assert!(mutuelle(&["import", &seed, "--data", data.to_str().unwrap()]).ok());
    // The second record is of another commons: its journal is longer than the store of this one knows.
    let other = folder.path().join("other");
    assert!(
        mutuelle(&[
            "import",
            &seed,
            "--data",
            other.to_str().unwrap(),
            "--graph",
            "http://c.example/g"
        ])
        .ok()
    );
    fs::remove_dir_all(data.join("store")).unwrap();
    fs::rename(other.join("store"), data.join("store")).unwrap();
    let verified = mutuelle(&["verify", "--data", data.to_str().unwrap()]);
    assert_eq!(verified.code, Some(3), "{}{}", verified.out, verified.err);
}

#[test]
fn the_sample_is_imported_from_its_files_by_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let sample = workspace().join("data/sample");
    let mut text = String::new();
    let mut files: Vec<_> = fs::read_dir(sample)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "ttl"));
    files.sort();
    for path in files {
        text += &fs::read_to_string(path).unwrap();
    }
    let all = tempfile::tempdir().unwrap();
    let all = file(all.path(), "exemple.ttl", &text);
    let ran = mutuelle(&[
        "import",
        &all,
        "--data",
        data,
        "--graph",
        "http://127.0.0.1:7878/graph/exemple",
    ]);
    assert!(ran.ok(), "{}{}", ran.out, ran.err);
    let found = mutuelle(&["search", "forge", "--type", "KnowledgeSeed", "--data", data]);
    assert!(
        found.ok() && !found.out.trim().is_empty(),
        "{}{}",
        found.out,
        found.err
    );
}

#[test]
fn the_commons_is_exported_as_pair_with_a_word_about_what_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let text = "@prefix mut: <https://w3id.org/mutuelle/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
         @prefix pair: <http://virtual-assembly.org/ontologies/pair#> .
         <http://e.test/ada> a mut:Person ; rdfs:label \"Ada\"@fr , \"Ada\"@en . <http://e.test/eau> a pair:Theme .";
    let actors = file(folder.path(), "a.ttl", text);
    let imported = mutuelle(&["import", &actors, "--data", data]);
    assert!(
        imported.out.contains("1 term of PAIR read as regular"),
        "{}",
        imported.out
    );
    assert!(
        imported.err.contains("1 time: pair:Theme as pair:Topic"),
        "{}",
        imported.err
    );
    let exported = mutuelle(&["export", "--pair", "--format", "nt", "--data", data]);
    assert!(
        exported.out.contains("pair#label> \"Ada\" ."),
        "{}{}",
        exported.out,
        exported.err
    );
    assert!(
        exported.err.contains("carries 3 of 4 statements"),
        "{}",
        exported.err
    );
    let report = mutuelle(&["export", "--pair", "--report", "--data", data]);
    assert!(report.out.contains("1 of 2        rdfs:label"), "{}", report.out);
}

/// A folder with a commons that holds [`SEED`], and a folder of queries with one of its own.
fn with_own_query() -> (tempfile::TempDir, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").to_str().unwrap().to_owned();
    let seed = file(folder.path(), "four.ttl", SEED);
    let graph = ["--graph", "http://c.example/g"];
    assert!(mutuelle(&["import", &seed, "--data", &data, graph[0], graph[1]]).ok());
    let own = folder.path().join("queries");
    fs::create_dir(&own).unwrap();
    let text = "# title@fr: Qui a écrit ?\n# title@en: Who wrote?\n# param: graine iri\n\
                SELECT ?graine ?qui { ?graine dct:creator ?qui }";
    file(&own, "qui.rq", text);
    let own = own.to_str().unwrap().to_owned();
    (folder, data, own)
}

#[test]
fn a_query_with_a_name_is_listed_and_asked_on_the_command_line() {
    let (_folder, data, own) = with_own_query();
    let list = mutuelle(&["query", "--named", "--queries", &own]);
    assert!(
        list.ok() && list.out.contains("\nqui [graine=iri]\n"),
        "{}{}",
        list.out,
        list.err
    );
    assert!(
        list.out.contains("lignee-d-une-graine [graine=iri]"),
        "{}",
        list.out
    );
    let ask = |graine: &str| {
        let parameter = format!("graine={graine}");
        let mut words = vec!["query", "--named", "qui", &parameter, "--queries", &own];
        words.extend(["--data", &data, "--format", "csv"]);
        mutuelle(&words)
    };
    let found = ask("http://c.example/seed");
    let row = "http://c.example/seed,http://c.example/marthe";
    assert!(found.out.contains(row), "{}{}", found.out, found.err);
    assert_eq!(ask("http://c.example/nothing").out.lines().count(), 1);
    let wrong = ask("not an IRI");
    assert_eq!(wrong.code, Some(2));
    assert!(
        wrong.err.contains("for example `https://") && wrong.err.contains("usage: "),
        "{}",
        wrong.err
    );
    let nowhere = mutuelle(&["query", "--named", "nowhere", "--data", &data]);
    assert_eq!(nowhere.code, Some(2));
}

#[test]
fn a_server_has_the_queries_of_a_folder_and_refuses_one_that_is_wrong() {
    let (_folder, data, own) = with_own_query();
    let server = Server::start(Path::new(&data), &["--queries", &own]);
    let csv = server
        .client()
        .get("/queries/qui?graine=http://c.example/seed", "text/csv")
        .expect(200);
    assert!(csv.text().contains("http://c.example/marthe"), "{}", csv.text());
    drop(server);
    let wrong = "# title@fr: a\n# title@en: b\n# param: x iris\nASK { ?x ?p ?o }";
    file(Path::new(&own), "faux.rq", wrong);
    let refused = mutuelle(&["serve", "--in-memory", "--bind", "127.0.0.1:0", "--queries", &own]);
    assert_eq!(refused.code, Some(1));
    assert!(
        refused.err.contains("faux.rq`, line 3: `iris` is no type"),
        "{}",
        refused.err
    );
}
