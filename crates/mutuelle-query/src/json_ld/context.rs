//! A JSON-LD context as a writer needs it: from IRIs to names.

use oxrdf::{GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, QuadRef, TermRef, vocab::xsd};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// A context with the address that readers find it at. It may hold prefixes, names of classes and properties, a type or a
/// container `@language` of their values, and has to call `@id`, `@type` and `@graph` `id`, `type` and `graph`.
#[derive(Debug, PartialEq, Eq)]
pub struct JsonLdContext {
    address: String,
    terms: Vec<Term>,
    /// The places in `terms` of what names an IRI, in the order in which they are tried.
    by_iri: HashMap<String, Vec<usize>>,
    /// With their namespaces.
    prefixes: Vec<(String, String)>,
    /// All that is defined.
    names: HashSet<String>,
}

/// The context cannot be written with.
#[derive(Debug, thiserror::Error)]
pub enum ContextError {
    /// It is not JSON.
    #[error("the JSON-LD context is no JSON")]
    Syntax(#[from] serde_json::Error),
    /// A definition, or the lack of one.
    #[error("the JSON-LD context says of `{term}` what answers cannot be written with: {problem}")]
    Definition {
        /// The name that is defined.
        term: String,
        /// What is wrong.
        problem: &'static str,
    },
}

impl ContextError {
    fn of(term: &str, problem: &'static str) -> Self {
        Self::Definition {
            term: term.to_owned(),
            problem,
        }
    }
}

/// A name for an IRI.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) name: String,
    pub(super) coercion: Coercion,
}

/// What a name says of its values.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Coercion {
    /// Nothing.
    None,
    /// They are IRIs or blank nodes.
    Node,
    /// They are literals of a datatype.
    Datatype(String),
    /// They are strings by their languages.
    Language,
}

impl Coercion {
    /// Whether a value can be written below a name that says this.
    fn fits(&self, value: TermRef<'_>) -> bool {
        match (self, value) {
            (Self::None, _) => true,
            (Self::Node, value) => matches!(value, TermRef::NamedNode(_) | TermRef::BlankNode(_)),
            (Self::Datatype(datatype), TermRef::Literal(literal)) => literal.datatype().as_str() == datatype,
            (Self::Language, TermRef::Literal(literal)) => {
                literal.direction().is_none()
                    && (literal.language().is_some() || literal.datatype() == xsd::STRING)
            }
            _ => false,
        }
    }
}

/// The keywords that answers call by a name.
const ALIASES: [(&str, &str); 3] = [("id", "@id"), ("type", "@type"), ("graph", "@graph")];
/// What the namespace of a prefix may end with (JSON-LD 1.1, section 4.1.5, after RFC 3986's `gen-delims`).
const DELIMITERS: [char; 7] = [':', '/', '?', '#', '[', ']', '@'];

impl JsonLdContext {
    /// Reads a context that readers find at an address.
    ///
    /// # Errors
    /// When it is no JSON, or has a definition that is not understood here: a writer that passed over one could write
    /// what reads as something else.
    pub fn parse(text: &str, address: &str) -> Result<Self, ContextError> {
        let document: Value = serde_json::from_str(text)?;
        let Some(Value::Object(definitions)) = document.get("@context") else {
            return Err(ContextError::of("@context", "it is not there, or is no object"));
        };
        let mut context = Self {
            address: address.to_owned(),
            terms: Vec::new(),
            by_iri: HashMap::new(),
            prefixes: prefixes(definitions),
            names: definitions.keys().cloned().collect(),
        };
        for (alias, keyword) in ALIASES {
            if definitions.get(alias).and_then(Value::as_str) != Some(keyword) {
                return Err(ContextError::of(alias, "it does not stand for its keyword"));
            }
        }
        for (name, definition) in definitions {
            context.define(name, definition)?;
        }
        Ok(context)
    }

    fn define(&mut self, name: &str, definition: &Value) -> Result<(), ContextError> {
        let refused = |problem| ContextError::of(name, problem);
        if ALIASES.iter().any(|(alias, _)| *alias == name) || self.prefixes.iter().any(|(it, _)| it == name) {
            return Ok(());
        }
        if name.starts_with('@') || name.contains(':') {
            let is_version = name == "@version" && definition.as_f64() == Some(1.1);
            return if is_version {
                Ok(())
            } else {
                Err(refused("only names, prefixes and `@version` 1.1 are known"))
            };
        }
        let (iri, coercion) = match definition {
            Value::String(iri) => (iri, Coercion::None),
            Value::Object(parts) => match parts.get("@id") {
                Some(Value::String(iri)) => (iri, self.coercion(name, parts)?),
                _ => return Err(refused("it has no `@id`")),
            },
            _ => return Err(refused("it is neither an IRI nor an object")),
        };
        let iri = self
            .expanded(iri)
            .ok_or_else(|| refused("its IRI has a prefix that is not defined"))?;
        self.by_iri.entry(iri).or_default().push(self.terms.len());
        self.terms.push(Term {
            name: name.to_owned(),
            coercion,
        });
        Ok(())
    }

    fn coercion(&self, name: &str, parts: &Map<String, Value>) -> Result<Coercion, ContextError> {
        let refused = |problem| ContextError::of(name, problem);
        if parts
            .keys()
            .any(|key| !["@id", "@type", "@container"].contains(&key.as_str()))
        {
            return Err(refused("only `@id`, `@type` and `@container` are known"));
        }
        match (parts.get("@type"), parts.get("@container")) {
            (None, None) => Ok(Coercion::None),
            (Some(Value::String(datatype)), None) if datatype == "@id" => Ok(Coercion::Node),
            (Some(Value::String(datatype)), None) if !datatype.starts_with('@') => {
                let datatype = self.expanded(datatype);
                datatype
                    .map(Coercion::Datatype)
                    .ok_or_else(|| refused("its type has a prefix that is not defined"))
            }
            (None, Some(Value::Array(of))) if of[..] == ["@language", "@set"] => Ok(Coercion::Language),
            _ => Err(refused(
                "its values can have one type, or the container `@language` with `@set`",
            )),
        }
    }

    fn expanded(&self, text: &str) -> Option<String> {
        let (prefix, local) = text.split_once(':')?;
        if local.starts_with("//") {
            return Some(text.to_owned());
        }
        let (_, namespace) = self.prefixes.iter().find(|(known, _)| known == prefix)?;
        Some(format!("{namespace}{local}"))
    }

    /// Where readers find it.
    pub fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn term(&self, place: usize) -> &Term {
        &self.terms[place]
    }

    /// The first name of a property that a value can be written below.
    pub(super) fn place_for(&self, property: NamedNodeRef<'_>, value: TermRef<'_>) -> Option<usize> {
        let places = self.by_iri.get(property.as_str())?;
        places
            .iter()
            .copied()
            .find(|place| self.terms[*place].coercion.fits(value))
    }

    /// What a class is called: by its name, with a prefix, or in full.
    pub(super) fn class<'a>(&'a self, class: &'a str) -> Cow<'a, str> {
        let places = self.by_iri.get(class).into_iter().flatten();
        let plain = places
            .copied()
            .find(|place| self.terms[*place].coercion == Coercion::None);
        plain.map_or_else(
            || self.short(class),
            |place| Cow::Borrowed(self.terms[place].name.as_str()),
        )
    }

    /// An IRI with a prefix, where it reads back, else in full.
    pub(super) fn short<'a>(&self, iri: &'a str) -> Cow<'a, str> {
        let short = self.prefixes.iter().find_map(|(prefix, namespace)| {
            let local = iri.strip_prefix(namespace.as_str())?;
            (!local.is_empty() && !local.starts_with("//")).then(|| format!("{prefix}:{local}"))
        });
        short.map_or(Cow::Borrowed(iri), Cow::Owned)
    }

    /// Whether an IRI written in full would read as a name with a prefix: `geo:48.1,-1.6`, where `geo` is a prefix.
    fn mistakes(&self, iri: &str) -> bool {
        iri.split_once(':')
            .is_some_and(|(scheme, rest)| !rest.starts_with("//") && self.names.contains(scheme))
    }

    pub(super) fn mistakes_graph(&self, graph: GraphNameRef<'_>) -> bool {
        matches!(graph, GraphNameRef::NamedNode(graph) if self.mistakes(graph.as_str()))
    }

    /// Whether one of the IRIs of a statement reads as another below this context.
    pub(super) fn mistakes_one_of(&self, quad: QuadRef<'_>) -> bool {
        let subject =
            matches!(quad.subject, NamedOrBlankNodeRef::NamedNode(node) if self.mistakes(node.as_str()));
        let object = match quad.object {
            TermRef::NamedNode(node) => self.mistakes(node.as_str()),
            TermRef::Literal(literal) => self.mistakes(literal.datatype().as_str()),
            _ => false,
        };
        subject || object || self.mistakes(quad.predicate.as_str())
    }
}

/// What stands for a namespace. A name that is defined by an object is none, nor is one whose IRI ends otherwise.
fn prefixes(definitions: &Map<String, Value>) -> Vec<(String, String)> {
    let simple = definitions
        .iter()
        .filter(|(name, _)| !name.contains(['@', ':']))
        .filter_map(|(name, value)| Some((name, value.as_str()?)));
    let namespaces = simple.filter(|(_, iri)| iri.contains("://") && iri.ends_with(DELIMITERS));
    namespaces
        .map(|(name, iri)| (name.clone(), iri.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use mutuelle_ontology::document::JSON_LD_CONTEXT;

    #[test]
    fn our_context_can_be_written_with() {
        let context =
            JsonLdContext::parse(JSON_LD_CONTEXT, "https://commun.example/ns/context.jsonld").unwrap();
        assert_eq!(context.class("https://w3id.org/mutuelle/ns#Event"), "Event");
        assert_eq!(context.class("http://www.w3.org/2002/07/owl#Class"), "owl:Class");
        assert_eq!(context.class("http://e.test/C"), "http://e.test/C");
        assert_eq!(
            context.short("http://purl.org/dc/terms/"),
            "http://purl.org/dc/terms/"
        );
        assert_eq!(
            context.short("http://purl.org/dc/terms///x"),
            "http://purl.org/dc/terms///x"
        );
        assert!(
            context.mistakes("geo:48.1,-1.6")
                && !context.mistakes("geo://here")
                && !context.mistakes("urn:a")
        );
    }

    #[test]
    fn what_is_not_understood_is_refused_by_its_name() {
        let with = |definition: &str| {
            let text = format!(
                r#"{{"@context":{{"id":"@id","type":"@type","graph":"@graph","e":"http://e.test/",{definition}}}}}"#
            );
            JsonLdContext::parse(&text, "http://e.test/")
                .map(drop)
                .map_err(|error| error.to_string())
        };
        assert_eq!(with(r#""p":"e:p""#), Ok(()));
        for (definition, term) in [
            (r#""p":{"@reverse":"e:p"}"#, "`p`"),
            (r#""p":{"@id":"e:p","@container":"@list"}"#, "`p`"),
            (r#""p":{"@id":"e:p","@type":"@vocab"}"#, "`p`"),
            (r#""p":{"@id":"e:p","@type":"f:q"}"#, "`p`"),
            (r#""p":{"@id":"e:p","@prefix":true}"#, "`p`"),
            (r#""p":"f:p""#, "`p`"),
            (r#""p":null"#, "`p`"),
            (r#""@vocab":"http://e.test/""#, "`@vocab`"),
            (r#""type":"@graph""#, "`type`"),
        ] {
            assert!(with(definition).unwrap_err().contains(term), "{definition}");
        }
        assert!(JsonLdContext::parse("{}", "http://e.test/").is_err());
        assert!(JsonLdContext::parse("[", "http://e.test/").is_err());
    }
}
