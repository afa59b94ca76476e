//! From a graph to Argdown.

use std::collections::{BTreeMap, BTreeSet};

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::{dct, ibis, rdfs};
use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedNodeRef, Term};

use super::blank;
use super::error::ExportError;
use super::language::{is_whole_tag, tag_of};
use super::names::{is_plain, name_of};
use super::select::{Kind, Selection};
use super::term;
use super::text::{quoted, title, written};
use crate::facts::Described;
use crate::node::Node;

/// The language of a text in which nothing says another one.
const LANGUAGE: &str = "fr";

/// Writes a controversy as Argdown, sorted by IRI, one statement a line, with nothing left out: [`import`](super::import)
/// gives back all the triples of its questions, positions, arguments, evidence, stances and phases, of the intervals and
/// quotes that belong to them, and of every blank node on which one of these depends.
pub fn export<F: Described>(
    facts: &F,
    controversy: NamedNodeRef<'_>,
) -> Result<String, ExportError<F::Error>> {
    let controversy = Node::from(controversy);
    let selection = blank::number(Selection::of(facts, &controversy)?);
    Ok(Writer::new(&selection, &controversy).text(&controversy))
}

/// One triple that the text says without data.
type Said = (Node, NamedNode, Term);

struct Writer<'s> {
    selection: &'s Selection,
    language: String,
    titles: BTreeMap<&'s Node, String>,
    said: BTreeSet<(Node, NamedNode, String)>,
    /// The lines below a node: a sign and the node that it leads to.
    below: BTreeMap<&'s Node, BTreeSet<(&'static str, &'s Node)>>,
    /// The questions that have a heading, and the positions that stand under each.
    headed: BTreeMap<&'s Node, Vec<&'s Node>>,
}

impl<'s> Writer<'s> {
    fn new(selection: &'s Selection, controversy: &Node) -> Self {
        let mut writer = Self {
            selection,
            language: language(selection),
            titles: BTreeMap::new(),
            said: BTreeSet::new(),
            below: BTreeMap::new(),
            headed: BTreeMap::new(),
        };
        writer.entitle();
        writer.relate();
        writer.place(controversy);
        writer
    }

    fn say(&mut self, (subject, property, object): Said) {
        self.said.insert((subject, property, object.to_string()));
    }

    /// Gives each node a title of its own, made of its label; of nodes with the same label, the first by IRI keeps it.
    fn entitle(&mut self) {
        let mut taken: BTreeSet<(bool, String)> = BTreeSet::new();
        let mut next: BTreeMap<(bool, String), usize> = BTreeMap::new();
        for (node, kind) in &self.selection.kinds {
            let shape = *kind == Kind::Argument;
            let plain = self.plain_title(node);
            let mut own = plain.clone();
            let counter = next.entry((shape, plain.clone())).or_insert(1);
            while !taken.insert((shape, own.clone())) {
                *counter += 1;
                own = format!("{plain} ({counter})");
            }
            self.titles.insert(node, own);
        }
    }

    fn plain_title(&self, node: &Node) -> String {
        let labels = self.selection.objects(node, rdfs::LABEL);
        let own = |term: &&Term| self.text_of(term).is_some();
        let label = labels.iter().find(own).or(labels.first());
        if let Some(Term::Literal(label)) = label {
            let title = title(label.value());
            if !title.is_empty() {
                return title;
            }
        }
        let iri = node.to_string();
        let local = iri
            .trim_start_matches("_:")
            .rsplit(['/', '#'])
            .find(|part| !part.is_empty())
            .unwrap_or(&iri);
        title(local)
    }

    /// The value of a text in the document's language.
    fn text_of<'t>(&self, term: &'t Term) -> Option<&'t str> {
        match term {
            Term::Literal(literal) if tag_of(literal).as_deref() == Some(self.language.as_str()) => {
                Some(literal.value())
            }
            _ => None,
        }
    }

    /// Finds which triples are lines below a node.
    fn relate(&mut self) {
        let selection = self.selection;
        for (node, properties) in &selection.properties {
            let Some((node, kind)) = selection.kinds.get_key_value(node) else {
                continue;
            };
            for (property, objects) in properties {
                for object in objects {
                    let other = Node::of(object.clone());
                    let Some((other, its)) = other.and_then(|other| selection.kinds.get_key_value(&other))
                    else {
                        continue;
                    };
                    let to = sign(kind.links_to(*its), property).map(|sign| (other, (sign, node)));
                    let from = sign(kind.links_from(*its), property).map(|sign| (node, (sign, other)));
                    if let Some((above, line)) = to.or(from) {
                        self.below.entry(above).or_default().insert(line);
                        self.say((node.clone(), property.clone(), object.clone()));
                    }
                }
            }
        }
    }

    /// Puts each question of the controversy under a heading and each position under its first question.
    fn place(&mut self, controversy: &Node) {
        let selection = self.selection;
        for term in selection.objects(controversy, mutuelle::HAS_NODE) {
            let question = Node::of(term.clone()).and_then(|node| selection.kinds.get_key_value(&node));
            if let Some((question, Kind::Question)) = question {
                self.headed.insert(question, Vec::new());
                self.say((controversy.clone(), mutuelle::HAS_NODE.into_owned(), term.clone()));
            }
        }
        for position in selection.nodes(Kind::Position) {
            let questions = selection.objects(position, ibis::RESPONDS_TO);
            let questions: BTreeSet<Node> = questions.iter().cloned().filter_map(Node::of).collect();
            let first = questions
                .into_iter()
                .find(|question| self.headed.contains_key(question));
            if let Some(first) = first {
                self.say((position.clone(), ibis::RESPONDS_TO.into_owned(), first.to_term()));
                if let Some(positions) = self.headed.get_mut(&first) {
                    positions.push(position);
                }
            }
        }
    }

    fn text(&self, controversy: &Node) -> String {
        let mut blocks = vec![format!("===\nlang: {}\n===", self.language)];
        self.heading(1, controversy, Kind::Controversy, &mut blocks);
        let mut placed: BTreeSet<&Node> = BTreeSet::new();
        for (question, positions) in &self.headed {
            self.heading(2, question, Kind::Question, &mut blocks);
            placed.insert(question);
            for position in positions {
                blocks.push(self.statement(position, Kind::Position));
                placed.insert(position);
            }
        }
        let sections = [
            (Kind::Question, "Questions", "Questions"),
            (Kind::Position, "Positions", "Positions"),
            (Kind::Argument, "Arguments", "Arguments"),
            (Kind::Evidence, "Preuves", "Evidence"),
            (Kind::Stance, "Prises de position", "Stances"),
            (Kind::Phase, "Épisodes", "Phases"),
            (Kind::Other, "Autres nœuds", "Other nodes"),
        ];
        for (kind, french, english) in sections {
            let nodes: Vec<&Node> = self
                .selection
                .nodes(kind)
                .filter(|node| !placed.contains(node))
                .collect();
            if !nodes.is_empty() {
                let heading = if self.language == "fr" { french } else { english };
                blocks.push(format!("# {heading}"));
            }
            for node in nodes {
                blocks.push(self.statement(node, kind));
            }
        }
        let mut text = blocks.join("\n\n");
        text.push('\n');
        text
    }

    fn heading(&self, level: usize, node: &Node, kind: Kind, blocks: &mut Vec<String>) {
        let plain = self.plain_title(node);
        let (description, data) = self.data(node, kind, &plain);
        let text = written(&plain).unwrap_or_else(|| "…".to_owned());
        blocks.push(format!("{} {text} {data}", "#".repeat(level)));
        if let Some(description) = description {
            // At the beginning of a line these would be read as signs.
            let sign = description.starts_with(['+', '-', '(', '=', '>']);
            blocks.push(format!("{}{description}", if sign { "\\" } else { "" }));
        }
    }

    fn statement(&self, node: &Node, kind: Kind) -> String {
        let title = self.title(node);
        let (description, data) = self.data(node, kind, &title);
        let mut text = bracketed(&title, kind);
        if let Some(description) = description {
            text.push_str(": ");
            text.push_str(&description);
        }
        if let Some(tag) = kind.tag() {
            text.push_str(" #");
            text.push_str(tag);
        }
        text.push(' ');
        text.push_str(&data);
        for (sign, other) in self.below.get(node).into_iter().flatten() {
            let kind = self.selection.kinds.get(*other).copied().unwrap_or(Kind::Other);
            text.push_str("\n  ");
            text.push_str(sign);
            text.push(' ');
            text.push_str(&bracketed(&self.title(other), kind));
        }
        text
    }

    fn title(&self, node: &Node) -> String {
        self.titles.get(node).cloned().unwrap_or_default()
    }

    /// The description that stands as text, and all else as data.
    fn data(&self, node: &Node, kind: Kind, title: &str) -> (Option<String>, String) {
        let mut pairs = vec![format!("iri: {}", iri(node))];
        let classes = self.selection.classes(node);
        let implied: Vec<Term> = kind
            .class()
            .map(|class| class.into_owned().into())
            .into_iter()
            .collect();
        if classes != implied {
            pairs.push(format!("a: {}", term::write(classes, &self.language)));
        }
        let labels = self.selection.objects(node, rdfs::LABEL);
        let titled = matches!(labels, [label] if self.text_of(label) == Some(title));
        let mut description = None;
        let mut said: Vec<&Term> = Vec::new();
        for term in self.selection.objects(node, dct::DESCRIPTION) {
            if description.is_none() {
                description = self.text_of(term).and_then(written);
                said.extend(description.is_some().then_some(term));
            }
        }
        let mut keys = BTreeMap::new();
        if !titled {
            keys.insert(name_of(rdfs::LABEL), term::write(labels, &self.language));
        }
        for (property, objects) in self.selection.properties.get(node).into_iter().flatten() {
            if property.as_ref() == rdf::TYPE || property.as_ref() == rdfs::LABEL {
                continue;
            }
            let left = objects.iter().filter(|object| {
                let triple = (node.clone(), property.clone(), object.to_string());
                let in_text = property.as_ref() == dct::DESCRIPTION && said.contains(object);
                !in_text && !self.said.contains(&triple)
            });
            let left: Vec<Term> = left.cloned().collect();
            if !left.is_empty() {
                keys.insert(name_of(property.as_ref()), term::write(&left, &self.language));
            }
        }
        pairs.extend(keys.into_iter().map(|(key, value)| {
            let plain = key.split(':').all(is_plain);
            let key = if plain { key } else { quoted(&key) };
            format!("{key}: {value}")
        }));
        (description, format!("{{{}}}", pairs.join(", ")))
    }
}

fn bracketed(title: &str, kind: Kind) -> String {
    if kind == Kind::Argument {
        format!("<{title}>")
    } else {
        format!("[{title}]")
    }
}

fn iri(node: &Node) -> String {
    term::write(&[node.to_term()], LANGUAGE)
}

fn sign(
    links: &'static [(&'static str, NamedNodeRef<'static>)],
    property: &NamedNode,
) -> Option<&'static str> {
    let link = links.iter().find(|(_, link)| *link == property.as_ref());
    link.map(|(sign, _)| *sign)
}

/// The language in which most names and descriptions are; of several, the first.
fn language(selection: &Selection) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for node in selection.kinds.keys() {
        for property in [rdfs::LABEL, dct::DESCRIPTION] {
            for term in selection.objects(node, property) {
                if let Term::Literal(literal) = term
                    && let Some(tag) = tag_of(literal).filter(|tag| is_whole_tag(tag))
                {
                    *counts.entry(tag).or_default() += 1;
                }
            }
        }
    }
    let most = counts.values().max().copied();
    let first = counts.into_iter().find(|(_, count)| Some(*count) == most);
    first.map_or_else(|| LANGUAGE.to_owned(), |(tag, _)| tag)
}
