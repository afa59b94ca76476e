//! Changes that are easy to get wrong.

use crate::support::{Followed, Row, Terms, rules, turtle};

/// Applies changes one after another (what goes, what comes, what is inferred then).
fn run(ontology: &str, changes: &[(&str, &str, &str)]) {
    let terms = Terms::default();
    let rules = terms.rules(&rules(ontology).unwrap());
    let mut followed = Followed::new(&rules);
    for (removed, added, expected) in changes {
        let removed = terms.rows(&turtle(removed));
        let added = terms.rows(&turtle(added));
        followed.apply(|rows: Vec<Row>| terms.set(rows), &removed, &added);
        let mut expected = terms.rows(&turtle(expected));
        expected.sort_unstable();
        let inferred: Vec<_> = followed.inferred.iter().copied().collect();
        assert_eq!(inferred, expected, "after -{removed:?} +{added:?}");
    }
}

#[test]
fn what_is_stated_is_no_longer_inferred_until_it_goes() {
    run(
        ":p rdfs:subPropertyOf :q .",
        &[
            ("", ":a :p :b .", ":a :q :b ."),
            ("", ":a :q :b .", ""),
            (":a :q :b .", "", ":a :q :b ."),
            (":a :p :b .", "", ""),
        ],
    );
}

#[test]
fn what_follows_twice_stays_when_one_reason_goes() {
    run(
        ":p rdfs:subPropertyOf :r . :q rdfs:subPropertyOf :r .",
        &[
            ("", ":a :p :b ; :q :b .", ":a :r :b ."),
            (":a :p :b .", "", ":a :r :b ."),
            (":a :q :b .", "", ""),
        ],
    );
}

#[test]
fn a_cycle_does_not_hold_itself_up() {
    run(
        ":p a owl:TransitiveProperty .",
        &[
            (
                "",
                ":a :p :b . :b :p :c . :c :p :a .",
                ":a :p :a , :c . :b :p :a , :b . :c :p :b , :c .",
            ),
            (":c :p :a .", "", ":a :p :c ."),
            ("", ":b :p :b .", ":a :p :c ."),
            (":b :p :c .", "", ""),
        ],
    );
}

#[test]
fn classes_that_are_each_other_s_superclass_do_not_hold_each_other_up() {
    run(
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :A , :C .",
        &[
            ("", ":x a :A .", ":x a :B , :C ."),
            (":x a :A .", ":x a :B .", ":x a :A , :C ."),
            (":x a :B .", "", ""),
        ],
    );
}

#[test]
fn a_link_that_a_chain_gives_goes_with_either_half() {
    run(
        ":near a owl:TransitiveProperty ; owl:propertyChainAxiom ( :seat :in ) .",
        &[
            (
                "",
                ":a :seat :h . :h :in :t . :t :near :u .",
                ":a :near :t , :u .",
            ),
            (":h :in :t .", ":h :in :u .", ":a :near :u ."),
            (":a :seat :h .", "", ""),
        ],
    );
}

#[test]
fn one_patch_may_move_a_link_from_one_reason_to_another() {
    run(
        ":p a owl:TransitiveProperty ; owl:inverseOf :q .",
        &[
            (
                "",
                ":a :p :b . :b :p :c .",
                ":a :p :c . :b :q :a . :c :q :b , :a .",
            ),
            (
                ":b :p :c .",
                ":c :q :b .",
                ":a :p :c . :b :p :c ; :q :a . :c :q :a .",
            ),
        ],
    );
}

#[test]
fn listing_what_does_not_change_changes_nothing() {
    run(
        ":p rdfs:subPropertyOf :q .",
        &[
            ("", ":a :p :b .", ":a :q :b ."),
            (":c :p :d .", ":a :p :b .", ":a :q :b ."),
            (":a :p :b .", ":a :p :b .", ":a :q :b ."),
        ],
    );
}
