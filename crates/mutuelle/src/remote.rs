//! Sending files to a running server (SPARQL 1.1 Graph Store HTTP Protocol).

use crate::compression::Compression;
use crate::failure::Violation;
use crate::import::{Parcel, syntax, violations};
use crate::{format, language, receipt};
use anyhow::{Context, Result, anyhow, bail};
use mutuelle_commons::{LoadMode, Receipt, SyntaxError};
use serde_json::Value;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use ureq::http::{Method, Request, Response};
use ureq::{Agent, Body, SendBody};

/// The longest answer that is read; a report has at most a thousand violations.
const ANSWER_BYTES_MAX: u64 = 16 << 20;

/// A server that takes files.
pub(crate) struct Remote {
    agent: Agent,
    server: String,
    token: Option<String>,
}

impl Remote {
    pub(crate) fn new(server: &str, token: Option<&str>) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .user_agent(concat!("mutuelle/", env!("CARGO_PKG_VERSION")));
        Self {
            agent: config.build().into(),
            server: server.trim_end_matches('/').to_owned(),
            token: token.map(str::to_owned),
        }
    }

    /// Sends a file and waits for its receipt.
    pub(crate) fn send(&self, parcel: &Parcel<'_>) -> Result<Receipt> {
        let name = parcel.file.display();
        let mut file = File::open(parcel.file).with_context(|| format!("cannot read `{name}`"))?;
        let mut start = Vec::new();
        file.by_ref().take(4).read_to_end(&mut start)?;
        file.rewind()?;
        let request = self.request(parcel, Compression::of_start(&start));
        let mut body = parcel.meter.reading(file, parcel.bytes);
        let answer = self.agent.run(request.body(SendBody::from_reader(&mut body))?);
        let answer = answer
            .with_context(|| format!("cannot send `{name}` to {}; is the server there?", self.server))?;
        self.understood(answer, parcel.file)
    }

    fn request(&self, parcel: &Parcel<'_>, compression: Compression) -> ureq::http::request::Builder {
        let graph = parcel.graph.map_or_else(
            || "default".to_owned(),
            |graph| {
                form_urlencoded::Serializer::new(String::new())
                    .append_pair("graph", graph.as_str())
                    .finish()
            },
        );
        let method = if parcel.mode == LoadMode::Replace {
            Method::PUT
        } else {
            Method::POST
        };
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}/data?{graph}", self.server))
            .header("content-type", format::media_type(parcel.format))
            .header("content-length", parcel.bytes)
            .header("accept", "application/json, application/problem+json")
            // Whoever has no token, or too large a file, is told so before it is sent.
            .header("expect", "100-continue");
        if compression == Compression::Gzip {
            request = request.header("content-encoding", "gzip");
        }
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        request
    }

    fn understood(&self, mut answer: Response<Body>, file: &Path) -> Result<Receipt> {
        let status = answer.status();
        let text = answer
            .body_mut()
            .with_config()
            .limit(ANSWER_BYTES_MAX)
            .read_to_string();
        let text = text.with_context(|| format!("{} answered {status} and broke off", self.server))?;
        let value: Value = serde_json::from_str(&text).unwrap_or_default();
        if !status.is_success() {
            bail!(refusal(status.as_u16(), &value, file));
        }
        receipt::from_json(&value).ok_or_else(|| {
            anyhow!(
                "{} answered {status} without a receipt; is it a Mutuelle server?",
                self.server
            )
        })
    }
}

/// A problem document (RFC 9457) in words. The file is here, so that its line can be shown.
fn refusal(status: u16, problem: &Value, file: &Path) -> String {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let detail = text(&problem["detail"]).or_else(|| text(&problem["title"]));
    if let Some(found) = problem["violations"].as_array() {
        let truncated = problem["truncated"].as_bool().unwrap_or_default();
        return violations(&found.iter().map(violation).collect::<Vec<_>>(), truncated, file);
    }
    if let (Some(line), Some(detail)) = (problem["line"].as_u64(), &detail) {
        let column = problem["column"].as_u64();
        // The detail is the engine's own sentence, with language and position before the message.
        let message = detail
            .split_once(": ")
            .map_or(detail.as_str(), |(_, message)| message)
            .to_owned();
        let error = SyntaxError {
            line: Some(line),
            column,
            ..SyntaxError::new(language_of(problem), message)
        };
        return syntax(&error, file);
    }
    let detail = detail.unwrap_or_else(|| "it gave no reason; is it a Mutuelle server?".to_owned());
    let hint = if status == 401 {
        "\n  give the token with `--token` or in MUTUELLE_TOKEN"
    } else {
        ""
    };
    format!(
        "`{}` was not imported, the server refused it ({status}): {detail}{hint}",
        file.display()
    )
}

fn language_of(problem: &Value) -> &'static str {
    let language = problem["language"].as_str().unwrap_or_default();
    let known = mutuelle_commons::graph_formats()
        .into_iter()
        .map(mutuelle_commons::format_name);
    known
        .into_iter()
        .find(|known| *known == language)
        .unwrap_or("syntax")
}

fn violation(value: &Value) -> Violation {
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    let messages = value["messages"].as_array();
    let in_language = language::preferred().into_iter().find_map(|wanted| {
        let found = messages?
            .iter()
            .find(|message| message["language"].as_str() == Some(wanted))?;
        found["value"].as_str().map(str::to_owned)
    });
    Violation {
        focus: text("focus").unwrap_or_default(),
        path: text("path"),
        value: text("value"),
        message: in_language.or_else(|| text("message")).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_servers_refusal_is_told_as_one_of_our_own() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.ttl");
        std::fs::write(&file, "one\ntwo\n").unwrap();
        let problem = json!({"detail": "Turtle error on line 2, column 3: what is this", "language": "Turtle", "line": 2, "column": 3});
        let told = refusal(400, &problem, &file);
        assert!(
            told.contains("Turtle error on line 2, column 3: what is this\n"),
            "{told}"
        );
        assert!(told.contains("2 | two\n    |   ^"), "{told}");

        let violation = json!({"focus": "_:a", "path": null, "value": null, "message": "no", "messages": [
            {"value": "non", "language": "fr"}, {"value": "no", "language": "en"}]});
        let told = refusal(
            422,
            &json!({"violations": [violation], "truncated": false}),
            &file,
        );
        assert!(
            told.contains("1 violation of the shapes") && told.contains("_:a\n    —: no"),
            "{told}"
        );

        let told = refusal(401, &json!({"detail": "a token is needed"}), &file);
        assert!(
            told.contains("(401): a token is needed") && told.contains("--token"),
            "{told}"
        );
        assert!(refusal(502, &Value::Null, &file).contains("(502): it gave no reason"));
    }
}
