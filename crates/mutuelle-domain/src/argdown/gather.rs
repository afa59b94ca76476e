//! What is said of each title in the whole text, and what it is.

use std::collections::{BTreeMap, BTreeSet};

use super::data::Pair;
use super::error::Fault;
use super::names::iri_of;
use super::parse::{Block, Content, Document, Element, Heading, Link, Relation, Shape};
use super::select::Kind;
use mutuelle_ontology::vocab::reused::ibis;

/// All occurrences of one title, or one statement or heading without.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) at: usize,
    pub(super) kind: Kind,
    pub(super) shape: Shape,
    /// The title by which the text refers to it.
    pub(super) title: Option<String>,
    /// The text of a heading, or of a statement without a title.
    heading: Option<String>,
    pub(super) texts: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) data: Vec<Pair>,
    /// The question under whose heading a position is defined.
    pub(super) question: Option<usize>,
    /// Whether it is a question of the controversy by its heading.
    pub(super) debated: bool,
}

/// A relation between two groups.
#[derive(Debug)]
pub(super) struct Related {
    pub(super) above: usize,
    pub(super) below: usize,
    pub(super) relation: Relation,
    pub(super) at: usize,
}

/// A text by what it speaks of. The first group is the controversy.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) groups: Vec<Group>,
    pub(super) relations: Vec<Related>,
    pub(super) ignored: Vec<(usize, String)>,
}

impl Group {
    fn new(at: usize, kind: Kind, shape: Shape) -> Self {
        Self {
            at,
            kind,
            shape,
            title: None,
            heading: None,
            texts: Vec::new(),
            tags: Vec::new(),
            data: Vec::new(),
            question: None,
            debated: false,
        }
    }

    /// What it is called.
    pub(super) fn label(&self) -> Option<&str> {
        self.title.as_deref().or(self.heading.as_deref())
    }

    /// What its IRI is made of.
    pub(super) fn name(&self) -> &str {
        self.label().unwrap_or_default()
    }

    fn has(&self, key: &str) -> bool {
        self.data.iter().any(|pair| pair.key == key)
    }

    fn take(&mut self, content: Content) {
        self.tags.extend(content.tags);
        self.data.extend(content.data);
    }
}

impl Gathered {
    pub(super) fn of(document: Document, title: Option<String>) -> Result<Self, Fault> {
        let mut controversy = Group::new(0, Kind::Controversy, Shape::Statement);
        controversy.heading = title;
        let mut walk = Walk {
            groups: vec![controversy],
            titles: BTreeMap::new(),
            places: BTreeMap::new(),
            defined: BTreeSet::new(),
            relations: Vec::new(),
            ignored: Vec::new(),
            above: above(&document),
            question: None,
            named: false,
            describes: Below::Text,
        };
        for (place, block) in document.blocks.into_iter().enumerate() {
            match block {
                Block::Heading(heading) => walk.heading(heading),
                Block::Element(element) => walk.element(place, element)?,
            }
        }
        Ok(walk.finish())
    }
}

/// The blocks under which others stand.
fn above(document: &Document) -> BTreeSet<usize> {
    let above = document.blocks.iter().filter_map(|block| match block {
        Block::Element(element) => element.relation.map(|(_, above)| above),
        Block::Heading(_) => None,
    });
    above.collect()
}

struct Walk {
    groups: Vec<Group>,
    titles: BTreeMap<(Shape, String), usize>,
    /// The group of each block.
    places: BTreeMap<usize, usize>,
    /// The groups of which a defining occurrence was met.
    defined: BTreeSet<usize>,
    relations: Vec<Related>,
    ignored: Vec<(usize, String)>,
    above: BTreeSet<usize>,
    /// The question under whose heading the text is.
    question: Option<usize>,
    /// Whether the controversy's heading was met.
    named: bool,
    /// What comes right before.
    describes: Below,
}

/// What comes right before a block: a text without a title describes what a heading names.
enum Below {
    Heading(usize),
    /// A heading that names nothing.
    Section,
    Text,
}

impl Walk {
    fn heading(&mut self, heading: Heading) {
        let Heading {
            at,
            level,
            mut content,
        } = heading;
        let text = std::mem::take(&mut content.text);
        let place = if level > 1 {
            let mut question = Group::new(at, Kind::Question, Shape::Statement);
            question.heading = Some(text);
            question.debated = true;
            self.groups.push(question);
            let place = self.groups.len() - 1;
            self.question = Some(place);
            Some(place)
        } else {
            self.question = None;
            let first = !std::mem::replace(&mut self.named, true);
            if first {
                self.groups[0].heading = Some(text);
                self.groups[0].at = at;
            } else if !content.data.is_empty() || !content.tags.is_empty() {
                let what = "only the first heading of level 1 names a node: the tags and data of this one say nothing";
                self.ignored.push((at, what.to_owned()));
            }
            first.then_some(0)
        };
        if let Some(place) = place {
            self.groups[place].take(content);
        }
        self.describes = place.map_or(Below::Section, Below::Heading);
    }

    fn element(&mut self, place: usize, element: Element) -> Result<(), Fault> {
        let described = std::mem::replace(&mut self.describes, Below::Text);
        let alone = element.title.is_none() && element.relation.is_none() && !self.above.contains(&place);
        match described {
            Below::Heading(group) if alone => {
                self.description(group, element);
                return Ok(());
            }
            Below::Section if alone => {
                let what = "a text below a heading that names nothing";
                self.ignored.push((element.at, what.to_owned()));
                return Ok(());
            }
            _ => {}
        }
        let group = self.group_of(&element);
        self.places.insert(place, group);
        if let Some((relation, above)) = element.relation
            && let Some(above) = self.places.get(&above)
        {
            self.relations.push(Related {
                above: *above,
                below: group,
                relation,
                at: element.at,
            });
        }
        self.occurrence(group, element)
    }

    /// A text right below a heading describes what the heading names.
    fn description(&mut self, group: usize, element: Element) {
        let mut content = element.content;
        self.groups[group].texts.push(std::mem::take(&mut content.text));
        self.groups[group].take(content);
    }

    fn group_of(&mut self, element: &Element) -> usize {
        let known = element
            .title
            .as_ref()
            .and_then(|title| self.titles.get(&(element.shape, title.clone())));
        if let Some(known) = known {
            return *known;
        }
        let mut group = Group::new(element.at, kind_here(element), element.shape);
        group.title.clone_from(&element.title);
        group.question = self.question;
        self.groups.push(group);
        let place = self.groups.len() - 1;
        if let Some(title) = &element.title {
            self.titles.insert((element.shape, title.clone()), place);
        }
        place
    }

    fn occurrence(&mut self, place: usize, element: Element) -> Result<(), Fault> {
        let tagged: BTreeSet<Kind> = element
            .content
            .tags
            .iter()
            .filter_map(|tag| Kind::tagged(tag))
            .collect();
        let group = &mut self.groups[place];
        // What a title is, and of which question, is told by where it is defined, and not by where it is referred to.
        let defines = !element.content.text.is_empty() || !element.content.data.is_empty();
        if defines && self.defined.insert(place) {
            if group.kind.tag().is_none() {
                group.kind = kind_here(&element);
            }
            group.question = self.question;
        }
        if let Some(kind) = tagged.first().copied() {
            let contradicted = tagged.len() > 1 || (group.kind.tag().is_some() && group.kind != kind);
            if contradicted || element.shape == Shape::Argument {
                let remedy = "leave one of the tags, on a statement: `[Title] #evidence`";
                return Err(Fault::new(
                    element.at,
                    "one tag that says what a statement is",
                    remedy,
                ));
            }
            group.kind = kind;
        }
        let mut content = element.content;
        let text = std::mem::take(&mut content.text);
        group.take(content);
        if group.title.is_none() {
            group.heading = Some(text);
        } else if !text.is_empty() {
            group.texts.push(text);
        }
        Ok(())
    }

    /// Only positions answer questions; one that stands under none, and was not written by us, answers the question that
    /// the controversy itself is.
    fn finish(mut self) -> Gathered {
        let mut homeless = Vec::new();
        for (place, group) in self.groups.iter_mut().enumerate() {
            if group.kind != Kind::Position {
                group.question = None;
                continue;
            }
            let answers =
                |pair: &Pair| iri_of(&pair.key).is_some_and(|key| key.as_ref() == ibis::RESPONDS_TO);
            if group.question.is_none() && !group.has("iri") && !group.data.iter().any(answers) {
                homeless.push(place);
            }
        }
        if !homeless.is_empty() {
            let mut question = Group::new(self.groups[0].at, Kind::Question, Shape::Statement);
            question.heading.clone_from(&self.groups[0].heading);
            question.debated = true;
            self.groups.push(question);
            let question = self.groups.len() - 1;
            for place in homeless {
                self.groups[place].question = Some(question);
            }
        }
        Gathered {
            groups: self.groups,
            relations: self.relations,
            ignored: self.ignored,
        }
    }
}

/// What a title is by its shape and its place: a statement that stands below another one for or against it is an
/// argument, and any other statement a position.
fn kind_here(element: &Element) -> Kind {
    if element.shape == Shape::Argument {
        return Kind::Argument;
    }
    match element.relation {
        Some((relation, _)) if relation.link != Link::Contradiction && !relation.downwards => Kind::Argument,
        _ => Kind::Position,
    }
}
