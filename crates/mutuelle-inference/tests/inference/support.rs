//! Ontologies and data as Turtle, terms as numbers.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::path::Path;
use std::rc::Rc;

use mutuelle_inference::{Delta, Limits, Patch, Rules, RulesError, TripleSet, Triples, follow, infer_all};
use oxrdf::{Graph, NamedNode, Term};
use oxttl::TurtleParser;

pub(crate) const PREFIXES: &str = "
    @prefix : <http://example.org/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    @prefix mut: <https://w3id.org/mutuelle/ns#> .
    @prefix pair: <http://virtual-assembly.org/ontologies/pair#> .
    @prefix schema: <http://schema.org/> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix vf: <https://w3id.org/valueflows/ont/vf#> .
    @prefix dct: <http://purl.org/dc/terms/> .
";

pub(crate) type Row = [u32; 3];

pub(crate) fn turtle(text: &str) -> Graph {
    let text = format!("{PREFIXES}{text}");
    TurtleParser::new()
        .for_slice(&text)
        .map(|triple| triple.unwrap_or_else(|error| panic!("{error} in {text}")))
        .collect()
}

pub(crate) fn rules(text: &str) -> Result<Rules<NamedNode>, RulesError> {
    Rules::of(&turtle(text))
}

/// Numbers terms as they come.
#[derive(Default)]
pub(crate) struct Terms(Rc<RefCell<Vec<Term>>>);

impl Terms {
    pub(crate) fn number(&self, term: impl Into<Term>) -> u32 {
        let term = term.into();
        let mut terms = self.0.borrow_mut();
        let place = terms.iter().position(|other| *other == term).unwrap_or_else(|| {
            terms.push(term);
            terms.len() - 1
        });
        u32::try_from(place).unwrap()
    }

    pub(crate) fn term(&self, number: u32) -> Term {
        self.0.borrow()[number as usize].clone()
    }

    pub(crate) fn rows(&self, graph: &Graph) -> Vec<Row> {
        graph
            .iter()
            .map(|triple| {
                [
                    self.number(triple.subject.into_owned()),
                    self.number(triple.predicate.into_owned()),
                    self.number(triple.object.into_owned()),
                ]
            })
            .collect()
    }

    pub(crate) fn set(&self, rows: Vec<Row>) -> TripleSet<u32, impl Fn(u32) -> bool + use<>> {
        let terms = Rc::clone(&self.0);
        TripleSet::new(rows, move |number| {
            matches!(
                terms.borrow()[number as usize],
                Term::NamedNode(_) | Term::BlankNode(_)
            )
        })
    }

    pub(crate) fn rules(&self, rules: &Rules<NamedNode>) -> Rules<u32> {
        rules.numbered(|term| self.number(term.clone()))
    }
}

/// What follows from data under an ontology, both Turtle, as lines of N-Triples without their dots.
pub(crate) fn inferred(ontology: &str, data: &str) -> BTreeSet<String> {
    let terms = Terms::default();
    let rules = terms.rules(&rules(ontology).unwrap());
    let set = terms.set(terms.rows(&turtle(data)));
    let triples = infer_all(&rules, &set, set.iter(), &Limits::default()).unwrap();
    triples
        .into_iter()
        .map(|row| row.map(|number| terms.term(number).to_string()).join(" "))
        .collect()
}

/// Triples of Turtle in the form of [`inferred`].
pub(crate) fn lines(text: &str) -> BTreeSet<String> {
    turtle(text).iter().map(|triple| triple.to_string()).collect()
}

/// A commons that follows its changes.
pub(crate) struct Followed<'a> {
    pub(crate) rules: &'a Rules<u32>,
    pub(crate) explicit: BTreeSet<Row>,
    pub(crate) inferred: BTreeSet<Row>,
}

impl<'a> Followed<'a> {
    pub(crate) fn new(rules: &'a Rules<u32>) -> Self {
        Self {
            rules,
            explicit: BTreeSet::new(),
            inferred: BTreeSet::new(),
        }
    }

    pub(crate) fn apply<X: Triples<u32, Error = Infallible>>(
        &mut self,
        set: impl Fn(Vec<Row>) -> X,
        removed: &[Row],
        added: &[Row],
    ) -> Delta<u32> {
        let before = set(self.explicit.iter().copied().collect());
        let patch = Patch { removed, added };
        let inferred = |row| self.inferred.contains(&row);
        let delta = follow(self.rules, &before, inferred, patch, &Limits::default()).unwrap();
        for row in removed {
            self.explicit.remove(row);
        }
        self.explicit.extend(added);
        for row in &delta.removed {
            assert!(self.inferred.remove(row), "{row:?} was never inferred");
        }
        for row in &delta.added {
            assert!(self.inferred.insert(*row), "{row:?} was inferred already");
        }
        delta
    }
}

/// The sample commons, all graphs in one.
pub(crate) fn sample() -> Graph {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/sample");
    let mut graph = Graph::new();
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read(&path).unwrap();
        let parser = TurtleParser::new()
            .with_base_iri("http://127.0.0.1:7878/")
            .unwrap();
        for triple in parser.for_slice(&text) {
            graph.insert(&triple.unwrap_or_else(|error| panic!("{}: {error}", path.display())));
        }
    }
    graph
}
