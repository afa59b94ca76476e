//! The four forms of a query, in every format.

use crate::support::{answer_as, ask, name, numbered, query, rows, select, store, unlimited};
use mutuelle_query::{PreparedQuery, QueryError, QueryForm, ResultFormat, TableFormat, graph_formats};
use mutuelle_store::RdfFormat;
use oxigraph::io::RdfParser;
use oxrdf::{Graph, Triple};

const PEOPLE: &str = ":ada :name \"Ada\"@fr ; :age 36 . :grace :name \"Grace, G.\"@en ; :knows :ada .";
const TABLES: [TableFormat; 4] = [
    TableFormat::Json,
    TableFormat::Xml,
    TableFormat::Csv,
    TableFormat::Tsv,
];

fn table(text: &str, format: TableFormat) -> String {
    answer_as(&store(PEOPLE), &query(text).unwrap(), ResultFormat::Table(format)).unwrap()
}

#[test]
fn a_select_is_written_in_each_table_format() {
    let text = "SELECT ?s ?name WHERE { ?s :name ?name . ?s :knows ?o }";
    assert_eq!(
        table(text, TableFormat::Json),
        r#"{"head":{"vars":["s","name"]},"results":{"bindings":[{"s":{"type":"uri","value":"http://a.example/grace"},"name":{"type":"literal","value":"Grace, G.","xml:lang":"en"}}]}}"#
    );
    let xml = table(text, TableFormat::Xml);
    assert!(xml.contains("<variable name=\"name\"/>"), "{xml}");
    assert!(
        xml.contains("<literal xml:lang=\"en\">Grace, G.</literal>"),
        "{xml}"
    );
    // RFC 4180: quotes around a value with a comma, lines that end in CRLF.
    assert_eq!(
        table(text, TableFormat::Csv),
        "s,name\r\nhttp://a.example/grace,\"Grace, G.\"\r\n"
    );
    assert_eq!(
        table(text, TableFormat::Tsv),
        "?s\t?name\n<http://a.example/grace>\t\"Grace, G.\"@en\n"
    );
}

#[test]
fn a_select_without_rows_still_names_its_variables() {
    let text = "SELECT ?nobody WHERE { ?nobody :age 99 }";
    assert_eq!(
        table(text, TableFormat::Json),
        r#"{"head":{"vars":["nobody"]},"results":{"bindings":[]}}"#
    );
    assert_eq!(table(text, TableFormat::Csv), "nobody\r\n");
}

#[test]
fn an_ask_is_written_in_each_table_format() {
    assert_eq!(
        table("ASK { ?s :age 36 }", TableFormat::Json),
        r#"{"head":{},"boolean":true}"#
    );
    assert!(table("ASK { ?s :age 37 }", TableFormat::Xml).contains("<boolean>false</boolean>"));
    for format in TABLES {
        assert!(!table("ASK {}", format).is_empty());
    }
}

#[test]
fn a_construct_reads_back_from_each_graph_format() {
    let query =
        query("CONSTRUCT { ?o :knownBy ?s ; :name ?name } WHERE { ?s :knows ?o . ?o :name ?name }").unwrap();
    let mut expected = Graph::new();
    expected.insert(&Triple::new(name("ada"), name("knownBy"), name("grace")));
    let ada = oxrdf::Literal::new_language_tagged_literal("Ada", "fr").unwrap();
    expected.insert(&Triple::new(name("ada"), name("name"), ada));
    for format in graph_formats() {
        let text = answer_as(&store(PEOPLE), &query, ResultFormat::Graph(format.into())).unwrap();
        let read: Graph = RdfParser::from_format(format)
            .for_slice(text.as_bytes())
            .map(|quad| Triple::from(quad.unwrap()))
            .collect();
        assert_eq!(read, expected, "{format}");
    }
}

#[test]
fn a_describe_gives_what_is_said_of_a_resource() {
    let query = query("DESCRIBE :ada").unwrap();
    assert_eq!(query.form(), QueryForm::Describe);
    let text = answer_as(
        &store(PEOPLE),
        &query,
        ResultFormat::Graph(RdfFormat::NTriples.into()),
    )
    .unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(
        text.lines()
            .all(|line| line.starts_with("<http://a.example/ada>")),
        "{text}"
    );
}

#[test]
fn the_outcome_tells_the_seq_and_the_number_of_rows() {
    let store = store(PEOPLE);
    let snapshot = store.read().unwrap();
    let outcome = query("SELECT * WHERE { ?s :name ?name }").unwrap().run(
        &numbered(&snapshot),
        ResultFormat::Table(TableFormat::Csv),
        &unlimited(),
        &mut Vec::new(),
    );
    let outcome = outcome.unwrap();
    assert_eq!(outcome.rows, 2);
}

#[test]
fn a_format_that_does_not_fit_the_form_is_refused_before_anything_is_written() {
    let store = store(PEOPLE);
    for (text, format) in [
        ("ASK {}", ResultFormat::Graph(RdfFormat::Turtle.into())),
        ("SELECT * {}", ResultFormat::Graph(RdfFormat::Turtle.into())),
        (
            "CONSTRUCT WHERE { ?s ?p ?o }",
            ResultFormat::Table(TableFormat::Json),
        ),
        ("DESCRIBE :ada", ResultFormat::Table(TableFormat::Csv)),
    ] {
        let mut out = Vec::new();
        let snapshot = store.read().unwrap();
        let query = query(text).unwrap();
        let refused = query.run(&numbered(&snapshot), format, &unlimited(), &mut out);
        assert!(
            matches!(refused, Err(QueryError::FormatMismatch { .. })),
            "{text}"
        );
        assert!(out.is_empty(), "{text}");
    }
}

#[test]
fn rows_are_terms_for_pages() {
    let store = store(PEOPLE);
    let snapshot = store.read().unwrap();
    let query =
        query("SELECT ?s ?age WHERE { ?s :name ?name OPTIONAL { ?s :age ?age } } ORDER BY ?s").unwrap();
    let rows = query.rows(&numbered(&snapshot), &unlimited()).unwrap();
    assert_eq!(rows.variables, ["s", "age"]);
    assert_eq!(rows.rows[1], [Some(name("grace").into()), None]);
    assert_eq!(
        rows.rows[0][1].as_ref().unwrap().to_string(),
        "\"36\"^^<http://www.w3.org/2001/XMLSchema#integer>"
    );
}

#[test]
fn a_literal_in_a_query_is_compared_in_the_form_of_the_store() {
    let store = store(":a :n 7 ; :l \"x\"@fr .");
    assert!(ask(&store, "ASK { :a :n \"007\"^^xsd:integer }"));
    assert!(ask(&store, "ASK { :a :l \"x\"@FR }"));
    assert!(ask(&store, "ASK { VALUES ?n { \"+7\"^^xsd:int } ?s :n ?n }"));
    assert!(!ask(&store, "ASK { :a :n \"7\" }"));
}

#[test]
fn a_relative_iri_is_resolved_against_the_base_and_refused_without_one() {
    let store = store(PEOPLE);
    let with_base = PreparedQuery::parse(
        "SELECT ?n WHERE { <ada> <name> ?n }",
        Some("http://a.example/x"),
        Vec::new(),
        Vec::new(),
    );
    assert_eq!(rows(&store, &with_base.unwrap()), ["\"Ada\"@fr"]);
    assert!(matches!(query("ASK { <ada> ?p ?o }"), Err(QueryError::Syntax(_))));
    let bad_base = PreparedQuery::parse("ASK {}", Some("nowhere"), Vec::new(), Vec::new());
    assert!(matches!(bad_base, Err(QueryError::Syntax(_))));
}

#[test]
fn aggregates_paths_and_subqueries_are_answered() {
    let store = store(":a :broader :b . :b :broader :c . :c :broader :d .");
    assert_eq!(
        select(&store, "SELECT (COUNT(*) AS ?n) WHERE { :a :broader+ ?x }"),
        ["3"]
    );
    assert_eq!(
        select(
            &store,
            "SELECT ?x WHERE { { SELECT (MAX(?s) AS ?x) WHERE { ?s :broader ?o } } }"
        ),
        ["<http://a.example/c>"]
    );
}

#[test]
fn a_sub_select_and_a_construct_order_terms_of_several_kinds() {
    // By the evaluator's own order 10 is before "5", "5" before 9, and 9 before 10.
    let quads: String = (0..60)
        .map(|number| format!(":s{number} :v {} . ", ["10", "\"5\"", "9"][number * 7 % 3]))
        .collect();
    let store = store(&quads);
    let least = select(
        &store,
        "SELECT ?v { { SELECT ?v { ?s :v ?v } ORDER BY ?v LIMIT 40 } } GROUP BY ?v ORDER BY ?v",
    );
    assert_eq!(least, ["10", "9"]);
    let construct = query("CONSTRUCT { ?s :v ?v } { ?s :v ?v } ORDER BY DESC(?v) LIMIT 20").unwrap();
    let graph = answer_as(
        &store,
        &construct,
        ResultFormat::Graph(RdfFormat::NTriples.into()),
    )
    .unwrap();
    assert_eq!(graph.matches("\"5\" .").count(), 20);
}

#[test]
fn exists_does_not_see_what_only_the_rest_of_the_query_binds() {
    let store = store(":a :p :b ; :r 1 . :b :q :x . :z :q :y .");
    // Within its group ?c is free: that :z has it is enough, whatever ?c is outside.
    let rows = select(
        &store,
        "SELECT ?c { ?a :p ?c { ?a :r ?n FILTER EXISTS { ?c :q :y } } }",
    );
    assert_eq!(rows, ["<http://a.example/b>"]);
    let optional = "SELECT ?n { ?a :p ?c OPTIONAL { { ?a :r ?n FILTER EXISTS { ?c :q :y } } } }";
    assert_eq!(select(&store, optional), ["1"]);
}

#[test]
fn counting_distinct_solutions_tells_apart_only_what_the_query_binds() {
    let store = store(":a :p :b .");
    let twice = "SELECT (COUNT(DISTINCT *) AS ?n) { ?a :p ?b { BIND(SUBSTR(?free, 1) AS ?text) } UNION { ?a :p ?b } }";
    assert_eq!(select(&store, twice), ["1"]);
}
