//! Terms are brought to the form that oxigraph gives back.

use mutuelle_query::normalise_term;
use oxigraph::model::{GraphName, Literal, NamedNode, Quad, Term};
use oxigraph::store::Store;
use proptest::prelude::*;

const TYPES: &[&str] = &[
    "string",
    "boolean",
    "float",
    "double",
    "integer",
    "byte",
    "unsignedLong",
    "positiveInteger",
    "decimal",
    "dateTime",
    "dateTimeStamp",
    "time",
    "date",
    "gYearMonth",
    "gYear",
    "gMonthDay",
    "gDay",
    "gMonth",
    "duration",
    "yearMonthDuration",
    "dayTimeDuration",
    "anyURI",
    "hexBinary",
];
const VALUES: &[&str] = &[
    "",
    "007",
    "-0",
    "+5",
    "1.50",
    ".5",
    "1e3",
    "NaN",
    "INF",
    "true",
    "1",
    "0",
    "2026-11-22",
    "2026-11-22Z",
    "2026-11-22T10:00:00",
    "2026-11-22T24:00:00.500+02:00",
    "10:00:00.0Z",
    "2026-11",
    "2026",
    "--11-22",
    "---22",
    "--11",
    "P1Y2M",
    "PT36H",
    "P1DT0.50S",
    "99999999999999999999",
    "not a value",
    " 7 ",
    "-0001",
    "00012",
];

fn stored(object: Term) -> Term {
    let store = Store::new().unwrap();
    let name = NamedNode::new_unchecked("http://example.org/x");
    store
        .insert(&Quad::new(name.clone(), name, object, GraphName::DefaultGraph))
        .unwrap();
    store.iter().next().unwrap().unwrap().object
}

#[test]
fn every_type_and_value_is_normalised_as_the_store_does() {
    for name in TYPES {
        let datatype = NamedNode::new_unchecked(format!("http://www.w3.org/2001/XMLSchema#{name}"));
        for value in VALUES {
            let literal = Term::from(Literal::new_typed_literal(*value, datatype.clone()));
            assert_eq!(
                normalise_term(literal.clone()).0,
                stored(literal),
                "{value} {name}"
            );
        }
    }
}

#[test]
fn language_tags_are_lower_case() {
    let literal = Term::from(Literal::new_language_tagged_literal_unchecked("Bonjour", "fr-FR"));
    let (normal, changed) = normalise_term(literal);
    assert_eq!((normal.to_string().as_str(), changed), ("\"Bonjour\"@fr-fr", 1));
    assert_eq!(normalise_term(normal.clone()), (normal.clone(), 0));
    assert_eq!(stored(normal.clone()), normal);
}

proptest! {
    #[test]
    fn a_normal_term_is_what_the_store_gives_back(value in "[-+0-9.eETZPYMDHS:]{0,12}", index in 0..TYPES.len()) {
        let datatype = NamedNode::new_unchecked(format!("http://www.w3.org/2001/XMLSchema#{}", TYPES[index]));
        let literal = Term::from(Literal::new_typed_literal(value, datatype));
        prop_assert_eq!(normalise_term(literal.clone()).0, stored(literal));
    }
}
