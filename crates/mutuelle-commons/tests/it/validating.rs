//! The shapes at the door: what violates them is not written.

use crate::support::*;
use mutuelle_commons::*;

fn violations(outcome: Result<Receipt, ChangeError>) -> Report {
    match outcome {
        Err(ChangeError::Violations(report)) => report,
        other => panic!("{other:?}"),
    }
}

fn messages(report: &Report, language: &str) -> Vec<String> {
    report
        .violations()
        .map(|result| result.message(&[language]))
        .collect()
}

#[test]
fn a_seed_without_licence_is_refused_with_the_report_in_both_languages() {
    let commons = memory();
    let report = violations(commons.load(turtle(&unlicensed("s"), graph("g"))));
    let focus: Vec<_> = report.violations().map(|result| &result.focus).collect();
    assert_eq!(focus, [&Term::from(iri("s"))]);
    assert!(messages(&report, "fr")[0].starts_with("Choisissez une licence"));
    assert!(messages(&report, "en")[0].starts_with("Choose one licence"));
    assert_eq!(state(&commons), (0, 0));
    assert!(!commons.graph_exists(&graph("g")).unwrap());
    assert_eq!(found(&commons, "licence"), 0);
    verified(&commons);
}

#[test]
fn one_bad_seed_refuses_the_whole_dump() {
    let commons = memory();
    let dump: String = (0..50).map(|n| seed(&format!("s{n}"), "Une graine")).collect();
    let report = violations(commons.load(turtle(&format!("{dump}{}", unlicensed("bad")), graph("g"))));
    assert_eq!(report.violations().count(), 1);
    assert_eq!(state(&commons), (0, 0));
    assert_eq!(add(&commons, &dump).quads_added, 250);
}

#[test]
fn an_update_that_takes_the_licence_away_is_refused_and_one_that_changes_it_is_not() {
    let commons = memory();
    add(&commons, &seed("s", "Une graine"));
    violations(update(&commons, "DELETE WHERE { :s dct:license ?l }"));
    violations(update(&commons, "INSERT DATA { :s dct:license :another }"));
    assert_eq!(state(&commons), (1, 5));
    update(
        &commons,
        "DELETE { :s dct:license ?l } INSERT { :s dct:license :another } WHERE { :s dct:license ?l }",
    )
    .unwrap();
    assert_eq!(count(&commons, ":s dct:license :another"), 1);
    verified(&commons);
}

#[test]
fn a_graph_whose_loss_makes_another_ones_seed_invalid_cannot_be_dropped() {
    let commons = memory();
    let licence = ":s dct:license <https://creativecommons.org/licenses/by-sa/4.0/> .";
    commons.load(turtle(licence, graph("licences"))).unwrap();
    commons.load(turtle(&unlicensed("s"), graph("g"))).unwrap();
    violations(commons.drop_graph(&graph("licences"), origin()));
    violations(commons.load(replace("", graph("licences"))));
    assert!(commons.graph_exists(&graph("licences")).unwrap());
    commons.drop_graph(&graph("g"), origin()).unwrap();
    commons.drop_graph(&graph("licences"), origin()).unwrap();
    assert_eq!(state(&commons).1, 0);
}

#[test]
fn the_same_triple_in_two_graphs_counts_once() {
    let commons = memory();
    commons
        .load(turtle(&seed("s", "Une graine"), graph("g")))
        .unwrap();
    commons
        .load(turtle(&seed("s", "Une graine"), graph("h")))
        .unwrap();
    assert_eq!(state(&commons), (2, 10));
}

#[test]
fn a_neighbour_that_loses_its_class_is_noticed() {
    let commons = memory();
    add(
        &commons,
        ":q a mut:Question ; rdfs:label \"Faut-il ?\"@fr ; mut:askedBy :ada .
         :c a mut:Controversy ; rdfs:label \"Débat\"@fr ; mut:hasNode :q .",
    );
    violations(update(&commons, "DELETE DATA { :q a mut:Question }"));
    assert_eq!(count(&commons, ":q a mut:Question"), 1);
}

#[test]
fn a_subclass_is_held_to_the_shapes_of_its_superclass() {
    let commons = memory();
    // A person is an actor, and an actor has a name.
    violations(commons.load(turtle(":p a mut:Person .", GraphName::DefaultGraph)));
    add(&commons, ":p a mut:Person ; rdfs:label \"Ada\" .");
}

#[test]
fn data_of_other_vocabularies_is_not_judged() {
    let commons = memory();
    assert!(add(&commons, ":x a <http://schema.org/Thing> ; :p :q .").changed);
}

#[test]
fn what_comes_into_an_exempt_graph_is_taken_as_it_is() {
    let (commons, _) = Commons::open(CommonsOptions {
        exempt: exempt(),
        ..options(Place::Memory)
    })
    .unwrap();
    takes_what_is_exempt(&commons);
}
