//! Who can teach what, what was passed on, and how far a journey has come.

use std::fmt::Write;

use mutuelle_domain::learning::{FURTHER_PER_LOOP, STEPS, TERRITORIES, journey, loops, teachers};
use mutuelle_domain::{Day, Node};

use crate::data::{Reordered, date, follows_from, graph, holds, node, nodes, says};

const VALLEY: &str = r#"
:crest skos:broader :drome . :drome skos:narrower :die . :halle skos:broader :crest . :drome skos:broader :france .
:crest mut:inhabitedBy :etienne . :etienne mut:canTeach :forging , :welding ; mut:hasSkill :accounting .
:marthe mut:inhabits :die ; mut:inTerritory :drome ; mut:canTeach :weaving .
:karim mut:inTerritory :france ; mut:canTeach :cycling , "la mécanique" .
:forge mut:inTerritory :crest .
:gate a mut:Masterpiece ; mut:madeBy :etienne ; mut:provesSkill :forging ; mut:recognisedBy :house .
"#;

fn who(around: &str, steps: usize) -> Vec<(usize, Node, Node)> {
    let found = teachers(&graph(VALLEY), &node(around), steps).unwrap();
    let brief = |teacher: mutuelle_domain::learning::Teacher| (teacher.steps, teacher.person, teacher.skill);
    found.teachers.into_iter().map(brief).collect()
}

#[test]
fn the_nearest_teachers_come_first() {
    let here = [
        (0, node("etienne"), node("forging")),
        (0, node("etienne"), node("welding")),
    ];
    assert_eq!(who("crest", 0), here);
    assert_eq!(
        who("crest", 1)[2],
        (1, node("marthe"), node("weaving")),
        "she counts where she is nearest"
    );
    assert_eq!(who("crest", 2)[3], (2, node("karim"), node("cycling")));
    assert_eq!(who("die", 0), [(0, node("marthe"), node("weaving"))]);
    assert_eq!(who("nowhere", 3), []);
}

#[test]
fn a_masterpiece_proves_what_is_taught() {
    let facts = graph(VALLEY);
    let found = teachers(&facts, &node("die"), 2).unwrap();
    let forging = found
        .teachers
        .iter()
        .find(|teacher| teacher.skill == node("forging"))
        .unwrap();
    assert_eq!(forging.proven_by, nodes(&["gate"]));
    assert!(says(
        &forging.because,
        ":drome skos:narrower :die . :crest skos:broader :drome . :crest mut:inhabitedBy :etienne .
         :etienne mut:canTeach :forging . :gate mut:provesSkill :forging ."
    ));
    assert!(holds(
        &found.graph(),
        ":etienne mut:canTeach :forging ; mut:inTerritory :crest ."
    ));
}

#[test]
fn territories_in_circles_and_in_thousands_are_walked_to_a_limit() {
    let facts =
        graph(":a skos:broader :b . :b skos:broader :a . :b mut:inhabitedBy :x . :x mut:canTeach :s .");
    let found = teachers(&facts, &node("a"), usize::MAX).unwrap();
    assert_eq!((found.teachers.len(), found.steps, found.cut), (1, STEPS, false));
    let country = |others: usize| {
        let mut turtle = String::new();
        for at in 0..others {
            writeln!(
                turtle,
                ":t{at} skos:broader :country . :p{at} mut:inhabits :t{at} ; mut:canTeach :s ."
            )
            .unwrap();
        }
        teachers(&graph(&turtle), &node("country"), 1).unwrap()
    };
    assert!(!country(TERRITORIES - 1).cut);
    let cut = country(TERRITORIES);
    assert!(cut.cut);
    assert_eq!(cut.teachers.len(), TERRITORIES - 1);
    assert!(country(10_000).cut);
}

const LEARNING: &str = r#"
:first a mut:LearningLoop ; mut:ofSkill :forging ; mut:taughtBy :etienne ; mut:learntBy :fatou ; mut:learntOn "2020-05-01"^^xsd:date .
:second a mut:LearningLoop ; mut:ofSkill :forging ; mut:taughtBy :fatou ; mut:learntBy :karim ; mut:learntOn "2021-05-01"^^xsd:date .
:said a mut:LearningLoop ; mut:ofSkill :weaving ; mut:learntBy :marthe ; mut:taughtTo :ines , :marthe .
:before a mut:LearningLoop ; mut:ofSkill :baking ; mut:learntBy :louise ; mut:learntOn "2022-01-01"^^xsd:date .
:earlier a mut:LearningLoop ; mut:ofSkill :baking ; mut:taughtBy :louise ; mut:learntBy :paul ; mut:learntOn "2019-01-01"^^xsd:date .
:alone a mut:LearningLoop ; mut:ofSkill :knots ; mut:taughtBy :joel ; mut:learntBy :joel ; mut:taughtTo :joel .
:otherwise a mut:LearningLoop ; mut:ofSkill :singing ; mut:taughtBy :karim ; mut:learntBy :ines .
"#;

#[test]
fn a_loop_is_closed_when_what_was_learnt_is_taught_further() {
    let facts = graph(LEARNING);
    let found = loops(&facts).unwrap();
    let closed: Vec<_> = found
        .closed
        .iter()
        .map(|learning| learning.node.clone())
        .collect();
    assert_eq!(closed, nodes::<Vec<_>>(&["first", "said"]));
    let open: Vec<_> = found.open.iter().map(|learning| learning.node.clone()).collect();
    assert_eq!(
        open,
        nodes::<Vec<_>>(&["alone", "before", "earlier", "otherwise", "second"])
    );
    let first = &found.closed[0];
    assert_eq!(
        (&first.further, &first.taught_to),
        (&nodes(&["second"]), &nodes(&["karim"]))
    );
    assert!(says(
        &first.because,
        ":first mut:learntBy :fatou . :second mut:taughtBy :fatou ; mut:learntBy :karim ; mut:ofSkill :forging ."
    ));
    assert!(follows_from(&first.because, &facts));
    assert!(holds(
        &found.graph(),
        ":first mut:taughtTo :karim . :said mut:taughtTo :ines ."
    ));
    for by in 0..20 {
        let facts = Reordered {
            graph: facts.clone(),
            by,
        };
        assert_eq!(loops(&facts).unwrap(), found);
    }
}

#[test]
fn a_loop_names_so_many_later_ones_and_says_when_there_are_more() {
    let after = |count: usize| {
        let mut turtle = String::from(":l a mut:LearningLoop ; mut:ofSkill :s ; mut:learntBy :x .\n");
        for at in 0..count {
            writeln!(
                turtle,
                ":m{at} a mut:LearningLoop ; mut:ofSkill :s ; mut:taughtBy :x ; mut:learntBy :p{at} ."
            )
            .unwrap();
        }
        loops(&graph(&turtle)).unwrap().closed.remove(0)
    };
    let all = after(FURTHER_PER_LOOP);
    assert_eq!((all.further.len(), all.cut), (FURTHER_PER_LOOP, false));
    let cut = after(FURTHER_PER_LOOP + 1);
    assert_eq!((cut.further.len(), cut.cut), (FURTHER_PER_LOOP, true));
}

#[test]
fn ten_thousand_loops_of_one_teacher_end_quickly() {
    let mut turtle = String::new();
    for at in 0..5_000 {
        writeln!(
            turtle,
            ":l{at} a mut:LearningLoop ; mut:ofSkill :s ; mut:learntBy :x ."
        )
        .unwrap();
        writeln!(
            turtle,
            ":m{at} a mut:LearningLoop ; mut:ofSkill :s ; mut:taughtBy :x ; mut:learntBy :y ."
        )
        .unwrap();
    }
    let found = loops(&graph(&turtle)).unwrap();
    assert_eq!((found.closed.len(), found.open.len()), (5_000, 5_000));
}

const JOURNEY: &str = r#"
:tour a mut:Journey ; mut:traveller :fatou ; mut:hasStep :s2 , :s1 , :s4 . :s3 mut:stepOf :tour .
:s1 mut:stage stage:accueil ; mut:startDate "2019-09-02"^^xsd:date ; mut:place :crest ; mut:welcomedBy :bief .
:s2 mut:stage stage:metier , stage:voyage ; mut:startDate "2019-11-04T08:00:00Z"^^xsd:dateTime ; mut:endDate "2020-01-01"^^xsd:date .
:s3 mut:stage stage:communaute ; mut:startDate "2019-10-01"^^xsd:date .
:s4 mut:stage :unheard-of ; mut:startDate "un matin" .
:gate a mut:Masterpiece ; mut:madeBy :fatou ; mut:recognisedBy :bief , :fatou . :forging mut:provenBy :gate .
:draft a mut:Masterpiece ; mut:madeBy :karim ; mut:recognisedBy :karim .
"#;

fn stages(names: &[&str]) -> Vec<Node> {
    let stage = |name: &&str| {
        let iri = format!("https://w3id.org/mutuelle/scheme/compagnonnage/{name}");
        Node::from(oxrdf::NamedNode::new(iri).unwrap())
    };
    names.iter().map(stage).collect()
}

#[test]
fn a_journey_is_told_in_order_with_the_stages_still_missing() {
    let facts = graph(JOURNEY);
    let told = journey(&facts, &node("fatou")).unwrap();
    let steps: Vec<_> = told.steps.iter().map(|step| step.node.clone()).collect();
    assert_eq!(steps, nodes::<Vec<_>>(&["s1", "s3", "s2", "s4"]));
    assert_eq!(told.steps[2].start, Some(Day::from(date("2019-11-04"))));
    assert_eq!(told.steps[0].welcomed_by, nodes(&["bief"]));
    assert!(says(
        &told.steps[0].because,
        ":tour mut:traveller :fatou ; mut:hasStep :s1 . :s1 mut:place :crest ."
    ));
    assert_eq!(told.missing, stages(&["transmission", "initiation"]));
    assert_eq!(told.masterpieces.len(), 1);
    assert_eq!(told.masterpieces[0].recognised_by, nodes(&["bief"]));
    assert_eq!(told.masterpieces[0].proves, nodes(&["forging"]));
    assert!(holds(
        &told.graph(),
        ":tour mut:hasStep :s3 . :gate mut:provesSkill :forging . :s1 mut:stage stage:accueil ."
    ));
    let json = serde_json::to_value(&told).unwrap();
    assert_eq!(json["steps"][1]["start"], "2019-10-01");
}

#[test]
fn who_has_not_set_out_has_all_stages_before_them() {
    let facts = graph(JOURNEY);
    let told = journey(&facts, &node("karim")).unwrap();
    assert!(told.steps.is_empty() && told.journeys.is_empty());
    assert_eq!(told.missing.len(), 7, "nobody recognises their own masterpiece");
    assert_eq!(told.masterpieces.len(), 1);
}
