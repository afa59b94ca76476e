//! The pages of `/queries`: a list, and each query with a form for its parameters and its answer as a table. They work
//! without JavaScript.

use crate::evaluation;
use crate::language::Language;
use crate::page::{self, Frame, HTML};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::refusal;
use crate::resource::link;
use crate::state::AppState;
use askama::Template;
use axum::response::Response;
use http::HeaderMap;
use mutuelle_commons::{
    CancellationToken, NamedQuery, PreparedQuery, QueryForm, QueryParameter, QueryRequest, ResultFormat,
    Rows, TableFormat, Term, ValueType,
};
use std::io::Write;

/// How many rows a page shows.
const ROWS_SHOWN_MAX: usize = 200;

struct Listed {
    href: String,
    title: String,
    parameters: String,
}

#[derive(Template)]
#[template(path = "queries.html")]
struct ListPage {
    frame: Frame,
    queries: Vec<Listed>,
}

/// The list.
///
/// # Errors
/// 400 for parameters that make no sense.
pub(crate) fn list(
    state: &AppState,
    parameters: &Parameters,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let language = Language::of(parameters, headers)?;
    let mut queries: Vec<_> = state
        .config
        .queries
        .iter()
        .map(|query| Listed {
            href: format!("/queries/{}", query.name),
            title: title(query, language).to_owned(),
            parameters: query
                .parameters
                .iter()
                .map(|it| it.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        })
        .collect();
    queries.sort_by_cached_key(|query| query.title.to_lowercase());
    page::answer(&ListPage {
        frame: Frame::new(
            state,
            language,
            language.pick("Questions au commun", "Questions to the commons"),
        ),
        queries,
    })
}

fn title(query: &NamedQuery, language: Language) -> &str {
    language.pick(&query.title[0], &query.title[1])
}

/// A field of the form.
struct Field {
    name: String,
    value: String,
    example: &'static str,
    meaning: &'static str,
    /// The type of the HTML field: browsers know days, and nothing else here as RDF writes it.
    kind: &'static str,
    required: bool,
    is_boolean: bool,
}

impl Field {
    fn of(parameter: &QueryParameter, given: &Parameters, language: Language) -> Self {
        let value = given
            .all(&parameter.name)
            .next()
            .filter(|value| !value.is_empty());
        Self {
            name: parameter.name.clone(),
            value: value
                .or(parameter.default.as_deref())
                .unwrap_or_default()
                .to_owned(),
            example: parameter.value_type.example(),
            meaning: meaning(parameter.value_type, language),
            kind: if parameter.value_type == ValueType::Date {
                "date"
            } else {
                "text"
            },
            required: parameter.required,
            is_boolean: parameter.value_type == ValueType::Boolean,
        }
    }
}

fn meaning(value_type: ValueType, language: Language) -> &'static str {
    match value_type {
        ValueType::Iri => language.pick(
            "adresse (IRI) d’une ressource, ou nom court comme mut:Event",
            "address (IRI) of a resource, or a short name such as mut:Event",
        ),
        ValueType::String => language.pick("texte", "text"),
        ValueType::LangString => language.pick("texte@langue", "text@language"),
        ValueType::Integer => language.pick("nombre entier", "whole number"),
        ValueType::Decimal => language.pick("nombre décimal, avec un point", "decimal number"),
        ValueType::Date => language.pick("jour", "day"),
        ValueType::DateTime => language.pick("moment", "moment"),
        ValueType::Boolean => language.pick("oui ou non", "yes or no"),
    }
}

/// One value of a row.
struct Cell {
    text: String,
    /// A day or a number, which is not broken across lines.
    is_short: bool,
    href: Option<String>,
    language: Option<String>,
}

struct Download {
    name: &'static str,
    href: String,
}

/// What came of the query.
enum Answer {
    /// It was not asked yet.
    None,
    Truth(bool),
    Table {
        columns: Vec<String>,
        rows: Vec<Vec<Cell>>,
        /// Whether there are more rows than these.
        cut: bool,
    },
    /// A graph is for programs.
    Graph,
}

#[derive(Template)]
#[template(path = "named_query.html")]
struct QueryPage {
    frame: Frame,
    path: String,
    fields: Vec<Field>,
    downloads: Vec<Download>,
    answer: Answer,
    text: String,
    count: String,
}

fn page_of(
    state: &AppState,
    query: &NamedQuery,
    parameters: &Parameters,
    language: Language,
    answer: Answer,
) -> QueryPage {
    let path = format!("/queries/{}", query.name);
    let count = match &answer {
        Answer::Table { rows, .. } => language.count(rows.len() as u64),
        _ => String::new(),
    };
    QueryPage {
        frame: Frame::new(state, language, title(query, language)),
        fields: query
            .parameters
            .iter()
            .map(|parameter| Field::of(parameter, parameters, language))
            .collect(),
        downloads: downloads(query, &path, parameters),
        path,
        answer,
        text: query.text.clone(),
        count,
    }
}

/// The same answer in the formats for programs.
fn downloads(query: &NamedQuery, path: &str, parameters: &Parameters) -> Vec<Download> {
    let formats: &[(&'static str, &str)] = match query.form {
        QueryForm::Select | QueryForm::Ask => {
            &[("CSV", "csv"), ("JSON", "json"), ("TSV", "tsv"), ("XML", "xml")]
        }
        QueryForm::Construct | QueryForm::Describe => &[
            ("Turtle", "ttl"),
            ("JSON-LD", "jsonld"),
            ("N-Triples", "nt"),
            ("RDF/XML", "rdf"),
        ],
    };
    let given = parameters
        .pairs()
        .filter(|(name, value)| !value.is_empty() && !["format", "lang"].contains(name));
    let mut address = form_urlencoded::Serializer::for_suffix(format!("{path}?"), path.len() + 1);
    address.extend_pairs(given);
    let address = address.finish();
    let joined = if address.ends_with('?') { "" } else { "&" };
    formats
        .iter()
        .map(|(name, format)| Download {
            name,
            href: format!("{address}{joined}format={format}"),
        })
        .collect()
}

/// The form alone.
///
/// # Errors
/// 400 for parameters that make no sense.
pub(crate) fn form(
    state: &AppState,
    query: &NamedQuery,
    parameters: &Parameters,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let language = Language::of(parameters, headers)?;
    page::answer(&page_of(state, query, parameters, language, Answer::None))
}

/// The form with the answer below it.
///
/// # Errors
/// As for the answer in any other form.
pub(crate) async fn answer(
    state: &AppState,
    query: &NamedQuery,
    parameters: &Parameters,
    headers: &HeaderMap,
    request: QueryRequest,
) -> Result<Response, Problem> {
    let language = Language::of(parameters, headers)?;
    let mut page = page_of(state, query, parameters, language, Answer::None);
    let shared = state.clone();
    let limit = ("deadline_ms", state.limits().deadline_ms);
    evaluation::stream(state, limit, move |outlet, cancel| {
        let prepared = shared.commons.prepare(request).map_err(refusal::of_query)?;
        page.answer = evaluated(&shared, &prepared, language, cancel)?;
        if let Answer::Table { rows, .. } = &page.answer {
            page.count = language.count(rows.len() as u64);
        }
        outlet.announce(HTML);
        let text = page.render().map_err(|error| Problem::hidden(&error))?;
        outlet.write_all(text.as_bytes()).map_err(|_| Problem::internal())
    })
    .await
}

fn evaluated(
    state: &AppState,
    prepared: &PreparedQuery,
    language: Language,
    cancel: &CancellationToken,
) -> Result<Answer, Problem> {
    match prepared.form() {
        QueryForm::Ask => {
            let mut text = Vec::new();
            prepared
                .run(
                    &state.commons,
                    ResultFormat::Table(TableFormat::Csv),
                    cancel,
                    &mut text,
                )
                .map_err(refusal::of_query)?;
            Ok(Answer::Truth(text.starts_with(b"true")))
        }
        QueryForm::Select => {
            let found = prepared.first_rows(&state.commons, ROWS_SHOWN_MAX + 1, cancel);
            let Rows { variables, mut rows } = found.map_err(refusal::of_query)?;
            let cut = rows.len() > ROWS_SHOWN_MAX;
            rows.truncate(ROWS_SHOWN_MAX);
            let rows = rows.into_iter().map(|row| {
                row.into_iter()
                    .map(|value| cell(state, value.as_ref(), language))
                    .collect()
            });
            Ok(Answer::Table {
                columns: variables,
                rows: rows.collect(),
                cut,
            })
        }
        QueryForm::Construct | QueryForm::Describe => Ok(Answer::Graph),
    }
}

fn cell(state: &AppState, value: Option<&Term>, language: Language) -> Cell {
    let mut cell = Cell {
        text: String::new(),
        is_short: false,
        href: None,
        language: None,
    };
    match value {
        None => {}
        Some(Term::NamedNode(node)) => {
            cell.text = state.terms.name(node.as_str(), language);
            cell.href = Some(link(state, node.as_str()));
        }
        Some(Term::Literal(literal)) => {
            literal.value().clone_into(&mut cell.text);
            cell.language = literal.language().map(str::to_owned);
            cell.is_short = cell.language.is_none() && cell.text.len() <= 20;
        }
        Some(other) => cell.text = other.to_string(),
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn downloads_keep_the_parameters_and_choose_the_format() {
        let text = "# title@fr: a\n# title@en: b\n# param: s iri\nSELECT ?s { ?s ?p ?o }";
        let query = NamedQuery::read("q", "q.rq", text).unwrap();
        let given = Parameters::parse("s=urn%3Aa%26b&lang=fr&format=html&infer=false").unwrap();
        let hrefs: Vec<_> = downloads(&query, "/queries/q", &given)
            .into_iter()
            .map(|download| download.href)
            .collect();
        assert_eq!(hrefs[0], "/queries/q?s=urn%3Aa%26b&infer=false&format=csv");
        let none = downloads(&query, "/queries/q", &Parameters::default());
        assert_eq!(none[1].href, "/queries/q?format=json");
    }
}
