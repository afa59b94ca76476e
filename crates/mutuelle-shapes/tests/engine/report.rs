//! Reports: messages for people, RDF for machines.

use oxrdf::dataset::CanonicalizationAlgorithm;
use oxrdf::{Graph, Term};

use super::{shapes, turtle, validate};

fn isomorphic(mut a: Graph, mut b: Graph) -> bool {
    a.canonicalize(CanonicalizationAlgorithm::Unstable);
    b.canonicalize(CanonicalizationAlgorithm::Unstable);
    a == b
}

#[test]
fn a_report_is_a_graph() {
    let shapes = shapes(
        ":S sh:targetNode :n ; sh:property :T .
         :T sh:path ( :p [ sh:alternativePath ( [ sh:inversePath :q ] [ sh:zeroOrMorePath :r ] ) ] ) ;
             sh:nodeKind sh:Literal ; sh:message \"non\"@fr , \"no\"@en .",
    );
    let report = validate(&shapes, ":n :p :m .").to_graph();
    let expected = turtle(
        "[] a sh:ValidationReport ; sh:conforms false ; sh:result [ a sh:ValidationResult ;
             sh:focusNode :n ; sh:value :m ; sh:resultSeverity sh:Violation ; sh:sourceShape :T ;
             sh:resultPath ( :p [ sh:alternativePath ( [ sh:inversePath :q ] [ sh:zeroOrMorePath :r ] ) ] ) ;
             sh:sourceConstraintComponent sh:NodeKindConstraintComponent ;
             sh:resultMessage \"non\"@fr , \"no\"@en ] .",
    );
    assert!(isomorphic(report.clone(), expected), "{report}");
}

#[test]
fn sh_conforms_is_stricter_than_ours() {
    let shapes =
        shapes(":S sh:targetNode :n ; sh:severity sh:Info ; sh:nodeKind sh:Literal ; sh:message \"x\" .");
    let report = validate(&shapes, "");
    assert!(report.conforms());
    let conforms = |wanted| {
        report
            .to_graph()
            .triples_for_object(oxrdf::Literal::from(wanted).as_ref())
            .count()
    };
    assert_eq!((conforms(false), conforms(true)), (1, 0));
}

#[test]
fn the_reports_blank_nodes_are_not_the_datas() {
    let shapes = shapes(":S sh:targetSubjectsOf :p ; sh:nodeKind sh:IRI .");
    let report = validate(&shapes, "_:report1 :p 1 . _:reportx2 :p 2 .");
    let graph = report.to_graph();
    for result in &report.results {
        let Term::BlankNode(focus) = &result.focus else {
            panic!("{result:?}")
        };
        assert_eq!(
            graph.triples_for_subject(focus).count(),
            0,
            "{focus} is a node of the report"
        );
    }
    assert_eq!(graph, report.to_graph(), "the same report gives the same graph");
}

#[test]
fn every_constraint_has_a_message_in_french_and_in_english() {
    let constraints = [
        "sh:minCount 2",
        "sh:maxCount 0",
        "sh:class :C",
        "sh:datatype xsd:date",
        "sh:nodeKind sh:BlankNode",
        "sh:minInclusive 9",
        "sh:minExclusive 9",
        "sh:maxInclusive 0",
        "sh:maxExclusive 0",
        "sh:minLength 9",
        "sh:maxLength 0",
        "sh:pattern \"z\"",
        "sh:languageIn ( \"en\" )",
        "sh:equals :q",
        "sh:disjoint :p",
        "sh:lessThan :p",
        "sh:lessThanOrEquals :vide",
        "sh:not [ sh:nodeKind sh:Literal ]",
        "sh:and ( [ sh:class :C ] )",
        "sh:or ( [ sh:class :C ] )",
        "sh:xone ( [ sh:class :C ] )",
        "sh:node [ sh:class :C ]",
        "sh:qualifiedValueShape [ sh:class :C ] ; sh:qualifiedMinCount 1",
        "sh:qualifiedValueShape [ sh:nodeKind sh:Literal ] ; sh:qualifiedMaxCount 0",
        "sh:hasValue 7",
        "sh:in ( 1 2 3 4 5 6 7 8 9 10 )",
    ];
    for constraint in constraints {
        let shapes = shapes(&format!(
            ":S sh:targetNode :n ; sh:property [ sh:path :p ; {constraint} ] ."
        ));
        let report = validate(&shapes, ":n :p \"a\"@fr ; :vide 1 .");
        let result = report
            .results
            .first()
            .unwrap_or_else(|| panic!("nothing found for {constraint}"));
        let languages: Vec<_> = result.messages.iter().map(|message| message.language()).collect();
        assert_eq!(languages, [Some("fr"), Some("en")], "{constraint}");
        assert!(
            result.message(&["fr"]).starts_with("<http://example.org/p> : "),
            "{constraint}"
        );
        assert!(
            result.message(&["en"]).starts_with("<http://example.org/p>: "),
            "{constraint}"
        );
    }
    let shapes = shapes(":S sh:targetNode :n ; sh:closed true .");
    let report = validate(&shapes, ":n :p 1 .");
    assert_eq!(
        report.results[0].message(&["fr"]),
        "<http://example.org/p> : cette propriété n'est pas prévue ici"
    );
}

#[test]
fn a_message_is_found_for_whoever_reads() {
    let result = |messages: &str| {
        let shapes = shapes(&format!(
            ":S sh:targetNode :n ; sh:nodeKind sh:Literal ; sh:message {messages} ."
        ));
        validate(&shapes, "").results.remove(0)
    };
    let several = result("\"belge\"@fr-BE , \"english\"@en , \"plain\"");
    assert_eq!(several.message(&["fr"]), "belge");
    assert_eq!(several.message(&["de", "en"]), "english");
    assert_eq!(several.message(&["de"]), "plain");
    assert_eq!(several.message(&[]), "plain");
    assert_eq!(result("\"seul\"@fr").message(&["en"]), "seul");
}

#[test]
fn paths_print_as_sparql() {
    let print = |path: &str| {
        let shapes = shapes(&format!(
            ":S sh:targetNode :n ; sh:property [ sh:path {path} ; sh:minCount 9 ] ."
        ));
        let report = validate(&shapes, "");
        report.results[0]
            .path
            .as_ref()
            .unwrap()
            .to_string()
            .replace("http://example.org/", "")
    };
    assert_eq!(print(":p"), "<p>");
    assert_eq!(
        print("( [ sh:inversePath :p ] [ sh:zeroOrMorePath :q ] )"),
        "^<p>/(<q>*)"
    );
    assert_eq!(
        print("[ sh:inversePath ( :p [ sh:zeroOrOnePath :q ] ) ]"),
        "^(<p>/(<q>?))"
    );
    assert_eq!(
        print("[ sh:oneOrMorePath [ sh:alternativePath ( :p :q ) ] ]"),
        "(<p>|<q>)+"
    );
}
