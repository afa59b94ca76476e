//! The constants are what the Turtle files give.

#[path = "../examples/constants/render.rs"]
mod render;

const REMEDY: &str = "run `cargo run -p mutuelle-ontology --example constants`";

#[test]
fn the_terms_constants_are_what_the_vocabulary_gives() {
    assert!(
        include_str!("../src/vocab/mutuelle.rs") == render::terms(),
        "src/vocab/mutuelle.rs differs from vocabulary/*.ttl: {REMEDY}"
    );
}

#[test]
fn the_concepts_constants_are_what_the_schemes_give() {
    assert!(
        include_str!("../src/vocab/scheme.rs") == render::schemes(),
        "src/vocab/scheme.rs differs from schemes/*.ttl: {REMEDY}"
    );
}
