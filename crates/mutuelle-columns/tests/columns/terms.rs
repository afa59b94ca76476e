//! Numbers of terms.

use std::convert::Infallible;

use mutuelle_columns::{Base, Columns, Kind};
use mutuelle_query::{Source as _, TermId};
use oxrdf::{BlankNode, GraphName, Literal, NamedNode, Quad, Term};
use proptest::prelude::*;

use crate::model::iri;

fn copy(terms: impl IntoIterator<Item = Term>) -> Columns {
    let quads = terms
        .into_iter()
        .map(|term| Quad::new(iri("s"), iri("p"), term, GraphName::DefaultGraph));
    Columns::new(Base::build(1, quads.map(Ok::<_, Infallible>)).unwrap())
}

fn term((kind, text, extra): (u8, String, u8)) -> Term {
    match kind % 5 {
        0 => Literal::new_simple_literal(text).into(),
        1 => {
            Literal::new_language_tagged_literal_unchecked(text, ["fr", "en"][usize::from(extra) % 2]).into()
        }
        2 => Literal::new_typed_literal(text, iri(&format!("datatype{extra}"))).into(),
        3 => NamedNode::new_unchecked(format!("http://commons.example/{text}")).into(),
        _ => BlankNode::new_unchecked(format!("b{text}")).into(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_number_gives_its_term_and_each_term_its_number(
        terms in prop::collection::vec((any::<u8>(), "[aé€]{0,6}|\\PC{0,40}", 0_u8..40).prop_map(term), 1..400),
        others in prop::collection::vec((any::<u8>(), "[aé€]{0,4}", 0_u8..50).prop_map(term), 1..60),
    ) {
        let snapshot = copy(terms.clone()).snapshot();
        for number in 0..snapshot.term_count() {
            let Ok(term) = snapshot.term(TermId(number));
            prop_assert_eq!(snapshot.id(&term), Ok(Some(TermId(number))));
            let parts = snapshot.parts(TermId(number)).unwrap();
            prop_assert_eq!(Some(parts.kind), snapshot.kind(TermId(number)));
            prop_assert!(snapshot.base_ids(parts.kind).contains(&number));
            if let Term::Literal(literal) = &term {
                prop_assert_eq!(parts.text.concat(), literal.value().as_bytes());
            }
        }
        for term in &terms {
            prop_assert!(snapshot.id(term).unwrap().is_some());
        }
        for other in others.iter().filter(|other| !terms.contains(other)) {
            prop_assert_eq!(snapshot.id(other), Ok(None));
        }
    }
}

#[test]
fn terms_of_one_kind_and_language_are_numbered_in_the_order_of_their_texts() {
    let literals =
        ["b", "a", "é", "ab", ""].map(|text| Literal::new_language_tagged_literal(text, "fr").unwrap());
    let snapshot = copy(literals.map(Term::from)).snapshot();
    let texts: Vec<Vec<u8>> = (snapshot.base_ids(Kind::LanguageLiteral))
        .map(|id| snapshot.parts(TermId(id)).unwrap().text.concat())
        .collect();
    assert_eq!(
        texts,
        ["", "a", "ab", "b", "é"].map(|text| text.as_bytes().to_vec())
    );
}

#[test]
fn many_terms_that_came_later_are_found_before_and_after_a_merge() {
    let columns = copy([]);
    let label = |i: usize| Term::from(Literal::new_simple_literal(format!("note {i}")));
    for i in 0..2000 {
        let quad = Quad::new(iri("s"), iri("p"), label(i), GraphName::DefaultGraph);
        columns.apply(i as u64 + 2, &[], &[quad]).unwrap();
    }
    let before = columns.snapshot();
    assert!(
        before.run_count() < 12,
        "runs are joined, there are {}",
        before.run_count()
    );
    columns.finish_merge(columns.begin_merge().build()).unwrap();
    for snapshot in [before, columns.snapshot()] {
        assert_eq!(snapshot.term_count(), 2002);
        for i in 0..2000 {
            let id = snapshot.id(&label(i)).unwrap().unwrap();
            assert_eq!(snapshot.term(id), Ok(label(i)));
        }
        assert_eq!(snapshot.id(&label(2000)), Ok(None));
    }
}
