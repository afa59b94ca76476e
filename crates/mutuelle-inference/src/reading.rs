//! From an ontology's triples to its axioms.

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{
    Graph, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef, Triple, TripleRef,
};

use crate::axiom::{Axiom, Class};
use crate::error::RulesError;
use crate::vocabulary::owl;

/// All axioms that are followed, sorted, so that the same ontology gives the same derivations. An axiom that is meant
/// to be followed and cannot be is an error; what no triple follows from (domains, labels, disjointness) is passed over.
pub(crate) fn read_axioms(ontology: &Graph) -> Result<Vec<Axiom<NamedNode>>, RulesError> {
    let mut axioms = Vec::new();
    for triple in ontology {
        axioms.extend(read_axiom(ontology, triple)?);
    }
    axioms.sort_unstable();
    axioms.dedup();
    Ok(axioms)
}

fn read_axiom(ontology: &Graph, triple: TripleRef<'_>) -> Result<Option<Axiom<NamedNode>>, RulesError> {
    let predicate = triple.predicate;
    Ok(Some(if predicate == rdfs::SUB_CLASS_OF {
        Axiom::SubClassOf {
            class: class(ontology, triple, triple.subject.into())?,
            superclass: class(ontology, triple, triple.object)?,
        }
    } else if predicate == owl::EQUIVALENT_CLASS {
        Axiom::EquivalentClass {
            class: class(ontology, triple, triple.subject.into())?,
            other: class(ontology, triple, triple.object)?,
        }
    } else if predicate == owl::ON_PROPERTY {
        return named_restriction(ontology, triple);
    } else if predicate == rdfs::SUB_PROPERTY_OF {
        let (property, superproperty) = properties(triple)?;
        Axiom::SubPropertyOf {
            property,
            superproperty,
        }
    } else if predicate == owl::EQUIVALENT_PROPERTY {
        let (property, other) = properties(triple)?;
        Axiom::EquivalentProperty { property, other }
    } else if predicate == owl::INVERSE_OF {
        let (property, inverse) = properties(triple)?;
        Axiom::InverseOf { property, inverse }
    } else if predicate == owl::PROPERTY_CHAIN_AXIOM {
        chain(ontology, triple)?
    } else if predicate == rdf::TYPE && triple.object == owl::SYMMETRIC_PROPERTY.into() {
        let property = subject(triple)?;
        Axiom::Symmetric { property }
    } else if predicate == rdf::TYPE && triple.object == owl::TRANSITIVE_PROPERTY.into() {
        let property = subject(triple)?;
        Axiom::Transitive { property }
    } else {
        return Ok(None);
    }))
}

fn not_named(triple: TripleRef<'_>) -> RulesError {
    RulesError::NotNamed(Box::new(Triple::from(triple)))
}

fn subject(triple: TripleRef<'_>) -> Result<NamedNode, RulesError> {
    match triple.subject {
        NamedOrBlankNodeRef::NamedNode(node) => Ok(node.into_owned()),
        NamedOrBlankNodeRef::BlankNode(_) => Err(not_named(triple)),
    }
}

fn properties(triple: TripleRef<'_>) -> Result<(NamedNode, NamedNode), RulesError> {
    let TermRef::NamedNode(object) = triple.object else {
        return Err(not_named(triple));
    };
    Ok((subject(triple)?, object.into_owned()))
}

fn class(ontology: &Graph, axiom: TripleRef<'_>, term: TermRef<'_>) -> Result<Class<NamedNode>, RulesError> {
    match term {
        TermRef::NamedNode(node) => Some(Class::Named(node.into_owned())),
        TermRef::BlankNode(node) => restriction(ontology, node.into()),
        _ => None,
    }
    .ok_or_else(|| class_expression(axiom, term.into_owned()))
}

fn class_expression(axiom: TripleRef<'_>, class: Term) -> RulesError {
    RulesError::ClassExpression {
        axiom: Box::new(Triple::from(axiom)),
        class: Box::new(class),
    }
}

/// A restriction that has an IRI is a named class like others, with this beside it.
fn named_restriction(
    ontology: &Graph,
    triple: TripleRef<'_>,
) -> Result<Option<Axiom<NamedNode>>, RulesError> {
    let NamedOrBlankNodeRef::NamedNode(node) = triple.subject else {
        return Ok(None);
    };
    let restriction = restriction(ontology, triple.subject)
        .ok_or_else(|| class_expression(triple, node.into_owned().into()))?;
    Ok(Some(Axiom::EquivalentClass {
        class: Class::Named(node.into_owned()),
        other: restriction,
    }))
}

fn restriction(ontology: &Graph, node: NamedOrBlankNodeRef<'_>) -> Option<Class<NamedNode>> {
    Some(Class::HasValue {
        property: only_iri(ontology, node, owl::ON_PROPERTY)?,
        value: only_iri(ontology, node, owl::HAS_VALUE)?,
    })
}

/// The one value, if it is one and an IRI.
fn only_iri(
    ontology: &Graph,
    node: NamedOrBlankNodeRef<'_>,
    predicate: NamedNodeRef<'_>,
) -> Option<NamedNode> {
    match only(ontology, node, predicate)? {
        Term::NamedNode(value) => Some(value),
        _ => None,
    }
}

fn only(ontology: &Graph, node: NamedOrBlankNodeRef<'_>, predicate: NamedNodeRef<'_>) -> Option<Term> {
    let mut values = ontology.objects_for_subject_predicate(node, predicate);
    let value = values.next()?;
    values.next().is_none().then(|| value.into_owned())
}

fn chain(ontology: &Graph, triple: TripleRef<'_>) -> Result<Axiom<NamedNode>, RulesError> {
    let property = subject(triple)?;
    let Some((first, second)) = list_of_two(ontology, triple.object) else {
        return Err(RulesError::ChainLength { property });
    };
    if property == first && property == second {
        return Ok(Axiom::Transitive { property });
    }
    Ok(Axiom::Chain {
        property,
        first,
        second,
    })
}

fn list_of_two(ontology: &Graph, list: TermRef<'_>) -> Option<(NamedNode, NamedNode)> {
    let head = node(list.into_owned())?;
    let tail = node(only(ontology, head.as_ref(), rdf::REST)?)?;
    let end = only(ontology, tail.as_ref(), rdf::REST)?;
    if end != Term::from(rdf::NIL.into_owned()) {
        return None;
    }
    let first = only_iri(ontology, head.as_ref(), rdf::FIRST)?;
    let second = only_iri(ontology, tail.as_ref(), rdf::FIRST)?;
    Some((first, second))
}

fn node(term: Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.into()),
        Term::BlankNode(node) => Some(node.into()),
        _ => None,
    }
}
