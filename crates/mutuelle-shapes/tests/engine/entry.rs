//! What people enter: seeds, projects, controversies.

use mutuelle_shapes::Severity;
use oxrdf::NamedNode;

use super::{node, shapes, summary, turtle, validate};

const SEED_SHAPE: &str = r#"
    :SeedShape a sh:NodeShape ; sh:targetClass mut:KnowledgeSeed ;
        sh:property [ sh:path dct:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ;
            sh:message "Une graine doit avoir une licence, et une seule."@fr,
                       "A seed needs one licence, and one only."@en ] ;
        sh:property [ sh:path rdfs:label ; sh:minCount 1 ; sh:uniqueLang true ; sh:languageIn ( "fr" "en" ) ] ;
        sh:property [ sh:path dct:creator ; sh:minCount 1 ; sh:class mut:Actor ] ;
        sh:property [ sh:path dct:created ; sh:datatype xsd:date ; sh:maxCount 1 ] ;
        sh:property [ sh:path mut:keyword ; sh:severity sh:Warning ; sh:minCount 1 ;
            sh:name "mot-clé"@fr, "keyword"@en ] .
"#;

const ONTOLOGY: &str = "
    mut:Person rdfs:subClassOf mut:Actor . mut:Testimony rdfs:subClassOf mut:KnowledgeSeed .
";

const SEED: &str = r#"
    :forge a mut:KnowledgeSeed ; rdfs:label "La forge ouverte"@fr ; dct:creator :lea ; mut:keyword "fer"@fr ;
        dct:license <https://creativecommons.org/licenses/by-sa/4.0/> ; dct:created "2026-03-01"^^xsd:date .
    :lea a mut:Person .
"#;

fn seed_shapes() -> mutuelle_shapes::Shapes {
    shapes(SEED_SHAPE).with_classes(&turtle(ONTOLOGY))
}

#[test]
fn a_whole_seed_conforms() {
    let report = validate(&seed_shapes(), SEED);
    assert!(report.conforms());
    assert!(report.results.is_empty(), "{:?}", report.results);
}

#[test]
fn a_seed_without_licence_is_refused_in_both_languages() {
    let data = SEED.replace(
        "dct:license <https://creativecommons.org/licenses/by-sa/4.0/> ;",
        "",
    );
    let report = validate(&seed_shapes(), &data);
    assert!(!report.conforms());
    let [result] = report.results.as_slice() else {
        panic!("{:?}", report.results)
    };
    assert_eq!(result.focus, node("forge"));
    assert_eq!(
        result.path.as_ref().unwrap().to_string(),
        "<http://purl.org/dc/terms/license>"
    );
    assert_eq!(
        result.component.as_str(),
        "http://www.w3.org/ns/shacl#MinCountConstraintComponent"
    );
    assert_eq!(result.severity, Severity::Violation);
    assert_eq!(
        result.message(&["fr"]),
        "Une graine doit avoir une licence, et une seule."
    );
    assert_eq!(
        result.message(&["en", "fr"]),
        "A seed needs one licence, and one only."
    );
}

#[test]
fn a_testimony_is_a_seed_because_the_ontology_says_so() {
    let data = ":dit a mut:Testimony .";
    assert!(
        shapes(SEED_SHAPE).validate(&turtle(data)).unwrap().conforms(),
        "nobody says that it is a seed"
    );
    let expected = ["dit MinCount", "dit MinCount", "dit MinCount", "dit MinCount"];
    assert_eq!(summary(&validate(&seed_shapes(), data)), expected);
    let Ok(of_node) = seed_shapes().validate_nodes(&turtle(data), &[node("dit")]);
    assert_eq!(summary(&of_node), expected);
}

#[test]
fn subclasses_that_the_data_states_count_too() {
    let data = ":dit a :Récit . :Récit rdfs:subClassOf mut:Testimony .";
    assert_eq!(validate(&seed_shapes(), data).results.len(), 4);
}

#[test]
fn a_circle_of_subclasses_ends() {
    let data = ":dit a :A . :A rdfs:subClassOf :B . :B rdfs:subClassOf :A , mut:KnowledgeSeed .";
    assert_eq!(validate(&seed_shapes(), data).results.len(), 4);
}

#[test]
fn a_missing_keyword_is_a_warning_that_refuses_nothing() {
    let report = validate(&seed_shapes(), &SEED.replace("mut:keyword \"fer\"@fr ;", ""));
    assert!(report.conforms());
    assert_eq!(report.violations().count(), 0);
    let warning = report.warnings().next().unwrap();
    assert_eq!(
        warning.message(&["fr"]),
        "mot-clé : il faut au moins 1 valeur(s), il y en a 0"
    );
    assert_eq!(
        warning.message(&["en"]),
        "keyword: at least 1 value(s) are needed, there are 0"
    );
}

#[test]
fn a_date_that_does_not_exist_is_refused() {
    let report = validate(&seed_shapes(), &SEED.replace("2026-03-01", "2026-02-30"));
    assert_eq!(summary(&report), ["forge Datatype"]);
}

#[test]
fn a_creator_must_be_an_actor() {
    let report = validate(
        &seed_shapes(),
        &SEED.replace(":lea a mut:Person", ":lea a mut:Territory"),
    );
    assert_eq!(summary(&report), ["forge Class"]);
}

#[test]
fn only_the_nodes_asked_for_are_validated() {
    let data = turtle(&format!("{SEED} :vide a mut:KnowledgeSeed ."));
    let shapes = seed_shapes();
    let Ok(report) = shapes.validate_nodes(&data, &[node("forge"), node("lea"), node("absente")]);
    assert!(report.results.is_empty());
    let Ok(report) = shapes.validate_nodes(&data, &[node("vide"), node("vide")]);
    assert_eq!(
        report.violations().count(),
        3,
        "a node given twice is validated once"
    );
}

#[test]
fn target_classes_are_those_written() {
    let classes = shapes(
        ":S sh:targetClass mut:Project , mut:KnowledgeSeed . mut:Stance a owl:Class , sh:NodeShape .
         :T sh:targetClass mut:Project .",
    );
    let mut named: Vec<&str> = classes.target_classes().iter().map(NamedNode::as_str).collect();
    named.sort_unstable();
    let expected =
        ["KnowledgeSeed", "Project", "Stance"].map(|name| format!("https://w3id.org/mutuelle/ns#{name}"));
    assert_eq!(named, expected);
}

const STANCE_SHAPE: &str = "
    :StanceShape a sh:NodeShape ; sh:targetClass mut:Stance ;
        sh:property [ sh:path mut:degree ; sh:datatype xsd:decimal ; sh:minInclusive -1 ; sh:maxInclusive 1 ] .
";

#[test]
fn a_stance_of_degree_3_is_refused() {
    let shapes = shapes(STANCE_SHAPE);
    for degree in ["-1.0", "0.0", "1.0", "0.5"] {
        let report = validate(&shapes, &format!(":avis a mut:Stance ; mut:degree {degree} ."));
        assert!(report.results.is_empty(), "{degree}");
    }
    assert_eq!(
        summary(&validate(&shapes, ":avis a mut:Stance ; mut:degree 3.0 .")),
        ["avis MaxInclusive"]
    );
    assert_eq!(
        summary(&validate(&shapes, ":avis a mut:Stance ; mut:degree -1.01 .")),
        ["avis MinInclusive"]
    );
    // An integer is in the range, but no decimal as the shape wants it.
    assert_eq!(
        summary(&validate(&shapes, ":avis a mut:Stance ; mut:degree 1 .")),
        ["avis Datatype"]
    );
}

#[test]
fn a_controversy_needs_a_question_and_its_positions_answer_one() {
    let shapes = shapes(
        "mut:Controversy a owl:Class , sh:NodeShape ; sh:property
             [ sh:path mut:hasNode ; sh:qualifiedValueShape [ sh:class mut:Question ] ; sh:qualifiedMinCount 1 ] ,
             [ sh:path ( mut:hasNode [ sh:inversePath ibis:responds-to ] ) ; sh:class mut:Position ] .",
    );
    let whole = ":c a mut:Controversy ; mut:hasNode :q . :q a mut:Question . :p a mut:Position ; ibis:responds-to :q .";
    assert!(validate(&shapes, whole).results.is_empty());
    let report = validate(&shapes, &whole.replace(":q a mut:Question .", ""));
    assert_eq!(summary(&report), ["c QualifiedMinCount"]);
    let report = validate(&shapes, &whole.replace(":p a mut:Position ;", ":p"));
    assert_eq!(summary(&report), ["c Class"]);
    assert_eq!(
        report.results[0].path.as_ref().unwrap().to_string(),
        "<https://w3id.org/mutuelle/ns#hasNode>/^<https://vocab.methodandstructure.com/ibis#responds-to>"
    );
}

#[test]
fn a_project_ends_after_it_starts() {
    let shapes = shapes(
        ":P sh:targetClass mut:Project ; sh:property [ sh:path mut:startDate ; sh:lessThanOrEquals mut:endDate ] .",
    );
    let project = |start: &str, end: &str| {
        validate(
            &shapes,
            &format!(":p a mut:Project ; mut:startDate {start} ; mut:endDate {end} ."),
        )
    };
    assert!(
        project("\"2026-01-01\"^^xsd:date", "\"2026-01-01\"^^xsd:date")
            .results
            .is_empty()
    );
    assert_eq!(
        project("\"2026-01-02\"^^xsd:date", "\"2026-01-01\"^^xsd:date")
            .results
            .len(),
        1
    );
    let mixed = project(
        "\"2026-01-01\"^^xsd:date",
        "\"2026-06-01T10:00:00Z\"^^xsd:dateTime",
    );
    assert_eq!(
        summary(&mixed),
        ["p LessThanOrEquals"],
        "a date and a dateTime are not comparable"
    );
}
