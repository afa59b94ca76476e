//! Targets from the shapes graph, the implicit class target included.

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{NamedOrBlankNode, Term};

use super::parameters::Parameters;
use crate::error::ShapesError;
use crate::path::{Direction, Path, walk};
use crate::shape::Target;
use crate::vocabulary::{OWL_CLASS, sh};

pub(super) fn read_targets(parameters: &Parameters<'_>) -> Result<Vec<Target>, ShapesError> {
    let mut targets = Vec::new();
    for value in parameters.all(sh::TARGET_NODE) {
        if !matches!(value, Term::NamedNode(_) | Term::Literal(_)) {
            return Err(parameters.malformed(sh::TARGET_NODE, value, "an IRI or a literal"));
        }
        targets.push(Target::Node(value));
    }
    targets.extend(parameters.iris(sh::TARGET_CLASS)?.into_iter().map(Target::Class));
    if let NamedOrBlankNode::NamedNode(class) = &parameters.shape
        && is_class(parameters)
    {
        targets.push(Target::Class(class.clone()));
    }
    targets.extend(
        parameters
            .iris(sh::TARGET_SUBJECTS_OF)?
            .into_iter()
            .map(Target::SubjectsOf),
    );
    targets.extend(
        parameters
            .iris(sh::TARGET_OBJECTS_OF)?
            .into_iter()
            .map(Target::ObjectsOf),
    );
    Ok(targets)
}

/// A shape that is a class targets its instances (<https://www.w3.org/TR/shacl/#implicit-targetClass>).
/// `owl:Class` counts without the triple that makes it a subclass of `rdfs:Class`, which nobody writes.
fn is_class(parameters: &Parameters<'_>) -> bool {
    let classes = Path::Sequence(vec![
        Path::Predicate(rdf::TYPE.into_owned()),
        Path::ZeroOrMore(Box::new(Path::Predicate(rdfs::SUB_CLASS_OF.into_owned()))),
    ]);
    let start = Term::from(parameters.shape.clone());
    let Ok(types) = walk(parameters.graph, &classes, Direction::Forward, &start);
    types
        .iter()
        .any(|class| *class == Term::from(rdfs::CLASS) || *class == Term::from(OWL_CLASS))
}
