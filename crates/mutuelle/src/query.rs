//! `query`: SPARQL on a data folder.

use crate::commons::{self, default_base, iri};
use crate::excerpt::{Position, of_text};
use crate::explanation;
use crate::failure::{Outcome, Usage};
use crate::named;
use crate::output::{self, Output};
use crate::receipt::{counted, seconds};
use crate::stack::with_large_stack;
use crate::table::Table;
use anyhow::{Context, Error, Result, anyhow};
use clap::{Args, ValueEnum};
use console::Term;
use mutuelle_commons::{
    Binding, CancellationToken, Commons, KnownTerms, NamedNode, PreparedQuery, QueryError, QueryForm,
    QueryOutcome, QueryRequest, RdfFormat, ResultFormat, TableFormat,
};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How much is written at once, in bytes.
const WRITE_BYTES: usize = 64 * 1024;

/// Answer a SPARQL query
#[derive(Debug, Args)]
pub(crate) struct Query {
    /// The file that holds the query, `-` for standard input; after `--named` the parameters, as graine=http://…
    #[arg(value_name = "FILE|-|NAME=VALUE", required_unless_present = "named")]
    words: Vec<String>,

    /// Ask a query that has a name; without the name, all of them are listed
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
    named: Option<String>,

    /// A folder of queries of your own, beside those in the program
    #[arg(long, value_name = "DIR", requires = "named")]
    queries: Option<PathBuf>,

    /// How the answer is written [default: a table on a terminal, else json; ttl for CONSTRUCT and DESCRIBE]
    #[arg(long, value_enum)]
    format: Option<Answer>,

    /// Show the plan with estimated and real rows and where the time went, instead of the answer
    #[arg(long)]
    explain: bool,

    /// The base of relative IRIs in the query
    #[arg(long, value_name = "IRI", value_parser = iri)]
    base: Option<NamedNode>,
}

/// How an answer can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Answer {
    /// For people
    Table,
    /// SPARQL results, or JSON-LD
    Json,
    /// SPARQL results, or RDF/XML
    Xml,
    Csv,
    Tsv,
    Ttl,
    Nt,
    Nq,
    Trig,
    Rdf,
    Jsonld,
}

/// What is written, by the query's form.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shown {
    Table,
    Serialised(ResultFormat),
}

/// A query with its parameters, and what errors call it.
struct Question {
    name: String,
    text: String,
    bindings: Vec<Binding>,
}

pub(crate) fn run(query: &Query, data: Option<&Path>) -> Result<Outcome> {
    if query.named.as_deref() == Some("") {
        named::list(&named::queries(query.queries.as_deref())?)?;
        return Ok(Outcome::Done);
    }
    let question = query.question()?;
    let commons = commons::open_existing(data, query.base.clone().unwrap_or_else(default_base))?;
    with_large_stack(|| query.answer(&commons, &question))??;
    commons::close(&commons)?;
    Ok(Outcome::Done)
}

impl Query {
    fn question(&self) -> Result<Question> {
        if let Some(name) = &self.named {
            let queries = named::queries(self.queries.as_deref())?;
            let (text, bindings) = named::bound(&queries, name, &self.words)?;
            return Ok(Question {
                name: name.clone(),
                text,
                bindings,
            });
        }
        let [source] = self.words.as_slice() else {
            return Err(Usage("one query at a time: `mutuelle query FILE`".to_owned()).into());
        };
        let (name, text) = match source.as_str() {
            "-" => ("standard input", io::read_to_string(io::stdin())),
            path => (path, std::fs::read_to_string(path)),
        };
        Ok(Question {
            text: text.with_context(|| format!("cannot read the query from `{name}`"))?,
            name: name.to_owned(),
            bindings: Vec::new(),
        })
    }

    fn answer(&self, commons: &Commons, question: &Question) -> Result<()> {
        let request = QueryRequest {
            text: question.text.clone(),
            bindings: question.bindings.clone(),
            ..QueryRequest::default()
        };
        let prepared = commons
            .prepare(request)
            .map_err(|error| question.explained(error))?;
        if self.explain {
            let explained = prepared
                .explain(commons, &CancellationToken::new())
                .map_err(|error| question.explained(error))?;
            return explanation::print(&explained);
        }
        let begun = Instant::now();
        let shown = shown(self.format, prepared.form(), output::is_terminal())?;
        let outcome = write(&prepared, commons, shown).map_err(|error| question.explained(error))?;
        if !outcome.found {
            for hint in commons.hints(&prepared, &KnownTerms::embedded())? {
                output::remark(hint.to_string());
            }
        }
        if output::is_terminal() {
            let elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            let what = match prepared.form() {
                QueryForm::Select | QueryForm::Ask => counted(outcome.rows, "row", "rows"),
                QueryForm::Construct | QueryForm::Describe => counted(outcome.rows, "triple", "triples"),
            };
            output::remark(format!(
                "{what} at seq {}, {} s",
                outcome.seq,
                seconds(elapsed_ms)
            ));
        }
        Ok(())
    }
}

impl Question {
    fn explained(&self, error: QueryError) -> Error {
        match error {
            QueryError::Syntax(error) => {
                let excerpt =
                    Position::of(error.line, error.column).and_then(|at| of_text(&self.name, &self.text, at));
                anyhow!(
                    "{error}{}",
                    excerpt.map_or_else(String::new, |excerpt| format!("\n{excerpt}"))
                )
            }
            // Only its cause tells whether the reader went away.
            QueryError::Output(error) => Error::new(error).context("the answer could not be written"),
            other => Error::new(other).context(format!("the query in `{}` was not answered", self.name)),
        }
    }
}

fn write(prepared: &PreparedQuery, commons: &Commons, shown: Shown) -> Result<QueryOutcome, QueryError> {
    let cancel = CancellationToken::new();
    let mut out = BufWriter::with_capacity(WRITE_BYTES, Output::new());
    let outcome = match shown {
        Shown::Serialised(format) => {
            let outcome = prepared.run(commons, format, &cancel, &mut out)?;
            if output::is_terminal() {
                // JSON ends without a line's end; the prompt would stand behind it.
                writeln!(out).map_err(QueryError::Output)?;
            }
            outcome
        }
        Shown::Table => {
            let (_, width) = Term::stdout().size();
            let mut table = Table::new(&mut out, width.into());
            let outcome = prepared.run(
                commons,
                ResultFormat::Table(TableFormat::Tsv),
                &cancel,
                &mut table,
            )?;
            table.finish().map_err(QueryError::Output)?;
            outcome
        }
    };
    out.flush().map_err(QueryError::Output)?;
    Ok(outcome)
}

/// How the answer to a query of this form is written.
fn shown(asked: Option<Answer>, form: QueryForm, on_terminal: bool) -> Result<Shown> {
    let is_table = matches!(form, QueryForm::Select | QueryForm::Ask);
    let default = match (is_table, on_terminal) {
        (true, true) => Answer::Table,
        (true, false) => Answer::Json,
        (false, _) => Answer::Ttl,
    };
    let answer = asked.unwrap_or(default);
    if is_table {
        let format = match answer {
            // A single word needs no frame.
            Answer::Table if form == QueryForm::Ask => TableFormat::Tsv,
            Answer::Table => return Ok(Shown::Table),
            Answer::Json => TableFormat::Json,
            Answer::Xml => TableFormat::Xml,
            Answer::Csv => TableFormat::Csv,
            Answer::Tsv => TableFormat::Tsv,
            _ => {
                return Err(Usage(format!(
                    "a {} is written as table, json, xml, csv or tsv",
                    form.keyword()
                ))
                .into());
            }
        };
        return Ok(Shown::Serialised(ResultFormat::Table(format)));
    }
    let media_type = match answer {
        Answer::Ttl => "text/turtle",
        Answer::Nt => "application/n-triples",
        Answer::Nq => "application/n-quads",
        Answer::Trig => "application/trig",
        Answer::Rdf | Answer::Xml => "application/rdf+xml",
        Answer::Jsonld | Answer::Json => "application/ld+json",
        Answer::Table | Answer::Csv | Answer::Tsv => {
            return Err(Usage(format!(
                "a {} is written as ttl, nt, nq, trig, rdf or jsonld",
                form.keyword()
            ))
            .into());
        }
    };
    let format =
        RdfFormat::from_media_type(media_type).ok_or_else(|| anyhow!("`{media_type}` is not written"))?;
    Ok(Shown::Serialised(ResultFormat::Graph(format.into())))
}

#[cfg(test)]
mod tests {
    use super::QueryForm::{Ask, Construct, Describe, Select};
    use super::*;
    use mutuelle_commons::Place;

    #[test]
    fn the_format_follows_the_form_and_the_place() {
        let table = |format| Shown::Serialised(ResultFormat::Table(format));
        let graph = |format: RdfFormat| Shown::Serialised(ResultFormat::Graph(format.into()));
        for (asked, form, on_terminal, expected) in [
            (None, Select, true, Some(Shown::Table)),
            (None, Select, false, Some(table(TableFormat::Json))),
            (None, Ask, true, Some(table(TableFormat::Tsv))),
            (None, Construct, true, Some(graph(RdfFormat::Turtle))),
            (None, Describe, false, Some(graph(RdfFormat::Turtle))),
            (Some(Answer::Table), Select, false, Some(Shown::Table)),
            (Some(Answer::Csv), Select, true, Some(table(TableFormat::Csv))),
            (
                Some(Answer::Xml),
                Construct,
                false,
                Some(graph(RdfFormat::RdfXml)),
            ),
            (
                Some(Answer::Nt),
                Describe,
                false,
                Some(graph(RdfFormat::NTriples)),
            ),
            (Some(Answer::Ttl), Select, false, None),
            (Some(Answer::Csv), Construct, false, None),
            (Some(Answer::Table), Construct, true, None),
        ] {
            let found = shown(asked, form, on_terminal);
            match expected {
                Some(expected) => assert_eq!(found.unwrap(), expected, "{asked:?} {form:?}"),
                None => assert!(found.unwrap_err().is::<Usage>(), "{asked:?} {form:?}"),
            }
        }
    }

    #[test]
    fn a_syntax_error_shows_the_line() {
        let commons = commons::open(Place::Memory, default_base()).unwrap();
        let query = Query {
            words: vec!["q.rq".to_owned()],
            named: None,
            queries: None,
            format: None,
            explain: false,
            base: None,
        };
        let question = Question {
            name: "q.rq".to_owned(),
            text: "SELECT *\nWHERE { ?s ?p }".to_owned(),
            bindings: Vec::new(),
        };
        let told = format!("{:#}", query.answer(&commons, &question).unwrap_err());
        assert!(told.starts_with("SPARQL query error on line 2"), "{told}");
        assert!(
            told.contains("  q.rq:2:") && told.contains("2 | WHERE { ?s ?p }"),
            "{told}"
        );
    }
}
