//! Queries and computations, each at its own address with its own parameters.

use super::answer::{GRAPH_TYPES, TABLE_TYPES, format_of_answer};
use super::operation::Operation;
use super::parameter::Parameter;
use super::query::dataset;
use crate::problem::Kind;
use mutuelle_commons::{
    COMPUTATIONS, NamedQueries, NamedQuery, ParameterKind, QueryForm, QueryParameter, ValueType,
};
use serde_json::{Value, json};

/// Each query with the methods of its address.
pub(super) fn queries(queries: &NamedQueries) -> impl Iterator<Item = (String, Operation)> + '_ {
    queries.iter().flat_map(|query| {
        let path = format!("/queries/{}", query.name);
        let own: Vec<_> = query.parameters.iter().map(parameter).collect();
        let get = asked(Operation::get(&query.title[1]), query).takes(own.clone());
        let post = asked(Operation::post(&query.title[1]), query).form(own);
        [(path.clone(), get), (path, post)]
    })
}

fn asked(operation: Operation, query: &NamedQuery) -> Operation {
    let operation = operation.takes(dataset()).takes([format_of_answer()]).queries();
    match query.form {
        QueryForm::Select | QueryForm::Ask => operation.gives(TABLE_TYPES.into_iter().chain(["text/html"])),
        QueryForm::Construct | QueryForm::Describe => {
            operation.gives(GRAPH_TYPES.into_iter().chain(["text/html"]))
        }
    }
}

fn parameter(parameter: &QueryParameter) -> Parameter {
    let mut schema = schema(parameter.value_type);
    if let Some(default) = &parameter.default {
        schema["default"] = default.clone().into();
    }
    let value_type = parameter.value_type;
    let said =
        Parameter::new(&parameter.name, schema, value_type.meaning()).with_example(value_type.example());
    if parameter.required { said.required() } else { said }
}

/// Values come as text; numbers are described as such where every number of JSON is one of theirs.
fn schema(value_type: ValueType) -> Value {
    match value_type {
        ValueType::Iri => json!({ "type": "string", "format": "iri" }),
        ValueType::String | ValueType::LangString => json!({ "type": "string" }),
        ValueType::Integer => json!({ "type": "integer", "format": "int64" }),
        ValueType::Decimal => json!({ "type": "number" }),
        ValueType::Date => json!({ "type": "string", "format": "date" }),
        ValueType::DateTime => json!({ "type": "string", "format": "date-time" }),
        ValueType::Boolean => json!({ "type": "boolean" }),
    }
}

/// Each computation at its address.
pub(super) fn computations() -> impl Iterator<Item = (String, Operation)> {
    COMPUTATIONS.iter().map(|known| {
        let parameters = known.parameters.iter().map(|parameter| {
            let schema = match parameter.kind {
                ParameterKind::Iri => json!({ "type": "string", "format": "iri" }),
                ParameterKind::Date => json!({ "type": "string", "format": "date" }),
                ParameterKind::Number(max) => json!({ "type": "integer", "minimum": 0, "maximum": max }),
            };
            let said = Parameter::new(parameter.name, schema, parameter.meaning[1]);
            if parameter.required { said.required() } else { said }
        });
        let operation = Operation::get(known.title[1])
            .takes(parameters)
            .takes([format_of_answer()])
            .reads()
            .fails_with(&[Kind::NotFound, Kind::NotComputable])
            .gives(["application/json"].into_iter().chain(GRAPH_TYPES));
        (format!("/computed/{}", known.name), operation)
    })
}
