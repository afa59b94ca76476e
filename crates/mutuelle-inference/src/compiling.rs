//! From axioms to rules: numbering properties, closing hierarchies, ordering chains.

use oxrdf::NamedNode;
use oxrdf::vocab::rdf;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::axiom::{Axiom, Class};
use crate::error::RulesError;
use crate::ordering::Ordering;
use crate::pattern::{Pattern, Steps};
use crate::rules::{Chain, Property, PropertyId, Rules, Step, Value, Values};
use crate::turn::Turn;

type ValueSteps = FxHashMap<Value<NamedNode>, Vec<Value<NamedNode>>>;

pub(crate) fn compile(axioms: Vec<Axiom<NamedNode>>) -> Result<Rules<NamedNode>, RulesError> {
    let axioms = axioms.into_iter().filter(|axiom| !says_nothing(axiom));
    let mut draft = Draft {
        axioms: axioms.collect(),
        ..Draft::default()
    };
    for (position, axiom) in draft.axioms.clone().iter().enumerate() {
        draft.add(position, axiom);
    }
    draft.close_properties();
    draft.check_values()?;
    let joins = Ordering::new(&draft.properties, &draft.chains).joins()?;
    let consequents = draft.close_values(&draft.values_onward, |property| &property.above);
    let premises = draft.close_values(&draft.values_back(), |property| &property.below);
    for (property, _) in draft.values_onward.keys() {
        draft.properties[*property as usize].tells_classes = true;
    }
    for (property, value) in draft.value_steps.keys() {
        let property = &mut draft.properties[*property as usize];
        property.concluded_values.push(value.clone());
        property.concluded_values.sort_unstable();
    }
    Ok(Rules {
        axioms: draft.axioms,
        properties: draft.properties,
        ids: draft.ids,
        chains: draft.chains,
        joins,
        values: Values {
            consequents,
            premises,
            steps: draft.value_steps,
        },
    })
}

fn says_nothing(axiom: &Axiom<NamedNode>) -> bool {
    match axiom {
        Axiom::SubClassOf { class, superclass } => class == superclass,
        Axiom::EquivalentClass { class, other } => class == other,
        Axiom::SubPropertyOf {
            property,
            superproperty,
        } => property == superproperty,
        Axiom::EquivalentProperty { property, other } => property == other,
        _ => false,
    }
}

#[derive(Default)]
struct Draft {
    axioms: Vec<Axiom<NamedNode>>,
    properties: Vec<Property<NamedNode>>,
    ids: FxHashMap<NamedNode, PropertyId>,
    chains: Vec<Chain>,
    /// From premises to conclusions.
    values_onward: ValueSteps,
    value_steps: FxHashMap<Value<NamedNode>, Vec<(Value<NamedNode>, usize)>>,
}

impl Draft {
    fn add(&mut self, position: usize, axiom: &Axiom<NamedNode>) {
        match axiom {
            Axiom::SubClassOf { class, superclass } => self.add_value_step(class, superclass, position),
            Axiom::EquivalentClass { class, other } => {
                self.add_value_step(class, other, position);
                self.add_value_step(other, class, position);
            }
            Axiom::SubPropertyOf {
                property,
                superproperty,
            } => self.add_step(property, superproperty, false, position),
            Axiom::EquivalentProperty { property, other } => {
                self.add_step(property, other, false, position);
                self.add_step(other, property, false, position);
            }
            Axiom::InverseOf { property, inverse } => {
                self.add_step(property, inverse, true, position);
                if property != inverse {
                    self.add_step(inverse, property, true, position);
                }
            }
            Axiom::Symmetric { property } => self.add_step(property, property, true, position),
            Axiom::Transitive { property } => {
                let property = self.id(property);
                self.properties[property as usize].is_transitive = true;
            }
            Axiom::Chain {
                property,
                first,
                second,
            } => {
                let chain = Chain {
                    property: self.id(property),
                    first: self.id(first),
                    second: self.id(second),
                    axiom: position,
                };
                let number = self.chains.len();
                self.properties[chain.first as usize].first_of.push(number);
                self.properties[chain.second as usize].second_of.push(number);
                self.chains.push(chain);
            }
        }
    }

    fn id(&mut self, name: &NamedNode) -> PropertyId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = PropertyId::try_from(self.properties.len()).expect("an ontology in memory is smaller");
        self.ids.insert(name.clone(), id);
        self.properties.push(Property {
            name: name.clone(),
            above: Vec::new(),
            below: Vec::new(),
            steps: Vec::new(),
            chains: Vec::new(),
            transitive: Vec::new(),
            is_transitive: false,
            first_of: Vec::new(),
            second_of: Vec::new(),
            tells_classes: false,
            concluded_values: Vec::new(),
        });
        id
    }

    fn add_step(&mut self, from: &NamedNode, to: &NamedNode, turns: bool, axiom: usize) {
        let from = self.id(from);
        let to = self.id(to);
        let step = Step { from, turns, axiom };
        self.properties[to as usize].steps.push(step);
    }

    fn add_value_step(&mut self, from: &Class<NamedNode>, to: &Class<NamedNode>, axiom: usize) {
        let from = self.value(from);
        let to = self.value(to);
        self.values_onward
            .entry(from.clone())
            .or_default()
            .push(to.clone());
        self.value_steps.entry(to).or_default().push((from, axiom));
    }

    fn value(&mut self, class: &Class<NamedNode>) -> Value<NamedNode> {
        match class {
            Class::Named(class) => (self.id(&rdf::TYPE.into_owned()), class.clone()),
            Class::HasValue { property, value } => (self.id(property), value.clone()),
        }
    }

    fn values_back(&self) -> ValueSteps {
        let conclusions = self.value_steps.iter();
        conclusions
            .map(|(to, from)| (to.clone(), from.iter().map(|(value, _)| value.clone()).collect()))
            .collect()
    }

    /// Fills what follows from the single steps: what is below and above, and which joins lead where.
    fn close_properties(&mut self) {
        for id in 0..self.properties.len() {
            let below = self.below(id);
            for &(lower, turn) in &below {
                let above = &mut self.properties[lower as usize].above;
                let this = PropertyId::try_from(id).expect("ids were given in these numbers");
                // The property itself comes first.
                if lower == this && turn == Turn::Never {
                    above.insert(0, (this, turn));
                } else {
                    above.push((this, turn));
                }
            }
            self.properties[id].below = below;
        }
        for id in 0..self.properties.len() {
            let below = self.properties[id].below.clone();
            for &(lower, turn) in &below {
                let heads = self.chains.iter().enumerate();
                let chains = heads.filter(|(_, chain)| chain.property == lower);
                self.properties[id]
                    .chains
                    .extend(chains.map(|(chain, _)| (chain, turn)));
            }
            let is_transitive = self.properties[id].is_transitive;
            self.properties[id].transitive = below
                .into_iter()
                .take(if is_transitive { 1 } else { usize::MAX })
                .filter(|(lower, _)| self.properties[*lower as usize].is_transitive)
                .collect();
        }
    }

    /// Breadth first. Who is reached without a turn needs no entry for two of them.
    fn below(&self, id: usize) -> Vec<(PropertyId, Turn)> {
        let start = PropertyId::try_from(id).expect("ids were given in these numbers");
        let mut below = vec![(start, Turn::Never)];
        let mut seen = FxHashSet::from_iter([(start, Turn::Never)]);
        let mut next = 0;
        while next < below.len() {
            let (property, turn) = below[next];
            for step in &self.properties[property as usize].steps {
                let found = (step.from, turn.and(step.turns));
                if seen.insert(found) {
                    below.push(found);
                }
            }
            next += 1;
        }
        below.retain(|(id, turn)| *turn != Turn::Twice || !seen.contains(&(*id, Turn::Never)));
        below
    }

    fn close_values<'a>(
        &'a self,
        values: &ValueSteps,
        properties: impl Fn(&'a Property<NamedNode>) -> &'a [(PropertyId, Turn)],
    ) -> FxHashMap<Value<NamedNode>, Vec<Pattern<NamedNode>>> {
        let steps = Steps {
            values,
            properties: &|id| properties(&self.properties[id as usize]),
        };
        let starts = values.keys();
        starts
            .map(|start| (start.clone(), steps.closure(start.clone())))
            .collect()
    }

    /// Values that tell classes must come by inclusion alone: then what follows from one triple is worked out from it
    /// alone, and chains and transitivity only ever stand above.
    fn check_values(&self) -> Result<(), RulesError> {
        let mut told: Vec<_> = self.values_onward.keys().collect();
        told.sort_unstable_by_key(|(_, value)| value);
        for (property, value) in told {
            let property = &self.properties[*property as usize];
            if !property.chains.is_empty() || !property.transitive.is_empty() {
                return Err(RulesError::ValueOfDerived {
                    property: property.name.clone(),
                    value: value.clone(),
                });
            }
        }
        Ok(())
    }
}
