//! Random ontologies, random data, random changes: what follows step by step is what follows from scratch is what the
//! model says, and every derivation holds water.

use std::collections::BTreeSet;

use mutuelle_inference::{
    Axiom, Class, Derivation, Limits, Rules, RulesError, Source, TripleSet, derivation, holds, infer_all,
};
use oxrdf::{Graph, NamedNode};
use proptest::prelude::*;

use crate::model::{Said, fixpoint};
use crate::support::{Followed, Row, Terms, turtle};

/// Terms by number: properties, `rdf:type`, classes, things, literals.
const PROPERTIES: std::ops::Range<u32> = 0..6;
const KIND: u32 = 6;
const CLASSES: std::ops::Range<u32> = 7..11;
const THINGS: std::ops::Range<u32> = 11..16;
const LITERALS: std::ops::Range<u32> = 16..18;

fn is_subject(term: u32) -> bool {
    term < LITERALS.start
}

fn iri(term: u32) -> String {
    match term {
        KIND => "rdf:type".to_owned(),
        _ => format!(":t{term}"),
    }
}

fn write(axiom: &Said) -> String {
    match *axiom {
        Said::SubClassOf(a, b) => format!("{} rdfs:subClassOf {} .", iri(a), iri(b)),
        Said::EquivalentClass(a, b) => format!("{} owl:equivalentClass {} .", iri(a), iri(b)),
        Said::SubPropertyOf(a, b) => format!("{} rdfs:subPropertyOf {} .", iri(a), iri(b)),
        Said::EquivalentProperty(a, b) => format!("{} owl:equivalentProperty {} .", iri(a), iri(b)),
        Said::InverseOf(a, b) => format!("{} owl:inverseOf {} .", iri(a), iri(b)),
        Said::Symmetric(a) => format!("{} a owl:SymmetricProperty .", iri(a)),
        Said::Transitive(a) => format!("{} a owl:TransitiveProperty .", iri(a)),
        Said::Chain(a, b, c) => format!("{} owl:propertyChainAxiom ( {} {} ) .", iri(a), iri(b), iri(c)),
        Said::Gives(class, (p, v)) => format!(
            "{} rdfs:subClassOf [ owl:onProperty {} ; owl:hasValue {} ] .",
            iri(class),
            iri(p),
            iri(v)
        ),
        Said::Tells((p, v), class) => format!(
            "[ owl:onProperty {} ; owl:hasValue {} ] rdfs:subClassOf {} .",
            iri(p),
            iri(v),
            iri(class)
        ),
    }
}

fn ontology(axioms: &[Said]) -> Graph {
    turtle(&axioms.iter().map(write).collect::<String>())
}

fn property() -> impl Strategy<Value = u32> {
    prop_oneof![12 => PROPERTIES, 1 => Just(KIND)]
}

fn axiom() -> impl Strategy<Value = Said> {
    let value = || (PROPERTIES, prop_oneof![THINGS, CLASSES]);
    prop_oneof![
        2 => (CLASSES, CLASSES).prop_map(|(a, b)| Said::SubClassOf(a, b)),
        1 => (CLASSES, CLASSES).prop_map(|(a, b)| Said::EquivalentClass(a, b)),
        4 => (property(), property()).prop_map(|(a, b)| Said::SubPropertyOf(a, b)),
        1 => (PROPERTIES, PROPERTIES).prop_map(|(a, b)| Said::EquivalentProperty(a, b)),
        3 => (property(), PROPERTIES).prop_map(|(a, b)| Said::InverseOf(a, b)),
        1 => PROPERTIES.prop_map(Said::Symmetric),
        3 => PROPERTIES.prop_map(Said::Transitive),
        3 => (PROPERTIES, PROPERTIES, PROPERTIES).prop_map(|(a, b, c)| Said::Chain(a, b, c)),
        1 => (CLASSES, value()).prop_map(|(class, value)| Said::Gives(class, value)),
        1 => (value(), CLASSES).prop_map(|(value, class)| Said::Tells(value, class)),
    ]
}

fn row() -> impl Strategy<Value = Row> {
    prop_oneof![
        8 => (THINGS, PROPERTIES, prop_oneof![8 => THINGS, 1 => LITERALS, 1 => CLASSES])
            .prop_map(|(s, p, o)| [s, p, o]),
        2 => (THINGS, CLASSES).prop_map(|(s, o)| [s, KIND, o]),
    ]
}

type Change = (Vec<usize>, Vec<Row>);

/// Each change removes what stands at some places, and adds rows.
fn changes() -> impl Strategy<Value = Vec<Change>> {
    let removed = prop::collection::vec(any::<prop::sample::Index>().prop_map(|i| i.index(1 << 20)), 0..4);
    prop::collection::vec((removed, prop::collection::vec(row(), 0..6)), 1..6)
}

fn numbered(rules: &Rules<NamedNode>) -> Rules<u32> {
    rules.numbered(|term| match term.as_str().strip_prefix("http://example.org/t") {
        Some(number) => number.parse().unwrap(),
        None => KIND,
    })
}

/// A random ontology that is not refused: axioms that lead to an error are left out one by one.
fn accepted(axioms: &[Said]) -> (Vec<Said>, Rules<u32>) {
    let mut kept = Vec::new();
    for axiom in axioms {
        kept.push(*axiom);
        match Rules::of(&ontology(&kept)) {
            Ok(_) => {}
            Err(RulesError::ChainFeedsItself { .. } | RulesError::ValueOfDerived { .. }) => {
                kept.pop();
            }
            Err(error) => panic!("{error}"),
        }
    }
    // The chain of a property and itself is transitivity.
    let rules = numbered(&Rules::of(&ontology(&kept)).unwrap());
    (kept, rules)
}

fn check_everything(axioms: &[Said], rules: &Rules<u32>, explicit: &BTreeSet<Row>, inferred: &BTreeSet<Row>) {
    let all = fixpoint(axioms, KIND, is_subject, explicit);
    let expected: BTreeSet<Row> = all.difference(explicit).copied().collect();
    let data = TripleSet::new(explicit.iter().copied(), is_subject);
    let scratch = infer_all(rules, &data, data.iter(), &Limits::default()).unwrap();
    assert!(scratch.is_sorted_by(|a, b| a < b));
    assert_eq!(
        scratch.into_iter().collect::<BTreeSet<_>>(),
        expected,
        "from scratch"
    );
    assert_eq!(inferred, &expected, "step by step");
}

/// Every triple that could be: derived if and only if it holds.
fn check_derivations(rules: &Rules<u32>, explicit: &BTreeSet<Row>, inferred: &BTreeSet<Row>) {
    let data = TripleSet::new(explicit.iter().copied(), is_subject);
    for s in 0..LITERALS.end {
        for p in PROPERTIES.start..=KIND {
            for o in 0..LITERALS.end {
                let triple = [s, p, o];
                let expected = explicit.contains(&triple) || inferred.contains(&triple);
                let derivation = derivation(rules, &data, triple, &Limits::default()).unwrap();
                assert_eq!(
                    holds(rules, &data, triple, &Limits::default()).unwrap(),
                    expected,
                    "{triple:?}"
                );
                assert_eq!(derivation.is_some(), expected, "{triple:?}");
                if let Some(derivation) = derivation {
                    assert_eq!(derivation.triple, triple);
                    check(&derivation, rules, explicit);
                }
            }
        }
    }
}

/// Each step is an axiom of the ontology rightly applied, each source stands in the data or on such as do.
fn check(derivation: &Derivation<u32>, rules: &Rules<u32>, explicit: &BTreeSet<Row>) {
    match &derivation.source {
        Source::Explicit(triple) => assert!(explicit.contains(triple)),
        Source::Transitive {
            property,
            triple,
            links,
        } => {
            let declared = Axiom::Transitive { property: *property };
            assert!(rules.axioms().contains(&declared));
            assert!(
                links
                    .windows(2)
                    .all(|pair| pair[0].triple[2] == pair[1].triple[0])
            );
            assert_eq!(triple[0], links[0].triple[0]);
            assert_eq!(triple[2], links[links.len() - 1].triple[2]);
            assert!(links.iter().all(|link| link.triple[1] == *property));
            for link in links {
                check(link, rules, explicit);
            }
        }
        Source::Chain { axiom, triple, links } => {
            assert!(rules.axioms().contains(axiom));
            let [first, second] = links.as_ref();
            let expected = Axiom::Chain {
                property: triple[1],
                first: first.triple[1],
                second: second.triple[1],
            };
            assert_eq!(*axiom, expected);
            assert_eq!(first.triple[2], second.triple[0]);
            assert_eq!([triple[0], triple[2]], [first.triple[0], second.triple[2]]);
            for link in links.iter() {
                check(link, rules, explicit);
            }
        }
    }
    let mut triple = derivation.source.triple();
    for step in &derivation.steps {
        assert!(rules.axioms().contains(&step.axiom));
        assert!(
            leads(&step.axiom, triple, step.triple),
            "{step:?} from {triple:?}"
        );
        triple = step.triple;
    }
    assert_eq!(triple, derivation.triple);
}

fn leads(axiom: &Axiom<u32>, [s, p, o]: Row, to: Row) -> bool {
    let value = |class: &Class<u32>| match *class {
        Class::Named(class) => (KIND, class),
        Class::HasValue { property, value } => (property, value),
    };
    let values = |from: &Class<u32>, into: &Class<u32>| {
        let (p2, o2) = value(into);
        (p, o) == value(from) && [s, p2, o2] == to
    };
    let turned = |from: u32, into: u32| p == from && [o, into, s] == to;
    let included = |from: u32, into: u32| p == from && [s, into, o] == to;
    match axiom {
        Axiom::SubClassOf { class, superclass } => values(class, superclass),
        Axiom::EquivalentClass { class, other } => values(class, other) || values(other, class),
        Axiom::SubPropertyOf {
            property,
            superproperty,
        } => included(*property, *superproperty),
        Axiom::EquivalentProperty { property, other } => {
            included(*property, *other) || included(*other, *property)
        }
        Axiom::InverseOf { property, inverse } => turned(*property, *inverse) || turned(*inverse, *property),
        Axiom::Symmetric { property } => turned(*property, *property),
        Axiom::Transitive { .. } | Axiom::Chain { .. } => false,
    }
}

fn run(axioms: &[Said], changes: &[Change]) -> (Vec<Said>, usize) {
    let (axioms, rules) = accepted(axioms);
    let mut followed = Followed::new(&rules);
    for (removed, added) in changes {
        let places = followed.explicit.len();
        let removed: Vec<Row> = match places {
            0 => Vec::new(),
            _ => removed
                .iter()
                .filter_map(|place| followed.explicit.iter().nth(place % places).copied())
                .collect(),
        };
        followed.apply(|rows| TripleSet::new(rows, is_subject), &removed, added);
        check_everything(&axioms, &rules, &followed.explicit, &followed.inferred);
    }
    check_derivations(&rules, &followed.explicit, &followed.inferred);
    let explicit: Vec<Row> = followed.explicit.iter().copied().collect();
    followed.apply(|rows| TripleSet::new(rows, is_subject), &explicit, &[]);
    assert!(followed.inferred.is_empty(), "everything is taken back");
    (axioms, explicit.len())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(600)
    ))]

    #[test]
    fn step_by_step_is_from_scratch_is_the_model(
        axioms in prop::collection::vec(axiom(), 1..14),
        changes in changes(),
    ) {
        run(&axioms, &changes);
    }

    #[test]
    fn a_big_change_at_once_is_exact_too(
        axioms in prop::collection::vec(axiom(), 3..10),
        changes in prop::collection::vec(
            (prop::collection::vec(any::<prop::sample::Index>().prop_map(|i| i.index(1 << 20)), 0..20),
             prop::collection::vec(row(), 0..30)),
            1..4),
    ) {
        run(&axioms, &changes);
    }

    #[test]
    fn transitive_properties_under_one_another_are_exact(
        axioms in prop::collection::vec(prop_oneof![
            3 => (0u32..4, 0u32..4).prop_map(|(a, b)| Said::SubPropertyOf(a, b)),
            2 => (0u32..4, 0u32..4).prop_map(|(a, b)| Said::InverseOf(a, b)),
            3 => (0u32..4).prop_map(Said::Transitive),
            1 => (0u32..4).prop_map(Said::Symmetric),
            2 => (4u32..6, 0u32..5, 0u32..5).prop_map(|(a, b, c)| Said::Chain(a, b, c)),
        ], 2..10),
        changes in changes(),
    ) {
        run(&axioms, &changes);
    }
}

#[test]
fn the_rules_speak_of_numbers_only_once_given() {
    let terms = Terms::default();
    let rules = Rules::of(&turtle(":a rdfs:subPropertyOf :b .")).unwrap();
    assert_eq!(
        terms.rules(&rules).axioms(),
        [Axiom::SubPropertyOf {
            property: 0,
            superproperty: 1
        }]
    );
}
