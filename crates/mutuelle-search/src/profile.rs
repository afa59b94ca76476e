//! The search profile: which properties of which classes give an entity's document. The profile is RDF, so that a
//! community can add its own classes without a line of code.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use oxrdf::vocab::rdf;
use oxrdf::{Graph, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};

use crate::candidates::Roles;
use crate::document::{EntityDocument, Text};
use crate::fields::Role;
use crate::instant::unix_ms;
use crate::rule::{Field, Rule, read_rules};
pub use crate::rule::{LIST_LENGTH_MAX, ProfileError};

/// How a property ranks among those of the same field: rules of a class (false) before rules for all, then the
/// order of the profile.
type Rank = (bool, usize);

/// What a property contributes under one rule.
#[derive(Debug, Clone)]
struct Slot {
    field: Field,
    /// The rule's class; none for a rule that applies to every entity.
    class: Option<NamedNode>,
    rank: Rank,
}

/// A profile that was read and checked.
#[derive(Debug, Clone)]
pub struct SearchProfile {
    slots: HashMap<NamedNode, Vec<Slot>>,
    label_properties: Vec<NamedNode>,
    link_properties: Vec<NamedNode>,
    digest: [u8; 32],
}

impl SearchProfile {
    /// Reads every `ms:Rule` of a graph.
    pub fn from_graph(graph: &Graph) -> Result<Self, ProfileError> {
        let rules = read_rules(graph)?;
        let labels = rules
            .iter()
            .filter(|rule| rule.class.is_none())
            .flat_map(|rule| rule.properties(Field::Text(Role::Title)));
        let label_properties = distinct(labels);
        if label_properties.is_empty() {
            return Err(ProfileError::NoTitle);
        }
        let linking = [Field::Text(Role::Keyword), Field::Text(Role::Linked)];
        let links = rules
            .iter()
            .flat_map(|rule| linking.iter().flat_map(|field| rule.properties(*field)));
        let link_properties = distinct(links);
        let digest = digest(&rules);
        let mut slots: HashMap<NamedNode, Vec<Slot>> = HashMap::new();
        for rule in &rules {
            for (field, properties) in &rule.fields {
                for (position, property) in properties.iter().enumerate() {
                    let rank = (rule.class.is_none(), position);
                    let slot = Slot {
                        field: *field,
                        class: rule.class.clone(),
                        rank,
                    };
                    slots.entry(property.clone()).or_default().push(slot);
                }
            }
        }
        Ok(Self {
            slots,
            label_properties,
            link_properties,
            digest,
        })
    }

    /// Changes with the rules: an index built with another digest is rebuilt.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// The properties whose values stand for a resource where another one points to it.
    pub fn label_properties(&self) -> &[NamedNode] {
        &self.label_properties
    }

    /// The properties through which an entity's document takes the labels of other resources: when such a label
    /// changes, the entities that point to it by one of these have to be indexed again.
    pub fn link_properties(&self) -> &[NamedNode] {
        &self.link_properties
    }

    /// The properties whose literals are text: of an entity itself, or with `linked` also what stands for others. In the
    /// order of their IRIs.
    pub fn text_properties(&self, linked: bool) -> Vec<NamedNode> {
        let is_text = |slot: &Slot| match slot.field {
            Field::Text(role) => linked || role != Role::Linked,
            Field::Date => false,
        };
        let texts = self.slots.iter().filter(|(_, slots)| slots.iter().any(is_text));
        let mut properties: Vec<_> = texts.map(|(property, _)| property.clone()).collect();
        properties.sort_unstable();
        properties
    }

    /// In which roles the literals of these properties are read, whatever the class.
    pub fn roles_of(&self, properties: &[NamedNode]) -> Roles {
        let slots = properties
            .iter()
            .filter_map(|property| self.slots.get(property))
            .flatten();
        let mut roles: Vec<_> = slots
            .filter_map(|slot| match slot.field {
                Field::Text(role) => Some(role),
                Field::Date => None,
            })
            .collect();
        roles.sort_unstable();
        roles.dedup();
        Roles(roles)
    }

    /// Builds the document of `entity` from all the quads that have it as subject (others are passed over).
    ///
    /// `labels_of` gives the values of the [label properties](Self::label_properties) of a linked resource; its
    /// error is handed on. None when the entity has neither title nor body: there is nothing to find it by.
    pub fn document<E>(
        &self,
        entity: &NamedOrBlankNode,
        about: &[Quad],
        mut labels_of: impl FnMut(&NamedOrBlankNode) -> Result<Vec<Literal>, E>,
    ) -> Result<Option<EntityDocument>, E> {
        let about = || about.iter().filter(|quad| quad.subject == *entity);
        let types: BTreeSet<&str> = about().filter_map(class_of).map(NamedNode::as_str).collect();
        let graphs: BTreeMap<String, &GraphName> = about()
            .map(|quad| (quad.graph_name.to_string(), &quad.graph_name))
            .collect();
        let mut gathered = Gathered::default();
        for quad in about() {
            let slots = self
                .slots
                .get(&quad.predicate)
                .map(Vec::as_slice)
                .unwrap_or_default();
            for slot in slots
                .iter()
                .filter(|s| s.class.as_ref().is_none_or(|c| types.contains(c.as_str())))
            {
                match (&quad.object, slot.field) {
                    (Term::Literal(date), Field::Date) => gathered.date(slot.rank, date.value()),
                    (Term::Literal(text), Field::Text(role)) => gathered.text(role, slot.rank, text),
                    (object, Field::Text(role)) if role.takes_labels() => {
                        let Some(linked) = resource(object) else { continue };
                        for label in labels_of(&linked)? {
                            gathered.text(role, slot.rank, &label);
                        }
                    }
                    // A triple term, or a resource where a text or a date is expected, says nothing to a reader.
                    _ => {}
                }
            }
        }
        let types = types.into_iter().map(NamedNode::new_unchecked).collect();
        let graphs = graphs.into_values().cloned().collect();
        Ok(gathered.into_document(entity.clone(), types, graphs))
    }
}

fn class_of(quad: &Quad) -> Option<&NamedNode> {
    match &quad.object {
        Term::NamedNode(class) if quad.predicate == rdf::TYPE => Some(class),
        _ => None,
    }
}

fn resource(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        _ => None,
    }
}

fn distinct<'r>(properties: impl Iterator<Item = &'r NamedNode>) -> Vec<NamedNode> {
    let mut seen = HashSet::new();
    properties
        .filter(|property| seen.insert(*property))
        .cloned()
        .collect()
}

fn digest(rules: &[Rule]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for rule in rules {
        hasher.update(rule.canonical().as_bytes());
    }
    *hasher.finalize().as_bytes()
}

/// Texts and dates of one entity while its quads are read.
#[derive(Default)]
struct Gathered {
    /// For each role and text, the best rank it came with.
    texts: HashMap<(Role, Text), Rank>,
    date: Option<(Rank, i64)>,
}

impl Gathered {
    fn text(&mut self, role: Role, rank: Rank, literal: &Literal) {
        if literal.value().trim().is_empty() {
            return;
        }
        let text = Text::new(literal.value(), literal.language());
        let best = self.texts.entry((role, text)).or_insert(rank);
        *best = rank.min(*best);
    }

    /// The date of the first property of the profile that has one; of several values, the earliest.
    fn date(&mut self, rank: Rank, lexical: &str) {
        let Some(ms) = unix_ms(lexical) else { return };
        let date = (rank, ms);
        self.date = Some(self.date.map_or(date, |known| known.min(date)));
    }

    fn into_document(
        self,
        entity: NamedOrBlankNode,
        types: Vec<NamedNode>,
        graphs: Vec<GraphName>,
    ) -> Option<EntityDocument> {
        let mut by_role: HashMap<Role, Vec<(Rank, Text)>> = HashMap::new();
        for ((role, text), rank) in self.texts {
            by_role.entry(role).or_default().push((rank, text));
        }
        let mut texts = |role: Role| -> Vec<Text> {
            let mut ranked = by_role.remove(&role).unwrap_or_default();
            ranked.sort_unstable_by(|(rank, text), (other_rank, other)| {
                (rank, &text.language, &text.value).cmp(&(other_rank, &other.language, &other.value))
            });
            ranked.into_iter().map(|(_, text)| text).collect()
        };
        let (titles, bodies) = (texts(Role::Title), texts(Role::Body));
        if titles.is_empty() && bodies.is_empty() {
            return None;
        }
        Some(EntityDocument {
            entity,
            types,
            graphs,
            titles,
            alternatives: texts(Role::Alternative),
            keywords: texts(Role::Keyword),
            bodies,
            linked: texts(Role::Linked),
            date_ms: self.date.map(|(_, ms)| ms),
        })
    }
}
