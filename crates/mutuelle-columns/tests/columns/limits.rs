//! Every limit at n and n + 1.

use mutuelle_columns::{Base, Builder, Columns, LimitError, Limits, TRIPLE_TERM_DEPTH_MAX};
use oxrdf::{GraphName, Literal, Quad, Term, Triple};

use crate::model::{Model, compare, iri, quad};

fn limits(terms_max: u32, quads_max: u32, term_bytes_max: usize) -> Limits {
    Limits {
        terms_max,
        quads_max,
        term_bytes_max,
    }
}

fn build(limits: Limits, quads: &[Quad]) -> Result<Base, LimitError> {
    let mut builder = Builder::with_limits(limits);
    for quad in quads {
        builder.push(quad.as_ref())?;
    }
    builder.finish(1)
}

fn with_object(object: impl Into<Term>) -> Quad {
    Quad::new(iri("a"), iri("p"), object, GraphName::DefaultGraph)
}

#[test]
fn terms_up_to_the_limit_are_taken_and_one_more_is_refused() {
    let quads = [quad("a", "p", "b"), quad("a", "p", "c")];
    assert_eq!(build(limits(4, 9, 99), &quads).unwrap().term_count(), 4);
    assert_eq!(
        build(limits(3, 9, 99), &quads).unwrap_err(),
        LimitError::Terms { limit: 3 }
    );

    let columns = Columns::with_limits(Base::empty(0), limits(4, 9, 99));
    columns.apply(1, &[], &quads).unwrap();
    let error = columns.apply(2, &[], &[quad("a", "p", "d")]).unwrap_err();
    assert_eq!(error, LimitError::Terms { limit: 4 }.into());
    columns.apply(2, &[], &[quad("b", "p", "c")]).unwrap();
}

#[test]
fn a_refused_patch_changes_nothing() {
    let columns = Columns::with_limits(Base::empty(0), limits(9, 1, 99));
    columns.apply(1, &[], &[quad("a", "p", "b")]).unwrap();
    columns
        .apply(
            2,
            &[quad("a", "p", "b")],
            &[quad("a", "p", "c"), quad("a", "p", "d")],
        )
        .unwrap_err();
    assert_eq!(columns.seq(), 1);
    compare(&columns.snapshot(), &Model::from([quad("a", "p", "b")]));
}

#[test]
fn quads_up_to_the_limit_are_taken_and_one_more_is_refused() {
    let quads = [quad("a", "p", "b"), quad("a", "p", "c"), quad("a", "p", "c")];
    assert_eq!(
        build(limits(9, 2, 99), &quads).unwrap().quad_count(),
        2,
        "doubles do not count"
    );
    assert_eq!(
        build(limits(9, 1, 99), &quads).unwrap_err(),
        LimitError::Quads { limit: 1, quads: 2 }
    );

    let columns = Columns::with_limits(Base::empty(0), limits(9, 2, 99));
    columns.apply(1, &[], &quads).unwrap();
    let error = columns.apply(2, &[], &[quad("a", "p", "d")]).unwrap_err();
    assert_eq!(error, LimitError::Quads { limit: 2, quads: 3 }.into());
    columns.apply(2, &quads[..1], &[quad("a", "p", "d")]).unwrap();
}

#[test]
fn a_text_up_to_the_limit_is_taken_and_one_byte_more_is_refused() {
    let text = |bytes: usize| [with_object(Literal::new_simple_literal("x".repeat(bytes)))];
    build(limits(9, 9, 50), &text(50)).unwrap();
    let due = LimitError::TermBytes { limit: 50, bytes: 51 };
    assert_eq!(build(limits(9, 9, 50), &text(51)).unwrap_err(), due);

    let columns = Columns::with_limits(Base::empty(0), limits(9, 9, 50));
    columns.apply(1, &[], &text(50)).unwrap();
    assert_eq!(columns.apply(2, &[], &text(51)).unwrap_err(), due.into());
}

#[test]
fn triple_terms_up_to_the_limit_of_nesting_are_taken_and_one_deeper_is_refused() {
    let nested = |depth: usize| {
        let mut term = Term::from(iri("o"));
        for _ in 0..depth {
            term = Triple::new(iri("s"), iri("p"), term).into();
        }
        with_object(term)
    };
    let (deepest, deeper) = (nested(TRIPLE_TERM_DEPTH_MAX), nested(TRIPLE_TERM_DEPTH_MAX + 1));
    let columns = Columns::new(build(Limits::default(), std::slice::from_ref(&deepest)).unwrap());
    compare(&columns.snapshot(), &Model::from([deepest]));
    let due = LimitError::TripleTermDepth {
        limit: TRIPLE_TERM_DEPTH_MAX,
    };
    assert_eq!(
        build(Limits::default(), std::slice::from_ref(&deeper)).unwrap_err(),
        due
    );
    assert_eq!(columns.apply(2, &[], &[deeper]).unwrap_err(), due.into());
}

#[test]
fn limits_above_what_the_format_can_number_are_lowered() {
    let quads = [quad("a", "p", "b")];
    assert_eq!(
        build(limits(u32::MAX, u32::MAX, usize::MAX), &quads)
            .unwrap()
            .quad_count(),
        1
    );
}
