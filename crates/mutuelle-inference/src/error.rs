//! What can go wrong, one enum an operation.

use oxrdf::{NamedNode, Term, Triple};

/// Why an ontology gives no rules. No data has been looked at.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    #[error("`{0}` speaks of what has no IRI; name both the subject and the object")]
    NotNamed(Box<Triple>),

    #[error(
        "`{axiom}` uses the class expression `{class}`, which would not be followed; only named classes and \
         restrictions with one `owl:onProperty` and one `owl:hasValue` are, both IRIs"
    )]
    ClassExpression { axiom: Box<Triple>, class: Box<Term> },

    #[error(
        "`owl:propertyChainAxiom` of `{property}` is no list of exactly two properties with IRIs; \
         build longer chains from properties in between"
    )]
    ChainLength { property: NamedNode },

    #[error(
        "the chain `{first}`, `{second}` gives `{property}`, which leads back into the same chain; \
         let `{property}` be no part of it, or declare an `owl:TransitiveProperty`"
    )]
    ChainFeedsItself {
        property: NamedNode,
        first: NamedNode,
        second: NamedNode,
    },

    #[error(
        "a class is told by the value `{value}` of `{property}`, but `{property}` also follows from a chain or \
         from transitivity, which classes are not told by; tell it by the property that is stated"
    )]
    ValueOfDerived { property: NamedNode, value: NamedNode },
}

/// Why a triple could not be judged.
#[derive(Debug, thiserror::Error)]
pub enum DerivationError<E> {
    #[error("the explicit triples could not be read")]
    Read(#[source] E),

    #[error("looking for a derivation would take more than {max} steps")]
    Steps { max: usize },
}

/// Why not everything could be inferred.
#[derive(Debug, thiserror::Error)]
pub enum InferError<E> {
    #[error("the explicit triples could not be read")]
    Read(#[source] E),

    #[error("more than {max} triples follow; look for long chains of a transitive property")]
    Inferred { max: usize },
}

/// Why a change could not be followed. The inferred triples can still be worked out anew with
/// [`infer_all`](crate::infer_all).
#[derive(Debug, thiserror::Error)]
pub enum FollowError<E> {
    #[error("the explicit triples could not be read")]
    Read(#[source] E),

    #[error("more than {max} triples depend on the change; infer everything anew instead")]
    Candidates { max: usize },

    #[error("following the change would take more than {max} steps; infer everything anew instead")]
    Steps { max: usize },
}

impl<E> From<DerivationError<E>> for FollowError<E> {
    fn from(error: DerivationError<E>) -> Self {
        match error {
            DerivationError::Read(error) => Self::Read(error),
            DerivationError::Steps { max } => Self::Steps { max },
        }
    }
}
