//! A SPARQL operation that comes in a body, as a form or as the body itself (SPARQL 1.1 Protocol, sections 2.1 and 2.2).

use crate::body;
use crate::formats::media_type;
use crate::parameters::{FORM, Parameters};
use crate::problem::Problem;
use crate::state::AppState;
use axum::body::Body;
use http::HeaderMap;

/// One of the protocol's two operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Query,
    Update,
}

/// An operation as it was sent.
pub(crate) struct Sent {
    pub(crate) operation: Operation,
    pub(crate) text: String,
    /// What came beside the text, in the form or in the address.
    pub(crate) parameters: Parameters,
}

impl Operation {
    /// The form field that carries its text.
    fn field(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Update => "update",
        }
    }

    /// The media type of a body that is the text.
    fn media_type(self) -> &'static str {
        match self {
            Self::Query => "application/sparql-query",
            Self::Update => "application/sparql-update",
        }
    }

    /// Its dataset's parameters.
    fn dataset(self) -> [&'static str; 2] {
        match self {
            Self::Query => ["default-graph-uri", "named-graph-uri"],
            Self::Update => ["using-graph-uri", "using-named-graph-uri"],
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Query => Self::Update,
            Self::Update => Self::Query,
        }
    }

    /// The operation that a media type names, if it is one of these.
    pub(crate) fn of_media_type(media_type: Option<&str>, expected: &[Self]) -> Option<Self> {
        let named = |operation: &&Self| Some(operation.media_type()) == media_type;
        expected.iter().find(named).copied()
    }

    /// Refuses what belongs to the other operation: it would be lost without a word.
    ///
    /// # Errors
    /// 400 when the other one's text or dataset is among the parameters.
    pub(crate) fn refuse_other(self, parameters: &Parameters) -> Result<(), Problem> {
        let other = self.other();
        if parameters.has(other.field()) {
            return Err(Problem::malformed(match self {
                Self::Query => "an update is sent by POST, alone, to `/update`",
                Self::Update => "a query is sent alone, to `/sparql`",
            }));
        }
        let [default, named] = self.dataset();
        for foreign in other.dataset() {
            if parameters.has(foreign) {
                let field = self.field();
                return Err(Problem::malformed(format!(
                    "`{foreign}` does not belong to a {field}, whose graphs are named by `{default}` and `{named}`"
                )));
            }
        }
        Ok(())
    }
}

/// Reads an operation that must be one of `expected`.
///
/// # Errors
/// 400 where the protocol is not kept, 415 for a body of another kind, and those of [`body::text`].
pub(crate) async fn read(
    state: &AppState,
    headers: &HeaderMap,
    address: Option<&str>,
    body: Body,
    expected: &[Operation],
) -> Result<Sent, Problem> {
    let claimed = media_type(headers)?;
    let address = Parameters::parse(address.unwrap_or_default())?;
    for operation in expected {
        let field = operation.field();
        if address.has(field) {
            return Err(Problem::malformed(format!(
                "the `{field}` of a request with a body stands in the body, not in the address"
            )));
        }
    }
    if let Some(operation) = Operation::of_media_type(claimed.as_deref(), expected) {
        operation.refuse_other(&address)?;
        let text = body::text(body, headers, state.limits(), &state.governor.pages).await?;
        return Ok(Sent {
            operation,
            text,
            parameters: address,
        });
    }
    if claimed.as_deref() != Some(FORM) {
        let mut accepted: Vec<&str> = expected.iter().map(|operation| operation.media_type()).collect();
        accepted.push(FORM);
        return Err(Problem::unsupported("media type", claimed.as_deref(), &accepted));
    }
    let form = Parameters::parse(&body::text(body, headers, state.limits(), &state.governor.pages).await?)?;
    of_form(form.and(address)?, expected)
}

/// Some clients leave the dataset of a form in the address: `parameters` are those of both.
fn of_form(parameters: Parameters, expected: &[Operation]) -> Result<Sent, Problem> {
    let given = expected
        .iter()
        .find(|operation| parameters.has(operation.field()));
    let Some(&operation) = given.or(expected.first()) else {
        return Err(Problem::internal());
    };
    operation.refuse_other(&parameters)?;
    let text = parameters.one(operation.field())?.map(str::to_owned);
    let missing = || Problem::malformed(format!("the form has no `{}`", operation.field()));
    Ok(Sent {
        operation,
        text: text.ok_or_else(missing)?,
        parameters,
    })
}
