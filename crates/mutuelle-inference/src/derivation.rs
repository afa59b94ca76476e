//! Why a triple is there.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::axiom::Axiom;
use crate::error::DerivationError;
use crate::limits::Limits;
use crate::rules::{PropertyId, Rules};
use crate::triples::{Number, Triples};
use crate::turn::Direction;
use crate::view::View;

/// One way in which a triple comes about: a source, and the axioms that lead from it to the triple one after another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation<T> {
    pub triple: [T; 3],
    pub source: Source<T>,
    /// From the source to the triple; empty if the source gives the triple itself.
    pub steps: Vec<DerivationStep<T>>,
}

/// What an axiom makes of the triple before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivationStep<T> {
    pub axiom: Axiom<T>,
    pub triple: [T; 3],
}

/// Where a derivation begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source<T> {
    /// It stands in the data.
    Explicit([T; 3]),
    /// The links lead from the triple's subject to its object, each one's object being the next one's subject. As few as
    /// can be.
    Transitive {
        property: T,
        triple: [T; 3],
        links: Vec<Derivation<T>>,
    },
    /// Two links that share what lies between them.
    Chain {
        axiom: Axiom<T>,
        triple: [T; 3],
        links: Box<[Derivation<T>; 2]>,
    },
}

impl<T: Number> Source<T> {
    /// The triple that the source gives.
    pub fn triple(&self) -> [T; 3] {
        match self {
            Self::Explicit(triple) | Self::Transitive { triple, .. } | Self::Chain { triple, .. } => *triple,
        }
    }
}

impl<T: Number> Derivation<T> {
    /// The explicit triples that it stands on, sorted and distinct.
    pub fn explicit(&self) -> Vec<[T; 3]> {
        let mut explicit = Vec::new();
        self.collect_explicit(&mut explicit);
        explicit.sort_unstable();
        explicit.dedup();
        explicit
    }

    /// Recurses as deep as chains are built of chains.
    fn collect_explicit(&self, explicit: &mut Vec<[T; 3]>) {
        match &self.source {
            Source::Explicit(triple) => explicit.push(*triple),
            Source::Transitive { links, .. } => links.iter().for_each(|link| link.collect_explicit(explicit)),
            Source::Chain { links, .. } => links.iter().for_each(|link| link.collect_explicit(explicit)),
        }
    }
}

/// Why a triple is there, explicit or inferred; `None` if it is not.
///
/// What comes from one explicit triple is preferred, by the fewest axioms; then what a chain gives, then what
/// transitivity gives, by the fewest links. The answer depends on the rules, the data and the numbers of the terms only.
///
/// Takes as many looks as properties or classes lie below; for a transitive property a search over its links, for a
/// chain a join. Limited by [`Limits::steps_max`].
pub fn derivation<T: Number, X: Triples<T>>(
    rules: &Rules<T>,
    explicit: &X,
    triple: [T; 3],
    limits: &Limits,
) -> Result<Option<Derivation<T>>, DerivationError<X::Error>> {
    View::new(rules, explicit, limits.steps_max).derivation(triple)
}

/// Whether a triple is explicit or inferred: as [`derivation`] says, without the reasons and faster.
pub fn holds<T: Number, X: Triples<T>>(
    rules: &Rules<T>,
    explicit: &X,
    triple: [T; 3],
    limits: &Limits,
) -> Result<bool, DerivationError<X::Error>> {
    View::new(rules, explicit, limits.steps_max).holds(triple)
}

type Found<T, E> = Result<Option<Derivation<T>>, DerivationError<E>>;

/// A triple of a known property, with the step that leads from it to one nearer to what is asked.
struct Node<T> {
    subject: T,
    property: PropertyId,
    object: T,
    /// The position of the nearer one, and that of the axiom.
    onward: Option<(usize, usize)>,
}

impl<T: Number, X: Triples<T>> View<'_, T, X> {
    fn derivation(&self, triple: [T; 3]) -> Found<T, X::Error> {
        let [subject, predicate, object] = triple;
        if self.is_explicit(triple)? {
            return Ok(Some(Derivation {
                triple,
                source: Source::Explicit(triple),
                steps: Vec::new(),
            }));
        }
        match self.rules.ids.get(&predicate) {
            Some(&property) if self.triples.is_subject(subject) => {
                self.explain((subject, property, object), true)
            }
            _ => Ok(None),
        }
    }

    /// Breadth first over single axioms. A link of a transitive property is explained without transitivity.
    fn explain(
        &self,
        (subject, property, object): (T, PropertyId, T),
        transitive: bool,
    ) -> Found<T, X::Error> {
        let mut nodes = vec![Node {
            subject,
            property,
            object,
            onward: None,
        }];
        let mut seen = FxHashSet::from_iter([(subject, property, object)]);
        let mut position = 0;
        while position < nodes.len() {
            let triple = self.triple(&nodes[position]);
            if self.is_explicit(triple)? {
                return Ok(Some(self.finish(&nodes, position, Source::Explicit(triple))));
            }
            self.add_premises(&mut nodes, position, &mut seen);
            position += 1;
        }
        for position in 0..nodes.len() {
            if let Some(source) = self.explain_chain(&nodes[position])? {
                return Ok(Some(self.finish(&nodes, position, source)));
            }
        }
        for position in 0..nodes.len() {
            if transitive && let Some(source) = self.explain_transitive(&nodes[position])? {
                return Ok(Some(self.finish(&nodes, position, source)));
            }
        }
        Ok(None)
    }

    fn triple(&self, node: &Node<T>) -> [T; 3] {
        [node.subject, self.name(node.property), node.object]
    }

    fn add_premises(
        &self,
        nodes: &mut Vec<Node<T>>,
        position: usize,
        seen: &mut FxHashSet<(T, PropertyId, T)>,
    ) {
        let Node {
            subject,
            property,
            object,
            ..
        } = nodes[position];
        let may_turn = self.triples.is_subject(object);
        let steps = self.rules.property(property).steps.iter();
        let inclusions = steps.filter(|step| !step.turns || may_turn).map(|step| {
            let (s, o) = if step.turns {
                (object, subject)
            } else {
                (subject, object)
            };
            ((s, step.from, o), step.axiom)
        });
        let values = self.rules.values.steps.get(&(property, object));
        let values = values
            .into_iter()
            .flatten()
            .map(|&((property, value), axiom)| ((subject, property, value), axiom));
        for (premise, axiom) in inclusions.chain(values) {
            if seen.insert(premise) {
                let (subject, property, object) = premise;
                nodes.push(Node {
                    subject,
                    property,
                    object,
                    onward: Some((position, axiom)),
                });
            }
        }
    }

    fn finish(&self, nodes: &[Node<T>], position: usize, source: Source<T>) -> Derivation<T> {
        let mut steps = Vec::new();
        let mut onward = nodes[position].onward;
        while let Some((next, axiom)) = onward {
            steps.push(DerivationStep {
                axiom: self.rules.axioms[axiom].clone(),
                triple: self.triple(&nodes[next]),
            });
            onward = nodes[next].onward;
        }
        Derivation {
            triple: self.triple(&nodes[0]),
            source,
            steps,
        }
    }

    fn explain_chain(&self, node: &Node<T>) -> Result<Option<Source<T>>, DerivationError<X::Error>> {
        for &chain in &self.rules.chains {
            if chain.property != node.property {
                continue;
            }
            let Some(middle) = self.middle(node.subject, chain, node.object)? else {
                continue;
            };
            let first = self.derivation([node.subject, self.name(chain.first), middle])?;
            let second = self.derivation([middle, self.name(chain.second), node.object])?;
            if let (Some(first), Some(second)) = (first, second) {
                return Ok(Some(Source::Chain {
                    axiom: self.rules.axioms[chain.axiom].clone(),
                    triple: self.triple(node),
                    links: Box::new([first, second]),
                }));
            }
        }
        Ok(None)
    }

    fn explain_transitive(&self, node: &Node<T>) -> Result<Option<Source<T>>, DerivationError<X::Error>> {
        if !self.rules.property(node.property).is_transitive {
            return Ok(None);
        }
        let Some(way) = self.way(node)? else {
            return Ok(None);
        };
        let mut links = Vec::with_capacity(way.len());
        let mut from = node.subject;
        for to in way {
            links.extend(self.explain((from, node.property, to), false)?);
            from = to;
        }
        Ok(Some(Source::Transitive {
            property: self.name(node.property),
            triple: self.triple(node),
            links,
        }))
    }

    /// The resources on a shortest way of links, the subject left out, the object last.
    fn way(&self, node: &Node<T>) -> Result<Option<Vec<T>>, DerivationError<X::Error>> {
        let mut before: FxHashMap<T, T> = FxHashMap::default();
        let mut waiting = VecDeque::from([node.subject]);
        while let Some(from) = waiting.pop_front() {
            for to in self.links(from, node.property, Direction::Forward)? {
                if before.contains_key(&to) {
                    continue;
                }
                before.insert(to, from);
                if to != node.object {
                    waiting.push_back(to);
                    continue;
                }
                let mut way = vec![to];
                let mut place = from;
                while place != node.subject {
                    way.push(place);
                    place = before[&place];
                }
                way.reverse();
                return Ok(Some(way));
            }
        }
        Ok(None)
    }
}
