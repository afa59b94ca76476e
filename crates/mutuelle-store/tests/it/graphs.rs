//! Which graphs a query sees, and what no query sees.

use crate::support::{PREFIXES, ask, count, name, quads, rows, run, select, store, update};
use mutuelle_query::PreparedQuery;
use mutuelle_store::{PreparedUpdate, STATE_GRAPH, UpdateError};
use oxrdf::{GraphName, NamedNode};

/// One triple in three graphs, one in one, one in the unnamed graph.
const SHARED: &str = "
    :s :p :o .  :s :p :unnamed .
    :g1 { :s :p :o }
    :g2 { :s :p :o . :s :p :only2 }";

fn with_dataset(text: &str, default: &[NamedNode], named: &[NamedNode]) -> PreparedQuery {
    PreparedQuery::parse(
        &format!("{PREFIXES}{text}"),
        None,
        default.to_vec(),
        named.to_vec(),
    )
    .unwrap()
}

#[test]
fn the_default_graph_shows_a_triple_once_however_many_graphs_hold_it() {
    let store = store(SHARED);
    assert_eq!(count(&store, "?s ?p ?o"), 3);
    assert_eq!(count(&store, ":s :p :o"), 1);
    assert_eq!(
        select(&store, "SELECT (COUNT(*) AS ?n) WHERE { :s ?p ?o }"),
        ["3"]
    );
}

#[test]
fn graph_patterns_show_each_named_graph_and_never_the_unnamed_one() {
    let store = store(SHARED);
    assert_eq!(count(&store, "GRAPH ?g { ?s ?p ?o }"), 3);
    assert_eq!(
        select(&store, "SELECT ?g WHERE { GRAPH ?g { :s :p :o } }"),
        ["<http://a.example/g1>", "<http://a.example/g2>"]
    );
    assert_eq!(count(&store, "GRAPH :g2 { ?s ?p ?o }"), 2);
    assert_eq!(count(&store, "GRAPH :nowhere { ?s ?p ?o }"), 0);
    assert_eq!(count(&store, "GRAPH ?g {}"), 2);
}

#[test]
fn from_clauses_choose_the_graphs() {
    let store = store(SHARED);
    assert_eq!(
        select(&store, "SELECT (COUNT(*) AS ?n) FROM :g1 WHERE { ?s ?p ?o }"),
        ["1"]
    );
    assert_eq!(
        select(
            &store,
            "SELECT (COUNT(*) AS ?n) FROM :g1 FROM :g2 WHERE { ?s ?p ?o }"
        ),
        ["2"]
    );
    // FROM alone leaves no named graph, FROM NAMED alone an empty default graph (SPARQL 1.1, section 13.2).
    assert!(!ask(&store, "ASK FROM :g1 { GRAPH ?g { ?s ?p ?o } }"));
    assert!(!ask(&store, "ASK FROM NAMED :g1 { ?s ?p ?o }"));
    assert_eq!(
        select(
            &store,
            "SELECT ?g FROM NAMED :g2 FROM NAMED :nowhere WHERE { GRAPH ?g {} }"
        ),
        ["<http://a.example/g2>"]
    );
    assert!(!ask(&store, "ASK FROM :nowhere { ?s ?p ?o }"));
}

#[test]
fn the_protocol_dataset_takes_the_place_of_from_clauses() {
    let store = store(SHARED);
    let text = "SELECT * FROM :g1 WHERE { ?s ?p ?o }";
    assert_eq!(rows(&store, &with_dataset(text, &[name("g2")], &[])).len(), 2);
    assert_eq!(rows(&store, &with_dataset(text, &[], &[name("g2")])).len(), 0);
    let text = "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }";
    assert_eq!(rows(&store, &with_dataset(text, &[], &[name("g1")])).len(), 1);
}

#[test]
fn a_protocol_dataset_limits_the_where_part_of_an_update_and_cannot_be_combined_with_using() {
    let store = store(SHARED);
    let text = format!("{PREFIXES} INSERT {{ GRAPH :copy {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}");
    let prepared = PreparedUpdate::parse(&text, None, vec![name("g2")], Vec::new()).unwrap();
    run(&store, &prepared).unwrap();
    assert_eq!(count(&store, "GRAPH :copy { ?s ?p ?o }"), 2);
    for text in [
        "INSERT { :a :b ?o } USING :g1 WHERE { ?s ?p ?o }",
        "INSERT { :a :b ?o } USING NAMED :g1 WHERE { GRAPH ?g { ?s ?p ?o } }",
        "WITH :g1 INSERT { :a :b ?o } WHERE { ?s ?p ?o }",
    ] {
        let refused = PreparedUpdate::parse(&format!("{PREFIXES}{text}"), None, vec![name("g2")], Vec::new());
        assert!(matches!(refused, Err(UpdateError::DatasetTwice)), "{text}");
    }
}

#[test]
fn using_and_with_choose_the_graphs_of_an_update() {
    let store = store(SHARED);
    update(
        &store,
        "WITH :g1 DELETE { ?s ?p ?o } INSERT { ?s :was ?o } WHERE { ?s ?p ?o }",
    )
    .unwrap();
    assert_eq!(count(&store, "GRAPH :g1 { :s :was :o }"), 1);
    assert_eq!(count(&store, "GRAPH :g1 { ?s ?p ?o }"), 1);
    assert_eq!(count(&store, "GRAPH :g2 { ?s ?p ?o }"), 2);
    update(&store, "INSERT { :new :p ?o } USING :g2 WHERE { :s :p ?o }").unwrap();
    assert_eq!(count(&store, ":new :p ?o"), 2);
}

#[test]
fn no_query_sees_the_marker() {
    let store = store(SHARED);
    let state = STATE_GRAPH.to_string();
    for text in [
        "ASK { ?s <urn:mutuelle:applied> ?o }".to_owned(),
        "ASK { GRAPH ?g { ?s <urn:mutuelle:applied> ?o } }".to_owned(),
        format!("ASK {{ GRAPH {state} {{}} }}"),
        format!("ASK {{ GRAPH {state} {{ ?s ?p ?o }} }}"),
        format!("ASK FROM {state} {{ ?s ?p ?o }}"),
        format!("ASK FROM NAMED {state} {{ GRAPH {state} {{ ?s ?p ?o }} }}"),
        format!("ASK FROM NAMED {state} {{ GRAPH ?g {{}} }}"),
        format!("ASK {{ GRAPH ?g {{}} FILTER(?g = {state}) }}"),
        "ASK { <urn:mutuelle:store> (<urn:mutuelle:applied>|!<urn:mutuelle:applied>)* ?o FILTER(isLiteral(?o)) }"
            .to_owned(),
    ] {
        assert!(!ask(&store, &text), "{text}");
    }
    let snapshot = store.read().unwrap();
    let view = snapshot.view();
    assert!(!view.graph_exists(STATE_GRAPH.into()).unwrap());
    assert_eq!(view.named_graphs().unwrap().len(), 2);
    assert_eq!(view.quad_count().unwrap(), 5);
    assert_eq!(view.quads(None, None, None, Some(STATE_GRAPH.into())).count(), 0);
}

#[test]
fn no_update_touches_the_marker() {
    let store = store(SHARED);
    for text in [
        "INSERT DATA { GRAPH <urn:mutuelle:state> { :a :b :c } }",
        "DELETE DATA { GRAPH <urn:mutuelle:state> { :a :b :c } }",
        "INSERT { GRAPH ?g { :a :b :c } } WHERE { VALUES ?g { <urn:mutuelle:state> } }",
        "WITH <urn:mutuelle:state> INSERT { :a :b :c } WHERE {}",
        "COPY :g1 TO <urn:mutuelle:state>",
    ] {
        assert!(
            matches!(update(&store, text), Err(UpdateError::Reserved { .. })),
            "{text}"
        );
    }
    assert!(matches!(
        update(&store, "DROP GRAPH <urn:mutuelle:state>"),
        Err(UpdateError::UnknownGraph { .. })
    ));
    update(&store, "DELETE WHERE { GRAPH <urn:mutuelle:state> { ?s ?p ?o } }").unwrap();
    update(
        &store,
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    )
    .unwrap();
    assert_eq!(store.read().unwrap().view().seq().unwrap(), 3);
    for text in [
        "CLEAR ALL",
        "DROP ALL",
        "DROP SILENT GRAPH <urn:mutuelle:state>",
        "CLEAR NAMED",
        "DROP NAMED",
    ] {
        let before = store.read().unwrap().view().seq().unwrap();
        update(&store, text).unwrap();
        assert_eq!(store.read().unwrap().view().seq().unwrap(), before + 1, "{text}");
    }
    assert!(quads(&store).is_empty());
    assert_eq!(store.read().unwrap().view().quad_count().unwrap(), 0);
}

#[test]
fn a_named_graph_goes_with_its_last_quad() {
    let store = store(SHARED);
    assert!(ask(&store, "ASK { GRAPH :g1 {} }"));
    update(&store, "DELETE DATA { GRAPH :g1 { :s :p :o } }").unwrap();
    assert!(!ask(&store, "ASK { GRAPH :g1 {} }"));
    assert_eq!(
        select(&store, "SELECT ?g WHERE { GRAPH ?g {} }"),
        ["<http://a.example/g2>"]
    );
    let snapshot = store.read().unwrap();
    assert_eq!(
        snapshot.view().named_graphs().unwrap(),
        [GraphName::from(name("g2"))]
    );
}

#[test]
fn a_graph_that_is_emptied_and_filled_again_in_one_change_stays() {
    let store = store(SHARED);
    update(
        &store,
        "DROP GRAPH :g1 ; INSERT DATA { GRAPH :g1 { :s :p :again } }",
    )
    .unwrap();
    assert!(ask(&store, "ASK { GRAPH :g1 {} }"));
    update(&store, "INSERT DATA { GRAPH :g9 { :s :p :o } } ; DROP GRAPH :g9").unwrap();
    assert!(!ask(&store, "ASK { GRAPH :g9 {} }"));
}

#[test]
fn blank_nodes_may_name_graphs() {
    let store = store("_:g { :s :p :o }");
    assert_eq!(count(&store, "GRAPH ?g { :s :p :o }"), 1);
    update(
        &store,
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    )
    .unwrap();
    assert!(quads(&store).is_empty());
    assert!(!ask(&store, "ASK { GRAPH ?g {} }"));
}

#[test]
fn a_transaction_that_is_dropped_leaves_nothing() {
    let store = store(SHARED);
    let mut transaction = store.begin().unwrap();
    for quad in transaction
        .view()
        .quads(None, None, None, None)
        .collect::<Result<Vec<_>, _>>()
        .unwrap()
    {
        assert!(transaction.remove(&quad).unwrap());
        assert!(!transaction.remove(&quad).unwrap());
    }
    drop(transaction);
    assert_eq!(quads(&store).len(), 5);
    assert_eq!(store.read().unwrap().view().seq().unwrap(), 1);
}
