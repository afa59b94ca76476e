//! What changed between two versions of a code social.

use mutuelle_domain::code_social::{Part, SectionKind, Standing, versions};

use crate::data::{graph, holds, node, nodes, says};

const VERSIONS: &str = r#"
:v1 a mut:CodeSocial ; mut:hasSection :c1 , :m1 , :n1 , :f1 , :o1 , :e1 ; mut:story "Une cave."@fr .
:v2 a mut:CodeSocial ; mut:hasSection :c2 , :m2 , :f2 , :g2 , :e1 , :x2 ; prov:wasRevisionOf :v1 ; mut:story "Une halle."@fr .
:c1 a mut:Context ; rdfs:label "Contexte"@fr ; dct:description "Une vallée."@fr .
:c2 a mut:Context ; rdfs:label "Contexte"@fr ; dct:description "Une vallée sans train."@fr .
:m1 a mut:Mission ; dct:description "Ouvrir la halle."@fr .
:m2 a mut:Mission ; dct:description "Ouvrir deux soirs."@fr ; prov:wasRevisionOf :m1 .
:n1 a mut:Mission ; dct:description "Imprimer un journal."@fr .
:f1 a mut:ValueCommitment ; mut:commitsTo :frugality ; mut:weight 0.5 .
:f2 a mut:ValueCommitment ; mut:commitsTo :frugality ; mut:weight 0.75 .
:o1 a mut:ValueCommitment ; mut:commitsTo :speed .
:g2 a mut:ValueCommitment ; mut:refuses :speed .
:e1 a mut:ModelDescription ; mut:dimension dim:economique .
:x2 a mut:Challenge ; dct:description "Le froid."@fr .
"#;

#[test]
fn a_new_version_adds_removes_changes_and_keeps() {
    let facts = graph(VERSIONS);
    let difference = versions(&facts, &node("v1"), &node("v2")).unwrap();
    let added: Vec<_> = difference
        .added
        .iter()
        .map(|section| section.node.clone())
        .collect();
    assert_eq!(added, nodes::<Vec<_>>(&["x2"]));
    let removed: Vec<_> = difference
        .removed
        .iter()
        .map(|section| section.node.clone())
        .collect();
    assert_eq!(removed, nodes::<Vec<_>>(&["n1"]));
    let changed: Vec<_> = difference
        .changed
        .iter()
        .map(|change| {
            (
                change.after.kind,
                change.differ_in.iter().copied().collect::<Vec<_>>(),
            )
        })
        .collect();
    assert_eq!(
        changed,
        [
            (SectionKind::Context, vec![Part::Texts]),
            (SectionKind::Mission, vec![Part::Texts]),
            (SectionKind::ValueCommitment, vec![Part::Weight]),
            (SectionKind::ValueCommitment, vec![Part::Values, Part::Refused]),
        ]
    );
    assert_eq!(difference.unchanged, 1);
    assert!(difference.story.is_some() && difference.governance.is_none());
    assert!(says(&difference.because, ":v2 prov:wasRevisionOf :v1 ."));
}

#[test]
fn values_and_weights_are_told_apart() {
    let facts = graph(VERSIONS);
    let difference = versions(&facts, &node("v1"), &node("v2")).unwrap();
    assert_eq!(difference.values.len(), 1);
    let speed = &difference.values[0];
    assert_eq!((&speed.value, speed.before.len()), (&node("speed"), 1));
    assert!(speed.before.contains(&Standing::Commits) && speed.after.contains(&Standing::Refuses));
    assert_eq!(difference.weights.len(), 1);
    assert!(says(
        &difference.weights[0].because,
        ":f1 mut:weight 0.5 . :f2 mut:weight 0.75 ; mut:commitsTo :frugality ."
    ));
    let json = serde_json::to_value(&difference.weights[0]).unwrap();
    assert_eq!((&json["before"], &json["after"]), (&"0.5".into(), &"0.75".into()));
}

#[test]
fn a_difference_is_a_revision_in_prov() {
    let facts = graph(VERSIONS);
    let said = versions(&facts, &node("v1"), &node("v2")).unwrap().graph();
    let revision = "
        <https://w3id.org/mutuelle/computed/revision?before=http%3A%2F%2Fexample.org%2Fv1&after=http%3A%2F%2Fexample.org%2Fv2>
            a prov:Activity ; prov:used :v1 ; prov:generated :v2 , :x2 ; prov:invalidated :n1 .
        :c2 prov:wasRevisionOf :c1 . :m2 prov:wasRevisionOf :m1 .";
    assert!(holds(&said, revision), "{said}");
}

#[test]
fn a_version_does_not_differ_from_itself() {
    let facts = graph(VERSIONS);
    let difference = versions(&facts, &node("v1"), &node("v1")).unwrap();
    assert_eq!(difference.unchanged, 6);
    assert!(difference.added.is_empty() && difference.removed.is_empty() && difference.changed.is_empty());
    assert!(difference.values.is_empty() && difference.weights.is_empty() && difference.because.0.is_empty());
}
