//! Terms of other vocabularies that the project uses; each module is named by the usual prefix.
//!
//! Only what is in use stands here: add a term when a line of code needs it.

/// RDF Schema.
pub mod rdfs {
    use oxrdf::NamedNodeRef;

    /// The namespace.
    pub const NAMESPACE: &str = "http://www.w3.org/2000/01/rdf-schema#";
    /// `rdfs:label`
    pub const LABEL: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#label");
    /// `rdfs:comment`
    pub const COMMENT: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#comment");
    /// `rdfs:isDefinedBy`
    pub const IS_DEFINED_BY: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#isDefinedBy");
    /// `rdfs:subClassOf`
    pub const SUB_CLASS_OF: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#subClassOf");
    /// `rdfs:subPropertyOf`
    pub const SUB_PROPERTY_OF: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#subPropertyOf");
}

/// OWL 2.
pub mod owl {
    use oxrdf::NamedNodeRef;

    /// The namespace.
    pub const NAMESPACE: &str = "http://www.w3.org/2002/07/owl#";
    /// `owl:Ontology`
    pub const ONTOLOGY: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#Ontology");
    /// `owl:Class`
    pub const CLASS: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#Class");
    /// `owl:ObjectProperty`
    pub const OBJECT_PROPERTY: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#ObjectProperty");
    /// `owl:DatatypeProperty`
    pub const DATATYPE_PROPERTY: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#DatatypeProperty");
    /// `owl:versionIRI`
    pub const VERSION_IRI: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#versionIRI");
}

/// The status of a vocabulary's terms.
pub mod vs {
    use oxrdf::NamedNodeRef;

    /// The namespace.
    pub const NAMESPACE: &str = "http://www.w3.org/2003/06/sw-vocab-status/ns#";
    /// `vs:term_status`
    pub const TERM_STATUS: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2003/06/sw-vocab-status/ns#term_status");
}

/// SKOS.
pub mod skos {
    use oxrdf::NamedNodeRef;

    /// The namespace.
    pub const NAMESPACE: &str = "http://www.w3.org/2004/02/skos/core#";
    /// `skos:Concept`
    pub const CONCEPT: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#Concept");
    /// `skos:ConceptScheme`
    pub const CONCEPT_SCHEME: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#ConceptScheme");
    /// `skos:prefLabel`
    pub const PREF_LABEL: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#prefLabel");
    /// `skos:altLabel`
    pub const ALT_LABEL: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#altLabel");
    /// `skos:definition`
    pub const DEFINITION: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#definition");
    /// `skos:inScheme`
    pub const IN_SCHEME: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#inScheme");
    /// `skos:broader`
    pub const BROADER: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#broader");
    /// `skos:narrower`
    pub const NARROWER: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#narrower");
    /// `skos:related`
    pub const RELATED: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#related");
}

/// DCMI Metadata Terms.
pub mod dct {
    use oxrdf::NamedNodeRef;

    /// The namespace.
    pub const NAMESPACE: &str = "http://purl.org/dc/terms/";
    /// `dct:title`
    pub const TITLE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://purl.org/dc/terms/title");
    /// `dct:description`
    pub const DESCRIPTION: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/description");
    /// `dct:creator`
    pub const CREATOR: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/creator");
    /// `dct:contributor`
    pub const CONTRIBUTOR: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/contributor");
    /// `dct:license`
    pub const LICENSE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/license");
    /// `dct:language`
    pub const LANGUAGE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/language");
    /// `dct:isReplacedBy`
    pub const IS_REPLACED_BY: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/isReplacedBy");
    /// `dct:subject`
    pub const SUBJECT: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/subject");
    /// `dct:created`
    pub const CREATED: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/created");
    /// `dct:issued`
    pub const ISSUED: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://purl.org/dc/terms/issued");
    /// `dct:modified`
    pub const MODIFIED: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/modified");
    /// `dct:source`
    pub const SOURCE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://purl.org/dc/terms/source");
    /// `dct:spatial`
    pub const SPATIAL: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/spatial");
}

/// PROV-O.
pub mod prov {
    use oxrdf::NamedNodeRef;

    /// The namespace.
    pub const NAMESPACE: &str = "http://www.w3.org/ns/prov#";
    /// `prov:Activity`
    pub const ACTIVITY: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#Activity");
    /// `prov:Agent`
    pub const AGENT: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#Agent");
    /// `prov:Entity`
    pub const ENTITY: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#Entity");
    /// `prov:wasDerivedFrom`
    pub const WAS_DERIVED_FROM: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#wasDerivedFrom");
    /// `prov:wasAttributedTo`
    pub const WAS_ATTRIBUTED_TO: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#wasAttributedTo");
    /// `prov:wasRevisionOf`
    pub const WAS_REVISION_OF: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#wasRevisionOf");
    /// `prov:used`
    pub const USED: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#used");
    /// `prov:generated`
    pub const GENERATED: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#generated");
    /// `prov:invalidated`
    pub const INVALIDATED: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#invalidated");
}

/// FOAF.
pub mod foaf {
    use oxrdf::NamedNodeRef;

    /// The namespace.
    pub const NAMESPACE: &str = "http://xmlns.com/foaf/0.1/";
    /// `foaf:name`
    pub const NAME: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://xmlns.com/foaf/0.1/name");
    /// `foaf:homepage`
    pub const HOMEPAGE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://xmlns.com/foaf/0.1/homepage");
    /// `foaf:nick`
    pub const NICK: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://xmlns.com/foaf/0.1/nick");
}

/// The Organization Ontology.
pub mod org {
    use oxrdf::NamedNodeRef;

    /// The namespace.
    pub const NAMESPACE: &str = "http://www.w3.org/ns/org#";
    /// `org:memberOf`
    pub const MEMBER_OF: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/org#memberOf");
}

/// schema.org.
pub mod schema {
    use oxrdf::NamedNodeRef;

    /// The namespace.
    pub const NAMESPACE: &str = "http://schema.org/";
    /// `schema:name`
    pub const NAME: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://schema.org/name");
    /// `schema:description`
    pub const DESCRIPTION: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://schema.org/description");
    /// `schema:keywords`
    pub const KEYWORDS: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://schema.org/keywords");
}

/// OWL-Time.
pub mod time {
    use oxrdf::NamedNodeRef;

    /// The namespace.
    pub const NAMESPACE: &str = "http://www.w3.org/2006/time#";
    /// `time:ProperInterval`
    pub const PROPER_INTERVAL: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2006/time#ProperInterval");
}

/// WGS84 positions.
pub mod geo {
    use oxrdf::NamedNodeRef;

    /// The namespace.
    pub const NAMESPACE: &str = "http://www.w3.org/2003/01/geo/wgs84_pos#";
    /// `geo:lat`
    pub const LAT: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2003/01/geo/wgs84_pos#lat");
    /// `geo:long`
    pub const LONG: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2003/01/geo/wgs84_pos#long");
}

/// Web Annotation.
pub mod oa {
    use oxrdf::NamedNodeRef;

    /// The namespace.
    pub const NAMESPACE: &str = "http://www.w3.org/ns/oa#";
    /// `oa:exact`
    pub const EXACT: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/oa#exact");
}

/// IBIS, issue-based information systems.
pub mod ibis {
    use oxrdf::NamedNodeRef;

    /// The namespace.
    pub const NAMESPACE: &str = "https://vocab.methodandstructure.com/ibis#";
    /// `ibis:responds-to`
    pub const RESPONDS_TO: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://vocab.methodandstructure.com/ibis#responds-to");
    /// `ibis:supports`
    pub const SUPPORTS: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://vocab.methodandstructure.com/ibis#supports");
    /// `ibis:opposes`
    pub const OPPOSES: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("https://vocab.methodandstructure.com/ibis#opposes");
}

/// CiTO, citations.
pub mod cito {
    use oxrdf::NamedNodeRef;

    /// The namespace.
    pub const NAMESPACE: &str = "http://purl.org/spar/cito/";
    /// `cito:cites`
    pub const CITES: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://purl.org/spar/cito/cites");
    /// `cito:citesAsEvidence`
    pub const CITES_AS_EVIDENCE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://purl.org/spar/cito/citesAsEvidence");
    /// `cito:agreesWith`
    pub const AGREES_WITH: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://purl.org/spar/cito/agreesWith");
    /// `cito:disputes`
    pub const DISPUTES: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://purl.org/spar/cito/disputes");
    /// `cito:qualifies`
    pub const QUALIFIES: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://purl.org/spar/cito/qualifies");
    /// `cito:refutes`
    pub const REFUTES: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://purl.org/spar/cito/refutes");
}

/// PAIR: Projets, Acteurs, Idées, Ressources.
pub mod pair {
    use oxrdf::NamedNodeRef;

    /// The namespace.
    pub const NAMESPACE: &str = "http://virtual-assembly.org/ontologies/pair#";
    /// `pair:label`
    pub const LABEL: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://virtual-assembly.org/ontologies/pair#label");
    /// `pair:description`
    pub const DESCRIPTION: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://virtual-assembly.org/ontologies/pair#description");
}

/// SHACL.
pub mod sh {
    use oxrdf::NamedNodeRef;

    /// The namespace.
    pub const NAMESPACE: &str = "http://www.w3.org/ns/shacl#";
    /// `sh:NodeShape`
    pub const NODE_SHAPE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#NodeShape");
    /// `sh:PropertyShape`
    pub const PROPERTY_SHAPE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#PropertyShape");
    /// `sh:targetClass`
    pub const TARGET_CLASS: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#targetClass");
    /// `sh:property`
    pub const PROPERTY: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#property");
    /// `sh:path`
    pub const PATH: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#path");
    /// `sh:severity`
    pub const SEVERITY: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#severity");
    /// `sh:message`
    pub const MESSAGE: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#message");
    /// `sh:name`
    pub const NAME: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#name");
    /// `sh:in`
    pub const IN: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#in");
}
