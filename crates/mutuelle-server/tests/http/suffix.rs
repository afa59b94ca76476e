//! Formats in the address, over the real router: `/ns.ttl` is `/ns?format=ttl`.

use crate::harness::*;
use crate::queries::server_with;
use axum::body::Body;
use http::Method;
use http::header::{ACCEPT, ACCEPT_ENCODING, IF_NONE_MATCH};
use mutuelle_commons::NamedQueries;
use std::fs;

const FIREFOX: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const TABLE: &str = "SELECT ?s ?nom WHERE { ?s rdfs:label ?nom } ORDER BY ?s ?nom";
const GRAPH_OF_NAMES: &str = "CONSTRUCT { ?s rdfs:label ?nom } WHERE { ?s rdfs:label ?nom }";

fn server() -> Server {
    server_with(&[
        ("noms", TABLE),
        ("graphe", GRAPH_OF_NAMES),
        (
            "de",
            "# param: s iri required\nSELECT ?nom { ?s rdfs:label ?nom }",
        ),
    ])
}

/// An address by its suffix and by its parameter.
fn both(address: &str, suffix: &str) -> (String, String) {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    (
        format!("{path}.{suffix}?{query}"),
        format!("{path}?{query}&format={suffix}"),
    )
}

#[tokio::test]
async fn an_address_with_a_suffix_answers_as_with_the_format_whatever_is_accepted() {
    let server = server();
    let sparql = query_path(TABLE);
    let pair = sparql.replace("/sparql", "/export/pair/sparql");
    let tables = "json xml csv tsv";
    let graphs = "ttl nt rdf jsonld json xml";
    for (address, suffixes) in [
        (sparql.as_str(), tables),
        (GRAPH_PATH, graphs),
        ("/search?q=forge", "json html"),
        ("/computed/reviews?date=2026-01-01", "json ttl nt rdf jsonld"),
        ("/queries", "json html"),
        ("/queries/noms", "json xml csv tsv html rq"),
        ("/queries/graphe", "ttl nt rdf jsonld json xml html rq"),
        ("/queries/de?s=http://commons.test/acteur/alice", tables),
        ("/prefixes", "json jsonld ttl rq"),
        ("/export/pair", graphs),
        (pair.as_str(), tables),
        ("/export/pair/Person", graphs),
        ("/.well-known/void", graphs),
        (
            "/resource?iri=http://commons.test/graine/forge",
            "ttl nt rdf jsonld html",
        ),
        ("/ns", "ttl nt rdf jsonld json xml html"),
        ("/ns/shapes", graphs),
        ("/graine/forge", "ttl nt rdf jsonld json xml html"),
        ("/graine/%C3%A9t%C3%A9", graphs),
        ("/graph/essai", graphs),
    ] {
        for suffix in suffixes.split(' ') {
            let (by_suffix, by_format) = both(address, suffix);
            let expected = server.get_as(&by_format, "image/png").await;
            assert_eq!(expected.status, 200, "{by_format}: {}", expected.body);
            for accept in ["image/png", "text/html", "*/*", "application/n-quads"] {
                let answer = server.get_as(&by_suffix, accept).await;
                assert_eq!(answer.status, 200, "{by_suffix} {accept}: {}", answer.body);
                for header in ["content-type", "vary", "content-length", "content-profile"] {
                    assert_eq!(
                        answer.header(header),
                        expected.header(header),
                        "{by_suffix} {header}"
                    );
                }
                assert_eq!(answer.body, expected.body, "{by_suffix} {accept}");
            }
            let head = request(Method::HEAD, &by_suffix).header(ACCEPT, FIREFOX);
            let head = server.send(head.body(Body::empty()).unwrap()).await;
            assert_eq!(
                (
                    head.status.as_u16(),
                    head.header("content-type"),
                    head.body.as_str()
                ),
                (200, expected.header("content-type"), ""),
                "{by_suffix}"
            );
        }
    }
}

#[tokio::test]
async fn a_format_that_an_address_has_not_is_refused_as_by_its_parameter() {
    let server = server();
    for (address, suffix, status) in [
        ("/queries/noms", "ttl", 406),
        ("/queries/noms", "trig", 406),
        ("/queries/noms", "nq", 406),
        ("/queries/graphe", "csv", 406),
        ("/queries/graphe", "nq", 406),
        ("/graine/forge", "csv", 406),
        ("/graine/forge", "trig", 406),
        ("/ns", "tsv", 406),
        ("/export/pair/Person", "csv", 406),
        ("/search?q=forge", "ttl", 400),
        ("/prefixes", "csv", 400),
        ("/queries/de", "csv", 400),
        ("/queries/inconnue", "csv", 404),
        ("/computed/inconnu", "json", 404),
        ("/export/pair/Inconnue", "ttl", 404),
        ("/data?graph=http://commons.test/graph/inconnu", "ttl", 404),
    ] {
        let (by_suffix, by_format) = both(address, suffix);
        let answer = server.get_as(&by_suffix, "image/png").await;
        let expected = server.get_as(&by_format, "image/png").await;
        assert_eq!(answer.status, status, "{by_suffix}: {}", answer.body);
        assert_eq!(
            (answer.problem(), answer.json()),
            (expected.problem(), expected.json()),
            "{by_suffix}"
        );
        assert_eq!(answer.header("content-length"), answer.body.len().to_string());
    }
    let page = server.get_as("/queries/noms.ttl", FIREFOX).await;
    assert_eq!(
        (page.status.as_u16(), page.header("content-type")),
        (406, "text/html; charset=utf-8"),
        "an error is for who reads it"
    );
}

#[tokio::test]
async fn a_format_that_contradicts_the_suffix_is_refused() {
    let server = server();
    for path in [
        "/queries/noms.csv?format=tsv",
        "/ns.ttl?format=nt",
        "/graine/forge.ttl?format=jsonld",
        "/sparql.csv?query=ASK%7B%7D&format=csv&format=json",
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.problem(), "malformed-request", "{path}");
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(
            detail.contains("the address ends in `.") && detail.contains("leave one of them out"),
            "{detail}"
        );
    }
    for path in [
        "/queries/noms.csv?format=csv",
        "/queries/noms.csv?format=text/csv",
        "/graine/forge.jsonld?format=jsonld-expanded",
    ] {
        assert_eq!(server.get(path).await.status, 200, "{path}");
    }
    let expanded = server.get("/graine/forge.jsonld?format=jsonld-expanded").await;
    assert!(expanded.json().is_array());
}

#[tokio::test]
async fn what_really_has_the_whole_name_wins_over_the_suffix() {
    let server = server();
    let turtle = |path: &'static str| {
        let server = &server;
        async move { server.get_as(path, "text/turtle").await }
    };
    let forge = turtle("/graine/forge.ttl").await.body;
    assert!(forge.contains("Ouvrir une forge"), "{forge}");
    // A resource of which something is said.
    server.load(
        "http://commons.test/graph/fichiers",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
         <http://commons.test/graine/forge.ttl> rdfs:label \"un fichier\"@fr .
         <http://commons.test/ns.nt> rdfs:label \"un autre\"@fr .
         <http://commons.test/graine/forge> rdfs:seeAlso <http://commons.test/graine/forge.rdf> ,
             <http://commons.test/document/plan.ttl> .",
    );
    for (path, label) in [("/graine/forge.ttl", "un fichier"), ("/ns.nt", "un autre")] {
        let answer = turtle(path).await;
        assert!(answer.body.contains(label), "{path}: {}", answer.body);
        assert_eq!(answer.header("content-type"), "text/turtle; charset=utf-8");
        assert!(!answer.body.contains("Ouvrir une forge"), "{path}");
    }
    // With a suffix more, it is that one's format.
    let nt = server.get("/graine/forge.ttl.nt").await;
    assert_eq!(nt.header("content-type"), "application/n-triples");
    assert!(nt.body.contains("un fichier"));
    // What others point at only has the name of the format; or its own, where nothing else is there.
    let mentioned = turtle("/graine/forge.rdf").await;
    assert_eq!(mentioned.header("content-type"), "application/rdf+xml");
    assert!(mentioned.body.contains("Ouvrir une forge"), "{}", mentioned.body);
    assert_eq!(turtle("/document/plan.ttl").await.status, 200);
    // A graph.
    let put = server
        .write(
            Method::PUT,
            "/graine/forge.nt",
            "text/turtle",
            "<> <http://e.test/p> \"graphe\" .",
        )
        .await;
    assert_eq!(put.status, 201, "{}", put.body);
    let graph = turtle("/graine/forge.nt").await;
    assert_eq!(graph.header("content-type"), "text/turtle; charset=utf-8");
    assert!(
        graph.body.contains("graphe") && !graph.body.contains("Ouvrir"),
        "{}",
        graph.body
    );
    let removed = server.authorised(Method::DELETE, "/graine/forge.nt");
    assert_eq!(
        server.send(removed.body(Body::empty()).unwrap()).await.status,
        200
    );
    let again = turtle("/graine/forge.nt").await;
    assert_eq!(again.header("content-type"), "application/n-triples");
    assert!(again.body.contains("Ouvrir"), "{}", again.body);
}

#[test]
fn no_query_can_have_a_name_that_ends_in_a_suffix() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# title@fr: Quoi ?\n# title@en: What?\nASK {}";
    fs::write(folder.path().join("noms.csv.rq"), text).unwrap();
    let refused = NamedQueries::default().with_folder(folder.path()).unwrap_err();
    assert!(refused.to_string().contains("noms.csv"), "{refused}");
}

#[tokio::test]
async fn percent_encoding_makes_no_difference() {
    let server = server();
    for (path, content_type) in [
        ("/queries/noms%2Ecsv", "text/csv; charset=utf-8"),
        ("/queries/n%6Fms.c%73v", "text/csv; charset=utf-8"),
        ("/graine/forge%2ent", "application/n-triples"),
        ("/graine/f%6Frge.n%74", "application/n-triples"),
        ("/graine/%c3%a9t%C3%A9%2Ettl", "text/turtle; charset=utf-8"),
    ] {
        let answer = server.get(path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (200, content_type),
            "{path}: {}",
            answer.body
        );
        assert!(answer.body.contains("graine"), "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn what_is_no_address_with_a_suffix_is_404_as_before() {
    let server = server();
    for path in [
        "/queries/noms.yaml",
        "/queries/noms.CSV",
        "/queries/noms.csv.csv",
        "/queries/.csv",
        "/queries/..csv",
        "/queries/...csv",
        "/queries/%2E%2E.csv",
        "/queries/noms.csv/",
        "/graine/forge.yaml",
        "/graine/inconnue.ttl",
        "/graine/.ttl",
        "/graine/..ttl",
        "/graine/...ttl",
        "/graine/%2E%2E%2Ettl",
        "/graine/forge.ttl/",
        "/graine%2Fforge.ttl",
        "/.ttl",
        "/..ttl",
        "/ns.ttl.ttl",
        "/health.json",
        "/computed.json",
        "/export/pair/report.json",
        "/problems/not-found.html",
        "/openapi.json.json",
    ] {
        let answer = server.get(path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (404, "not-found"),
            "{path}: {}",
            answer.body
        );
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains('`'), "it says what is not there: {detail}");
    }
    let nothing = server.get("/graine/inconnue.ttl").await.json();
    assert_eq!(nothing["detail"], "there is nothing at `/graine/inconnue.ttl`");
    let long = format!("/graine/{}.ttl", "a.ttl".repeat(2_000));
    assert_eq!(server.get(&long).await.status, 404);
    assert_eq!(server.get("/openapi.json").await.status, 200);
    assert_eq!(server.get("/ns/context.jsonld").await.status, 200);
}

#[tokio::test]
async fn a_query_may_be_posted_by_suffix_and_nothing_is_written_by_one() {
    let server = server();
    let form = "application/x-www-form-urlencoded";
    let posted = server
        .post("/queries/de.csv", form, "s=http://commons.test/acteur/alice")
        .await;
    assert_eq!(
        (posted.status.as_u16(), posted.header("content-type")),
        (200, "text/csv; charset=utf-8"),
        "{}",
        posted.body
    );
    assert_eq!(posted.body, "nom\r\nAlice\r\n");
    let other = server.post("/queries/de.csv", "text/plain", "s").await;
    assert_eq!(other.status, 415);
    // Elsewhere a suffix is part of the name of what is written.
    let seed = "<> <http://e.test/p> \"ajouté\" .";
    assert_eq!(
        server.post("/graine/forge.ttl", "text/turtle", seed).await.status,
        401
    );
    assert_eq!(
        server.post("/sparql.csv", form, "query=ASK%7B%7D").await.status,
        401
    );
    let before = server.get("/graine/forge").await.body;
    let added = server
        .write(Method::POST, "/graine/forge.ttl", "text/turtle", seed)
        .await;
    assert_eq!(
        (added.status.as_u16(), added.header("location")),
        (201, "http://commons.test/graine/forge.ttl")
    );
    assert_eq!(server.get("/graine/forge").await.body, before);
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let answer = server
            .write(method.clone(), "/queries/noms.csv", "text/turtle", seed)
            .await;
        assert_eq!(answer.status, 405, "{method}");
    }
}

#[tokio::test]
async fn an_answer_by_suffix_is_kept_told_unchanged_and_compressed_like_any_other() {
    let server = server();
    let first = server.get_as("/queries/noms.csv", "image/png").await;
    let tag = first.header("etag").to_owned();
    assert!(!tag.is_empty());
    let conditional = request(Method::GET, "/queries/noms.csv")
        .header(ACCEPT, FIREFOX)
        .header(IF_NONE_MATCH, &tag);
    let known = server.send(conditional.body(Body::empty()).unwrap()).await;
    assert_eq!((known.status.as_u16(), known.body.as_str()), (304, ""));
    let json = request(Method::GET, "/queries/noms.json").header(IF_NONE_MATCH, &tag);
    assert_eq!(server.send(json.body(Body::empty()).unwrap()).await.status, 200);

    let graph = server.get("/graph/essai.ttl").await;
    assert!(
        graph.header("etag").ends_with("-ttl\""),
        "{}",
        graph.header("etag")
    );

    let zipped = request(Method::GET, "/ns.ttl").header(ACCEPT_ENCODING, "gzip");
    let zipped = server.open(zipped.body(Body::empty()).unwrap()).await;
    assert_eq!(zipped.headers()["content-encoding"], "gzip");
    let bytes = http_body_util::BodyExt::collect(zipped.into_body())
        .await
        .unwrap()
        .to_bytes();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&bytes[..]), &mut text).unwrap();
    assert_eq!(text, server.get("/ns?format=ttl").await.body);
}
