//! All resources of one PAIR class as an LDP container, which is how SemApps sites read each other.

use super::classes::named;
use super::speaker::Speaker;
use crate::export::ExportError;
use mutuelle_ontology::vocab::reused::pair;
use oxrdf::vocab::rdf;
use oxrdf::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use serde_json::{Map, Value, json};
use std::io::Write;

const CONTAINER: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/ldp#Container");
const BASIC_CONTAINER: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("http://www.w3.org/ns/ldp#BasicContainer");
const CONTAINS: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/ldp#contains");

impl Speaker<'_, '_> {
    /// The named resources of a class.
    ///
    /// # Errors
    /// [`ExportError::UnknownClass`] for a name that is no class here.
    pub(super) fn contained(&self, name: &str) -> Result<Vec<NamedOrBlankNode>, ExportError> {
        let unknown = || ExportError::UnknownClass {
            name: name.to_owned(),
        };
        let class = named(name).ok_or_else(unknown)?;
        let members = self.members()?.remove(&class).ok_or_else(unknown)?;
        Ok(members
            .into_iter()
            .filter(NamedOrBlankNode::is_named_node)
            .collect())
    }
}

/// What a container says of itself.
pub(super) fn triples(container: &NamedNode, members: &[NamedOrBlankNode]) -> Vec<Triple> {
    let about = |property: NamedNodeRef<'_>, object: Term| {
        Triple::new(container.clone(), property.into_owned(), object)
    };
    let mut triples = vec![
        about(rdf::TYPE, CONTAINER.into_owned().into()),
        about(rdf::TYPE, BASIC_CONTAINER.into_owned().into()),
    ];
    triples.extend(members.iter().map(|node| about(CONTAINS, node.clone().into())));
    triples
}

/// A container as one JSON-LD tree, the resources inside it: clients that read the JSON as it stands look for them under
/// `ldp:contains`.
pub(super) fn write_tree(
    speaker: &Speaker<'_, '_>,
    container: &NamedNode,
    members: &[NamedOrBlankNode],
    out: &mut impl Write,
) -> Result<u64, ExportError> {
    let context = json!({ "ldp": "http://www.w3.org/ns/ldp#", "pair": pair::NAMESPACE });
    write!(
        out,
        "{{\"@context\":{context},\"@id\":{}",
        json!(container.as_str())
    )?;
    write!(
        out,
        ",\"@type\":[\"ldp:Container\",\"ldp:BasicContainer\"],\"ldp:contains\":["
    )?;
    let mut count = 0;
    for node in members {
        let described = speaker.describe(node)?;
        let separator = if count == 0 { "" } else { "," };
        write!(out, "{separator}{}", tree(node, &described))?;
        count += described.len() as u64 + 1;
    }
    write!(out, "]}}")?;
    Ok(count + 2)
}

/// A resource with its statements; links are references.
fn tree(subject: &NamedOrBlankNode, statements: &[Triple]) -> Value {
    let mut members: Map<String, Value> = Map::new();
    members.insert("@id".to_owned(), json!(reference(&subject.clone().into())));
    for statement in statements {
        let (key, value) = if statement.predicate == rdf::TYPE {
            ("@type".to_owned(), json!(compact(&reference(&statement.object))))
        } else {
            (compact(statement.predicate.as_str()), of_term(&statement.object))
        };
        match members.get_mut(&key) {
            None => {
                members.insert(key, value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(one) => *one = json!([one.take(), value]),
        }
    }
    Value::Object(members)
}

fn reference(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        other => other.to_string(),
    }
}

fn of_term(term: &Term) -> Value {
    match term {
        Term::Literal(literal) => of_literal(literal),
        other => json!({ "@id": reference(other) }),
    }
}

fn of_literal(literal: &Literal) -> Value {
    if let Some(language) = literal.language() {
        return json!({ "@value": literal.value(), "@language": language });
    }
    if literal.datatype() == oxrdf::vocab::xsd::STRING {
        return json!(literal.value());
    }
    json!({ "@value": literal.value(), "@type": literal.datatype().as_str() })
}

fn compact(iri: &str) -> String {
    iri.strip_prefix(pair::NAMESPACE)
        .map_or_else(|| iri.to_owned(), |local| format!("pair:{local}"))
}
