//! Which format comes for which `Accept` or `?format=`.

use crate::harness::{GRAPH_PATH, Server, encoded, query_path};

const FIREFOX: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const EXPANDED: &str = "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#expanded\"";
const COMUNICA: &str = "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,\
                        application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,text/html;q=0.2";

#[tokio::test]
async fn select_ask_construct_and_describe_come_in_every_format_that_is_offered() {
    let server = Server::with_sample();
    let (select, ask) = ("SELECT ?s { ?s a ?c } LIMIT 1", "ASK { ?s ?p ?o }");
    let construct = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 1";
    let describe = "DESCRIBE <http://commons.test/acteur/alice>";
    for query in [select, ask] {
        for (accept, expected) in [
            ("", "application/sparql-results+json"),
            (
                "application/sparql-results+json",
                "application/sparql-results+json",
            ),
            ("application/json", "application/json"),
            ("application/sparql-results+xml", "application/sparql-results+xml"),
            ("text/csv", "text/csv; charset=utf-8"),
            (
                "text/tab-separated-values",
                "text/tab-separated-values; charset=utf-8",
            ),
        ] {
            let answer = server.get_as(&query_path(query), accept).await;
            assert_eq!(
                (answer.status.as_u16(), answer.header("content-type")),
                (200, expected),
                "{query} {accept}"
            );
            assert!(!answer.body.is_empty());
            assert!(answer.header("vary").contains("Accept"));
        }
    }
    for query in [construct, describe] {
        for (accept, expected) in [
            ("", "text/turtle; charset=utf-8"),
            ("application/n-triples", "application/n-triples"),
            ("application/rdf+xml", "application/rdf+xml"),
            ("application/ld+json", "application/ld+json"),
        ] {
            let answer = server.get_as(&query_path(query), accept).await;
            assert_eq!(
                (answer.status.as_u16(), answer.header("content-type")),
                (200, expected),
                "{query} {accept}"
            );
            assert!(answer.body.contains("http://commons.test/"), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn the_shorthand_wins_over_accept() {
    let server = Server::with_sample();
    for (query, format, expected) in [
        ("ASK {}", "json", "application/sparql-results+json"),
        ("ASK {}", "xml", "application/sparql-results+xml"),
        ("SELECT * {}", "csv", "text/csv; charset=utf-8"),
        ("SELECT * {}", "tsv", "text/tab-separated-values; charset=utf-8"),
        ("CONSTRUCT WHERE { ?s a ?c }", "ttl", "text/turtle; charset=utf-8"),
        ("CONSTRUCT WHERE { ?s a ?c }", "nt", "application/n-triples"),
        ("CONSTRUCT WHERE { ?s a ?c }", "rdf", "application/rdf+xml"),
        ("CONSTRUCT WHERE { ?s a ?c }", "jsonld", "application/ld+json"),
        ("CONSTRUCT WHERE { ?s a ?c }", "jsonld-expanded", EXPANDED),
    ] {
        let path = format!("{}&format={format}", query_path(query));
        let answer = server.get_as(&path, "image/png").await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (200, expected),
            "{format}"
        );
    }
    let unknown = server.get(&format!("{}&format=yaml", query_path("ASK {}"))).await;
    assert_eq!(
        (unknown.status.as_u16(), unknown.problem().as_str()),
        (400, "malformed-request")
    );
    let misfit = server.get(&format!("{}&format=ttl", query_path("ASK {}"))).await;
    assert_eq!(
        (misfit.status.as_u16(), misfit.problem().as_str()),
        (406, "not-acceptable")
    );
}

#[tokio::test]
async fn the_service_describes_itself_in_rdf_and_shows_a_form_to_browsers() {
    let server = Server::with_sample();
    for (accept, expected) in [
        ("", "text/turtle; charset=utf-8"),
        ("*/*", "text/turtle; charset=utf-8"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        (COMUNICA, "application/ld+json"),
        ("text/turtle,text/html", "text/turtle; charset=utf-8"),
        (FIREFOX, "text/html; charset=utf-8"),
    ] {
        let answer = server.get_as("/sparql", accept).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (200, expected),
            "{accept}"
        );
    }
    let turtle = server.get("/sparql").await.body;
    for expected in [
        "SPARQL11Query",
        "UnionDefaultGraph",
        "<http://commons.test/sparql>",
        "SPARQL_Results_JSON",
    ] {
        assert!(turtle.contains(expected), "{turtle}");
    }
}

#[tokio::test]
async fn a_graph_comes_in_the_format_that_is_asked_for() {
    let server = Server::with_sample();
    for (accept, expected) in [
        ("", "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        (FIREFOX, "text/turtle; charset=utf-8"),
    ] {
        let answer = server.get_as(GRAPH_PATH, accept).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (200, expected),
            "{accept}"
        );
    }
    let short = server.get(&format!("{GRAPH_PATH}&format=nt")).await;
    assert_eq!(short.header("content-type"), "application/n-triples");
}

#[tokio::test]
async fn a_browser_gets_a_page_for_an_error_and_a_program_gets_json() {
    let server = Server::new();
    let path = format!("/sparql?query={}", encoded("SELECT"));
    let page = server.get_as(&path, FIREFOX).await;
    assert_eq!(
        (page.status.as_u16(), page.header("content-type")),
        (400, "text/html; charset=utf-8")
    );
    assert!(page.body.contains("malformed-text"));
    for accept in [
        "",
        "*/*",
        "application/json",
        "application/sparql-results+json",
        COMUNICA,
    ] {
        let answer = server.get_as(&path, accept).await;
        if accept == COMUNICA {
            // It accepts no JSON but does accept HTML, however little.
            assert_eq!(answer.status, 400);
        } else {
            assert_eq!(answer.problem(), "malformed-text", "{accept}");
        }
    }
}

#[tokio::test]
async fn json_ld_is_compacted_with_our_context_unless_it_is_asked_for_expanded() {
    let server = Server::with_sample();
    let paths = [
        query_path("CONSTRUCT { ?s a ?c ; rdfs:label ?l } WHERE { ?s a ?c ; rdfs:label ?l }"),
        query_path("DESCRIBE <http://commons.test/graine/forge>"),
        GRAPH_PATH.to_owned(),
        "/graph/essai".to_owned(),
        "/graine/forge".to_owned(),
        "/resource?iri=http%3A%2F%2Fcommons.test%2Fgraine%2Fforge".to_owned(),
        "/computed/lineage?iri=http%3A%2F%2Fcommons.test%2Fgraine%2Fforge".to_owned(),
        "/ns".to_owned(),
        "/ns/shapes".to_owned(),
    ];
    for path in paths {
        let answer = server.get_as(&path, "application/ld+json").await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (200, "application/ld+json"),
            "{path}: {}",
            answer.body
        );
        let compact = answer.json();
        assert_eq!(
            compact["@context"], "http://commons.test/ns/context.jsonld",
            "{path}"
        );
        assert!(compact["@graph"].is_array(), "{path}");
        let expanded = server.get_as(&path, EXPANDED).await;
        assert_eq!(expanded.header("content-type"), EXPANDED, "{path}");
        assert!(expanded.json().is_array(), "{path}");
        let separator = if path.contains('?') { '&' } else { '?' };
        let short = server
            .get(&format!("{path}{separator}format=jsonld-expanded"))
            .await;
        assert_eq!(short.header("content-type"), EXPANDED, "{path}");
        assert!(short.json().is_array(), "{path}");
    }
}

#[tokio::test]
async fn names_of_our_context_stand_in_compacted_answers() {
    let server = Server::with_sample();
    let path = query_path("CONSTRUCT WHERE { <http://commons.test/graine/forge> a ?c ; rdfs:label ?l }");
    for accept in ["application/ld+json", "application/json"] {
        let answer = server.get_as(&path, accept).await;
        assert_eq!(answer.header("content-type"), accept);
        let nodes = answer.json()["@graph"].clone();
        assert_eq!(nodes[0]["id"], "http://commons.test/graine/forge");
        let text = nodes.to_string();
        assert!(
            text.contains("\"KnowledgeSeed\"") && text.contains("\"en\":[\"Opening a shared forge\"]"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn each_form_of_json_ld_has_an_entity_tag_of_its_own() {
    let server = Server::with_sample();
    let compact = server.get_as(GRAPH_PATH, "application/ld+json").await;
    let expanded = server.get_as(GRAPH_PATH, EXPANDED).await;
    assert_ne!(compact.header("etag"), expanded.header("etag"));
    assert_ne!(compact.body, expanded.body);
}
