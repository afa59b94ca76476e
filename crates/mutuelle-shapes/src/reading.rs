//! From a shapes graph to compiled shapes. Each shape is read once, however many others refer to it.

mod constraints;
mod parameters;
mod path;
mod target;

use std::collections::{BTreeMap, HashMap};

use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNodeRef, NamedOrBlankNode};

use self::parameters::Parameters;
use crate::constraint::Constraint;
use crate::error::ShapesError;
use crate::limits::{SHAPE_DEPTH_MAX, SHAPE_SIZE_MAX};
use crate::shape::{Severity, Shape, ShapeId};
use crate::vocabulary::sh;

/// A node is a shape when it is the subject of one of these (<https://www.w3.org/TR/shacl/#shapes>).
const SHAPE_PREDICATES: [NamedNodeRef<'static>; 38] = [
    sh::TARGET_NODE,
    sh::TARGET_CLASS,
    sh::TARGET_SUBJECTS_OF,
    sh::TARGET_OBJECTS_OF,
    sh::CLASS,
    sh::DATATYPE,
    sh::NODE_KIND,
    sh::MIN_COUNT,
    sh::MAX_COUNT,
    sh::MIN_EXCLUSIVE,
    sh::MIN_INCLUSIVE,
    sh::MAX_EXCLUSIVE,
    sh::MAX_INCLUSIVE,
    sh::MIN_LENGTH,
    sh::MAX_LENGTH,
    sh::PATTERN,
    sh::LANGUAGE_IN,
    sh::UNIQUE_LANG,
    sh::EQUALS,
    sh::DISJOINT,
    sh::LESS_THAN,
    sh::LESS_THAN_OR_EQUALS,
    sh::NOT,
    sh::AND,
    sh::OR,
    sh::XONE,
    sh::NODE,
    sh::PROPERTY,
    sh::QUALIFIED_VALUE_SHAPE,
    sh::QUALIFIED_MIN_COUNT,
    sh::QUALIFIED_MAX_COUNT,
    sh::CLOSED,
    sh::HAS_VALUE,
    sh::IN,
    sh::SPARQL,
    sh::TARGET,
    sh::EXPRESSION,
    sh::ENTAILMENT,
];

/// Every shape of the graph, used or not, so that a mistake is found before the day the shape is used.
pub(crate) fn read_shapes(graph: &Graph) -> Result<Vec<Shape>, ShapesError> {
    let mut reader = Reader {
        graph,
        shapes: Vec::new(),
        extents: Vec::new(),
        states: HashMap::new(),
        open: 0,
    };
    for node in shape_nodes(graph) {
        reader.read_shape(node)?;
    }
    Ok(reader.shapes)
}

/// In the order of their text: the same shapes give the same first error and the same order of results.
fn shape_nodes(graph: &Graph) -> impl Iterator<Item = NamedOrBlankNode> + use<> {
    let mut nodes = BTreeMap::new();
    let typed = [sh::NODE_SHAPE, sh::PROPERTY_SHAPE]
        .into_iter()
        .flat_map(|class| graph.subjects_for_predicate_object(rdf::TYPE, class));
    let subjects = SHAPE_PREDICATES.into_iter().flat_map(|predicate| {
        graph
            .triples_for_predicate(predicate)
            .map(|triple| triple.subject)
    });
    for node in typed.chain(subjects) {
        nodes.insert(node.to_string(), node.into_owned());
    }
    nodes.into_values()
}

enum State {
    /// Being read: meeting it again is a circle.
    Open,
    Read(ShapeId),
}

struct Extent {
    /// How deep shapes are nested below this one.
    depth: usize,
    /// How many shapes one check may go through: those below, each as often as it is referred to, and itself.
    size: usize,
}

struct Reader<'g> {
    graph: &'g Graph,
    shapes: Vec<Shape>,
    /// What lies below each of `shapes`.
    extents: Vec<Extent>,
    states: HashMap<NamedOrBlankNode, State>,
    open: usize,
}

impl Reader<'_> {
    fn read_shape(&mut self, node: NamedOrBlankNode) -> Result<ShapeId, ShapesError> {
        match self.states.get(&node) {
            Some(State::Read(id)) => return Ok(*id),
            Some(State::Open) => return Err(ShapesError::Recursive { shape: node }),
            None => {}
        }
        if self.open > SHAPE_DEPTH_MAX {
            return Err(ShapesError::TooDeep {
                shape: node,
                max: SHAPE_DEPTH_MAX,
            });
        }
        self.states.insert(node.clone(), State::Open);
        self.open += 1;
        let shape = self.read_new(&node)?;
        self.open -= 1;
        let extent = self.extent(&shape);
        if extent.depth > SHAPE_DEPTH_MAX {
            return Err(ShapesError::TooDeep {
                shape: node,
                max: SHAPE_DEPTH_MAX,
            });
        }
        if extent.size > SHAPE_SIZE_MAX {
            return Err(ShapesError::TooLarge {
                shape: node,
                max: SHAPE_SIZE_MAX,
            });
        }
        let id = ShapeId(self.shapes.len());
        self.shapes.push(shape);
        self.extents.push(extent);
        self.states.insert(node, State::Read(id));
        Ok(id)
    }

    fn extent(&self, shape: &Shape) -> Extent {
        let mut extent = Extent { depth: 0, size: 1 };
        for id in shape.constraints.iter().flat_map(Constraint::referenced) {
            let below = &self.extents[id.0];
            extent.depth = extent.depth.max(below.depth + 1);
            extent.size = extent.size.saturating_add(below.size);
        }
        extent
    }

    fn read_new(&mut self, node: &NamedOrBlankNode) -> Result<Shape, ShapesError> {
        let parameters = Parameters::new(self.graph, node.clone());
        let mut shape = Shape {
            node: node.clone(),
            path: None,
            targets: Vec::new(),
            severity: parameters
                .iri(sh::SEVERITY)?
                .map_or(Severity::Violation, Severity::from),
            messages: parameters.texts(sh::MESSAGE)?,
            names: parameters.texts(sh::SH_NAME)?,
            constraints: Vec::new(),
        };
        // What is deactivated may be unfinished: it is not read further.
        if parameters.flag(sh::DEACTIVATED)? {
            return Ok(shape);
        }
        shape.path = path::read_path(&parameters)?;
        shape.targets = target::read_targets(&parameters)?;
        shape.constraints = constraints::read_constraints(self, &parameters, shape.path.is_some())?;
        Ok(shape)
    }
}
