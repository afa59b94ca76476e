//! How properties, classes and datatypes are named in data.

use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::{
    cito, dct, foaf, ibis, oa, org, pair, prov, rdfs, schema, skos, time,
};
use oxrdf::{NamedNode, NamedNodeRef};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

const PREFIXES: [(&str, &str); 15] = [
    ("cito", cito::NAMESPACE),
    ("dct", dct::NAMESPACE),
    ("foaf", foaf::NAMESPACE),
    ("ibis", ibis::NAMESPACE),
    ("mut", mutuelle::NAMESPACE),
    ("oa", oa::NAMESPACE),
    ("org", org::NAMESPACE),
    ("pair", pair::NAMESPACE),
    ("prov", prov::NAMESPACE),
    ("rdf", RDF),
    ("rdfs", rdfs::NAMESPACE),
    ("schema", schema::NAMESPACE),
    ("skos", skos::NAMESPACE),
    ("time", time::NAMESPACE),
    ("xsd", XSD),
];

/// Words that people write by hand for terms of other vocabularies.
const WORDS: [(&str, NamedNodeRef<'static>); 5] = [
    ("description", dct::DESCRIPTION),
    ("evidence", cito::CITES_AS_EVIDENCE),
    ("label", rdfs::LABEL),
    ("source", dct::SOURCE),
    ("subject", dct::SUBJECT),
];

/// The shortest name of an IRI that leads back to it: `criterion`, `dct:source` or `<http://…>`.
pub(super) fn name_of(iri: NamedNodeRef<'_>) -> String {
    if let Some(local) = iri.as_str().strip_prefix(mutuelle::NAMESPACE)
        && mutuelle::TERMS.contains(&iri)
    {
        return local.to_owned();
    }
    let short = PREFIXES.iter().find_map(|(prefix, namespace)| {
        let local = iri.as_str().strip_prefix(namespace)?;
        is_plain(local).then(|| format!("{prefix}:{local}"))
    });
    short.unwrap_or_else(|| format!("<{}>", iri.as_str()))
}

/// The IRI that a name leads to.
pub(super) fn iri_of(name: &str) -> Option<NamedNode> {
    if let Some(iri) = name.strip_prefix('<').and_then(|name| name.strip_suffix('>')) {
        return NamedNode::new(iri).ok();
    }
    if let Some((prefix, local)) = name.split_once(':') {
        let (_, namespace) = PREFIXES.iter().find(|(known, _)| *known == prefix)?;
        return NamedNode::new(format!("{namespace}{local}")).ok();
    }
    if let Some((_, word)) = WORDS.iter().find(|(word, _)| *word == name) {
        return Some((*word).into_owned());
    }
    let term = NamedNode::new(format!("{}{name}", mutuelle::NAMESPACE)).ok()?;
    mutuelle::TERMS.contains(&term.as_ref()).then_some(term)
}

/// Whether a name may stand without quotes.
pub(super) fn is_plain(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
