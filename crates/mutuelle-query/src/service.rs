//! One request to another SPARQL service, and what it answers.

use crate::budget;
use crate::normal::normalise_term;
use memchr::memchr;
use oxrdf::{BlankNode, NamedOrBlankNode, Term, Triple, Variable};
use sparesults::{QueryResultsFormat, QueryResultsParser, QuerySolution, SliceQueryResultsParserOutput};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::GroundTerm;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::sync::Arc;

/// Asks other services: whoever holds the way out gives it to a [`Budget`](crate::Budget). The second argument tells whether
/// the answer is still waited for.
pub type Services =
    Arc<dyn Fn(&ServiceRequest, &dyn Fn() -> bool) -> Result<ServiceAnswer, ServiceError> + Send + Sync>;

/// A query for another service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRequest {
    /// The service's address.
    pub service: String,
    /// A SELECT.
    pub query: String,
}

/// What a service answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAnswer {
    /// Its media type, as it came.
    pub content_type: Option<String>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A service gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServiceError {
    /// It is not asked; the reason.
    #[error("{0}")]
    Refused(String),
    /// It did not answer, or not so that it can be used; the reason.
    #[error("{0}")]
    Failed(String),
}

/// The formats that answers are read in, as `Accept` says it.
pub const SERVICE_ACCEPT: &str = "application/sparql-results+json, application/sparql-results+xml;q=0.9";

/// How deep JSON or XML may be nested in an answer: triple terms are boxes in boxes, which recurse when they are dropped.
pub(crate) const ANSWER_NESTING_MAX: usize = 128;

/// The rows that a service is asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bindings {
    pub(crate) variables: Vec<Variable>,
    pub(crate) rows: Vec<Vec<GroundTerm>>,
}

/// A row of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    variables: Arc<[Variable]>,
    values: Vec<Option<Term>>,
}

impl Row {
    /// The row as the evaluator takes it, which it may do more than once.
    pub(crate) fn again(&self) -> QuerySolution {
        QuerySolution::from((Arc::clone(&self.variables), self.values.clone()))
    }
}

/// A SELECT for a part of a query, about these rows where there are any.
pub(crate) fn select(inner: &GraphPattern, variables: &[Variable], rows: &[Vec<GroundTerm>]) -> String {
    let query = Query::Select {
        dataset: None,
        pattern: inner.clone(),
        base_iri: None,
    };
    if variables.is_empty() {
        return query.to_string();
    }
    let mut text = "SELECT * WHERE { VALUES (".to_owned();
    for variable in variables {
        // Writing to a string does not fail.
        let _ = write!(text, " {variable}");
    }
    text.push_str(" ) {");
    for row in rows {
        text.push_str(" (");
        for term in row {
            let _ = write!(text, " {term}");
        }
        text.push_str(" )");
    }
    let _ = write!(text, " }} {{ {query} }} }}");
    text
}

/// Reads the rows of an answer to a part of a query; variables that this does not bind are no business of the service's. Its
/// blank nodes are made new: a label means nothing outside its document.
pub(crate) fn rows(answer: &ServiceAnswer, inner: &GraphPattern) -> Result<Vec<Row>, String> {
    let media_type = answer.content_type.as_deref().unwrap_or("nothing");
    let format = answer
        .content_type
        .as_deref()
        .and_then(QueryResultsFormat::from_media_type)
        .filter(|format| matches!(format, QueryResultsFormat::Json | QueryResultsFormat::Xml))
        .ok_or_else(|| format!("the answer is {media_type}, not SPARQL results in JSON or XML"))?;
    let deepest = match format {
        QueryResultsFormat::Json => json_nesting(&answer.bytes),
        _ => xml_nesting(&answer.bytes),
    };
    if deepest > ANSWER_NESTING_MAX {
        return Err(format!(
            "the answer is nested {deepest} levels deep, the limit is {ANSWER_NESTING_MAX}"
        ));
    }
    let unreadable = |error: &dyn std::fmt::Display| format!("the answer cannot be read: {error}");
    let parsed = QueryResultsParser::from_format(format).for_slice(&answer.bytes);
    let solutions = match parsed.map_err(|error| unreadable(&error))? {
        SliceQueryResultsParserOutput::Solutions(solutions) => solutions,
        SliceQueryResultsParserOutput::Boolean(_) => {
            return Err("the answer is a boolean, not a table".to_owned());
        }
    };
    let mut asked = HashSet::new();
    inner.on_in_scope_variable(|variable| {
        asked.insert(variable.clone());
    });
    let variables: Arc<[Variable]> = solutions.variables().into();
    let wanted: Vec<bool> = variables
        .iter()
        .map(|variable| asked.contains(variable))
        .collect();
    let mut nodes = HashMap::new();
    let mut rows = Vec::new();
    for solution in solutions {
        let solution = solution.map_err(|error| unreadable(&error))?;
        let values = solution.values().iter().zip(&wanted);
        let values = values.map(|(term, wanted)| Some(own(term.clone().filter(|_| *wanted)?, &mut nodes)));
        rows.push(Row {
            variables: Arc::clone(&variables),
            values: values.collect(),
        });
        budget::step();
    }
    Ok(rows)
}

/// A term of an answer as one of ours.
fn own(term: Term, nodes: &mut HashMap<BlankNode, BlankNode>) -> Term {
    match term {
        Term::BlankNode(node) => nodes.entry(node).or_default().clone().into(),
        Term::Triple(triple) => {
            let Triple {
                subject,
                predicate,
                object,
            } = *triple;
            let subject = match subject {
                NamedOrBlankNode::BlankNode(node) => nodes.entry(node).or_default().clone().into(),
                named @ NamedOrBlankNode::NamedNode(_) => named,
            };
            Triple::new(subject, predicate, own(object, nodes)).into()
        }
        other => normalise_term(other).0,
    }
}

/// The deepest nesting of brackets outside strings.
fn json_nesting(text: &[u8]) -> usize {
    let (mut depth, mut deepest, mut at) = (0_usize, 0, 0);
    while let Some(byte) = text.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                while let Some(byte) = text.get(at) {
                    at += if *byte == b'\\' { 2 } else { 1 };
                    if *byte == b'"' {
                        break;
                    }
                }
            }
            _ => {}
        }
    }
    deepest
}

/// The deepest nesting of elements.
fn xml_nesting(text: &[u8]) -> usize {
    let (mut depth, mut deepest, mut at) = (0_usize, 0, 0);
    while let Some(found) = memchr(b'<', &text[at..]) {
        at += found + 1;
        let rest = &text[at..];
        let length = if rest.starts_with(b"!--") {
            after(rest, b"-->")
        } else if rest.starts_with(b"![CDATA[") {
            after(rest, b"]]>")
        } else {
            let end = tag_end(rest);
            match rest.first() {
                Some(b'/') => depth = depth.saturating_sub(1),
                Some(b'!' | b'?') | None => {}
                Some(_) => {
                    deepest = deepest.max(depth + 1);
                    depth += usize::from(end == 0 || rest[end - 1] != b'/');
                }
            }
            end
        };
        at += length;
    }
    deepest
}

fn after(text: &[u8], end: &[u8]) -> usize {
    memchr::memmem::find(text, end).map_or(text.len(), |at| at + end.len())
}

/// Where a tag ends; what stands in quotation marks does not end it.
fn tag_end(text: &[u8]) -> usize {
    let mut quote = None;
    for (at, byte) in text.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(content_type: &str, text: &str) -> ServiceAnswer {
        ServiceAnswer {
            content_type: Some(content_type.to_owned()),
            bytes: text.into(),
        }
    }

    fn read(answer: &ServiceAnswer) -> Result<Vec<Row>, String> {
        let asked = GraphPattern::Values {
            variables: vec![Variable::new_unchecked("x")],
            bindings: Vec::new(),
        };
        rows(answer, &asked)
    }

    fn json(value: &str) -> ServiceAnswer {
        let text = format!(r#"{{"head":{{"vars":["x"]}},"results":{{"bindings":[{{"x":{value}}}]}}}}"#);
        answer("application/sparql-results+json; charset=utf-8", &text)
    }

    #[test]
    fn rows_are_read_from_json_and_xml_in_the_stores_form() {
        let xml = r#"<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head>
            <results><result><binding name="x"><literal datatype="http://www.w3.org/2001/XMLSchema#integer">007</literal></binding></result></results></sparql>"#;
        let number =
            r#"{"type":"literal","value":"007","datatype":"http://www.w3.org/2001/XMLSchema#integer"}"#;
        for answer in [json(number), answer("application/sparql-results+xml", xml)] {
            let rows = read(&answer).unwrap();
            assert_eq!(
                rows[0].values[0].as_ref().unwrap().to_string(),
                "\"7\"^^<http://www.w3.org/2001/XMLSchema#integer>"
            );
        }
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for answer in [
            answer("text/html", "<html>"),
            answer("text/csv", "x\n1\n"),
            answer("application/sparql-results+json", r#"{"head":{},"boolean":true}"#),
            answer(
                "application/sparql-results+json",
                r#"{"head":{"vars":["x"]},"results":{"bindings":[{"#,
            ),
            ServiceAnswer {
                content_type: None,
                bytes: Vec::new(),
            },
        ] {
            assert!(read(&answer).is_err(), "{answer:?}");
        }
    }

    #[test]
    fn nesting_is_taken_up_to_the_limit_and_refused_above_in_both_formats() {
        // Triple terms in objects; each is three levels of JSON.
        let nested = |levels: usize| {
            let open = r#"{"type":"triple","value":{"subject":{"type":"uri","value":"a:a"},"predicate":{"type":"uri","value":"a:b"},"object":"#;
            format!(
                r#"{}{{"type":"uri","value":"a:c"}}{}"#,
                open.repeat(levels),
                "}}".repeat(levels)
            )
        };
        assert!(read(&json(&nested(60))).is_ok());
        assert!(read(&json(&nested(63))).unwrap_err().contains("nested"));
        let xml = |depth: usize| {
            xml_nesting(
                format!(
                    "{}<b/>{}",
                    "<a x='/>'>".repeat(depth - 1),
                    "</a>".repeat(depth - 1)
                )
                .as_bytes(),
            )
        };
        assert_eq!(xml(ANSWER_NESTING_MAX), ANSWER_NESTING_MAX);
        assert_eq!(xml(ANSWER_NESTING_MAX + 1), ANSWER_NESTING_MAX + 1);
        assert_eq!(
            xml_nesting(b"<?xml?><!-- <a> --><a><![CDATA[<b><b>]]></a><a/><a/>"),
            1
        );
        assert_eq!(json_nesting(br#"{"a": "[[[{\"{{"}"#), 1);
    }

    #[test]
    fn blank_nodes_of_two_answers_are_not_the_same() {
        let node = json(r#"{"type":"bnode","value":"b0"}"#);
        let [one, other] = [read(&node).unwrap(), read(&node).unwrap()];
        assert_ne!(one[0].values, other[0].values);
    }
}
