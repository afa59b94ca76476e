//! What the engine's errors are over HTTP. The engine knows no status; this is the only place that gives it one.

use crate::config::RETRY_AFTER_S;
use crate::problem::{Kind, Problem};
use mutuelle_commons::{
    ChangeError, ComputeError, ExportError, QueryError, Report, SyntaxError, TextError, ValidationResult,
};
use serde::Serialize;
use serde_json::{Value, json};

/// A query that was not answered.
pub(crate) fn of_query(error: QueryError) -> Problem {
    match error {
        QueryError::Syntax(error) => of_syntax(&error),
        QueryError::Refused { .. } | QueryError::NotAsked { .. } => {
            Problem::new(Kind::OperationRefused, error.to_string())
        }
        QueryError::Unanswered { .. } => Problem::new(Kind::Unanswered, error.to_string()),
        QueryError::TooLarge {
            unit,
            limit,
            received,
        } => Problem::limit("query_max", unit, limit as u64, u64::try_from(received).ok()),
        QueryError::OverBudget { name, limit, .. } => Problem::new(Kind::BudgetExceeded, error.to_string())
            .with("limit_name", name)
            .with("limit", limit),
        QueryError::FormatMismatch { .. } => Problem::new(Kind::NotAcceptable, error.to_string()),
        QueryError::Evaluation { .. } => Problem::new(Kind::EvaluationFailed, error.to_string()),
        QueryError::Inferring => Problem::new(Kind::Inferring, error.to_string()).retry_after(RETRY_AFTER_S),
        QueryError::Indexing => rebuilding(),
        // The deadline's problem takes its place; what remains is a client that is gone.
        QueryError::Cancelled => Problem::new(Kind::DeadlineExceeded, error.to_string()),
        QueryError::Output(_) => Problem::new(Kind::Internal, "the client is gone"),
        QueryError::Source(_) => Problem::hidden(&error),
    }
}

/// Something that was not worked out.
pub(crate) fn of_computing(error: ComputeError) -> Problem {
    match error {
        ComputeError::Parameter(error) => Problem::malformed(error.to_string()),
        ComputeError::Unknown(ref iri) => {
            Problem::new(Kind::NotFound, error.to_string()).with("iri", iri.as_str())
        }
        ComputeError::Unworkable(message) => Problem::new(Kind::NotComputable, message),
        ComputeError::Query(error) => of_query(error),
    }
}

/// A change that was refused or failed.
pub(crate) fn of_change(error: ChangeError) -> Problem {
    match error {
        ChangeError::Syntax(error) => of_syntax(&error),
        ChangeError::Violations(report) => of_report(&report),
        ChangeError::TooLarge { unit, limit } => Problem::limit("input_max", unit, limit, None),
        ChangeError::UnknownGraph { ref graph } => {
            Problem::new(Kind::UnknownGraph, error.to_string()).with("graph", graph)
        }
        ChangeError::GraphExists { ref graph } => {
            Problem::new(Kind::GraphExists, error.to_string()).with("graph", graph)
        }
        ChangeError::Refused { .. } => Problem::new(Kind::OperationRefused, error.to_string()),
        ChangeError::Protocol { message } => Problem::malformed(message),
        ChangeError::Elsewhere { message } => Problem::new(Kind::OtherGraph, message),
        ChangeError::Unexpected { message, version } => {
            Problem::new(Kind::PreconditionFailed, message).with("version", version)
        }
        ChangeError::Query(error) => of_query(error),
        // The bytes were all received: what cannot be read is a compressed body that is broken.
        ChangeError::Input(ref cause) => {
            tracing::info!(%cause, "an input could not be read");
            Problem::malformed(format!("the body could not be read to its end: {cause}"))
        }
        // What the update's deadline cancelled comes as a query's error; the rest is the server's own.
        other => Problem::hidden(&other),
    }
}

/// A graph that was not written out.
pub(crate) fn of_export(error: ExportError) -> Problem {
    match error {
        ExportError::UnknownGraph { ref graph } => {
            Problem::new(Kind::UnknownGraph, error.to_string()).with("graph", graph)
        }
        ExportError::UnknownClass { .. } => Problem::new(
            Kind::NotFound,
            format!("{error}; `/.well-known/void` lists the classes that there are"),
        ),
        ExportError::Read(error) => of_query(error),
        other => Problem::hidden(&other),
    }
}

/// A text search that was not answered.
pub(crate) fn of_search(error: TextError) -> Problem {
    match error {
        TextError::Rebuilding => rebuilding(),
        TextError::Request(_) => Problem::malformed(error.to_string()),
        other => Problem::hidden(&other),
    }
}

/// The index is not there yet; SPARQL without text answers meanwhile.
pub(crate) fn rebuilding() -> Problem {
    Problem::new(Kind::IndexRebuilding, "SPARQL answers meanwhile; try again soon").retry_after(RETRY_AFTER_S)
}

fn of_syntax(error: &SyntaxError) -> Problem {
    Problem::new(Kind::MalformedText, error.to_string())
        .with("language", error.language)
        .with("line", error.line)
        .with("column", error.column)
        .with("excerpt", &error.excerpt)
        .with("hint", &error.hint)
}

/// A violation with the whole report, as JSON members and as the report graph.
fn of_report(report: &Report) -> Problem {
    let violations: Vec<Value> = report.violations().map(violation).collect();
    let count = violations.len();
    let what = if count == 1 {
        "1 violation"
    } else {
        &format!("{count} violations")
    };
    Problem::new(Kind::ShapeViolation, format!("{what}; nothing was written"))
        .with("violations", violations)
        .with("truncated", report.truncated)
        .with_report(report.to_graph())
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Message<'a> {
    language: Option<&'a str>,
    value: &'a str,
}

fn violation(result: &ValidationResult) -> Value {
    let mut messages: Vec<Message<'_>> = result
        .messages
        .iter()
        .map(|text| Message {
            language: text.language(),
            value: text.value(),
        })
        .collect();
    // The report has them in no order.
    messages.sort();
    json!({
        "focus": result.focus.to_string(),
        "path": result.path.as_ref().map(ToString::to_string),
        "value": result.value.as_ref().map(ToString::to_string),
        "message": result.message(&["fr", "en"]),
        "messages": messages,
        "component": result.component.as_str(),
        "shape": result.source_shape.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;

    #[test]
    fn an_index_that_is_being_rebuilt_is_503_and_says_when_to_come_back() {
        let problem = of_search(TextError::Rebuilding);
        assert_eq!(problem.kind, Kind::IndexRebuilding);
        assert_eq!(of_query(QueryError::Indexing).kind, Kind::IndexRebuilding);
        let response = problem.into_response();
        assert_eq!(response.status(), 503);
        assert_eq!(response.headers()["retry-after"], RETRY_AFTER_S.to_string());
    }

    #[test]
    fn a_failure_of_the_server_s_own_hides_its_cause() {
        let cause = std::io::Error::other("/var/lib/secret: no space");
        let problem = of_change(ChangeError::Folder(cause));
        assert_eq!(problem.kind, Kind::Internal);
        assert!(!problem.detail.contains("secret"));
    }
}
