//! SPARQL Update, operation by operation.

use crate::support::{ask, count, quads, select, store, unlimited, update};
use mutuelle_query::{Budget, CancellationToken, QueryError};
use mutuelle_store::{GraphChange, PreparedUpdate, Store, UpdateError};

fn values(store: &Store) -> Vec<String> {
    select(store, "SELECT ?o WHERE { :s :p ?o }")
}

#[test]
fn data_is_inserted_and_deleted() {
    let store = store("");
    update(&store, "INSERT DATA { :s :p 1, 2 . GRAPH :g { :s :p 3 } }").unwrap();
    assert_eq!(values(&store), ["1", "2", "3"]);
    update(&store, "DELETE DATA { :s :p 1 . :s :p 3 }").unwrap();
    assert_eq!(
        values(&store),
        ["2", "3"],
        "a quad of a named graph is not in the unnamed one"
    );
}

#[test]
fn literals_are_normalised_on_their_way_in_and_counted() {
    let store = store("");
    let normalised = update(&store, "INSERT DATA { :s :p \"007\"^^xsd:integer, \"x\"@FR, 8 }").unwrap();
    // The parser of SPARQL has made the language tag lower case before.
    assert_eq!(normalised, 1);
    assert_eq!(values(&store), ["\"x\"@fr", "7", "8"]);
    update(&store, "DELETE DATA { :s :p \"07\"^^xsd:integer, \"x\"@Fr }").unwrap();
    assert_eq!(values(&store), ["8"]);
}

#[test]
fn a_blank_node_label_of_insert_data_is_one_new_node_in_the_whole_operation() {
    let store = store("");
    update(
        &store,
        "INSERT DATA { _:x :p 1 . _:x :q 2 . GRAPH :g { _:x :r [ :s _:x ] } }",
    )
    .unwrap();
    assert_eq!(count(&store, "?x :p 1 ; :q 2 ; :r [ :s ?x ]"), 1);
    update(&store, "INSERT DATA { _:x :p 1 } ; INSERT DATA { _:y :p 1 }").unwrap();
    assert_eq!(select(&store, "SELECT DISTINCT ?x WHERE { ?x :p 1 }").len(), 3);
}

#[test]
fn a_blank_node_of_an_insert_template_is_new_for_each_solution() {
    let store = store(":a :p 1 . :b :p 2 .");
    update(&store, "INSERT { _:n :of ?s ; :value ?v } WHERE { ?s :p ?v }").unwrap();
    assert_eq!(
        select(&store, "SELECT DISTINCT ?n WHERE { ?n :of ?s ; :value ?v }").len(),
        2
    );
}

#[test]
fn deletions_come_before_insertions_whatever_the_order_of_solutions() {
    let store = store(":a :next :b . :b :next :a .");
    update(
        &store,
        "DELETE { ?x :next ?y } INSERT { ?y :next ?x } WHERE { ?x :next ?y }",
    )
    .unwrap();
    assert_eq!(
        count(&store, "?x :next ?y"),
        2,
        "each edge is deleted once and inserted once"
    );
}

#[test]
fn an_operation_sees_what_those_before_it_did() {
    let store = store("");
    update(
        &store,
        "INSERT DATA { :s :p 1 } ;
         INSERT { :s :p ?n } WHERE { :s :p ?m BIND(?m + 1 AS ?n) } ;
         DELETE { :s :p ?m } WHERE { :s :p ?m FILTER NOT EXISTS { :s :p ?o FILTER(?o < ?m) } }",
    )
    .unwrap();
    assert_eq!(values(&store), ["2"]);
}

#[test]
fn delete_where_takes_its_pattern_as_its_template() {
    let store = store(":s :p 1, 2 . :t :p 3 . :g { :s :p 4 }");
    update(&store, "DELETE WHERE { :s :p ?o . GRAPH :g { :s :p ?x } }").unwrap();
    // The default graph of the WHERE part is the union, that of the template the unnamed graph alone.
    assert_eq!(select(&store, "SELECT ?o WHERE { ?s :p ?o }"), ["3"]);
}

#[test]
fn a_template_that_makes_no_triple_is_passed_over() {
    let store = store(":s :p \"text\" .");
    update(
        &store,
        "INSERT { ?o :q ?s . ?s :q ?unbound . ?s :q ?o } WHERE { ?s :p ?o }",
    )
    .unwrap();
    assert_eq!(quads(&store).len(), 2);
}

#[test]
fn graphs_are_added_copied_and_moved() {
    let graphs = ":a :p 1 . :g1 { :b :p 2 } :g2 { :c :p 3 }";
    let held = |store: &Store, graph: &str| count(store, &format!("GRAPH {graph} {{ ?s ?p ?o }}"));
    let added = store(graphs);
    update(&added, "ADD :g1 TO :g2 ; ADD DEFAULT TO :g3").unwrap();
    assert_eq!(
        (held(&added, ":g1"), held(&added, ":g2"), held(&added, ":g3")),
        (1, 2, 1)
    );
    let copied = store(graphs);
    update(&copied, "COPY :g1 TO :g2 ; COPY :g1 TO :g1").unwrap();
    assert_eq!((held(&copied, ":g1"), held(&copied, ":g2")), (1, 1));
    assert!(ask(&copied, "ASK { GRAPH :g2 { :b :p 2 } }"));
    let moved = store(graphs);
    update(&moved, "MOVE :g1 TO :g2 ; MOVE :g2 TO DEFAULT").unwrap();
    assert!(!ask(&moved, "ASK { GRAPH ?g {} }"));
    assert_eq!(
        select(&moved, "SELECT ?s WHERE { ?s :p ?o }"),
        ["<http://a.example/b>"]
    );
}

#[test]
fn copying_the_default_graph_takes_the_unnamed_graph_and_not_the_union() {
    let store = store(":a :p 1 . :g1 { :b :p 2 }");
    update(
        &store,
        "COPY DEFAULT TO :g3 ; ADD SILENT DEFAULT TO :g4 ; COPY DEFAULT TO DEFAULT",
    )
    .unwrap();
    assert_eq!(count(&store, "GRAPH :g3 { ?s ?p ?o }"), 1);
    assert_eq!(count(&store, "GRAPH :g4 { ?s ?p ?o }"), 1);
    update(&store, "MOVE DEFAULT TO :g1").unwrap();
    assert_eq!(
        select(&store, "SELECT ?s WHERE { GRAPH :g1 { ?s ?p ?o } }"),
        ["<http://a.example/a>"]
    );
    assert!(!ask(&store, "ASK FROM :nothing { ?s ?p ?o }"));
    assert_eq!(quads(&store).len(), 3);
}

#[test]
fn clear_empties_what_it_names() {
    let graphs = ":a :p 1 . :g1 { :b :p 2 } :g2 { :c :p 3 }";
    for (text, left) in [
        ("CLEAR DEFAULT", 2),
        ("CLEAR GRAPH :g1", 2),
        ("CLEAR NAMED", 1),
        ("CLEAR ALL", 0),
        ("DROP DEFAULT", 2),
        ("DROP GRAPH :g2", 2),
        ("DROP NAMED", 1),
        ("DROP ALL", 0),
    ] {
        let store = store(graphs);
        update(&store, text).unwrap();
        assert_eq!(quads(&store).len(), left, "{text}");
    }
}

#[test]
fn a_graph_that_does_not_exist_cannot_be_dropped_unless_silently() {
    let store = store(":g1 { :a :p 1 }");
    assert!(matches!(
        update(&store, "DROP GRAPH :nowhere"),
        Err(UpdateError::UnknownGraph { graph }) if graph == "http://a.example/nowhere"
    ));
    update(&store, "DROP SILENT GRAPH :nowhere").unwrap();
    assert!(matches!(
        update(&store, "CREATE GRAPH :g1"),
        Err(UpdateError::GraphExists { .. })
    ));
    update(&store, "CREATE SILENT GRAPH :g1 ; CREATE GRAPH :new").unwrap();
    assert!(
        !ask(&store, "ASK { GRAPH :new {} }"),
        "an empty graph leaves no trace"
    );
}

#[test]
fn every_change_is_reported_quad_by_quad_with_its_repetitions() {
    let store = store(":s :p 1 . :s :p 2 .");
    let text = "PREFIX : <http://a.example/> DELETE { ?s :p ?o } INSERT { ?s :q ?o } WHERE { ?s :p ?o }";
    let update = PreparedUpdate::parse(text, None, Vec::new(), Vec::new()).unwrap();
    let mut transaction = store.begin().unwrap();
    let mut seen = Vec::new();
    let outcome = update.execute(&mut transaction, &unlimited(), |_, change| {
        seen.push(matches!(change, GraphChange::Insert(_)));
        Ok::<_, UpdateError>(())
    });
    assert_eq!(outcome.unwrap(), 0);
    assert_eq!(seen, [false, false, true, true]);
}

#[test]
fn an_update_without_operations_changes_nothing() {
    let store = store(":s :p 1 .");
    update(&store, "").unwrap();
    assert_eq!(quads(&store).len(), 1);
}

#[test]
fn a_cancelled_update_is_an_error() {
    let store = store(":s :p 1 .");
    let text = "INSERT { ?s <http://a.example/q> ?o } WHERE { ?s ?p ?o }";
    let update = PreparedUpdate::parse(text, None, Vec::new(), Vec::new()).unwrap();
    let cancel = CancellationToken::new();
    cancel.cancel();
    let mut transaction = store.begin().unwrap();
    let outcome = update.execute(&mut transaction, &Budget::cancelled_by(cancel.clone()), |_, _| {
        Ok::<_, UpdateError>(())
    });
    assert!(
        matches!(outcome, Err(UpdateError::Query(QueryError::Cancelled))),
        "{outcome:?}"
    );
}
