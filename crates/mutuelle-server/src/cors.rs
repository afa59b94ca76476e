//! Reading from a page of another site (the Fetch standard's CORS protocol). Writing from there is not offered: it
//! would need the visitor's token in a stranger's page.

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ALLOW,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

/// The method that is a query in a body, safe and idempotent.
pub(crate) const QUERY: &str = "QUERY";
/// The methods of `/sparql`.
pub(crate) const QUERY_METHODS: &str = "GET, HEAD, POST, QUERY, OPTIONS";
/// What a body by QUERY may be.
pub(crate) const ACCEPT_QUERY: (HeaderName, HeaderValue) = (
    HeaderName::from_static("accept-query"),
    HeaderValue::from_static("application/sparql-query, application/x-www-form-urlencoded"),
);

/// How long a browser may keep a preflight's answer, in seconds.
const PREFLIGHT_MAX_AGE_S: u64 = 86_400;

/// The preflight of an address that is read by GET and HEAD.
pub(crate) async fn preflight_read() -> Response {
    preflight("GET, HEAD, OPTIONS")
}

/// The preflight of `/sparql` and the named queries, which are read by POST too, and `/sparql` by QUERY.
pub(crate) async fn preflight_query() -> Response {
    let mut response = preflight(QUERY_METHODS);
    let headers = response.headers_mut();
    headers.insert(ALLOW, HeaderValue::from_static(QUERY_METHODS));
    let (name, value) = ACCEPT_QUERY;
    headers.insert(name, value);
    response
}

fn preflight(methods: &'static str) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(methods));
    headers.insert(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("Accept, Content-Type, If-None-Match"),
    );
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from(PREFLIGHT_MAX_AGE_S));
    response
}

/// Whether the answer may be read by other sites: that to any read, an error included.
pub(crate) fn is_open(request: &Request) -> bool {
    match *request.method() {
        Method::GET | Method::HEAD | Method::OPTIONS => true,
        Method::POST => {
            let path = request.uri().path();
            matches!(path, "/sparql" | "/export/pair/sparql") || path.starts_with("/queries/")
        }
        ref other => other.as_str() == QUERY && request.uri().path() == "/sparql",
    }
}

/// Opens an answer to every site.
pub(crate) fn open(headers: &mut HeaderMap) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("ETag, Retry-After, RateLimit, RateLimit-Policy, Link, Mutuelle-Hint"),
    );
}
