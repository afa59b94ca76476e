//! The state of a controversy, by small examples.

use std::fmt::Write;

use mutuelle_domain::controversy::{Controversy, ControversyError, MAX_NODES, as_of, current};
use mutuelle_domain::{Node, Problem};
use oxrdf::vocab::rdf;
use oxrdf::{Graph, Triple};

use crate::fixture::{date, graph, node, triples};

/// Two rival answers, one of a minority; Ada changes her mind in 2022 and speaks for the river in 2023.
const WATER: &str = r#"
    :water a mut:Controversy ; rdfs:label "L'eau"@fr ; mut:hasNode :price , :who ; mut:closure closure:ouverte ;
        mut:hasPhase :later , :start .
    :price a mut:Question ; mut:askedOn "2020-01-01"^^xsd:date .
    :who a mut:Question ; mut:askedOn "2021-06-01"^^xsd:date .
    :free a mut:Position ; ibis:responds-to :price ; mut:rivalTo :flat .
    :flat a mut:Position ; ibis:responds-to :price .
    :third a mut:Position ; ibis:responds-to :price .
    :members a mut:Position ; ibis:responds-to :who .
    :fair a mut:Argument ; ibis:supports :free ; cito:citesAsEvidence :bills .
    :costly a mut:Argument ; ibis:opposes :free ; dct:created "2022-01-01"^^xsd:date .
    :per-head a mut:Argument ; mut:undercuts :costly .
    :bills a mut:Evidence ; mut:evidenceStatus status:contestee ; mut:evidenceContestedBy :recount .
    :recount a mut:Evidence ; mut:evidenceStatus status:etablie .
    :ada-2020 a mut:Stance ; mut:holder :ada ; mut:target :free ; mut:degree -0.5 ; mut:statedOn "2020-03-01"^^xsd:date .
    :ada-2022 a mut:Stance ; mut:holder :ada ; mut:target :free ; mut:degree 0.8 ; mut:statedOn "2022-03-01"^^xsd:date ;
        dct:source :minutes ; mut:sourceQuote [ a oa:TextQuoteSelector ; oa:exact "j'avais tort"@fr ] .
    :river-2023 a mut:Stance ; mut:holder :ada ; mut:onBehalfOf :river ; mut:target :free ; mut:degree -1.0 ;
        mut:statedOn "2023-03-01"^^xsd:date .
    :bob-2020 a mut:Stance ; mut:holder :bob ; mut:target :free ; mut:degree 1.0 ; mut:statedOn "2020-02-01"^^xsd:date .
    :cem-2020 a mut:Stance ; mut:holder :cem ; mut:target :flat ; mut:degree 0.6 ; mut:statedOn "2020-02-02"^^xsd:date .
    :bob-who a mut:Stance ; mut:holder :bob ; mut:target :members ; mut:degree 0.4 ; mut:statedOn "2021-07-01"^^xsd:date .
    :cem-who a mut:Stance ; mut:holder :cem ; mut:target :members ; mut:degree 0.4 ; mut:statedOn "2021-07-02"^^xsd:date .
    :start a mut:Phase ; mut:happenedDuring :p1 ; mut:narratedBy :account .
    :p1 mut:startDate "2020-01-01"^^xsd:date ; mut:endDate "2020-12-31"^^xsd:date .
    :account dct:created "2024-05-01"^^xsd:date .
    :later a mut:Phase ; mut:happenedDuring :p2 .
    :p2 mut:startDate "2022-01-01"^^xsd:date .
"#;

fn water(day: &str) -> Controversy {
    as_of(&graph(WATER), node("water").as_ref(), date(day)).expect("a controversy")
}

fn names<'n>(nodes: impl IntoIterator<Item = &'n Node>) -> Vec<String> {
    let local = |node: &Node| node.to_string().replace("https://example.org/", "");
    nodes.into_iter().map(local).collect()
}

fn in_force(state: &Controversy) -> Vec<String> {
    names(state.in_force().map(|stance| &stance.stance))
}

#[test]
fn a_later_stance_supersedes_by_its_date_and_both_stay() {
    let state = water("2022-12-31");
    assert_eq!(names(state.stances.iter().map(|it| &it.stance)).len(), 6);
    assert_eq!(
        in_force(&state),
        ["bob-2020", "cem-2020", "bob-who", "cem-who", "ada-2022"]
    );
    let old = state
        .stances
        .iter()
        .find(|it| it.stance == node("ada-2020").into());
    assert_eq!(names(&old.expect("the old stance").superseded_by), ["ada-2022"]);
}

#[test]
fn before_the_later_stance_the_earlier_one_was_in_force() {
    let state = water("2020-12-31");
    assert_eq!(in_force(&state), ["bob-2020", "cem-2020", "ada-2020"]);
    assert!(state.changes_of_mind.is_empty());
    assert_eq!(names(state.questions.iter().map(|it| &it.question)), ["price"]);
    assert_eq!(names(state.arguments.iter().map(|it| &it.argument)), ["fair"]);
    assert_eq!(
        names(state.evidence.iter().map(|it| &it.evidence)),
        ["bills", "recount"]
    );
    assert!(state.closure.expect("a closure").may_be_later);
}

#[test]
fn who_changed_their_mind_is_told_with_degrees_words_and_source() {
    let state = water("2024-01-01");
    let [change] = state.changes_of_mind.as_slice() else {
        panic!("{:#?}", state.changes_of_mind);
    };
    assert_eq!(names(&change.holders), ["ada"]);
    assert_eq!(change.on.expect("a day").to_string(), "2022-03-01");
    assert_eq!(change.from.degree.as_ref().expect("a degree").to_string(), "-0.5");
    assert_eq!(change.to.degree.as_ref().expect("a degree").to_string(), "0.8");
    assert_eq!(change.quotes[0].value, "j'avais tort");
    assert_eq!(change.sources, ["https://example.org/minutes"]);
    assert!(!change.explicit);
    assert!(
        change
            .because
            .0
            .iter()
            .any(|triple| triple.contains("ada-2020") && triple.contains("degree"))
    );
    let said = Triple::new(
        node("ada-2022"),
        oxrdf::NamedNode::new_unchecked("https://w3id.org/mutuelle/ns#supersedes"),
        node("ada-2020"),
    );
    assert!(
        state.graph().contains(&said),
        "what only the dates say is a new fact"
    );
    assert_eq!(state.graph().len(), 1);
}

#[test]
fn a_stance_on_behalf_of_someone_does_not_end_ones_own() {
    let state = water("2024-01-01");
    assert!(in_force(&state).contains(&"ada-2022".to_owned()));
    assert!(in_force(&state).contains(&"river-2023".to_owned()));
}

#[test]
fn minority_positions_are_marked_and_kept() {
    let state = water("2024-01-01");
    let minority = |name: &str| {
        let position = state.positions.iter().find(|it| it.position == node(name).into());
        position.expect("kept").minority
    };
    assert!(minority("third"), "nobody holds it");
    assert!(minority("flat"), "one holds it, two hold its rival");
    assert!(!minority("free") && !minority("members"));
}

#[test]
fn undisputed_is_what_somebody_supports_and_nobody_opposes() {
    let state = water("2024-01-01");
    assert_eq!(names(state.undisputed.iter().map(|it| &it.position)), ["members"]);
    assert_eq!(names(&state.undisputed[0].supporters), ["bob", "cem"]);
}

#[test]
fn common_ground_is_what_opposed_sides_both_endorse() {
    let state = water("2021-12-31");
    let [ground] = state.common_ground.as_slice() else {
        panic!("{:#?}", state.common_ground);
    };
    assert_eq!(names([&ground.position]), ["members"]);
    assert_eq!(ground.across, [(node("flat").into(), Some(node("free").into()))]);
    let [_, rejected] = state.oppositions.as_slice() else {
        panic!("{:#?}", state.oppositions);
    };
    assert_eq!(
        (names(&rejected.one_side), names(&rejected.other_side)),
        (vec!["bob".to_owned()], vec!["ada".to_owned()])
    );
}

#[test]
fn a_phase_says_when_it_happened_and_when_it_was_told() {
    let state = water("2022-06-01");
    assert_eq!(names(state.phases.iter().map(|it| &it.phase)), ["start", "later"]);
    assert_eq!((state.phases[0].ongoing, state.phases[1].ongoing), (false, true));
    assert!(state.phases[0].narrations[0].told_later);
    assert!(!water("2024-05-01").phases[0].narrations[0].told_later);
    assert_eq!(water("2021-06-01").phases.len(), 1);
}

#[test]
fn an_undercutting_argument_stands_on_both_sides_of_its_link() {
    let state = current(&graph(WATER), node("water").as_ref()).expect("a controversy");
    let argument = |name: &str| {
        let found = state.arguments.iter().find(|it| it.argument == node(name).into());
        found.expect("an argument")
    };
    assert_eq!(names(&argument("per-head").undercuts), ["costly"]);
    assert_eq!(names(&argument("costly").undercut_by), ["per-head"]);
    assert_eq!(names(&state.positions[1].arguments_against), ["costly"]);
}

#[test]
fn a_stance_may_supersede_one_on_another_position() {
    let state = current(
        &graph(
            r#":c mut:hasNode :q . :p ibis:responds-to :q . :r ibis:responds-to :q .
            :old mut:holder :a ; mut:target :p ; mut:degree 0.7 ; mut:statedOn "2016-01-01"^^xsd:date .
            :new mut:holder :a ; mut:target :r ; mut:degree 0.9 ; mut:statedOn "2019-01-01"^^xsd:date ; mut:supersedes :old ."#,
        ),
        node("c").as_ref(),
    )
    .expect("a controversy");
    assert_eq!(in_force(&state), ["new"]);
    assert_eq!(names(&state.changes_of_mind[0].from.targets), ["p"]);
    assert_eq!(names(&state.changes_of_mind[0].to.targets), ["r"]);
    assert!(state.changes_of_mind[0].explicit && state.graph().is_empty());
}

#[test]
fn nobody_ends_someone_elses_stance_nor_a_later_one_nor_each_others() {
    let state = current(
        &graph(
            r#":c mut:hasNode :q . :p ibis:responds-to :q .
            :a1 mut:holder :a ; mut:target :p ; mut:degree 1.0 ; mut:statedOn "2020-01-01"^^xsd:date .
            :b1 mut:holder :b ; mut:target :p ; mut:degree -1.0 ; mut:statedOn "2021-01-01"^^xsd:date ; mut:supersedes :a1 .
            :d1 mut:holder :d ; mut:target :p ; mut:degree 1.0 ; mut:statedOn "2020-01-01"^^xsd:date ; mut:supersedes :d2 .
            :d2 mut:holder :d ; mut:onBehalfOf :e ; mut:target :p ; mut:degree 0.1 ; mut:statedOn "2021-01-01"^^xsd:date .
            :f1 mut:holder :f ; mut:target :p ; mut:degree 0.1 ; mut:supersedes :f2 , :f1 .
            :f2 mut:holder :f ; mut:target :p ; mut:degree 0.2 ; mut:supersedes :f3 .
            :f3 mut:holder :f ; mut:target :p ; mut:degree 0.3 ; mut:supersedes :f1 ."#,
        ),
        node("c").as_ref(),
    )
    .expect("a controversy");
    assert_eq!(in_force(&state).len(), 7);
}

#[test]
fn what_cannot_be_read_is_kept_and_noted() {
    let state = current(
        &graph(
            r#":c mut:hasNode :q , "a question?" ; mut:hasPhase "long ago" . :p ibis:responds-to :q , "why" .
            :x ibis:supports :p , "all" ; cito:citesAsEvidence "a study" , :study .
            :s mut:target :p ; mut:holder "Ada" ; mut:degree "much" ; mut:statedOn "yesterday" .
            :t mut:target :p ; mut:holder :a , :b ; mut:degree 7 ; mut:statedOn "2020-01-01"^^xsd:date , "2021-01-01"^^xsd:date ."#,
        ),
        node("c").as_ref(),
    )
    .expect("a controversy");
    assert_eq!(in_force(&state), ["s", "t"]);
    let problem = |name: &str, property: &str| {
        let found = state
            .incomplete
            .iter()
            .filter(|it| it.node == node(name).into() && it.property.ends_with(property));
        found.map(|it| it.problem).collect::<Vec<_>>()
    };
    assert_eq!(problem("s", "holder"), [Problem::Missing, Problem::NotANode]);
    assert_eq!(problem("s", "degree"), [Problem::NotANumber]);
    assert_eq!(problem("s", "statedOn"), [Problem::NotADay]);
    assert_eq!(problem("t", "holder"), [Problem::Several]);
    assert_eq!(problem("t", "degree"), [Problem::OutOfRange]);
    assert_eq!(problem("t", "statedOn"), [Problem::Several]);
    assert_eq!(problem("x", "supports"), [Problem::NotANode]);
    assert_eq!(problem("study", "evidenceStatus"), [Problem::Missing]);
}

#[test]
fn what_is_no_controversy_is_an_error_that_says_so() {
    let error = current(&graph(WATER), node("ada").as_ref()).expect_err("no controversy");
    assert!(error.to_string().contains("https://example.org/ada"), "{error}");
}

#[test]
fn a_controversy_may_have_as_many_nodes_as_the_limit_and_no_more() {
    let class = oxrdf::NamedNode::new_unchecked("https://w3id.org/mutuelle/ns#Controversy");
    let question = oxrdf::NamedNode::new_unchecked("https://w3id.org/mutuelle/ns#hasNode");
    let mut facts = Graph::new();
    facts.insert(&Triple::new(node("c"), rdf::TYPE, class));
    for number in 0..MAX_NODES {
        facts.insert(&Triple::new(
            node("c"),
            question.clone(),
            node(&format!("q{number}")),
        ));
    }
    let state = current(&facts, node("c").as_ref()).expect("as many as the limit");
    assert_eq!(state.questions.len(), MAX_NODES);
    facts.insert(&Triple::new(node("c"), question, node("one-more")));
    let error = current(&facts, node("c").as_ref()).expect_err("one too many");
    assert!(matches!(error, ControversyError::TooLarge { limit: MAX_NODES }));
}

#[test]
fn ten_thousand_stances_of_one_person_on_rival_positions_end_quickly() {
    let mut turtle = String::from(":c mut:hasNode :q .");
    for number in 0..5_000 {
        let _ = write!(
            turtle,
            ":p{number} ibis:responds-to :q ; mut:rivalTo :p{} .
            :s{number} mut:holder :a ; mut:target :p{number} ; mut:degree 1.0 ; mut:supersedes :s{} .
            :t{number} mut:holder :b ; mut:target :p{number} ; mut:degree 0.5 .",
            number / 2,
            (number + 1) % 5_000,
        );
    }
    let error = current(&graph(&turtle), node("c").as_ref()).expect_err("a crowd of oppositions");
    assert!(
        matches!(error, ControversyError::TooManyOppositions { .. }),
        "{error}"
    );
}

#[test]
fn the_order_of_the_triples_changes_nothing() {
    let mut backwards = triples(WATER);
    backwards.reverse();
    let backwards: Graph = backwards.iter().collect();
    let one = current(&graph(WATER), node("water").as_ref()).expect("a controversy");
    let other = current(&backwards, node("water").as_ref()).expect("a controversy");
    let json = |state: &Controversy| {
        let text = serde_json::to_string(state).expect("it serialises");
        // Parsing gives blank nodes new names.
        text.split('"')
            .filter(|part| !part.contains("_:"))
            .collect::<Vec<_>>()
            .join("\"")
    };
    assert_eq!(json(&one), json(&other));
}

#[test]
fn a_position_may_call_on_evidence_itself() {
    let facts = graph(
        ":c mut:hasNode :q . :p ibis:responds-to :q ; cito:citesAsEvidence :e . :x ibis:supports :p ; cito:citesAsEvidence :e .
        :e a mut:Evidence ; mut:evidenceStatus status:etablie .",
    );
    let state = as_of(&facts, node("c").as_ref(), date("2020-01-01")).expect("a controversy");
    assert_eq!(names(&state.evidence[0].cited_by), ["p", "x"]);
    assert_eq!(names(&state.positions[0].evidence), ["e"]);
}
