//! Requests over HTTP and what must come back, as the manifests of SPARQL's protocols describe them
//! (<http://www.w3.org/2011/http>).

use crate::{Entry, MF, iri, list, node};
use oxrdf::{NamedOrBlankNode, Term};

const HT: &str = "http://www.w3.org/2011/http#";
const CNT: &str = "http://www.w3.org/2011/content#";
const STATUS: &str = "http://www.w3.org/2011/http-statusCodes#";

/// A request with what it must be answered with.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The method.
    pub method: String,
    /// Path and query, as the manifest has them.
    pub path: String,
    /// The headers, by their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, in the encoding that the manifest names.
    pub body: Vec<u8>,
    /// What must come back.
    pub expected: Expected,
}

/// What a request must be answered with.
#[derive(Clone, Debug)]
pub struct Expected {
    /// One of these.
    pub statuses: Vec<Status>,
    /// The answer of an ASK.
    pub boolean: Option<bool>,
    /// `boolean`, `tabular` or `RDF`.
    pub format: Option<String>,
    /// The headers, by their names in lower case.
    pub headers: Vec<(String, String)>,
    /// A graph, in the format that the headers name.
    pub body: Option<String>,
    /// What stands for the value of `Location` in the requests after this one.
    pub location: Option<String>,
}

/// A status that is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// This one.
    Code(u16),
    /// One that begins with this digit.
    Class(u16),
}

impl Status {
    /// Whether this is it.
    pub fn covers(self, code: u16) -> bool {
        match self {
            Self::Code(expected) => expected == code,
            Self::Class(class) => class == code / 100,
        }
    }

    fn of(term: Term) -> Self {
        let name = iri(term);
        match name.strip_prefix(STATUS) {
            Some("OK") => Self::Code(200),
            Some("Created") => Self::Code(201),
            Some("NoContent") => Self::Code(204),
            Some("NotFound") => Self::Code(404),
            Some("StatusCode2xx") => Self::Class(2),
            Some("StatusCode3xx") => Self::Class(3),
            Some("StatusCode4xx") => Self::Class(4),
            _ => panic!("`{name}` is no status that is known here"),
        }
    }
}

impl Entry {
    /// The requests of a protocol test, in their order.
    ///
    /// # Panics
    /// When the manifest is not as its vocabulary wants it.
    pub fn exchanges(&self) -> Vec<Exchange> {
        let action = node(self.action());
        let requests = self.one(&action, HT, "requests").expect("requests");
        let requests = list(self.manifest(), requests);
        requests
            .into_iter()
            .map(|request| self.exchange(&node(request)))
            .collect()
    }

    fn exchange(&self, request: &NamedOrBlankNode) -> Exchange {
        let response = node(self.one(request, HT, "resp").expect("a response"));
        let text = |local: &str| self.text(request, HT, local).expect("a text");
        Exchange {
            method: text("methodName"),
            path: text("absolutePath"),
            headers: self.headers(request),
            body: self.encoded_body(request),
            expected: Expected {
                statuses: self
                    .all(&response, MF, "expectedStatus")
                    .into_iter()
                    .map(Status::of)
                    .collect(),
                boolean: self
                    .text(&response, MF, "expectedBoolean")
                    .map(|text| text == "true"),
                format: self.text(&response, MF, "expectedFormat"),
                headers: self.headers(&response),
                body: self.body(&response).map(|(text, _)| text),
                location: self.text(&response, MF, "expectedLocation"),
            },
        }
    }

    fn headers(&self, message: &NamedOrBlankNode) -> Vec<(String, String)> {
        let Some(headers) = self.one(message, HT, "headers") else {
            return Vec::new();
        };
        let header = |header: Term| {
            let header = node(header);
            let part = |local: &str| self.text(&header, HT, local).expect("a name and a value");
            (part("fieldName").to_ascii_lowercase(), part("fieldValue"))
        };
        list(self.manifest(), headers).into_iter().map(header).collect()
    }

    /// The body's text with its encoding.
    fn body(&self, message: &NamedOrBlankNode) -> Option<(String, String)> {
        let body = node(self.one(message, HT, "body")?);
        let part = |local: &str| self.text(&body, CNT, local).expect("text and encoding");
        Some((part("chars"), part("characterEncoding")))
    }

    fn encoded_body(&self, message: &NamedOrBlankNode) -> Vec<u8> {
        match self.body(message) {
            None => Vec::new(),
            Some((text, encoding)) if encoding == "UTF-8" => text.into_bytes(),
            Some((text, encoding)) => {
                assert_eq!(encoding, "UTF-16");
                text.encode_utf16().flat_map(u16::to_be_bytes).collect()
            }
        }
    }

    /// The text of a literal.
    fn text(&self, subject: &NamedOrBlankNode, namespace: &str, local: &str) -> Option<String> {
        match self.one(subject, namespace, local)? {
            Term::Literal(literal) => Some(literal.value().to_owned()),
            other => panic!("`{other}` is no literal"),
        }
    }
}
