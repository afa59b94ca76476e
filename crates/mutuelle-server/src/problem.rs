//! Problems: every error that a client sees, as RFC 9457 `application/problem+json`.
//!
//! A handler returns a [`Problem`]; [`present`] turns it into bytes at the edge, where the base IRI and the client's
//! `Accept` are known. The `type` of each leads to a page of ours (`/problems/{slug}`).

use crate::formats::{GRAPH_OFFERS, graph_content_type};
use crate::negotiate::{Accept, Offer};
pub(crate) use crate::registry::Kind;
use crate::state::AppState;
use crate::{description, problem_page};
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, VARY, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use mutuelle_commons::RdfFormat;
use oxrdf::Graph;
use serde::Serialize;
use serde_json::{Map, Value};
use std::error::Error;
use std::num::NonZeroU32;
use std::sync::Arc;

/// The media type of RFC 9457.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// One error as its client sees it.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) kind: Kind,
    /// What happened this time, in a sentence.
    pub(crate) detail: String,
    /// Members beside those of RFC 9457: `line`, `column`, `limit`, `received`, `offered`…
    pub(crate) members: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// The SHACL report of a violation, for a client that accepts RDF.
    report: Option<Arc<Graph>>,
}

impl Problem {
    pub(crate) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            members: Map::new(),
            headers: Vec::new(),
            report: None,
        }
    }

    /// A request whose parameters or headers make no sense.
    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(Kind::MalformedRequest, detail)
    }

    /// A failure whose cause was logged where it was known.
    pub(crate) fn internal() -> Self {
        Self::new(Kind::Internal, "the cause is in the server's log")
    }

    /// A failure whose cause only the log may know. It is logged here, once, with its chain.
    pub(crate) fn hidden(error: &dyn Error) -> Self {
        tracing::error!(cause = chain(error), "a request failed");
        Self::internal()
    }

    /// A named limit was passed.
    pub(crate) fn limit(name: &'static str, unit: &str, limit: u64, received: Option<u64>) -> Self {
        let came = received
            .map(|received| format!("; {received} came"))
            .unwrap_or_default();
        Self::new(Kind::LimitExceeded, format!("`{name}` is {limit} {unit}{came}"))
            .with("limit_name", name)
            .with("limit", limit)
            .with("received", received)
    }

    /// Nothing of what is `offered` is accepted.
    pub(crate) fn not_acceptable(offered: &[&str]) -> Self {
        Self::new(
            Kind::NotAcceptable,
            format!("this can be had as {}", listed(offered)),
        )
        .with("offered", offered)
    }

    /// The body's media type or coding is none of `accepted`.
    pub(crate) fn unsupported(what: &str, came: Option<&str>, accepted: &[&str]) -> Self {
        let came = came.map_or_else(
            || format!("no {what} came"),
            |came| format!("the {what} is `{came}`"),
        );
        Self::new(
            Kind::UnsupportedMediaType,
            format!("{came}; accepted: {}", listed(accepted)),
        )
        .with("accepted", accepted)
    }

    /// Adds a member, unless its value is null.
    pub(crate) fn with(mut self, member: &str, value: impl Serialize) -> Self {
        match serde_json::to_value(value) {
            Ok(Value::Null) | Err(_) => {}
            Ok(value) => {
                self.members.insert(member.to_owned(), value);
            }
        }
        self
    }

    pub(crate) fn with_report(mut self, report: Graph) -> Self {
        self.report = Some(Arc::new(report));
        self
    }

    pub(crate) fn retry_after(self, seconds: u64) -> Self {
        self.header(RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// What is allowed and what is left of it, which is nothing (draft-ietf-httpapi-ratelimit-headers).
    pub(crate) fn rate_limit(
        self,
        name: &str,
        per_second: NonZeroU32,
        burst: NonZeroU32,
        seconds: u64,
    ) -> Self {
        let window = burst.get().div_ceil(per_second.get());
        let policy = HeaderValue::try_from(format!("\"{name}\";q={burst};w={window}"));
        let left = HeaderValue::try_from(format!("\"{name}\";r=0;t={seconds}"));
        let mut problem = self;
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", left)] {
            if let Ok(value) = value {
                problem = problem.header(HeaderName::from_static(name), value);
            }
        }
        problem
    }

    pub(crate) fn challenge(self, challenge: &'static str) -> Self {
        self.header(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    }

    /// The methods that the address has, where the router does not know them all.
    pub(crate) fn allow(self, methods: &'static str) -> Self {
        self.header(ALLOW, HeaderValue::from_static(methods))
    }

    fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The body of RFC 9457.
    fn json(&self, type_iri: &str) -> String {
        let entry = self.kind.entry();
        let mut body = Map::new();
        body.insert("type".to_owned(), type_iri.into());
        body.insert("title".to_owned(), entry.title.into());
        body.insert("status".to_owned(), entry.status.as_u16().into());
        body.insert("detail".to_owned(), self.detail.clone().into());
        body.extend(self.members.clone());
        Value::Object(body).to_string()
    }
}

/// An error and its causes, each once.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

fn listed(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

impl IntoResponse for Problem {
    /// The status and headers; [`present`] writes the body.
    fn into_response(self) -> Response {
        let mut response = self.kind.entry().status.into_response();
        for (name, value) in &self.headers {
            response.headers_mut().insert(name, value.clone());
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// What the router answers to a known path with a method that it has not. The router adds `Allow`.
pub(crate) async fn method_not_allowed(method: Method) -> Problem {
    Problem::new(
        Kind::MethodNotAllowed,
        format!("`{method}` is not among this address's methods"),
    )
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the signature that the panic layer asks for"
)]
/// What a panicking handler answers; the panic's message is in the log.
pub(crate) fn of_panic(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let message = panic.downcast_ref::<&str>().copied().map(str::to_owned);
    let message = message
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    tracing::error!(message, "a handler panicked");
    Problem::internal().into_response()
}

#[derive(Clone, Copy)]
enum Representation {
    Json,
    Page,
    Report(RdfFormat),
}

/// Writes the body of an answer that is a problem: JSON, a page for a browser, or the SHACL report for a client that prefers RDF.
pub(crate) fn present(state: &AppState, method: &Method, headers: &HeaderMap, response: &mut Response) {
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return;
    };
    let type_iri = state.address(&format!("problems/{}", problem.kind.entry().slug));
    let (content_type, body) = match representation(&problem, method, headers) {
        Representation::Json => (PROBLEM_JSON, problem.json(&type_iri)),
        Representation::Page => (
            crate::page::HTML,
            problem_page::occurrence(state, &problem, headers),
        ),
        Representation::Report(format) => {
            let report = problem.report.as_deref().cloned().unwrap_or_default();
            (
                graph_content_type(format),
                description::serialised(&report, format),
            )
        }
    };
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().insert(
        VARY,
        HeaderValue::from_static("Accept, Accept-Encoding, Accept-Language"),
    );
    if response.headers().get(ALLOW).is_some_and(HeaderValue::is_empty) {
        response.headers_mut().remove(ALLOW);
    }
    *response.body_mut() = if *method == Method::HEAD {
        Body::empty()
    } else {
        Body::from(body)
    };
}

fn representation(problem: &Problem, method: &Method, headers: &HeaderMap) -> Representation {
    let mut offers = vec![
        Offer {
            media_type: PROBLEM_JSON,
            value: Representation::Json,
        },
        Offer {
            media_type: "application/json",
            value: Representation::Json,
        },
    ];
    if problem.report.is_some() {
        let rdf = GRAPH_OFFERS
            .iter()
            .filter(|offer| offer.media_type != "application/json");
        offers.extend(rdf.map(|offer| Offer {
            media_type: offer.media_type,
            value: Representation::Report(offer.value),
        }));
    }
    if *method == Method::GET {
        offers.push(Offer {
            media_type: "text/html",
            value: Representation::Page,
        });
    }
    // A client that accepts none of these still learns what happened.
    Accept::of(headers)
        .choose(&offers)
        .map_or(Representation::Json, |offer| offer.value)
}
