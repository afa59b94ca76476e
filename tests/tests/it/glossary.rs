//! The labour-law glossary becomes seeds, by the converter in `docs/converters`.

use mutuelle_tests::{Server, create_token, shared, workspace};
use serde_json::Value;
use std::process::Command;

const GRAPH: &str = "http://127.0.0.1:7878/graph/glossaire-travail";

fn converted() -> Option<Vec<u8>> {
    let glossary = shared("data/glossaire-travail/glossaire-travail-fr.json")?;
    let converter = workspace().join("docs/converters/glossaire.py");
    let output = match Command::new("python3").arg(converter).arg(glossary).output() {
        Ok(output) => output,
        Err(error) => {
            eprintln!("SKIPPED: no `python3` to run the converter with: {error}");
            return None;
        }
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(output.stdout)
}

fn titles(found: &Value) -> Vec<&str> {
    found["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| hit["title"]["value"].as_str().unwrap())
        .collect()
}

#[test]
fn the_glossary_becomes_valid_seeds_that_are_found_with_and_without_accents() {
    let Some(turtle) = converted() else { return };
    let folder = tempfile::tempdir().unwrap();
    let token = create_token(folder.path(), "write");
    let server = Server::start(folder.path(), &[]);
    let client = server.client_with(&token);
    let receipt = client
        .load("PUT", GRAPH, "text/turtle", &turtle)
        .expect(201)
        .json();
    assert_eq!(receipt["warnings"].as_array().map(Vec::len), Some(0), "{receipt}");
    assert_eq!(
        client.count("?seed a <https://w3id.org/mutuelle/ns#KnowledgeSeed>"),
        255
    );
    assert_eq!(
        client
            .count("?seed <http://purl.org/dc/terms/license> <https://www.apache.org/licenses/LICENSE-2.0>"),
        255
    );
    for (with, without, title) in [
        ("abrogé", "abroge", "Abrogé"),
        ("congés payés", "conges payes", "Fractionnement des congés payés"),
        (
            "décret en conseil d'état",
            "decret en conseil d'etat",
            "Décret en conseil d'état",
        ),
        ("jours fériés", "jours feries", "Jour férié"),
    ] {
        let (accented, plain) = (client.search(with), client.search(without));
        assert!(
            titles(&accented).iter().any(|found| found.contains(title)),
            "{with}: {:?}",
            titles(&accented)
        );
        assert!(
            titles(&plain).iter().any(|found| found.contains(title)),
            "{without}: {:?}",
            titles(&plain)
        );
        assert_eq!(accented["total"], plain["total"], "{with}");
    }
    let by_abbreviation = client.search("CSE");
    assert!(
        titles(&by_abbreviation).contains(&"Comité social et économique"),
        "{:?}",
        titles(&by_abbreviation)
    );
    assert!(
        !client
            .load("PUT", GRAPH, "text/turtle", &turtle)
            .expect(200)
            .json()["changed"]
            .as_bool()
            .unwrap()
    );
}
