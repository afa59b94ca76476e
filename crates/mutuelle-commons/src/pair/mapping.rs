//! What PAIR takes in another form than ours, as the ontology carries it (`alignments/pair-export.ttl`).

use mutuelle_ontology::vocab::pair_export as px;
use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, TermRef};

/// A PAIR property with the properties of ours that it takes its values from.
#[derive(Clone, Debug)]
pub(super) struct Mapping {
    pub(super) property: NamedNode,
    /// Best first.
    pub(super) from: Vec<NamedNode>,
    pub(super) form: Form,
    /// The PAIR class to which this is limited.
    pub(super) only_for: Option<NamedNode>,
}

/// What becomes of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One plain string.
    OneText,
    /// Every value as a plain string.
    Texts,
    /// An IRI as a string.
    Address,
    /// A number as it is.
    Number,
    /// A day or a moment as `xsd:dateTime`.
    DateTime,
    /// The same resource.
    Link {
        /// The PAIR class that it must be of.
        only_to: Option<NamedNode>,
        /// The PAIR class that it is of by that.
        makes: Option<NamedNode>,
    },
}

/// The document says something that this program cannot follow.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MappingError {
    /// It cannot be read.
    #[error(transparent)]
    Ontology(#[from] mutuelle_ontology::OntologyError),
    /// A mapping without a known form.
    #[error("`{property}` has no form in the mapping to PAIR")]
    Form { property: String },
    /// A mapping from nothing.
    #[error("`{property}` has nothing to take values from in the mapping to PAIR")]
    From { property: String },
}

impl Mapping {
    /// All mappings, by property.
    pub(super) fn all() -> Result<Vec<Self>, MappingError> {
        let graph = mutuelle_ontology::pair_export()?;
        let mut properties: Vec<NamedNodeRef<'_>> = graph
            .triples_for_predicate(px::FROM)
            .filter_map(|triple| match triple.subject {
                NamedOrBlankNodeRef::NamedNode(property) => Some(property),
                NamedOrBlankNodeRef::BlankNode(_) => None,
            })
            .collect();
        properties.sort_unstable();
        properties
            .into_iter()
            .map(|property| Self::of(&graph, property))
            .collect()
    }

    fn of(graph: &Graph, property: NamedNodeRef<'_>) -> Result<Self, MappingError> {
        let object = |predicate| graph.object_for_subject_predicate(property, predicate);
        let class = |predicate| match object(predicate) {
            Some(TermRef::NamedNode(class)) => Some(class.into_owned()),
            _ => None,
        };
        let form = match object(px::AS) {
            Some(TermRef::NamedNode(form)) if form == px::ONE_TEXT => Form::OneText,
            Some(TermRef::NamedNode(form)) if form == px::TEXTS => Form::Texts,
            Some(TermRef::NamedNode(form)) if form == px::ADDRESS => Form::Address,
            Some(TermRef::NamedNode(form)) if form == px::NUMBER => Form::Number,
            Some(TermRef::NamedNode(form)) if form == px::DATE_TIME => Form::DateTime,
            Some(TermRef::NamedNode(form)) if form == px::LINK => Form::Link {
                only_to: class(px::ONLY_TO),
                makes: class(px::MAKES),
            },
            _ => {
                let property = property.to_string();
                return Err(MappingError::Form { property });
            }
        };
        let from = object(px::FROM).map_or_else(Vec::new, |list| members(graph, list));
        if from.is_empty() {
            let property = property.to_string();
            return Err(MappingError::From { property });
        }
        Ok(Self {
            property: property.into_owned(),
            from,
            form,
            only_for: class(px::ONLY_FOR),
        })
    }
}

/// The IRIs of an RDF list, which is one of ours and ends.
fn members<'g>(graph: &'g Graph, mut list: TermRef<'g>) -> Vec<NamedNode> {
    let mut members = Vec::new();
    while let TermRef::BlankNode(node) = list {
        if let Some(TermRef::NamedNode(member)) = graph.object_for_subject_predicate(node, rdf::FIRST) {
            members.push(member.into_owned());
        }
        let Some(rest) = graph.object_for_subject_predicate(node, rdf::REST) else {
            break;
        };
        list = rest;
    }
    members
}
