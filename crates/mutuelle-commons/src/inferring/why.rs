//! Why a triple holds, in terms.

use super::explicit::Explicit;
use mutuelle_inference::{Axiom, Class, Derivation, Source};
use serde::Serialize;

/// A triple with what it follows from. Terms are as in N-Triples.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Why {
    /// The triple.
    pub triple: String,
    /// What it comes from.
    pub from: Origin,
    /// The axioms that lead from there to the triple, each with the triple that it gives.
    pub steps: Vec<Step>,
}

/// Where a derivation begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// It stands in the data.
    Said(String),
    /// These follow from one another by a transitive property.
    Transitive(Vec<Why>),
    /// These two make a chain, by this axiom.
    Chain(String, Vec<Why>),
}

/// One axiom, applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The axiom, as one would read it.
    pub axiom: String,
    /// What it gives.
    pub triple: String,
}

impl Why {
    pub(super) fn of(derivation: &Derivation<u32>, explicit: &Explicit<'_>) -> Self {
        let links = |links: &[Derivation<u32>]| links.iter().map(|link| Self::of(link, explicit)).collect();
        Self {
            triple: triple(derivation.triple, explicit),
            from: match &derivation.source {
                Source::Explicit(said) => Origin::Said(triple(*said, explicit)),
                Source::Transitive { links: found, .. } => Origin::Transitive(links(found)),
                Source::Chain {
                    axiom: by,
                    links: found,
                    ..
                } => Origin::Chain(axiom(by, explicit), links(found.as_slice())),
            },
            steps: derivation
                .steps
                .iter()
                .map(|step| Step {
                    axiom: axiom(&step.axiom, explicit),
                    triple: triple(step.triple, explicit),
                })
                .collect(),
        }
    }
}

fn triple(triple: [u32; 3], explicit: &Explicit<'_>) -> String {
    triple.map(|number| explicit.term(number).to_string()).join(" ")
}

fn axiom(axiom: &Axiom<u32>, explicit: &Explicit<'_>) -> String {
    let term = |number: &u32| explicit.term(*number).to_string();
    let class = |class: &Class<u32>| match class {
        Class::Named(name) => term(name),
        Class::HasValue { property, value } => format!(
            "[ owl:onProperty {} ; owl:hasValue {} ]",
            term(property),
            term(value)
        ),
    };
    match axiom {
        Axiom::SubClassOf {
            class: below,
            superclass,
        } => {
            format!("{} rdfs:subClassOf {}", class(below), class(superclass))
        }
        Axiom::EquivalentClass { class: one, other } => {
            format!("{} owl:equivalentClass {}", class(one), class(other))
        }
        Axiom::SubPropertyOf {
            property,
            superproperty,
        } => {
            format!("{} rdfs:subPropertyOf {}", term(property), term(superproperty))
        }
        Axiom::EquivalentProperty { property, other } => {
            format!("{} owl:equivalentProperty {}", term(property), term(other))
        }
        Axiom::InverseOf { property, inverse } => {
            format!("{} owl:inverseOf {}", term(property), term(inverse))
        }
        Axiom::Symmetric { property } => format!("{} a owl:SymmetricProperty", term(property)),
        Axiom::Transitive { property } => format!("{} a owl:TransitiveProperty", term(property)),
        Axiom::Chain {
            property,
            first,
            second,
        } => format!(
            "{} owl:propertyChainAxiom ( {} {} )",
            term(property),
            term(first),
            term(second)
        ),
    }
}
