//! The sample commons, its questions, and what the shapes refuse.

use mutuelle_tests::{Client, Server, create_token, encoded, workspace};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const BASE: &str = "http://127.0.0.1:7878/";
const GRAPH: &str = "http://127.0.0.1:7878/graph/exemple";

/// The files of a folder of the workspace with an ending, sorted.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(workspace().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == ending));
    files.sort();
    files
}

/// A server with the whole sample, loaded as one change over HTTP.
fn sample() -> (TempDir, Server, Client) {
    let folder = tempfile::tempdir().unwrap();
    let token = create_token(folder.path(), "write");
    let server = Server::start(folder.path(), &["--base", BASE]);
    let client = server.client_with(&token);
    let texts: Vec<String> = files("data/sample", "ttl")
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    // One change, because the files speak of each other. Each begins with its own prefixes.
    client
        .load("PUT", GRAPH, "text/turtle", texts.join("\n").as_bytes())
        .expect(201);
    (folder, server, client)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn the_sample_is_valid_and_as_large_as_promised() {
    let (_folder, _server, client) = sample();
    let count = |class: &str| client.count(&format!("?x a <https://w3id.org/mutuelle/ns#{class}>"));
    assert!(count("KnowledgeSeed") >= 60, "{}", count("KnowledgeSeed"));
    let actors = client.count(
        "?x a ?class VALUES ?class { <https://w3id.org/mutuelle/ns#Person> <https://w3id.org/mutuelle/ns#Organization>
         <https://w3id.org/mutuelle/ns#PublicBody> <https://w3id.org/mutuelle/ns#Group>
         <https://w3id.org/mutuelle/ns#LivingEntity> }",
    );
    assert!(actors >= 30, "{actors}");
    assert!(count("Project") >= 12);
    let events = client.count(
        "?x a ?class VALUES ?class { <https://w3id.org/mutuelle/ns#Event> <https://w3id.org/mutuelle/ns#OffEvent>
         <https://w3id.org/mutuelle/ns#PermanentFestival> <https://w3id.org/mutuelle/ns#Encounter> }",
    );
    assert!(events >= 10, "{events}");
    assert!(count("Controversy") >= 5);
    assert!(count("Position") > 0 && count("Argument") > 0 && count("Stance") > 0);
    for (class, least) in [
        ("CodeSocial", 5),
        ("Offer", 18),
        ("Need", 18),
        ("ContributiveCatalogue", 2),
        ("Contribution", 25),
        ("WealthMatrix", 3),
        ("ContributoryDividend", 2),
        ("LearningLoop", 12),
        ("Journey", 2),
        ("Masterpiece", 2),
        ("Decision", 6),
        ("Membership", 5),
        ("Tension", 2),
        ("Exclusion", 1),
        ("Flow", 6),
        ("Testimony", 1),
        ("PublicBody", 2),
    ] {
        assert!(count(class) >= least, "{class}: {}", count(class));
    }
}

#[test]
fn every_named_query_gives_its_answer() {
    let (_folder, _server, client) = sample();
    let queries = files("queries", "rq");
    assert!(queries.len() >= 40);
    for query in &queries {
        let text = fs::read_to_string(query).unwrap();
        let expected = workspace()
            .join("queries/expected")
            .join(format!("{}.json", stem(query)));
        let expected: Value = serde_json::from_slice(&fs::read(&expected).unwrap()).unwrap();
        let found = client.select(&text);
        let named = client
            .get(&format!("/queries/{}", stem(query)), "application/json")
            .expect(200);
        assert_eq!(named.json(), found, "{} by its name", query.display());
        assert_eq!(
            found["head"]["vars"],
            expected["head"]["vars"],
            "{}",
            query.display()
        );
        let rows = |results: &Value| -> Vec<String> {
            let mut rows: Vec<_> = results["results"]["bindings"]
                .as_array()
                .unwrap()
                .iter()
                .map(normal)
                .collect();
            if !text.contains("ORDER BY") {
                rows.sort();
            }
            rows
        };
        assert_eq!(rows(&found), rows(&expected), "{}", query.display());
        assert!(!rows(&found).is_empty(), "{} answers nothing", query.display());
    }
}

/// A row as text, its keys in one order.
fn normal(row: &Value) -> String {
    let mut columns: Vec<_> = row
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, term)| {
            let part = |key: &str| term[key].as_str().unwrap_or_default().to_owned();
            format!(
                "{name}={} {} {} {}",
                part("type"),
                part("value"),
                part("xml:lang"),
                part("datatype")
            )
        })
        .collect();
    columns.sort();
    columns.join(" | ")
}

#[test]
fn every_query_has_a_title_in_both_languages() {
    for query in files("queries", "rq") {
        let text = fs::read_to_string(&query).unwrap();
        for title in ["# title@fr: ", "# title@en: "] {
            assert!(
                text.lines().any(|line| line.starts_with(title)),
                "{}: {title}",
                query.display()
            );
        }
    }
}

/// What every practice of the mission comes to: classes, shapes, questions with answers, addresses that answer.
#[test]
fn every_practice_holds_on_the_sample() {
    let (_folder, _server, client) = sample();
    let practices = fs::read(workspace().join("queries/practices.json")).unwrap();
    let practices: Value = serde_json::from_slice(&practices).unwrap();
    let practices = practices.as_array().unwrap();
    assert_eq!(practices.len(), 25);
    let classes = client.get("/ns", "text/turtle").text();
    let shapes = client.get("/ns/shapes", "text/turtle").text();
    for practice in practices {
        let list = |key: &str| practice[key].as_array().unwrap().clone();
        let named = list("classes");
        let is_targeted = |class: &&Value| {
            let name = class.as_str().unwrap();
            let targets = shapes.lines().filter(|line| line.contains("sh:targetClass"));
            let mut targets = targets.flat_map(|line| line.split([' ', ',', ';']));
            targets.any(|word| word.strip_prefix("mut:") == Some(name))
        };
        for class in &named {
            let name = class.as_str().unwrap();
            assert!(classes.contains(&format!("mut:{name} a owl:Class")), "{name}");
        }
        let has_data = |class: &&Value| {
            let name = class.as_str().unwrap();
            client.count(&format!("?x a <https://w3id.org/mutuelle/ns#{name}>")) > 0
        };
        assert!(named.iter().any(|class| has_data(&class)), "{practice}");
        assert!(named.iter().any(|class| is_targeted(&class)), "{practice}");
        let queries = list("queries");
        assert!(!queries.is_empty(), "{practice}");
        for query in queries {
            let name = query.as_str().unwrap();
            assert!(workspace().join(format!("queries/{name}.rq")).is_file(), "{name}");
            let expected = fs::read(workspace().join(format!("queries/expected/{name}.json"))).unwrap();
            let expected: Value = serde_json::from_slice(&expected).unwrap();
            assert!(says_something(&expected), "{name}: {expected}");
        }
        let endpoints = list("endpoints");
        assert!(!endpoints.is_empty(), "{practice}");
        for endpoint in endpoints {
            answers(&client, &endpoint);
        }
    }
}

/// Whether a list somewhere in it has a member.
fn says_something(json: &Value) -> bool {
    match json {
        Value::Array(members) => !members.is_empty(),
        Value::Object(members) => members.values().any(says_something),
        _ => false,
    }
}

/// Asks an address, or what is worked out under a name, as JSON and as RDF.
fn answers(client: &Client, endpoint: &Value) {
    if let Some(path) = endpoint.as_str() {
        let reply = client.get(path, "*/*").expect(200);
        assert!(!reply.text().is_empty(), "{path}");
        if path.starts_with("/search") {
            assert_ne!(reply.json()["total"], 0, "{path}");
        }
        return;
    }
    let empty = serde_json::Map::new();
    let parameters = endpoint["parameters"].as_object().unwrap_or(&empty);
    let parameters = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value.as_str().unwrap())));
    let path = format!(
        "/computed/{}?{}",
        endpoint["computed"].as_str().unwrap(),
        parameters.collect::<Vec<_>>().join("&")
    );
    let json = client.get(&path, "application/json").expect(200).json();
    assert!(says_something(&json), "{path}: {json}");
    client.get(&path, "application/ld+json").expect(200).json();
    client.get(&path, "text/turtle").expect(200);
}

#[test]
fn a_controversy_goes_out_as_argdown_and_comes_back() {
    let (_folder, _server, client) = sample();
    let controversy = encoded(&format!("{BASE}controverse/agrivoltaisme-mejean"));
    let path = format!("/argdown?iri={controversy}");
    let text = client.get(&path, "text/plain").expect(200).text();
    assert!(text.contains("agrivoltaisme"), "{text}");
    let copy = format!("/argdown?graph={}", encoded(&format!("{BASE}graph/copie")));
    let plain = [("content-type", "text/plain")];
    let before = client.count("?s ?p ?o");
    client.send("POST", &copy, &plain, text.as_bytes()).expect(201);
    // It says nothing that the commons did not say already.
    assert_eq!(client.count("?s ?p ?o"), before);
    assert!(client.count(&format!("GRAPH <{BASE}graph/copie> {{ ?s ?p ?o }}")) > 50);
    let problem = client
        .send("POST", &copy, &plain, b"[Titre: sans fin")
        .expect(400)
        .json();
    assert_eq!(problem["line"], 1, "{problem}");
}

#[test]
fn every_invalid_example_is_refused_for_its_own_reason() {
    let (_folder, _server, client) = sample();
    let (seq, quads) = (client.seq(), client.count("?s ?p ?o"));
    let examples = files("data/invalid", "ttl");
    assert!(!examples.is_empty());
    for example in &examples {
        let expected = example.with_extension("expected.json");
        let expected: Value = serde_json::from_slice(&fs::read(expected).unwrap()).unwrap();
        let graph = format!("{BASE}graph/invalide");
        let problem = client
            .load("PUT", &graph, "text/turtle", &fs::read(example).unwrap())
            .expect(422)
            .json();
        let violations = problem["violations"].as_array().unwrap();
        // A path that is more than a property is told as SPARQL writes it.
        let bracketed = |iri: &Value| {
            let iri = iri.as_str()?;
            let plain = !iri.contains('<');
            Some(if plain { format!("<{iri}>") } else { iri.to_owned() })
        };
        let found = violations.iter().any(|violation| {
            violation["component"] == expected["component"]
                && violation["focus"].as_str() == bracketed(&expected["focusNode"]).as_deref()
                && violation["path"].as_str() == bracketed(&expected["path"]).as_deref()
        });
        assert!(found, "{}: {problem:#}", example.display());
        for violation in violations {
            let languages = violation["messages"].to_string();
            assert!(
                languages.contains("\"fr\"") && languages.contains("\"en\""),
                "{}: {languages}",
                example.display()
            );
        }
    }
    assert_eq!((client.seq(), client.count("?s ?p ?o")), (seq, quads));
}

#[test]
fn the_demo_serves_the_sample() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &["--demo"]);
    let client = server.client();
    assert!(client.count("?x a <https://w3id.org/mutuelle/ns#KnowledgeSeed>") >= 60);
    let page = client.get("/", "text/html").expect(200).text();
    assert!(page.contains("<form") && page.contains("<html"), "{page}");
}

/// Each form of a text pattern against the data that everybody sees first, beside what CONTAINS and `/search` say.
#[test]
fn text_patterns_find_in_the_sample_what_contains_finds() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &["--demo"]);
    let client = server.client();
    let head =
        "PREFIX text: <http://jena.apache.org/text#> PREFIX search: <https://w3id.org/mutuelle/search#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX mut: <https://w3id.org/mutuelle/ns#>";
    let count = |pattern: &str| {
        let answer = client.select(&format!(
            "{head} SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {pattern} }}"
        ));
        let number = answer["results"]["bindings"][0]["n"]["value"].as_str().unwrap();
        number.parse::<usize>().unwrap()
    };
    let seed = "?s a mut:KnowledgeSeed .";
    let expected = count(&format!(
        "{seed} ?s rdfs:label ?l FILTER(LANG(?l) = \"fr\" && REGEX(?l, \"(^|[^a-zà-ÿ])quatre($|[^a-zà-ÿ])\", \"i\"))"
    ));
    assert!(expected > 0);
    for right in [
        "(rdfs:label \"quatre\")",
        "(rdfs:label \"QUATRE\" 1000)",
        "(rdfs:label \"label:quatre\" 0 \"lang:fr\")",
    ] {
        assert_eq!(
            count(&format!("{seed} ?s text:query {right}")),
            expected,
            "{right}"
        );
        let list = format!("{seed} (?s ?score ?literal ?graph ?property) text:query {right}");
        assert_eq!(count(&list), expected, "{right}");
        let graph = format!("{seed} GRAPH ?g {{ ?s text:query {right} }}");
        assert_eq!(count(&graph), expected, "{right}");
    }
    let found = client.search("quatre")["total"].as_u64().unwrap();
    assert_eq!(count("?s search:matches \"quatre\"") as u64, found);
    assert_eq!(
        count("(?x ?s ?n) search:facets (mut:maturity \"quatre\")").min(1),
        1
    );
}
