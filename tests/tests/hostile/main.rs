//! Queries that want to hurt: each ends by its deadline, within its memory, and nobody else notices.
//!
//! A test target of its own, so that it has the machine for itself: it looks at times.

#![expect(clippy::unwrap_used, reason = "what only tests call panics as a test does")]

use mutuelle_tests::{Client, Server, create_token};
use std::fmt::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

const DEADLINE: Duration = Duration::from_secs(1);
/// How long after its deadline a query may still be heard of.
const GRACE: Duration = Duration::from_secs(1);
/// How long `/health` may take meanwhile.
const HEALTH_MAX: Duration = Duration::from_millis(250);
/// What one query may use, as the server is told it.
const QUERY_MEMORY: &str = "64M";
/// How many are asked at once.
const AT_ONCE: usize = 4;
/// The bound of the whole process, in MiB: what it needs anyway, and for each query that runs three times its memory,
/// since a text that grows is copied to a place of twice the size before it is found too large.
const PROCESS_MIB_MAX: u64 = 256 + 3 * 64 * AT_ONCE as u64;

const SUBJECTS: usize = 3_000;

fn data() -> String {
    let mut text = String::from("@prefix : <http://h.example/> .\n");
    for number in 0..SUBJECTS {
        let next = (number * 7 + 1) % SUBJECTS;
        let label = "Une forge ouverte au bord de l'eau, et ce que l'on y apprend ".repeat(3);
        writeln!(
            text,
            ":s{number} a :Thing ; :next :s{next} ; :part :s{} ; :number {number} ; :label \"{label}{number}\"@fr .",
            number / 5
        )
        .unwrap();
    }
    text
}

/// `times` brackets around a text.
fn nested(open: &str, inner: &str, close: &str, times: usize) -> String {
    format!("{}{inner}{}", open.repeat(times), close.repeat(times))
}

fn each(count: usize, make: impl Fn(usize) -> String) -> String {
    (0..count).map(make).collect::<Vec<_>>().join(" ")
}

fn numbers(count: usize, between: &str) -> String {
    (0..count)
        .map(|number| number.to_string())
        .collect::<Vec<_>>()
        .join(between)
}

fn counting(pattern: &str) -> String {
    format!("SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
}

/// Products of everything with everything.
fn products() -> Vec<String> {
    let two = "?a ?b ?c . ?d ?e ?f";
    let three = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i";
    vec![
        counting(three),
        format!("SELECT * {{ {three} . ?j ?k ?l }}"),
        format!("SELECT DISTINCT ?a ?d {{ {two} }}"),
        format!("SELECT ?a ?d (COUNT(*) AS ?n) {{ {two} }} GROUP BY ?a ?d"),
        format!("SELECT (COUNT(DISTINCT *) AS ?n) {{ {two} }}"),
        format!("CONSTRUCT {{ ?a ?b ?f . ?d ?e ?c }} {{ {two} }}"),
        format!("DESCRIBE * {{ {two} }}"),
        format!("ASK {{ {three} FILTER(?a = ?f && ?c = ?i && ?g = <x:y>) }}"),
        format!("SELECT * {{ {two} }} OFFSET 1000000000000 LIMIT 1"),
        counting("{ SELECT ?x { ?a ?b ?c } } { SELECT ?x { ?d ?e ?f } } { SELECT ?x { ?g ?h ?i } }"),
        counting(&"{ {} UNION {} } ".repeat(60)),
        counting(&format!("{{ VALUES ?x {{ {} }} }} ", "UNDEF ".repeat(200)).repeat(8)),
        counting("GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l }"),
        counting(&each(12, |n| format!("?s{n} a ?t ."))),
        counting(&each(99, |n| format!("?a{n} ?b{n} ?c{n} ."))),
        counting(&format!("{two} MINUS {{ ?g ?h ?i . ?j ?k ?l }}")),
        counting("?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i } }"),
        counting("?a ?b ?c LATERAL { SELECT * { ?d ?e ?f } ORDER BY ?f LIMIT 1 } LATERAL { ?g ?h ?i }"),
    ]
}

/// Sorts and groups of everything.
fn gatherings() -> Vec<String> {
    let two = "?a ?b ?c . ?d ?e ?f";
    vec![
        format!("SELECT * {{ {two} }} ORDER BY ?f ?a"),
        format!("SELECT * {{ {two} }} ORDER BY ?f ?a LIMIT 10"),
        format!("SELECT * {{ {two} }} ORDER BY (1)"),
        format!("SELECT * {{ {two} }} ORDER BY RAND()"),
        format!("SELECT (GROUP_CONCAT(?c) AS ?g) {{ {two} . ?a ?x ?y }}"),
        format!(
            "SELECT (GROUP_CONCAT(STR(?c); separator='{}') AS ?g) {{ ?a ?b ?c }}",
            "x".repeat(100_000)
        ),
        format!(
            "SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {two} BIND(CONCAT(STR(?a), STR(?c), STR(?f)) AS ?x) }}"
        ),
        format!("SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {two} BIND(STRUUID() AS ?x) }}"),
        counting(&format!(
            "VALUES ?x {{ {0} }} VALUES ?y {{ {0} }} VALUES ?z {{ {0} }}",
            numbers(20_000, " ")
        )),
        format!("SELECT * {{ VALUES ?x {{ {} }} }}", numbers(400_000, " ")),
    ]
}

/// Paths that explode.
fn paths() -> Vec<String> {
    vec![
        counting("?a ((!<x:y>)*/(^!<x:y>)*)* ?b"),
        counting("?a (!<x:y>|!^<x:z>)+ ?b . ?b (!<x:y>)+ ?c . ?c (!<x:y>)* ?d"),
        format!("SELECT * {{ ?a {} ?b }}", ["(!<x:y>)*"; 20].join("/")),
        counting(&format!("?s {} ?o", nested("(", "!<x:y>", ")*", 100))),
        counting("?a :next* ?b . ?b ^:next* ?c . ?c :part* ?d . ?d ^:part* ?e"),
    ]
}

/// Texts and patterns that grow.
fn texts() -> Vec<String> {
    let (a, million) = ("x".repeat(10_000), "x".repeat(1_000_000));
    vec![
        format!(
            "SELECT * {{ BIND('xxxxxxxxxxxxxxxx' AS ?b0) {} }}",
            each(45, |n| format!("BIND(CONCAT(?b{n}, ?b{n}) AS ?b{})", n + 1))
        ),
        format!(
            "SELECT ({} AS ?x) {{ BIND('{a}' AS ?a) }}",
            nested("CONCAT(", "?a", ", ?a)", 100)
        ),
        format!(
            "SELECT (CONCAT({}) AS ?x) {{ BIND('{million}' AS ?a) }}",
            ["?a"; 5_000].join(",")
        ),
        format!("SELECT (REPLACE(REPLACE('{a}', 'x', '{a}'), 'x', '{a}') AS ?x) {{}}"),
        format!(
            "SELECT ({} AS ?x) {{}}",
            nested("ENCODE_FOR_URI(", "'%%%%'", ")", 100)
        ),
        counting(
            "?s ?p ?o . ?t ?q ?r FILTER(REGEX(STR(?o), '(((a{1,30}){1,30}){1,30}|(b|c|.){1,200}){1,20}x'))",
        ),
        counting("?s ?p ?o . ?t ?q ?r FILTER(REGEX(STR(?o), '(.*)*(.*)*(.*)*(.*)*y$', 'i'))"),
        counting("?s ?p ?o . ?t ?q ?r FILTER(REGEX(STR(?o), STR(?r)))"),
        counting(&format!(
            "?s ?p ?o . ?t ?q ?r FILTER(?o IN ({}))",
            numbers(50_000, ",")
        )),
        counting(&format!(
            "?s ?p ?o . ?a ?b ?c FILTER({})",
            (0..900)
                .map(|n| format!("?o = {n}"))
                .collect::<Vec<_>>()
                .join(" || ")
        )),
    ]
}

/// Nesting of every kind, below and above the limit.
fn nestings() -> Vec<String> {
    let mut all = vec![
        counting(
            "?a ?b ?c FILTER EXISTS { ?d ?e ?f FILTER NOT EXISTS { ?g ?h ?i FILTER(?g != ?d && ?i = ?a && ?h = <x:y>) } }",
        ),
        counting(&format!(
            "?a ?b ?c {}{}",
            (0..30)
                .map(|n| format!("FILTER NOT EXISTS {{ ?a{n} ?b{n} ?c{n} "))
                .collect::<String>(),
            "}".repeat(30)
        )),
        counting(&format!(
            "?a ?b ?c {}",
            each(60, |n| format!("OPTIONAL {{ ?a ?p{n} ?o{n} }}"))
        )),
        counting(&["{ ?s ?p ?o . ?t ?q ?r }"; 600].join(" UNION ")),
        format!("SELECT * {{ ?s ?p ?o FILTER({}true) }}", "!".repeat(1_500)),
        format!(
            "SELECT * {{ ?s ?p ?o {} }}",
            each(900, |n| format!("FILTER(?o != {n})"))
        ),
    ];
    for times in [100, 5_000] {
        all.extend([
            format!("SELECT * {}", nested("{", "?s ?p ?o", "}", times)),
            format!("SELECT * {{ FILTER{} }}", nested("(", "1", ")", times)),
            format!("SELECT * {}", nested("{ SELECT * ", "{ ?s ?p ?o }", "}", times)),
            format!(
                "SELECT * {{ ?s ?p ?o {} }}",
                nested("OPTIONAL { ?s ?p ?o ", "", "}", times)
            ),
            format!("SELECT * {{ ?s ?p {} }}", nested("(", "1", ")", times)),
            format!("SELECT * {{ ?s ?p {} }}", nested("[ ?p ", "1", "]", times)),
            format!(
                "SELECT * {{ ?s ?p {} }}",
                nested("<<( ?s ?p ", "?o", ")>>", times)
            ),
        ]);
    }
    all
}

/// Asks and waits; the status, or none for a body that was broken off.
fn ask(client: &Client, query: &str) -> Option<u16> {
    let text = format!("PREFIX : <http://h.example/> {query}");
    let headers = [("content-type", "application/sparql-query")];
    let reply = client.try_send("POST", "/sparql", &headers, text.as_bytes());
    reply.ok().map(|reply| reply.status)
}

fn shown(query: &str) -> &str {
    let end = query.char_indices().nth(120).map_or(query.len(), |(at, _)| at);
    &query[..end]
}

/// The most memory that a process had so far.
fn peak_mib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap() / 1024
}

fn start(folder: &Path, timeout_s: &str) -> Server {
    let token = create_token(folder, "write");
    let limits = ["--query-timeout", timeout_s, "--query-memory", QUERY_MEMORY];
    let server = Server::start(folder, &limits);
    server
        .client_with(&token)
        .load("PUT", "http://h.example/graph", "text/turtle", data().as_bytes())
        .expect(201);
    server
}

#[test]
fn a_query_that_wants_to_hurt_ends_by_its_deadline_and_within_its_memory() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path(), "1");
    let queries: Vec<String> = [products(), gatherings(), paths(), texts(), nestings()].concat();
    assert!(queries.len() >= 40, "{}", queries.len());
    let waiting = Mutex::new(queries.iter());
    let (slow, odd, done) = (
        Mutex::new(Vec::new()),
        Mutex::new(Vec::new()),
        AtomicBool::new(false),
    );
    let note = |list: &Mutex<Vec<String>>, what: String| {
        list.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    };
    thread::scope(|scope| {
        let health = scope.spawn(|| {
            let client = server.client();
            let mut longest = Duration::ZERO;
            while !done.load(Ordering::Acquire) {
                let begun = Instant::now();
                client.get("/health", "application/json").expect(200);
                longest = longest.max(begun.elapsed());
            }
            longest
        });
        let askers: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                scope.spawn(|| {
                    let client = server.client();
                    loop {
                        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
                        let Some(query) = next else { return };
                        let begun = Instant::now();
                        let status = ask(&client, query);
                        if begun.elapsed() > DEADLINE + GRACE {
                            note(&slow, format!("{:?}: {}", begun.elapsed(), shown(query)));
                        }
                        if !matches!(status, None | Some(200 | 400 | 413 | 422 | 504)) {
                            note(&odd, format!("{status:?}: {}", shown(query)));
                        }
                    }
                })
            })
            .collect();
        for asker in askers {
            asker.join().unwrap();
        }
        done.store(true, Ordering::Release);
        let longest = health.join().unwrap();
        assert!(longest <= HEALTH_MAX, "/health took {longest:?}");
    });
    assert_eq!(
        slow.into_inner().unwrap(),
        Vec::<String>::new(),
        "beyond the deadline"
    );
    assert_eq!(
        odd.into_inner().unwrap(),
        Vec::<String>::new(),
        "answered otherwise"
    );
    let peak = peak_mib(server.process());
    assert!(peak <= PROCESS_MIB_MAX, "{peak} MiB at the most");
    // All threads came back: as many queries as may run at once are answered, and the server stops when asked to.
    let client = server.client();
    for _ in 0..8 {
        assert_eq!(client.count("?s ?p ?o"), 5 * SUBJECTS as u64);
    }
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn a_query_over_its_memory_is_told_which_budget_it_used_up() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path(), "30");
    let text = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a";
    let problem = server.client().query(text, "application/json").expect(422).json();
    assert_eq!(problem["limit_name"], "memory_bytes_max");
    assert_eq!(problem["limit"], 64 << 20);
}

#[test]
fn an_answer_may_be_longer_than_the_memory_of_its_query() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path(), "120");
    let rows = 500 * SUBJECTS;
    let text = "PREFIX : <http://h.example/> SELECT ?l ?n { ?s :label ?l . ?t :number ?n FILTER(?n < 500) }";
    let answer = server.client().query(text, "text/csv").expect(200).text();
    assert!(answer.len() > 250 << 20, "{}", answer.len());
    assert_eq!(answer.lines().count(), rows + 1);
    // It went through as a stream.
    assert!(
        peak_mib(server.process()) < PROCESS_MIB_MAX,
        "{}",
        peak_mib(server.process())
    );
}
