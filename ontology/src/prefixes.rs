//! The one table of prefixes: what answers and dumps are written with, what queries may use without declaring it, and what
//! people may type where an IRI is asked for. The JSON-LD context has the same; a test compares the two.

/// Prefixes with their namespaces. Where an IRI could be written with two, the first is taken.
pub const PREFIXES: &[(&str, &str)] = &[
    ("mut", "https://w3id.org/mutuelle/ns#"),
    ("pair", "http://virtual-assembly.org/ontologies/pair#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("org", "http://www.w3.org/ns/org#"),
    ("schema", "http://schema.org/"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("void", "http://rdfs.org/ns/void#"),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("ibis", "https://vocab.methodandstructure.com/ibis#"),
    ("cito", "http://purl.org/spar/cito/"),
    ("geo", "http://www.w3.org/2003/01/geo/wgs84_pos#"),
    ("as", "https://www.w3.org/ns/activitystreams#"),
    ("odrl", "http://www.w3.org/ns/odrl/2/"),
    (
        "om2",
        "http://www.ontology-of-units-of-measure.org/resource/om-2/",
    ),
    ("time", "http://www.w3.org/2006/time#"),
    ("vf", "https://w3id.org/valueflows/ont/vf#"),
];

/// The namespace of a prefix.
pub fn namespace(prefix: &str) -> Option<&'static str> {
    PREFIXES
        .iter()
        .find(|(known, _)| *known == prefix)
        .map(|(_, namespace)| *namespace)
}

/// The IRI that is written `prefix:name`, with a prefix of the table. What follows the prefix is taken as it is; `geo://`
/// begins an address, not a name.
///
/// ```
/// use mutuelle_ontology::prefixes::expanded;
///
/// assert_eq!(expanded("mut:Event").as_deref(), Some("https://w3id.org/mutuelle/ns#Event"));
/// assert_eq!(expanded("https://commun.example/a"), None);
/// ```
pub fn expanded(text: &str) -> Option<String> {
    let (prefix, local) = text.split_once(':')?;
    if local.starts_with("//") {
        return None;
    }
    Some(format!("{}{local}", namespace(prefix)?))
}

/// The prefix of an IRI and what comes after its namespace, which may hold anything.
///
/// ```
/// use mutuelle_ontology::prefixes::split;
///
/// assert_eq!(split("http://purl.org/dc/terms/created"), Some(("dct", "created")));
/// assert_eq!(split("http://purl.org/dc/terms/"), None);
/// ```
pub fn split(iri: &str) -> Option<(&'static str, &str)> {
    PREFIXES.iter().find_map(|(prefix, namespace)| {
        let local = iri.strip_prefix(namespace)?;
        (!local.is_empty()).then_some((*prefix, local))
    })
}
