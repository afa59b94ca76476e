//! What an ontology says, as far as triples follow from it.

/// One axiom. `T` is how terms are named: an IRI as read, a number in a store.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Axiom<T> {
    /// `class rdfs:subClassOf superclass`
    SubClassOf { class: Class<T>, superclass: Class<T> },
    /// `class owl:equivalentClass other`, which holds both ways.
    EquivalentClass { class: Class<T>, other: Class<T> },
    /// `property rdfs:subPropertyOf superproperty`
    SubPropertyOf { property: T, superproperty: T },
    /// `property owl:equivalentProperty other`, which holds both ways.
    EquivalentProperty { property: T, other: T },
    /// `property owl:inverseOf inverse`, which holds both ways.
    InverseOf { property: T, inverse: T },
    /// `property a owl:SymmetricProperty`
    Symmetric { property: T },
    /// `property a owl:TransitiveProperty`
    Transitive { property: T },
    /// `property owl:propertyChainAxiom ( first second )`
    Chain { property: T, first: T, second: T },
}

/// What has instances.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class<T> {
    /// All that are said to be of it with `rdf:type`.
    Named(T),
    /// An `owl:Restriction` with `owl:hasValue`: all that have `value` as `property`.
    HasValue { property: T, value: T },
}

impl<T> Axiom<T> {
    /// The same axiom in other names.
    pub(crate) fn map<U>(&self, name: &mut impl FnMut(&T) -> U) -> Axiom<U> {
        match self {
            Self::SubClassOf { class, superclass } => Axiom::SubClassOf {
                class: class.map(name),
                superclass: superclass.map(name),
            },
            Self::EquivalentClass { class, other } => Axiom::EquivalentClass {
                class: class.map(name),
                other: other.map(name),
            },
            Self::SubPropertyOf {
                property,
                superproperty,
            } => Axiom::SubPropertyOf {
                property: name(property),
                superproperty: name(superproperty),
            },
            Self::EquivalentProperty { property, other } => Axiom::EquivalentProperty {
                property: name(property),
                other: name(other),
            },
            Self::InverseOf { property, inverse } => Axiom::InverseOf {
                property: name(property),
                inverse: name(inverse),
            },
            Self::Symmetric { property } => Axiom::Symmetric {
                property: name(property),
            },
            Self::Transitive { property } => Axiom::Transitive {
                property: name(property),
            },
            Self::Chain {
                property,
                first,
                second,
            } => Axiom::Chain {
                property: name(property),
                first: name(first),
                second: name(second),
            },
        }
    }
}

impl<T> Class<T> {
    fn map<U>(&self, name: &mut impl FnMut(&T) -> U) -> Class<U> {
        match self {
            Self::Named(class) => Class::Named(name(class)),
            Self::HasValue { property, value } => Class::HasValue {
                property: name(property),
                value: name(value),
            },
        }
    }
}
