//! The state of a controversy, by what holds for all of them.

use std::collections::BTreeMap;
use std::fmt::Write;

use mutuelle_domain::controversy::{as_of, current};
use oxrdf::Graph;
use proptest::prelude::*;

use crate::fixture::{date, graph, node, sample};

/// One stance: who, in whose name, of which position, on which day of 2020 (none for undated) and in tenths.
type Spoken = (u8, Option<u8>, u8, Option<u8>, i8);

fn spoken() -> impl Strategy<Value = Vec<Spoken>> {
    let one = (
        0_u8..4,
        prop::option::weighted(0.2, 0_u8..2),
        0_u8..4,
        prop::option::weighted(0.9, 1_u8..28),
        -10_i8..=10,
    );
    prop::collection::vec(one, 0..20)
}

fn debate(stances: &[Spoken]) -> Graph {
    let mut turtle = String::from(
        r#":c a mut:Controversy ; mut:hasNode :q0 , :q1 ; mut:hasPhase :phase .
        :q0 mut:askedOn "2020-01-05"^^xsd:date . :q1 mut:askedOn "2020-01-15"^^xsd:date .
        :p0 ibis:responds-to :q0 ; mut:rivalTo :p1 . :p1 ibis:responds-to :q0 , :q1 ; dct:created "2020-01-20"^^xsd:date .
        :p2 ibis:responds-to :q1 . :p3 ibis:responds-to :q1 ; mut:rivalTo :p2 .
        :x ibis:supports :p0 ; dct:created "2020-01-10"^^xsd:date . :y mut:undercuts :x .
        :phase mut:happenedDuring [ mut:startDate "2020-01-03"^^xsd:date ; mut:endDate "2020-01-25"^^xsd:date ] .
        "#,
    );
    for (number, (holder, behalf, target, day, tenths)) in stances.iter().enumerate() {
        let sign = if *tenths < 0 { "-" } else { "" };
        let size = tenths.unsigned_abs();
        let _ = write!(
            turtle,
            ":s{number:02} a mut:Stance ; mut:holder :h{holder} ; mut:target :p{target} ; mut:degree {sign}{}.{}",
            size / 10,
            size % 10,
        );
        if let Some(behalf) = behalf {
            let _ = write!(turtle, " ; mut:onBehalfOf :o{behalf}");
        }
        if let Some(day) = day {
            let _ = write!(turtle, " ; mut:statedOn \"2020-01-{day:02}\"^^xsd:date");
        }
        turtle.push_str(" .\n");
    }
    graph(&turtle)
}

/// The newest date that stands anywhere in the graph.
fn newest(facts: &Graph) -> String {
    let dates = facts.iter().filter_map(|triple| match triple.object {
        oxrdf::TermRef::Literal(literal) if literal.datatype().as_str().ends_with("#date") => {
            Some(literal.value().to_owned())
        }
        _ => None,
    });
    dates.max().expect("a date")
}

proptest! {
    #[test]
    fn the_state_on_the_newest_date_is_the_current_one(stances in spoken()) {
        let facts = debate(&stances);
        let then = as_of(&facts, node("c").as_ref(), date(&newest(&facts))).expect("a controversy");
        prop_assert_eq!(then, current(&facts, node("c").as_ref()).expect("a controversy"));
    }

    #[test]
    fn in_force_is_the_last_that_each_said_of_each_position(stances in spoken(), day in 1_u8..28) {
        let mut last: BTreeMap<(u8, Option<u8>, u8), u8> = BTreeMap::new();
        for (holder, behalf, target, said, _) in &stances {
            if let Some(said) = said.filter(|said| *said <= day) {
                let last = last.entry((*holder, *behalf, *target)).or_default();
                *last = said.max(*last);
            }
        }
        let facts = debate(&stances);
        let state = as_of(&facts, node("c").as_ref(), date(&format!("2020-01-{day:02}"))).expect("a controversy");
        for stance in &state.stances {
            let name = stance.stance.to_string();
            let number: usize = name.rsplit('s').next().and_then(|it| it.parse().ok()).expect("a number");
            let (holder, behalf, target, said, _) = stances[number];
            let expected = said.is_none() || said == last.get(&(holder, behalf, target)).copied();
            prop_assert_eq!(stance.in_force, expected, "{}", name);
        }
        let spoken = stances.iter().filter(|it| it.3.is_some_and(|said| said <= day)).count();
        prop_assert_eq!(state.stances.iter().filter(|it| it.stated_on.is_some()).count(), spoken);
    }

    #[test]
    fn no_position_is_ever_lost_as_time_goes_on(stances in spoken(), day in 1_u8..28) {
        let facts = debate(&stances);
        let on = |day: u8| {
            let day = date(&format!("2020-01-{day:02}"));
            as_of(&facts, node("c").as_ref(), day).expect("a controversy")
        };
        let (before, after) = (on(day), on(day + 1));
        for position in &before.positions {
            prop_assert!(after.positions.iter().any(|it| it.position == position.position));
        }
        for stance in &before.stances {
            prop_assert!(after.stances.iter().any(|it| it.stance == stance.stance));
        }
        let counted = after.positions.iter().map(|it| it.supporters.len()).max().unwrap_or(0);
        let leading = after.positions.iter().filter(|it| it.supporters.len() == counted);
        prop_assert!(leading.clone().all(|it| !it.minority), "those with the most supporters are no minority");
    }
}

#[test]
fn the_sample_controversies_are_current_on_their_newest_date_and_keep_all_positions() {
    let samples = sample("controverse-");
    assert!(samples.len() >= 6);
    for (file, facts) in samples {
        let class = oxrdf::NamedNode::new_unchecked("https://w3id.org/mutuelle/ns#Position");
        let class: oxrdf::Term = class.into();
        let positions = facts
            .subjects_for_predicate_object(oxrdf::vocab::rdf::TYPE, &class)
            .count();
        let controversy = facts
            .iter()
            .find(|triple| triple.predicate.as_str().ends_with("ns#hasNode"))
            .and_then(|triple| match triple.subject {
                oxrdf::NamedOrBlankNodeRef::NamedNode(name) => Some(name),
                oxrdf::NamedOrBlankNodeRef::BlankNode(_) => None,
            })
            .expect("a controversy");
        let state = current(&facts, controversy).expect("a controversy");
        let then = as_of(&facts, controversy, date(&newest(&facts))).expect("a controversy");
        assert_eq!(state, then, "{file}");
        assert_eq!(state.positions.len(), positions, "{file}");
        assert!(state.incomplete.is_empty(), "{file}: {:#?}", state.incomplete);
    }
}
