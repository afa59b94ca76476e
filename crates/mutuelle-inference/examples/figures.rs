//! How long it takes to infer, and to follow a change, over commons-like data under our own ontology:
//! `cargo run --release -p mutuelle-inference --example figures`. With a number as argument, that many resources.
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

use std::collections::HashMap;
use std::error::Error;
use std::time::Instant;

use mutuelle_inference::{Limits, Patch, Rules, TripleSet, derivation, follow, infer_all};
use oxrdf::NamedNode;

type Row = [u32; 3];

/// Numbers from here on are literals.
const LITERALS: u32 = 1 << 30;

fn is_subject(number: u32) -> bool {
    number < LITERALS
}

fn main() -> Result<(), Box<dyn Error>> {
    let resources = match std::env::args().nth(1) {
        Some(count) => count.parse()?,
        None => 60_000,
    };
    let before = Instant::now();
    let mut ontology = mutuelle_ontology::vocabulary()?;
    ontology.extend(&mutuelle_ontology::alignments()?);
    let named = Rules::of(&ontology)?;
    println!("compile the rules      {:>10.1} ms", milliseconds(before));

    let mut terms: HashMap<NamedNode, u32> = HashMap::new();
    let rules = named.numbered(|term| number(&mut terms, term.as_str()));
    let rows = Data::new(&mut terms).rows(resources);
    println!("explicit triples       {:>10}", rows.len());
    let data = TripleSet::new(rows.iter().copied(), is_subject as fn(u32) -> bool);

    let limits = Limits::default();
    let before = Instant::now();
    let inferred = infer_all(&rules, &data, data.iter(), &limits)?;
    println!("infer all              {:>10.1} ms", milliseconds(before));
    println!("inferred triples       {:>10}", inferred.len());

    changes(&rules, &data, &inferred, &limits)?;
    reasons(&rules, &data, &inferred, &limits)
}

fn milliseconds(before: Instant) -> f64 {
    before.elapsed().as_secs_f64() * 1e3
}

fn number(terms: &mut HashMap<NamedNode, u32>, iri: &str) -> u32 {
    let next = u32::try_from(terms.len()).unwrap_or(LITERALS);
    *terms.entry(NamedNode::new_unchecked(iri)).or_insert(next)
}

/// Seeds, projects, people and a tree of concepts.
struct Data {
    kind: u32,
    label: u32,
    classes: [u32; 4],
    creator: u32,
    subject: u32,
    broader: u32,
    concept: u32,
    led_by: u32,
    /// Properties that no rule speaks of.
    others: [u32; 11],
}

impl Data {
    fn new(terms: &mut HashMap<NamedNode, u32>) -> Self {
        let mut mutuelle = |name: &str| number(terms, &format!("https://w3id.org/mutuelle/ns#{name}"));
        let classes = ["KnowledgeSeed", "Project", "Person", "Event"].map(&mut mutuelle);
        let led_by = mutuelle("ledBy");
        let others = std::array::from_fn(|place| mutuelle(&format!("other{place}")));
        Self {
            kind: number(terms, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            label: number(terms, "http://www.w3.org/2000/01/rdf-schema#label"),
            classes,
            creator: number(terms, "http://purl.org/dc/terms/creator"),
            subject: number(terms, "http://purl.org/dc/terms/subject"),
            broader: number(terms, "http://www.w3.org/2004/02/skos/core#broader"),
            concept: number(terms, "http://www.w3.org/2004/02/skos/core#Concept"),
            led_by,
            others,
        }
    }

    fn rows(&self, resources: u32) -> Vec<Row> {
        let first = 100_000;
        let concepts = resources / 20;
        let concept = |place: u32| first + resources + place;
        let mut rows = Vec::new();
        for place in 0..resources {
            let resource = first + place;
            let other = first + place.wrapping_mul(2_654_435_761) % resources;
            let class = self.classes[(place % 4) as usize];
            let relation = if place % 4 == 1 { self.led_by } else { self.creator };
            rows.push([resource, self.kind, class]);
            rows.push([resource, self.label, LITERALS + place]);
            rows.push([resource, relation, other]);
            rows.push([resource, self.subject, concept(place % concepts)]);
            rows.push([resource, self.subject, concept(other % concepts)]);
            for (count, property) in (0..).zip(self.others) {
                rows.push([resource, property, LITERALS + resources + place % 5_000 + count]);
            }
        }
        for place in 1..concepts {
            rows.push([concept(place), self.kind, self.concept]);
            rows.push([concept(place), self.broader, concept(place / 4)]);
            rows.push([concept(place), self.label, LITERALS + 2 * resources + place]);
        }
        rows
    }
}

/// Takes resources away one by one, all that is said with them as the subject, and gives them back.
fn changes(
    rules: &Rules<u32>,
    data: &TripleSet<u32, fn(u32) -> bool>,
    inferred: &[Row],
    limits: &Limits,
) -> Result<(), Box<dyn Error>> {
    let rows: Vec<Row> = data.iter().collect();
    let mut slowest: f64 = 0.0;
    let mut count = 0;
    let mut changed = 0;
    let before = Instant::now();
    for resource in rows.chunk_by(|a, b| a[0] == b[0]).step_by(97) {
        let start = Instant::now();
        let patch = Patch {
            removed: resource,
            added: &[],
        };
        let delta = follow(
            rules,
            data,
            |row| inferred.binary_search(&row).is_ok(),
            patch,
            limits,
        )?;
        changed += delta.removed.len() + delta.added.len();
        slowest = slowest.max(milliseconds(start));
        count += 1;
    }
    let mean = milliseconds(before) / f64::from(count);
    println!("follow the loss of one resource: {mean:.3} ms on average, {slowest:.3} ms at most");
    println!("({count} resources, {changed} inferred triples changed)");
    Ok(())
}

fn reasons(
    rules: &Rules<u32>,
    data: &TripleSet<u32, fn(u32) -> bool>,
    inferred: &[Row],
    limits: &Limits,
) -> Result<(), Box<dyn Error>> {
    let before = Instant::now();
    let mut count = 0;
    for row in inferred.iter().step_by(101) {
        derivation(rules, data, *row, limits)?.ok_or("an inferred triple has no reason")?;
        count += 1;
    }
    let microseconds = milliseconds(before) * 1e3 / f64::from(count);
    println!("explain one triple     {microseconds:>10.1} µs on average");
    Ok(())
}
