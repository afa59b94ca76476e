//! The compiled shapes, and the questions that can be put to them.

use std::collections::HashSet;

use oxrdf::{Graph, NamedNode, QuadRef, Term};

use crate::checking::Run;
use crate::classes::{Classes, Hierarchy};
use crate::data::DataGraph;
use crate::dependency::{Dependencies, Elsewhere};
use crate::error::ShapesError;
use crate::focus::{TargetIndex, focus_nodes};
use crate::limits::RESULTS_MAX;
use crate::reading::read_shapes;
use crate::report::{Report, Sink};
use crate::shape::{Shape, ShapeId, Target};

/// A shapes graph, compiled once and then asked of any data.
#[derive(Debug)]
pub struct Shapes {
    compiled: Vec<Shape>,
    targets: TargetIndex,
    target_classes: Vec<NamedNode>,
    hierarchy: Hierarchy,
    dependencies: Dependencies,
}

impl Shapes {
    /// Compiles every shape of the graph, used or not. A shape that SHACL calls ill-formed, one that refers to
    /// itself, and a constraint beyond SHACL Core are errors.
    pub fn from_graph(shapes: &Graph) -> Result<Self, ShapesError> {
        let compiled = read_shapes(shapes)?;
        let targets = TargetIndex::new(&compiled);
        let dependencies = Dependencies::new(&compiled);
        let mut target_classes: Vec<NamedNode> = Vec::new();
        for target in compiled.iter().flat_map(|shape| &shape.targets) {
            if let Target::Class(class) = target
                && !target_classes.contains(class)
            {
                target_classes.push(class.clone());
            }
        }
        Ok(Self {
            compiled,
            targets,
            target_classes,
            hierarchy: Hierarchy::default(),
            dependencies,
        })
    }

    /// Adds the ontology's `rdfs:subClassOf`: data then need not repeat that a testimony is a seed. What the data
    /// itself says of subclasses counts too, as SHACL wants it.
    #[must_use]
    pub fn with_classes(mut self, ontology: &Graph) -> Self {
        self.hierarchy.add(ontology);
        self
    }

    /// The classes that shapes target, as written (`sh:targetClass`, or a class that is a shape); no subclasses.
    pub fn target_classes(&self) -> &[NamedNode] {
        &self.target_classes
    }

    /// Every shape against all that it targets in the data.
    pub fn validate<D: DataGraph>(&self, data: &D) -> Result<Report, D::Error> {
        let mut run = self.run(data);
        let mut sink = Sink::collecting(RESULTS_MAX);
        for (position, shape) in self.compiled.iter().enumerate() {
            for focus in focus_nodes(shape, data, &run.classes)? {
                if sink.is_done() {
                    return Ok(sink.into_report());
                }
                run.check(ShapeId(position), &focus, &mut sink)?;
            }
        }
        Ok(sink.into_report())
    }

    /// Only these nodes, each against every shape that targets it. Nodes that no shape targets are fine.
    pub fn validate_nodes<D: DataGraph>(&self, data: &D, nodes: &[Term]) -> Result<Report, D::Error> {
        let mut run = self.run(data);
        let mut sink = Sink::collecting(RESULTS_MAX);
        let mut seen = HashSet::with_capacity(nodes.len());
        for node in nodes {
            if !seen.insert(node) {
                continue;
            }
            for shape in self.targets.shapes_of(node, data, &mut run.classes)? {
                if sink.is_done() {
                    return Ok(sink.into_report());
                }
                run.check(shape, node, &mut sink)?;
            }
        }
        Ok(sink.into_report())
    }

    /// The nodes whose results may differ between the data before and after a patch; `changed` are its quads,
    /// added and removed, and `data` is either of the two states. Other nodes' results are certainly the same.
    ///
    /// Besides the subjects of changed triples these are the nodes that refer to them, as far away as some shape's
    /// paths reach. They may include nodes that no shape targets: [`Shapes::validate_nodes`] passes over them. A
    /// quad whose predicate no shape speaks of costs one hash lookup and no read.
    pub fn touched<'q, D, I>(&self, data: &D, changed: I) -> Result<Vec<Term>, D::Error>
    where
        D: DataGraph,
        I: IntoIterator,
        I::Item: Into<QuadRef<'q>>,
    {
        let changed: Vec<QuadRef<'q>> = changed.into_iter().map(Into::into).collect();
        self.dependencies
            .touched(data, &mut Classes::new(&self.hierarchy, data), &changed)
    }

    /// What has to be known of other nodes to judge one, for who judges nodes with only their own triples at hand.
    pub fn elsewhere(&self) -> Elsewhere {
        self.dependencies.elsewhere()
    }

    fn run<'a, D: DataGraph>(&'a self, data: &'a D) -> Run<'a, D> {
        Run {
            shapes: &self.compiled,
            data,
            classes: Classes::new(&self.hierarchy, data),
        }
    }
}
