//! Which nodes meet which shapes.

use std::collections::{BTreeSet, HashMap, HashSet};

use oxrdf::{NamedNode, Term};

use crate::classes::Classes;
use crate::data::DataGraph;
use crate::path::as_subject;
use crate::shape::{Shape, ShapeId, Target};

/// The shapes by what they target, so that a node finds its shapes without asking each of them.
#[derive(Debug, Default)]
pub(crate) struct TargetIndex {
    nodes: HashMap<Term, Vec<ShapeId>>,
    pub(crate) classes: HashMap<Term, Vec<ShapeId>>,
    /// Few; each is asked of the data once a node.
    subjects_of: Vec<(NamedNode, ShapeId)>,
    objects_of: Vec<(NamedNode, ShapeId)>,
}

impl TargetIndex {
    pub(crate) fn new(shapes: &[Shape]) -> Self {
        let mut index = Self::default();
        for (position, shape) in shapes.iter().enumerate() {
            let id = ShapeId(position);
            for target in &shape.targets {
                match target {
                    Target::Node(node) => index.nodes.entry(node.clone()).or_default().push(id),
                    Target::Class(class) => {
                        index.classes.entry(class.clone().into()).or_default().push(id);
                    }
                    Target::SubjectsOf(predicate) => index.subjects_of.push((predicate.clone(), id)),
                    Target::ObjectsOf(predicate) => index.objects_of.push((predicate.clone(), id)),
                }
            }
        }
        index
    }

    /// The shapes that target this node, each once.
    pub(crate) fn shapes_of<D: DataGraph>(
        &self,
        node: &Term,
        data: &D,
        classes: &mut Classes<'_, D>,
    ) -> Result<BTreeSet<ShapeId>, D::Error> {
        let mut found: BTreeSet<ShapeId> = self.nodes.get(node).into_iter().flatten().copied().collect();
        if !self.classes.is_empty() {
            for stated in classes.types(node)? {
                for class in classes.ancestors(&stated)?.iter() {
                    found.extend(self.classes.get(class).into_iter().flatten());
                }
            }
        }
        if let Some(subject) = as_subject(node) {
            for (predicate, shape) in &self.subjects_of {
                if !found.contains(shape) && !data.objects(&subject, predicate)?.is_empty() {
                    found.insert(*shape);
                }
            }
        }
        for (predicate, shape) in &self.objects_of {
            if !found.contains(shape) && !data.subjects(predicate, node)?.is_empty() {
                found.insert(*shape);
            }
        }
        Ok(found)
    }
}

/// All focus nodes of a shape, each once, in the order in which they are met.
pub(crate) fn focus_nodes<D: DataGraph>(
    shape: &Shape,
    data: &D,
    classes: &Classes<'_, D>,
) -> Result<Vec<Term>, D::Error> {
    let mut seen = HashSet::new();
    let mut nodes = Vec::new();
    for target in &shape.targets {
        let targeted: Vec<Term> = match target {
            Target::Node(node) => vec![node.clone()],
            Target::Class(class) => classes
                .instances(&class.clone().into())?
                .into_iter()
                .map(Term::from)
                .collect(),
            Target::SubjectsOf(predicate) => data
                .pairs(predicate)?
                .into_iter()
                .map(|(subject, _)| subject.into())
                .collect(),
            Target::ObjectsOf(predicate) => data
                .pairs(predicate)?
                .into_iter()
                .map(|(_, object)| object)
                .collect(),
        };
        nodes.extend(targeted.into_iter().filter(|node| seen.insert(node.clone())));
    }
    Ok(nodes)
}
