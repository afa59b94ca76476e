//! Answers in the forms that they can be compared in.

use mutuelle_query::normalise_term;
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{BlankNode, Graph, GraphName, Literal, NamedNode, Quad, Term};
use sparesults::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};
use std::collections::BTreeSet;

const RS: &str = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#";

/// A table of solutions, or a boolean, as a graph: so blank nodes are compared by what is said of them.
pub(crate) fn table(bytes: &[u8], format: QueryResultsFormat, ordered: bool) -> Vec<Quad> {
    let rs = |local: &str| NamedNode::new_unchecked(format!("{RS}{local}"));
    let mut graph = Vec::new();
    let mut say = |subject: &BlankNode, local: &str, object: Term| {
        graph.push(Quad::new(
            subject.clone(),
            rs(local),
            object,
            GraphName::DefaultGraph,
        ));
    };
    let root = BlankNode::default();
    match QueryResultsParser::from_format(format).for_reader(bytes).unwrap() {
        ReaderQueryResultsParserOutput::Boolean(value) => say(&root, "boolean", Literal::from(value).into()),
        ReaderQueryResultsParserOutput::Solutions(solutions) => {
            for variable in solutions.variables() {
                say(&root, "resultVariable", Literal::from(variable.as_str()).into());
            }
            for (index, solution) in solutions.enumerate() {
                let row = BlankNode::default();
                say(&root, "solution", row.clone().into());
                if ordered {
                    say(&row, "index", index_term(index + 1));
                }
                for (variable, value) in &solution.unwrap() {
                    let binding = BlankNode::default();
                    say(&row, "binding", binding.clone().into());
                    say(&binding, "variable", Literal::from(variable.as_str()).into());
                    say(&binding, "value", normalise_term(value.clone()).0);
                }
            }
        }
    }
    graph
}

fn index_term(index: usize) -> Term {
    Literal::new_typed_literal(index.to_string(), xsd::INTEGER).into()
}

/// Results that are a graph already, without the type that ours does not state.
pub(crate) fn result_graph(graph: &Graph) -> Vec<Quad> {
    let stated = graph.iter().filter(|triple| triple.predicate != rdf::TYPE);
    stated
        .map(|triple| triple.into_owned().in_graph(GraphName::DefaultGraph))
        .collect()
}

/// Rows of a CSV text as sets of column and value: the columns of `SELECT *` have no order. In these tests no value has
/// a comma without quotes around it, and each blank node stands once.
pub(crate) fn csv(text: &str) -> BTreeSet<BTreeSet<String>> {
    let mut lines = text.lines();
    let columns: Vec<_> = lines.next().unwrap_or_default().split(',').collect();
    let row = |line: &str| {
        let mut values: Vec<String> = vec![String::new()];
        let mut quoted = false;
        for char in line.chars() {
            match char {
                '"' => quoted = !quoted,
                ',' if !quoted => values.push(String::new()),
                char => values.last_mut().unwrap().push(char),
            }
        }
        let anonymous = |value: String| {
            if value.starts_with("_:") {
                "_:".to_owned()
            } else {
                value
            }
        };
        columns
            .iter()
            .zip(values)
            .map(|(column, value)| format!("{column}={}", anonymous(value)))
            .collect()
    };
    lines.map(row).collect()
}
