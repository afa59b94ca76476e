//! Bad input: the right status, a problem that says what to do, and nothing written.

use mutuelle_tests::{Client, Reply, Server, create_token, encoded, mutuelle};
use std::io::{Read, Write};
use std::net::TcpStream;
use tempfile::TempDir;

const GRAPH: &str = "http://c.example/graph";
const TURTLE: &str = "text/turtle";

/// A server with one triple, at seq 1.
struct Tried {
    server: Server,
    token: String,
    folder: TempDir,
}

impl Tried {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let token = create_token(folder.path(), "write");
        let server = Server::start(folder.path(), &[]);
        let tried = Self {
            server,
            token,
            folder,
        };
        let receipt = tried.client().load(
            "PUT",
            GRAPH,
            TURTLE,
            b"<http://c.example/s> <http://c.example/p> 1 .",
        );
        assert_eq!(receipt.expect(201).json()["seq"], 1);
        tried
    }

    fn client(&self) -> Client {
        self.server.client_with(&self.token)
    }

    /// Nothing was written since.
    fn unchanged(&self) {
        let client = self.client();
        assert_eq!((client.seq(), client.count("?s ?p ?o")), (1, 1));
    }
}

/// A refusal of this status is a problem of RFC 9457 whose type opens.
fn refused(tried: &Tried, reply: Reply, status: u16) -> serde_json::Value {
    let reply = reply.expect(status);
    assert_eq!(
        reply.header("content-type"),
        "application/problem+json",
        "{}",
        reply.text()
    );
    let problem = reply.json();
    assert_eq!(problem["status"], status);
    for member in ["type", "title", "detail"] {
        assert!(
            !problem[member].as_str().unwrap_or_default().is_empty(),
            "{member}: {problem}"
        );
    }
    let kind = problem["type"].as_str().unwrap();
    let path = &kind[kind.find("/problems/").unwrap_or_else(|| panic!("{kind}"))..];
    assert!(
        tried
            .client()
            .get(path, "text/html")
            .expect(200)
            .text()
            .contains("<html")
    );
    tried.unchanged();
    problem
}

#[test]
fn an_unknown_media_type_is_415() {
    let tried = Tried::new();
    let client = tried.client();
    refused(&tried, client.load("PUT", GRAPH, "application/pdf", b"%PDF"), 415);
    refused(&tried, client.load("POST", GRAPH, "text/csv", b"a,b"), 415);
    refused(
        &tried,
        client.send("POST", "/update", &[("content-type", "text/plain")], b"CLEAR ALL"),
        415,
    );
    refused(
        &tried,
        client.send("POST", "/sparql", &[("content-type", "text/plain")], b"ASK {}"),
        415,
    );
    let address = format!("/data?graph={}", encoded(GRAPH));
    for (coding, status) in [("compress", 415), ("br", 400)] {
        let headers = [("content-type", TURTLE), ("content-encoding", coding)];
        refused(&tried, client.send("PUT", &address, &headers, b"x"), status);
    }
}

#[test]
fn an_unacceptable_format_is_406() {
    let tried = Tried::new();
    let client = tried.client();
    refused(&tried, client.query("SELECT * { ?s ?p ?o }", "image/png"), 406);
    refused(
        &tried,
        client.query("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv"),
        406,
    );
    refused(
        &tried,
        client.get(&format!("/data?graph={}", encoded(GRAPH)), "image/png"),
        406,
    );
}

#[test]
fn a_malformed_query_or_update_is_400_with_its_position() {
    let tried = Tried::new();
    let client = tried.client();
    let problem = refused(&tried, client.query("SELECT ?s\nWHERE { ?s ?p }", "*/*"), 400);
    assert_eq!(
        (&problem["line"], &problem["column"]),
        (&2.into(), &15.into()),
        "{problem}"
    );
    let problem = refused(&tried, client.update("CLEAR ALL ;\nINSERT DATA { oops }"), 400);
    assert_eq!(problem["line"], 2, "{problem}");
    assert!(problem["column"].is_u64(), "{problem}");
}

#[test]
fn malformed_rdf_is_400_with_its_position_even_on_the_last_line() {
    let tried = Tried::new();
    let client = tried.client();
    let mut text: String = (0..5_000)
        .map(|n| format!("<http://c.example/s{n}> <http://c.example/p> {n} .\n"))
        .collect();
    text.push_str("<http://c.example/last> <http://c.example/p> oops .\n");
    for method in ["PUT", "POST"] {
        let problem = refused(&tried, client.load(method, GRAPH, TURTLE, text.as_bytes()), 400);
        assert_eq!(
            (&problem["line"], &problem["column"]),
            (&5_001.into(), &46.into()),
            "{problem}"
        );
        assert_eq!(problem["language"], "Turtle");
    }
    for (media_type, body) in [
        (
            "application/n-triples",
            "<http://c.example/s> <http://c.example/p> .",
        ),
        ("application/rdf+xml", "<rdf:RDF"),
        ("application/ld+json", "{\"@id\": "),
    ] {
        refused(
            &tried,
            client.load("PUT", GRAPH, media_type, body.as_bytes()),
            400,
        );
    }
    refused(
        &tried,
        client.load(
            "PUT",
            GRAPH,
            TURTLE,
            b"<http://c.example/s> <http://c.example/p> \"\xff\" .",
        ),
        400,
    );
}

#[test]
fn a_turtle_error_on_the_last_line_is_named_by_the_command_line_too() {
    let tried = Tried::new();
    let Tried { server, folder, .. } = tried;
    assert_eq!(server.stop(), Some(0));
    let file = tempfile::NamedTempFile::with_suffix(".ttl").unwrap();
    let mut text: String = (0..5_000)
        .map(|n| format!("<http://c.example/s{n}> <http://c.example/p> {n} .\n"))
        .collect();
    text.push_str("<http://c.example/last> <http://c.example/p> oops .\n");
    std::fs::write(file.path(), text).unwrap();
    let data = folder.path().to_str().unwrap();
    let ran = mutuelle(&[
        "import",
        file.path().to_str().unwrap(),
        "--data",
        data,
        "--graph",
        GRAPH,
    ]);
    assert!(!ran.ok());
    assert!(ran.err.contains("line 5001, column 46"), "{}", ran.err);
    let server = Server::start(folder.path(), &[]);
    assert_eq!((server.client().seq(), server.client().count("?s ?p ?o")), (1, 1));
}

#[test]
fn contradictions_of_the_protocol_are_400() {
    let tried = Tried::new();
    let client = tried.client();
    refused(
        &tried,
        client.get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", "*/*"),
        400,
    );
    refused(&tried, client.get("/sparql?update=CLEAR+ALL", "*/*"), 400);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    refused(
        &tried,
        client.send("POST", "/update", &form, b"update=CLEAR+ALL&update=CLEAR+ALL"),
        400,
    );
    refused(
        &tried,
        client.send("POST", "/update", &form, b"query=ASK%7B%7D"),
        400,
    );
    refused(
        &tried,
        client.send("PUT", "/data", &[("content-type", TURTLE)], b""),
        400,
    );
    refused(
        &tried,
        client.send(
            "PUT",
            "/data?default&graph=http://c.example/g",
            &[("content-type", TURTLE)],
            b"",
        ),
        400,
    );
    refused(&tried, client.get("/data?graph=nowhere-absolute%20", "*/*"), 400);
    let twice = "/update?using-graph-uri=http%3A%2F%2Fc.example%2Fgraph";
    let update = "INSERT { ?s <http://c.example/q> ?o } USING <http://c.example/graph> WHERE { ?s ?p ?o }";
    let direct = [("content-type", "application/sparql-update")];
    refused(
        &tried,
        client.send("POST", twice, &direct, update.as_bytes()),
        400,
    );
}

#[test]
fn a_method_that_an_address_does_not_have_is_405() {
    let tried = Tried::new();
    let client = tried.client();
    let problem = client.send(
        "PUT",
        "/sparql",
        &[("content-type", "application/sparql-query")],
        b"ASK {}",
    );
    assert!(problem.header("allow").contains("POST"), "{:?}", problem.headers);
    refused(&tried, problem, 405);
    refused(&tried, client.get("/update?update=CLEAR+ALL", "*/*"), 405);
}

#[test]
fn a_body_over_the_limit_is_413_before_it_is_read() {
    let tried = Tried::new();
    let announced = |method: &str, path: &str, media_type: &str, bytes: u64| {
        let mut stream = TcpStream::connect(tried.server.address().trim_start_matches("http://")).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\
             content-type: {media_type}\r\ncontent-length: {bytes}\r\nconnection: close\r\n\r\n",
            tried.token
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    for (method, path, media_type, bytes) in [
        ("POST", "/sparql", "application/sparql-query", 17 << 20),
        ("POST", "/update", "application/sparql-update", 17 << 20),
        ("PUT", "/data?default", TURTLE, 2 << 30),
        ("POST", "/data?default", TURTLE, 2 << 30),
    ] {
        let answer = announced(method, path, media_type, bytes);
        assert!(answer.starts_with("HTTP/1.1 413 "), "{method} {path}: {answer}");
        assert!(
            answer.contains("application/problem+json") && answer.contains("\"limit\":"),
            "{answer}"
        );
    }
    tried.unchanged();
}

#[test]
fn input_that_would_overflow_the_stack_is_refused_and_the_server_lives() {
    let tried = Tried::new();
    let client = tried.client();
    let deep = format!("ASK {}{}", "{".repeat(100_000), "}".repeat(100_000));
    let problem = refused(&tried, client.query(&deep, "*/*"), 413);
    assert_eq!(problem["limit"], 128, "{problem}");
    let chain = format!("ASK {{ FILTER({}) }}", vec!["true"; 600_000].join("||"));
    let problem = refused(&tried, client.query(&chain, "*/*"), 413);
    assert_eq!(problem["limit"], 2_000, "{problem}");
    let terms = format!(
        "<urn:a> <urn:b> {}<urn:c>{} .",
        "<<( <urn:a> <urn:b> ".repeat(500_000),
        " )>>".repeat(500_000)
    );
    for media_type in ["application/n-triples", TURTLE] {
        refused(
            &tried,
            client.load("PUT", GRAPH, media_type, terms.as_bytes()),
            400,
        );
    }
    let json = format!(
        "{{\"http://c.example/p\": {}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    refused(
        &tried,
        client.load("PUT", GRAPH, "application/ld+json", json.as_bytes()),
        400,
    );
}

#[test]
fn a_violation_of_the_shapes_is_422_with_the_report_as_json_or_rdf() {
    let tried = Tried::new();
    let client = tried.client();
    let seed = b"<http://c.example/seed> a <https://w3id.org/mutuelle/ns#KnowledgeSeed> ;
        <http://www.w3.org/2000/01/rdf-schema#label> \"Sans licence\"@fr ;
        <https://w3id.org/mutuelle/ns#content> \"Un texte.\"@fr ;
        <http://purl.org/dc/terms/creator> <http://c.example/ada> .";
    let problem = refused(
        &tried,
        client.load("PUT", "http://c.example/other", TURTLE, seed),
        422,
    );
    let violations = problem["violations"].as_array().unwrap();
    assert_eq!(violations.len(), 1, "{problem}");
    assert_eq!(
        violations[0]["component"],
        "http://www.w3.org/ns/shacl#MinCountConstraintComponent"
    );
    assert_eq!(violations[0]["focus"], "<http://c.example/seed>");
    let messages = violations[0]["messages"].to_string();
    assert!(
        messages.contains("Choisissez une licence") && messages.contains("Choose one licence"),
        "{messages}"
    );

    let headers = [("content-type", TURTLE), ("accept", TURTLE)];
    let path = format!("/data?graph={}", encoded("http://c.example/other"));
    let report = client.send("PUT", &path, &headers, seed).expect(422);
    assert!(
        report.header("content-type").starts_with(TURTLE),
        "{}",
        report.header("content-type")
    );
    let quads = oxrdfio::RdfParser::from_format(oxrdfio::RdfFormat::Turtle).for_slice(&report.body);
    let conforms = quads
        .map(Result::unwrap)
        .find(|quad| quad.predicate.as_str() == "http://www.w3.org/ns/shacl#conforms")
        .unwrap();
    assert!(conforms.object.to_string().starts_with("\"false\""));
    client.get(&path, "*/*").expect(404);
    tried.unchanged();
}

#[test]
fn writing_needs_a_token_that_may_write() {
    let tried = Tried::new();
    let reader = create_token(tried.folder.path(), "read");
    let update = |client: &Client| client.update("CLEAR ALL");
    let none = update(&tried.server.client());
    assert!(
        none.header("www-authenticate").starts_with("Bearer"),
        "{:?}",
        none.headers
    );
    refused(&tried, none, 401);
    refused(&tried, update(&tried.server.client_with("mut_0000")), 401);
    refused(&tried, update(&tried.server.client_with(&reader)), 403);
    for client in [tried.server.client(), tried.server.client_with("mut_0000")] {
        refused(&tried, client.load("PUT", GRAPH, TURTLE, b""), 401);
        refused(&tried, client.load("POST", GRAPH, TURTLE, b""), 401);
        refused(
            &tried,
            client.send("DELETE", &format!("/data?graph={}", encoded(GRAPH)), &[], b""),
            401,
        );
    }
}

#[test]
fn a_revoked_token_is_refused_by_the_running_server() {
    let tried = Tried::new();
    let data = tried.folder.path().to_str().unwrap();
    let listed = mutuelle(&["token", "list", "--data", data]);
    assert!(
        listed.ok() && listed.out.contains("tests"),
        "{}{}",
        listed.out,
        listed.err
    );
    assert!(!listed.out.contains(&tried.token), "a secret is shown once");
    let id = listed
        .out
        .split_whitespace()
        .find(|word| word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .unwrap();
    let revoked = mutuelle(&["token", "revoke", id, "--data", data]);
    assert!(revoked.ok(), "{}{}", revoked.out, revoked.err);
    refused(&tried, tried.client().update("CLEAR ALL"), 401);
}

#[test]
fn an_unknown_graph_is_404() {
    let tried = Tried::new();
    let client = tried.client();
    let path = format!("/data?graph={}", encoded("http://c.example/nowhere"));
    refused(&tried, client.get(&path, "*/*"), 404);
    refused(&tried, client.send("DELETE", &path, &[], b""), 404);
    assert_eq!(client.send("HEAD", &path, &[], b"").status, 404);
    refused(
        &tried,
        client.update("DROP GRAPH <http://c.example/nowhere>"),
        404,
    );
}

#[test]
fn what_would_reach_other_hosts_is_refused_and_the_reserved_graph_too() {
    let tried = Tried::new();
    let client = tried.client();
    refused(
        &tried,
        client.query("ASK { SERVICE <http://elsewhere.example/> { ?s ?p ?o } }", "*/*"),
        403,
    );
    refused(&tried, client.update("LOAD <http://elsewhere.example/>"), 403);
    refused(&tried, client.load("PUT", "urn:mutuelle:state", TURTLE, b""), 400);
    client
        .get("/data?graph=urn%3Amutuelle%3Astate", "*/*")
        .expect(404);
}

#[test]
fn a_folder_in_use_is_refused_by_a_second_process() {
    let tried = Tried::new();
    let data = tried.folder.path().to_str().unwrap();
    let ran = mutuelle(&["verify", "--data", data]);
    assert!(!ran.ok() && ran.err.contains("in use"), "{}", ran.err);
    match Server::try_start(tried.folder.path(), &[]) {
        mutuelle_tests::Started::Ended(code, output) => {
            assert_ne!(code, Some(0));
            assert!(output.contains("in use"), "{output}");
        }
        mutuelle_tests::Started::Listening(_) => panic!("two servers have one folder"),
    }
    tried.unchanged();
}
