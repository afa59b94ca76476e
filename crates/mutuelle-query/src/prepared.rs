//! SPARQL queries: parse, evaluate on a source, write.

use crate::binding::{Binding, Named, bound};
use crate::budget::{self, Budget};
use crate::calls::Calls;
use crate::dataset::ScopedDataset;
use crate::error::{QueryError, SyntaxError};
use crate::explanation::{Explanation, Timings};
use crate::federation::Federation;
use crate::format::ResultFormat;
use crate::fulltext::{TextCalls, TextPlaced};
use crate::grammar::check_grammar;
use crate::guard::{check_pattern, check_text};
use crate::harden::hardened;
use crate::mistake::explained;
use crate::plan::Plan;
use crate::results::{Measured, Written, write_boolean, write_graph, write_table};
use crate::scope::GraphScope;
use crate::source::Source;
use mutuelle_ontology::prefixes::PREFIXES;
use oxrdf::{NamedNode, Term};
use spareval::QueryResults;
use spargebra::algebra::QueryDataset;
use spargebra::{Query, SparqlParser, SparqlSyntaxError};
use std::cell::RefCell;
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
    /// What is asked of a text index.
    texts: TextCalls,
}

/// What an answered query says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryOutcome {
    /// Rows, triples, or 1 for a boolean.
    pub rows: u64,
    /// Whether anything was found: a row, a triple, or that it is so.
    pub found: bool,
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
        Self::parse_with(text, base, default_graphs, named_graphs, &[])
    }

    /// Parses a query whose parameters are bound: each stands for its term wherever the query names it (`binding.rs`).
    pub fn parse_with(
        text: &str,
        base: Option<&str>,
        default_graphs: Vec<NamedNode>,
        named_graphs: Vec<NamedNode>,
        bindings: &[Binding],
    ) -> Result<Self, QueryError> {
        check_text(text)?;
        let mut query = parser_of(text, base)?
            .parse_query(text)
            .map_err(|error| mistaken(text, base, &error))?;
        for binding in bindings {
            query = with(query, binding)?;
        }
        let mut texts = TextCalls::default();
        let (Query::Select { pattern, .. }
        | Query::Ask { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }) = &mut query;
        *pattern = texts.take(std::mem::take(pattern), text)?;
        check_pattern(pattern)?;
        check_grammar("SPARQL query", text, pattern)?;
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
        Ok(Self {
            query,
            scope,
            calls,
            texts,
        })
    }

    /// Its algebra, with what was bound.
    pub fn algebra(&self) -> &Query {
        &self.query
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

    /// Whether it has text patterns: then its budget needs a text index at the seq of its source.
    pub fn asks_texts(&self) -> bool {
        !self.texts.is_empty()
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
    pub fn check_format(&self, format: &ResultFormat) -> Result<(), QueryError> {
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
                format: graph.name(),
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
        self.check_format(&format)?;
        budget.enforce(|| {
            let begun = Instant::now();
            let dataset = self.dataset(source)?;
            let Planned { plan, federation, .. } = self.plan(&dataset, budget)?;
            let planned = begun.elapsed();
            let out = RefCell::new(Measured::new(out, budget.limits()));
            let results = plan.execute(&federation.evaluator(), &dataset)?;
            let written = match (results, format) {
                (QueryResults::Solutions(solutions), ResultFormat::Table(table)) => {
                    write_table(solutions, table, &out)
                }
                (QueryResults::Boolean(value), ResultFormat::Table(table)) => {
                    write_boolean(value, table, &out)
                }
                (QueryResults::Graph(triples), ResultFormat::Graph(graph)) => {
                    write_graph(triples, graph, &out)
                }
                // `check_format` has compared the two.
                (_, format) => self.check_format(&format).map(|()| Written::default()),
            };
            let written = out.into_inner().finish(written)?;
            let whole = begun.elapsed();
            Ok(QueryOutcome {
                rows: written.rows,
                found: written.rows > 0 && !written.is_false,
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
            let Planned {
                plan,
                federation,
                texts,
            } = self.plan(&dataset, budget)?;
            let planned = begun.elapsed();
            let (rows, evaluated) = plan.explain(&federation.evaluator(), &dataset)?;
            let evaluated = self.calls.named(evaluated);
            Ok(Explanation {
                form: self.form(),
                texts,
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
        self.first_rows(source, budget, usize::MAX)
    }

    /// Evaluates a SELECT and holds its first rows, `rows_max` at the most; of the other forms there are none.
    pub fn first_rows<S: Source>(
        &self,
        source: &S,
        budget: &Budget,
        rows_max: usize,
    ) -> Result<Rows, QueryError> {
        budget.enforce(|| {
            let dataset = self.dataset(source)?;
            let Planned { plan, federation, .. } = self.plan(&dataset, budget)?;
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
            for solution in solutions.take(rows_max) {
                rows.push(solution?.values().to_vec());
            }
            Ok(Rows { variables, rows })
        })
    }

    fn dataset<S: Source>(&self, source: &S) -> Result<ScopedDataset<S>, QueryError> {
        ScopedDataset::new(source.clone(), &self.scope).map_err(|error| QueryError::Source(Box::new(error)))
    }

    fn plan<S: Source>(&self, dataset: &ScopedDataset<S>, budget: &Budget) -> Result<Planned, QueryError> {
        let mut query = self.query.clone();
        let federation = Federation::new(&self.calls, budget);
        let (Query::Select { pattern, .. }
        | Query::Ask { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }) = &mut query;
        let taken = std::mem::take(pattern);
        let (found, texts) = self.texts.placed(taken, dataset, budget, &federation, &[])?;
        *pattern = federation.placed(found, dataset)?;
        let plan = Plan::of(query, dataset).map_err(|error| QueryError::Source(Box::new(error)))?;
        Ok(Planned {
            plan,
            federation,
            texts,
        })
    }
}

/// A query about to be evaluated.
struct Planned {
    plan: Plan,
    federation: Federation,
    texts: Vec<TextPlaced>,
}

fn made_safe(mut query: Query, calls: &mut Calls) -> Query {
    let (Query::Select { pattern, .. }
    | Query::Ask { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }) = &mut query;
    *pattern = hardened(std::mem::take(pattern), calls);
    query
}

/// What is wrong with a text that is no query.
fn mistaken(text: &str, base: Option<&str>, error: &SparqlSyntaxError) -> SyntaxError {
    let Ok(parser) = parser(base) else {
        return SyntaxError::new("SPARQL query", error.to_string());
    };
    let parse = |text: &str| parser.clone().parse_query(text).map(|_| ());
    explained("SPARQL query", text, error, &parse)
}

/// The query with a parameter's term.
fn with(query: Query, binding: &Binding) -> Result<Query, SyntaxError> {
    let (query, named) = bound(query, binding);
    let wrong = |what: &str| {
        let message = format!("{} is a parameter, and the query {what}", binding.variable);
        SyntaxError::new("SPARQL query", message)
    };
    match named {
        Named::Somewhere => Ok(query),
        Named::Nowhere => Err(wrong("does not name it")),
        Named::Assigned => Err(wrong("gives it a value of its own (`AS`)")),
    }
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

/// A parser of any query or update; relative IRIs are resolved against `base`. It knows the table of prefixes
/// ([`mutuelle_ontology::prefixes`]); one that the text declares wins.
pub fn parser(base: Option<&str>) -> Result<SparqlParser, SyntaxError> {
    parser_with(PREFIXES.iter().copied(), base)
}

/// The same for one text: with the prefixes that it writes. Each takes as long as a good part of a short query.
pub(crate) fn parser_of(text: &str, base: Option<&str>) -> Result<SparqlParser, SyntaxError> {
    let written: Vec<_> = text
        .match_indices(':')
        .map(|(colon, _)| text[..colon].rsplit(|char: char| !char.is_alphanumeric()))
        .filter_map(|mut words| words.next())
        .collect();
    let known = PREFIXES.iter().copied();
    parser_with(known.filter(|(prefix, _)| written.contains(prefix)), base)
}

fn parser_with(
    prefixes: impl Iterator<Item = (&'static str, &'static str)>,
    base: Option<&str>,
) -> Result<SparqlParser, SyntaxError> {
    let mut parser = SparqlParser::new();
    for (prefix, namespace) in prefixes {
        parser = parser.with_prefix(prefix, namespace).map_err(|error| {
            SyntaxError::new(
                "prefix",
                format!("`{namespace}` is not an absolute IRI ({error})"),
            )
        })?;
    }
    match base {
        None => Ok(parser),
        Some(base) => parser.with_base_iri(base).map_err(|error| {
            SyntaxError::new("base IRI", format!("`{base}` is not an absolute IRI ({error})"))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syntax_error_is_placed_and_says_in_words_what_was_expected() {
        let error = PreparedQuery::parse("SELECT * WHERE { ?s ?p", None, Vec::new(), Vec::new()).unwrap_err();
        let QueryError::Syntax(error) = error else {
            panic!("{error}")
        };
        assert_eq!((error.line, error.column), (Some(1), Some(23)));
        assert!(
            error.message.starts_with("expected a variable, "),
            "{}",
            error.message
        );
        assert!(error.message.ends_with("but the text ends"), "{}", error.message);
        assert!(!error.message.contains("..="), "{}", error.message);
    }
}
