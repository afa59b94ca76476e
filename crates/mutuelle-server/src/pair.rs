//! `/export/pair`: the commons in the words of PAIR, for SemApps and Archipelago sites; whole, or one class as an LDP
//! container.

use crate::formats::{JSON_LD, Wish, media_type};
use crate::parameters::{FORM, Parameters};
use crate::problem::{Problem, chain};
use crate::state::AppState;
use crate::{body, evaluation, refusal};
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use http::header::{HeaderName, LINK};
use http::{HeaderMap, HeaderValue, Method};
use mutuelle_commons::{DefaultGraph, NamedNode, PairPart, QueryRequest};
use mutuelle_ontology::vocab::reused::pair;

/// Every resource that PAIR knows.
pub(crate) async fn get(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    answer(&state, PairPart::Everything, query.as_deref(), &headers).await
}

/// The resources of one class, in a container.
pub(crate) async fn container(
    State(state): State<AppState>,
    Path(class): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let container = NamedNode::new(container_address(&state, &class))
        .map_err(|_| Problem::malformed(format!("`{class}` is no name of a PAIR class")))?;
    answer(
        &state,
        PairPart::Container { class, container },
        query.as_deref(),
        &headers,
    )
    .await
}

/// Where the container of a class is, and what it is called.
pub(crate) fn container_address(state: &AppState, class: &str) -> String {
    state.address(&format!("export/pair/{class}"))
}

/// A query over the commons as PAIR says it, with its containers. SemApps' clients send one as the body of a POST, under
/// whatever media type they send everything with.
pub(crate) async fn query(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    method: Method,
    body: Body,
) -> Result<Response, Problem> {
    let address = Parameters::parse(query.as_deref().unwrap_or_default())?;
    let (text, parameters) = if method == Method::POST {
        let body = body::text(body, &headers, state.limits(), &state.governor.pages).await?;
        if media_type(&headers)?.as_deref() == Some(FORM) {
            let form = Parameters::parse(&body)?;
            (form.one("query")?.map(str::to_owned), form)
        } else {
            (Some(body), address)
        }
    } else {
        (address.one("query")?.map(str::to_owned), address)
    };
    let text = text.ok_or_else(|| Problem::malformed("there is no `query`"))?;
    let wish = Wish::new(parameters.one("format")?, &headers);
    let request = QueryRequest {
        text,
        base: Some(state.base().to_owned()),
        only_said: true,
        default_graph: DefaultGraph::Union,
        ..QueryRequest::default()
    };
    let commons = state.commons.clone();
    let containers = container_address(&state, "");
    let limit = ("deadline_ms", state.limits().deadline_ms);
    evaluation::stream(&state, limit, move |outlet, cancel| {
        let prepared = commons.prepare(request).map_err(refusal::of_query)?;
        let chosen = wish.for_form(prepared.form(), &JSON_LD.into())?;
        outlet.announce(chosen.content_type);
        commons
            .query_pair(&prepared, &containers, chosen.format, cancel, outlet)
            .map_err(refusal::of_query)?;
        Ok(())
    })
    .await
}

/// What the export carries, and what PAIR has no words for.
pub(crate) async fn report(State(state): State<AppState>) -> Result<Response, Problem> {
    let commons = state.commons.clone();
    let limit = ("export_deadline_ms", state.limits().export_deadline_ms);
    evaluation::stream(&state, limit, move |outlet, _| {
        let report = commons.pair_report().map_err(refusal::of_query)?;
        outlet.announce("application/json");
        serde_json::to_writer(outlet, &report).map_err(|error| {
            tracing::debug!(cause = chain(&error), "a report was not read to its end");
            Problem::internal()
        })
    })
    .await
}

async fn answer(
    state: &AppState,
    part: PairPart,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let parameters = Parameters::parse(query.unwrap_or_default())?;
    export(state, part, &Wish::new(parameters.one("format")?, headers)).await
}

/// A part of the commons in PAIR, marked as such.
///
/// # Errors
/// 404 for a class that nothing here is of; 406; those of an export.
pub(crate) async fn export(state: &AppState, part: PairPart, wish: &Wish) -> Result<Response, Problem> {
    let (format, content_type) = wish.for_plain_graph()?;
    let commons = state.commons.clone();
    let limit = ("export_deadline_ms", state.limits().export_deadline_ms);
    let response = evaluation::stream(state, limit, move |outlet, _| {
        outlet.announce(content_type);
        commons
            .export_pair(&part, format, outlet)
            .map_err(refusal::of_export)?;
        Ok(())
    });
    Ok(marked(response.await?))
}

/// Says that an answer follows the profile (RFC 6906; Content Negotiation by Profile, section 7).
fn marked(mut response: Response) -> Response {
    let profile = format!("<{}>", pair::NAMESPACE);
    let link = format!("{profile}; rel=\"profile\"");
    let named = [(CONTENT_PROFILE, profile), (LINK, link)];
    let named = named.map(|(name, value)| (name, HeaderValue::try_from(value)));
    for (name, value) in named {
        if let Ok(value) = value {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// What a client says of the profile that it likes.
pub(crate) const ACCEPT_PROFILE: HeaderName = HeaderName::from_static("accept-profile");
const CONTENT_PROFILE: HeaderName = HeaderName::from_static("content-profile");

/// Whether a client asks for PAIR: by `profile=pair` in the address, by `Accept-Profile`, or by the parameter `profile`
/// of a media type in `Accept`.
///
/// # Errors
/// 400 for a profile in the address that is none of ours.
pub(crate) fn is_wished(parameters: &Parameters, headers: &HeaderMap) -> Result<bool, Problem> {
    if let Some(profile) = parameters.one("profile")? {
        if profile == "pair" || is_pair(profile) {
            return Ok(true);
        }
        return Err(Problem::malformed(format!(
            "`profile` is `pair` or left out, not `{profile}`"
        )));
    }
    let said = |name: &HeaderName| {
        let values = headers.get_all(name).iter();
        values
            .filter_map(|value| value.to_str().ok().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let profiles = said(&ACCEPT_PROFILE)
        .iter()
        .flat_map(|list| list.split(','))
        .any(|member| is_pair(member.split(';').next().unwrap_or_default()));
    let parameters = said(&http::header::ACCEPT)
        .iter()
        .flat_map(|list| list.split([',', ';']))
        .filter_map(|part| part.trim().strip_prefix("profile="))
        .any(is_pair);
    Ok(profiles || parameters)
}

/// With or without brackets, quotes and the final `#`.
fn is_pair(profile: &str) -> bool {
    let plain = profile.trim().trim_matches(['<', '>', '"']).trim_end_matches('#');
    plain == pair::NAMESPACE.trim_end_matches('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wished(query: &str, headers: &[(&HeaderName, &'static str)]) -> Result<bool, Problem> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        is_wished(&Parameters::parse(query).unwrap(), &map)
    }

    #[test]
    fn the_profile_is_asked_for_in_three_ways() {
        let accept = &http::header::ACCEPT;
        for (query, headers, expected) in [
            ("", vec![], false),
            ("profile=pair", vec![], true),
            (
                "profile=http://virtual-assembly.org/ontologies/pair%23",
                vec![],
                true,
            ),
            (
                "",
                vec![(&ACCEPT_PROFILE, "<http://virtual-assembly.org/ontologies/pair#>")],
                true,
            ),
            (
                "",
                vec![(
                    &ACCEPT_PROFILE,
                    "<urn:a>, <http://virtual-assembly.org/ontologies/pair>;q=0.5",
                )],
                true,
            ),
            ("", vec![(&ACCEPT_PROFILE, "<urn:a>")], false),
            (
                "",
                vec![(
                    accept,
                    "text/turtle;profile=\"http://virtual-assembly.org/ontologies/pair#\"",
                )],
                true,
            ),
            (
                "",
                vec![(
                    accept,
                    "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#expanded\"",
                )],
                false,
            ),
            ("", vec![(accept, "text/turtle")], false),
        ] {
            assert_eq!(wished(query, &headers).unwrap(), expected, "{query} {headers:?}");
        }
        assert!(wished("profile=foaf", &[]).is_err());
    }
}
