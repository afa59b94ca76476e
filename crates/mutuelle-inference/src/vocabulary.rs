//! The words of OWL that are read. Those of RDF and RDFS come with oxrdf.

pub(crate) mod owl {
    use oxrdf::NamedNodeRef;

    const fn term(iri: &'static str) -> NamedNodeRef<'static> {
        NamedNodeRef::new_unchecked(iri)
    }

    pub(crate) const EQUIVALENT_CLASS: NamedNodeRef<'_> =
        term("http://www.w3.org/2002/07/owl#equivalentClass");
    pub(crate) const EQUIVALENT_PROPERTY: NamedNodeRef<'_> =
        term("http://www.w3.org/2002/07/owl#equivalentProperty");
    pub(crate) const HAS_VALUE: NamedNodeRef<'_> = term("http://www.w3.org/2002/07/owl#hasValue");
    pub(crate) const INVERSE_OF: NamedNodeRef<'_> = term("http://www.w3.org/2002/07/owl#inverseOf");
    pub(crate) const ON_PROPERTY: NamedNodeRef<'_> = term("http://www.w3.org/2002/07/owl#onProperty");
    pub(crate) const PROPERTY_CHAIN_AXIOM: NamedNodeRef<'_> =
        term("http://www.w3.org/2002/07/owl#propertyChainAxiom");
    pub(crate) const SYMMETRIC_PROPERTY: NamedNodeRef<'_> =
        term("http://www.w3.org/2002/07/owl#SymmetricProperty");
    pub(crate) const TRANSITIVE_PROPERTY: NamedNodeRef<'_> =
        term("http://www.w3.org/2002/07/owl#TransitiveProperty");
}
