//! SHACL Core: a graph of data and a graph of shapes give a validation report.
//!
//! The crate is pure: it reads data through [`DataGraph`], knows no store, no network and no clock. It implements
//! the whole of SHACL Core (<https://www.w3.org/TR/shacl/>), the W3C suite being its test; SPARQL-based
//! constraints are refused when shapes are compiled, rather than passed over.
//!
//! ```
//! use mutuelle_shapes::Shapes;
//! use oxrdf::Graph;
//! # use oxttl::TurtleParser;
//! # fn turtle(text: &str) -> Graph {
//! #     TurtleParser::new().for_slice(text).map(Result::unwrap).collect()
//! # }
//!
//! let shapes: Graph = turtle(r#"
//!     @prefix sh: <http://www.w3.org/ns/shacl#> .
//!     @prefix dct: <http://purl.org/dc/terms/> .
//!     @prefix mut: <https://w3id.org/mutuelle/ns#> .
//!     [] a sh:NodeShape ; sh:targetClass mut:KnowledgeSeed ; sh:property [
//!         sh:path dct:license ; sh:minCount 1 ; sh:nodeKind sh:IRI ;
//!         sh:message "Une graine doit avoir une licence."@fr, "A seed needs a licence."@en ] .
//! "#);
//! let shapes = Shapes::from_graph(&shapes)?;
//!
//! let data: Graph = turtle(r#"
//!     @prefix mut: <https://w3id.org/mutuelle/ns#> .
//!     <http://example.org/graine/forge> a mut:KnowledgeSeed .
//! "#);
//! let Ok(report) = shapes.validate(&data);
//!
//! assert!(!report.conforms());
//! assert_eq!(report.results[0].message(&["fr"]), "Une graine doit avoir une licence.");
//! # Ok::<_, mutuelle_shapes::ShapesError>(())
//! ```
//!
//! A writer does not validate everything at each change: [`Shapes::touched`] names the nodes whose validity a patch
//! may have changed, [`Shapes::validate_nodes`] looks at those.
//!
//! # Choices that SHACL leaves open
//! - Shapes that lead back to themselves are refused: their meaning is undefined in SHACL 1.0.
//! - A class declared with `owl:Class` that is a shape targets its instances, like one declared with `rdfs:Class`.
//! - Dates, times and durations are ordered too; a date and a dateTime are not comparable, so both
//!   `sh:minInclusive` and `sh:lessThan` fail on such a pair.
//! - Patterns are in the syntax of the [`regex`] crate: no back references and no look-around, so no input is slow.

mod checking;
mod classes;
mod comparison;
mod constraint;
mod data;
mod datatype;
mod dependency;
mod error;
mod focus;
mod limits;
mod message;
mod path;
mod reading;
mod report;
mod report_graph;
mod shape;
mod shapes;
mod vocabulary;

pub use self::data::DataGraph;
pub use self::dependency::Elsewhere;
pub use self::error::ShapesError;
pub use self::limits::{
    LIST_LENGTH_MAX, PATH_DEPTH_MAX, PATH_EXPRESSIONS_MAX, PATTERN_LENGTH_MAX, PATTERN_SIZE_MAX_BYTES,
    RESULTS_MAX, SHAPE_DEPTH_MAX, SHAPE_SIZE_MAX,
};
pub use self::path::Path;
pub use self::report::{Report, ValidationResult};
pub use self::shape::Severity;
pub use self::shapes::Shapes;
