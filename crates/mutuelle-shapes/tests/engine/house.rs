//! The commons' own shapes, as the engine takes them.

use mutuelle_shapes::{Report, Shapes};
use oxrdf::GraphNameRef;

use super::{node, summary, turtle};

pub(super) fn house() -> Shapes {
    let shapes = Shapes::from_graph(&mutuelle_ontology::shapes().expect("Turtle")).expect("shapes");
    shapes.with_classes(&mutuelle_ontology::vocabulary().expect("Turtle"))
}

fn validate(data: &str) -> Report {
    let Ok(report) = house().validate(&turtle(data));
    report
}

const SEED: &str = r#":graine a mut:KnowledgeSeed ; rdfs:label "Forge"@fr ; mut:keyword "fer"@fr ; mut:content "On forge."@fr ;
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

const NONE: [&str; 0] = [];

/// Codes sociaux a, b, c… with these links between them; those that are refused.
fn refused_codes(links: &str) -> Vec<String> {
    let code = |name: char| {
        format!(
            ":{name} a mut:CodeSocial ; rdfs:label \"{name}\" ; mut:describes :org-{name} ; mut:version \"1\" ;
                mut:reviewDue \"2030-01-01\"^^xsd:date ;
                mut:hasSection [ a mut:Context ; dct:description \"Ici.\"@fr ] .\n"
        )
    };
    let codes: String = ('a'..='e').map(code).collect();
    summary(&validate(&format!("{codes}{links}")))
}

#[test]
fn a_code_social_is_not_part_of_itself_by_any_detour() {
    assert_eq!(
        refused_codes(":a mut:partOfCodeSocial :a ."),
        ["a Disjoint"],
        "one step"
    );
    let two = ":a mut:partOfCodeSocial :b . :b mut:partOfCodeSocial :a .";
    assert_eq!(refused_codes(two), ["a Disjoint", "b Disjoint"]);
    // What hangs below a circle is not to blame for it.
    let three = ":a mut:partOfCodeSocial :b . :b mut:partOfCodeSocial :c . :c mut:partOfCodeSocial :a .
        :d mut:partOfCodeSocial :a .";
    assert_eq!(refused_codes(three), ["a Disjoint", "b Disjoint", "c Disjoint"]);
}

#[test]
fn a_code_social_may_be_part_of_several_and_say_what_follows() {
    let links =
        ":a mut:partOfCodeSocial :b , :c , :d . :b mut:partOfCodeSocial :d . :c mut:partOfCodeSocial :d .
        :d mut:partOfCodeSocial :e , <http://elsewhere.example/code> .";
    assert_eq!(refused_codes(links), NONE);
}

#[test]
fn the_link_that_closes_a_circle_is_noticed() {
    let before = turtle(":a mut:partOfCodeSocial :b . :b mut:partOfCodeSocial :c .");
    let closing = turtle(":c mut:partOfCodeSocial :a .");
    let quads = closing
        .iter()
        .map(|triple| triple.in_graph(GraphNameRef::DefaultGraph));
    let Ok(touched) = house().touched(&before, quads);
    for local in ["a", "b", "c"] {
        assert!(touched.contains(&node(local)), "{local}: {touched:?}");
    }
}

const DIVIDEND: &str = r#"
    :dividende a mut:ContributoryDividend ; mut:fromPool :cagnotte ; mut:byRule :regle ;
        mut:period [ mut:startDate "2024-01-01"^^xsd:date ; mut:endDate "2024-12-31"^^xsd:date ] .
    :cagnotte a mut:Pool ; mut:amountCents 125000 ; mut:currency "EUR" .
    :regle a mut:DistributionRule ; rdfs:label "Au temps passé"@fr ; mut:equalPart 0.25 ;
        mut:reviewDue "2030-01-01"^^xsd:date .
    :decision a mut:Decision ; rdfs:label "Partager"@fr ; mut:decidedBy :org ; mut:decidedOn "2024-01-15"^^xsd:date ;
        mut:decisionMethod <https://w3id.org/mutuelle/scheme/decision-method/vote> ."#;

/// The results on the dividend when these triples tie its rule to the decision.
fn dividend(adoption: &str, state: &str) -> Vec<String> {
    let state =
        format!(":decision mut:decisionState <https://w3id.org/mutuelle/scheme/decision-state/{state}> .");
    summary(&validate(&format!("{DIVIDEND} {adoption} {state}")))
}

#[test]
fn a_dividend_shares_by_a_rule_that_a_decision_adopted() {
    assert_eq!(dividend(":regle mut:adoptedBy :decision .", "adoptee"), NONE);
    assert_eq!(dividend(":decision mut:adopts :regle .", "adoptee"), NONE);
    assert_eq!(dividend("", "adoptee"), ["dividende Node"]);
    assert_eq!(
        dividend(":regle mut:adoptedBy :decision .", "rejetee"),
        ["dividende Node"]
    );
    assert_eq!(
        dividend(":regle mut:adoptedBy :decision .", "proposee"),
        ["dividende Node"]
    );
}

/// Otherwise no rule by which anything was ever shared could be repealed.
#[test]
fn a_rule_can_be_repealed_after_it_has_shared() {
    let adopted = ":regle mut:adoptedBy :decision .";
    assert_eq!(dividend(adopted, "abrogee"), NONE);
}

/// A dump is judged with the triples of one resource at hand: what most resources say must not be among what leads to others,
/// or all of them are judged twice.
#[test]
fn what_seeds_and_actors_say_leads_nowhere_else() {
    let elsewhere = house().elsewhere();
    let ways: Vec<_> = elsewhere.ways.iter().map(ToString::to_string).collect();
    assert!(ways.contains(&"<https://w3id.org/mutuelle/ns#byRule>".to_owned()));
    for common in ["creator", "subject", "license", "contributor"] {
        let way = format!("<http://purl.org/dc/terms/{common}>");
        assert!(!ways.contains(&way), "{way}");
    }
}
