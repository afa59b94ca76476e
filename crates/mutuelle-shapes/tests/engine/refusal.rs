//! Graphs that are no shapes graphs: the error names the shape and what is wrong with it.

use mutuelle_shapes::{Shapes, ShapesError};

use super::turtle;

fn refusal(text: &str) -> ShapesError {
    match Shapes::from_graph(&turtle(text)) {
        Ok(_) => panic!("compiled: {text}"),
        Err(error) => error,
    }
}

#[test]
fn errors_name_the_shape_and_the_triple() {
    let cases = [
        (
            ":S sh:path :p ; sh:minCount \"un\" .",
            "shape `<http://example.org/S>`: `<http://www.w3.org/ns/shacl#minCount>` is `\"un\"`, \
             but it must be an `xsd:integer` of at least 0",
        ),
        (
            ":S sh:path :p ; sh:maxCount 1 , 2 .",
            "shape `<http://example.org/S>`: `<http://www.w3.org/ns/shacl#maxCount>` is given 2 times, \
             but only one value is allowed; keep one",
        ),
        (
            ":S sh:targetClass :C ; sh:minCount 1 .",
            "shape `<http://example.org/S>`: `<http://www.w3.org/ns/shacl#minCount>` is \
             `\"1\"^^<http://www.w3.org/2001/XMLSchema#integer>`, but only a shape with a `sh:path` may have it; \
             move it to a property shape",
        ),
        (
            ":S sh:path :p ; sh:pattern \"(\" .",
            "shape `<http://example.org/S>`: `sh:pattern` is `(`, which is no regular expression that can be compiled",
        ),
        (
            ":S sh:path \"p\" ; sh:class :C .",
            "shape `<http://example.org/S>`: `sh:path` leads to `\"p\"`, which is neither an IRI nor a path expression",
        ),
        (
            ":S sh:in :liste .",
            "shape `<http://example.org/S>`: the list of `<http://www.w3.org/ns/shacl#in>` breaks at \
             `<http://example.org/liste>`, which has no `<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>`",
        ),
        (
            ":S sh:sparql :q .",
            "shape `<http://example.org/S>`: `<http://www.w3.org/ns/shacl#sparql>` is `<http://example.org/q>`, which \
             goes beyond SHACL Core and would not be checked; remove it or say it with Core constraints",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(refusal(text).to_string(), expected);
    }
}

#[test]
fn malformed_parameters_are_refused() {
    for text in [
        ":S sh:class \"C\" .",
        ":S sh:datatype \"d\" .",
        ":S sh:nodeKind :Sorte .",
        ":S sh:minLength -1 .",
        ":S sh:minInclusive :un .",
        ":S sh:minInclusive \"x\"^^xsd:integer .",
        ":S sh:pattern 7 .",
        ":S sh:pattern \"a\" ; sh:flags \"z\" .",
        ":S sh:languageIn ( :fr ) .",
        ":S sh:closed \"oui\" .",
        ":S sh:closed true ; sh:ignoredProperties ( \"p\" ) .",
        ":S sh:property \"p\" .",
        ":S sh:property [ sh:class :C ] .",
        ":S sh:node \"n\" .",
        ":S sh:targetClass \"C\" .",
        ":S sh:targetNode _:b .",
        ":S sh:targetClass :C ; sh:severity \"grave\" .",
        ":S sh:targetClass :C ; sh:message 7 .",
    ] {
        let error = refusal(text);
        assert!(matches!(error, ShapesError::Malformed { .. }), "{text}: {error}");
    }
}

#[test]
fn broken_paths_are_refused() {
    for text in [
        ":S sh:path [ sh:alternativePath ( :p ) ] ; sh:class :C .",
        ":S sh:path [ ] ; sh:class :C .",
        "_:p sh:inversePath _:p . :S sh:path _:p ; sh:class :C .",
    ] {
        let error = refusal(text);
        assert!(matches!(error, ShapesError::Path { .. }), "{text}: {error}");
    }
}

#[test]
fn lists_that_never_end_are_refused() {
    let error = refusal("_:l rdf:first :a ; rdf:rest _:l . :S sh:in _:l .");
    assert!(matches!(error, ShapesError::List { .. }), "{error}");
    let error = refusal("_:l rdf:first :a ; rdf:rest :b , rdf:nil . :S sh:in _:l .");
    assert!(error.to_string().contains("more than one"), "{error}");
}

#[test]
fn shapes_that_lead_back_to_themselves_are_refused() {
    for text in [
        ":S sh:node :S .",
        ":Person sh:targetClass :P ; sh:property [ sh:path :knows ; sh:node :Person ] .",
        ":A sh:or ( :B ) . :B sh:not :C . :C sh:property [ sh:path :p ; sh:qualifiedValueShape :A ] .",
    ] {
        let error = refusal(text);
        assert!(matches!(error, ShapesError::Recursive { .. }), "{text}: {error}");
    }
}
