//! `/queries`: questions with names, over the real router.

use crate::harness::*;
use http::{Method, StatusCode};
use mutuelle_commons::{CommonsOptions, NamedNode, NamedQueries, Place};
use mutuelle_server::ServerConfig;
use std::fs;

const TITLES: &str = "# title@fr: Quoi donc ?\n# title@en: What then?\n";

/// A server that also has these queries, with the sample.
pub(crate) fn server_with(queries: &[(&str, &str)]) -> Server {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in queries {
        fs::write(
            folder.path().join(format!("{name}.rq")),
            format!("{TITLES}{text}"),
        )
        .unwrap();
    }
    let config = ServerConfig {
        bind: ([127, 0, 0, 1], 0).into(),
        queries: NamedQueries::embedded()
            .unwrap()
            .with_folder(folder.path())
            .unwrap(),
        ..ServerConfig::default()
    };
    let options = CommonsOptions::new(Place::Memory, NamedNode::new_unchecked(BASE));
    let server = Server::over(options, config);
    server.load(GRAPH, SAMPLE);
    server
}

const SEEDS: &str = "# param: acteur iri
# param: depuis date
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?acteur ?graine ?nom WHERE {
  ?graine a <https://w3id.org/mutuelle/ns#KnowledgeSeed> ; rdfs:label ?nom ;
    <http://purl.org/dc/terms/creator> ?acteur ; <http://purl.org/dc/terms/created> ?le .
  FILTER (LANG(?nom) = \"fr\")
  FILTER (!BOUND(?depuis) || ?le >= ?depuis)
} ORDER BY ?graine";

fn seeds() -> Server {
    server_with(&[
        ("graines-de", SEEDS),
        ("existe", "# param: graine iri required\nASK { ?graine ?p ?o }"),
        ("decrire", "# param: graine iri required\nDESCRIBE ?graine"),
        (
            "chaque",
            "SELECT ?n { ?s <http://commons.test/is> ?n } ORDER BY ?n",
        ),
    ])
}

const ALICE: &str = "acteur=http%3A%2F%2Fcommons.test%2Facteur%2Falice";

#[tokio::test]
async fn a_named_query_answers_in_every_form_of_its_kind() {
    let server = seeds();
    let path = format!("/queries/graines-de?{ALICE}");
    for (accept, content_type, begins) in [
        ("*/*", "application/sparql-results+json", "{\"head\":"),
        ("application/json", "application/json", "{\"head\":"),
        ("text/csv", "text/csv; charset=utf-8", "acteur,graine,nom\r\n"),
        (
            "text/tab-separated-values",
            "text/tab-separated-values; charset=utf-8",
            "?acteur\t",
        ),
        (
            "application/sparql-results+xml",
            "application/sparql-results+xml",
            "<?xml",
        ),
        (
            "application/sparql-query",
            "application/sparql-query",
            "# title@fr: Quoi",
        ),
        (
            "text/html,*/*;q=0.1",
            "text/html; charset=utf-8",
            "<!doctype html>",
        ),
    ] {
        let answer = server.get_as(&path, accept).await;
        assert_eq!(answer.status, 200, "{accept}: {}", answer.body);
        assert_eq!(answer.header("content-type"), content_type);
        assert!(answer.body.starts_with(begins), "{accept}: {}", answer.body);
    }
    let csv = server.get(&format!("{path}&format=csv")).await;
    assert_eq!(csv.body.lines().count(), 3, "{}", csv.body);
    let later = server.get(&format!("{path}&depuis=2026-04-01&format=csv")).await;
    assert_eq!(later.body.lines().count(), 2, "{}", later.body);
    assert!(later.body.contains("graine/été"), "{}", later.body);
    assert_eq!(
        server.get_as(&path, "text/turtle").await.problem(),
        "not-acceptable"
    );

    let graph = "/queries/decrire?graine=http://commons.test/acteur/alice";
    for (accept, content_type) in [
        ("*/*", "text/turtle; charset=utf-8"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
    ] {
        let answer = server.get_as(graph, accept).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (StatusCode::OK, content_type)
        );
        assert!(answer.body.contains("Alice"), "{}", answer.body);
    }
    let ask = server.get("/queries/existe?graine=urn:nowhere").await;
    assert_eq!(ask.json()["boolean"], false);
}

#[tokio::test]
async fn a_form_that_is_posted_is_answered_as_its_address_would_be() {
    let server = seeds();
    let form = "application/x-www-form-urlencoded";
    let posted = server.post("/queries/graines-de?format=csv", form, ALICE).await;
    assert_eq!(posted.status, 200);
    assert_eq!(
        posted.body,
        server
            .get(&format!("/queries/graines-de?{ALICE}&format=csv"))
            .await
            .body
    );
    assert_eq!(posted.header("access-control-allow-origin"), "*");
    let other = server.post("/queries/graines-de", "text/plain", ALICE).await;
    assert_eq!(other.problem(), "unsupported-media-type");
}

#[tokio::test]
async fn a_parameter_that_does_not_fit_is_told_with_its_name_type_and_example() {
    let server = seeds();
    let wrong = server.get("/queries/graines-de?depuis=hier").await;
    assert_eq!(
        (wrong.problem(), wrong.status.as_u16()),
        ("malformed-request".to_owned(), 400)
    );
    let json = wrong.json();
    assert_eq!(
        (&json["parameter"], &json["parameter_type"], &json["example"]),
        (&"depuis".into(), &"date".into(), &"2026-11-26".into())
    );
    assert!(json["detail"].as_str().unwrap().contains("`hier`"), "{json}");
    let missing = server.get("/queries/existe").await.json();
    assert_eq!(
        (&missing["status"], &missing["parameter"]),
        (&400.into(), &"graine".into())
    );
    let unknown = server.get("/queries/graines-de?auteur=urn:a").await.json();
    assert_eq!(unknown["parameters"][0]["name"], "acteur", "{unknown}");
    assert_eq!(unknown["status"], 400);
    let twice = server.get("/queries/graines-de?acteur=urn:a&acteur=urn:b").await;
    assert_eq!(twice.status, 400);
    let name = server.get("/queries/glosaire").await;
    assert_eq!(name.problem(), "not-found");
    assert!(
        name.json()["detail"]
            .as_str()
            .unwrap()
            .contains("did you mean `glossaire`?")
    );
}

#[tokio::test]
async fn a_graph_comes_in_both_forms_of_json_ld() {
    const EXPANDED: &str = "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#expanded\"";
    let server = server_with(&[
        ("decrire", "# param: graine iri required\nDESCRIBE ?graine"),
        (
            "noms",
            "# param: graine iri required\nCONSTRUCT { ?graine rdfs:label ?nom } WHERE { ?graine rdfs:label ?nom }",
        ),
    ]);
    for name in ["decrire", "noms"] {
        let path = format!("/queries/{name}?graine=http://commons.test/acteur/alice");
        let compacted = [
            server.get_as(&path, "application/ld+json").await,
            server.get_as(&format!("{path}&format=jsonld"), EXPANDED).await,
        ];
        for answer in compacted {
            assert_eq!(answer.header("content-type"), "application/ld+json", "{name}");
            let json = answer.json();
            assert_eq!(
                json["@context"], "http://commons.test/ns/context.jsonld",
                "{name}"
            );
            assert_eq!(json["@graph"][0]["label"]["fr"][0], "Alice", "{json}");
        }
        let expanded = [
            server.get_as(&path, EXPANDED).await,
            server.get(&format!("{path}&format=jsonld-expanded")).await,
        ];
        for answer in expanded {
            assert_eq!(answer.header("content-type"), EXPANDED, "{name}");
            let json = answer.json();
            let label = &json[0]["http://www.w3.org/2000/01/rdf-schema#label"][0];
            assert_eq!(label["@value"], "Alice", "{json}");
        }
    }
}

#[tokio::test]
async fn all_queries_are_listed_with_titles_parameters_and_links_that_open() {
    let server = seeds();
    let answer = server.get("/queries").await;
    assert_eq!(answer.header("content-type"), "application/json");
    let list = answer.json();
    let list = list.as_array().unwrap();
    assert!(list.len() > 75);
    for query in list {
        assert!(
            query["title"]["fr"].is_string() && query["title"]["en"].is_string(),
            "{query}"
        );
        let path = |key: &str| {
            query[key]
                .as_str()
                .unwrap()
                .strip_prefix("http://commons.test")
                .unwrap()
                .to_owned()
        };
        let required = query["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it["required"] == true);
        let opened = server.get(&path("href")).await;
        assert_eq!(
            opened.status.as_u16(),
            if required { 400 } else { 200 },
            "{query}"
        );
        assert!(server.get(&path("text")).await.body.starts_with("# title@fr: "));
    }
    let own = list.iter().find(|query| query["name"] == "graines-de").unwrap();
    assert_eq!(own["parameters"][1]["type"], "date");
    assert_eq!(own["parameters"][1]["required"], false);
    assert_eq!(server.get("/queries?format=xml").await.status, 400);
    assert_eq!(server.get_as("/queries", "text/turtle").await.status, 406);
}

#[tokio::test]
async fn the_pages_show_a_form_and_a_table_in_both_languages() {
    let server = seeds();
    let page = |path: String| {
        let server = &server;
        async move { server.get_as(&path, "text/html").await }
    };
    let french = page("/queries".to_owned()).await;
    assert!(french.body.contains("Quoi donc ?") && french.body.contains("href=\"/queries/graines-de\""));
    let english = page("/queries?lang=en".to_owned()).await;
    assert!(english.body.contains("What then?") && english.body.contains("lang=\"en\""));
    let table = page(format!("/queries/graines-de?{ALICE}&lang=en")).await;
    assert_eq!(table.status, 200);
    for part in [
        "<h1>What then?</h1>",
        "name=\"depuis\" type=\"date\"",
        "value=\"http://commons.test/acteur/alice\"",
        "<th scope=\"col\">graine</th>",
        "<td lang=\"fr\">Ouvrir une forge partagée</td>",
        "href=\"/graine/forge\"",
        "acteur=http%3A%2F%2Fcommons.test%2Facteur%2Falice&#38;format=csv",
        "2 rows",
    ] {
        assert!(table.body.contains(part), "{part}: {}", table.body);
    }
    assert!(!table.body.contains("<script"));
    // A query that has to be told something asks for it; a wrong value is an error also for people.
    let asked = page("/queries/existe".to_owned()).await;
    assert_eq!(asked.status, 200);
    assert!(asked.body.contains("required") && !asked.body.contains("role=\"status\""));
    let answered = page("/queries/existe?graine=http://commons.test/acteur/alice".to_owned()).await;
    assert!(answered.body.contains("Oui"), "{}", answered.body);
    let wrong = page("/queries/existe?graine=a".to_owned()).await;
    assert_eq!(wrong.status, 400);
    assert!(
        wrong.body.contains("adresse") || wrong.body.contains("IRI"),
        "{}",
        wrong.body
    );
    let graph = page("/queries/decrire?graine=http://commons.test/acteur/alice".to_owned()).await;
    assert!(graph.body.contains("format=ttl"), "{}", graph.body);
}

#[tokio::test]
async fn a_page_shows_so_many_rows_and_says_when_there_are_more() {
    let server = seeds();
    for (rows, cut) in [(200, false), (201, true)] {
        server.load_many(rows);
        let page = server.get_as("/queries/chaque?lang=en", "text/html").await.body;
        assert_eq!(page.matches("<tr><td").count(), 200);
        assert_eq!(page.contains("The first 200 rows; all of them:"), cut, "{rows}");
    }
}

#[tokio::test]
async fn a_named_query_has_the_deadline_and_the_limits_of_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "{TITLES}# param: n string\nSELECT ?n ?a ?b {{ ?a <http://commons.test/is> ?x . ?b <http://commons.test/is> ?y . ?c <http://commons.test/is> ?z . ?d <http://commons.test/is> ?w }}"
    );
    fs::write(folder.path().join("sans-fin.rq"), text).unwrap();
    let mut config = ServerConfig {
        bind: ([127, 0, 0, 1], 0).into(),
        queries: NamedQueries::default().with_folder(folder.path()).unwrap(),
        ..ServerConfig::default()
    };
    config.limits.deadline_ms = 50;
    let server = Server::over(
        CommonsOptions::new(Place::Memory, NamedNode::new_unchecked(BASE)),
        config,
    );
    server.load_many(300);
    let page = server.get_as("/queries/sans-fin?format=html", "text/html").await;
    // The page needs its first rows only.
    assert_eq!(page.status, 200);
    let request = request(Method::GET, "/queries/sans-fin?format=csv");
    let response = server
        .open(request.body(axum::body::Body::empty()).unwrap())
        .await;
    let body = http_body_util::BodyExt::collect(response.into_body()).await;
    assert!(body.is_err(), "an answer that was cut is broken off, never ended");
    let explained = server
        .get("/queries/graines-par-maturite?explain=true")
        .await
        .json();
    assert!(explained["joins"].is_array(), "{explained}");
    let malformed = server.get("/queries/graines-par-maturite?infer=perhaps").await;
    assert_eq!(malformed.status, 400);
}
