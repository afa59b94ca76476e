//! What is intended and not done, done and not intended; and what is to be reviewed.

use std::fmt::Write;

use mutuelle_domain::coherence::{Gap, Lack, coherence, reviews_due};
use mutuelle_domain::{Day, Node};

use crate::data::{Reordered, date, follows_from, graph, holds, node, nodes, says};

const ORGANISATION: &str = r#"
:code a mut:CodeSocial ; mut:describes :asso ; mut:validFrom "2015-01-01"^^xsd:date ;
    mut:hasSection :welcome , :teach , :print , :promise , :later , :once , :frugal , :rule-bound , :inherited .
:welcome a mut:Mission ; mut:carriedOutBy :canteen .
:teach a mut:Mission ; mut:carriedOutBy :school , :gone .
:print a mut:Mission .
:promise a mut:Mission ; mut:carriedOutBy :nowhere , "un projet" .
:later a mut:Mission ; mut:carriedOutBy :tomorrow .
:once a mut:Mission . :feast mut:carriesOut :once .
:frugal a mut:ValueCommitment ; mut:commitsTo :frugality ; mut:operationalisedBy :welcome .
:rule-bound a mut:ValueCommitment ; mut:commitsTo :order ; mut:operationalisedBy :rule .
:rule a mut:Rule ; mut:validUntil "2019-12-31"^^xsd:date .
:canteen a mut:Project ; mut:ledBy :asso ; mut:startDate "2017-03-20"^^xsd:date .
:school a mut:Project ; mut:ledBy :asso ; mut:endDate "2020-06-30"^^xsd:date .
:gone a mut:Project ; mut:maturity inc:clos .
:tomorrow a mut:Project ; mut:ledBy :asso ; mut:startDate "2030-01-01"^^xsd:date .
:feast a mut:Event ; mut:organisedBy :asso ; mut:startDate "2018-05-01"^^xsd:date ; mut:endDate "2018-05-02"^^xsd:date .
:hobby a mut:Project . :asso mut:leads :hobby .
:ancient a mut:Event ; mut:organisedBy :asso ; mut:startDate "2001-01-01"^^xsd:date .
:past a mut:Project ; mut:ledBy :asso ; mut:endDate "2014-12-31"^^xsd:date .
:festival a mut:Event , mut:PermanentFestival ; mut:organisedBy :asso ; mut:startDate "2001-01-01"^^xsd:date .
:sub-code a mut:CodeSocial ; mut:describes :workshop ; mut:partOfCodeSocial :code ; mut:hasSection :sub-mission .
:sub-mission a mut:Mission ; mut:carriedOutBy :workshop .
:workshop a mut:Project ; mut:ledBy :asso .
:foreign-code a mut:CodeSocial ; mut:hasSection :foreign . :foreign a mut:Mission ; mut:carriedOutBy :hobby .
"#;

fn gaps(gaps: &[Gap]) -> Vec<(Node, Lack)> {
    gaps.iter().map(|gap| (gap.of.clone(), gap.lack)).collect()
}

#[test]
fn intentions_without_activity_are_told_with_what_they_lack() {
    let facts = graph(ORGANISATION);
    let report = coherence(&facts, &node("code"), date("2024-01-01")).unwrap();
    assert_eq!(
        gaps(&report.intentions_without_activity),
        [
            (node("later"), Lack::NotBegun),
            (node("print"), Lack::NothingSaid),
            (node("promise"), Lack::NotDescribed),
            (node("teach"), Lack::Ended),
            (node("rule-bound"), Lack::Ended),
        ]
    );
    let teach = &report.intentions_without_activity[3];
    assert_eq!(teach.unkept_by, nodes(&["gone", "school"]));
    assert!(says(
        &teach.because,
        ":school mut:endDate \"2020-06-30\"^^xsd:date . :gone mut:maturity inc:clos ."
    ));
    let kept: Vec<_> = report.kept.iter().map(|kept| kept.intention.clone()).collect();
    assert_eq!(kept, nodes::<Vec<_>>(&["once", "welcome", "frugal"]));
    assert!(report.kept.iter().all(|kept| follows_from(&kept.because, &facts)));
}

#[test]
fn activities_without_intention_are_those_that_nobody_in_the_family_names() {
    let facts = graph(ORGANISATION);
    let report = coherence(&facts, &node("code"), date("2024-01-01")).unwrap();
    let alone = gaps(&report.activities_without_intention);
    let expected = [
        (node("festival"), Lack::NothingSaid),
        (node("hobby"), Lack::NothingSaid),
    ];
    assert_eq!(
        alone, expected,
        "what was over before the code social came into force is not asked about"
    );
    assert!(says(
        &report.activities_without_intention[1].because,
        ":asso mut:leads :hobby ."
    ));
}

#[test]
fn the_day_decides() {
    let facts = graph(ORGANISATION);
    let before = coherence(&facts, &node("code"), date("2018-01-01")).unwrap();
    let open: Vec<_> = gaps(&before.intentions_without_activity);
    assert!(open.contains(&(node("once"), Lack::NotBegun)));
    assert!(
        !open
            .iter()
            .any(|(of, _)| *of == node("teach") || *of == node("rule-bound"))
    );
}

#[test]
fn a_gap_says_itself_in_the_vocabulary() {
    let facts = graph(ORGANISATION);
    let report = coherence(&facts, &node("code"), date("2024-01-01")).unwrap();
    let expected = "
        @prefix gap: <https://w3id.org/mutuelle/scheme/coherence-gap/> .
        <https://w3id.org/mutuelle/computed/coherence-gap?in=http%3A%2F%2Fexample.org%2Fcode&of=http%3A%2F%2Fexample.org%2Fprint&as-of=2024-01-01>
            a mut:CoherenceGap ; mut:gapIn :code ; mut:gapOf :print ; mut:gapKind gap:intention-sans-activite ;
            mut:explanation \"On 2024-01-01: nothing is said to put this intention into practice.\"@en .";
    assert!(holds(&report.graph(), expected), "{}", report.graph());
}

#[test]
fn coherence_does_not_depend_on_the_order_of_the_data() {
    let facts = graph(ORGANISATION);
    let report = coherence(&facts, &node("code"), date("2024-01-01")).unwrap();
    for by in 0..20 {
        let facts = Reordered {
            graph: facts.clone(),
            by,
        };
        assert_eq!(
            coherence(&facts, &node("code"), date("2024-01-01")).unwrap(),
            report
        );
    }
}

#[test]
fn ten_thousand_projects_and_somebody_elses_cycle_are_read_to_the_end() {
    let mut turtle = String::from(
        ":code a mut:CodeSocial ; mut:describes :asso . :asso a mut:Organization .
         :odd a mut:CodeSocial ; mut:partOfCodeSocial :odd ; mut:hasSection :odd-mission . :odd-mission a mut:Mission .",
    );
    for at in 0..10_000 {
        writeln!(
            turtle,
            ":p{at} a mut:Project ; mut:ledBy :asso ; mut:carriesOut :odd-mission ."
        )
        .unwrap();
    }
    let report = coherence(&graph(&turtle), &node("code"), date("2024-01-01")).unwrap();
    assert_eq!(report.activities_without_intention.len(), 10_000);
}

#[test]
fn reviews_are_due_on_their_day_and_not_before() {
    let facts = graph(
        r#"
        :old a mut:CodeSocial ; mut:reviewDue "2020-01-01"^^xsd:date .
        :new a mut:CodeSocial ; prov:wasRevisionOf :old ; mut:reviewDue "2024-10-05"^^xsd:date ; mut:describes :asso .
        :late a mut:CodeSocial ; mut:reviewDue "2023-10-07"^^xsd:date , "2029-01-01"^^xsd:date .
        :never a mut:CodeSocial ; mut:reviewDue "bientôt" .
        :over a mut:CodeSocial ; mut:reviewDue "2020-01-01"^^xsd:date ; mut:validUntil "2021-01-01"^^xsd:date .
        :round a mut:CodeSocial ; mut:reviewDue "2022-01-01"^^xsd:date ; prov:wasRevisionOf :about .
        :about a mut:CodeSocial ; prov:wasRevisionOf :round .
        :drafted prov:wasRevisionOf :late ; mut:validFrom "2031-01-01"^^xsd:date ."#,
    );
    let due = |day| reviews_due(&facts, date(day)).unwrap();
    let of = |day| {
        due(day)
            .due
            .into_iter()
            .map(|review| review.code_social)
            .collect::<Vec<_>>()
    };
    assert_eq!(of("2024-10-04"), nodes::<Vec<_>>(&["round", "late"]));
    assert_eq!(of("2024-10-05"), nodes::<Vec<_>>(&["round", "late", "new"]));
    let reviews = due("2024-10-05");
    assert_eq!(reviews.undated, nodes::<Vec<_>>(&["about", "never"]));
    assert_eq!(reviews.due[1].due, Day::from(date("2023-10-07")));
    assert_eq!(reviews.due[2].describes, nodes(&["asso"]));
    assert!(holds(
        &reviews.graph(),
        ":new mut:reviewDue \"2024-10-05\"^^xsd:date ."
    ));
    assert_eq!(
        serde_json::to_value(&reviews).unwrap()["due"][1]["due"],
        "2023-10-07"
    );
}
