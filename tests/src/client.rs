//! A client over HTTP, as a partner site would write one.

use serde_json::Value;
use std::fmt::Write;
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

/// Sends requests to one server.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    address: String,
    token: Option<String>,
}

/// An answer, whatever its status.
#[derive(Debug)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in the answer {}: {}", self.status, self.text()))
    }

    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("an ASCII header"))
    }

    /// Asserts the status; the body says why when it is another.
    #[expect(
        clippy::return_self_not_must_use,
        reason = "often the status is all that is asked"
    )]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }
}

impl Client {
    pub(crate) fn new(address: &str, token: Option<&str>) -> Self {
        Self {
            agent: Agent::config_builder()
                .http_status_as_error(false)
                .allow_non_standard_methods(true)
                .build()
                .into(),
            address: address.to_owned(),
            token: token.map(str::to_owned),
        }
    }

    /// Sends a request; `Err` when no complete answer comes, as after the server's end.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Reply, ureq::Error> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let has_body = matches!(method, "POST" | "PUT" | "PATCH" | "QUERY");
        let mut response = if has_body {
            self.agent.run(request.body(body)?)?
        } else {
            self.agent.run(request.body(())?)?
        };
        let body = response.body_mut().with_config().limit(u64::MAX).read_to_vec()?;
        Ok(Reply {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body,
        })
    }

    /// Sends a request that is answered.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        self.try_send(method, path, headers, body)
            .unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    /// GET with an `Accept`.
    pub fn get(&self, path: &str, accept: &str) -> Reply {
        self.send("GET", path, &[("accept", accept)], b"")
    }

    /// A query by POST, answered in a media type.
    pub fn query(&self, text: &str, accept: &str) -> Reply {
        let headers = [("content-type", "application/sparql-query"), ("accept", accept)];
        self.send("POST", "/sparql", &headers, text.as_bytes())
    }

    /// The results of a SELECT as JSON.
    pub fn select(&self, text: &str) -> Value {
        self.query(text, "application/sparql-results+json")
            .expect(200)
            .json()
    }

    /// How many solutions a pattern has.
    pub fn count(&self, pattern: &str) -> u64 {
        let results = self.select(&format!("SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"));
        let count = results["results"]["bindings"][0]["n"]["value"].as_str();
        count.expect("a count").parse().expect("a number")
    }

    /// SPARQL Update.
    pub fn update(&self, text: &str) -> Reply {
        self.send(
            "POST",
            "/update",
            &[("content-type", "application/sparql-update")],
            text.as_bytes(),
        )
    }

    /// Adds (POST) RDF to a graph, or replaces (PUT) it.
    pub fn load(&self, method: &str, graph: &str, media_type: &str, body: &[u8]) -> Reply {
        let path = format!("/data?graph={}", encoded(graph));
        self.send(method, &path, &[("content-type", media_type)], body)
    }

    /// Text search.
    pub fn search(&self, words: &str) -> Value {
        self.get(&format!("/search?q={}", encoded(words)), "application/json")
            .expect(200)
            .json()
    }

    /// The number of the last change.
    pub fn seq(&self) -> u64 {
        let status = self.get("/status", "application/json").expect(200).json();
        status["seq"].as_u64().expect("a number")
    }
}

/// Percent-encodes a query parameter's value.
pub fn encoded(value: &str) -> String {
    let mut out = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
