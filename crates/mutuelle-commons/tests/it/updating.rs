//! SPARQL Update and the dropping of graphs: every change is an exact patch.

use crate::support::*;
use mutuelle_commons::*;

#[test]
fn an_update_is_an_exact_patch() {
    let commons = memory();
    add(&commons, ":a :p 1, 2 .");
    let receipt = update(
        &commons,
        "DELETE { :a :p ?o } INSERT { :a :p 2, 3 } WHERE { :a :p ?o }",
    )
    .unwrap();
    assert_eq!(
        (receipt.seq, receipt.quads_added, receipt.quads_removed),
        (2, 1, 1)
    );
    assert_eq!(count(&commons, ":a :p ?o"), 2);
    verified(&commons);
}

#[test]
fn what_an_update_adds_and_takes_away_again_leaves_no_trace() {
    let commons = memory();
    add(&commons, ":a :p 1 .");
    let receipt = update(
        &commons,
        "INSERT DATA { :b :p 2 } ; DELETE DATA { :b :p 2 } ; DELETE DATA { :a :p 1 } ; INSERT DATA { :a :p 1 }",
    )
    .unwrap();
    assert_eq!(
        (receipt.seq, receipt.changed, receipt.entities_indexed),
        (1, false, 0)
    );
}

#[test]
fn operations_see_what_those_before_them_did_and_fail_together() {
    let commons = memory();
    update(
        &commons,
        "INSERT DATA { :a :p 1 } ; INSERT { :a :q ?o } WHERE { :a :p ?o }",
    )
    .unwrap();
    assert_eq!(count(&commons, ":a :q 1"), 1);
    let refused = update(
        &commons,
        "INSERT DATA { :a :r 1 } ; CLEAR ALL ; DROP GRAPH :nowhere",
    );
    assert!(matches!(refused, Err(ChangeError::UnknownGraph { graph }) if graph.ends_with("/nowhere")));
    assert_eq!(state(&commons), (1, 2));
    assert_eq!(count(&commons, ":a :r 1"), 0);
    verified(&commons);
}

#[test]
fn relative_iris_of_an_update_stand_under_the_base_of_the_commons() {
    let commons = memory();
    update(&commons, "INSERT DATA { <a> <p> <b> }").unwrap();
    assert_eq!(count(&commons, ":a :p :b"), 1);
    commons
        .update(UpdateRequest {
            text: "INSERT DATA { <c> <p> <d> }".to_owned(),
            base: Some("http://commons.example/sub/".to_owned()),
            ..UpdateRequest::default()
        })
        .unwrap();
    assert_eq!(count(&commons, "<sub/c> ?p ?o"), 1);
}

#[test]
fn the_protocol_dataset_limits_the_where_part() {
    let commons = memory();
    commons.load(turtle(":a :p 1 .", graph("g"))).unwrap();
    commons.load(turtle(":a :p 2 .", graph("h"))).unwrap();
    let request = |text: &str| UpdateRequest {
        text: format!("{PREFIXES}{text}"),
        using_default: vec![iri("g")],
        ..UpdateRequest::default()
    };
    let receipt = commons
        .update(request("INSERT { :a :q ?o } WHERE { :a :p ?o }"))
        .unwrap();
    assert_eq!(receipt.quads_added, 1);
    let refused = commons.update(request("INSERT { :a :q ?o } USING :h WHERE { :a :p ?o }"));
    assert!(matches!(refused, Err(ChangeError::Protocol { .. })));
}

#[test]
fn an_update_that_is_no_sparql_is_placed_and_what_is_not_done_here_is_named() {
    let commons = memory();
    let Err(ChangeError::Syntax(error)) = update(&commons, "\nINSERT { }") else {
        panic!()
    };
    assert_eq!(error.language, "SPARQL update");
    assert!(error.line.is_some() && error.column.is_some());
    for (text, named) in [
        ("LOAD <http://elsewhere.example/>", "LOAD"),
        (
            "INSERT { ?s ?p ?o } WHERE { SERVICE <http://elsewhere.example/> { ?s ?p ?o } }",
            "SERVICE",
        ),
    ] {
        let refused = update(&commons, text);
        assert!(
            matches!(
                &refused,
                Err(ChangeError::Query(QueryError::NotAsked { what, why }))
                    if what.starts_with(named) && why.contains("--allow-host")
            ),
            "{refused:?}"
        );
    }
    let deep = format!("INSERT {{}} WHERE {}{}", "{".repeat(5_000), "}".repeat(5_000));
    assert!(matches!(
        update(&commons, &deep),
        Err(ChangeError::TooLarge { .. })
    ));
    assert_eq!(state(&commons), (0, 0));
}

#[test]
fn a_cancelled_update_changes_nothing() {
    let commons = memory();
    add(&commons, ":a :p 1 .");
    let cancel = CancellationToken::new();
    cancel.cancel();
    let refused = commons.update(UpdateRequest {
        text: "INSERT DATA { <x> <y> <z> } ; INSERT { ?s <q> ?o } WHERE { ?s ?p ?o }".to_owned(),
        cancel,
        ..UpdateRequest::default()
    });
    assert!(
        matches!(refused, Err(ChangeError::Query(QueryError::Cancelled))),
        "{refused:?}"
    );
    assert_eq!(state(&commons), (1, 1));
    verified(&commons);
}

#[test]
fn a_graph_is_dropped_whole_and_an_unknown_one_is_an_error() {
    let commons = memory();
    add(&commons, ":a :p 1 .");
    commons.load(turtle(":a :p 1, 2 .", graph("g"))).unwrap();
    let receipt = commons.drop_graph(&graph("g"), origin()).unwrap();
    assert_eq!((receipt.seq, receipt.quads_removed), (3, 2));
    let refused = commons.drop_graph(&graph("g"), origin());
    assert!(
        matches!(refused, Err(ChangeError::UnknownGraph { graph }) if graph == "http://commons.example/g")
    );
    assert_eq!(
        commons
            .drop_graph(&GraphName::DefaultGraph, origin())
            .unwrap()
            .quads_removed,
        1
    );
    assert!(
        !commons
            .drop_graph(&GraphName::DefaultGraph, origin())
            .unwrap()
            .changed
    );
    assert_eq!(state(&commons), (4, 0));
    verified(&commons);
}

#[test]
fn after_closing_changes_are_refused_and_reading_goes_on() {
    let commons = memory();
    add(&commons, ":a rdfs:label \"Une ruche\"@fr .");
    commons.close().unwrap();
    assert!(matches!(
        update(&commons, "INSERT DATA { :a :p 1 }"),
        Err(ChangeError::Closed)
    ));
    assert_eq!(count(&commons, "?s ?p ?o"), 1);
    assert_eq!(found(&commons, "ruches"), 1);
    assert!(matches!(commons.verify(), Err(VerifyError::Closed)));
    commons.close().unwrap();
}
