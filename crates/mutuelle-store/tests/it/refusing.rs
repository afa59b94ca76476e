//! What is refused, and with which words.

use crate::support::{answer_as, ask, count, numbered, quads, query, store, unlimited, update};
use mutuelle_query::{
    Budget, CancellationToken, NESTING_MAX, PreparedQuery, QueryError, ResultFormat, TableFormat,
};
use mutuelle_store::{PreparedUpdate, UpdateError};

fn table() -> ResultFormat {
    ResultFormat::Table(TableFormat::Csv)
}

#[test]
fn service_is_refused_by_its_name_and_silent_is_honoured() {
    let store = store(":s :p 1 .");
    let text = "SELECT * WHERE { SERVICE <http://elsewhere.example/sparql> { ?s ?p ?o } }";
    let refused = answer_as(&store, &query(text).unwrap(), table());
    let Err(QueryError::Refused { what }) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(what, "SERVICE <http://elsewhere.example/sparql>");
    // A silent failure is one solution without bindings (SPARQL 1.1 Federated Query, section 2.3).
    assert_eq!(
        count(
            &store,
            "SERVICE SILENT <http://elsewhere.example/sparql> { ?s ?p ?o }"
        ),
        1
    );
    assert!(ask(
        &store,
        "ASK { ?s :p 1 SERVICE SILENT <http://elsewhere.example/sparql> { ?s ?q ?o } }"
    ));
}

#[test]
fn service_in_an_update_is_refused_too() {
    let store = store(":s :p 1 .");
    let refused = update(
        &store,
        "INSERT { ?s :q ?o } WHERE { SERVICE <http://elsewhere.example/sparql> { ?s ?p ?o } }",
    );
    assert!(
        matches!(&refused, Err(UpdateError::Query(QueryError::Refused { what })) if what.starts_with("SERVICE")),
        "{refused:?}"
    );
    assert_eq!(quads(&store).len(), 1);
}

#[test]
fn load_is_refused_by_its_name_and_silent_is_honoured() {
    let store = store(":s :p 1 .");
    let refused = update(&store, "LOAD <http://elsewhere.example/data>");
    let Err(UpdateError::Query(QueryError::Refused { what })) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(what, "LOAD <http://elsewhere.example/data>");
    update(
        &store,
        "LOAD SILENT <http://elsewhere.example/data> ; INSERT DATA { :s :p 2 }",
    )
    .unwrap();
    assert_eq!(quads(&store).len(), 2);
}

#[test]
fn a_query_that_is_no_sparql_names_line_and_column() {
    let refused = PreparedQuery::parse("SELECT ?s\nWHERE { ?s ?p }", None, Vec::new(), Vec::new());
    let Err(QueryError::Syntax(error)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(
        (error.language, error.line, error.column),
        ("SPARQL query", Some(2), Some(15))
    );
    assert!(
        !error.message.contains("2:15"),
        "the place stands apart: {}",
        error.message
    );
    assert!(
        error
            .to_string()
            .starts_with("SPARQL query error on line 2, column 15: "),
        "{error}"
    );
}

#[test]
fn an_update_that_is_no_sparql_names_line_and_column() {
    let refused = PreparedUpdate::parse("INSERT DATA {\n\n <a:b> <a:c> }", None, Vec::new(), Vec::new());
    let Err(UpdateError::Query(QueryError::Syntax(error))) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!((error.language, error.line), ("SPARQL update", Some(3)));
    assert!(error.column.is_some());
}

#[test]
fn an_unknown_prefix_and_a_query_in_place_of_an_update_are_syntax_errors() {
    for text in [
        "ASK { foo:a ?p ?o }",
        "INSERT DATA {}",
        "",
        "SELECT ?x (1 AS ?x) {}",
    ] {
        let refused = PreparedQuery::parse(text, None, Vec::new(), Vec::new());
        assert!(
            matches!(refused, Err(QueryError::Syntax(_))),
            "{text}: {refused:?}"
        );
    }
    let refused = PreparedUpdate::parse("ASK {}", None, Vec::new(), Vec::new());
    assert!(matches!(refused, Err(UpdateError::Query(QueryError::Syntax(_)))));
}

#[test]
fn nesting_is_parsed_at_the_limit_and_refused_above_it_by_count() {
    let nested = |levels: usize| format!("ASK {}{}", "{".repeat(levels), "}".repeat(levels));
    assert!(PreparedQuery::parse(&nested(NESTING_MAX), None, Vec::new(), Vec::new()).is_ok());
    let refused = PreparedQuery::parse(&nested(100_000), None, Vec::new(), Vec::new());
    assert!(
        matches!(
            refused,
            Err(QueryError::TooLarge {
                limit: NESTING_MAX,
                received: 100_000,
                ..
            })
        ),
        "{refused:?}"
    );
    let update = format!("INSERT {{}} WHERE {}{}", "{".repeat(200), "}".repeat(200));
    let refused = PreparedUpdate::parse(&update, None, Vec::new(), Vec::new());
    assert!(
        matches!(refused, Err(UpdateError::Query(QueryError::TooLarge { .. }))),
        "{refused:?}"
    );
}

#[test]
fn a_cancelled_query_is_an_error_and_not_a_short_answer() {
    let store = store(":s :p 1, 2, 3, 4 .");
    for text in [
        "SELECT * WHERE { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o . ?a ?b ?c }",
        "SELECT * WHERE { ?s ?p ?o } ORDER BY ?o",
        "ASK { ?s ?p ?o }",
    ] {
        let cancel = CancellationToken::new();
        cancel.cancel();
        let snapshot = store.read().unwrap();
        let outcome = query(text).unwrap().run(
            &numbered(&snapshot),
            table(),
            &Budget::cancelled_by(cancel.clone()),
            &mut Vec::new(),
        );
        assert!(
            matches!(outcome, Err(QueryError::Cancelled)),
            "{text}: {outcome:?}"
        );
    }
}

/// Cancels the query as soon as it writes.
struct CancelAtFirstByte<'a>(&'a CancellationToken, usize);
impl std::io::Write for CancelAtFirstByte<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.cancel();
        self.1 += bytes.len();
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_query_is_cancelled_while_it_runs() {
    let triples: String = (0..300).fold(String::new(), |text, n| text + &format!(":s{n} :p {n} . "));
    let store = store(&triples);
    let cancel = CancellationToken::new();
    // 27 million combinations, if nothing stops them.
    let mut out = CancelAtFirstByte(&cancel, 0);
    let snapshot = store.read().unwrap();
    let text = "SELECT * WHERE { ?a :p ?x . ?b :p ?y . ?c :p ?z }";
    let outcome = query(text).unwrap().run(
        &numbered(&snapshot),
        table(),
        &Budget::cancelled_by(cancel.clone()),
        &mut out,
    );
    assert!(matches!(outcome, Err(QueryError::Cancelled)), "{outcome:?}");
    assert!(out.1 < 10_000_000, "{} bytes were written after the end", out.1);
}

/// A disk that is full.
struct Full;
impl std::io::Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_output_that_fails_is_an_error() {
    let store = store(":s :p 1 .");
    let snapshot = store.read().unwrap();
    let query = query("SELECT * WHERE { ?s ?p ?o }").unwrap();
    let outcome = query.run(&numbered(&snapshot), table(), &unlimited(), &mut Full);
    assert!(matches!(outcome, Err(QueryError::Output(_))), "{outcome:?}");
}
