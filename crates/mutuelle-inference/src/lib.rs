//! What follows from an ontology and its alignments: inferred at once, kept exact under every change, explained.
//!
//! The crate is pure: it asks for explicit triples through [`Triples`], knows no store, no network and no clock. The
//! ontology is fixed when [`Rules`] are compiled; axioms that stand in the data are data.
//!
//! ```
//! use mutuelle_inference::{Limits, Patch, Rules, Triples, TripleSet, derivation, follow, infer_all};
//! use oxrdf::{Graph, NamedNode};
//! # use oxttl::TurtleParser;
//!
//! let ontology: Graph = TurtleParser::new()
//!     .for_slice(
//!         "@prefix owl: <http://www.w3.org/2002/07/owl#> .
//!          @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
//!          @prefix : <http://example.org/> .
//!          :partOf a owl:TransitiveProperty ; owl:inverseOf :hasPart .
//!          :wing rdfs:subPropertyOf :hasPart .",
//!     )
//!     .collect::<Result<_, _>>()?;
//!
//! // A store numbers its terms.
//! let mut terms = Vec::new();
//! let mut number = |term: &NamedNode| {
//!     terms.push(term.clone());
//!     terms.len() as u32
//! };
//! let rules = Rules::of(&ontology)?.numbered(&mut number);
//! let [wing, part_of, house, left, room] = ["wing", "partOf", "house", "left", "room"]
//!     .map(|name| NamedNode::new_unchecked(format!("http://example.org/{name}")))
//!     .map(|term| match terms.iter().position(|other| *other == term) {
//!         Some(place) => place as u32 + 1,
//!         None => {
//!             terms.push(term);
//!             terms.len() as u32
//!         }
//!     });
//!
//! let limits = Limits::default();
//! let data = TripleSet::new([[house, wing, left], [room, part_of, left]], |_| true);
//! let inferred = infer_all(&rules, &data, data.iter(), &limits)?;
//! assert!(inferred.contains(&[room, part_of, house]));
//!
//! let why = derivation(&rules, &data, [room, part_of, house], &limits)?.expect("it follows");
//! assert_eq!(why.explicit(), data.iter().collect::<Vec<_>>());
//!
//! let patch = Patch { removed: &[[house, wing, left]], added: &[] };
//! let delta = follow(&rules, &data, |triple| inferred.binary_search(&triple).is_ok(), patch, &limits)?;
//! assert!(delta.removed.contains(&[room, part_of, house]));
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! # What follows
//! Subclasses and subproperties, equivalence of both, inverses, symmetric and transitive properties, chains of two
//! properties, and `owl:hasValue` as a class. Domains and ranges are left out: in a commons they would turn every slip
//! into a false type. So is `owl:sameAs`, which would let one statement merge two people.
//!
//! # How
//! Nothing is kept but the inferred set itself, no counts and no proofs. Whether a triple follows is decided backwards,
//! from the finitely many patterns that it may come from. Three kinds of rules stand above one another:
//! - what follows from one triple: closures over the ontology, worked out once (`compiling.rs`);
//! - chains, each over what is below it; one that feeds itself is refused ([`RulesError::ChainFeedsItself`]);
//! - transitivity, over links that come by other rules than transitivity itself. What a transitive property gives to
//!   another one above it is found there by following the same links, so no property waits for another.
//!
//! A class is told by values that come from one triple only ([`RulesError::ValueOfDerived`]).
//!
//! # Memory and hostile data
//! Every call is bounded by [`Limits`], cycles end, and nothing recurses deeper than chains are built of chains. Hashing
//! is quick and not keyed: numbers of terms are given by the store, not by who writes the data.

mod alone;
mod axiom;
mod bulk;
mod compiling;
mod derivation;
mod error;
mod follow;
mod limits;
mod ordering;
mod patched;
mod pattern;
mod reachability;
mod reading;
mod rules;
mod spread;
mod triples;
mod turn;
mod view;
mod vocabulary;

pub use axiom::{Axiom, Class};
pub use bulk::infer_all;
pub use derivation::{Derivation, DerivationStep, Source, derivation, holds};
pub use error::{DerivationError, FollowError, InferError, RulesError};
pub use follow::{Delta, follow};
pub use limits::{CANDIDATES_MAX, INFERRED_MAX, Limits, STEPS_MAX};
pub use patched::Patch;
pub use rules::Rules;
pub use triples::{Number, TripleSet, Triples};
