//! Constraints from the shapes graph: every parameter of SHACL Core.

use std::collections::HashSet;

use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use regex::RegexBuilder;

use super::Reader;
use super::parameters::Parameters;
use crate::comparison::Comparable;
use crate::constraint::{Constraint, Count, NodeKind, Pair, Qualified, Range, Side};
use crate::error::ShapesError;
use crate::limits::{PATTERN_LENGTH_MAX, PATTERN_SIZE_MAX_BYTES};
use crate::shape::ShapeId;
use crate::vocabulary::sh;

/// Parameters that only a property shape may have (`sh:qualified*` counts are ignored on node shapes, as the
/// suite's qualified-001 has it).
const PROPERTY_ONLY: [NamedNodeRef<'static>; 6] = [
    sh::MIN_COUNT,
    sh::MAX_COUNT,
    sh::UNIQUE_LANG,
    sh::LESS_THAN,
    sh::LESS_THAN_OR_EQUALS,
    sh::QUALIFIED_VALUE_SHAPE,
];

/// Constraints that would be skipped silently if they were not refused.
const UNSUPPORTED: [NamedNodeRef<'static>; 5] =
    [sh::SPARQL, sh::JS, sh::TARGET, sh::EXPRESSION, sh::ENTAILMENT];

const SIDES: [(NamedNodeRef<'static>, Side); 4] = [
    (sh::MIN_EXCLUSIVE, Side::MinExclusive),
    (sh::MIN_INCLUSIVE, Side::MinInclusive),
    (sh::MAX_EXCLUSIVE, Side::MaxExclusive),
    (sh::MAX_INCLUSIVE, Side::MaxInclusive),
];

const PAIRS: [(NamedNodeRef<'static>, Pair); 4] = [
    (sh::EQUALS, Pair::Equals),
    (sh::DISJOINT, Pair::Disjoint),
    (sh::LESS_THAN, Pair::LessThan),
    (sh::LESS_THAN_OR_EQUALS, Pair::LessThanOrEquals),
];

/// All constraints of one shape, cheap ones before those that look further.
pub(super) fn read_constraints(
    reader: &mut Reader<'_>,
    parameters: &Parameters<'_>,
    is_property_shape: bool,
) -> Result<Vec<Constraint>, ShapesError> {
    refuse_misplaced(parameters, is_property_shape)?;
    let mut constraints = Vec::new();
    read_cardinality(parameters, &mut constraints)?;
    read_value_types(parameters, &mut constraints)?;
    read_ranges(parameters, &mut constraints)?;
    read_strings(parameters, &mut constraints)?;
    for (predicate, pair) in PAIRS {
        let others = parameters.iris(predicate)?;
        constraints.extend(others.into_iter().map(|other| Constraint::Pair(pair, other)));
    }
    read_enumerations(parameters, &mut constraints)?;
    read_logical(reader, parameters, &mut constraints)?;
    read_shape_based(reader, parameters, &mut constraints)?;
    read_qualified(reader, parameters, &mut constraints)?;
    Ok(constraints)
}

fn refuse_misplaced(parameters: &Parameters<'_>, is_property_shape: bool) -> Result<(), ShapesError> {
    let shape = || parameters.shape.clone();
    for predicate in UNSUPPORTED {
        if let Some(value) = parameters.all(predicate).pop() {
            return Err(ShapesError::Unsupported {
                shape: shape(),
                predicate: predicate.into_owned(),
                value: Box::new(value),
            });
        }
    }
    if !is_property_shape {
        for predicate in PROPERTY_ONLY {
            if let Some(value) = parameters.all(predicate).pop() {
                return Err(ShapesError::NeedsPath {
                    shape: shape(),
                    predicate: predicate.into_owned(),
                    value: Box::new(value),
                });
            }
        }
    }
    Ok(())
}

fn read_cardinality(parameters: &Parameters<'_>, into: &mut Vec<Constraint>) -> Result<(), ShapesError> {
    into.extend(parameters.count(sh::MIN_COUNT)?.map(Constraint::MinCount));
    into.extend(parameters.count(sh::MAX_COUNT)?.map(Constraint::MaxCount));
    Ok(())
}

fn read_value_types(parameters: &Parameters<'_>, into: &mut Vec<Constraint>) -> Result<(), ShapesError> {
    if let Some(value) = parameters.iri(sh::NODE_KIND)? {
        let kind = NodeKind::from_iri(value.as_ref()).ok_or_else(|| {
            parameters.malformed(sh::NODE_KIND, value.into(), "one of SHACL's six node kinds")
        })?;
        into.push(Constraint::NodeKind(kind));
    }
    into.extend(parameters.iri(sh::DATATYPE)?.map(Constraint::Datatype));
    into.extend(parameters.iris(sh::CLASS)?.into_iter().map(Constraint::Class));
    Ok(())
}

fn read_ranges(parameters: &Parameters<'_>, into: &mut Vec<Constraint>) -> Result<(), ShapesError> {
    for (predicate, side) in SIDES {
        let Some(term) = parameters.one(predicate)? else {
            continue;
        };
        let bound = parameters.as_literal(predicate, term)?;
        let value = Comparable::read(&bound).ok_or_else(|| {
            let expected = "a literal that has an order (a number, a date, a string…)";
            parameters.malformed(predicate, bound.clone().into(), expected)
        })?;
        into.push(Constraint::Range(Range { side, bound, value }));
    }
    Ok(())
}

fn read_strings(parameters: &Parameters<'_>, into: &mut Vec<Constraint>) -> Result<(), ShapesError> {
    into.extend(parameters.count(sh::MIN_LENGTH)?.map(Constraint::MinLength));
    into.extend(parameters.count(sh::MAX_LENGTH)?.map(Constraint::MaxLength));
    let flags = parameters.string(sh::FLAGS)?.unwrap_or_default();
    for value in parameters.all(sh::PATTERN) {
        let source = parameters.as_string(sh::PATTERN, value)?;
        into.push(read_pattern(parameters, source, &flags)?);
    }
    if let Some(list) = parameters.one(sh::LANGUAGE_IN)? {
        let members = parameters.list(sh::LANGUAGE_IN, &list)?;
        let ranges = members.into_iter().map(|member| {
            parameters
                .as_string(sh::LANGUAGE_IN, member)
                .map(|range| range.to_ascii_lowercase())
        });
        into.push(Constraint::LanguageIn(ranges.collect::<Result<_, _>>()?));
    }
    if parameters.flag(sh::UNIQUE_LANG)? {
        into.push(Constraint::UniqueLang);
    }
    Ok(())
}

/// Patterns are in the syntax of the `regex` crate, which agrees with SPARQL's but for back references,
/// look-around (it has neither, so no input makes it slow) and subtraction in character classes.
fn read_pattern(parameters: &Parameters<'_>, source: String, flags: &str) -> Result<Constraint, ShapesError> {
    let length = source.chars().count();
    if length > PATTERN_LENGTH_MAX {
        return Err(ShapesError::PatternLength {
            shape: parameters.shape.clone(),
            length,
            max: PATTERN_LENGTH_MAX,
        });
    }
    let text = if flags.contains('q') {
        regex::escape(&source)
    } else {
        source.clone()
    };
    let mut builder = RegexBuilder::new(&text);
    builder
        .size_limit(PATTERN_SIZE_MAX_BYTES)
        .dfa_size_limit(PATTERN_SIZE_MAX_BYTES);
    for flag in flags.chars() {
        match flag {
            'i' => builder.case_insensitive(true),
            's' => builder.dot_matches_new_line(true),
            'm' => builder.multi_line(true),
            'x' => builder.ignore_whitespace(true),
            'q' => &mut builder,
            _ => {
                let value = oxrdf::Literal::from(flags).into();
                return Err(parameters.malformed(
                    sh::FLAGS,
                    value,
                    "made of the letters `i`, `s`, `m`, `x`, `q`",
                ));
            }
        };
    }
    match builder.build() {
        Ok(regex) => Ok(Constraint::Pattern { regex, source }),
        Err(error) => Err(ShapesError::Pattern {
            shape: parameters.shape.clone(),
            pattern: source,
            source: error,
        }),
    }
}

fn read_enumerations(parameters: &Parameters<'_>, into: &mut Vec<Constraint>) -> Result<(), ShapesError> {
    into.extend(
        parameters
            .all(sh::HAS_VALUE)
            .into_iter()
            .map(Constraint::HasValue),
    );
    if let Some(list) = parameters.one(sh::IN)? {
        let listed = parameters.list(sh::IN, &list)?;
        into.push(Constraint::In {
            set: listed.iter().cloned().collect(),
            listed,
        });
    }
    if parameters.flag(sh::CLOSED)? {
        into.push(Constraint::Closed(allowed_predicates(parameters)?));
    }
    Ok(())
}

fn allowed_predicates(parameters: &Parameters<'_>) -> Result<HashSet<NamedNode>, ShapesError> {
    let mut allowed = HashSet::new();
    if let Some(list) = parameters.one(sh::IGNORED_PROPERTIES)? {
        for member in parameters.list(sh::IGNORED_PROPERTIES, &list)? {
            allowed.insert(parameters.as_iri(sh::IGNORED_PROPERTIES, member)?);
        }
    }
    for property in parameters.all(sh::PROPERTY) {
        let property = Parameters::new(parameters.graph, parameters.as_node(sh::PROPERTY, property)?);
        for path in property.all(sh::PATH) {
            if let Term::NamedNode(predicate) = path {
                allowed.insert(predicate);
            }
        }
    }
    Ok(allowed)
}

fn read_logical(
    reader: &mut Reader<'_>,
    parameters: &Parameters<'_>,
    into: &mut Vec<Constraint>,
) -> Result<(), ShapesError> {
    into.extend(
        read_shapes(reader, parameters, sh::NOT)?
            .into_iter()
            .map(Constraint::Not),
    );
    into.extend(
        read_shape_lists(reader, parameters, sh::AND)?
            .into_iter()
            .map(Constraint::And),
    );
    into.extend(
        read_shape_lists(reader, parameters, sh::OR)?
            .into_iter()
            .map(Constraint::Or),
    );
    into.extend(
        read_shape_lists(reader, parameters, sh::XONE)?
            .into_iter()
            .map(Constraint::Xone),
    );
    Ok(())
}

fn read_shape_lists(
    reader: &mut Reader<'_>,
    parameters: &Parameters<'_>,
    predicate: NamedNodeRef<'_>,
) -> Result<Vec<Vec<ShapeId>>, ShapesError> {
    let mut lists = Vec::new();
    for list in parameters.all(predicate) {
        let mut shapes = Vec::new();
        for member in parameters.list(predicate, &list)? {
            shapes.push(reader.read_shape(parameters.as_node(predicate, member)?)?);
        }
        lists.push(shapes);
    }
    Ok(lists)
}

fn read_shape_based(
    reader: &mut Reader<'_>,
    parameters: &Parameters<'_>,
    into: &mut Vec<Constraint>,
) -> Result<(), ShapesError> {
    into.extend(
        read_shapes(reader, parameters, sh::NODE)?
            .into_iter()
            .map(Constraint::Node),
    );
    for value in parameters.all(sh::PROPERTY) {
        let node = parameters.as_node(sh::PROPERTY, value.clone())?;
        if parameters
            .graph
            .object_for_subject_predicate(&node, sh::PATH)
            .is_none()
        {
            return Err(parameters.malformed(sh::PROPERTY, value, "a shape with a `sh:path`"));
        }
        into.push(Constraint::Property(reader.read_shape(node)?));
    }
    Ok(())
}

fn read_shapes(
    reader: &mut Reader<'_>,
    parameters: &Parameters<'_>,
    predicate: NamedNodeRef<'_>,
) -> Result<Vec<ShapeId>, ShapesError> {
    parameters
        .all(predicate)
        .into_iter()
        .map(|value| reader.read_shape(parameters.as_node(predicate, value)?))
        .collect()
}

fn read_qualified(
    reader: &mut Reader<'_>,
    parameters: &Parameters<'_>,
    into: &mut Vec<Constraint>,
) -> Result<(), ShapesError> {
    let Some(value) = parameters.one(sh::QUALIFIED_VALUE_SHAPE)? else {
        return Ok(());
    };
    let node = parameters.as_node(sh::QUALIFIED_VALUE_SHAPE, value)?;
    let shape = reader.read_shape(node.clone())?;
    let mut siblings = Vec::new();
    if parameters.flag(sh::QUALIFIED_VALUE_SHAPES_DISJOINT)? {
        for sibling in sibling_nodes(parameters, &node)? {
            siblings.push(reader.read_shape(sibling)?);
        }
    }
    let counts = [
        parameters.count(sh::QUALIFIED_MIN_COUNT)?.map(Count::Min),
        parameters.count(sh::QUALIFIED_MAX_COUNT)?.map(Count::Max),
    ];
    into.extend(counts.into_iter().flatten().map(|count| {
        Constraint::Qualified(Qualified {
            shape,
            siblings: siblings.clone(),
            count,
        })
    }));
    Ok(())
}

/// The qualified value shapes beside this one under the same parents
/// (<https://www.w3.org/TR/shacl/#QualifiedValueShapeConstraintComponent>).
fn sibling_nodes(
    parameters: &Parameters<'_>,
    own: &NamedOrBlankNode,
) -> Result<Vec<NamedOrBlankNode>, ShapesError> {
    let graph = parameters.graph;
    let mut siblings = Vec::new();
    for parent in graph.subjects_for_predicate_object(sh::PROPERTY, &parameters.shape) {
        for property in graph.objects_for_subject_predicate(parent, sh::PROPERTY) {
            let property = parameters.as_node(sh::PROPERTY, property.into_owned())?;
            let property = Parameters::new(graph, property);
            for value in property.all(sh::QUALIFIED_VALUE_SHAPE) {
                let node = property.as_node(sh::QUALIFIED_VALUE_SHAPE, value)?;
                if node != *own && !siblings.contains(&node) {
                    siblings.push(node);
                }
            }
        }
    }
    Ok(siblings)
}
