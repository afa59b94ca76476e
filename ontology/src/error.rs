use oxttl::TurtleSyntaxError;
use thiserror::Error;

/// Why an embedded file could not be read.
#[derive(Debug, Error)]
pub enum OntologyError {
    /// The file is not Turtle: this build was made from a broken file.
    #[error("the embedded file `ontology/{path}` is not valid Turtle; mend the file and build again")]
    Syntax {
        /// The file's path below `ontology/`.
        path: &'static str,
        /// What the parser says, with the position.
        source: TurtleSyntaxError,
    },
}
