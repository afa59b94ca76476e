//! RDF terms as values of data, and back.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::vocab::xsd;
use oxrdf::{BlankNode, Literal, NamedNode, NamedNodeRef, Term};

use super::data::{Kind, Value};
use super::error::Fault;
use super::language::{tag_of, text_in};
use super::names::{iri_of, is_plain, name_of};
use super::parse::Shape;
use super::text::quoted;

/// The key under which a triple term stands, written as in N-Triples.
const TRIPLE: &str = "rdf:Triple";

/// What a value means: a term, or the node that bears a title.
#[derive(Debug)]
pub(super) enum Meant {
    Term(Term),
    Titled(Shape, String),
}

/// The values of a property, in the order of their text, and last those in a map.
fn written(terms: &BTreeSet<String>, maps: &BTreeMap<String, BTreeSet<String>>) -> String {
    let mut values: Vec<String> = terms.iter().cloned().collect();
    if !maps.is_empty() {
        let pairs: Vec<String> = maps
            .iter()
            .map(|(key, texts)| {
                let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
                format!("{key}: {}", one_or_list(texts))
            })
            .collect();
        values.push(format!("{{{}}}", pairs.join(", ")));
    }
    one_or_list(values)
}

fn one_or_list(mut values: Vec<String>) -> String {
    match (values.pop(), values.is_empty()) {
        (Some(one), true) => one,
        (last, _) => {
            values.extend(last);
            format!("[{}]", values.join(", "))
        }
    }
}

/// Writes the values of a property. What has no sign of its own stands in a map under its language or datatype.
pub(super) fn write(terms: &[Term], language: &str) -> String {
    let mut plain = BTreeSet::new();
    let mut maps: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for term in terms {
        match term {
            Term::NamedNode(name) => {
                plain.insert(quoted(&format!("<{}>", name.as_str())));
            }
            Term::BlankNode(blank) => {
                plain.insert(quoted(&blank.to_string()));
            }
            Term::Literal(literal) => {
                if let Some(direct) = direct(literal, language) {
                    plain.insert(direct);
                } else {
                    let texts = maps.entry(key_of(literal)).or_default();
                    texts.insert(literal.value().to_owned());
                }
            }
            Term::Triple(_) => {
                let texts = maps.entry(TRIPLE.to_owned()).or_default();
                texts.insert(term.to_string());
            }
        }
    }
    written(&plain, &maps)
}

/// A literal by its value alone: a text in the document's language, a number, a date, a truth value.
fn direct(literal: &Literal, language: &str) -> Option<String> {
    let value = literal.value();
    if tag_of(literal).as_deref() == Some(language) {
        return (!has_meaning(value)).then(|| quoted(value));
    }
    (datatype_of(value) == Some(literal.datatype())).then(|| value.to_owned())
}

/// Whether a text in quotes would be read as a node.
fn has_meaning(text: &str) -> bool {
    let within = |open, close| text.starts_with(open) && text.ends_with(close);
    within('<', '>') || within('[', ']') || text.starts_with("_:")
}

/// The datatype of what is written without quotes.
fn datatype_of(text: &str) -> Option<NamedNodeRef<'static>> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if matches!(text, "true" | "false") {
        return Some(xsd::BOOLEAN);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits(unsigned) {
        return Some(xsd::INTEGER);
    }
    if let Some((whole, fraction)) = unsigned.split_once('.') {
        return ((whole.is_empty() || digits(whole)) && digits(fraction)).then_some(xsd::DECIMAL);
    }
    let parts: Vec<&str> = text.split('-').collect();
    let sizes: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let date = sizes == [4, 2, 2] && parts.into_iter().all(digits);
    date.then_some(xsd::DATE)
}

fn key_of(literal: &Literal) -> String {
    let key = tag_of(literal).unwrap_or_else(|| name_of(literal.datatype()));
    let plain = key.split(':').count() <= 2 && key.split(':').all(is_plain);
    if plain { key } else { quoted(&key) }
}

/// Reads the values of a property.
pub(super) fn read(value: &Value, language: &str, meant: &mut Vec<Meant>) -> Result<(), Fault> {
    match &value.kind {
        Kind::Quoted(text) => meant.push(from_quotes(text, language, value.at)?),
        Kind::Bare(text) => meant.push(from_bare(text, language, value.at)?),
        Kind::List(values) => {
            for value in values {
                read(value, language, meant)?;
            }
        }
        Kind::Map(pairs) => {
            for pair in pairs {
                for text in texts(&pair.value)? {
                    meant.push(Meant::Term(keyed(&pair.key, text, pair.at)?));
                }
            }
        }
    }
    Ok(())
}

fn from_quotes(text: &str, language: &str, at: usize) -> Result<Meant, Fault> {
    if let Some(title) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        return Ok(Meant::Titled(Shape::Statement, title.trim().to_owned()));
    }
    if let Some(inside) = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')) {
        let scheme = inside.split_once(':').map(|(scheme, _)| scheme);
        if scheme.is_none_or(|scheme| !is_plain(scheme)) || inside.contains(' ') {
            return Ok(Meant::Titled(Shape::Argument, inside.trim().to_owned()));
        }
        let iri = NamedNode::new(inside).map_err(|error| {
            Fault::new(
                at,
                "an IRI",
                format!("write a whole address such as `https://example.org/a` ({error})"),
            )
        })?;
        return Ok(Meant::Term(iri.into()));
    }
    if let Some(label) = text.strip_prefix("_:") {
        let blank = BlankNode::new(label)
            .map_err(|_| Fault::new(at, "a blank node", "write `_:` and letters or digits"))?;
        return Ok(Meant::Term(blank.into()));
    }
    Ok(Meant::Term(in_language(text, language, at)?))
}

/// What is written without quotes: a number, a date, a truth value, an address, a prefixed name or words.
fn from_bare(text: &str, language: &str, at: usize) -> Result<Meant, Fault> {
    if let Some(datatype) = datatype_of(text) {
        return Ok(Meant::Term(Literal::new_typed_literal(text, datatype).into()));
    }
    if text.starts_with("https://") || text.starts_with("http://") {
        return from_quotes(&format!("<{text}>"), language, at);
    }
    let prefixed = text.contains(':') && !text.contains(char::is_whitespace);
    if let Some(iri) = iri_of(text).filter(|_| prefixed && !text.starts_with('<')) {
        return Ok(Meant::Term(iri.into()));
    }
    from_quotes(text, language, at)
}

fn in_language(text: &str, language: &str, at: usize) -> Result<Term, Fault> {
    let literal = text_in(language, text.to_owned());
    let literal =
        literal.ok_or_else(|| Fault::new(at, "a language tag", "write one such as `fr` or `en`"))?;
    Ok(literal.into())
}

/// A text under its language or datatype.
fn keyed(key: &str, text: &str, at: usize) -> Result<Term, Fault> {
    if key == TRIPLE {
        let triple = text
            .parse::<Term>()
            .ok()
            .filter(|term| matches!(term, Term::Triple(_)));
        return triple.ok_or_else(|| Fault::new(at, "a triple term", "write it as `<<( <s> <p> <o> )>>`"));
    }
    if !key.contains(':') {
        return in_language(text, key, at);
    }
    let datatype = iri_of(key).ok_or_else(|| {
        Fault::new(
            at,
            "a language or a datatype",
            "write `fr`, `xsd:date` or `\"<https://…>\"`",
        )
    })?;
    Ok(Literal::new_typed_literal(text, datatype).into())
}

/// The text or texts under a language or datatype.
fn texts(value: &Value) -> Result<Vec<&str>, Fault> {
    match &value.kind {
        Kind::Quoted(text) | Kind::Bare(text) => Ok(vec![text]),
        Kind::List(values) => {
            let all: Result<Vec<Vec<&str>>, Fault> = values.iter().map(texts).collect();
            Ok(all?.concat())
        }
        Kind::Map(_) => {
            let remedy = "write `{en: \"…\", xsd:date: \"…\"}`";
            Err(Fault::new(
                value.at,
                "a text under its language or datatype",
                remedy,
            ))
        }
    }
}
