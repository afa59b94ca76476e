//! How long a validation takes. Printed, never asserted: `cargo test -p mutuelle-shapes -- --ignored --nocapture`.

use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

use oxrdf::{GraphName, Quad};

use super::{node, shapes, turtle};

const SEEDS: usize = 1_000;
const ROUNDS: u32 = 2_000;

const SHAPES: &str = r#"
    :SeedShape a sh:NodeShape ; sh:targetClass mut:KnowledgeSeed ;
        sh:property [ sh:path rdfs:label ; sh:minCount 1 ; sh:uniqueLang true ] ;
        sh:property [ sh:path mut:question ; sh:maxCount 1 ; sh:minLength 5 ] ;
        sh:property [ sh:path mut:content ; sh:datatype rdf:langString ; sh:uniqueLang true ] ;
        sh:property [ sh:path dct:creator ; sh:minCount 1 ; sh:class mut:Actor ] ;
        sh:property [ sh:path dct:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ;
            sh:pattern "^https?://" ] ;
        sh:property [ sh:path dct:language ; sh:pattern "^[a-z]{2,3}$" ] ;
        sh:property [ sh:path mut:keyword ; sh:languageIn ( "fr" "en" ) ] ;
        sh:property [ sh:path mut:maturity ; sh:maxCount 1 ; sh:in ( :graine :semis :pousse :plant :fruit ) ] ;
        sh:property [ sh:path dct:created ; sh:datatype xsd:date ; sh:minInclusive "1900-01-01"^^xsd:date ] ;
        sh:property [ sh:path mut:seedOf ; sh:or ( [ sh:class mut:Project ] [ sh:class mut:Event ] ) ] .
"#;

fn seeds() -> String {
    (0..SEEDS).fold(":lea a mut:Person . :atelier a mut:Project .".to_owned(), |mut text, seed| {
        writeln!(
            text,
            ":g{seed} a mut:KnowledgeSeed ; rdfs:label \"Graine {seed}\"@fr ; mut:question \"Comment faire ?\"@fr ;
               mut:content \"On fait ainsi.\"@fr ; dct:creator :lea ; dct:language \"fr\" ; mut:keyword \"fer\"@fr ;
               dct:license <https://creativecommons.org/licenses/by-sa/4.0/> ; mut:maturity :semis ;
               dct:created \"2026-03-01\"^^xsd:date ; mut:seedOf :atelier ."
        )
        .expect("a string takes it");
        text
    })
}

#[test]
#[ignore = "a measurement"]
fn how_long_a_seed_takes() {
    let ontology =
        "mut:Person rdfs:subClassOf mut:Actor . mut:KnowledgeSeed rdfs:subClassOf :Document , :Idea .";
    let shapes = shapes(SHAPES).with_classes(&turtle(ontology));
    let data = turtle(&seeds());

    let start = Instant::now();
    for round in 0..ROUNDS {
        let seed = node(&format!("g{}", round as usize % SEEDS));
        let Ok(report) = shapes.validate_nodes(&data, black_box(&[seed]));
        assert!(report.results.is_empty());
    }
    println!(
        "validate_nodes, one seed of 10 properties against 10 property shapes: {:?}",
        start.elapsed() / ROUNDS
    );

    let changed: Vec<Quad> = data
        .iter()
        .map(|triple| triple.into_owned().in_graph(GraphName::DefaultGraph))
        .collect();
    let start = Instant::now();
    let Ok(touched) = shapes.touched(&data, black_box(&changed));
    println!(
        "touched, {} quads: {:?}, {} nodes",
        changed.len(),
        start.elapsed(),
        touched.len()
    );

    let start = Instant::now();
    let Ok(report) = shapes.validate_nodes(&data, &touched);
    println!(
        "validate_nodes, {} nodes in one run: {:?}",
        touched.len(),
        start.elapsed()
    );
    assert!(report.results.is_empty());

    let start = Instant::now();
    let Ok(_) = shapes.validate(&data);
    println!("validate, {SEEDS} seeds: {:?}", start.elapsed());
}
