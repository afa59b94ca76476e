//! The parts of SHACL's language that the W3C suite looks at from one side only.

use std::convert::Infallible;

use mutuelle_shapes::DataGraph;
use oxrdf::{Graph, GraphName, Literal, NamedNode, NamedOrBlankNode, Term};

use super::{shapes, summary, turtle, validate};

/// `:n :p value`, one after the other; those that fail.
fn failing<'v>(constraint: &str, values: &[&'v str]) -> Vec<&'v str> {
    let shapes = shapes(&format!(
        ":S sh:targetNode :n ; sh:property [ sh:path :p ; {constraint} ] ."
    ));
    let fails = |value: &&&str| !validate(&shapes, &format!(":n :p {value} .")).results.is_empty();
    values.iter().filter(fails).copied().collect()
}

#[test]
fn numbers_of_different_types_are_compared_by_value() {
    let values = [
        "1",
        "1.0",
        "1.0e0",
        "\"1\"^^xsd:float",
        "\"1\"^^xsd:byte",
        "2",
        "0.9",
        "\"NaN\"^^xsd:double",
    ];
    assert_eq!(
        failing("sh:maxInclusive 1", &values),
        ["2", "\"NaN\"^^xsd:double"]
    );
    assert_eq!(
        failing("sh:minExclusive 0.9", &values),
        ["0.9", "\"NaN\"^^xsd:double"]
    );
}

#[test]
fn integers_past_64_bits_are_compared_too() {
    let huge = "100000000000000000000000000000000000000000000";
    assert_eq!(
        failing(
            "sh:maxInclusive 18446744073709551616",
            &["18446744073709551615", huge]
        ),
        [huge]
    );
    assert_eq!(failing("sh:datatype xsd:integer", &[huge]), [""; 0]);
}

#[test]
fn values_without_an_order_are_outside_every_range() {
    let values = ["\"a\"", ":iri", "\"b\"@fr", "\"x\"^^xsd:integer", "true"];
    assert_eq!(failing("sh:minInclusive 0", &values), values);
}

#[test]
fn strings_and_times_have_an_order() {
    assert_eq!(
        failing("sh:maxExclusive \"b\"", &["\"a\"", "\"b\"", "\"a\"@fr"]),
        ["\"b\"", "\"a\"@fr"]
    );
    let durations = [
        "\"PT1H\"^^xsd:dayTimeDuration",
        "\"P1D\"^^xsd:duration",
        "\"P2D\"^^xsd:dayTimeDuration",
    ];
    assert_eq!(
        failing("sh:maxInclusive \"P1D\"^^xsd:dayTimeDuration", &durations),
        [durations[2]]
    );
    let years = ["\"1999\"^^xsd:gYear", "\"2026\"^^xsd:gYear"];
    assert_eq!(failing("sh:minInclusive \"2000\"^^xsd:gYear", &years), [years[0]]);
}

#[test]
fn literals_must_be_well_formed() {
    let well_formed = [
        ("xsd:boolean", vec!["true", "0"], vec!["vrai", "TRUE"]),
        ("xsd:integer", vec!["-7", "+7", "007"], vec!["7.0", "", "-", " 7"]),
        ("xsd:byte", vec!["127", "-128"], vec!["128", "-129"]),
        ("xsd:unsignedByte", vec!["255", "-0"], vec!["256", "-1"]),
        ("xsd:positiveInteger", vec!["1"], vec!["0", "-1", "00"]),
        ("xsd:negativeInteger", vec!["-1"], vec!["0", "-0", "1"]),
        (
            "xsd:decimal",
            vec!["1", "1.", ".5", "-1.50"],
            vec![".", "1e3", "1,5"],
        ),
        (
            "xsd:double",
            vec!["1e3", "INF", "NaN", "-.5E-2"],
            vec!["inf", "nan", "infinity", "1e", "e3"],
        ),
        (
            "xsd:date",
            vec!["2024-02-29", "2024-02-29Z"],
            vec!["2023-02-29", "2024-2-9", "29/02/2024"],
        ),
        (
            "xsd:dateTimeStamp",
            vec!["2024-01-01T00:00:00Z"],
            vec!["2024-01-01T00:00:00"],
        ),
        ("xsd:hexBinary", vec!["", "0Aff"], vec!["0A0", "0g"]),
        (
            "xsd:base64Binary",
            vec!["", "YWI=", "YQ=="],
            vec!["YWI", "Y===", "Y!I="],
        ),
        (
            "xsd:language",
            vec!["fr", "fr-BE"],
            vec!["", "français", "fr-", "1"],
        ),
        ("xsd:token", vec!["", "a b"], vec![" a", "a  b"]),
        ("xsd:NCName", vec!["été_1"], vec!["", "1a", "a:b"]),
        (":unknown", vec!["anything"], vec![]),
    ];
    for (datatype, good, bad) in well_formed {
        let quoted = |texts: &[&str]| -> Vec<String> {
            texts
                .iter()
                .map(|text| format!("\"{text}\"^^{datatype}"))
                .collect()
        };
        let constraint = format!("sh:datatype {datatype}");
        let (good, bad) = (quoted(&good), quoted(&bad));
        let good: Vec<&str> = good.iter().map(String::as_str).collect();
        let bad: Vec<&str> = bad.iter().map(String::as_str).collect();
        assert_eq!(failing(&constraint, &good), [""; 0], "{datatype}");
        assert_eq!(failing(&constraint, &bad), bad, "{datatype}");
    }
}

#[test]
fn patterns_take_flags() {
    let values = ["\"Forge\"", "\"forge\"", "\"a.b\"", "\"axb\"", "_:b"];
    assert_eq!(
        failing("sh:pattern \"^forge$\" ; sh:flags \"i\"", &values[..2]),
        [""; 0]
    );
    assert_eq!(
        failing("sh:pattern \"a.b\" ; sh:flags \"q\"", &values[2..4]),
        ["\"axb\""]
    );
    assert_eq!(failing("sh:pattern \".*\"", &values), ["_:b"]);
}

#[test]
fn lengths_count_characters_not_bytes() {
    assert_eq!(
        failing("sh:maxLength 3", &["\"été\"", "\"étés\"", "_:b"]),
        ["\"étés\"", "_:b"]
    );
    assert_eq!(failing("sh:minLength 0", &["\"\"", "_:b"]), ["_:b"]);
}

#[test]
fn a_language_range_takes_its_refinements() {
    let values = ["\"a\"@fr", "\"a\"@fr-BE", "\"a\"@fro", "\"a\"", ":a"];
    assert_eq!(
        failing("sh:languageIn ( \"FR\" )", &values),
        ["\"a\"@fro", "\"a\"", ":a"]
    );
}

#[test]
fn a_union_that_repeats_itself_is_counted_once() {
    struct Twice(Graph);
    fn twice<T: Clone>(items: Vec<T>) -> Vec<T> {
        [items.clone(), items].concat()
    }
    impl DataGraph for Twice {
        type Error = Infallible;
        fn objects(&self, s: &NamedOrBlankNode, p: &NamedNode) -> Result<Vec<Term>, Infallible> {
            self.0.objects(s, p).map(twice)
        }
        fn subjects(&self, p: &NamedNode, o: &Term) -> Result<Vec<NamedOrBlankNode>, Infallible> {
            self.0.subjects(p, o).map(twice)
        }
        fn predicates_objects(&self, s: &NamedOrBlankNode) -> Result<Vec<(NamedNode, Term)>, Infallible> {
            self.0.predicates_objects(s).map(twice)
        }
        fn pairs(&self, p: &NamedNode) -> Result<Vec<(NamedOrBlankNode, Term)>, Infallible> {
            self.0.pairs(p).map(twice)
        }
    }
    let shapes = shapes(
        ":S sh:targetClass :C ; sh:targetSubjectsOf :p ; sh:closed true ;
            sh:property [ sh:path :p ; sh:maxCount 1 ; sh:equals :q ; sh:lessThan :r ] .",
    );
    let data = turtle(":n a :C ; :p 2 ; :q 1 ; :r 2 .");
    let Ok(once) = shapes.validate(&data);
    let Ok(report) = shapes.validate(&Twice(data));
    assert_eq!(summary(&report), summary(&once));
}

#[test]
fn what_is_deactivated_is_not_read() {
    let shapes =
        shapes(":S sh:targetNode :n ; sh:deactivated true ; sh:minCount 1 ; sh:path \"unfinished\" .");
    assert!(validate(&shapes, ":n :p 1 .").results.is_empty());
}

#[test]
fn a_literal_can_be_a_focus_node() {
    let shapes = shapes(":S sh:targetObjectsOf :p ; sh:datatype xsd:integer .");
    assert_eq!(
        summary(&validate(&shapes, ":n :p 1 , \"un\" .")),
        ["\"un\" Datatype"]
    );
    let data = turtle(":n :p \"un\" .");
    let literal = Term::from(Literal::from("un"));
    let Ok(report) = shapes.validate_nodes(&data, std::slice::from_ref(&literal));
    assert_eq!(summary(&report), ["\"un\" Datatype"]);
    let removed = data
        .iter()
        .next()
        .unwrap()
        .into_owned()
        .in_graph(GraphName::DefaultGraph);
    let Ok(touched) = shapes.touched(&Graph::new(), [&removed]);
    assert_eq!(touched, [literal]);
}
