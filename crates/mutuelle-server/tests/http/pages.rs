//! Pages for people.

use crate::harness::{BASE, GRAPH, SAMPLE, Server, encoded, request};
use axum::body::Body;
use http::Method;
use http::header::ACCEPT_LANGUAGE;
use mutuelle_commons::{CommonsOptions, NamedNode, Place};
use mutuelle_server::ServerConfig;

#[tokio::test]
async fn an_empty_commons_says_how_to_fill_it() {
    let page = Server::new().get_as("/", "text/html").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("encore vide"));
    assert!(page.body.contains("mutuelle import"));
}

#[tokio::test]
async fn the_home_page_shows_counts_and_the_newest_seeds_first() {
    let server = Server::with_sample();
    let page = server.get("/").await.body;
    assert!(page.contains("<html lang=\"fr\">"));
    let figure = |name: &str, count: &str| format!("<dt>{name}</dt><dd>{count}</dd>");
    for expected in [
        figure("graines de connaissances", "2"),
        figure("acteurs", "1"),
        figure("graphes nommés", "1"),
    ] {
        assert!(page.contains(&expected), "{expected} is not in\n{page}");
    }
    let (summer, forge) = (
        page.find("Fêter l").unwrap(),
        page.find("Ouvrir une forge partagée").unwrap(),
    );
    assert!(summer < forge);
    assert!(!page.contains("src="), "nothing is loaded from elsewhere");
    // A later change shows, although the figures are kept.
    server.load(GRAPH, &SAMPLE.replace("Ouvrir une forge", "Fermer une forge"));
    assert!(server.get("/").await.body.contains("Fermer une forge"));
}

#[tokio::test]
async fn pages_speak_english_to_who_prefers_it() {
    let server = Server::with_sample();
    let accepted = request(Method::GET, "/")
        .header(ACCEPT_LANGUAGE, "en-GB,fr;q=0.5")
        .body(Body::empty())
        .unwrap();
    for page in [
        server.send(accepted).await.body,
        server.get("/?lang=en").await.body,
    ] {
        assert!(page.contains("<html lang=\"en\">"));
        assert!(page.contains("Opening a shared forge"));
    }
}

#[tokio::test]
async fn a_resource_minted_here_opens_at_its_iri() {
    let server = Server::with_sample();
    for path in [
        "/graine/forge",
        "/resource?iri=http%3A%2F%2Fcommons.test%2Fgraine%2Fforge",
    ] {
        let page = server.get_as(path, "text/html").await;
        assert_eq!(
            (page.status.as_u16(), page.header("content-type")),
            (200, "text/html; charset=utf-8")
        );
        for expected in [
            "<h1>Ouvrir une forge partagée</h1>",
            "href=\"/acteur/alice\">Alice<",
            "graine de connaissances",
        ] {
            assert!(
                page.body.contains(expected),
                "{expected} is not in\n{}",
                page.body
            );
        }
        assert!(page.body.contains("&#60;jeudi&#62;") || page.body.contains("&lt;jeudi&gt;"));
    }
    let alice = server.get_as("/acteur/alice", "text/html").await.body;
    assert!(alice.contains("Ce qui y mène"));
}

#[tokio::test]
async fn an_iri_with_letters_outside_ascii_opens_too() {
    let page = Server::with_sample()
        .get_as(&format!("/graine/{}", encoded("été")), "text/html")
        .await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("Fêter l"));
}

#[tokio::test]
async fn a_resource_comes_as_rdf_to_who_asks_for_it() {
    let server = Server::with_sample();
    for (accept, expected) in [
        ("", "text/turtle; charset=utf-8"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
    ] {
        let answer = server.get_as("/graine/forge", accept).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (200, expected)
        );
        assert!(answer.body.contains("Opening a shared forge"));
    }
    let page = server.get_as("/graph/essai", "text/html").await;
    assert_eq!(page.status, 303, "there is nothing to show of it but the graph");
    assert!(page.header("location").contains("/data?graph="));
}

#[tokio::test]
async fn an_address_of_nothing_is_404() {
    let server = Server::with_sample();
    for path in [
        "/graine/nulle-part",
        "/favicon.ico",
        "/a%20b",
        "/%FF",
        "/resource?iri=urn%3Anone",
        "/problems/none",
    ] {
        let answer = server.get(path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (404, "not-found"),
            "{path}"
        );
    }
    assert_eq!(server.get("/resource").await.status, 400);
}

#[tokio::test]
async fn the_type_of_every_problem_leads_to_a_page_in_both_languages() {
    let server = Server::new();
    let list = server.get("/problems").await.body;
    let slugs: Vec<&str> = list
        .split("href=\"/problems/")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(slugs.len() > 20);
    for slug in slugs {
        for language in ["fr", "en"] {
            let page = server.get(&format!("/problems/{slug}?lang={language}")).await;
            assert_eq!(page.status, 200);
            assert!(page.body.contains(&format!("<html lang=\"{language}\">")));
        }
    }
}

#[tokio::test]
async fn a_demonstration_says_that_it_is_one() {
    let options = CommonsOptions::new(Place::Memory, NamedNode::new(BASE).unwrap());
    let server = Server::over(
        options,
        ServerConfig {
            demo: true,
            ..ServerConfig::default()
        },
    );
    assert!(server.get("/").await.body.contains("Démonstration"));
    assert!(!Server::new().get("/").await.body.contains("Démonstration"));
}

#[tokio::test]
async fn the_style_sheet_is_ours() {
    let style = Server::new().get("/style.css").await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert!(!style.body.contains("http"));
}

#[tokio::test]
async fn the_reference_names_every_problem_with_its_status() {
    let reference = include_str!("../../../../docs/http.md");
    let list = Server::new().get("/problems").await.body;
    for row in list.split("<tr><td>").skip(1) {
        let status = &row[..3];
        let slug = row.split("<code>").nth(1).unwrap().split('<').next().unwrap();
        let named = format!("`{slug}`");
        let line = reference
            .lines()
            .find(|line| line.starts_with('|') && line.contains(&named));
        let line = line.unwrap_or_else(|| panic!("`{slug}` is not in docs/http.md"));
        assert!(line.contains(&format!("| {status} |")), "{line}");
    }
}

#[tokio::test]
async fn the_ontology_is_served_as_rdf_and_as_a_page_with_an_anchor_for_each_term() {
    let server = Server::new();
    let turtle = server.get_as("/ns", "text/turtle").await;
    assert_eq!(turtle.header("content-type"), "text/turtle; charset=utf-8");
    assert!(
        turtle.body.contains("mut:KnowledgeSeed a owl:Class"),
        "{}",
        turtle.body
    );
    let json = server.get_as("/ns", "application/ld+json").await;
    assert_eq!(json.json()["@context"], "http://commons.test/ns/context.jsonld");
    let page = server.get_as("/ns", "text/html").await.body;
    for term in &mutuelle_ontology::vocabulary().unwrap() {
        let subject = term.subject.to_string();
        if let Some(name) = subject.strip_prefix("<https://w3id.org/mutuelle/ns#") {
            let anchor = format!("<article id=\"{}\">", name.trim_end_matches('>'));
            assert!(page.contains(&anchor), "{anchor}");
        }
    }
    assert!(page.contains("graine de connaissances"));
    let english = server.get_as("/ns?lang=en", "text/html").await.body;
    assert!(english.contains("knowledge seed"));
    assert_eq!(
        server.get("/ns/context.jsonld").await.header("content-type"),
        "application/ld+json"
    );
    assert!(
        server
            .get_as("/ns/shapes", "text/turtle")
            .await
            .body
            .contains("sh:NodeShape")
    );
}

#[tokio::test]
async fn the_ontology_is_the_same_to_the_byte_each_time_and_who_has_it_is_told_so() {
    const EXPANDED: &str = "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#expanded\"";
    let server = Server::with_sample();
    for path in ["/ns", "/ns/shapes"] {
        for accept in [
            "text/turtle",
            "application/n-triples",
            "application/rdf+xml",
            "application/ld+json",
            EXPANDED,
        ] {
            let first = server.get_as(path, accept).await;
            // Another server is another process as far as chance goes.
            let second = Server::with_sample().get_as(path, accept).await;
            assert_eq!(first.body, second.body, "{path} {accept}");
        }
        let triples = server.get_as(path, "application/n-triples").await.body;
        assert!(triples.contains("_:"), "{path} has blank nodes");
    }
    let mut tags = std::collections::BTreeSet::new();
    for (path, accept) in [
        ("/ns", "text/turtle"),
        ("/ns", "application/ld+json"),
        ("/ns", EXPANDED),
        ("/ns/shapes", "text/turtle"),
        ("/ns/context.jsonld", "*/*"),
    ] {
        let tag = server.get_as(path, accept).await.header("etag").to_owned();
        assert!(tags.insert(tag.clone()), "{path} {accept}: {tag}");
        let again = request(Method::GET, path)
            .header("accept", accept)
            .header("if-none-match", &tag);
        let again = server.send(again.body(Body::empty()).unwrap()).await;
        assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""), "{path}");
        assert_eq!(again.header("etag"), tag);
    }
    server.load(GRAPH, "");
    let tag = server
        .get_as("/ns", "text/turtle")
        .await
        .header("etag")
        .to_owned();
    assert!(
        tags.contains(&tag),
        "a change of the data does not change the ontology"
    );
}
