//! The RDFS part of what is inferred beside another reasoner: sophia's.
//!
//! It is given ontologies of `rdfs:subClassOf` and `rdfs:subPropertyOf` alone, since it also follows domains and ranges.
//! What RDFS says of its own words (that everything is an `rdfs:Resource`, say) is left out of the comparison.

#![expect(clippy::unwrap_used, reason = "a test whose preparation fails has failed")]

use std::collections::BTreeSet;

use mutuelle_inference::{Limits, Rules, infer_all};
use mutuelle_ontology::{alignments, vocabulary};
use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{Graph, NamedNode, NamedOrBlankNodeRef, TermRef};
use proptest::prelude::*;
use sophia_api::graph::Graph as _;
use sophia_api::source::{IntoSource as _, TripleSource as _};
use sophia_api::term::{IriRef, SimpleTerm, Term as _};
use sophia_api::triple::Triple as _;
use sophia_reasoner::ReasonableGraph;
use sophia_reasoner::d_entailment::Nothing;
use sophia_reasoner::ruleset::Rdfs;

use support::{Terms, sample, turtle};

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../../../crates/mutuelle-inference/tests/inference/support.rs"]
mod support;

/// Triples as texts, in which a literal is told from an IRI by its quotes.
type Texts = BTreeSet<[String; 3]>;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";

fn text(term: TermRef<'_>) -> String {
    match term {
        TermRef::NamedNode(node) => node.as_str().to_owned(),
        TermRef::BlankNode(node) => format!("urn:blank:{}", node.as_str()),
        other => other.to_string(),
    }
}

fn texts(graph: &Graph) -> Texts {
    graph
        .iter()
        .map(|triple| {
            [
                text(triple.subject.into()),
                text(triple.predicate.into()),
                text(triple.object),
            ]
        })
        .collect()
}

fn theirs(text: &str) -> SimpleTerm<'static> {
    let text = text.to_owned();
    if text.starts_with('"') {
        let datatype = IriRef::new_unchecked("http://www.w3.org/2001/XMLSchema#string".into());
        SimpleTerm::LiteralDatatype(text.into(), datatype)
    } else {
        SimpleTerm::Iri(IriRef::new_unchecked(text.into()))
    }
}

/// All that holds, as sophia sees it.
fn by_sophia(ontology: &Graph, data: &Graph) -> Texts {
    let all = texts(ontology).into_iter().chain(texts(data));
    let all = all.map(|triple| triple.map(|term| theirs(&term)));
    let all: Vec<[SimpleTerm<'static>; 3]> = all.collect();
    let graph: ReasonableGraph<Nothing, Rdfs> = all
        .into_iter()
        .into_source()
        .collect_triples()
        .unwrap_or_else(|error| panic!("{error}"));
    let triples = graph.triples().map(|triple| {
        let triple = triple.unwrap_or_else(|error| match error {});
        triple.to_spo().map(|term| match term.iri() {
            Some(iri) => iri.as_str().to_owned(),
            None => term
                .lexical_form()
                .map(|text| text.to_string())
                .unwrap_or_default(),
        })
    });
    triples.filter(|triple| is_ours(ontology, data, triple)).collect()
}

/// What is neither said of RDFS's own words, nor by them, nor of the ontology's terms as such.
fn is_ours(ontology: &Graph, data: &Graph, [subject, predicate, object]: &[String; 3]) -> bool {
    let kind = predicate == rdf::TYPE.as_str();
    let node = NamedNode::new_unchecked(subject);
    let said = |graph: &Graph| graph.triples_for_subject(&node).next().is_some();
    let is_blank = subject.starts_with("urn:blank:");
    (is_blank || said(data))
        && !(said(ontology) && kind && object.starts_with(RDFS))
        && predicate != rdfs::SUB_CLASS_OF.as_str()
        && predicate != rdfs::SUB_PROPERTY_OF.as_str()
        && !(kind && (object.starts_with(RDFS) || object.starts_with(RDF)))
}

/// All that holds, as this crate sees it.
fn by_us(ontology: &Graph, data: &Graph) -> Texts {
    let terms = Terms::default();
    let rules = terms.rules(&Rules::of(ontology).unwrap());
    let set = terms.set(terms.rows(data));
    let inferred = infer_all(&rules, &set, set.iter(), &Limits::default()).unwrap();
    inferred
        .into_iter()
        .chain(set.iter())
        .map(|row| row.map(|number| text(terms.term(number).as_ref())))
        .collect()
}

fn agree(ontology: &Graph, data: &Graph) -> usize {
    let ours = by_us(ontology, data);
    assert_eq!(ours, by_sophia(ontology, data));
    ours.len() - texts(data).len()
}

fn terms(kind: &'static str, count: usize) -> impl Strategy<Value = String> {
    (0..count).prop_map(move |number| format!(":{kind}{number}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn sophia_infers_the_same_from_random_hierarchies(
        classes in prop::collection::vec((terms("C", 6), terms("C", 6)), 0..8),
        properties in prop::collection::vec((terms("p", 6), terms("p", 6)), 0..8),
        typed in prop::collection::vec((terms("x", 5), terms("C", 6)), 0..10),
        related in prop::collection::vec((terms("x", 5), terms("p", 6), terms("x", 5)), 0..10),
        named in prop::collection::vec((terms("x", 5), terms("p", 6), "[a-z]{1,3}"), 0..5),
    ) {
        let classes = classes.iter().map(|(class, superclass)| format!("{class} rdfs:subClassOf {superclass} ."));
        let properties = properties.iter().map(|(p, q)| format!("{p} rdfs:subPropertyOf {q} ."));
        let ontology: String = classes.chain(properties).collect();
        let typed = typed.iter().map(|(thing, class)| format!("{thing} a {class} ."));
        let related = related.iter().map(|(s, p, o)| format!("{s} {p} {o} ."));
        let named = named.iter().map(|(s, p, name)| format!("{s} {p} \"{name}\"@fr ."));
        let data: String = typed.chain(related).chain(named).collect();
        agree(&turtle(&ontology), &turtle(&data));
    }
}

#[test]
fn sophia_infers_the_same_from_the_sample_commons_under_our_hierarchies() {
    let mut ontology = Graph::new();
    for part in [vocabulary().unwrap(), alignments().unwrap()] {
        for triple in &part {
            let hierarchy = [rdfs::SUB_CLASS_OF, rdfs::SUB_PROPERTY_OF].contains(&triple.predicate);
            let named = matches!(triple.subject, NamedOrBlankNodeRef::NamedNode(_))
                && matches!(triple.object, TermRef::NamedNode(_));
            if hierarchy && named {
                ontology.insert(triple);
            }
        }
    }
    let inferred = agree(&ontology, &sample());
    assert!(inferred > 2_000, "only {inferred} triples follow");
}
