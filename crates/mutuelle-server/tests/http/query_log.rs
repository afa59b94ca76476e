//! What operators see of queries.

use crate::harness::{BASE, Server, queued};
use mutuelle_commons::{CommonsOptions, NamedNode, Place};
use mutuelle_server::ServerConfig;
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};

/// The lines, once there are so many.
async fn lines(path: &Path, count: usize) -> Vec<Value> {
    let begun = Instant::now();
    loop {
        let text = std::fs::read_to_string(path).unwrap();
        if text.lines().count() >= count {
            return text
                .lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect();
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{text}");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn each_query_has_a_line_that_says_how_it_went_and_not_what_it_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("queries.jsonl");
    let config = ServerConfig {
        query_log: Some(path.clone()),
        ..ServerConfig::default()
    };
    let server = Server::over(
        CommonsOptions::new(Place::Memory, NamedNode::new_unchecked(BASE)),
        config,
    );
    let secret = "SELECT * { VALUES ?x { 'secret' 'other' } }";
    for text in [secret, "ASK { ?s ?p ?o", &queued(secret)] {
        server.query(text).await;
    }
    let lines = lines(&path, 3).await;
    let shown = |name: &str| lines.iter().map(|line| line[name].clone()).collect::<Vec<_>>();
    assert_eq!(shown("status"), [200, 400, 200]);
    assert_eq!(shown("form"), ["SELECT".into(), Value::Null, "SELECT".into()]);
    assert_eq!(shown("rows"), [2.into(), Value::Null, 2.into()]);
    for line in &lines {
        assert_eq!(line["query"].as_str().unwrap().len(), 16);
        assert!(line["time_ms"].as_u64().unwrap() > 0 && line["duration_ms"].is_u64());
        assert_eq!(line.as_object().unwrap().len(), 6);
    }
    assert!(!std::fs::read_to_string(&path).unwrap().contains("secret"));
    // The same again is a kept answer, which is not worked out.
    server.query(secret).await;
    let metrics = server.get("/metrics").await;
    assert!(
        metrics.body.contains("mutuelle_query_log_lost_total 0"),
        "{}",
        metrics.body
    );
    assert!(
        metrics
            .body
            .contains("mutuelle_kept_answers_total{found=\"yes\"} 1"),
        "{}",
        metrics.body
    );
}

#[test]
fn a_query_log_that_cannot_be_opened_is_told_at_the_start() {
    let config = ServerConfig {
        query_log: Some("/nowhere/at/all/queries.jsonl".into()),
        ..ServerConfig::default()
    };
    let options = CommonsOptions::new(Place::Memory, NamedNode::new_unchecked(BASE));
    let (commons, _) = mutuelle_commons::Commons::open(options).unwrap();
    let tokens = mutuelle_server::TokenStore::in_memory();
    assert!(mutuelle_server::AppState::new(commons, config, tokens).is_err());
}
