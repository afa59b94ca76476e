//! `/sparql`: the SPARQL 1.1 Protocol's query operation (<https://www.w3.org/TR/sparql11-protocol/#query-operation>), also
//! by the method QUERY (<https://datatracker.ietf.org/doc/draft-ietf-httpbis-safe-method-w-body/>), and the update
//! operation for clients that know one address only.

use crate::answers::Asked;
use crate::authorisation::Author;
use crate::formats::{Wish, media_type};
use crate::operation::{self, Operation, Sent};
use crate::parameters::Parameters;
use crate::problem::{self, Problem};
use crate::state::AppState;
use crate::{cors, description, evaluation, update};
use axum::extract::{FromRequestParts, RawQuery, Request, State};
use axum::response::Response;
use http::HeaderMap;
use http::request::Parts;
use mutuelle_commons::{Binding, QueryRequest};

/// A query in the address; without one the service description, or a form for people.
pub(crate) async fn get(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let query = query.unwrap_or_default();
    let asked = Asked::of(&query, &headers);
    if let Some(given) = evaluation::again(&state, &asked) {
        return Ok(given);
    }
    let parameters = Parameters::parse(&query)?;
    Operation::Query.refuse_other(&parameters)?;
    match parameters.one("query")? {
        Some(text) => {
            let text = text.to_owned();
            answer(&state, text, &parameters, &headers, Some(asked)).await
        }
        None => description::answer(&state, &Wish::of(&parameters, &headers), &headers).await,
    }
}

/// A query in a form or as the body; or an update, from who has a token.
pub(crate) async fn post(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    const EITHER: [Operation; 2] = [Operation::Query, Operation::Update];
    let (mut parts, body) = request.into_parts();
    let claimed = media_type(&parts.headers)?;
    let mut author = None;
    if Operation::of_media_type(claimed.as_deref(), &EITHER) == Some(Operation::Update) {
        // A body that is an update is not read from who may not send one; of a form only its text tells.
        author = Some(Author::from_request_parts(&mut parts, &state).await?);
    }
    let sent = operation::read(&state, &parts.headers, parts.uri.query(), body, &EITHER).await?;
    if sent.operation == Operation::Query {
        return answer(&state, sent.text, &sent.parameters, &parts.headers, None).await;
    }
    let author = match author {
        Some(author) => author,
        None => Author::from_request_parts(&mut parts, &state).await?,
    };
    update::execute(&state, author.origin("POST /sparql"), sent).await
}

/// Any other method: QUERY, which is a query in the body that may be sent again.
pub(crate) async fn other(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let Parts {
        method, headers, uri, ..
    } = parts;
    if method.as_str() != cors::QUERY {
        return Err(problem::method_not_allowed(method)
            .await
            .allow(cors::QUERY_METHODS));
    }
    let Sent { text, parameters, .. } =
        operation::read(&state, &headers, uri.query(), body, &[Operation::Query]).await?;
    answer(&state, text, &parameters, &headers, None).await
}

async fn answer(
    state: &AppState,
    text: String,
    parameters: &Parameters,
    headers: &HeaderMap,
    asked: Option<Asked>,
) -> Result<Response, Problem> {
    let request = request(state, text, parameters, Vec::new())?;
    if parameters.switch("explain", false)? {
        return evaluation::explain(state, request).await;
    }
    evaluation::answer(state, request, Wish::of(parameters, headers), asked).await
}

/// A query with what the protocol's parameters say of it.
///
/// # Errors
/// 400 when one of them makes no sense.
pub(crate) fn request(
    state: &AppState,
    text: String,
    parameters: &Parameters,
    bindings: Vec<Binding>,
) -> Result<QueryRequest, Problem> {
    Ok(QueryRequest {
        text,
        base: Some(state.base().to_owned()),
        default_graphs: parameters.iris("default-graph-uri")?,
        named_graphs: parameters.iris("named-graph-uri")?,
        only_said: !parameters.switch("infer", true)?,
        bindings,
        default_graph: parameters.default_graph(state.config.default_graph)?,
    })
}
