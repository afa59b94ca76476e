//! The constants' source text, in the order in which the Turtle files describe the terms.

use std::fmt::Write;

use mutuelle_ontology::document::{Document, SCHEMES, VOCABULARY};
use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, Term, Triple};
use oxttl::TurtleParser;

const NAMESPACE: &str = "https://w3id.org/mutuelle/ns#";
const SCHEME_NAMESPACE: &str = "https://w3id.org/mutuelle/scheme/";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";

/// `vocab/mutuelle.rs`.
pub(crate) fn terms() -> String {
    let mut text = String::from(TERMS_HEAD);
    for document in VOCABULARY {
        let mut locals: Vec<String> = Vec::new();
        for triple in triples(document) {
            let subject = triple.subject.to_string();
            let local = subject
                .strip_prefix('<')
                .and_then(|iri| iri.strip_prefix(NAMESPACE)?.strip_suffix('>'));
            if let Some(local) = local.filter(|local| locals.last().is_none_or(|last| last != local)) {
                locals.push(local.to_owned());
            }
        }
        if locals.is_empty() {
            continue;
        }
        let area = document
            .path
            .trim_start_matches("vocabulary/")
            .trim_end_matches(".ttl");
        let _ = writeln!(text, "    // {area}");
        for local in &locals {
            let _ = writeln!(text, "    {} = \"{local}\",", term_name(local));
        }
    }
    text.push_str("}\n");
    text
}

/// `vocab/scheme.rs`.
pub(crate) fn schemes() -> String {
    let mut text = String::from(SCHEMES_HEAD);
    for document in SCHEMES {
        let triples = triples(document);
        let scheme = document
            .path
            .trim_start_matches("schemes/")
            .trim_end_matches(".ttl");
        let iri = format!("{SCHEME_NAMESPACE}{scheme}");
        let definition = english(&triples, &iri, &format!("{SKOS}definition"));
        let _ = writeln!(text, "    /// {definition}");
        let _ = writeln!(text, "    {} = \"{scheme}\" {{", scheme.replace('-', "_"));
        for triple in &triples {
            let concept = NamedNode::new_unchecked(format!("{SKOS}Concept"));
            if triple.predicate == rdf::TYPE && triple.object == Term::from(concept) {
                let subject = triple.subject.to_string();
                let local = subject
                    .trim_start_matches('<')
                    .trim_start_matches(&iri)
                    .trim_matches(['/', '>']);
                let name = local.replace('-', "_").to_uppercase();
                let _ = writeln!(text, "        {name} = \"{local}\",");
            }
        }
        text.push_str("    }\n");
    }
    text.push_str("}\n");
    text
}

/// The triples in the file's own order, which a graph would not keep.
fn triples(document: &Document) -> Vec<Triple> {
    let parsed: Result<_, _> = TurtleParser::new().for_slice(document.text).collect();
    parsed.unwrap_or_else(|error| panic!("{}: {error}", document.path))
}

fn english(triples: &[Triple], subject: &str, predicate: &str) -> String {
    let subject = format!("<{subject}>");
    triples
        .iter()
        .find_map(|triple| match &triple.object {
            Term::Literal(text)
                if text.language() == Some("en")
                    && triple.predicate.as_str() == predicate
                    && triple.subject.to_string() == subject =>
            {
                Some(text.value().to_owned())
            }
            _ => None,
        })
        .unwrap_or_else(|| panic!("{subject} has no English {predicate}"))
}

/// `hasShare` becomes `HAS_SHARE`. One property differs from a class by its case alone and is named by its label.
fn term_name(local: &str) -> String {
    if local == "question" {
        return "STARTING_QUESTION".to_owned();
    }
    let mut name = String::new();
    for letter in local.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(letter.to_uppercase());
    }
    name
}

const TERMS_HEAD: &str = "\
//! The vocabulary's own terms, `https://w3id.org/mutuelle/ns#`.
//!
//! Written from `vocabulary/*.ttl` by `cargo run -p mutuelle-ontology --example constants`; change those files instead.

use oxrdf::NamedNodeRef;

/// The namespace of the vocabulary; its preferred prefix is `mut`.
pub const NAMESPACE: &str = \"https://w3id.org/mutuelle/ns#\";
/// The ontology itself.
pub const ONTOLOGY: NamedNodeRef<'static> = NamedNodeRef::new_unchecked(\"https://w3id.org/mutuelle/ns\");

terms! {
";

const SCHEMES_HEAD: &str = "\
//! The concepts of the vocabulary's own schemes, under `https://w3id.org/mutuelle/scheme/`.
//!
//! Written from `schemes/*.ttl` by `cargo run -p mutuelle-ontology --example constants`; change those files instead.

use oxrdf::NamedNodeRef;

schemes! {
";
