//! `/computed`: what the commons works out, as JSON or in the vocabulary's terms as RDF.

use crate::answers::Asked;
use crate::description::serialised;
use crate::formats::{GRAPH_OFFERS, Wish};
use crate::negotiate::{Accept, Offer};
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::refusal;
use crate::state::AppState;
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::{CONTENT_TYPE, ETAG};
use mutuelle_commons::{COMPUTATIONS, Computation, GraphFormat, Parameter, ParameterKind};
use serde_json::{Value, json};

/// How a result is written.
enum Form {
    /// All of it, with the triples that each part follows from.
    Json,
    /// What it adds to the data.
    Graph(GraphFormat, &'static str),
}

/// What there is to be worked out.
pub(crate) async fn list(State(state): State<AppState>) -> Json<Value> {
    let all = COMPUTATIONS.iter().map(|known| {
        let parameters: Vec<_> = known.parameters.iter().map(described).collect();
        json!({
            "name": known.name,
            "href": state.address(&format!("computed/{}", known.name)),
            "title": { "fr": known.title[0], "en": known.title[1] },
            "parameters": parameters,
        })
    });
    Json(Value::Array(all.collect()))
}

fn described(parameter: &Parameter) -> Value {
    let kind = match parameter.kind {
        ParameterKind::Iri => json!("iri"),
        ParameterKind::Date => json!("date"),
        ParameterKind::Number(max) => json!({ "number": { "max": max } }),
    };
    json!({
        "name": parameter.name,
        "kind": kind,
        "required": parameter.required,
        "meaning": { "fr": parameter.meaning[0], "en": parameter.meaning[1] },
    })
}

/// One computation on the present state.
pub(crate) async fn get(
    State(state): State<AppState>,
    Path(name): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let Some(computation) = Computation::named(&name) else {
        let names: Vec<_> = COMPUTATIONS.iter().map(|known| known.name).collect();
        let detail = format!(
            "nothing is worked out under the name `{name}`; there are {}",
            names.join(", ")
        );
        return Err(Problem::new(Kind::NotFound, detail));
    };
    let query = query.unwrap_or_default();
    let asked = Asked::of(&query, &headers);
    let parameters = Parameters::parse(&query)?;
    let form = form(&state, &parameters, &headers)?;
    let commons = state.commons.clone();
    let (seq, worked) = state
        .governor
        .pages
        .run(move || {
            let given = parameters.pairs().filter(|(name, _)| *name != "format");
            commons.compute(computation, given)
        })
        .await?
        .map_err(refusal::of_computing)?;
    let mut response = match form {
        Form::Json => Json(worked.json).into_response(),
        Form::Graph(format, content_type) => {
            let text = serialised(&worked.graph, format);
            ([(CONTENT_TYPE, content_type)], text).into_response()
        }
    };
    // The form depends on the request, and so does the tag.
    response.headers_mut().insert(ETAG, state.tags.of(&asked, seq));
    Ok(response)
}

/// JSON unless the client asks for RDF.
fn form(state: &AppState, parameters: &Parameters, headers: &HeaderMap) -> Result<Form, Problem> {
    let format = parameters.one("format")?;
    if format == Some("json") {
        return Ok(Form::Json);
    }
    let wish = Wish::new(format, headers);
    let (format, content_type) = if format.is_none() {
        let rdf = GRAPH_OFFERS
            .iter()
            .filter(|offer| offer.media_type != "application/json");
        let json = Offer {
            media_type: "application/json",
            value: None,
        };
        let offers: Vec<_> = std::iter::once(json)
            .chain(rdf.map(|offer| Offer {
                media_type: offer.media_type,
                value: Some(*offer),
            }))
            .collect();
        // A browser that accepts none of these reads JSON.
        let chosen = Accept::of(headers).choose(&offers);
        let Some(offer) = chosen.and_then(|chosen| chosen.value) else {
            return Ok(Form::Json);
        };
        wish.written(offer, &state.json_ld)
    } else {
        wish.for_graph(&state.json_ld)?
    };
    Ok(Form::Graph(format, content_type))
}
