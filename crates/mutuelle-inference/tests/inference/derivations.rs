//! The reasons that are given.

use mutuelle_inference::{Axiom, Derivation, DerivationError, Limits, Source, derivation};

use crate::support::{Row, Terms, rules, turtle};

fn why(ontology: &str, data: &str, asked: &str) -> (Option<Derivation<u32>>, Vec<Row>, Terms) {
    let terms = Terms::default();
    let rules = terms.rules(&rules(ontology).unwrap());
    let rows = terms.rows(&turtle(data));
    let set = terms.set(rows.clone());
    let asked = terms.rows(&turtle(asked))[0];
    let why = derivation(&rules, &set, asked, &Limits::default()).unwrap();
    let mut rows = rows;
    rows.sort_unstable();
    (why, rows, terms)
}

#[test]
fn an_explicit_triple_is_its_own_reason() {
    let (why, rows, _) = why(":p rdfs:subPropertyOf :q .", ":a :q :b .", ":a :q :b .");
    let why = why.unwrap();
    assert_eq!(why.source, Source::Explicit(rows[0]));
    assert!(why.steps.is_empty());
}

#[test]
fn what_does_not_follow_has_no_reason() {
    let (why, ..) = why(":p rdfs:subPropertyOf :q .", ":a :q :b .", ":a :p :b .");
    assert_eq!(why, None);
}

#[test]
fn the_reason_with_the_fewest_axioms_is_given() {
    let (why, ..) = why(
        ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . :s rdfs:subPropertyOf :r .",
        ":a :p :b ; :s :b .",
        ":a :r :b .",
    );
    assert_eq!(why.unwrap().steps.len(), 1);
}

#[test]
fn the_way_with_the_fewest_links_is_given() {
    let (why, _, terms) = why(
        ":p a owl:TransitiveProperty .",
        ":a :p :b . :b :p :c . :c :p :d . :a :p :x . :x :p :d .",
        ":a :p :d .",
    );
    let why = why.unwrap();
    let Source::Transitive { links, .. } = &why.source else {
        panic!("{why:?}")
    };
    assert_eq!(links.len(), 2);
    let mut expected = terms.rows(&turtle(":a :p :x . :x :p :d ."));
    expected.sort_unstable();
    assert_eq!(why.explicit(), expected);
}

#[test]
fn a_chain_over_a_transitive_inverse_is_explained_to_the_ground() {
    let (why, rows, _) = why(
        ":in a owl:TransitiveProperty ; owl:inverseOf :holds .
         :where owl:propertyChainAxiom ( :seat :in ) . :where rdfs:subPropertyOf :near .",
        ":org :seat :house . :street :holds :house . :street :in :town .",
        ":org :near :town .",
    );
    let why = why.unwrap();
    assert_eq!(why.explicit(), rows);
    let Source::Chain { links, axiom, .. } = &why.source else {
        panic!("{why:?}")
    };
    assert!(matches!(axiom, Axiom::Chain { .. }));
    assert!(matches!(links[1].source, Source::Transitive { .. }));
    assert_eq!(why.steps.len(), 1);
}

#[test]
fn a_search_for_reasons_is_bounded() {
    let terms = Terms::default();
    let rules = terms.rules(&rules(":p a owl:TransitiveProperty .").unwrap());
    let rows = terms.rows(&turtle(":a :p :b . :b :p :c . :c :p :d ."));
    let set = terms.set(rows);
    let asked = terms.rows(&turtle(":a :p :d ."))[0];
    let with = |steps_max| {
        let limits = Limits {
            steps_max,
            ..Limits::default()
        };
        derivation(&rules, &set, asked, &limits)
    };
    let enough = (0..100).find(|steps| with(*steps).is_ok()).unwrap();
    assert!(with(enough).unwrap().is_some());
    assert!(matches!(with(enough - 1), Err(DerivationError::Steps { max }) if max == enough - 1));
}
