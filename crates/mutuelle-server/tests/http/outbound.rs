//! What strangers would have this server fetch for them. A list of hosts is in force; nothing else is ever connected to.

use crate::harness::{BASE, GRAPH_PATH, Server};
use axum::body::Body;
use http::Method;
use mutuelle_commons::{AllowList, CommonsOptions, NamedNode, Outbound, OutboundLimits, Place, Resolve};
use mutuelle_server::ServerConfig;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};

/// A listener on this machine that must not hear of anything.
struct Trap(TcpListener);

impl Trap {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    fn port(&self) -> u16 {
        self.0.local_addr().unwrap().port()
    }

    fn is_untouched(&self) -> bool {
        self.0.accept().is_err()
    }
}

/// Addresses that name this machine, a private network or a service of a cloud, in every spelling.
const HOSTS: &[&str] = &[
    "127.0.0.1",
    "127.0.0.2",
    "127.255.255.254",
    "127.1",
    "127.0.1",
    "0",
    "0.0.0.0",
    "0x0",
    "2130706433",
    "017700000001",
    "0x7f000001",
    "0x7F.0x0.0x0.0x1",
    "0177.0.0.1",
    "0177.0000.0000.0001",
    "00000177.0.0.1",
    "127.0.0.1.",
    "127.0.0.01",
    "127.00.0.1",
    "127%2e0%2e0%2e1",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "localhost.localdomain",
    "ip6-localhost",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::127.0.0.1]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::127.0.0.1]",
    "[2002:7f00:1::]",
    "[2002:7f00:1::1]",
    "[2001:0:7f00:1::]",
    "[::1%25lo]",
    "[::1%lo]",
    "[fe80::1]",
    "[fe80::1%25eth0]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[fec0::1]",
    "[::ffff:169.254.169.254]",
    "[64:ff9b::a9fe:a9fe]",
    "[2002:a9fe:a9fe::]",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "192.168.1.254",
    "100.64.0.1",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "169.254.43518",
    "metadata.google.internal",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "127.0.0.1.nip.io",
    "localtest.me",
    "allowed.example.evil.example",
    "sub.allowed.example",
    "allowed.example.",
    "allowed-example",
    "user@allowed.example",
    "allowed.example@127.0.0.1",
    "allowed.example:443@127.0.0.1",
    "allowed.example%40127.0.0.1",
    "allowed.example%2f@127.0.0.1",
    "127.0.0.1#@allowed.example",
    "127.0.0.1?@allowed.example",
    "127.0.0.1%23@allowed.example",
    "a:b@127.0.0.1",
    "@127.0.0.1",
    ":@127.0.0.1",
];

/// Whole addresses of other kinds, with the trap's port where they have one.
fn addresses(port: u16) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for host in HOSTS {
        all.push(format!("http://{host}:{port}/x.ttl"));
        all.push(format!("https://{host}/x.ttl"));
    }
    for address in [
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "file:/etc/passwd",
        "ftp://allowed.example/x.ttl",
        "gopher://127.0.0.1:PORT/_x",
        "dict://127.0.0.1:PORT/d:x",
        "ldap://127.0.0.1:PORT/",
        "tftp://127.0.0.1:PORT/x",
        "jar:http://127.0.0.1:PORT!/x",
        "data:text/turtle,<a:a>%20<a:b>%201%20.",
        "javascript:alert(1)",
        "ws://127.0.0.1:PORT/",
        "unix:/var/run/docker.sock",
        "http+unix://%2Fvar%2Frun%2Fdocker.sock/x",
        "http:127.0.0.1:PORT/x.ttl",
        "http:/127.0.0.1:PORT/x.ttl",
        "http:///127.0.0.1:PORT/x.ttl",
        "https://allowed.example:PORT/x.ttl",
        "http://allowed.example/x.ttl",
        "http://allowed.example:443/x.ttl",
        "https://private.example/x.ttl",
        "https://link.example/x.ttl",
        "https://mapped.example/x.ttl",
        "https://mixed.example/x.ttl",
        "https://unique.example/x.ttl",
        "https://nat64.example/x.ttl",
        "https://loopback.example/x.ttl",
        "http://loopback.example:PORT/x.ttl",
        "https://unspecified.example/x.ttl",
        "https://sixtofour.example/x.ttl",
        "https://cgnat.example/x.ttl",
        "https://multicast.example/x.ttl",
    ] {
        all.push(address.replace("PORT", &port.to_string()));
    }
    all
}

/// What the names of the list lead to: none is of the public Internet, though one also says that it is.
fn leads_to(host: &str) -> Vec<IpAddr> {
    let addresses: &[&str] = match host {
        "private.example" => &["10.1.2.3"],
        "link.example" => &["169.254.169.254"],
        "mapped.example" => &["::ffff:127.0.0.1"],
        "mixed.example" => &["93.184.216.34", "127.0.0.1"],
        "unique.example" => &["fd00::1"],
        "nat64.example" => &["64:ff9b::7f00:1"],
        "unspecified.example" => &["0.0.0.0"],
        "sixtofour.example" => &["2002:7f00:1::"],
        "cgnat.example" => &["100.64.0.1"],
        "multicast.example" => &["224.0.0.1"],
        _ => &["127.0.0.1", "::1"],
    };
    addresses.iter().map(|address| address.parse().unwrap()).collect()
}

struct Watched {
    server: Server,
    outbound: Outbound,
    resolved: Arc<Mutex<Vec<String>>>,
}

fn watched(port: u16) -> Watched {
    let names = [
        "allowed",
        "private",
        "link",
        "mapped",
        "mixed",
        "unique",
        "nat64",
        "loopback",
        "unspecified",
        "sixtofour",
        "cgnat",
        "multicast",
    ];
    let listed = names.map(|name| format!("{name}.example"));
    let http = format!("http://loopback.example:{port}");
    let allowed = AllowList::of(listed.iter().map(String::as_str).chain([http.as_str()])).unwrap();
    let resolved: Arc<Mutex<Vec<String>>> = Arc::default();
    let noted = Arc::clone(&resolved);
    let resolve: Resolve = Arc::new(move |host, port| {
        noted.lock().unwrap().push(host.to_owned());
        Ok(leads_to(host)
            .into_iter()
            .map(|address| SocketAddr::new(address, port))
            .collect())
    });
    let outbound = Outbound::resolving(allowed, OutboundLimits::default(), resolve);
    let options = CommonsOptions {
        outbound: outbound.clone(),
        ..CommonsOptions::new(Place::Memory, NamedNode::new_unchecked(BASE))
    };
    Watched {
        server: Server::over(options, ServerConfig::default()),
        outbound,
        resolved,
    }
}

#[tokio::test]
async fn nothing_is_connected_to_that_is_not_on_the_list_or_not_of_the_public_internet() {
    let trap = Trap::new();
    let Watched {
        server,
        outbound,
        resolved,
    } = watched(trap.port());
    let addresses = addresses(trap.port());
    assert!(addresses.len() >= 80, "{}", addresses.len());
    for address in &addresses {
        let service = format!("SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}");
        let load = format!("LOAD <{address}>");
        let context =
            serde_json::json!({ "@context": address, "@id": "http://commons.test/s", "n": "N" }).to_string();
        let asked = server
            .post("/sparql", "application/sparql-query", service.clone())
            .await;
        let loaded = server
            .write(Method::POST, "/update", "application/sparql-update", load)
            .await;
        let put = server
            .write(Method::PUT, GRAPH_PATH, "application/ld+json", context)
            .await;
        // 400 where the address is no IRI at all.
        for answer in [&asked, &loaded] {
            assert!(
                matches!(answer.status.as_u16(), 400 | 403),
                "{address}: {} {}",
                answer.status,
                answer.body
            );
            answer.problem();
        }
        assert_eq!(put.status, 400, "{address}: {}", put.body);
        // What is silent goes on without an answer, and says nothing of what is behind the name.
        let silent = server
            .post(
                "/sparql",
                "application/sparql-query",
                service.replace("SERVICE", "SERVICE SILENT"),
            )
            .await;
        assert_eq!(
            silent.status == 200,
            asked.status == 403,
            "{address}: {}",
            silent.body
        );
        assert!(
            !asked.body.contains("10.1.2.3") && !asked.body.contains("93.184"),
            "{}",
            asked.body
        );
    }
    assert_eq!(server.seq(), 0);
    let (sent, refused) = outbound.counts();
    assert_eq!(sent, 0, "no connection was begun");
    assert!(refused >= 2 * 80, "{refused}");
    assert!(trap.is_untouched());
    // Only names of the list were looked up.
    let resolved = resolved.lock().unwrap();
    assert!(
        !resolved.is_empty() && resolved.iter().all(|host| host.ends_with(".example")),
        "{resolved:?}"
    );
    assert!(
        resolved.iter().all(|host| host.split('.').count() == 2),
        "{resolved:?}"
    );
}

#[tokio::test]
async fn contexts_are_never_fetched_and_our_own_is_known() {
    let trap = Trap::new();
    let Watched {
        server,
        outbound,
        resolved,
    } = watched(trap.port());
    let elsewhere = format!("http://loopback.example:{}/context.jsonld", trap.port());
    for context in [
        format!("\"{elsewhere}\""),
        format!("[{{}}, \"{elsewhere}\"]"),
        format!("{{\"@import\": \"{elsewhere}\"}}"),
        "\"https://allowed.example/context.jsonld\"".to_owned(),
    ] {
        let text = format!("{{\"@context\": {context}, \"@id\": \"http://commons.test/s\", \"n\": \"N\"}}");
        let answer = server
            .write(Method::PUT, GRAPH_PATH, "application/ld+json", text)
            .await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (400, "malformed-text"),
            "{context}"
        );
        assert!(
            answer.body.contains("contexts are not fetched"),
            "{}",
            answer.body
        );
    }
    assert!(trap.is_untouched() && resolved.lock().unwrap().is_empty());
    assert_eq!(outbound.counts(), (0, 0));
    for context in [
        format!("{BASE}ns/context.jsonld"),
        "https://w3id.org/mutuelle/ns/context.jsonld".to_owned(),
    ] {
        let text = format!(
            "{{\"@context\": \"{context}\", \"@id\": \"http://commons.test/acteur/alice\", \"@type\": \"Person\", \
             \"label\": {{\"fr\": [\"Alice\"]}}}}"
        );
        let answer = server
            .write(Method::PUT, GRAPH_PATH, "application/ld+json", text)
            .await;
        assert!(answer.status.is_success(), "{}", answer.body);
        let known = "ASK { <http://commons.test/acteur/alice> a <https://w3id.org/mutuelle/ns#Person> }";
        assert!(server.query(known).await.body.contains("true"), "{context}");
    }
}

#[tokio::test]
async fn an_allowed_server_that_is_not_there_is_a_bad_gateway() {
    // A port that was free a moment ago.
    let port = Trap::new().port();
    let allowed = format!("http://127.0.0.1:{port}").parse().unwrap();
    let options = CommonsOptions {
        outbound: Outbound::new(allowed, OutboundLimits::default()),
        ..CommonsOptions::new(Place::Memory, NamedNode::new_unchecked(BASE))
    };
    let server = Server::over(options, ServerConfig::default());
    let service = format!("SELECT * {{ SERVICE <http://127.0.0.1:{port}/sparql> {{ ?s ?p ?o }} }}");
    let asked = server.query(&service).await;
    assert_eq!(
        (asked.status.as_u16(), asked.problem().as_str()),
        (502, "other-server-failed")
    );
    let load = format!("LOAD <http://127.0.0.1:{port}/x.ttl>");
    let update = async |text: String| {
        let body = Body::from(text);
        server
            .write(Method::POST, "/update", "application/sparql-update", body)
            .await
    };
    let loaded = update(load.clone()).await;
    assert_eq!(
        (loaded.status.as_u16(), loaded.problem().as_str()),
        (502, "other-server-failed")
    );
    let silent = update(load.replace("LOAD", "LOAD SILENT")).await;
    assert_eq!(silent.status, 200, "{}", silent.body);
    let metrics = server.get("/metrics").await;
    assert!(
        metrics
            .body
            .contains("mutuelle_outbound_requests_total{sent=\"yes\"} 3"),
        "{}",
        metrics.body
    );
}
