//! Offers and needs put face to face, and needs that several share.

use std::fmt::Write;

use mutuelle_domain::matches::{
    CANDIDATES_PER_NEED, MATCHES_PER_NEED, Match, NAMED_PER_PROPOSAL, ReasonKind, matches, shared_needs,
};
use proptest::prelude::*;

use crate::data::{Reordered, date, follows_from, graph, holds, node, nodes, says};

const CATALOGUE: &str = r#"
:drome a mut:Territory . :crest skos:broader :drome . :die skos:broader :drome . :rennes a mut:Territory .
:forging skos:broader :metalwork . :welding skos:related :forging .
:lend-anvil a mut:Offer ; mut:offeredBy :bief ; mut:ofResource :anvil ; mut:inTerritory :crest ;
    mut:exchangeMode mode:pret , mode:don ; mut:period [ mut:startDate "2024-03-01"^^xsd:date ; mut:endDate "2024-06-30"^^xsd:date ] .
:teach-forging a mut:Offer ; mut:offeredBy :etienne ; mut:ofSkill :forging . :crest mut:inhabitedBy :etienne .
:sell-anvil a mut:Offer ; mut:offeredBy :shop ; mut:ofResource :anvil ; mut:exchangeMode mode:vente ; mut:inTerritory :rennes .
:want-anvil a mut:Need ; mut:neededBy :school ; mut:ofResource :anvil ; mut:inTerritory :crest ;
    mut:exchangeMode mode:pret ; mut:period [ mut:startDate "2024-06-30"^^xsd:date ] .
:want-metal a mut:Need ; mut:neededBy :school ; mut:ofSkill :metalwork ; mut:inTerritory :die .
:want-welding a mut:Need ; mut:ofSkill :welding ; mut:inTerritory :drome . :club mut:hasNeed :want-welding .
:own a mut:Need ; mut:neededBy :etienne ; mut:ofSkill :forging .
"#;

fn found<'m>(found: &'m [Match], offer: &str, need: &str) -> &'m Match {
    let wanted = (node(offer), node(need));
    found
        .iter()
        .find(|found| (&found.offer, &found.need) == (&wanted.0, &wanted.1))
        .unwrap()
}

fn kinds(found: &Match) -> Vec<ReasonKind> {
    found.reasons.iter().map(|reason| reason.kind).collect()
}

#[test]
fn each_reason_adds_its_points_and_says_its_triples() {
    let facts = graph(CATALOGUE);
    let all = matches(&facts, date("2024-01-01")).unwrap();
    assert_eq!(all.matches.len(), 3);
    let anvil = found(&all.matches, "lend-anvil", "want-anvil");
    let every = [
        ReasonKind::SameResource,
        ReasonKind::SameTerritory,
        ReasonKind::OverlappingPeriods,
        ReasonKind::CompatibleMode,
    ];
    assert_eq!(kinds(anvil), every);
    assert_eq!(anvil.score, 15);
    assert_eq!(anvil.reasons[3].about.len(), 1);
    assert!(says(
        &anvil.because,
        ":lend-anvil mut:ofResource :anvil . :want-anvil mut:inTerritory :crest ."
    ));
    assert!(
        all.matches
            .iter()
            .all(|found| follows_from(&found.because, &facts))
    );
    assert!(all.matches[0].score >= all.matches[1].score && all.cut.is_empty());
}

#[test]
fn neighbouring_resources_and_territories_count_for_less() {
    let facts = graph(CATALOGUE);
    let all = matches(&facts, date("2024-01-01")).unwrap();
    let neighbours = [
        ReasonKind::NeighbouringResource,
        ReasonKind::NeighbouringTerritory,
    ];
    let metal = found(&all.matches, "teach-forging", "want-metal");
    assert_eq!((kinds(metal), metal.score), (neighbours.to_vec(), 6));
    assert_eq!(metal.reasons[1].about, nodes(&["crest", "die"]));
    assert!(says(
        &metal.because,
        ":crest mut:inhabitedBy :etienne . :crest skos:broader :drome . :die skos:broader :drome ."
    ));
    let welding = found(&all.matches, "teach-forging", "want-welding");
    assert_eq!(kinds(welding), neighbours);
    assert!(says(&welding.because, ":welding skos:related :forging ."));
}

#[test]
fn what_both_say_can_rule_a_match_out() {
    let facts = graph(CATALOGUE);
    let all = matches(&facts, date("2024-01-01")).unwrap();
    let pairs = |offer: &str| {
        all.matches
            .iter()
            .filter(|found| found.offer == node(offer))
            .count()
    };
    assert_eq!(pairs("sell-anvil"), 0, "a sale does not answer who wants a loan");
    assert!(
        all.matches.iter().all(|found| found.need != node("own")),
        "nobody is matched with oneself"
    );
    let apart = CATALOGUE.replace("mut:startDate \"2024-06-30\"", "mut:startDate \"2024-07-01\"");
    let all = matches(&graph(&apart), date("2024-01-01")).unwrap();
    assert!(
        all.matches.iter().all(|found| found.need != node("want-anvil")),
        "no day is in both periods"
    );
}

#[test]
fn only_what_is_open_on_the_day_is_matched() {
    let facts = graph(CATALOGUE);
    let on = |day| matches(&facts, date(day)).unwrap().matches.len();
    assert_eq!(on("2024-06-30"), 3);
    assert_eq!(on("2024-07-01"), 2, "the period of the loan is over");
    let fulfilled = CATALOGUE.replace(
        ":want-metal a mut:Need ;",
        ":want-metal a mut:Need ; mut:fulfilledOn \"2024-02-01\"^^xsd:date ;",
    );
    let facts = graph(&fulfilled);
    assert_eq!(matches(&facts, date("2024-01-31")).unwrap().matches.len(), 3);
    assert_eq!(matches(&facts, date("2024-02-01")).unwrap().matches.len(), 2);
}

#[test]
fn a_match_says_itself_in_the_vocabulary() {
    let facts = graph(CATALOGUE);
    let all = matches(&facts, date("2024-01-01")).unwrap();
    let expected = "
        @prefix why: <https://w3id.org/mutuelle/scheme/match-reason/> .
        <https://w3id.org/mutuelle/computed/match?offer=http%3A%2F%2Fexample.org%2Flend-anvil&need=http%3A%2F%2Fexample.org%2Fwant-anvil>
            a mut:Match ; mut:matchedOffer :lend-anvil ; mut:matchedNeed :want-anvil ;
            mut:matchReason why:meme-ressource , why:meme-territoire , why:meme-periode , why:mode-compatible ;
            mut:explanation \"same resource (+8); same territory (+4); overlapping periods (+2); compatible modes (+1)\"@en .";
    assert!(holds(&all.graph(), expected), "{}", all.graph());
    assert_eq!(
        serde_json::to_value(&all.matches[0]).unwrap()["reasons"][0]["kind"],
        "same-resource"
    );
}

fn many(offers: usize, needs: usize) -> String {
    let mut turtle = String::new();
    for at in 0..offers {
        writeln!(turtle, ":o{at} a mut:Offer ; mut:ofSkill :s .").unwrap();
    }
    for at in 0..needs {
        writeln!(turtle, ":n{at} a mut:Need ; mut:ofSkill :s .").unwrap();
    }
    turtle
}

#[test]
fn a_need_keeps_its_best_matches_and_says_when_there_are_more() {
    let all = matches(&graph(&many(MATCHES_PER_NEED, 1)), date("2024-01-01")).unwrap();
    assert_eq!((all.matches.len(), all.cut.len()), (MATCHES_PER_NEED, 0));
    let all = matches(&graph(&many(MATCHES_PER_NEED + 1, 1)), date("2024-01-01")).unwrap();
    assert_eq!((all.matches.len(), all.cut), (MATCHES_PER_NEED, nodes(&["n0"])));
}

#[test]
fn of_too_many_candidates_the_nearest_are_looked_at() {
    let mut turtle = many(CANDIDATES_PER_NEED + 1, 0);
    turtle.push_str(
        ":zz-last a mut:Offer ; mut:ofSkill :s ; mut:inTerritory :here .
         :need a mut:Need ; mut:ofSkill :s ; mut:inTerritory :here .",
    );
    let all = matches(&graph(&turtle), date("2024-01-01")).unwrap();
    assert_eq!(all.matches[0].offer, node("zz-last"));
    assert_eq!(all.cut, nodes(&["need"]));
}

#[test]
fn an_offer_that_names_too_much_is_said_to_be_cut() {
    let named = |count: usize| {
        let mut turtle = String::from(":o a mut:Offer . :n a mut:Need ; mut:ofSkill :s00 .\n");
        for at in 0..count {
            writeln!(turtle, ":o mut:ofSkill :s{at:02} .").unwrap();
        }
        matches(&graph(&turtle), date("2024-01-01")).unwrap()
    };
    assert!(named(NAMED_PER_PROPOSAL).cut.is_empty());
    let cut = named(NAMED_PER_PROPOSAL + 1);
    assert_eq!((cut.cut, cut.matches.len()), (nodes(&["o"]), 1));
}

#[test]
fn ten_thousand_offers_and_needs_of_one_skill_end_quickly() {
    let all = matches(&graph(&many(5_000, 5_000)), date("2024-01-01")).unwrap();
    assert_eq!(all.matches.len(), 5_000 * MATCHES_PER_NEED);
    assert_eq!(all.cut.len(), 5_000);
}

#[test]
fn a_resource_with_ten_thousand_neighbours_ends_quickly() {
    let mut turtle = many(0, 200);
    for at in 0..10_000 {
        writeln!(
            turtle,
            ":s skos:narrower :s{at} . :o{at} a mut:Offer ; mut:ofSkill :s{at} ."
        )
        .unwrap();
    }
    let all = matches(&graph(&turtle), date("2024-01-01")).unwrap();
    assert_eq!((all.matches.len(), all.cut.len()), (200 * MATCHES_PER_NEED, 200));
}

#[test]
fn literals_cycles_and_broken_periods_say_nothing() {
    let facts = graph(
        r#"
        :a skos:broader :b . :b skos:broader :a .
        :o a mut:Offer ; mut:ofSkill :s , "forge" ; mut:inTerritory :a , "Crest" ; mut:offeredBy "Étienne" ;
            mut:fulfilledOn "un jour" ; mut:period [ mut:startDate "2024-05-01"^^xsd:date ; mut:endDate "2024-01-01"^^xsd:date ] .
        :n a mut:Need ; mut:ofSkill :s ; mut:inTerritory :b ; mut:period "toujours" , [] ; mut:exchangeMode "don" ."#,
    );
    let all = matches(&facts, date("2024-12-01")).unwrap();
    assert_eq!(all.matches.len(), 1);
    assert_eq!(
        kinds(&all.matches[0]),
        [ReasonKind::SameResource, ReasonKind::NeighbouringTerritory]
    );
}

#[test]
fn needs_for_the_same_thing_are_shared_by_those_who_have_them() {
    let facts = graph(
        r#"
        :n1 a mut:Need ; mut:neededBy :a ; mut:ofResource :van ; mut:inTerritory :crest .
        :n2 a mut:Need ; mut:neededBy :b ; mut:ofResource :van .
        :n3 a mut:Need ; mut:neededBy :b ; mut:ofResource :van .
        :n4 a mut:Need ; mut:neededBy :c ; mut:ofResource :van ; mut:fulfilledOn "2023-01-01"^^xsd:date .
        :n5 a mut:Need ; mut:ofResource :van .
        :n6 a mut:Need ; mut:neededBy :a ; mut:ofResource :saw . :n7 a mut:Need ; mut:neededBy :a ; mut:ofResource :saw ."#,
    );
    let shared = shared_needs(&facts, date("2024-01-01")).unwrap();
    assert_eq!(
        shared.shared.len(),
        1,
        "two needs of the same actor are not shared"
    );
    let van = &shared.shared[0];
    assert_eq!(van.needed_by, nodes(&["a", "b"]));
    assert_eq!(van.needs, nodes(&["n1", "n2", "n3"]));
    assert_eq!(van.territories, nodes(&["crest"]));
    assert!(says(
        &van.because,
        ":n1 mut:neededBy :a . :n3 mut:ofResource :van ."
    ));
    assert!(holds(
        &shared.graph(),
        "<https://w3id.org/mutuelle/computed/shared-need?resource=http%3A%2F%2Fexample.org%2Fvan>
            a mut:ContributiveCatalogue ; mut:ofResource :van ; mut:lists :n1 , :n2 , :n3 ."
    ));
    assert_eq!(
        shared_needs(&facts, date("2022-01-01")).unwrap().shared[0]
            .needed_by
            .len(),
        3
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn matches_are_a_sum_of_reasons_in_any_order_of_the_data(
        proposals in prop::collection::vec((any::<bool>(), 0..4_u8, 0..4_u8, 0..3_u8), 0..16),
        tree in prop::collection::vec((0..4_u8, 0..4_u8), 0..6),
        by in any::<usize>(),
    ) {
        let mut turtle = String::new();
        for (at, (offer, skill, territory, mode)) in proposals.iter().enumerate() {
            let class = if *offer { "Offer" } else { "Need" };
            let mode = ["don", "pret", "vente"][usize::from(*mode)];
            writeln!(turtle, ":x{at} a mut:{class} ; mut:ofSkill :s{skill} ; mut:inTerritory :t{territory} ; mut:exchangeMode mode:{mode} .").unwrap();
        }
        for (one, other) in &tree {
            writeln!(turtle, ":s{one} skos:broader :s{other} . :t{other} skos:broader :t{one} .").unwrap();
        }
        let facts = graph(&turtle);
        let all = matches(&facts, date("2024-01-01")).unwrap();
        for found in &all.matches {
            prop_assert_eq!(found.score, found.reasons.iter().map(|reason| reason.kind.points()).sum::<u32>());
            prop_assert!(found.reasons.iter().all(|reason| follows_from(&reason.because, &facts)));
        }
        prop_assert_eq!(matches(&Reordered { graph: facts, by }, date("2024-01-01")).unwrap(), all);
    }
}
