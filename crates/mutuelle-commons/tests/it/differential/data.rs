//! Small data in which joins hit, and changes of it.

use super::queries::Generator;
use super::random::{Random, hashed};
use std::fmt::Write as _;

/// Predicates of links between nodes, of numbers, of texts, and of anything.
pub(crate) const PREDICATES: [&str; 5] = [":p0", ":p1", ":p2", ":p3", ":p4"];

/// The named graphs; the unnamed one comes before them.
pub(crate) const GRAPHS: [&str; 3] = [":g0", ":g1", ":g2"];

const LITERALS: [&str; 30] = [
    "0",
    "1",
    "2",
    "3",
    "10",
    "-1",
    "1.0",
    "2.5",
    "-0.25",
    "1.0e0",
    "2.5e0",
    "1.0e3",
    "true",
    "false",
    "\"\"",
    "\"a\"",
    "\"b\"",
    "\"abc\"",
    "\"Été\"",
    "\"a\"@fr",
    "\"a\"@en",
    "\"été\"@fr",
    "\"10\"",
    "\"2026-01-31\"^^xsd:date",
    "\"2025-12-01\"^^xsd:date",
    "\"2026-01-31T10:00:00Z\"^^xsd:dateTime",
    "\"2026-01-31T10:30:00+01:00\"^^xsd:dateTime",
    "\"P1D\"^^xsd:dayTimeDuration",
    "\"x\"^^:type",
    "\"x\"^^xsd:integer",
];

/// The first so many of the literals are numbers.
const NUMBERS: usize = 12;

pub(crate) fn node(random: &mut Random) -> String {
    format!(":s{}", random.below(6))
}

pub(crate) fn number(random: &mut Random) -> &'static str {
    LITERALS[random.below(NUMBERS)]
}

pub(crate) fn literal(random: &mut Random) -> &'static str {
    LITERALS[random.below(LITERALS.len())]
}

/// Anything that may stand in a query as an object.
pub(crate) fn object(random: &mut Random) -> String {
    match random.below(20) {
        0 => format!(
            "<<( {} {} {} )>>",
            node(random),
            random.pick(&PREDICATES),
            number(random)
        ),
        1..8 => literal(random).to_owned(),
        _ => node(random),
    }
}

/// What may stand in a query as the object of a predicate.
pub(crate) fn object_of(predicate: &str, random: &mut Random) -> String {
    match predicate {
        ":p0" | ":p1" => node(random),
        ":p2" => number(random).to_owned(),
        ":p3" => LITERALS[random.within(NUMBERS..=22)].to_owned(),
        _ => object(random),
    }
}

/// A triple; blank nodes have labels from `_:b0` to `_:b2`.
fn triple(random: &mut Random, blank: bool) -> String {
    let some = |random: &mut Random| {
        if blank && random.percent(25) {
            format!("_:b{}", random.below(3))
        } else {
            node(random)
        }
    };
    let subject = some(random);
    let predicate = *random.pick(&PREDICATES);
    let object = match predicate {
        ":p0" | ":p1" => some(random),
        _ => object_of(predicate, random),
    };
    format!("{subject} {predicate} {object} .")
}

/// How a world is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Graphs {
    /// No triple stands in two graphs: then oxigraph's union of all graphs shows it once as well.
    Apart,
    /// Triples stand in several graphs, and queries name theirs.
    Overlapping,
}

impl Graphs {
    /// A triple in the graph where it may stand, 0 being the unnamed one.
    fn quad(self, random: &mut Random, blank: bool) -> String {
        let triple = triple(random, blank);
        let graphs = GRAPHS.len() as u64 + 1;
        let graph = match self {
            Self::Apart => usize::try_from(hashed(&triple) % graphs).unwrap(),
            Self::Overlapping => random.below(GRAPHS.len() + 1),
        };
        match graph {
            0 => format!("{triple}\n"),
            named => format!("GRAPH {} {{ {triple} }}\n", GRAPHS[named - 1]),
        }
    }

    /// Quads as TriG and as SPARQL have them.
    pub(crate) fn quads(self, random: &mut Random, count: usize, blank: bool) -> String {
        let mut quads = String::new();
        for _ in 0..count {
            quads.push_str(&self.quad(random, blank));
            // Sharing of triples is what the mode is for.
            if self == Self::Overlapping && random.percent(20) {
                let shared = triple(random, false);
                writeln!(
                    quads,
                    "GRAPH :g0 {{ {shared} }} GRAPH :g1 {{ {shared} }} {shared}"
                )
                .unwrap();
            }
        }
        quads
    }

    /// A SPARQL Update of which the result does not depend on labels of blank nodes or on order. `held` are quads
    /// without blank nodes that are there, in SPARQL's syntax; `named` are the named graphs that hold something.
    pub(crate) fn update(self, random: &mut Random, held: &[String], named: &[&'static str]) -> String {
        match random.below(12) {
            0..4 => format!("INSERT DATA {{ {} }}", {
                let count = random.within(1..=6);
                self.quads(random, count, false)
            }),
            4..7 => {
                let mut gone = String::new();
                for _ in 0..random.within(1..=5.min(held.len() + 1)) {
                    gone.push_str(held.get(random.below(held.len() + 1)).map_or("", String::as_str));
                }
                gone.push_str(&self.quad(random, false));
                format!("DELETE DATA {{ {gone} }}")
            }
            7 => format!("CLEAR SILENT GRAPH {}", random.pick(&GRAPHS)),
            8 => format!("DROP SILENT GRAPH {}", random.pick(&GRAPHS)),
            9 if self == Self::Overlapping => {
                let verb = random.pick(&["ADD", "COPY", "MOVE"]);
                let ends = [
                    random.pick(&[":g0", ":g1", "DEFAULT"]),
                    random.pick(&[":g1", ":g2", "DEFAULT"]),
                ];
                format!("{verb} SILENT {} TO {}", ends[0], ends[1])
            }
            _ => self.delete_insert(random, named),
        }
    }

    fn delete_insert(self, random: &mut Random, named: &[&'static str]) -> String {
        let mut generator = Generator::new(random, self, named);
        let (dataset, pattern) = generator.for_update();
        let delete = Self::template(random, |random, _| *random.pick(&PREDICATES));
        // Each graph has a predicate of its own for what is made, so that no triple comes to stand in two of them.
        let insert = Self::template(random, |random, graph| match self {
            Self::Apart => [":q0", ":q1", ":q2", ":q3"][graph],
            Self::Overlapping => *random.pick(&PREDICATES),
        });
        match random.below(3) {
            0 => format!("INSERT {{ {insert} }} {dataset} WHERE {pattern}"),
            1 => format!("DELETE {{ {delete} }} {dataset} WHERE {pattern}"),
            _ => format!("DELETE {{ {delete} }} INSERT {{ {insert} }} {dataset} WHERE {pattern}"),
        }
    }

    fn template(random: &mut Random, predicate: impl Fn(&mut Random, usize) -> &'static str) -> String {
        (0..random.within(1..=2))
            .map(|_| {
                let graph = random.below(GRAPHS.len() + 1);
                let subject = *random.pick(&["?a", "?b", "?c", ":s0"]);
                let object = *random.pick(&["?a", "?b", "?c", "?d", "1", ":s1"]);
                let triple = format!("{subject} {} {object} .", predicate(random, graph));
                match graph {
                    0 => triple,
                    named => format!("GRAPH {} {{ {triple} }}", GRAPHS[named - 1]),
                }
            })
            .collect()
    }
}
