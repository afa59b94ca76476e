//! Any community asks the sample in its own words.

use mutuelle_tests::{Client, Server, create_token, encoded, workspace};
use std::fs;
use std::thread;

const BASE: &str = "http://127.0.0.1:7878/";

fn count(client: &Client, pattern: &str, parameters: &str) -> u64 {
    let query = format!(
        "PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX schema: <http://schema.org/>
         PREFIX pair: <http://virtual-assembly.org/ontologies/pair#> PREFIX mut: <https://w3id.org/mutuelle/ns#>
         SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
    );
    let path = format!("/sparql?query={}{parameters}", encoded(&query));
    let json = client.get(&path, "application/json").expect(200).json();
    json["results"]["bindings"][0]["n"]["value"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap()
}

#[test]
fn the_sample_answers_in_foaf_schema_org_and_pair_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let token = create_token(folder.path(), "write");
    let arguments = ["--base", BASE, "--inference", "on"];
    let server = Server::start(folder.path(), &arguments);
    let client = server.client_with(&token);
    let mut texts = String::new();
    for entry in fs::read_dir(workspace().join("data/sample")).unwrap() {
        texts.push_str(&fs::read_to_string(entry.unwrap().path()).unwrap());
        texts.push('\n');
    }
    let graph = format!("{BASE}graph/exemple");
    client
        .load("PUT", &graph, "text/turtle", texts.as_bytes())
        .expect(201);
    let people = "?x a foaf:Person ; schema:name ?n";
    let projects = "?p a pair:Project ; pair:label ?l";
    assert!(count(&client, people, "") >= 20);
    assert!(count(&client, projects, "") >= 12);
    for pattern in [people, projects] {
        assert_eq!(count(&client, pattern, "&infer=false"), 0);
    }
    let said = count(&client, "?s ?p ?o", "&infer=false");
    let status = client.get("/status", "application/json").expect(200).json();
    let inferred = status["copy"]["inferred"].as_u64().unwrap();
    assert!(inferred > said, "{said} triples are said, {inferred} follow");
    assert_eq!(count(&client, "?s ?p ?o", ""), said + inferred);
    let why = client
        .get(
            &format!(
                "/why?subject={}&predicate={}&object={}",
                encoded(&format!("{BASE}acteur/maelle-guivarch")),
                encoded("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
                encoded("http://xmlns.com/foaf/0.1/Person")
            ),
            "application/json",
        )
        .expect(200)
        .text();
    assert!(why.contains("mut") && why.contains("rdfs:subClassOf"), "{why}");
    // What was inferred is there again after a restart, and goes with what was said.
    server.stop();
    let server = Server::start(folder.path(), &arguments);
    let client = server.client_with(&token);
    // Until it is there queries say that they have to wait; none is answered without what follows.
    while client.get("/ready", "*/*").status != 200 {
        thread::yield_now();
    }
    assert!(count(&client, people, "") >= 20);
    let path = format!("/data?graph={}", encoded(&graph));
    client.send("DELETE", &path, &[], b"").expect(200);
    assert_eq!(count(&client, "?s ?p ?o", ""), 0);
}
