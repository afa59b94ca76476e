//! Reading a code social, and two side by side.

use std::collections::BTreeSet;
use std::fmt::Write;

use mutuelle_domain::Node;
use mutuelle_domain::code_social::{
    ANCESTORS, CleavageKind, CodeSocialError, Comparison, ComplementKind, STATEMENTS, SectionKind, compare,
    read, within,
};
use oxrdf::Graph;
use proptest::prelude::*;

use crate::data::{Reordered, follows_from, graph, holds, node, nodes, says};

const PROJECT_AND_ORGANISATION: &str = r#"
:org a mut:CodeSocial ; mut:describes :asso ; mut:story "Née en 1998."@fr ; mut:governance "En assemblée."@fr ;
    mut:hasSection :org-context , :org-mission , :org-frugal , :org-open , :org-money .
:org-context a mut:Context ; dct:description "Une vallée."@fr .
:org-mission a mut:Mission ; rdfs:label "Accueillir"@fr .
:org-frugal a mut:ValueCommitment ; mut:commitsTo :frugality ; mut:weight 0.5 .
:org-open a mut:ValueCommitment ; mut:commitsTo :openness ; mut:refuses :secrecy .
:org-money a mut:ModelDescription ; mut:dimension dim:financier .
:project a mut:CodeSocial ; mut:describes :forge ; mut:partOfCodeSocial :org ; mut:story "Un hangar."@fr .
:p-mission a mut:Mission ; mut:sectionOf :project ; prov:wasRevisionOf :org-mission .
:p-frugal a mut:ValueCommitment ; mut:sectionOf :project ; mut:commitsTo :frugality ; mut:weight 0.9 .
:p-secret a mut:ValueCommitment ; mut:sectionOf :project ; mut:commitsTo :secrecy .
:p-money a mut:ModelDescription ; mut:sectionOf :project ; mut:dimension dim:juridique-et-financier .
dim:financier skos:broader dim:juridique-et-financier .
"#;

#[test]
fn a_project_inherits_what_it_does_not_say_again() {
    let facts = graph(PROJECT_AND_ORGANISATION);
    let project = read(&facts, &node("project")).unwrap();
    let held: Vec<_> = project
        .sections
        .iter()
        .map(|section| section.node.clone())
        .collect();
    let expected = [
        "org-context",
        "p-mission",
        "org-open",
        "p-frugal",
        "p-secret",
        "p-money",
    ];
    assert_eq!(held, nodes::<Vec<_>>(&expected));
    let overridden: Vec<_> = project
        .overridden
        .iter()
        .map(|said| (said.section.node.clone(), said.by.clone()))
        .collect();
    assert_eq!(
        overridden,
        [
            (node("org-mission"), nodes(&["p-mission"])),
            (node("org-frugal"), nodes(&["p-frugal"])),
            (node("org-money"), nodes(&["p-money"])),
        ]
    );
    assert_eq!(project.story.said_by, nodes(&["project"]));
    assert_eq!(project.governance.said_by, nodes(&["org"]));
    assert_eq!(project.part_of, nodes::<Vec<_>>(&["org"]));
    let open = project
        .sections
        .iter()
        .find(|section| section.node == node("org-open"))
        .unwrap();
    assert!(open.refused.is_empty(), "the project itself speaks of secrecy");
    assert_eq!(open.said_by, node("org"));
    assert!(says(
        &open.because,
        ":project mut:partOfCodeSocial :org . :org mut:hasSection :org-open ."
    ));
    assert!(holds(
        &project.graph(),
        ":project mut:hasSection :org-open . :p-frugal mut:weight 0.9 ."
    ));
}

#[test]
fn within_its_organisation_a_project_inherits_says_again_and_contradicts() {
    let facts = graph(PROJECT_AND_ORGANISATION);
    let nesting = within(&facts, &node("project"), &node("org")).unwrap();
    let inherited: Vec<_> = nesting
        .inherited
        .iter()
        .map(|section| section.node.clone())
        .collect();
    assert_eq!(inherited, nodes::<Vec<_>>(&["org-context", "org-open"]));
    assert_eq!(nesting.overridden.len(), 3);
    assert_eq!(nesting.own.len(), 4);
    assert_eq!(nesting.contradicting.len(), 1);
    let contradiction = &nesting.contradicting[0];
    assert_eq!(contradiction.kind, CleavageKind::RefusedBySecond);
    assert_eq!(contradiction.first_value, node("secrecy"));
    assert!(says(
        &contradiction.because,
        ":p-secret mut:commitsTo :secrecy . :org-open mut:refuses :secrecy ."
    ));
    assert!(holds(
        &nesting.graph(),
        ":p-mission prov:wasRevisionOf :org-mission ."
    ));
    let other = within(&facts, &node("org"), &node("project")).unwrap_err();
    assert_eq!(
        other.to_string(),
        "`http://example.org/org` is not part of `http://example.org/project`"
    );
}

#[test]
fn the_nearest_is_heard_even_where_the_closure_is_in_the_data() {
    let facts = graph(
        "
        :c a mut:CodeSocial ; mut:partOfCodeSocial :b , :a .
        :b mut:partOfCodeSocial :a ; mut:hasSection :of-b . :of-b mut:commitsTo :v .
        :a mut:hasSection :of-a . :of-a mut:commitsTo :v .",
    );
    let read = read(&facts, &node("c")).unwrap();
    assert_eq!(read.part_of, nodes::<Vec<_>>(&["b", "a"]));
    assert_eq!(read.sections.len(), 1);
    assert_eq!(read.sections[0].node, node("of-b"));
    assert_eq!(read.sections[0].kind, SectionKind::ValueCommitment);
    assert_eq!(read.overridden[0].by, nodes(&["of-b"]));
}

#[test]
fn a_code_social_that_is_part_of_itself_is_refused() {
    let facts = graph(
        "
        :x a mut:CodeSocial ; mut:partOfCodeSocial :y . :y mut:partOfCodeSocial :z . :z mut:partOfCodeSocial :y , :end .
        :self a mut:CodeSocial ; mut:partOfCodeSocial :self .",
    );
    let cycle = CodeSocialError::Cycle {
        code_social: node("x"),
        through: node("z"),
    };
    assert_eq!(read(&facts, &node("x")).unwrap_err(), cycle);
    let itself = read(&facts, &node("self")).unwrap_err();
    assert!(matches!(itself, CodeSocialError::Cycle { through, .. } if through == node("self")));
}

#[test]
fn a_chain_is_read_up_to_the_limit_and_no_further() {
    let chain = |length: usize| {
        let mut turtle = String::from(":c0 a mut:CodeSocial .\n");
        for at in 0..length {
            writeln!(turtle, ":c{at} mut:partOfCodeSocial :c{} .", at + 1).unwrap();
        }
        graph(&turtle)
    };
    let read_all = read(&chain(ANCESTORS), &node("c0")).unwrap();
    assert_eq!(read_all.part_of.len(), ANCESTORS);
    let refused = read(&chain(ANCESTORS + 1), &node("c0")).unwrap_err();
    assert!(matches!(
        refused,
        CodeSocialError::Ancestors { limit: ANCESTORS, .. }
    ));
    assert!(read(&chain(10_000), &node("c0")).is_err());
}

#[test]
fn what_is_no_code_social_is_said_to_be_none() {
    let facts = graph(":asso a mut:Organization .");
    let unknown = read(&facts, &node("asso")).unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "`http://example.org/asso` is not described as a code social"
    );
}

#[test]
fn literals_where_nodes_are_due_and_missing_parts_say_nothing() {
    let facts = graph(
        r#"
        :a a mut:CodeSocial ; mut:partOfCodeSocial "b" , :gone ; mut:hasSection "text" , :s , :empty ; mut:validFrom "soon" .
        :s mut:commitsTo "joie" , :v ; mut:weight "heavy" ; mut:dimension 7 ."#,
    );
    let read = read(&facts, &node("a")).unwrap();
    assert_eq!(read.part_of, nodes::<Vec<_>>(&["gone"]));
    assert_eq!(read.valid_from, None);
    assert_eq!(read.sections.len(), 2);
    assert_eq!(read.sections[0].values, nodes(&["v"]));
    assert_eq!(read.sections[0].weight, None);
    assert_eq!(read.sections[1].kind, SectionKind::Other);
}

const TWO: &str = r"
:a a mut:CodeSocial ; mut:hasSection :a1 , :a2 , :a3 , :a4 , :a-challenge , :a-eco , :a-legal .
:b a mut:CodeSocial ; mut:hasSection :b1 , :b2 , :b3 , :b4 , :b-goal , :b-tech , :b-law-and-money .
:a1 mut:commitsTo :sharing .   :b1 mut:commitsTo :sharing .
:a2 mut:commitsTo :slowness .  :b2 mut:commitsTo :growth . :growth mut:opposedValue :slowness .
:a3 mut:commitsTo :craft .     :b3 mut:commitsTo :transmission ; mut:refuses :craft . :craft mut:complementaryValue :transmission .
:a4 mut:commitsTo :silence .   :b4 mut:commitsTo :noise .
:a-challenge a mut:Challenge . :b-goal a mut:Objective ; mut:answers :a-challenge .
:a-eco mut:dimension dim:ecologique . :b-tech mut:dimension dim:technologique ; mut:answers :a-challenge .
:a-legal mut:dimension dim:juridique . :b-law-and-money mut:dimension dim:juridique-et-financier .
dim:juridique skos:broader dim:juridique-et-financier .
";

fn topics(silences: &[mutuelle_domain::code_social::Silence]) -> Vec<String> {
    let name = |node: &Node| node.to_string().rsplit('/').next().unwrap_or_default().to_owned();
    silences.iter().map(|silence| name(&silence.topic)).collect()
}

#[test]
fn two_codes_sociaux_share_divide_complete_and_leave_unsaid() {
    let facts = graph(TWO);
    let comparison = compare(&facts, &node("a"), &node("b")).unwrap();
    assert_eq!(comparison.shared_values.len(), 1);
    assert_eq!(comparison.shared_values[0].value, node("sharing"));
    let cleavages: Vec<_> = comparison
        .cleavages
        .iter()
        .map(|cleavage| {
            (
                cleavage.kind,
                cleavage.first_value.clone(),
                cleavage.second_value.clone(),
            )
        })
        .collect();
    assert_eq!(
        cleavages,
        [
            (CleavageKind::RefusedBySecond, node("craft"), node("craft")),
            (CleavageKind::Opposed, node("slowness"), node("growth")),
        ]
    );
    assert!(says(
        &comparison.cleavages[1].because,
        ":a2 mut:commitsTo :slowness . :b2 mut:commitsTo :growth . :growth mut:opposedValue :slowness ."
    ));
    let complements: Vec<_> = comparison
        .complements
        .iter()
        .map(|complement| {
            (
                complement.kind,
                complement.first.clone(),
                complement.second.clone(),
            )
        })
        .collect();
    assert_eq!(
        complements,
        [
            (ComplementKind::Value, node("craft"), node("transmission")),
            (ComplementKind::SecondAnswers, node("a-challenge"), node("b-goal")),
            (ComplementKind::SecondAnswers, node("a-challenge"), node("b-tech")),
        ]
    );
    assert_eq!(
        topics(&comparison.first_silent_on),
        ["noise", "transmission", "technologique"]
    );
    assert_eq!(topics(&comparison.second_silent_on), ["silence", "ecologique"]);
    assert_eq!(comparison.dimensions.len(), 4);
    assert!(comparison.dimensions[0].second.is_empty());
}

#[test]
fn a_comparison_says_itself_in_the_vocabulary() {
    let facts = graph(TWO);
    let comparison = compare(&facts, &node("a"), &node("b")).unwrap();
    let said = comparison.graph();
    let expected = "
        <https://w3id.org/mutuelle/computed/comparison?first=http%3A%2F%2Fexample.org%2Fa&second=http%3A%2F%2Fexample.org%2Fb>
            a mut:Comparison ; mut:comparesFirst :a ; mut:comparesSecond :b ; mut:sharedValue :sharing ;
            mut:cleavage :craft , :slowness , :growth ; mut:complement :craft , :transmission , :b-goal , dim:technologique ;
            mut:firstSilentOn :noise ; mut:secondSilentOn :silence , dim:ecologique .";
    assert!(holds(&said, expected), "{said}");
    assert!(!holds(
        &said,
        "?".replace('?', ":a mut:cleavage :noise .").as_str()
    ));
    let json = serde_json::to_value(&comparison).unwrap();
    assert_eq!(json["cleavages"][0]["kind"], "refused-by-second");
    assert_eq!(json["first"], "http://example.org/a");
}

#[test]
fn a_tension_that_both_hold_does_not_divide_them() {
    let facts = graph(
        "
        :a a mut:CodeSocial ; mut:hasSection :a1 . :a1 mut:commitsTo :v , :w .
        :b a mut:CodeSocial ; mut:hasSection :b1 . :b1 mut:commitsTo :v , :w . :v mut:opposedValue :w , :v .",
    );
    let comparison = compare(&facts, &node("a"), &node("b")).unwrap();
    assert!(comparison.cleavages.is_empty());
    assert_eq!(comparison.shared_values.len(), 2);
}

#[test]
fn a_code_social_says_as_much_as_the_limit_and_no_more() {
    let saying = |commitments: usize| {
        let mut turtle =
            String::from(":a a mut:CodeSocial . :b a mut:CodeSocial ; mut:partOfCodeSocial :a .\n");
        for at in 0..commitments {
            writeln!(turtle, ":a mut:hasSection :s{at} . :s{at} mut:commitsTo :v{at} .").unwrap();
        }
        graph(&turtle)
    };
    let facts = saying(STATEMENTS / 2);
    let comparison = compare(&facts, &node("a"), &node("b")).unwrap();
    assert_eq!(comparison.shared_values.len(), STATEMENTS / 2);
    let refused = read(&saying(STATEMENTS / 2 + 1), &node("b")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "`http://example.org/b` and what it is part of make more than `2000` statements, which is the limit"
    );
    assert!(compare(&saying(10_000), &node("a"), &node("b")).is_err());
}

#[test]
fn the_most_that_can_be_said_is_compared_quickly() {
    let mut turtle = String::from(":a a mut:CodeSocial . :b a mut:CodeSocial ; mut:hasSection :all .\n");
    for at in 0..STATEMENTS / 2 {
        writeln!(
            turtle,
            ":a mut:hasSection :s{at} . :s{at} mut:commitsTo :v . :v mut:opposedValue :w{at} ."
        )
        .unwrap();
        writeln!(turtle, ":all mut:commitsTo :w{at} .").unwrap();
    }
    let comparison = compare(&graph(&turtle), &node("a"), &node("b")).unwrap();
    assert_eq!(comparison.cleavages.len(), STATEMENTS / 2);
}

/// What a small code social says: for each value, whether it commits to it, refuses it, both or neither.
fn code(name: &str, stands: &[(bool, bool)]) -> String {
    let mut turtle = format!(":{name} a mut:CodeSocial .\n");
    for (at, (commits, refuses)) in stands.iter().enumerate() {
        if *commits {
            writeln!(
                turtle,
                ":{name} mut:hasSection :{name}-c{at} . :{name}-c{at} mut:commitsTo :v{at} ."
            )
            .unwrap();
        }
        if *refuses {
            writeln!(
                turtle,
                ":{name} mut:hasSection :{name}-r{at} . :{name}-r{at} mut:refuses :v{at} ."
            )
            .unwrap();
        }
    }
    turtle
}

prop_compose! {
    fn two_codes()(
        a in prop::collection::vec(any::<(bool, bool)>(), 6),
        b in prop::collection::vec(any::<(bool, bool)>(), 6),
        pairs in prop::collection::vec((0..6_usize, 0..6_usize, any::<bool>()), 0..8),
        part in any::<bool>(),
    ) -> Graph {
        let mut turtle = code("a", &a) + &code("b", &b);
        for (one, other, opposed) in pairs {
            let property = if opposed { "opposedValue" } else { "complementaryValue" };
            writeln!(turtle, ":v{one} mut:{property} :v{other} .").unwrap();
        }
        if part {
            turtle.push_str(":a mut:partOfCodeSocial :b .");
        }
        graph(&turtle)
    }
}

fn divided(comparison: &Comparison) -> BTreeSet<Node> {
    let values = |cleavage: &mutuelle_domain::code_social::Cleavage| {
        [cleavage.first_value.clone(), cleavage.second_value.clone()]
    };
    comparison.cleavages.iter().flat_map(values).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn comparing_the_other_way_round_gives_the_same_turned(facts in two_codes()) {
        let one = compare(&facts, &node("a"), &node("b")).unwrap();
        let other = compare(&facts, &node("b"), &node("a")).unwrap();
        prop_assert_eq!(one.clone().turned(), other);
        prop_assert_eq!(one.clone().turned().turned(), one);
    }

    #[test]
    fn a_comparison_does_not_depend_on_the_order_of_the_data(facts in two_codes(), by in any::<usize>()) {
        let one = compare(&facts, &node("a"), &node("b")).unwrap();
        let other = compare(&Reordered { graph: facts, by }, &node("a"), &node("b")).unwrap();
        prop_assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&other).unwrap());
        prop_assert_eq!(one, other);
    }

    #[test]
    fn silence_never_becomes_a_cleavage(facts in two_codes()) {
        let comparison = compare(&facts, &node("a"), &node("b")).unwrap();
        let (a, b) = (read(&facts, &node("a")).unwrap(), read(&facts, &node("b")).unwrap());
        let speaks = |read: &mutuelle_domain::code_social::CodeSocial, value: &Node| {
            read.sections.iter().any(|section| section.values.contains(value) || section.refused.contains(value))
        };
        for cleavage in &comparison.cleavages {
            prop_assert!(speaks(&a, &cleavage.first_value) && speaks(&b, &cleavage.second_value));
            prop_assert!(follows_from(&cleavage.because, &facts));
        }
        let divided = divided(&comparison);
        for silence in &comparison.first_silent_on {
            prop_assert!(!speaks(&a, &silence.topic) && !divided.contains(&silence.topic));
        }
        for silence in &comparison.second_silent_on {
            prop_assert!(!speaks(&b, &silence.topic) && !divided.contains(&silence.topic));
        }
    }
}
