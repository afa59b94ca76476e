//! `/why`: why a triple holds.

use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::refusal;
use crate::state::AppState;
use axum::Json;
use axum::extract::{RawQuery, State};
use mutuelle_commons::{NamedNode, NamedOrBlankNode, Term, Triple, Why};
use std::str::FromStr;

/// What is said, and the axioms that lead from there to the triple that is asked about.
pub(crate) async fn get(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<Json<Why>, Problem> {
    let parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
    let subject = match term(&parameters, "subject")? {
        Term::NamedNode(node) => NamedOrBlankNode::from(node),
        Term::BlankNode(node) => node.into(),
        other => return Err(Problem::malformed(format!("`subject` is an IRI, not `{other}`"))),
    };
    let Term::NamedNode(predicate) = term(&parameters, "predicate")? else {
        return Err(Problem::malformed("`predicate` is an IRI"));
    };
    let triple = Triple::new(subject, predicate, term(&parameters, "object")?);
    let asked = triple.to_string();
    let commons = state.commons.clone();
    let why = state
        .governor
        .pages
        .run(move || commons.why(&triple))
        .await?
        .map_err(refusal::of_query)?;
    why.map(Json).ok_or_else(|| {
        let detail =
            format!("`{asked}` is neither said nor follows, or this server infers nothing (see `/status`)");
        Problem::new(Kind::NotFound, detail)
    })
}

/// An IRI as it is, or any term as N-Triples have it.
fn term(parameters: &Parameters, name: &str) -> Result<Term, Problem> {
    let Some(text) = parameters.one(name)? else {
        return Err(Problem::malformed(format!(
            "say which triple: `/why?subject=IRI&predicate=IRI&object=TERM`; `{name}` is missing"
        )));
    };
    if let Ok(iri) = NamedNode::new(text) {
        return Ok(iri.into());
    }
    Term::from_str(text).map_err(|error| {
        Problem::malformed(format!(
            "`{name}` is an IRI, or a term as N-Triples have it, not `{text}`: {error}"
        ))
    })
}
