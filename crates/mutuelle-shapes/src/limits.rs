//! Every limit of the engine, in one place.

/// Shapes within shapes (`sh:property`, `sh:node`, `sh:or`…) below one shape; a validation recurses this deep.
pub const SHAPE_DEPTH_MAX: usize = 32;

/// Shapes below one shape, each counted as often as it is referred to: without this bound, 32 levels of two
/// references each would take four billion checks a node.
pub const SHAPE_SIZE_MAX: usize = 10_000;

/// Path expressions within path expressions.
pub const PATH_DEPTH_MAX: usize = 16;

/// Expressions in one path, all levels together (blank nodes that are shared count each time).
pub const PATH_EXPRESSIONS_MAX: usize = 256;

/// Members of one RDF list in the shapes (`sh:in`, `sh:or`, a sequence path…).
pub const LIST_LENGTH_MAX: usize = 10_000;

/// Characters of one `sh:pattern`.
pub const PATTERN_LENGTH_MAX: usize = 1_000;

/// Bytes that one compiled `sh:pattern` may take.
pub const PATTERN_SIZE_MAX_BYTES: usize = 1 << 20;

/// Results that one report keeps; violations are kept before warnings and the rest.
pub const RESULTS_MAX: usize = 1_000;
