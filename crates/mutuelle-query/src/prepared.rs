//! SPARQL queries: parse, evaluate on a source, write.

use crate::budget::{self, Budget};
use crate::calls::Calls;
use crate::dataset::ScopedDataset;
use crate::error::{QueryError, SyntaxError};
use crate::explanation::{Explanation, Timings};
use crate::federation::Federation;
use crate::format::{ResultFormat, format_name};
use crate::guard::{check_pattern, check_text};
use crate::harden::hardened;
use crate::plan::Plan;
use crate::results::{Measured, Written, write_boolean, write_graph, write_table};
use crate::scope::GraphScope;
use crate::source::Source;
use oxrdf::{NamedNode, Term};
use spareval::QueryResults;
use spargebra::algebra::QueryDataset;
use spargebra::{Query, SparqlParser, SparqlSyntaxError};
use std::io::Write;
use std::time::{Duration, Instant};

/// The four forms of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryForm {
    /// A table.
    Select,
    /// A boolean.
    Ask,
    /// A graph made from a template.
    Construct,
    /// A graph about resources.
    Describe,
}

impl QueryForm {
    /// The SPARQL keyword.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Select => "SELECT",
            Self::Ask => "ASK",
            Self::Construct => "CONSTRUCT",
            Self::Describe => "DESCRIBE",
        }
    }
}

/// A parsed query with the graphs that it may see.
#[derive(Clone, Debug)]
pub struct PreparedQuery {
    query: Query,
    scope: GraphScope,
    /// What is asked of other machines.
    calls: Calls,
}

/// What an answered query says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryOutcome {
    /// Rows, triples, or 1 for a boolean.
    pub rows: u64,
    /// The most memory that the evaluation was seen to hold, in bytes; 0 where nothing measures it.
    pub memory_bytes: u64,
    /// Where the time went.
    pub timings: Timings,
}

/// A small answer held in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// The variables' names, without `?`.
    pub variables: Vec<String>,
    /// A row has a term or nothing for each variable.
    pub rows: Vec<Vec<Option<Term>>>,
}

impl PreparedQuery {
    /// Parses a query. `default_graphs` and `named_graphs` come from the protocol and take the place of the query's
    /// own FROM clauses (SPARQL 1.1 Protocol, section 2.1.4); without either, the default graph is the union of all.
    pub fn parse(
        text: &str,
        base: Option<&str>,
        default_graphs: Vec<NamedNode>,
        named_graphs: Vec<NamedNode>,
    ) -> Result<Self, QueryError> {
        check_text(text)?;
        let query = parser(base)?
            .parse_query(text)
            .map_err(|error| syntax("SPARQL query", &error))?;
        let (Query::Select { pattern, .. }
        | Query::Ask { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }) = &query;
        check_pattern(pattern)?;
        let mut calls = Calls::default();
        let mut query = made_safe(query, &mut calls);
        // Our dataset is the query's; an evaluator that also knew of the clauses would ask for their graphs by name.
        let own = take_dataset(&mut query);
        let scope = if default_graphs.is_empty() && named_graphs.is_empty() {
            own.as_ref()
                .map_or_else(GraphScope::default, GraphScope::of_clauses)
        } else {
            GraphScope::from_lists(default_graphs, named_graphs)
        };
        Ok(Self { query, scope, calls })
    }

    /// The same query without a graph where it means every graph.
    #[must_use]
    pub fn without(mut self, graph: Option<NamedNode>) -> Self {
        self.scope = self.scope.without(graph);
        self
    }

    /// The same query, whose default graph is the unnamed graph unless it names others.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.scope = self.scope.strict();
        self
    }

    /// Whether other machines are asked: then the query takes as long as they do.
    pub fn asks_elsewhere(&self) -> bool {
        !self.calls.is_empty()
    }

    /// Which of the four forms.
    pub fn form(&self) -> QueryForm {
        match &self.query {
            Query::Select { .. } => QueryForm::Select,
            Query::Ask { .. } => QueryForm::Ask,
            Query::Construct { .. } => QueryForm::Construct,
            Query::Describe { .. } => QueryForm::Describe,
        }
    }

    /// Whether the answer of this query can be written in the format.
    pub fn check_format(&self, format: ResultFormat) -> Result<(), QueryError> {
        let form = self.form();
        match (form, format) {
            (QueryForm::Select | QueryForm::Ask, ResultFormat::Table(_))
            | (QueryForm::Construct | QueryForm::Describe, ResultFormat::Graph(_)) => Ok(()),
            (_, ResultFormat::Table(table)) => Err(QueryError::FormatMismatch {
                form: form.keyword(),
                format: table.name(),
            }),
            (_, ResultFormat::Graph(graph)) => Err(QueryError::FormatMismatch {
                form: form.keyword(),
                format: format_name(graph),
            }),
        }
    }

    /// Evaluates the query and writes its answer as it comes. Blocking. After an error `out` holds a part of the
    /// answer, which the caller must not let pass for the whole.
    pub fn run<S: Source>(
        &self,
        source: &S,
        format: ResultFormat,
        budget: &Budget,
        out: &mut dyn Write,
    ) -> Result<QueryOutcome, QueryError> {
        self.check_format(format)?;
        budget.enforce(|| {
            let begun = Instant::now();
            let dataset = self.dataset(source)?;
            let (plan, federation) = self.plan(&dataset, budget)?;
            let planned = begun.elapsed();
            let mut out = Measured::new(out, budget.limits());
            let results = plan.execute(&federation.evaluator(), &dataset)?;
            let written = match (results, format) {
                (QueryResults::Solutions(solutions), ResultFormat::Table(table)) => {
                    write_table(solutions, table, &mut out)
                }
                (QueryResults::Boolean(value), ResultFormat::Table(table)) => {
                    write_boolean(value, table, &mut out)
                }
                (QueryResults::Graph(triples), ResultFormat::Graph(graph)) => {
                    write_graph(triples, graph, &mut out)
                }
                // `check_format` has compared the two.
                (_, format) => self.check_format(format).map(|()| Written::default()),
            };
            let written = out.finish(written)?;
            let whole = begun.elapsed();
            Ok(QueryOutcome {
                rows: written.rows,
                memory_bytes: budget::memory_peak(),
                timings: Timings {
                    plan: planned,
                    execute: whole.saturating_sub(planned + written.serialising),
                    serialise: written.serialising,
                },
            })
        })
    }

    /// Evaluates the query, throws its rows away and tells how it went.
    pub fn explain<S: Source>(&self, source: &S, budget: &Budget) -> Result<Explanation, QueryError> {
        budget.enforce(|| {
            let begun = Instant::now();
            let dataset = self.dataset(source)?;
            let (plan, federation) = self.plan(&dataset, budget)?;
            let planned = begun.elapsed();
            let (rows, evaluated) = plan.explain(&federation.evaluator(), &dataset)?;
            let evaluated = self.calls.named(evaluated);
            Ok(Explanation {
                form: self.form(),
                placed: plan.placed,
                counted: plan.counted,
                sorted: plan.sort.map(|sort| sort.to_string()),
                evaluated,
                rows,
                memory_bytes: budget::memory_peak(),
                timings: Timings {
                    plan: planned,
                    execute: begun.elapsed().saturating_sub(planned),
                    serialise: Duration::ZERO,
                },
            })
        })
    }

    /// Evaluates a SELECT and holds all its rows; of the other forms there are none.
    pub fn rows<S: Source>(&self, source: &S, budget: &Budget) -> Result<Rows, QueryError> {
        budget.enforce(|| {
            let dataset = self.dataset(source)?;
            let (plan, federation) = self.plan(&dataset, budget)?;
            let results = plan.execute(&federation.evaluator(), &dataset)?;
            let QueryResults::Solutions(solutions) = results else {
                return Err(QueryError::FormatMismatch {
                    form: self.form().keyword(),
                    format: "rows",
                });
            };
            let variables = solutions
                .variables()
                .iter()
                .map(|variable| variable.as_str().to_owned())
                .collect();
            let mut rows = Vec::new();
            for solution in solutions {
                rows.push(solution?.values().to_vec());
            }
            Ok(Rows { variables, rows })
        })
    }

    fn dataset<S: Source>(&self, source: &S) -> Result<ScopedDataset<S>, QueryError> {
        ScopedDataset::new(source.clone(), &self.scope).map_err(|error| QueryError::Source(Box::new(error)))
    }

    fn plan<S: Source>(
        &self,
        dataset: &ScopedDataset<S>,
        budget: &Budget,
    ) -> Result<(Plan, Federation), QueryError> {
        let mut query = self.query.clone();
        let federation = Federation::new(&self.calls, budget);
        let (Query::Select { pattern, .. }
        | Query::Ask { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }) = &mut query;
        *pattern = federation.placed(std::mem::take(pattern), dataset)?;
        let plan = Plan::of(query, dataset).map_err(|error| QueryError::Source(Box::new(error)))?;
        Ok((plan, federation))
    }
}

fn made_safe(mut query: Query, calls: &mut Calls) -> Query {
    let (Query::Select { pattern, .. }
    | Query::Ask { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }) = &mut query;
    *pattern = hardened(std::mem::take(pattern), calls);
    query
}

/// The FROM clauses, taken out of the query.
fn take_dataset(query: &mut Query) -> Option<QueryDataset> {
    match query {
        Query::Select { dataset, .. }
        | Query::Construct { dataset, .. }
        | Query::Describe { dataset, .. }
        | Query::Ask { dataset, .. } => dataset.take(),
    }
}

/// A parser of queries and updates; relative IRIs are resolved against `base`.
pub fn parser(base: Option<&str>) -> Result<SparqlParser, SyntaxError> {
    let parser = SparqlParser::new();
    match base {
        None => Ok(parser),
        Some(base) => parser.with_base_iri(base).map_err(|error| SyntaxError {
            language: "base IRI",
            message: format!("`{base}` is not an absolute IRI ({error})"),
            line: None,
            column: None,
        }),
    }
}

/// A syntax error with its place: spargebra tells it only in words, `error at 1:8: expected …`.
pub fn syntax(language: &'static str, error: &SparqlSyntaxError) -> SyntaxError {
    let text = error.to_string();
    let placed = text.strip_prefix("error at ").and_then(|rest| {
        let (line, rest) = rest.split_once(':')?;
        let (column, message) = rest.split_once(": ")?;
        Some((line.parse().ok()?, column.parse().ok()?, readable(message)))
    });
    match placed {
        Some((line, column, message)) => SyntaxError {
            language,
            message,
            line: Some(line),
            column: Some(column),
        },
        None => SyntaxError {
            language,
            message: text,
            line: None,
            column: None,
        },
    }
}

/// How many expected words a syntax error names.
const EXPECTED_NAMED_MAX: usize = 12;

/// The parser lists every token that could follow, character classes among them; people are helped by the first few
/// words and signs.
fn readable(message: &str) -> String {
    let Some(list) = message.strip_prefix("expected one of ") else {
        return message.to_owned();
    };
    let words: Vec<_> = list.split(", ").filter(|word| !word.starts_with('[')).collect();
    if words.is_empty() {
        return "expected a name, a number or a variable".to_owned();
    }
    let more = if words.len() > EXPECTED_NAMED_MAX {
        "…"
    } else {
        ""
    };
    let named = words[..words.len().min(EXPECTED_NAMED_MAX)].join(", ");
    format!("expected one of {named}{more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syntax_error_is_placed_and_names_words_not_character_classes() {
        let error = PreparedQuery::parse("SELECT * WHERE { ?s ?p", None, Vec::new(), Vec::new()).unwrap_err();
        let QueryError::Syntax(error) = error else {
            panic!("{error}")
        };
        assert_eq!((error.line, error.column), (Some(1), Some(23)));
        assert!(error.message.starts_with("expected one of "), "{}", error.message);
        assert!(!error.message.contains("..="), "{}", error.message);
        assert!(error.message.split(", ").count() <= EXPECTED_NAMED_MAX);
    }
}
