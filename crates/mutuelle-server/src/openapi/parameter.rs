//! What a client says in the address or in a form, and how it is said in OpenAPI.

use serde_json::{Value, json};

/// What a client says in the address or in a form.
#[derive(Clone)]
pub(super) struct Parameter {
    pub(super) name: String,
    place: &'static str,
    pub(super) required: bool,
    meaning: String,
    pub(super) schema: Value,
    example: Option<String>,
}

impl Parameter {
    /// A parameter of the query string, which may be left out.
    pub(super) fn new(name: &str, schema: Value, meaning: &str) -> Self {
        Self {
            name: name.to_owned(),
            place: "query",
            required: false,
            meaning: meaning.to_owned(),
            schema,
            example: None,
        }
    }

    pub(super) fn text(name: &str, meaning: &str) -> Self {
        Self::new(name, json!({ "type": "string" }), meaning)
    }

    pub(super) fn iri(name: &str, meaning: &str) -> Self {
        Self::new(name, json!({ "type": "string", "format": "iri" }), meaning)
    }

    /// One that may be given several times.
    pub(super) fn iris(name: &str, meaning: &str) -> Self {
        let iri = json!({ "type": "string", "format": "iri" });
        Self::new(name, json!({ "type": "array", "items": iri }), meaning)
    }

    pub(super) fn switch(name: &str, default: bool, meaning: &str) -> Self {
        Self::new(name, json!({ "type": "boolean", "default": default }), meaning)
    }

    pub(super) fn number(name: &str, default: usize, max: usize, meaning: &str) -> Self {
        let schema = json!({ "type": "integer", "minimum": 0, "maximum": max, "default": default });
        Self::new(name, schema, meaning)
    }

    pub(super) fn one_of(name: &str, values: &[&str], meaning: &str) -> Self {
        Self::new(name, json!({ "type": "string", "enum": values }), meaning)
    }

    pub(super) fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(super) fn with_example(mut self, example: &str) -> Self {
        self.example = Some(example.to_owned());
        self
    }

    pub(super) fn in_path(mut self) -> Self {
        self.place = "path";
        self.required = true;
        self
    }

    pub(super) fn json(&self) -> Value {
        let mut said = json!({
            "name": self.name,
            "in": self.place,
            "required": self.required,
            "description": self.meaning,
            "schema": self.schema,
        });
        if let Some(example) = &self.example {
            said["example"] = example.clone().into();
        }
        said
    }
}
