//! Every limit holds at n and refuses at n + 1.

use std::fmt::Write;

use mutuelle_shapes::{
    LIST_LENGTH_MAX, PATH_DEPTH_MAX, PATH_EXPRESSIONS_MAX, PATTERN_LENGTH_MAX, RESULTS_MAX, SHAPE_DEPTH_MAX,
    SHAPE_SIZE_MAX, Shapes, ShapesError,
};

use super::{shapes, turtle, validate};

fn compile(text: &str) -> Result<(), ShapesError> {
    Shapes::from_graph(&turtle(text)).map(drop)
}

#[test]
fn shapes_nest_as_deep_as_the_limit() {
    // The names count downwards or upwards, so that reading begins at either end of the chain.
    for descending in [false, true] {
        let chain = |length: usize| {
            (0..length).fold(String::new(), |mut text, position| {
                let name = |at: usize| if descending { 900 - at } else { 100 + at };
                writeln!(text, ":s{} sh:node :s{} .", name(position), name(position + 1)).unwrap();
                text
            })
        };
        compile(&chain(SHAPE_DEPTH_MAX)).unwrap();
        let error = compile(&chain(SHAPE_DEPTH_MAX + 1)).unwrap_err();
        assert!(matches!(error, ShapesError::TooDeep { .. }), "{error}");
    }
}

#[test]
fn a_check_goes_through_as_many_shapes_as_the_limit() {
    // 99 leaves beside themselves below 100 parents, and as many leaves as it takes.
    let wide = |leaves: usize| {
        let all: Vec<String> = (0..99).map(|leaf| format!(":leaf{leaf}")).collect();
        let more: Vec<String> = (0..leaves).map(|leaf| format!(":leaf{}", 100 + leaf)).collect();
        let parents: Vec<String> = (0..99).map(|parent| format!(":parent{parent}")).collect();
        let mut text = format!(
            ":root sh:node {} .\n",
            [parents.clone(), more].concat().join(" , ")
        );
        for parent in parents {
            writeln!(text, "{parent} sh:node {} .", all.join(" , ")).unwrap();
        }
        text
    };
    let rest = SHAPE_SIZE_MAX - 1 - 99 * 100;
    compile(&wide(rest)).unwrap();
    let error = compile(&wide(rest + 1)).unwrap_err();
    assert!(matches!(error, ShapesError::TooLarge { .. }), "{error}");
}

#[test]
fn paths_nest_as_deep_as_the_limit() {
    let nested = |depth: usize| {
        let path = (0..depth).fold(":p".to_owned(), |inner, _| format!("[ sh:inversePath {inner} ]"));
        compile(&format!(":S sh:class :C ; sh:path {path} ."))
    };
    nested(PATH_DEPTH_MAX).unwrap();
    assert!(matches!(
        nested(PATH_DEPTH_MAX + 1),
        Err(ShapesError::Path { .. })
    ));
}

#[test]
fn paths_have_as_many_expressions_as_the_limit() {
    let sequence = |parts: usize| compile(&format!(":S sh:class :C ; sh:path ( {} ) .", ":p ".repeat(parts)));
    sequence(PATH_EXPRESSIONS_MAX - 1).unwrap();
    assert!(matches!(
        sequence(PATH_EXPRESSIONS_MAX),
        Err(ShapesError::Path { .. })
    ));
}

#[test]
fn lists_are_as_long_as_the_limit() {
    let list = |length: usize| compile(&format!(":S sh:in ( {} ) .", ":a ".repeat(length)));
    list(LIST_LENGTH_MAX).unwrap();
    assert!(matches!(list(LIST_LENGTH_MAX + 1), Err(ShapesError::List { .. })));
}

#[test]
fn patterns_are_as_long_as_the_limit() {
    let pattern = |length: usize| compile(&format!(":S sh:pattern \"{}\" .", "é".repeat(length)));
    pattern(PATTERN_LENGTH_MAX).unwrap();
    assert!(matches!(
        pattern(PATTERN_LENGTH_MAX + 1),
        Err(ShapesError::PatternLength { .. })
    ));
}

#[test]
fn patterns_compile_within_the_limit() {
    compile(":S sh:pattern \"[a-z]{100}\" .").unwrap();
    let error = compile(":S sh:pattern \"((\\\\pL{100}){100}){100}\" .").unwrap_err();
    assert!(matches!(error, ShapesError::Pattern { .. }), "{error}");
}

/// Nodes that yield one violation each, and nodes that yield one warning each.
fn report_of(violations: usize, warnings: usize) -> mutuelle_shapes::Report {
    let shapes = shapes(
        ":A sh:targetClass :W ; sh:severity sh:Warning ; sh:nodeKind sh:Literal .
         :B sh:targetClass :V ; sh:nodeKind sh:Literal .",
    );
    let mut data = String::new();
    for (class, count) in [("V", violations), ("W", warnings)] {
        for position in 0..count {
            writeln!(data, ":{class}{position} a :{class} .").expect("a string takes it");
        }
    }
    validate(&shapes, &data)
}

#[test]
fn a_report_keeps_as_many_results_as_the_limit() {
    let report = report_of(RESULTS_MAX, 0);
    assert_eq!((report.results.len(), report.truncated), (RESULTS_MAX, false));
    let report = report_of(RESULTS_MAX + 1, 0);
    assert_eq!((report.results.len(), report.truncated), (RESULTS_MAX, true));
}

#[test]
fn warnings_never_hide_a_violation() {
    let report = report_of(0, RESULTS_MAX + 1);
    assert!(report.truncated && report.conforms());
    let report = report_of(3, RESULTS_MAX);
    assert!(report.truncated && !report.conforms());
    assert_eq!(
        (report.violations().count(), report.warnings().count()),
        (3, RESULTS_MAX - 3)
    );
}
