//! Named queries: their files, their parameters, and what a bound parameter means in every part of a query.

use crate::support::*;
use mutuelle_commons::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const TITLES: &str = "# title@fr: Quoi ?\n# title@en: What?\n";

fn queries_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../queries")
}

fn query(header: &str, text: &str) -> NamedQuery {
    NamedQuery::read("q", "q.rq", &format!("{TITLES}{header}\n{text}")).unwrap()
}

/// The rows of a query as CSV, sorted, on the read copy and on the store, which must agree.
fn answer(commons: &[Commons; 2], text: &str, bindings: &[Binding]) -> Vec<String> {
    let of = |commons: &Commons| {
        let request = QueryRequest {
            text: format!("{PREFIXES}{text}"),
            bindings: bindings.to_vec(),
            ..QueryRequest::default()
        };
        let prepared = commons.prepare(request).unwrap();
        let format = match prepared.form() {
            QueryForm::Select | QueryForm::Ask => ResultFormat::Table(TableFormat::Csv),
            _ => ResultFormat::Graph(RdfFormat::NTriples.into()),
        };
        let is_table =
            format == ResultFormat::Table(TableFormat::Csv) && prepared.form() == QueryForm::Select;
        let mut out = Vec::new();
        let ran = prepared.run(commons, format, &CancellationToken::new(), &mut out);
        ran.unwrap_or_else(|error| panic!("{error}: {text}"));
        let text = String::from_utf8(out).unwrap().replace(BASE, ":");
        let mut rows: Vec<_> = text
            .lines()
            .skip(usize::from(is_table))
            .map(str::to_owned)
            .collect();
        rows.sort();
        rows
    };
    let [copy, store] = commons;
    let answered = of(copy);
    assert_eq!(answered, of(store), "the read copy and the store differ: {text}");
    answered
}

fn both(turtle: &str) -> [Commons; 2] {
    let without_copy = CommonsOptions {
        columns_bytes_max: 0,
        ..options(Place::Memory)
    };
    let commons = [memory(), Commons::open(without_copy).unwrap().0];
    for commons in &commons {
        add(commons, turtle);
    }
    commons
}

fn bind(variable: &str, value_type: ValueType, value: &str) -> Binding {
    query(
        &format!("# param: {variable} {}", value_type.name()),
        &format!("SELECT * {{ ?s ?p ?{variable} }}"),
    )
    .bindings([(variable, value)])
    .unwrap()
    .remove(0)
}

#[test]
fn the_binary_carries_every_file_of_the_folder() {
    let carried: BTreeSet<String> = NamedQueries::embedded()
        .unwrap()
        .iter()
        .map(|query| query.name.clone())
        .collect();
    let there: BTreeSet<String> = fs::read_dir(queries_folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rq"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(carried, there);
    assert!(carried.len() > 70);
}

#[test]
fn a_file_that_is_wrong_is_told_with_its_line() {
    for (text, line, words) in [
        ("SELECT * { ?s ?p ?o }", None, "# title@fr: …"),
        ("# title@fr: a\nASK {}", None, "# title@en: …"),
        (
            "# title@fr: a\n# title@en: b\n# param: s iris\nASK { ?s ?p ?o }",
            Some(3),
            "`iris` is no type",
        ),
        (
            "# title@fr: a\n# title@en: b\n# param: s\nASK { ?s ?p ?o }",
            Some(3),
            "`` is no type",
        ),
        (
            "# title@fr: a\n# title@en: b\n# param: 1s iri\nASK { ?s ?p ?o }",
            Some(3),
            "no parameter's name",
        ),
        (
            "# title@fr: a\n# title@en: b\n# param: format iri\nASK { ?format ?p ?o }",
            Some(3),
            "`format`",
        ),
        (
            "# title@fr: a\n# title@en: b\n# param: s iri often\nASK { ?s ?p ?o }",
            Some(3),
            "not `often`",
        ),
        (
            "# title@fr: a\n# title@en: b\n# param: o date default x\nASK { ?s ?p ?o }",
            Some(3),
            "default `x`",
        ),
        (
            "# param: s iri\n# param: s iri\n# title@fr: a\n# title@en: b\nASK { ?s ?p ?o }",
            Some(2),
            "stands twice",
        ),
        (
            "# title@fr: a\n# title@en: b\n# param: x iri\nASK { ?s ?p ?o }",
            None,
            "does not name it",
        ),
        (
            "# title@fr: a\n# title@en: b\n# param: x integer\nSELECT (1 AS ?x) { ?s ?p ?o }",
            None,
            "a value of its own",
        ),
        (
            "# title@fr: a\n# title@en: b\n# param: x integer\nSELECT ?s (COUNT(*) AS ?x) { ?s ?p ?o } GROUP BY ?s",
            None,
            "a value of its own",
        ),
        (
            "# title@fr: a\n# title@en: b\nSELECT * {\n ?s ?p }",
            Some(4),
            "expected",
        ),
    ] {
        let error = NamedQuery::read("q", "dir/q.rq", text).unwrap_err();
        assert_eq!(error.line, line, "{error}");
        assert!(error.to_string().starts_with("`dir/q.rq`"), "{error}");
        assert!(error.message.contains(words), "{error}");
    }
    let text = format!("{TITLES}ASK {{}}");
    for name in ["", "Majuscule", "a b", "../a", &"a".repeat(101)] {
        let error = NamedQuery::read(name, "q.rq", &text).unwrap_err();
        assert!(error.message.contains("rename the file"), "{error}");
    }
    assert!(NamedQuery::read(&"a".repeat(100), "q.rq", &text).is_ok());
}

#[test]
fn a_folder_adds_its_queries_and_cannot_take_a_name_that_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "mienne.rq",
        &format!("{TITLES}# param: s iri\nSELECT ?s {{ ?s ?p ?o }}"),
    );
    write("notes.txt", "no query");
    let embedded = NamedQueries::embedded().unwrap();
    let all = embedded.with_folder(folder.path()).unwrap();
    assert_eq!(all.iter().count(), embedded.iter().count() + 1);
    assert_eq!(
        all.find("mienne").unwrap().parameters[0].value_type,
        ValueType::Iri
    );
    write("glossaire.rq", &format!("{TITLES}ASK {{}}"));
    let error = embedded.with_folder(folder.path()).unwrap_err();
    assert!(
        error.file.ends_with("glossaire.rq") && error.message.contains("already"),
        "{error}"
    );
    let error = embedded.with_folder(&folder.path().join("nowhere")).unwrap_err();
    assert!(error.message.contains("cannot be read"), "{error}");
}

#[test]
fn so_many_queries_have_names_and_one_more_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let embedded = NamedQueries::embedded().unwrap();
    let write = |number: usize| {
        let path = folder.path().join(format!("q-{number:04}.rq"));
        fs::write(path, format!("{TITLES}ASK {{}}")).unwrap();
    };
    let room = NAMED_QUERIES_MAX - embedded.iter().count();
    (0..room).for_each(write);
    assert_eq!(
        embedded.with_folder(folder.path()).unwrap().iter().count(),
        NAMED_QUERIES_MAX
    );
    write(room);
    let error = embedded.with_folder(folder.path()).unwrap_err();
    assert!(error.message.contains("named_queries_max"), "{error}");
}

use ValueType as V;

/// Type, text, the term that it is.
const VALUES: &[(ValueType, &str, Option<&str>)] = &[
    (V::Iri, "http://e.test/a", Some("<http://e.test/a>")),
    (V::Iri, "  urn:a ", Some("<urn:a>")),
    (V::Iri, "mut:Event", Some("<https://w3id.org/mutuelle/ns#Event>")),
    (
        V::Iri,
        "geo:48.1,2.2",
        Some("<http://www.w3.org/2003/01/geo/wgs84_pos#48.1,2.2>"),
    ),
    (V::Iri, "<geo:48.1,2.2>", Some("<geo:48.1,2.2>")),
    (
        V::Iri,
        "http://e.test/été?a=%7D",
        Some("<http://e.test/été?a=%7D>"),
    ),
    (V::Iri, "graine", None),
    (V::Iri, "/graine", None),
    (V::Iri, "http://e.test/a b", None),
    (V::Iri, "http://e.test/a>", None),
    (V::Iri, "_:b", None),
    (V::String, " a \" b\\ ", Some("\" a \\\" b\\\\ \"")),
    (V::LangString, "a@b@FR", Some("\"a@b\"@fr")),
    (V::LangString, "a", None),
    (V::LangString, "a@", None),
    (V::LangString, "a@fr fr", None),
    (
        V::Integer,
        "+007",
        Some("\"7\"^^<http://www.w3.org/2001/XMLSchema#integer>"),
    ),
    (
        V::Integer,
        "9223372036854775807",
        Some("\"9223372036854775807\"^^<http://www.w3.org/2001/XMLSchema#integer>"),
    ),
    (V::Integer, "9223372036854775808", None),
    (V::Integer, "1.0", None),
    (V::Integer, "1 OR 1", None),
    (
        V::Decimal,
        "2.50",
        Some("\"2.5\"^^<http://www.w3.org/2001/XMLSchema#decimal>"),
    ),
    (V::Decimal, "1e3", None),
    (
        V::Date,
        "2026-11-26",
        Some("\"2026-11-26\"^^<http://www.w3.org/2001/XMLSchema#date>"),
    ),
    (V::Date, "2026-13-01", None),
    (V::Date, "26/11/2026", None),
    (
        V::DateTime,
        "2026-11-26T18:30:00Z",
        Some("\"2026-11-26T18:30:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>"),
    ),
    (V::DateTime, "2026-11-26", None),
    (
        V::Boolean,
        "1",
        Some("\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>"),
    ),
    (V::Boolean, "oui", None),
];

#[test]
fn a_value_is_read_as_its_type_says_or_refused() {
    for (value_type, value, expected) in VALUES {
        let read = value_type.read(value).ok().map(|term| term.to_string());
        assert_eq!(read.as_deref(), *expected, "{} {value}", value_type.name());
    }
    for value_type in V::ALL {
        assert!(
            value_type.read(value_type.example()).is_ok(),
            "{}",
            value_type.name()
        );
        assert_eq!(V::named(value_type.name()), Some(value_type));
    }
    assert!(V::String.read(&"x".repeat(VALUE_BYTES_MAX)).is_ok());
    assert!(V::String.read(&"x".repeat(VALUE_BYTES_MAX + 1)).is_err());
}

#[test]
fn parameters_that_do_not_fit_are_told_with_type_and_example() {
    let query = query(
        "# param: s iri required\n# param: n integer default 3",
        "SELECT ?s ?n { ?s ?p ?n }",
    );
    let told = |given: &[(&str, &str)]| query.bindings(given.iter().copied()).unwrap_err().to_string();
    assert!(
        told(&[]).contains("`s`") && told(&[]).contains("for example `https://"),
        "{}",
        told(&[])
    );
    assert!(told(&[("s", "")]).contains("needs the parameter `s`"));
    let unknown = told(&[("x", "1")]);
    assert!(
        unknown.contains("`x`") && unknown.contains("`s` (iri), `n` (integer)"),
        "{unknown}"
    );
    let wrong = told(&[("s", "urn:a"), ("n", "many")]);
    assert!(
        wrong.contains("`n`") && wrong.contains("whole number") && wrong.contains("`12`"),
        "{wrong}"
    );
    assert!(told(&[("s", "urn:a"), ("s", "urn:b")]).contains("once"));
    let bindings = query.bindings([("s", "urn:a"), ("n", "")]).unwrap();
    let terms: Vec<_> = bindings.iter().map(|binding| binding.term.to_string()).collect();
    assert_eq!(
        terms,
        ["<urn:a>", "\"3\"^^<http://www.w3.org/2001/XMLSchema#integer>"]
    );
}

const PEOPLE: &str = "
    :ada a :Person ; :age 36 ; :knows :bob , :carl ; rdfs:label \"Ada\"@fr .
    :bob a :Person ; :age 40 ; :knows :carl ; rdfs:label \"Bob\"@fr .
    :carl a :Person ; :age 41 .
    :dan a :Person .
    :knows rdfs:label \"connaît\"@fr .
";

/// Query, what `?x` is bound to, the rows: written by hand from [`PEOPLE`].
const PARTS: &[(&str, &str, &[&str])] = &[
    // Patterns, at each place.
    (
        "SELECT ?x ?o { ?x :knows ?o }",
        "ada",
        &[":ada,:bob", ":ada,:carl"],
    ),
    (
        "SELECT ?o { ?x :knows ?o } ORDER BY ?o",
        "ada",
        &[":bob", ":carl"],
    ),
    ("SELECT ?s { ?s ?x :bob }", "knows", &[":ada"]),
    ("SELECT ?s { ?s ?x :bob }", "forty", &[]),
    ("SELECT ?s { ?x :age ?s }", "forty", &[]),
    ("SELECT ?s ?x { ?s :age ?x }", "forty", &[":bob,40"]),
    ("SELECT ?s { ?s rdfs:label ?x }", "french", &[":bob"]),
    ("SELECT ?s { ?s rdfs:label ?x }", "text", &[]),
    ("SELECT ?o { ?x :knows+ ?o }", "ada", &[":bob", ":carl"]),
    ("SELECT ?o { ?o :knows+ ?x }", "nobody", &[]),
    // Filters, also where the variable stands nowhere else.
    (
        "SELECT ?s { ?s :age ?a FILTER(?a >= ?x) }",
        "forty",
        &[":bob", ":carl"],
    ),
    (
        "SELECT ?s { ?s :age ?a FILTER(!BOUND(?x) || ?a = ?x) }",
        "forty",
        &[":bob"],
    ),
    (
        "SELECT ?s { ?s a :Person OPTIONAL { ?s :age ?a FILTER(?a = ?x) } FILTER(BOUND(?a)) }",
        "forty",
        &[":bob"],
    ),
    (
        "SELECT ?s { ?s a :Person FILTER NOT EXISTS { ?x :knows ?s } }",
        "ada",
        &[":ada", ":dan"],
    ),
    (
        "SELECT ?s { ?s a :Person FILTER EXISTS { SELECT ?s { ?x :knows ?s } } }",
        "ada",
        &[":bob", ":carl"],
    ),
    (
        "SELECT ?s (EXISTS { ?x :knows ?s } AS ?e) { ?s :age ?a }",
        "ada",
        &[":ada,false", ":bob,true", ":carl,true"],
    ),
    (
        "SELECT ?y { ?s :age ?a BIND(?a + ?x AS ?y) }",
        "forty",
        &["76", "80", "81"],
    ),
    (
        "SELECT ?s { ?s :age ?a } ORDER BY (?a = ?x) LIMIT 2",
        "forty",
        &[":ada", ":carl"],
    ),
    // Sub-selects, whether they project it or not.
    (
        "SELECT ?o { { SELECT ?o { ?x :knows ?o } } }",
        "ada",
        &[":bob", ":carl"],
    ),
    (
        "SELECT ?x ?o { { SELECT ?x (MAX(?k) AS ?o) { ?x :knows ?k } GROUP BY ?x } }",
        "ada",
        &[":ada,:carl"],
    ),
    (
        "SELECT ?s { ?s :age ?a { SELECT (MIN(?b) AS ?a) { ?y :age ?b FILTER(?b > ?x) } } }",
        "forty",
        &[":carl"],
    ),
    // Groups and aggregates.
    (
        "SELECT ?x (COUNT(?o) AS ?n) { ?x :knows ?o } GROUP BY ?x",
        "ada",
        &[":ada,2"],
    ),
    (
        "SELECT ?x (COUNT(?o) AS ?n) { ?x :knows ?o } GROUP BY ?x",
        "dan",
        &[],
    ),
    ("SELECT (COUNT(?o) AS ?n) { ?x :knows ?o }", "dan", &["0"]),
    (
        "SELECT ?x ?o (COUNT(*) AS ?n) { ?x :knows ?o } GROUP BY ?x ?o",
        "ada",
        &[":ada,:bob,1", ":ada,:carl,1"],
    ),
    (
        "SELECT (SUM(IF(?a >= ?x, 1, 0)) AS ?n) { ?s :age ?a }",
        "forty",
        &["2"],
    ),
    (
        "SELECT (COUNT(?s) AS ?n) { ?s :age ?a } HAVING (COUNT(?s) > ?x)",
        "forty",
        &[],
    ),
    (
        "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x :knows ?o }",
        "ada",
        &["1"],
    ),
    // OPTIONAL, UNION, MINUS, VALUES.
    (
        "SELECT ?x ?s { ?s a :Person OPTIONAL { ?s :knows ?x } FILTER(?s = :dan) }",
        "ada",
        &[":ada,:dan"],
    ),
    (
        "SELECT ?s { { ?s :knows ?x } UNION { ?x :knows ?s } }",
        "ada",
        &[":bob", ":carl"],
    ),
    ("SELECT ?x { ?x :age ?a MINUS { ?x :knows :carl } }", "ada", &[]),
    (
        "SELECT ?x { ?x a :Person MINUS { ?x :knows :carl } }",
        "dan",
        &[":dan"],
    ),
    (
        "SELECT ?s { ?s :knows :carl MINUS { ?x :knows ?s } }",
        "ada",
        &[":ada"],
    ),
    (
        "SELECT ?s { ?s a :Person MINUS { ?x :age ?a } }",
        "ada",
        &[":ada", ":bob", ":carl", ":dan"],
    ),
    (
        "SELECT ?y { VALUES (?x ?y) { (:ada 1) (:bob 2) (UNDEF 3) } }",
        "ada",
        &["1", "3"],
    ),
    (
        "SELECT ?y { VALUES (?x ?y) { (40 1) ('40' 2) } }",
        "forty",
        &["1"],
    ),
    (
        "SELECT (COUNT(*) AS ?n) { VALUES ?x { :ada :bob UNDEF } }",
        "ada",
        &["2"],
    ),
    // What stands in the answer is the term, once; what is DISTINCT stays so.
    (
        "SELECT DISTINCT ?x { ?s ?p ?o FILTER(BOUND(?x)) }",
        "french",
        &["Bob"],
    ),
    ("SELECT ?x {}", "text", &["Bob"]),
    // The other forms.
    ("ASK { ?x :knows :bob }", "ada", &["true"]),
    ("ASK { ?x :knows :bob }", "dan", &["false"]),
    (
        "CONSTRUCT { ?s :aged ?x } { ?s :age ?x }",
        "forty",
        &["<:bob> <:aged> \"40\"^^<http://www.w3.org/2001/XMLSchema#integer> ."],
    ),
    ("CONSTRUCT { ?s ?x 1 . ?x :p ?s } { ?s :age ?x }", "forty", &[]),
    (
        "DESCRIBE ?x",
        "dan",
        &["<:dan> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <:Person> ."],
    ),
    ("SELECT ?g { GRAPH ?x { ?s ?p ?g } }", "forty", &[]),
];

#[test]
fn a_bound_parameter_counts_in_every_part_of_a_query() {
    let commons = both(PEOPLE);
    for (query, value, expected) in PARTS {
        let binding = match *value {
            "forty" => bind("x", V::Integer, "040"),
            "french" => bind("x", V::LangString, "Bob@fr"),
            "text" => bind("x", V::String, "Bob"),
            name => bind("x", V::Iri, &format!("{BASE}{name}")),
        };
        assert_eq!(
            answer(&commons, query, std::slice::from_ref(&binding)),
            *expected,
            "{query}"
        );
    }
}

#[test]
fn a_graph_can_be_a_parameter() {
    let commons = both("");
    for commons in &commons {
        commons.load(turtle(":s :p 1 .", graph("g1"))).unwrap();
        commons.load(turtle(":s :p 2 .", graph("g2"))).unwrap();
    }
    let text = "SELECT ?g ?o { GRAPH ?g { ?s :p ?o } }";
    let second = bind("g", ValueType::Iri, &format!("{BASE}g2"));
    assert_eq!(answer(&commons, text, &[second]), [":g2,2"]);
    let none = bind("g", ValueType::Iri, &format!("{BASE}g3"));
    assert_eq!(answer(&commons, text, &[none]), [""; 0]);
}

/// On the sample, a query that is asked about one value of a column answers with the rows that have it.
#[test]
fn every_named_query_bound_to_a_value_gives_the_rows_of_that_value() {
    let sample = both_with_sample();
    let mut asked = 0;
    for query in NamedQueries::embedded().unwrap().iter() {
        let rows = cells(&sample[0], query, &[]);
        for parameter in &query.parameters {
            if parameter.value_type != ValueType::Iri {
                continue;
            }
            let column = rows.variables.iter().position(|name| *name == parameter.name);
            let column = column.unwrap_or_else(|| panic!("{}: {}", query.name, parameter.name));
            let values: BTreeSet<String> = rows
                .rows
                .iter()
                .filter_map(|row| match &row[column] {
                    Some(Term::NamedNode(node)) => Some(node.as_str().to_owned()),
                    _ => None,
                })
                .collect();
            assert!(!values.is_empty(), "{}: {}", query.name, parameter.name);
            for value in values.iter().take(4) {
                let bindings = query
                    .bindings([(parameter.name.as_str(), value.as_str())])
                    .unwrap();
                let wanted = Some(Term::from(NamedNode::new_unchecked(value)));
                let expected: Vec<_> = rows.rows.iter().filter(|row| row[column] == wanted).collect();
                for commons in &sample {
                    let found = cells(commons, query, &bindings);
                    assert_eq!(
                        found.rows.iter().collect::<Vec<_>>(),
                        expected,
                        "{} {value}",
                        query.name
                    );
                }
                asked += 1;
            }
        }
    }
    assert!(asked > 100, "{asked}");
}

fn cells(commons: &Commons, query: &NamedQuery, bindings: &[Binding]) -> Rows {
    let request = QueryRequest {
        text: query.text.clone(),
        bindings: bindings.to_vec(),
        ..QueryRequest::default()
    };
    let prepared = commons.prepare(request).unwrap();
    prepared
        .first_rows(commons, usize::MAX, &CancellationToken::new())
        .unwrap()
}

fn both_with_sample() -> [Commons; 2] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/sample");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "ttl"));
    paths.sort();
    let texts: Vec<_> = paths
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    both(&texts.join("\n"))
}
