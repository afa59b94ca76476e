//! One method of one address, and how it is said in OpenAPI.

use super::parameter::Parameter;
use super::problems;
use crate::formats::EXPANDED_JSON_LD;
use crate::problem::Kind;
use serde_json::{Map, Value, json};

/// What a method of an address does.
pub(super) struct Operation {
    /// `get`, `post`…
    pub(super) method: &'static str,
    pub(super) summary: String,
    pub(super) parameters: Vec<Parameter>,
    /// The media types of the body, where there is one.
    pub(super) body: Vec<&'static str>,
    /// The fields of a body that is a form.
    pub(super) form: Vec<Parameter>,
    /// Statuses with their meaning and the media types of their answers.
    answers: Vec<(&'static str, &'static str, Vec<&'static str>)>,
    problems: Vec<Kind>,
    needs_token: bool,
}

impl Operation {
    pub(super) fn new(method: &'static str, summary: impl Into<String>) -> Self {
        Self {
            method,
            summary: summary.into(),
            parameters: Vec::new(),
            body: Vec::new(),
            form: Vec::new(),
            answers: Vec::new(),
            // What can befall any request.
            problems: vec![Kind::Internal],
            needs_token: false,
        }
    }

    pub(super) fn get(summary: impl Into<String>) -> Self {
        Self::new("get", summary)
    }

    pub(super) fn post(summary: impl Into<String>) -> Self {
        Self::new("post", summary)
    }

    pub(super) fn takes(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        self.parameters.extend(parameters);
        self
    }

    pub(super) fn body(mut self, media_types: impl IntoIterator<Item = &'static str>) -> Self {
        self.body.extend(media_types);
        self.fails_with(&[
            Kind::NotUtf8,
            Kind::BodyTimeout,
            Kind::LimitExceeded,
            Kind::UnsupportedMediaType,
        ])
    }

    pub(super) fn form(mut self, fields: impl IntoIterator<Item = Parameter>) -> Self {
        self.form.extend(fields);
        self.body([crate::parameters::FORM])
    }

    pub(super) fn answers(
        mut self,
        status: &'static str,
        meaning: &'static str,
        media_types: impl IntoIterator<Item = &'static str>,
    ) -> Self {
        self.answers
            .push((status, meaning, media_types.into_iter().collect()));
        self
    }

    pub(super) fn gives(self, media_types: impl IntoIterator<Item = &'static str>) -> Self {
        self.answers("200", "What was asked for", media_types)
    }

    pub(super) fn fails_with(mut self, kinds: &[Kind]) -> Self {
        for kind in kinds {
            if !self.problems.contains(kind) {
                self.problems.push(*kind);
            }
        }
        self
    }

    /// Parameters are read, work is done on a thread.
    pub(super) fn reads(self) -> Self {
        self.fails_with(&[
            Kind::MalformedRequest,
            Kind::NotUtf8,
            Kind::LimitExceeded,
            Kind::Overloaded,
        ])
    }

    /// A query is evaluated.
    pub(super) fn queries(self) -> Self {
        self.reads().fails_with(&[
            Kind::MalformedText,
            Kind::OperationRefused,
            Kind::NotAcceptable,
            Kind::BudgetExceeded,
            Kind::EvaluationFailed,
            Kind::Inferring,
            Kind::DeadlineExceeded,
        ])
    }

    /// The commons is changed, by who has a token.
    pub(super) fn changes(mut self) -> Self {
        self.needs_token = true;
        self.reads()
            .fails_with(&[
                Kind::TokenMissing,
                Kind::TokenUnknown,
                Kind::ScopeMissing,
                Kind::OperationRefused,
                Kind::ShapeViolation,
            ])
            .answers("200", "The receipt", ["application/json"])
    }

    pub(super) fn json(&self, id: &str) -> Value {
        let mut said = Map::new();
        said.insert("operationId".to_owned(), id.into());
        said.insert("summary".to_owned(), self.summary.clone().into());
        if !self.parameters.is_empty() {
            let parameters: Vec<_> = self.parameters.iter().map(Parameter::json).collect();
            said.insert("parameters".to_owned(), parameters.into());
        }
        if !self.body.is_empty() {
            said.insert("requestBody".to_owned(), self.body_json());
        }
        let mut responses = problems(&self.problems);
        for (status, meaning, media_types) in &self.answers {
            responses.insert((*status).to_owned(), answer(meaning, media_types));
        }
        said.insert("responses".to_owned(), responses.into());
        if self.needs_token {
            said.insert("security".to_owned(), json!([{ "token": [] }]));
        }
        said.into()
    }

    fn body_json(&self) -> Value {
        let content: Map<_, _> = self
            .body
            .iter()
            .map(|media_type| {
                let schema = if *media_type == crate::parameters::FORM {
                    self.form_schema()
                } else {
                    json!({ "type": "string" })
                };
                ((*media_type).to_owned(), json!({ "schema": schema }))
            })
            .collect();
        json!({ "required": true, "content": content })
    }

    fn form_schema(&self) -> Value {
        let fields: Map<_, _> = self
            .form
            .iter()
            .map(|field| (field.name.clone(), field.schema.clone()))
            .collect();
        let required: Vec<_> = self.form.iter().filter(|field| field.required).collect();
        let required: Vec<_> = required.iter().map(|field| &field.name).collect();
        json!({ "type": "object", "properties": fields, "required": required })
    }
}

fn answer(meaning: &str, media_types: &[&str]) -> Value {
    let mut said = json!({ "description": meaning });
    if !media_types.is_empty() {
        let content: Map<_, _> = media_types
            .iter()
            .map(|media_type| {
                let schema = schema(media_type, media_types);
                ((*media_type).to_owned(), json!({ "schema": schema }))
            })
            .collect();
        said["content"] = content.into();
    }
    said
}

/// What an answer of a media type looks like beside these. Where JSON-LD can be had expanded, it is compacted otherwise.
fn schema(media_type: &str, beside: &[&str]) -> Value {
    match media_type {
        EXPANDED_JSON_LD => json!({
            "description": "The expanded form: of `format=jsonld-expanded`, or this media type in `Accept`",
            "type": "array",
            "items": { "type": "object" },
        }),
        "application/ld+json" if beside.contains(&EXPANDED_JSON_LD) => json!({
            "description": "Compacted with `/ns/context.jsonld`",
            "type": "object",
            "required": ["@context", "@graph"],
            "properties": {
                "@context": { "type": "string", "format": "iri" },
                "@graph": { "type": "array", "items": { "type": "object" } },
            },
        }),
        other if other.ends_with("json") => json!({}),
        _ => json!({ "type": "string" }),
    }
}
