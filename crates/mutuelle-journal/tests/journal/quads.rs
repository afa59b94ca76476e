//! Any quad that N-Quads can say.

use mutuelle_journal::Patch;
use oxrdf::{BaseDirection, BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use proptest::prelude::*;

pub(crate) fn iri(text: &str) -> NamedNode {
    NamedNode::new(text).unwrap()
}

/// A quad that differs for each number.
pub(crate) fn quad(number: u64) -> Quad {
    Quad::new(
        iri(&format!("http://127.0.0.1:7878/graine/{number}")),
        iri("http://www.w3.org/2000/01/rdf-schema#label"),
        Literal::new_language_tagged_literal(format!("Graine n° {number}"), "fr").unwrap(),
        iri("http://127.0.0.1:7878/graph/exemple"),
    )
}

/// A patch of one addition, and from the second on of one deletion too.
pub(crate) fn patch(number: u64) -> Patch {
    let removed = number.checked_sub(1).map(quad).into_iter().collect();
    Patch {
        removed,
        added: vec![quad(number)],
    }
}

pub(crate) fn any_patch() -> impl Strategy<Value = Patch> {
    let quads = || prop::collection::vec(any_quad(), 0..6);
    (quads(), quads()).prop_map(|(removed, added)| Patch { removed, added })
}

fn any_quad() -> impl Strategy<Value = Quad> {
    let graph = prop_oneof![
        Just(GraphName::DefaultGraph),
        any_iri().prop_map(GraphName::from),
        any_blank_node().prop_map(GraphName::from),
    ];
    (any_node(), any_iri(), any_term(), graph).prop_map(|(s, p, o, g)| Quad::new(s, p, o, g))
}

fn any_iri() -> impl Strategy<Value = NamedNode> {
    "(http://|https://w3id\\.org/|urn:x:)[a-z0-9éèàœ日本😀./_~-]{1,12}(\\?[a-z=&']{0,4})?(#[a-zé]{0,4})?"
        .prop_filter_map("not an IRI", |text| NamedNode::new(text).ok())
}

fn any_blank_node() -> impl Strategy<Value = BlankNode> {
    prop_oneof![
        "[a-zA-Z0-9_é][a-zA-Z0-9_é.·-]{0,8}"
            .prop_filter_map("not a label", |label| BlankNode::new(label).ok()),
        any::<u128>().prop_map(BlankNode::new_from_unique_id),
    ]
}

fn any_node() -> impl Strategy<Value = NamedOrBlankNode> {
    prop_oneof![
        any_iri().prop_map(Into::into),
        any_blank_node().prop_map(Into::into)
    ]
}

fn any_literal() -> impl Strategy<Value = Literal> {
    let text = prop_oneof![
        any::<String>(),
        "[\\u{0}-\\u{80}\"\\\\'<>.#]{0,12}",
        "(<<\\(|\\)>>|\"| \\.\n|@fr)*"
    ];
    let language = prop::sample::select(vec!["fr", "en", "fr-ca", "zh-hant-tw", "x-mut"]);
    let direction = prop::sample::select(vec![BaseDirection::Ltr, BaseDirection::Rtl]);
    (text, language, direction, any_iri(), 0..4).prop_map(|(text, language, direction, datatype, kind)| {
        match kind {
            0 => Literal::new_simple_literal(text),
            1 => Literal::new_language_tagged_literal(text, language).unwrap(),
            2 => Literal::new_directional_language_tagged_literal(text, language, direction).unwrap(),
            _ => Literal::new_typed_literal(text, datatype),
        }
    })
}

fn any_term() -> impl Strategy<Value = Term> {
    let leaf = prop_oneof![
        any_node().prop_map(Term::from),
        any_literal().prop_map(Term::from)
    ];
    leaf.prop_recursive(3, 6, 1, |object| {
        (any_node(), any_iri(), object).prop_map(|(s, p, o)| Triple::new(s, p, o).into())
    })
}
