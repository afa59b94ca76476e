//! From Argdown to a graph.

use std::collections::BTreeMap;

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::{dct, ibis, rdfs};
use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNode, NamedNodeRef, Term, Triple};

use super::MAX_BYTES;
use super::data::Pair;
use super::error::{Fault, ImportError};
use super::gather::{Gathered, Group};
use super::language::{is_whole_tag, text_in};
use super::link::link;
use super::mint::Mint;
use super::names::iri_of;
use super::parse::{Shape, parse};
use super::select::Kind;
use super::term::{self, Meant};
use crate::node::Node;

/// What a text does not say itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Nodes without an `iri` of their own are named under this, such as `https://example.org/debate/`.
    pub base: String,
    /// The language of texts, unless the front matter names one (`lang: fr`).
    pub language: String,
}

/// What was read.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The controversy.
    pub controversy: NamedNode,
    /// All that the text says.
    pub graph: Graph,
    /// What means nothing here and was left out, in the order of the text.
    pub ignored: Vec<Ignored>,
}

/// Something that was left out.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Ignored {
    /// The line, from 1.
    pub line: usize,
    /// What it is and why.
    pub what: String,
}

/// Reads a text in Argdown.
pub fn import(text: &str, options: &Options) -> Result<Imported, ImportError> {
    if text.len() > MAX_BYTES {
        return Err(ImportError::TooLong { found: text.len() });
    }
    if NamedNode::new(&options.base).is_err() {
        return Err(ImportError::Base(options.base.clone()));
    }
    if !is_whole_tag(&options.language) {
        return Err(ImportError::Language(options.language.clone()));
    }
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (controversy, graph, ignored) = read(&text, options).map_err(|fault| fault.in_text(&text))?;
    let ignored = ignored.into_iter().map(|(at, what)| Ignored {
        line: text[..at].matches('\n').count() + 1,
        what,
    });
    Ok(Imported {
        controversy,
        graph,
        ignored: ignored.collect(),
    })
}

type Read = (NamedNode, Graph, Vec<(usize, String)>);

fn read(text: &str, options: &Options) -> Result<Read, Fault> {
    let document = parse(text)?;
    let mut language = options.language.clone();
    let mut title = None;
    for (key, value, at) in &document.front {
        match key.as_str() {
            "lang" if !is_whole_tag(value) => {
                return Err(Fault::new(
                    *at,
                    "a language tag",
                    "write `lang: fr` or `lang: en`",
                ));
            }
            "lang" => language.clone_from(value),
            "title" => title = Some(value.clone()),
            _ => {}
        }
    }
    let gathered = Gathered::of(document, title)?;
    let mint = Mint::new(&options.base);
    let mut reader = Reader {
        nodes: Vec::new(),
        titles: BTreeMap::new(),
        language,
        graph: Graph::new(),
        ignored: gathered.ignored.clone(),
    };
    reader.name(&gathered, mint)?;
    for (place, group) in gathered.groups.iter().enumerate() {
        reader.describe(place, group)?;
    }
    for (place, group) in gathered.groups.iter().enumerate() {
        if let Some(question) = group.question {
            reader.say(place, ibis::RESPONDS_TO, reader.nodes[question].to_term());
        }
        if group.debated {
            reader.say(0, mutuelle::HAS_NODE, reader.nodes[place].to_term());
        }
    }
    for relation in &gathered.relations {
        let kinds = (
            gathered.groups[relation.above].kind,
            gathered.groups[relation.below].kind,
        );
        let (downwards, property) = link(relation, kinds.0, kinds.1)?;
        let (from, to) = if downwards {
            (relation.above, relation.below)
        } else {
            (relation.below, relation.above)
        };
        reader.say(from, property, reader.nodes[to].to_term());
    }
    reader.ignored.sort();
    let Term::NamedNode(controversy) = reader.nodes[0].to_term() else {
        let at = gathered.groups[0].at;
        return Err(Fault::new(
            at,
            "a controversy that has an IRI",
            "write `{iri: \"<https://…>\"}`",
        ));
    };
    Ok((controversy, reader.graph, reader.ignored))
}

struct Reader {
    /// The node of each group.
    nodes: Vec<Node>,
    titles: BTreeMap<(Shape, String), usize>,
    language: String,
    graph: Graph,
    ignored: Vec<(usize, String)>,
}

impl Reader {
    fn say(&mut self, place: usize, property: NamedNodeRef<'_>, object: impl Into<Term>) {
        let subject = self.nodes[place].as_subject().clone();
        self.graph.insert(&Triple::new(subject, property, object));
    }

    fn say_text(&mut self, place: usize, property: NamedNodeRef<'_>, text: &str) {
        if let Some(literal) = text_in(&self.language, text.to_owned()) {
            self.say(place, property, literal);
        }
    }

    /// Gives each group its node: the one that its data name, or a new one.
    fn name(&mut self, gathered: &Gathered, mut mint: Mint) -> Result<(), Fault> {
        let mut owners: BTreeMap<Node, usize> = BTreeMap::new();
        let mut named: Vec<Option<Node>> = Vec::new();
        for (place, group) in gathered.groups.iter().enumerate() {
            let mut own: Option<Node> = None;
            for pair in group.data.iter().filter(|pair| pair.key == "iri") {
                let node = self.node(pair)?;
                let other = own.as_ref().is_some_and(|own| *own != node);
                if other || owners.get(&node).is_some_and(|owner| *owner != place) {
                    let remedy = "one title has one `iri`, and one `iri` has one title";
                    return Err(Fault::new(pair.at, "an `iri` that no other title has", remedy));
                }
                owners.insert(node.clone(), place);
                own = Some(node);
            }
            named.push(own);
            if let Some(title) = &group.title {
                self.titles.insert((group.shape, title.clone()), place);
            }
        }
        for (group, own) in gathered.groups.iter().zip(named) {
            let node = own.unwrap_or_else(|| mint.node(group.kind, group.name(), &owners));
            self.nodes.push(node);
        }
        Ok(())
    }

    fn node(&self, pair: &Pair) -> Result<Node, Fault> {
        let mut meant = Vec::new();
        term::read(&pair.value, &self.language, &mut meant)?;
        let one = (meant.len() == 1).then(|| meant.pop()).flatten();
        let node = match one {
            Some(Meant::Term(term)) => Node::of(term),
            _ => None,
        };
        node.ok_or_else(|| {
            Fault::new(
                pair.value.at,
                "one IRI",
                "write `iri: \"<https://example.org/a>\"`",
            )
        })
    }

    /// All that the text says of a group's node, but for its relations.
    fn describe(&mut self, place: usize, group: &Group) -> Result<(), Fault> {
        let (mut classed, mut labelled) = (false, false);
        for pair in group.data.iter().filter(|pair| pair.key != "iri") {
            let property = if pair.key == "a" {
                Some(rdf::TYPE.into_owned())
            } else {
                iri_of(&pair.key)
            };
            let Some(property) = property else {
                let what = format!("`{}` is no word of the vocabulary", pair.key);
                self.ignored.push((pair.at, what));
                continue;
            };
            classed |= property.as_ref() == rdf::TYPE;
            labelled |= property.as_ref() == rdfs::LABEL;
            let mut meant = Vec::new();
            term::read(&pair.value, &self.language, &mut meant)?;
            for meant in meant {
                let object = match meant {
                    Meant::Term(term) => term,
                    Meant::Titled(shape, title) => self.titled(shape, title, pair.value.at)?,
                };
                self.say(place, property.as_ref(), object);
            }
        }
        if let Some(class) = group.kind.class().filter(|_| !classed) {
            self.say(place, rdf::TYPE, class.into_owned());
        }
        if let Some(label) = group.label().filter(|_| !labelled) {
            self.say_text(place, rdfs::LABEL, label);
        }
        for text in &group.texts {
            self.say_text(place, dct::DESCRIPTION, text);
        }
        for tag in &group.tags {
            if Kind::tagged(tag).is_none() {
                self.say_text(place, mutuelle::KEYWORD, tag);
            }
        }
        Ok(())
    }

    fn titled(&self, shape: Shape, title: String, at: usize) -> Result<Term, Fault> {
        let place = self.titles.get(&(shape, title)).ok_or_else(|| {
            let remedy =
                "write a title that stands in this text, or put quotes around `<https://…>` for an IRI";
            Fault::new(at, "the title of a statement or an argument", remedy)
        })?;
        Ok(self.nodes[*place].to_term())
    }
}
