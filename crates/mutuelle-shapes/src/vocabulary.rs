//! The IRIs of SHACL Core that the engine speaks of (<https://www.w3.org/TR/shacl/>).

use oxrdf::NamedNodeRef;

macro_rules! terms {
    ($base:literal; $($name:ident = $local:literal),+ $(,)?) => {
        $(pub(crate) const $name: NamedNodeRef<'static> =
            NamedNodeRef::new_unchecked(concat!($base, $local));)+
    };
}

/// `http://www.w3.org/ns/shacl#`
pub(crate) mod sh {
    use super::NamedNodeRef;

    terms! { "http://www.w3.org/ns/shacl#";
        // Shapes, targets, what every shape may say
        NODE_SHAPE = "NodeShape", PROPERTY_SHAPE = "PropertyShape",
        TARGET_NODE = "targetNode", TARGET_CLASS = "targetClass",
        TARGET_SUBJECTS_OF = "targetSubjectsOf", TARGET_OBJECTS_OF = "targetObjectsOf",
        PATH = "path", SEVERITY = "severity", MESSAGE = "message", DEACTIVATED = "deactivated", SH_NAME = "name",
        // Paths
        INVERSE_PATH = "inversePath", ALTERNATIVE_PATH = "alternativePath",
        ZERO_OR_MORE_PATH = "zeroOrMorePath", ONE_OR_MORE_PATH = "oneOrMorePath",
        ZERO_OR_ONE_PATH = "zeroOrOnePath",
        // Parameters of constraint components
        CLASS = "class", DATATYPE = "datatype", NODE_KIND = "nodeKind",
        MIN_COUNT = "minCount", MAX_COUNT = "maxCount",
        MIN_EXCLUSIVE = "minExclusive", MIN_INCLUSIVE = "minInclusive",
        MAX_EXCLUSIVE = "maxExclusive", MAX_INCLUSIVE = "maxInclusive",
        MIN_LENGTH = "minLength", MAX_LENGTH = "maxLength", PATTERN = "pattern", FLAGS = "flags",
        LANGUAGE_IN = "languageIn", UNIQUE_LANG = "uniqueLang",
        EQUALS = "equals", DISJOINT = "disjoint", LESS_THAN = "lessThan",
        LESS_THAN_OR_EQUALS = "lessThanOrEquals",
        NOT = "not", AND = "and", OR = "or", XONE = "xone",
        NODE = "node", PROPERTY = "property", QUALIFIED_VALUE_SHAPE = "qualifiedValueShape",
        QUALIFIED_MIN_COUNT = "qualifiedMinCount", QUALIFIED_MAX_COUNT = "qualifiedMaxCount",
        QUALIFIED_VALUE_SHAPES_DISJOINT = "qualifiedValueShapesDisjoint",
        CLOSED = "closed", IGNORED_PROPERTIES = "ignoredProperties", HAS_VALUE = "hasValue", IN = "in",
        // What this engine refuses rather than ignores
        SPARQL = "sparql", JS = "js", TARGET = "target", EXPRESSION = "expression", ENTAILMENT = "entailment",
        // Node kinds
        BLANK_NODE = "BlankNode", IRI = "IRI", LITERAL = "Literal", BLANK_NODE_OR_IRI = "BlankNodeOrIRI",
        BLANK_NODE_OR_LITERAL = "BlankNodeOrLiteral", IRI_OR_LITERAL = "IRIOrLiteral",
        // Severities
        VIOLATION = "Violation", WARNING = "Warning", INFO = "Info",
        // The report
        VALIDATION_REPORT = "ValidationReport", VALIDATION_RESULT = "ValidationResult",
        CONFORMS = "conforms", RESULT = "result", FOCUS_NODE = "focusNode", RESULT_PATH = "resultPath",
        VALUE = "value", SOURCE_SHAPE = "sourceShape", RESULT_MESSAGE = "resultMessage",
        SOURCE_CONSTRAINT_COMPONENT = "sourceConstraintComponent", RESULT_SEVERITY = "resultSeverity",
        // Constraint components, as results name them
        CLASS_COMPONENT = "ClassConstraintComponent", DATATYPE_COMPONENT = "DatatypeConstraintComponent",
        NODE_KIND_COMPONENT = "NodeKindConstraintComponent",
        MIN_COUNT_COMPONENT = "MinCountConstraintComponent",
        MAX_COUNT_COMPONENT = "MaxCountConstraintComponent",
        MIN_EXCLUSIVE_COMPONENT = "MinExclusiveConstraintComponent",
        MIN_INCLUSIVE_COMPONENT = "MinInclusiveConstraintComponent",
        MAX_EXCLUSIVE_COMPONENT = "MaxExclusiveConstraintComponent",
        MAX_INCLUSIVE_COMPONENT = "MaxInclusiveConstraintComponent",
        MIN_LENGTH_COMPONENT = "MinLengthConstraintComponent",
        MAX_LENGTH_COMPONENT = "MaxLengthConstraintComponent",
        PATTERN_COMPONENT = "PatternConstraintComponent",
        LANGUAGE_IN_COMPONENT = "LanguageInConstraintComponent",
        UNIQUE_LANG_COMPONENT = "UniqueLangConstraintComponent",
        EQUALS_COMPONENT = "EqualsConstraintComponent", DISJOINT_COMPONENT = "DisjointConstraintComponent",
        LESS_THAN_COMPONENT = "LessThanConstraintComponent",
        LESS_THAN_OR_EQUALS_COMPONENT = "LessThanOrEqualsConstraintComponent",
        NOT_COMPONENT = "NotConstraintComponent", AND_COMPONENT = "AndConstraintComponent",
        OR_COMPONENT = "OrConstraintComponent", XONE_COMPONENT = "XoneConstraintComponent",
        NODE_COMPONENT = "NodeConstraintComponent", PROPERTY_COMPONENT = "PropertyShapeComponent",
        QUALIFIED_MIN_COUNT_COMPONENT = "QualifiedMinCountConstraintComponent",
        QUALIFIED_MAX_COUNT_COMPONENT = "QualifiedMaxCountConstraintComponent",
        CLOSED_COMPONENT = "ClosedConstraintComponent", HAS_VALUE_COMPONENT = "HasValueConstraintComponent",
        IN_COMPONENT = "InConstraintComponent",
    }
}

/// `owl:Class`: classes of an ontology are declared with it, and a class may be its own shape.
pub(crate) const OWL_CLASS: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#Class");
