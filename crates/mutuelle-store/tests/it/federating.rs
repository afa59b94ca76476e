//! SERVICE, answered by a second store instead of another machine.

use crate::support::{PREFIXES, answer_as, name, numbered, quads, query, rows, store, unlimited};
use mutuelle_query::{
    Budget, CancellationToken, PreparedQuery, QueryError, ResultFormat, SERVICE_BINDINGS_MAX,
    SERVICE_CHUNK_ROWS, SERVICE_REQUESTS_MAX, ServiceAnswer, ServiceError, ServiceRequest, Services,
    TableFormat,
};
use mutuelle_store::{GraphChange, PreparedUpdate, Store};
use std::fmt::Write;
use std::sync::{Arc, Mutex};

/// The other machine: its data, and what it was asked.
struct Elsewhere {
    services: Services,
    asked: Arc<Mutex<Vec<ServiceRequest>>>,
}

impl Elsewhere {
    /// Services whose names begin with `http://down.example/` do not answer.
    fn with(trig: &str) -> Self {
        let data = store(trig);
        let asked: Arc<Mutex<Vec<ServiceRequest>>> = Arc::default();
        let noted = Arc::clone(&asked);
        let services: Services = Arc::new(move |request, _| {
            noted.lock().unwrap().push(request.clone());
            if request.service.starts_with("http://down.example/") {
                return Err(ServiceError::Failed("it does not answer".to_owned()));
            }
            let query = PreparedQuery::parse(&request.query, None, Vec::new(), Vec::new());
            let query = query.unwrap_or_else(|error| panic!("{error} in {}", request.query));
            let json = answer_as(&data, &query, ResultFormat::Table(TableFormat::Json)).unwrap();
            Ok(ServiceAnswer {
                content_type: Some("application/sparql-results+json".to_owned()),
                bytes: json.into(),
            })
        });
        Self { services, asked }
    }

    fn budget(&self) -> Budget {
        unlimited().with_services(Arc::clone(&self.services))
    }

    fn rows(&self, here: &Store, text: &str) -> Result<Vec<String>, QueryError> {
        let snapshot = here.read().unwrap();
        let mut out = Vec::new();
        query(text)?.run(
            &numbered(&snapshot),
            ResultFormat::Table(TableFormat::Tsv),
            &self.budget(),
            &mut out,
        )?;
        let table = String::from_utf8(out).unwrap();
        let mut rows: Vec<_> = table.lines().skip(1).map(str::to_owned).collect();
        rows.sort();
        Ok(rows)
    }

    fn requests(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    fn texts(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|request| request.query.clone()).collect()
    }
}

const HERE: &str = ":a :knows :b, :c ; :age 7 . :b :age 8 . :c :knows :a . :a :at [ :in :x ] .";
const GRAPH: &str = ":a :age 9 .";
const THERE: &str =
    ":a :name 'A', 'Aa' . :b :name 'B' . :d :name 'D' . :b :near [ :name 'N' ] . :c :age 9 . :x :near :y .";

#[test]
fn a_service_has_the_answers_that_its_data_would_have_here() {
    let patterns = [
        "SERVICE <http://s.example/> { ?x :name ?n }",
        "?x :age ?v SERVICE <http://s.example/> { ?x :name ?n }",
        "SERVICE <http://s.example/> { ?x :name ?n } ?x :age ?v . ?x :knows ?y",
        "?x :age ?v OPTIONAL { SERVICE <http://s.example/> { ?x :name ?n } }",
        "?x :age ?v OPTIONAL { SERVICE <http://s.example/> { ?x :name ?n } FILTER(?v > 7) }",
        "?x :age ?v MINUS { SERVICE <http://s.example/> { ?x :name ?n } }",
        "?x :age ?v MINUS { SERVICE <http://s.example/> { ?y :name ?n OPTIONAL { ?y :none ?x } } }",
        "?x :age ?v FILTER EXISTS { SERVICE <http://s.example/> { ?x :name ?n } }",
        "?x :age ?v FILTER NOT EXISTS { SERVICE <http://s.example/> { ?x :name ?n } }",
        "{ ?x :age ?v } UNION { SERVICE <http://s.example/> { ?x :name ?v } }",
        "?x :knows ?y SERVICE <http://s.example/> { ?x :name ?n } SERVICE <http://s.example/> { ?y :name ?m }",
        "?x :knows ?y SERVICE <http://s.example/> { ?y :name ?n OPTIONAL { ?y :near ?x } }",
        "?x :age ?v OPTIONAL { ?x :knows ?y } SERVICE <http://s.example/> { ?y :name ?n }",
        "?x :at ?y SERVICE <http://s.example/> { ?z :name ?n OPTIONAL { ?z :none ?y } }",
        "?x :age ?v SERVICE <http://s.example/> { SELECT ?x (COUNT(*) AS ?k) { ?x :name ?n } GROUP BY ?x }",
        "?x :age ?v SERVICE <http://s.example/> { ?x :name ?n FILTER(STRLEN(?n) > 1 || CONCAT(?n, 'x') = 'Bx') }",
        "?x :age ?v SERVICE <http://s.example/> { { ?x :name ?n } UNION { ?x :near ?n } }",
        "SERVICE <http://s.example/> { :a :name 'A' } ?x :age ?v",
        "SERVICE <http://s.example/> { :a :name 'Z' } ?x :age ?v",
        "SERVICE <http://s.example/> { } ?x :age ?v",
        "?x :age ?v BIND(<http://s.example/> AS ?s) SERVICE ?s { ?x :name ?n }",
        "VALUES ?s { <http://s.example/> } SERVICE ?s { ?x :name ?n }",
        "?x :age ?v LATERAL { SERVICE <http://s.example/> { ?x :name ?n } }",
        "{ SELECT ?x { SERVICE <http://s.example/> { ?x :name ?n } } } ?x :age ?v",
        "GRAPH :g { ?x :age ?v SERVICE <http://s.example/> { ?x :name ?n } }",
        "VALUES (?x ?n) { (:a UNDEF) (UNDEF 'B') } SERVICE <http://s.example/> { ?x :name ?n }",
    ];
    for pattern in patterns {
        let elsewhere = Elsewhere::with(THERE);
        let here = here();
        // What a service is asked, the graph of its data is asked.
        let mut local = String::new();
        let mut rest = pattern;
        while let Some(at) = rest.find("SERVICE ") {
            local.push_str(&rest[..at]);
            let body = &rest[at..];
            local.push_str("GRAPH :there ");
            rest = &body[body.find('{').unwrap()..];
        }
        local.push_str(rest);
        for (head, tail) in [
            ("SELECT *", ""),
            ("SELECT DISTINCT ?x", ""),
            ("SELECT (COUNT(*) AS ?c)", ""),
            ("SELECT *", "ORDER BY ?n ?x LIMIT 100"),
        ] {
            let remote = elsewhere.rows(&here, &format!("{head} {{ {pattern} }} {tail}"));
            let remote = remote.unwrap_or_else(|error| panic!("{pattern}: {error}"));
            let whole = named_only(&format!("{head} {{ {local} }} {tail}"));
            assert_eq!(hidden(remote), hidden(whole), "{head} {{ {pattern} }} {tail}");
        }
    }
}

fn here() -> Store {
    store(&format!("{HERE} :g {{ {GRAPH} }}"))
}

/// The rows over both stores' data, those of the other one in a graph of their own that the default graph leaves out.
fn named_only(text: &str) -> Vec<String> {
    let both = store(&format!(
        ":main {{ {HERE} }} :g {{ {GRAPH} }} :there {{ {THERE} }}"
    ));
    let default = vec![name("main"), name("g")];
    let named = vec![name("g"), name("there")];
    let query = PreparedQuery::parse(&format!("{PREFIXES}{text}"), None, default, named).unwrap();
    rows(&both, &query)
}

/// Blank nodes have other labels each time.
fn hidden(rows: Vec<String>) -> Vec<String> {
    let mut rows: Vec<String> = rows
        .into_iter()
        .map(|row| {
            let cells = row
                .split('\t')
                .map(|cell| if cell.starts_with("_:") { "_" } else { cell });
            cells.collect::<Vec<_>>().join("\t")
        })
        .collect();
    rows.sort();
    rows
}

#[test]
fn a_service_is_asked_once_and_about_what_the_group_leaves() {
    let elsewhere = Elsewhere::with(THERE);
    let here = here();
    elsewhere
        .rows(
            &here,
            "SELECT * { ?x :age 8 SERVICE <http://s.example/> { ?x :name ?n } }",
        )
        .unwrap();
    let texts = elsewhere.texts();
    assert_eq!(texts.len(), 1);
    assert!(
        texts[0].contains("VALUES ( ?x ) { ( <http://a.example/b> ) }"),
        "{}",
        texts[0]
    );
    // Nothing is left to ask about.
    let rows = elsewhere.rows(
        &here,
        "SELECT * { ?x :age 99 SERVICE <http://s.example/> { ?x :name ?n } }",
    );
    assert_eq!((rows.unwrap().len(), elsewhere.requests()), (0, 1));
    // Asked for every row of an OPTIONAL, it answers once.
    elsewhere
        .rows(
            &here,
            "SELECT * { ?x ?p ?v OPTIONAL { SERVICE <http://s.example/> { ?y :name ?n } } }",
        )
        .unwrap();
    assert_eq!(elsewhere.requests(), 2);
    assert!(!elsewhere.texts()[1].contains("VALUES"));
}

fn many(count: usize) -> String {
    let mut text = String::new();
    for number in 0..count {
        write!(text, ":m{number} :is {number} . ").unwrap();
    }
    text
}

#[test]
fn rows_are_sent_in_chunks_up_to_a_limit_and_not_at_all_above_it() {
    let text = "SELECT * { ?x :is ?v SERVICE <http://s.example/> { ?x :name ?n } }";
    for (rows, requests) in [
        (SERVICE_CHUNK_ROWS, 1),
        (SERVICE_CHUNK_ROWS + 1, 2),
        (SERVICE_BINDINGS_MAX, SERVICE_BINDINGS_MAX / SERVICE_CHUNK_ROWS),
        (SERVICE_BINDINGS_MAX + 1, 1),
    ] {
        let elsewhere = Elsewhere::with(":m0 :name 'M' . :m499 :name 'N' . :z :name 'Z' .");
        let found = elsewhere.rows(&store(&many(rows)), text).unwrap();
        assert_eq!((found.len(), elsewhere.requests()), (2, requests), "{rows}");
        assert_eq!(
            elsewhere.texts()[0].contains("VALUES"),
            rows <= SERVICE_BINDINGS_MAX
        );
    }
}

#[test]
fn as_many_requests_are_sent_as_one_query_may_and_not_one_more() {
    let names = |count: usize| {
        let names: String = (0..count)
            .map(|number| format!("<http://s{number}.example/> "))
            .collect();
        format!("SELECT * {{ VALUES ?s {{ {names} }} SERVICE ?s {{ :a :name ?n }} }}")
    };
    let elsewhere = Elsewhere::with(THERE);
    let found = elsewhere.rows(&here(), &names(SERVICE_REQUESTS_MAX)).unwrap();
    assert_eq!(
        (found.len(), elsewhere.requests()),
        (2 * SERVICE_REQUESTS_MAX, SERVICE_REQUESTS_MAX)
    );
    let refused = elsewhere.rows(&here(), &names(SERVICE_REQUESTS_MAX + 1));
    assert!(
        matches!(
            refused,
            Err(QueryError::OverBudget {
                name: "service_requests_max",
                ..
            })
        ),
        "{refused:?}"
    );
    // One that is written out passes the same limit.
    let parts: String = (0..=SERVICE_REQUESTS_MAX)
        .map(|number| format!("SERVICE SILENT <http://s.example/> {{ :a :name{number} ?n{number} }} "))
        .collect();
    let refused = elsewhere.rows(&here(), &format!("SELECT * {{ {{}} {parts} }}"));
    assert!(
        matches!(refused, Err(QueryError::OverBudget { .. }) | Ok(_)),
        "{refused:?}"
    );
}

#[test]
fn a_failure_ends_the_query_wherever_it_happens_unless_it_is_silent() {
    let elsewhere = Elsewhere::with(THERE);
    let here = here();
    for (pattern, silent_rows) in [
        ("SERVICE * { ?x :name ?n }", 1),
        ("?x :age ?v SERVICE * { ?x :name ?n }", 3),
        ("?x :age ?v OPTIONAL { SERVICE * { ?x :name ?n } }", 3),
        (
            "?x :age ?v OPTIONAL { ?x :knows ?y SERVICE * { ?y :name ?n } }",
            5,
        ),
        ("?x :age ?v MINUS { SERVICE * { ?x :name ?n } }", 3),
        ("?x :age ?v FILTER EXISTS { SERVICE * { ?x :name ?n } }", 3),
        ("?x :age ?v FILTER NOT EXISTS { SERVICE * { ?x :name ?n } }", 0),
        ("{ ?x :age ?v } UNION { SERVICE * { ?x :name ?v } }", 4),
        ("{ SELECT (COUNT(*) AS ?c) { SERVICE * { ?x :name ?n } } }", 1),
        (
            "{ SELECT DISTINCT ?x { SERVICE * { ?x :name ?n } } ORDER BY ?x }",
            1,
        ),
        ("VALUES ?s { * } SERVICE ?s { ?x :name ?n }", 1),
    ] {
        let with = |service: &str| {
            let pattern = pattern.replace("SERVICE ?s", &format!("{}?s", service.split('<').next().unwrap()));
            let name = "<http://down.example/>";
            let pattern = pattern.replace("{ * }", &format!("{{ {name} }}"));
            format!("SELECT * {{ {} }}", pattern.replace("SERVICE *", service))
        };
        let failed = elsewhere.rows(&here, &with("SERVICE <http://down.example/>"));
        assert!(
            matches!(&failed, Err(QueryError::Unanswered { what, .. }) if what == "SERVICE <http://down.example/>"),
            "{pattern}: {failed:?}"
        );
        let silent = elsewhere.rows(&here, &with("SERVICE SILENT <http://down.example/>"));
        assert_eq!(silent.unwrap().len(), silent_rows, "{pattern}");
    }
}

#[test]
fn a_variable_for_a_service_has_to_be_bound_to_an_iri() {
    let elsewhere = Elsewhere::with(THERE);
    for text in [
        "SELECT * { SERVICE ?s { ?x :name ?n } }",
        "SELECT * { ?x :age ?s SERVICE ?s { ?x :name ?n } }",
        "SELECT * { ?x :age ?v FILTER EXISTS { SERVICE ?v { ?x :name ?n } } }",
    ] {
        let refused = elsewhere.rows(&here(), text);
        assert!(
            matches!(refused, Err(QueryError::Evaluation { .. })),
            "{text}: {refused:?}"
        );
    }
    assert_eq!(elsewhere.requests(), 0);
}

#[test]
fn a_query_that_is_cancelled_while_it_waits_ends_even_if_the_service_is_silent() {
    let cancel = CancellationToken::new();
    let seen = cancel.clone();
    let services: Services = Arc::new(move |_, waits| {
        seen.cancel();
        assert!(!waits());
        Err(ServiceError::Failed("nobody waits".to_owned()))
    });
    let budget = Budget::cancelled_by(cancel).with_services(services);
    let here = here();
    let snapshot = here.read().unwrap();
    let query = query("SELECT * { SERVICE SILENT <http://s.example/> { ?x :name ?n } }").unwrap();
    let ended = query.run(
        &numbered(&snapshot),
        ResultFormat::Table(TableFormat::Json),
        &budget,
        &mut Vec::new(),
    );
    assert!(matches!(ended, Err(QueryError::Cancelled)), "{ended:?}");
}

#[test]
fn a_service_binds_no_variables_but_those_that_it_was_asked_for() {
    let services: Services = Arc::new(|_, _| {
        let text = r#"{"head":{"vars":["n","x"]},"results":{"bindings":[
            {"n":{"type":"literal","value":"N"},"x":{"type":"uri","value":"http://evil.example/"}}]}}"#;
        Ok(ServiceAnswer {
            content_type: Some("application/sparql-results+json".to_owned()),
            bytes: text.into(),
        })
    });
    let elsewhere = Elsewhere {
        services,
        asked: Arc::default(),
    };
    let rows = elsewhere.rows(
        &here(),
        "SELECT ?x ?n { ?x :age 8 SERVICE <http://s.example/> { :a :name ?n } }",
    );
    assert_eq!(rows.unwrap(), ["<http://a.example/b>\t\"N\""]);
}

#[test]
fn the_where_part_of_an_update_asks_services_too() {
    let elsewhere = Elsewhere::with(THERE);
    let here = here();
    let before = quads(&here).len();
    let text = "INSERT { ?x :name ?n } WHERE { ?x :age 8 SERVICE <http://s.example/> { ?x :name ?n } } ;
                INSERT { ?x :called ?n } WHERE { ?x :age 8 SERVICE <http://s.example/> { ?x :name ?n } }";
    let update = PreparedUpdate::parse(&format!("{PREFIXES}{text}"), None, Vec::new(), Vec::new()).unwrap();
    let mut transaction = here.begin().unwrap();
    let budget = elsewhere.budget();
    update
        .execute(&mut transaction, &budget, |transaction, change| {
            let GraphChange::Insert(quad) = change else {
                panic!("{change:?}")
            };
            transaction.insert(&quad)?;
            Ok::<_, mutuelle_store::UpdateError>(())
        })
        .unwrap();
    transaction.commit(2).unwrap();
    assert_eq!(quads(&here).len(), before + 2);
}
