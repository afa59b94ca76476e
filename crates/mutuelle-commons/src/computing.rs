//! What a commons works out, by name: what `/computed/NAME` answers and `mutuelle compute NAME` prints.

mod parameters;
mod table;

pub use parameters::{Parameter, ParameterError, ParameterKind};

pub use table::COMPUTATIONS;

use parameters::Given;

use crate::commons::Commons;
use crate::present::Present;
use mutuelle_domain::argdown;
use mutuelle_domain::code_social::CodeSocialError;
use mutuelle_domain::controversy::ControversyError;
use mutuelle_domain::dividend::CheckError;
use mutuelle_query::QueryError;
use oxrdf::{Graph, NamedNode};
use oxsdatatypes::Date;
use serde::Serialize;
use serde_json::Value;

/// Something that a commons works out.
pub struct Computation {
    /// Its name in addresses and on the command line.
    pub name: &'static str,
    /// What it is called in French and in English.
    pub title: [&'static str; 2],
    /// What it is told.
    pub parameters: &'static [Parameter],
    run: fn(&Present<'_>, &Given) -> Result<Worked, ComputeError>,
}

/// What was worked out.
#[derive(Clone, Debug)]
pub struct Worked {
    /// The result with the triples that it follows from.
    pub json: Value,
    /// The same in the vocabulary's terms, as far as it adds to the data.
    pub graph: Graph,
}

/// Why nothing was worked out.
#[derive(Debug, thiserror::Error)]
pub enum ComputeError {
    /// A parameter is missing or wrong.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// Nothing is said of a resource that was named.
    #[error("nothing is known of `{0}`")]
    Unknown(NamedNode),
    /// The data do not allow it; the message says what is in the way.
    #[error("{0}")]
    Unworkable(String),
    /// The data could not be read.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl Computation {
    /// The computation of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        COMPUTATIONS.iter().find(|known| known.name == name)
    }
}

impl Commons {
    /// Works something out from the present state; gives the seq of that state too. Blocking.
    ///
    /// # Errors
    /// See [`ComputeError`].
    pub fn compute<'p>(
        &self,
        computation: &Computation,
        parameters: impl IntoIterator<Item = (&'p str, &'p str)>,
    ) -> Result<(u64, Worked), ComputeError> {
        let given = Given::read(computation.parameters, parameters, self.today())?;
        self.work_out(|present| {
            for iri in given.iris() {
                if !present.knows(&iri.clone().into())? {
                    return Err(ComputeError::Unknown(iri.clone()));
                }
            }
            Ok((present.seq(), (computation.run)(present, &given)?))
        })
    }

    /// A controversy as Argdown (<https://argdown.org/syntax/>): text that people can read, compare and change. Blocking.
    ///
    /// # Errors
    /// See [`ComputeError`].
    pub fn argdown(&self, controversy: &NamedNode) -> Result<String, ComputeError> {
        self.work_out(|present| {
            if !present.knows(&controversy.clone().into())? {
                return Err(ComputeError::Unknown(controversy.clone()));
            }
            argdown::export(present, controversy.as_ref()).map_err(|error| match error {
                argdown::ExportError::Facts(error) => error.into(),
                argdown::ExportError::Controversy(error) => error.into(),
            })
        })
    }

    /// The day, in universal time.
    fn today(&self) -> Date {
        let seconds = self.core.clock.now_ms().div_euclid(1_000);
        let day = time::OffsetDateTime::from_unix_timestamp(seconds)
            .unwrap_or(time::OffsetDateTime::UNIX_EPOCH)
            .date();
        let text = format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day());
        text.parse().unwrap_or(Date::MIN)
    }
}

/// What an Argdown text says, in the vocabulary's terms. Nodes that it does not name are named under `base`; its texts are in
/// `language` unless it says otherwise.
///
/// # Errors
/// Where it is wrong, what was expected there and what to do.
pub fn of_argdown(text: &str, base: &str, language: &str) -> Result<Graph, argdown::ImportError> {
    let options = argdown::Options {
        base: base.to_owned(),
        language: language.to_owned(),
    };
    argdown::import(text, &options).map(|imported| imported.graph)
}

impl Worked {
    fn new(result: &impl Serialize, graph: Graph) -> Result<Self, ComputeError> {
        // Only a map whose keys are no texts cannot be said in JSON; results have none.
        let json =
            serde_json::to_value(result).map_err(|error| ComputeError::Unworkable(error.to_string()))?;
        Ok(Self { json, graph })
    }
}

/// An error with its causes, in one line.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

impl From<CodeSocialError<QueryError>> for ComputeError {
    fn from(error: CodeSocialError<QueryError>) -> Self {
        match error {
            CodeSocialError::Facts(error) => error.into(),
            other => Self::Unworkable(told(&other)),
        }
    }
}

impl From<ControversyError<QueryError>> for ComputeError {
    fn from(error: ControversyError<QueryError>) -> Self {
        match error {
            ControversyError::Facts(error) => error.into(),
            other => Self::Unworkable(told(&other)),
        }
    }
}

impl From<CheckError<QueryError>> for ComputeError {
    fn from(error: CheckError<QueryError>) -> Self {
        match error {
            CheckError::Facts(error) => error.into(),
            other => Self::Unworkable(told(&other)),
        }
    }
}
