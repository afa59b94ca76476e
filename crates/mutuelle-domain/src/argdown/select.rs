//! Which nodes of a graph are written, and as what.

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::{cito, ibis};
use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term};

use super::error::ExportError;
use crate::controversy::{ControversyError, MAX_NODES, Outline, is_evidence};
use crate::facts::Described;
use crate::node::Node;

/// What a node is in the text. The order is the one in which kinds are tried: a node has only one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Controversy,
    Question,
    Position,
    Argument,
    Evidence,
    Stance,
    Phase,
    Other,
}

impl Kind {
    /// The class that goes without saying.
    pub(super) fn class(self) -> Option<NamedNodeRef<'static>> {
        Some(match self {
            Self::Controversy => mutuelle::CONTROVERSY,
            Self::Question => mutuelle::QUESTION,
            Self::Position => mutuelle::POSITION,
            Self::Argument => mutuelle::ARGUMENT,
            Self::Evidence => mutuelle::EVIDENCE,
            Self::Stance => mutuelle::STANCE,
            Self::Phase => mutuelle::PHASE,
            Self::Other => return None,
        })
    }

    /// The tag of a statement of this kind.
    pub(super) fn tag(self) -> Option<&'static str> {
        Some(match self {
            Self::Controversy | Self::Position | Self::Argument => return None,
            Self::Question => "question",
            Self::Evidence => "evidence",
            Self::Stance => "stance",
            Self::Phase => "phase",
            Self::Other => "node",
        })
    }

    /// The kind that a tag says, in English or in French.
    pub(super) fn tagged(tag: &str) -> Option<Self> {
        Some(match tag {
            "question" => Self::Question,
            "evidence" | "preuve" => Self::Evidence,
            "stance" | "prise" => Self::Stance,
            "phase" | "épisode" | "episode" => Self::Phase,
            "node" => Self::Other,
            _ => return None,
        })
    }

    /// What links a node below to the one above by a support, an attack or an undercut, if anything does.
    pub(super) fn links_to(self, above: Self) -> &'static [(&'static str, NamedNodeRef<'static>)] {
        match (self, above) {
            (Self::Argument, Self::Argument) => &[
                ("+", ibis::SUPPORTS),
                ("-", ibis::OPPOSES),
                ("_", mutuelle::UNDERCUTS),
            ],
            (Self::Argument, Self::Position) => &[("+", ibis::SUPPORTS), ("-", ibis::OPPOSES)],
            _ => &[],
        }
    }

    /// What links a node above to the one below.
    pub(super) fn links_from(self, below: Self) -> &'static [(&'static str, NamedNodeRef<'static>)] {
        match (self, below) {
            (Self::Position, Self::Position) => &[("><", mutuelle::RIVAL_TO)],
            (Self::Argument | Self::Position, Self::Evidence) => &[("+", cito::CITES_AS_EVIDENCE)],
            _ => &[],
        }
    }
}

/// What is said of a node, by property.
pub(super) type Properties = BTreeMap<NamedNode, Vec<Term>>;

/// The nodes to write, with all that is said of them.
pub(super) struct Selection {
    pub(super) kinds: BTreeMap<Node, Kind>,
    pub(super) properties: BTreeMap<Node, Properties>,
}

impl Selection {
    /// The controversy, what makes it up, the intervals and selectors that belong to it, and every blank node on which
    /// one of these depends.
    pub(super) fn of<F: Described>(facts: &F, controversy: &Node) -> Result<Self, ExportError<F::Error>> {
        let outline = Outline::of(facts, controversy)?;
        let mut selection = Self {
            kinds: BTreeMap::from([(controversy.clone(), Kind::Controversy)]),
            properties: BTreeMap::new(),
        };
        let mut evidence = BTreeSet::new();
        for node in outline.evidence.keys() {
            if is_evidence(facts, node).map_err(ExportError::Facts)? {
                evidence.insert(node.clone());
            }
        }
        let kinds = [
            (Kind::Question, outline.questions.into_keys().collect()),
            (Kind::Position, outline.positions.into_keys().collect()),
            (Kind::Argument, outline.arguments.into_keys().collect()),
            (Kind::Evidence, evidence),
            (Kind::Stance, outline.stances.into_keys().collect()),
            (Kind::Phase, outline.phases.into_keys().collect::<BTreeSet<_>>()),
        ];
        for (kind, nodes) in kinds {
            for node in nodes {
                selection.kinds.entry(node).or_insert(kind);
            }
        }
        let mut waiting: Vec<Node> = selection.kinds.keys().cloned().collect();
        while let Some(node) = waiting.pop() {
            let properties = described(facts, &node)?;
            for (property, objects) in &properties {
                for other in objects.iter().cloned().filter_map(Node::of) {
                    if selection.kinds.contains_key(&other) || !belongs(facts, property, &other)? {
                        continue;
                    }
                    selection.kinds.insert(other.clone(), Kind::Other);
                    if selection.kinds.len() > MAX_NODES {
                        return Err(ControversyError::TooLarge { limit: MAX_NODES }.into());
                    }
                    waiting.push(other);
                }
            }
            selection.properties.insert(node, properties);
        }
        // A phase or a piece of evidence may be named and not be described.
        let undescribed = |node: &Node, kind: Kind| {
            kind != Kind::Controversy && selection.properties.get(node).is_none_or(BTreeMap::is_empty)
        };
        let bare: Vec<Node> = selection
            .kinds
            .iter()
            .filter(|(node, kind)| undescribed(node, **kind))
            .map(|(node, _)| node.clone())
            .collect();
        for node in bare {
            selection.kinds.remove(&node);
        }
        Ok(selection)
    }

    /// The values of a property.
    pub(super) fn objects(&self, node: &Node, property: NamedNodeRef<'_>) -> &[Term] {
        let properties = self.properties.get(node);
        let objects = properties.and_then(|properties| properties.get(&property.into_owned()));
        objects.map(Vec::as_slice).unwrap_or_default()
    }

    /// The nodes of a kind.
    pub(super) fn nodes(&self, kind: Kind) -> impl Iterator<Item = &Node> {
        self.kinds
            .iter()
            .filter(move |(_, it)| **it == kind)
            .map(|(node, _)| node)
    }

    /// The classes of a node.
    pub(super) fn classes(&self, node: &Node) -> &[Term] {
        self.objects(node, rdf::TYPE)
    }
}

fn described<F: Described>(facts: &F, node: &Node) -> Result<Properties, ExportError<F::Error>> {
    let mut properties = Properties::new();
    for triple in facts.described(node.as_subject()).map_err(ExportError::Facts)? {
        properties
            .entry(triple.predicate)
            .or_default()
            .push(triple.object);
    }
    for objects in properties.values_mut() {
        objects.sort_by_cached_key(ToString::to_string);
        objects.dedup();
    }
    Ok(properties)
}

/// Whether a node that another one names is written along with it.
fn belongs<F: Described>(
    facts: &F,
    property: &NamedNode,
    node: &Node,
) -> Result<bool, ExportError<F::Error>> {
    if matches!(node.as_subject(), NamedOrBlankNode::BlankNode(_)) {
        return Ok(true);
    }
    let own = [mutuelle::HAPPENED_DURING, mutuelle::SOURCE_QUOTE].contains(&property.as_ref());
    Ok(own && !described(facts, node)?.is_empty())
}
