//! Which wish gets which format.

use super::*;
use http::HeaderValue;
use http::header::ACCEPT;
use mutuelle_commons::JsonLdContext;

fn wish(format: Option<&str>, accept: &'static str) -> Wish {
    let mut headers = HeaderMap::new();
    if !accept.is_empty() {
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
    }
    Wish::new(format, &headers)
}

fn compact() -> GraphFormat {
    let context = r#"{"@context":{"id":"@id","type":"@type","graph":"@graph"}}"#;
    GraphFormat::CompactJsonLd(JsonLdContext::parse(context, "http://e.test/").unwrap().into())
}

fn content_type(format: Option<&str>, accept: &'static str, form: QueryForm) -> Result<&'static str, u16> {
    let chosen = wish(format, accept).for_form(form, &compact());
    chosen
        .map(|chosen| chosen.content_type)
        .map_err(|problem| problem.kind.entry().status.as_u16())
}

#[test]
fn of_several_formats_the_first_that_is_known_counts() {
    // What SPARQLWrapper sends.
    let table = [
        (
            "format=tsv&format=text/tab-separated-values",
            Ok("text/tab-separated-values; charset=utf-8"),
        ),
        ("format=table&format=csv", Ok("text/csv; charset=utf-8")),
        ("format=turtle&format=ttl", Err(406)),
        ("format=table&format=yaml", Err(400)),
    ];
    for (query, expected) in table {
        let wish = Wish::of(&Parameters::parse(query).unwrap(), &HeaderMap::new());
        let chosen = wish
            .for_form(QueryForm::Select, &compact())
            .map(|chosen| chosen.content_type);
        assert_eq!(
            chosen.map_err(|problem| problem.kind.entry().status.as_u16()),
            expected,
            "{query}"
        );
    }
}

#[test]
fn a_table_is_json_unless_the_client_says_otherwise() {
    let table = [
        (None, "", Ok("application/sparql-results+json")),
        (None, "*/*", Ok("application/sparql-results+json")),
        (None, "application/json", Ok("application/json")),
        (
            None,
            "application/sparql-results+xml",
            Ok("application/sparql-results+xml"),
        ),
        (None, "text/csv", Ok("text/csv; charset=utf-8")),
        (
            None,
            "text/tab-separated-values",
            Ok("text/tab-separated-values; charset=utf-8"),
        ),
        (
            None,
            "text/csv;q=0.5, application/sparql-results+xml;q=0.6",
            Ok("application/sparql-results+xml"),
        ),
        (None, "text/turtle", Err(406)),
        (Some("csv"), "application/json", Ok("text/csv; charset=utf-8")),
        (Some("tsv"), "", Ok("text/tab-separated-values; charset=utf-8")),
        (Some("xml"), "", Ok("application/sparql-results+xml")),
        (Some("json"), "text/csv", Ok("application/sparql-results+json")),
        (Some("text/csv"), "", Ok("text/csv; charset=utf-8")),
        (Some("text/turtle"), "", Err(406)),
        (Some("ttl"), "", Err(406)),
        (Some("trig"), "", Err(406)),
        (Some("application/n-quads"), "", Err(406)),
        (Some("html"), "", Err(406)),
        (Some("yaml"), "", Err(400)),
    ];
    for (format, accept, expected) in table {
        assert_eq!(
            content_type(format, accept, QueryForm::Select),
            expected,
            "{format:?} {accept}"
        );
        assert_eq!(
            content_type(format, accept, QueryForm::Ask),
            expected,
            "{format:?} {accept}"
        );
    }
}

#[test]
fn a_graph_is_turtle_unless_the_client_says_otherwise() {
    let table = [
        (None, "", Ok("text/turtle; charset=utf-8")),
        (None, "application/n-triples", Ok("application/n-triples")),
        (None, "application/rdf+xml", Ok("application/rdf+xml")),
        (None, "application/ld+json", Ok("application/ld+json")),
        (None, "application/json", Ok("application/json")),
        (None, "text/csv", Err(406)),
        (
            Some("ttl"),
            "application/ld+json",
            Ok("text/turtle; charset=utf-8"),
        ),
        (Some("nt"), "", Ok("application/n-triples")),
        (Some("rdf"), "", Ok("application/rdf+xml")),
        (Some("jsonld"), "", Ok("application/ld+json")),
        (Some("csv"), "", Err(406)),
    ];
    for (format, accept, expected) in table {
        assert_eq!(
            content_type(format, accept, QueryForm::Construct),
            expected,
            "{format:?} {accept}"
        );
        assert_eq!(
            content_type(format, accept, QueryForm::Describe),
            expected,
            "{format:?} {accept}"
        );
    }
}

#[test]
fn json_ld_is_expanded_for_who_asks_for_it_where_it_is_compact_otherwise() {
    const EXPANDED: &str = "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#expanded\"";
    let table = [
        (None, "application/ld+json", false),
        (None, "application/json", false),
        (None, EXPANDED, true),
        (Some("jsonld-expanded"), "", true),
        (Some("jsonld-expanded"), "text/turtle", true),
        (Some("jsonld"), EXPANDED, false),
        (Some("json"), EXPANDED, false),
        (Some("application/ld+json"), EXPANDED, false),
    ];
    for (format, accept, is_expanded) in table {
        let wish = wish(format, accept);
        let (found, content_type) = wish.for_graph(&compact()).unwrap();
        assert_eq!(
            found == GraphFormat::Plain(JSON_LD),
            is_expanded,
            "{format:?} {accept}"
        );
        assert_eq!(content_type == EXPANDED, is_expanded, "{format:?} {accept}");
        let (found, content_type) = wish.for_graph(&JSON_LD.into()).unwrap();
        assert_eq!(found, GraphFormat::Plain(JSON_LD));
        assert!(!content_type.contains("profile"), "{format:?} {accept}");
    }
}

#[test]
fn only_a_client_that_likes_html_best_gets_a_page() {
    assert!(
        wish(
            None,
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        )
        .prefers_page()
    );
    assert!(!wish(None, "*/*").prefers_page());
    assert!(!wish(None, "").prefers_page());
    assert!(!wish(None, "text/turtle,text/html;q=0.2").prefers_page());
    assert!(!wish(Some("ttl"), "text/html").prefers_page());
    assert!(wish(Some("html"), "text/turtle").prefers_page());
}
