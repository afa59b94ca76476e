//! What only a real connection shows: answers that break, clients that leave, a server that stops.

use crate::harness::{ENDLESS, Server, query_path};
use mutuelle_server::{LaneLimits, ServerConfig, bind};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// The server on a free port; it stops when the sender is dropped.
async fn started(server: &Server) -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let bound = bind(
        server.commons.clone(),
        server.config.clone(),
        server.tokens.clone(),
    )
    .await
    .unwrap();
    let (address, (stop, stopped)) = (bound.address(), oneshot::channel::<()>());
    let task = tokio::spawn(async move {
        let shutdown = async {
            let _ = stopped.await;
        };
        bound.serve(shutdown).await.unwrap();
    });
    (address, stop, task)
}

async fn sent(address: SocketAddr, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

async fn whole(address: SocketAddr, path: &str) -> String {
    let mut bytes = Vec::new();
    sent(address, path).await.read_to_end(&mut bytes).await.unwrap();
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn an_answer_that_fails_after_its_first_64_kib_is_never_ended_cleanly() {
    let server = Server::with_limits(|limits| limits.deadline_ms = 300);
    server.load_many(200);
    let (address, _stop, _) = started(&server).await;
    let mut bytes = Vec::new();
    // The server may also reset the connection, which is as visible.
    let _ = sent(address, &query_path(ENDLESS))
        .await
        .read_to_end(&mut bytes)
        .await;
    assert!(bytes.starts_with(b"HTTP/1.1 200"));
    assert!(bytes.len() > 64 << 10);
    assert!(!bytes.ends_with(b"0\r\n\r\n"), "the answer looks complete");
}

#[tokio::test]
async fn a_client_that_leaves_in_the_middle_of_an_answer_gives_its_place_back() {
    let server = Server::with_limits(|limits| {
        limits.queries = LaneLimits {
            running_max: 1,
            waiting_max: 8,
        }
    });
    server.load_many(200);
    let (address, _stop, _) = started(&server).await;
    for _ in 0..3 {
        let mut stream = sent(address, &query_path(ENDLESS)).await;
        let mut first = [0; 1_024];
        stream.read_exact(&mut first).await.unwrap();
        assert!(first.starts_with(b"HTTP/1.1 200"));
        drop(stream);
    }
    assert!(
        whole(address, &query_path("ASK {}"))
            .await
            .starts_with("HTTP/1.1 200")
    );
}

#[tokio::test]
async fn a_client_that_leaves_before_the_first_byte_cancels_its_query() {
    let server = Server::with_limits(|limits| {
        limits.queries = LaneLimits {
            running_max: 1,
            waiting_max: 8,
        }
    });
    server.load_many(300);
    let (address, _stop, _) = started(&server).await;
    // Hours of work without a row: every scan that it begins asks whether to go on.
    let fruitless = format!(
        "{} FILTER(?x = \"none\" && ?w = ?z && ?w != ?z) }}",
        ENDLESS.trim_end_matches('}')
    );
    drop(sent(address, &query_path(&fruitless)).await);
    assert!(
        whole(address, &query_path("ASK {}"))
            .await
            .starts_with("HTTP/1.1 200")
    );
}

#[tokio::test]
async fn a_server_that_is_asked_to_stop_stops() {
    let server = Server::with_sample();
    let (address, stop, task) = started(&server).await;
    assert!(whole(address, "/health").await.starts_with("HTTP/1.1 200"));
    drop(stop);
    task.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn an_address_that_is_taken_is_named() {
    let server = Server::new();
    let (address, _stop, _) = started(&server).await;
    let config = ServerConfig {
        bind: address,
        ..server.config.clone()
    };
    let error = bind(server.commons.clone(), config, server.tokens.clone())
        .await
        .err()
        .unwrap();
    assert!(error.to_string().contains(&address.to_string()));
}

#[test]
fn unless_told_otherwise_only_this_machine_is_served() {
    assert!(ServerConfig::default().bind.ip().is_loopback());
}
