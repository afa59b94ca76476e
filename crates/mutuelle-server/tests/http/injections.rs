//! Values that try to be SPARQL. Whatever they hold, the query stays the one of its file, and the value arrives as itself.

use crate::harness::*;
use crate::queries::server_with;
use mutuelle_commons::{Binding, Literal, NamedQueries, NamedQuery, QueryRequest, Term, ValueType};
use std::fmt::Write;

/// How many values are tried.
const VALUES: usize = 500;

/// What SPARQL, IRIs, JSON, HTML and addresses are made of, and what ends each of them.
const PIECES: [&str; 64] = [
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "\\",
    "\\\"",
    "\\'",
    "\\u0022",
    "\\U0000003E",
    "\\n",
    "\n",
    "\r\n",
    "\t",
    "\u{0}",
    "{",
    "}",
    "> }",
    "<",
    ">",
    "<http://e.test/>",
    "> . ?s ?p ?o . <",
    " . ",
    " ; ",
    ", ",
    "#",
    "# ",
    "#\n",
    "//",
    "?s",
    "?x",
    "$x",
    "?suivant",
    "_:b",
    "[]",
    "()",
    "(",
    ")",
    "^^",
    "^^<http://www.w3.org/2001/XMLSchema#integer>",
    "@fr",
    "@",
    "|",
    "&",
    "||",
    "&&",
    "=",
    "!=",
    "*",
    "+",
    "/",
    "%22",
    "%3E%20%7D",
    "%00",
    "%",
    "+",
    "é",
    "\u{202e}",
    "\u{1f331}",
    "\u{feff}",
    "FILTER NOT EXISTS { ?suivant ?p ?o }",
    "} UNION { ?s ?p ?o }",
    "SERVICE <http://e.test/> {",
    "DROP ALL",
    "AS ?x",
];

/// So many values, the same at each run: every piece alone, then pieces after each other.
fn values() -> Vec<String> {
    let mut values: Vec<String> = PIECES.iter().map(|piece| (*piece).to_owned()).collect();
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut next = |below: usize| {
        // Knuth's multiplier; the high bits are the better ones.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    while values.len() < VALUES {
        let mut value = String::new();
        for _ in 0..2 + next(7) {
            let piece = PIECES[next(PIECES.len())];
            value.push_str(piece);
            if next(3) == 0 {
                write!(value, "{}", next(100)).unwrap();
            }
        }
        values.push(value);
    }
    values
}

const EVERYWHERE: &str = "SELECT ?valeur (COUNT(*) AS ?n) WHERE {
  { SELECT ?s { ?s ?p ?o OPTIONAL { ?s ?q ?valeur } FILTER NOT EXISTS { ?s ?r ?valeur } } }
  FILTER NOT EXISTS { ?suivant <urn:x> ?valeur }
  FILTER (?o = ?valeur || !CONTAINS(STR(?valeur), \"nothing that is there\"))
  { ?s ?p ?o } UNION { ?s ?p ?valeur } MINUS { ?s <urn:y> ?valeur }
} GROUP BY ?valeur HAVING (COUNT(?valeur) > 0)";

fn everywhere(kind: &str) -> String {
    format!("# param: valeur {kind}\n{EVERYWHERE}")
}

/// The algebra as a text in which every term stands by itself, whatever it holds: strings in it are escaped.
fn algebra(server: &Server, query: &NamedQuery, bindings: &[Binding]) -> String {
    let request = QueryRequest {
        text: query.text.clone(),
        bindings: bindings.to_vec(),
        ..QueryRequest::default()
    };
    let text = format!("{:?}", server.commons.prepare(request).unwrap().algebra());
    // The parser gives aggregates and nameless nodes names at random.
    let is_random = |name: &str| name.len() > 20 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let text = numbered(&text, "Variable { name: \"", '"', is_random);
    numbered(&text, "Anonymous { ", '}', |_| true)
}

/// The text with the names that stand between two marks numbered in the order of their first appearance.
fn numbered(text: &str, before: &str, after: char, is_random: impl Fn(&str) -> bool) -> String {
    let mut names: Vec<&str> = Vec::new();
    let mut parts = text.split(before);
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(after).unwrap();
        let shown = if is_random(name) {
            let at = names
                .iter()
                .position(|known| *known == name)
                .unwrap_or(names.len());
            if at == names.len() {
                names.push(name);
            }
            format!("random {at}")
        } else {
            name.to_owned()
        };
        write!(out, "{before}{shown}{after}{rest}").unwrap();
    }
    out
}

/// A value that tries nothing.
fn harmless(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::Iri => "urn:mutuelle:harmless",
        ValueType::String => "mutuelleHarmless",
        ValueType::LangString => "mutuelleHarmless@fr",
        other => other.example(),
    }
}

/// Whether the query bound to the value is the query bound to a harmless one but for that term.
fn check_algebra(server: &Server, query: &NamedQuery, parameter: &str, value: &str) -> bool {
    let known = query
        .parameters
        .iter()
        .find(|known| known.name == parameter)
        .unwrap();
    let Ok(bindings) = query.bindings([(parameter, value)]) else {
        return false;
    };
    if bindings.is_empty() {
        return false;
    }
    let reference = query.bindings([(parameter, harmless(known.value_type))]).unwrap();
    let inner = |binding: &Binding| match Term::from(binding.term.clone()) {
        Term::NamedNode(node) => format!("{node:?}"),
        Term::Literal(literal) => format!("{literal:?}"),
        other => panic!("{other}"),
    };
    let (bound, harmless) = (inner(&bindings[0]), inner(&reference[0]));
    let expected = algebra(server, query, &reference).replace(&harmless, &bound);
    assert!(
        expected.contains(&bound),
        "the value is nowhere in {}",
        query.name
    );
    assert_eq!(
        algebra(server, query, &bindings),
        expected,
        "{} {value:?}",
        query.name
    );
    true
}

#[tokio::test]
async fn five_hundred_injections_arrive_as_terms_and_change_no_query() {
    let server = server_with(&[
        ("partout", &everywhere("string")),
        ("partout-langue", &everywhere("langString")),
        ("partout-iri", &everywhere("iri")),
    ]);
    let values = values();
    assert_eq!(values.len(), VALUES);
    let (mut arrived, mut refused) = (0, 0);
    for value in &values {
        let texts = [
            ("partout", value.clone(), Some(Literal::new_simple_literal(value))),
            (
                "partout-langue",
                format!("{value}@fr"),
                Some(Literal::new_language_tagged_literal_unchecked(value, "fr")),
            ),
            ("partout-iri", format!("http://e.test/{value}"), None),
        ];
        for (name, text, literal) in texts {
            let query = server.config.queries.find(name).unwrap();
            let is_bound = check_algebra(&server, query, "valeur", &text);
            let answer = server
                .get(&format!("/queries/{name}?valeur={}", encoded(&text)))
                .await;
            if !is_bound {
                // Only an IRI can be wrong here, and then it is said so.
                assert_eq!(
                    (name, answer.problem()),
                    ("partout-iri", "malformed-request".to_owned()),
                    "{text:?}"
                );
                assert_eq!(answer.json()["parameter"], "valeur");
                refused += 1;
                continue;
            }
            assert_eq!(answer.status, 200, "{text:?}: {}", answer.body);
            let cell = &answer.json()["results"]["bindings"][0]["valeur"];
            let (kind, expected) = match &literal {
                Some(literal) => ("literal", literal.value()),
                // Space around an IRI is left out.
                None => ("uri", text.trim()),
            };
            assert_eq!(
                (cell["type"].as_str(), cell["value"].as_str()),
                (Some(kind), Some(expected)),
                "{text:?}"
            );
            let language = literal.as_ref().and_then(Literal::language);
            assert_eq!(cell["xml:lang"].as_str(), language);
            arrived += 1;
        }
    }
    assert!(
        arrived >= 2 * VALUES + 10 && refused >= 100,
        "{arrived} {refused}"
    );
}

/// The same values into the queries that are in the binary, each in turn.
#[tokio::test]
async fn the_queries_in_the_binary_stay_what_they_are_whatever_they_are_told() {
    let server = Server::with_sample();
    let queries = NamedQueries::embedded().unwrap();
    let places: Vec<_> = queries
        .iter()
        .flat_map(|query| query.parameters.iter().map(move |parameter| (query, parameter)))
        .collect();
    let mut bound = 0;
    for (at, value) in values().iter().enumerate() {
        let (query, parameter) = places[at % places.len()];
        let text = format!("urn:x:{value}");
        bound += usize::from(check_algebra(&server, query, &parameter.name, &text));
        let path = format!("/queries/{}?{}={}", query.name, parameter.name, encoded(&text));
        let status = server.get(&path).await.status;
        assert!(status == 200 || status == 400, "{path}: {status}");
    }
    assert!(bound > 20, "{bound}");
}
