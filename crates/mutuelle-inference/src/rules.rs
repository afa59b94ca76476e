//! An ontology compiled for questions in both directions: what follows from a triple, and what a triple may follow from.

use std::hash::Hash;

use oxrdf::{Graph, NamedNode};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::axiom::Axiom;
use crate::compiling;
use crate::error::RulesError;
use crate::pattern::Pattern;
use crate::reading::read_axioms;
use crate::turn::Turn;

/// A property's place in [`Rules::properties`].
pub(crate) type PropertyId = u32;

/// What the axioms of an ontology make of triples. `T` names the terms: read from a graph they are IRIs, and
/// [`Rules::numbered`] brings them to a store's numbers.
///
/// All closures are worked out beforehand: a class knows all its superclasses, a property all properties above it and
/// whether the triple is turned around on the way. Cycles are equivalences.
#[derive(Clone, Debug)]
pub struct Rules<T> {
    pub(crate) axioms: Vec<Axiom<T>>,
    pub(crate) properties: Vec<Property<T>>,
    pub(crate) ids: FxHashMap<T, PropertyId>,
    pub(crate) chains: Vec<Chain>,
    /// Each after all that it feeds on.
    pub(crate) joins: Vec<Join>,
    pub(crate) values: Values<T>,
}

#[derive(Clone, Debug)]
pub(crate) struct Property<T> {
    pub(crate) name: T,
    /// What follows from its triples by inclusion alone, the property itself first.
    pub(crate) above: Vec<(PropertyId, Turn)>,
    /// From what its triples follow by inclusion alone, the property itself first.
    pub(crate) below: Vec<(PropertyId, Turn)>,
    /// From what its triples follow by one axiom; the position in [`Rules::axioms`] says which.
    pub(crate) steps: Vec<Step>,
    /// Chains whose result leads here.
    pub(crate) chains: Vec<(usize, Turn)>,
    /// Transitive properties that lead here; of a transitive property only itself, which contains the others.
    pub(crate) transitive: Vec<(PropertyId, Turn)>,
    pub(crate) is_transitive: bool,
    pub(crate) first_of: Vec<usize>,
    pub(crate) second_of: Vec<usize>,
    /// Whether some value of it is a premise.
    pub(crate) tells_classes: bool,
    /// The values of it that some class concludes.
    pub(crate) concluded_values: Vec<T>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) from: PropertyId,
    pub(crate) turns: bool,
    pub(crate) axiom: usize,
}

/// `first` then `second` gives `property`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chain {
    pub(crate) property: PropertyId,
    pub(crate) first: PropertyId,
    pub(crate) second: PropertyId,
    pub(crate) axiom: usize,
}

/// What takes two triples to give one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Join {
    Chain(usize),
    Transitive(PropertyId),
}

/// "All that have this value as this property": a class is `rdf:type` with a value.
pub(crate) type Value<T> = (PropertyId, T);

#[derive(Clone, Debug)]
pub(crate) struct Values<T> {
    /// All that follows for a resource that has the value.
    pub(crate) consequents: FxHashMap<Value<T>, Vec<Pattern<T>>>,
    /// All from which a resource has the value.
    pub(crate) premises: FxHashMap<Value<T>, Vec<Pattern<T>>>,
    /// From which value it follows by one axiom, and the position of that axiom.
    pub(crate) steps: FxHashMap<Value<T>, Vec<(Value<T>, usize)>>,
}

impl Rules<NamedNode> {
    /// Compiles an ontology together with its alignments.
    ///
    /// Takes time and space in the square of the longest hierarchy at worst. What is read: `rdfs:subClassOf`,
    /// `rdfs:subPropertyOf`, `owl:equivalentClass`, `owl:equivalentProperty`, `owl:inverseOf`,
    /// `owl:SymmetricProperty`, `owl:TransitiveProperty`, `owl:propertyChainAxiom` of two properties, and restrictions
    /// with `owl:hasValue` as classes.
    ///
    /// # Errors
    /// An axiom of one of these kinds that could not be followed exactly; see [`RulesError`].
    pub fn of(ontology: &Graph) -> Result<Self, RulesError> {
        compiling::compile(read_axioms(ontology)?)
    }

    /// The same rules over numbered terms. `number` is asked once for each IRI of [`Rules::terms`].
    ///
    /// # Panics
    /// If two IRIs get the same number: the rules would then say something else.
    #[must_use]
    pub fn numbered<T: Clone + Eq + Hash>(&self, mut number: impl FnMut(&NamedNode) -> T) -> Rules<T> {
        let mut numbers: FxHashMap<&NamedNode, T> = FxHashMap::default();
        let mut taken = FxHashSet::default();
        for term in self.terms() {
            let given = number(term);
            assert!(
                taken.insert(given.clone()),
                "two IRIs of the rules have one number"
            );
            numbers.insert(term, given);
        }
        self.map(&mut |term| numbers[term].clone())
    }

    /// All IRIs that the rules speak of and that inferred triples may hold, sorted.
    pub fn terms(&self) -> Vec<&NamedNode> {
        let properties = self.properties.iter().map(|property| &property.name);
        let values =
            self.values.steps.iter().flat_map(|((_, value), from)| {
                std::iter::once(value).chain(from.iter().map(|((_, v), _)| v))
            });
        let mut terms: Vec<_> = properties.chain(values).collect();
        terms.sort_unstable();
        terms.dedup();
        terms
    }
}

impl<T> Rules<T> {
    /// The axioms as read, sorted by their IRIs.
    pub fn axioms(&self) -> &[Axiom<T>] {
        &self.axioms
    }

    pub(crate) fn property(&self, id: PropertyId) -> &Property<T> {
        &self.properties[id as usize]
    }

    fn map<U: Clone + Eq + Hash>(&self, name: &mut impl FnMut(&T) -> U) -> Rules<U> {
        let axioms = self.axioms.iter().map(|axiom| axiom.map(name)).collect();
        let properties: Vec<_> = self
            .properties
            .iter()
            .map(|property| property.map(name))
            .collect();
        Rules {
            axioms,
            ids: (0..)
                .zip(&properties)
                .map(|(id, p)| (p.name.clone(), id))
                .collect(),
            properties,
            chains: self.chains.clone(),
            joins: self.joins.clone(),
            values: self.values.map(name),
        }
    }
}

impl<T> Property<T> {
    /// Whether a chain takes its triples.
    pub(crate) fn is_chained(&self) -> bool {
        !self.first_of.is_empty() || !self.second_of.is_empty()
    }

    fn map<U>(&self, name: &mut impl FnMut(&T) -> U) -> Property<U> {
        Property {
            name: name(&self.name),
            above: self.above.clone(),
            below: self.below.clone(),
            steps: self.steps.clone(),
            chains: self.chains.clone(),
            transitive: self.transitive.clone(),
            is_transitive: self.is_transitive,
            first_of: self.first_of.clone(),
            second_of: self.second_of.clone(),
            tells_classes: self.tells_classes,
            concluded_values: self.concluded_values.iter().map(name).collect(),
        }
    }
}

impl<T> Values<T> {
    fn map<U: Eq + Hash>(&self, name: &mut impl FnMut(&T) -> U) -> Values<U> {
        let mut patterns = |map: &FxHashMap<Value<T>, Vec<Pattern<T>>>| {
            let entries = map.iter().map(|((property, value), patterns)| {
                let patterns = patterns.iter().map(|pattern| pattern.map(name)).collect();
                ((*property, name(value)), patterns)
            });
            entries.collect()
        };
        let consequents = patterns(&self.consequents);
        let premises = patterns(&self.premises);
        let steps = self.steps.iter().map(|((property, value), from)| {
            let from = from
                .iter()
                .map(|((property, value), axiom)| ((*property, name(value)), *axiom));
            let from = from.collect();
            ((*property, name(value)), from)
        });
        Values {
            consequents,
            premises,
            steps: steps.collect(),
        }
    }
}
