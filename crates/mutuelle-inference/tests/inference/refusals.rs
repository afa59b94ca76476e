//! Ontologies that could not be followed exactly.

use mutuelle_inference::Rules;
use oxrdf::NamedNode;

use crate::support::{inferred, lines, rules};

fn refusal(ontology: &str) -> String {
    match rules(ontology) {
        Ok(_) => panic!("{ontology} is accepted"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_chain_that_feeds_itself_is_refused_by_name() {
    for ontology in [
        ":p owl:propertyChainAxiom ( :p :q ) .",
        ":p owl:propertyChainAxiom ( :q :p ) .",
        ":p owl:propertyChainAxiom ( :q :r ) ; rdfs:subPropertyOf :q .",
        ":p owl:propertyChainAxiom ( :q :r ) ; owl:inverseOf :r .",
        ":p owl:propertyChainAxiom ( :q :r ) . :q owl:propertyChainAxiom ( :s :p ) .",
        ":p owl:propertyChainAxiom ( :q :r ) ; rdfs:subPropertyOf :t . :t a owl:TransitiveProperty ; rdfs:subPropertyOf :q .",
        ":p owl:propertyChainAxiom ( :q :q ) ; owl:equivalentProperty :q .",
    ] {
        let message = refusal(ontology);
        assert!(
            message.starts_with("the chain `<http://example.org/"),
            "{message}"
        );
        assert!(
            message.contains("which leads back into the same chain"),
            "{message}"
        );
    }
}

#[test]
fn the_chain_that_is_named_is_one_of_the_circle() {
    let message = refusal(
        ":a owl:propertyChainAxiom ( :p :x ) . :p owl:propertyChainAxiom ( :q :r ) ; rdfs:subPropertyOf :q .",
    );
    assert!(
        message.contains("`<http://example.org/q>`, `<http://example.org/r>` gives"),
        "{message}"
    );
}

#[test]
fn a_chain_of_a_property_with_itself_is_transitivity() {
    let follows = inferred(
        ":p owl:propertyChainAxiom ( :p :p ) .",
        ":a :p :b . :b :p :c . :c :p :d .",
    );
    assert_eq!(follows, lines(":a :p :c . :a :p :d . :b :p :d ."));
}

#[test]
fn a_chain_is_of_two_properties() {
    for chain in [
        "( )",
        "( :q )",
        "( :q :r :s )",
        "( :q \"r\" )",
        "( :q [ owl:inverseOf :r ] )",
        "\"q\"",
    ] {
        let message = refusal(&format!(":p owl:propertyChainAxiom {chain} ."));
        let of_pair = message.contains("no list of exactly two properties");
        assert!(
            of_pair || message.contains("speaks of what has no IRI"),
            "{chain}: {message}"
        );
    }
}

#[test]
fn a_chain_list_that_leads_back_to_itself_is_refused() {
    let message = refusal(":p owl:propertyChainAxiom _:l . _:l rdf:first :q ; rdf:rest _:l .");
    assert!(message.contains("no list of exactly two properties"), "{message}");
}

#[test]
fn class_expressions_that_are_not_followed_are_refused() {
    for class in [
        "[ owl:unionOf ( :A :B ) ]",
        "[ owl:onProperty :p ; owl:someValuesFrom :B ]",
        "[ owl:onProperty :p , :q ; owl:hasValue :v ]",
        "[ owl:onProperty :p ; owl:hasValue \"v\" ]",
        "[ owl:hasValue :v ]",
        "\"A\"",
    ] {
        let message = refusal(&format!(":C rdfs:subClassOf {class} ."));
        assert!(
            message.contains("uses the class expression"),
            "{class}: {message}"
        );
    }
    let message = refusal("[ owl:unionOf ( :A :B ) ] owl:equivalentClass :C .");
    assert!(message.contains("uses the class expression"), "{message}");
}

#[test]
fn properties_without_a_name_are_refused() {
    for axiom in [
        ":p rdfs:subPropertyOf [ owl:onProperties () ] .",
        "[] rdfs:subPropertyOf :p .",
        "[] a owl:TransitiveProperty .",
        ":p owl:inverseOf \"q\" .",
    ] {
        let message = refusal(axiom);
        assert!(
            message.contains("speaks of what has no IRI"),
            "{axiom}: {message}"
        );
    }
}

#[test]
fn a_class_is_not_told_by_a_property_that_joins() {
    let tells = "[ owl:onProperty :p ; owl:hasValue :v ] rdfs:subClassOf :C .";
    for joins in [
        ":p a owl:TransitiveProperty .",
        ":p owl:propertyChainAxiom ( :q :r ) .",
        ":q a owl:TransitiveProperty ; owl:inverseOf :p .",
    ] {
        let message = refusal(&format!("{tells} {joins}"));
        assert!(
            message.contains("a class is told by the value `<http://example.org/v>`"),
            "{message}"
        );
    }
}

#[test]
fn a_class_may_give_a_property_that_joins() {
    let follows = inferred(
        ":C rdfs:subClassOf [ owl:onProperty :p ; owl:hasValue :v ] . :p a owl:TransitiveProperty .",
        ":x a :C . :v :p :w .",
    );
    assert_eq!(follows, lines(":x :p :v , :w ."));
}

#[test]
fn a_restriction_may_have_a_name() {
    let follows = inferred(
        ":C a owl:Restriction ; owl:onProperty :p ; owl:hasValue :v .",
        ":x a :C . :y :p :v .",
    );
    assert_eq!(follows, lines(":x :p :v . :y a :C ."));
}

#[test]
#[should_panic(expected = "two IRIs of the rules have one number")]
fn two_iris_with_one_number_are_no_rules() {
    let rules: Rules<NamedNode> = rules(":p rdfs:subPropertyOf :q .").unwrap();
    let _ = rules.numbered(|_| 1_u32);
}
