//! Two commons on one machine ask each other, since their operators allow it, and nobody else.

use mutuelle_tests::{Server, create_token};
use std::io::Write;
use std::net::TcpListener;
use std::time::{Duration, Instant};

const GRAPH: &str = "http://c.example/graph";

fn turtle(count: usize) -> String {
    (0..count)
        .map(|number| format!("<http://c.example/{number}> <http://c.example/name> \"name {number}\" .\n"))
        .collect()
}

#[test]
fn two_servers_federate_where_it_is_allowed() {
    let (far_folder, near_folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let far_token = create_token(far_folder.path(), "write");
    let far = Server::start(far_folder.path(), &[]);
    far.client_with(&far_token)
        .load("PUT", GRAPH, "text/turtle", turtle(2_000).as_bytes())
        .expect(201);
    let token = create_token(near_folder.path(), "write");
    let near = Server::start(near_folder.path(), &["--allow-host", far.address()]);
    let client = near.client_with(&token);
    let knows = "<http://c.example/7> <http://c.example/knows> <http://c.example/9> .";
    client
        .load("PUT", GRAPH, "text/turtle", knows.as_bytes())
        .expect(201);
    // SERVICE: one request for one row, and all of the other's rows.
    let service = format!("SERVICE <{}/sparql>", far.address());
    let text = format!(
        "SELECT ?n ?m {{ ?x <http://c.example/knows> ?y {service} {{ ?x <http://c.example/name> ?n . ?y <http://c.example/name> ?m }} }}"
    );
    let row = &client.select(&text)["results"]["bindings"][0];
    assert_eq!(
        (row["n"]["value"].as_str(), row["m"]["value"].as_str()),
        (Some("name 7"), Some("name 9"))
    );
    assert_eq!(client.count(&format!("{service} {{ ?s ?p ?o }}")), 2_000);
    // LOAD: through the same door as any change.
    let source = format!("{}/data?graph=http%3A%2F%2Fc.example%2Fgraph", far.address());
    let receipt = client
        .update(&format!("LOAD <{source}> INTO GRAPH <http://c.example/copy>"))
        .expect(200)
        .json();
    assert_eq!(receipt["quads_added"], 2_000);
    assert_eq!(client.count("GRAPH <http://c.example/copy> { ?s ?p ?o }"), 2_000);
    let again = client
        .update(&format!("LOAD <{source}> INTO GRAPH <http://c.example/copy>"))
        .expect(200)
        .json();
    assert_eq!(again["changed"], false);
    client
        .update(&format!("INSERT {{ ?s <http://c.example/far> ?n }} WHERE {{ {service} {{ ?s <http://c.example/name> ?n }} }}"))
        .expect(200);
    assert_eq!(client.count("?s <http://c.example/far> ?n"), 2_000);
    // The other one allows nothing, and other ports of this machine are not allowed either.
    let back = format!(
        "SELECT * {{ SERVICE <{}/sparql> {{ ?s ?p ?o }} }}",
        near.address()
    );
    let refused = far.client().query(&back, "*/*").expect(403).text();
    assert!(refused.contains("--allow-host"), "{refused}");
    client.query(&back, "*/*").expect(403);
    assert_eq!(near.stop(), Some(0));
    assert_eq!(far.stop(), Some(0));
}

#[test]
fn what_is_loaded_meets_the_shapes_like_any_change() {
    let (far_folder, near_folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let far_token = create_token(far_folder.path(), "write");
    let far = Server::start(far_folder.path(), &["--unvalidated", GRAPH]);
    let seed = "<http://c.example/s> a <https://w3id.org/mutuelle/ns#KnowledgeSeed> .";
    far.client_with(&far_token)
        .load("PUT", GRAPH, "text/turtle", seed.as_bytes())
        .expect(201);
    let token = create_token(near_folder.path(), "write");
    let near = Server::start(near_folder.path(), &["--allow-host", far.address()]);
    let client = near.client_with(&token);
    let source = format!("{}/data?graph=http%3A%2F%2Fc.example%2Fgraph", far.address());
    client.update(&format!("LOAD <{source}>")).expect(422);
    // A failure of the data is not one of the source: silence does not let them in.
    client.update(&format!("LOAD SILENT <{source}>")).expect(422);
    assert_eq!(client.count("?s ?p ?o"), 0);
}

#[test]
fn a_query_ends_by_its_deadline_though_the_other_server_never_answers() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", silent.local_addr().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let token = create_token(folder.path(), "write");
    let server = Server::start(folder.path(), &["--allow-host", &address, "--query-timeout", "1"]);
    let client = server.client_with(&token);
    for (what, reply) in [
        (
            "SERVICE",
            client.query(
                &format!("SELECT * {{ SERVICE <{address}/> {{ ?s ?p ?o }} }}"),
                "*/*",
            ),
        ),
        (
            "SILENT",
            client.query(
                &format!("SELECT * {{ SERVICE SILENT <{address}/> {{ ?s ?p ?o }} }}"),
                "*/*",
            ),
        ),
        ("LOAD", client.update(&format!("LOAD SILENT <{address}/>"))),
    ] {
        assert_eq!(reply.status, 504, "{what}: {}", reply.text());
    }
    // All places are free again and the server stops when it is asked to.
    let begun = Instant::now();
    assert_eq!(client.count("?s ?p ?o"), 0);
    assert_eq!(server.stop(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_redirect_of_an_allowed_server_is_not_followed() {
    let (host, trap) = (
        TcpListener::bind("127.0.0.1:0").unwrap(),
        TcpListener::bind("127.0.0.1:0").unwrap(),
    );
    let address = format!("http://{}", host.local_addr().unwrap());
    let target = format!("http://{}/", trap.local_addr().unwrap());
    trap.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        for stream in host.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            // The request is short and comes at once.
            let _ = std::io::Read::read(&mut stream, &mut request);
            let _ = write!(
                stream,
                "HTTP/1.1 302 Found\r\nlocation: {target}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let token = create_token(folder.path(), "write");
    let server = Server::start(folder.path(), &["--allow-host", &address]);
    let client = server.client_with(&token);
    let query = format!("SELECT * {{ SERVICE <{address}/sparql> {{ ?s ?p ?o }} }}");
    let refused = client.query(&query, "*/*").expect(502).text();
    assert!(
        refused.contains("302") && refused.contains("not followed"),
        "{refused}"
    );
    client.update(&format!("LOAD <{address}/x.ttl>")).expect(502);
    assert!(trap.accept().is_err(), "the trap heard something");
}
