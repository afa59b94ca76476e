//! The commons' own shapes, as the engine takes them.

use mutuelle_shapes::{Report, Shapes};
use oxrdf::GraphNameRef;

use super::{node, turtle};

fn house() -> Shapes {
    let shapes = Shapes::from_graph(&mutuelle_ontology::shapes().expect("Turtle")).expect("shapes");
    shapes.with_classes(&mutuelle_ontology::vocabulary().expect("Turtle"))
}

fn validate(data: &str) -> Report {
    let Ok(report) = house().validate(&turtle(data));
    report
}

const SEED: &str = r#":graine a mut:KnowledgeSeed ; rdfs:label "Forge"@fr ; mut:content "On forge."@fr ;
    dct:creator :lea ; dct:license <https://creativecommons.org/licenses/by-sa/4.0/> ."#;

#[test]
fn the_house_shapes_take_a_seed_and_refuse_it_without_licence() {
    assert!(validate(SEED).results.is_empty(), "{:?}", validate(SEED).results);
    let report = validate(&SEED.replace("dct:license", "dct:relation"));
    let [result] = report.results.as_slice() else {
        panic!("{:?}", report.results)
    };
    assert_eq!(result.focus, node("graine"));
    assert_eq!(
        result.path.as_ref().unwrap().to_string(),
        "<http://purl.org/dc/terms/license>"
    );
    assert_ne!(result.message(&["fr"]), result.message(&["en"]));
}

#[test]
fn the_house_shapes_refuse_a_stance_of_degree_3() {
    let stance = |degree: &str| {
        let report = validate(&format!(":avis a mut:Stance ; mut:degree {degree} ."));
        let on_degree = |path: &mutuelle_shapes::Path| path.to_string().ends_with("#degree>");
        report
            .results
            .iter()
            .filter(|result| result.path.as_ref().is_some_and(on_degree))
            .count()
    };
    assert_eq!((stance("0.5"), stance("3.0")), (0, 1));
}

#[test]
fn a_why_not_of_a_controversy_is_a_question() {
    let whole = ":c a mut:Controversy ; rdfs:label \"C\"@fr ; mut:hasNode :q .";
    let (before, after) = (turtle(&format!("{whole} :q a mut:WhyNot .")), turtle(whole));
    let shapes = house();
    let Ok(report) = shapes.validate_nodes(&before, &[node("c")]);
    assert!(report.results.is_empty(), "{:?}", report.results);
    let removed = before.iter().find(|triple| !after.contains(*triple)).unwrap();
    let Ok(touched) = shapes.touched(&after, [removed.in_graph(GraphNameRef::DefaultGraph)]);
    assert!(
        touched.contains(&node("c")),
        "the controversy loses its question: {touched:?}"
    );
    let Ok(report) = shapes.validate_nodes(&after, &touched);
    assert!(!report.conforms());
}
