//! Reading the rules of a search profile from RDF (vocabulary `ms:`, <https://w3id.org/mutuelle/search#>).
//!
//! ```turtle
//! <#seed> a ms:Rule ; ms:forClass mut:KnowledgeSeed ;
//!     ms:title ( rdfs:label ) ; ms:body ( mut:question mut:content ) ; ms:date ( dct:created ) .
//! ```

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, TermRef};
use thiserror::Error;

use crate::fields::Role;

/// Most properties that one field of a rule may list; a longer or circular list is refused.
pub const LIST_LENGTH_MAX: usize = 64;

const RULE: &str = "https://w3id.org/mutuelle/search#Rule";
const FOR_CLASS: &str = "https://w3id.org/mutuelle/search#forClass";

/// Why a profile cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ProfileError {
    #[error("the search profile has no rule: give it at least one resource of type `<{RULE}>`")]
    NoRule,
    #[error("no rule without a class has a title: one rule for all entities must list `ms:title` properties")]
    NoTitle,
    #[error(
        "rule `{rule}` has a list in `{property}` that is broken at `{at}`: write it as `( … )` in Turtle"
    )]
    BrokenList {
        rule: String,
        property: String,
        at: String,
    },
    #[error(
        "rule `{rule}` lists more than {LIST_LENGTH_MAX} properties in `{property}`, or its list is circular"
    )]
    LongList { rule: String, property: String },
    #[error("rule `{rule}` has `{found}` in `{property}`, where an IRI is expected")]
    NotAnIri {
        rule: String,
        property: String,
        found: String,
    },
}

/// Where the values of a property go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Field {
    Text(Role),
    Date,
}

/// The fields of a rule by the property of the vocabulary that lists them.
const FIELDS: [(&str, Field); 6] = [
    ("https://w3id.org/mutuelle/search#title", Field::Text(Role::Title)),
    (
        "https://w3id.org/mutuelle/search#alternative",
        Field::Text(Role::Alternative),
    ),
    (
        "https://w3id.org/mutuelle/search#keyword",
        Field::Text(Role::Keyword),
    ),
    ("https://w3id.org/mutuelle/search#body", Field::Text(Role::Body)),
    (
        "https://w3id.org/mutuelle/search#linked",
        Field::Text(Role::Linked),
    ),
    ("https://w3id.org/mutuelle/search#date", Field::Date),
];

/// One rule, for one class or for every entity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rule {
    pub(crate) class: Option<NamedNode>,
    pub(crate) fields: BTreeMap<Field, Vec<NamedNode>>,
}

impl Rule {
    /// The properties of one field, best first.
    pub(crate) fn properties(&self, field: Field) -> impl Iterator<Item = &NamedNode> {
        self.fields.get(&field).into_iter().flatten()
    }

    /// The rule as text: the same for the same rule, whatever its name and the order of its triples.
    pub(crate) fn canonical(&self) -> String {
        let mut text = String::new();
        let class = self.class.as_ref().map_or("*", NamedNode::as_str);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "rule {class}");
        for (field, properties) in &self.fields {
            let _ = writeln!(text, " {field:?}");
            for property in properties {
                let _ = writeln!(text, "  {property}");
            }
        }
        text
    }
}

/// All rules of a profile, in an order that does not depend on the graph's. A rule for several classes counts once
/// for each.
pub(crate) fn read_rules(graph: &Graph) -> Result<Vec<Rule>, ProfileError> {
    let mut rules = Vec::new();
    for subject in graph.subjects_for_predicate_object(rdf::TYPE, NamedNodeRef::new_unchecked(RULE)) {
        let mut fields = BTreeMap::new();
        for (property, field) in FIELDS {
            let properties = read_properties(graph, subject, property)?;
            if !properties.is_empty() {
                fields.insert(field, properties);
            }
        }
        let classes = read_properties(graph, subject, FOR_CLASS)?;
        if classes.is_empty() {
            rules.push(Rule { class: None, fields });
        } else {
            rules.extend(classes.into_iter().map(|class| Rule {
                class: Some(class),
                fields: fields.clone(),
            }));
        }
    }
    if rules.is_empty() {
        return Err(ProfileError::NoRule);
    }
    rules.sort_unstable();
    Ok(rules)
}

/// The IRIs that a rule gives for one property: a list, or single values in the order of their IRIs.
fn read_properties(
    graph: &Graph,
    rule: NamedOrBlankNodeRef<'_>,
    property: &str,
) -> Result<Vec<NamedNode>, ProfileError> {
    let name = || (rule.to_string(), property.to_owned());
    let mut heads: Vec<TermRef<'_>> = graph
        .objects_for_subject_predicate(rule, NamedNodeRef::new_unchecked(property))
        .collect();
    heads.sort_unstable_by_key(ToString::to_string);
    let mut properties = Vec::new();
    for head in heads {
        match head {
            TermRef::NamedNode(iri) if iri != rdf::NIL => properties.push(iri.into_owned()),
            head => read_list(graph, head, name, &mut properties)?,
        }
    }
    let mut seen = HashSet::new();
    properties.retain(|property| seen.insert(property.clone()));
    if properties.len() > LIST_LENGTH_MAX {
        let (rule, property) = name();
        return Err(ProfileError::LongList { rule, property });
    }
    Ok(properties)
}

fn read_list(
    graph: &Graph,
    head: TermRef<'_>,
    name: impl Fn() -> (String, String),
    into: &mut Vec<NamedNode>,
) -> Result<(), ProfileError> {
    let mut at = head;
    for _ in 0..=LIST_LENGTH_MAX {
        let node: NamedOrBlankNodeRef<'_> = match at {
            TermRef::NamedNode(node) if node == rdf::NIL => return Ok(()),
            TermRef::NamedNode(node) => node.into(),
            TermRef::BlankNode(node) => node.into(),
            other => {
                let (rule, property) = name();
                return Err(ProfileError::NotAnIri {
                    rule,
                    property,
                    found: other.to_string(),
                });
            }
        };
        let first = graph.object_for_subject_predicate(node, rdf::FIRST);
        let rest = graph.object_for_subject_predicate(node, rdf::REST);
        match (first, rest) {
            (Some(TermRef::NamedNode(iri)), Some(rest)) => {
                into.push(iri.into_owned());
                at = rest;
            }
            (Some(found), Some(_)) => {
                let (rule, property) = name();
                return Err(ProfileError::NotAnIri {
                    rule,
                    property,
                    found: found.to_string(),
                });
            }
            _ => {
                let (rule, property) = name();
                return Err(ProfileError::BrokenList {
                    rule,
                    property,
                    at: node.to_string(),
                });
            }
        }
    }
    let (rule, property) = name();
    Err(ProfileError::LongList { rule, property })
}
