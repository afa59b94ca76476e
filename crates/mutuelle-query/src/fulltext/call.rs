//! One text pattern of a query: what it asks, and which variables get the answer.

use super::index::Marks;
use oxrdf::{Literal, NamedNode, Variable};
use spargebra::term::{NamedNodePattern, TermPattern};
use std::fmt;

/// The pattern of Apache Jena (<https://jena.apache.org/documentation/query/text-query.html>).
pub const TEXT_QUERY: &str = "http://jena.apache.org/text#query";
/// Our pattern for entities.
pub const SEARCH_MATCHES: &str = "https://w3id.org/mutuelle/search#matches";
/// Our pattern for counts of values among entities.
pub const SEARCH_FACETS: &str = "https://w3id.org/mutuelle/search#facets";

/// Longest passage of `search:matches`, in characters.
const SNIPPET_CHARS: usize = 240;
/// Most characters of a passage, and most passages, that `highlight:` may ask for.
const HIGHLIGHT_MAX: usize = 10_000;

/// The three patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `text:query`.
    Literals,
    /// `search:matches`.
    Entities,
    /// `search:facets`.
    Facets,
}

impl Kind {
    pub(crate) fn of(predicate: &NamedNodePattern) -> Option<Self> {
        let NamedNodePattern::NamedNode(name) = predicate else {
            return None;
        };
        match name.as_str() {
            TEXT_QUERY => Some(Self::Literals),
            SEARCH_MATCHES => Some(Self::Entities),
            SEARCH_FACETS => Some(Self::Facets),
            _ => None,
        }
    }

    /// Its name as people write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Literals => "text:query",
            Self::Entities => "search:matches",
            Self::Facets => "search:facets",
        }
    }

    /// What its list on the left may name, in this order.
    fn outputs(self) -> &'static [Output] {
        match self {
            Self::Literals => &[
                Output::Subject,
                Output::Score,
                Output::Text,
                Output::Graph,
                Output::Property,
            ],
            Self::Entities => &[Output::Subject, Output::Score, Output::Text],
            Self::Facets => &[Output::Property, Output::Value, Output::Count],
        }
    }

    fn left(self) -> &'static str {
        match self {
            Self::Literals => "?s or (?s ?score ?literal ?graph ?property), from its beginning",
            Self::Entities => "?s or (?s ?score ?snippet), from its beginning",
            Self::Facets => "(?facet ?value ?count)",
        }
    }
}

/// What a variable gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    Subject,
    Score,
    /// The literal, or the snippet.
    Text,
    Graph,
    Property,
    Value,
    Count,
}

/// What is searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Words {
    Text(String),
    /// Whatever the rest of the group binds.
    Variable(Variable),
}

/// Which literals `lang:` lets through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    /// `lang:none`.
    None,
    /// `lang:*`.
    Any,
    /// This one, with its regions.
    Of(String),
}

impl Tag {
    pub(crate) fn admits(&self, language: Option<&str>) -> bool {
        match (self, language) {
            (Self::None, language) => language.is_none(),
            (Self::Any, language) => language.is_some(),
            (Self::Of(_), None) => false,
            (Self::Of(tag), Some(language)) => {
                let same = |part: &str| part.eq_ignore_ascii_case(tag);
                let is_region = language.as_bytes().get(tag.len()) == Some(&b'-');
                same(language) || is_region && language.get(..tag.len()).is_some_and(same)
            }
        }
    }
}

/// A text pattern.
#[derive(Clone, Debug)]
pub(crate) struct TextCall {
    pub(crate) kind: Kind,
    /// The subject where it is an IRI.
    pub(crate) fixed: Option<NamedNode>,
    pub(crate) outputs: Vec<(Output, Variable)>,
    pub(crate) properties: Vec<NamedNode>,
    pub(crate) words: Words,
    pub(crate) limit: Option<usize>,
    pub(crate) tag: Option<Tag>,
    pub(crate) marks: Option<Marks>,
    /// The GRAPH around.
    pub(crate) graph: Option<NamedNodePattern>,
    /// As it was written, more or less.
    pub(crate) written: String,
}

impl TextCall {
    /// Reads a pattern from its two sides; each is a term, or the items of a list.
    pub(crate) fn read(
        kind: Kind,
        left: &Side,
        right: &Side,
        graph: Option<NamedNodePattern>,
    ) -> Result<Self, String> {
        let mut call = Self {
            kind,
            fixed: None,
            outputs: Vec::new(),
            properties: Vec::new(),
            words: Words::Text(String::new()),
            limit: None,
            tag: None,
            marks: None,
            graph,
            written: format!("{left} {} {right}", kind.name()),
        };
        call.read_left(left).map_err(|what| {
            let name = kind.name();
            format!("{what} on the left of `{name}`; write {}", kind.left())
        })?;
        call.read_right(right).map_err(|what| {
            let name = kind.name();
            let right = "\"words\" or (property… \"words\" limit \"lang:fr\" \"highlight:s:<em> | e:</em>\")";
            format!("{what} on the right of `{name}`; write {right}")
        })?;
        Ok(call)
    }

    /// The variables that it binds, each once.
    pub(crate) fn variables(&self) -> Vec<Variable> {
        let mut variables: Vec<_> = self
            .outputs
            .iter()
            .map(|(_, variable)| variable.clone())
            .collect();
        if let Words::Variable(variable) = &self.words {
            variables.push(variable.clone());
        }
        if let Some(NamedNodePattern::Variable(variable)) = &self.graph
            && !variables.contains(variable)
        {
            variables.push(variable.clone());
        }
        variables
    }

    pub(crate) fn gives(&self, output: Output) -> bool {
        self.outputs.iter().any(|(given, _)| *given == output)
    }

    fn read_left(&mut self, left: &Side) -> Result<(), String> {
        let allowed = self.kind.outputs();
        let items = left.items();
        if items.is_empty() || items.len() > allowed.len() {
            return Err(format!("there are {} terms", items.len()));
        }
        for (output, item) in allowed.iter().zip(items) {
            match item {
                TermPattern::Variable(variable) => {
                    if self.outputs.iter().any(|(_, known)| known == variable) {
                        return Err(format!("{variable} stands twice"));
                    }
                    self.outputs.push((*output, variable.clone()));
                }
                // A name that nobody asks for.
                TermPattern::BlankNode(_) => {}
                TermPattern::NamedNode(name) if *output == Output::Subject => self.fixed = Some(name.clone()),
                other => return Err(format!("{other} is no variable")),
            }
        }
        Ok(())
    }

    fn read_right(&mut self, right: &Side) -> Result<(), String> {
        let items = right.items();
        let named = |item: &&TermPattern| matches!(item, TermPattern::NamedNode(_));
        let properties = items.iter().take_while(named).count();
        for item in &items[..properties] {
            let TermPattern::NamedNode(property) = item else {
                continue;
            };
            if self.kind == Kind::Entities {
                return Err(format!(
                    "{property} is a property, and whole entities are searched"
                ));
            }
            self.properties.push(property.clone());
        }
        let mut rest = items[properties..].iter();
        match rest.next() {
            Some(TermPattern::Variable(variable)) => {
                if self.outputs.iter().any(|(_, known)| known == variable) {
                    return Err(format!("{variable} stands on the left as well"));
                }
                if self.graph == Some(variable.clone().into()) {
                    return Err(format!("{variable} names a graph"));
                }
                self.words = Words::Variable(variable.clone());
            }
            Some(TermPattern::Literal(text)) if is_text(text) => {
                self.words = Words::Text(text.value().to_owned());
                self.tag = text.language().map(|tag| Tag::Of(tag.to_owned()));
            }
            Some(TermPattern::BlankNode(_)) => {
                return Err("a blank node stands where the words are expected,".to_owned());
            }
            Some(other) => return Err(format!("{other} stands where the words are expected,")),
            None => return Err("the words are missing".to_owned()),
        }
        for item in rest {
            self.read_option(item)?;
        }
        Ok(())
    }

    fn read_option(&mut self, item: &TermPattern) -> Result<(), String> {
        let TermPattern::Literal(literal) = item else {
            return Err(format!("{item} stands where a limit or an option is expected,"));
        };
        if !is_text(literal) {
            let number: i64 = literal
                .value()
                .parse()
                .map_err(|_| format!("{literal} is no limit"))?;
            // Jena's own default where it is not positive.
            self.limit = usize::try_from(number).ok().filter(|limit| *limit > 0);
            return Ok(());
        }
        let value = literal.value();
        if let Some(highlight) = value.strip_prefix("highlight:") {
            if self.kind == Kind::Facets {
                return Err("counts have nothing to highlight,".to_owned());
            }
            self.marks = Some(marks(highlight)?);
        } else if self.kind != Kind::Literals {
            self.add_words(value)?;
        } else if let Some(tag) = value.strip_prefix("lang:") {
            self.tag = match tag {
                "" | "none" => Some(Tag::None),
                "*" => Some(Tag::Any),
                tag => Some(Tag::Of(tag.to_owned())),
            };
        } else {
            return Err(format!("{literal} is no option (`lang:` or `highlight:`)"));
        }
        Ok(())
    }

    /// Options of search are words of its own grammar: `type:KnowledgeSeed`, `-lang:en`.
    fn add_words(&mut self, more: &str) -> Result<(), String> {
        match &mut self.words {
            Words::Text(text) => {
                text.push(' ');
                text.push_str(more);
                Ok(())
            }
            Words::Variable(variable) => Err(format!("{more:?} follows {variable}; write it into its text:")),
        }
    }

    /// What a snippet looks like unless `highlight:` says otherwise.
    pub(crate) fn snippet() -> Marks {
        Marks {
            begin: "<mark>".to_owned(),
            end: "</mark>".to_owned(),
            is_html: true,
            chars_max: Some(SNIPPET_CHARS),
            passages_max: 1,
            between: String::new(),
        }
    }
}

fn is_text(literal: &Literal) -> bool {
    literal.language().is_some() || literal.datatype() == oxrdf::vocab::xsd::STRING
}

/// The options of `highlight:`, with Jena's defaults.
fn marks(options: &str) -> Result<Marks, String> {
    let mut marks = Marks {
        begin: "\u{21a6}".to_owned(),
        end: "\u{21a4}".to_owned(),
        is_html: false,
        chars_max: None,
        passages_max: 3,
        between: "\u{2223}".to_owned(),
    };
    for option in options
        .split('|')
        .map(str::trim)
        .filter(|option| !option.is_empty())
    {
        let (key, value) = option.split_once(':').unwrap_or((option, ""));
        let number = || match value.trim().parse() {
            Ok(number @ 1..=HIGHLIGHT_MAX) => Ok(number),
            _ => Err(format!("`{option}` is no number from 1 to {HIGHLIGHT_MAX}")),
        };
        match key.trim() {
            "s" => value.clone_into(&mut marks.begin),
            "e" => value.clone_into(&mut marks.end),
            "f" => value.clone_into(&mut marks.between),
            "z" => marks.chars_max = Some(number()?),
            "m" => marks.passages_max = number()?,
            // Words that follow one another are marked one by one, and passages never overlap.
            "jh" | "jf" => {}
            other => {
                return Err(format!(
                    "`{other}` is no option of `highlight:` (s, e, m, z, f, jh, jf)"
                ));
            }
        }
    }
    Ok(marks)
}

/// One side of a pattern.
#[derive(Clone, Debug)]
pub(crate) enum Side {
    Term(TermPattern),
    List(Vec<TermPattern>),
}

impl Side {
    fn items(&self) -> &[TermPattern] {
        match self {
            Self::Term(term) => std::slice::from_ref(term),
            Self::List(items) => items,
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let item = |f: &mut fmt::Formatter<'_>, item: &TermPattern| match item {
            TermPattern::BlankNode(_) => f.write_str("[]"),
            item => item.fmt(f),
        };
        match self {
            Self::Term(term) => item(f, term),
            Self::List(items) => {
                f.write_str("(")?;
                for (at, term) in items.iter().enumerate() {
                    if at > 0 {
                        f.write_str(" ")?;
                    }
                    item(f, term)?;
                }
                f.write_str(")")
            }
        }
    }
}
