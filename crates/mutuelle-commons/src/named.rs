//! Named queries: questions that people ask of a commons, each a file with titles and typed parameters.
//!
//! Those of `queries/` are in the binary; an operator may add a folder of their own. A parameter is bound as a term in the
//! query's algebra (`mutuelle_query::Binding`): whatever its value holds, the query stays the one of the file.

mod embedded;
mod header;
mod value;

pub use value::{VALUE_BYTES_MAX, ValueType};

use mutuelle_query::{Binding, PreparedQuery, QUERY_BYTES_MAX, QueryError, QueryForm};
use oxrdf::{Literal, Variable};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// The most queries that a server names.
pub const NAMED_QUERIES_MAX: usize = 1_000;

/// A query with a name.
#[derive(Clone, Debug)]
pub struct NamedQuery {
    /// Its name in addresses and on the command line: the file's, without `.rq`.
    pub name: String,
    /// The question, in French and in English.
    pub title: [String; 2],
    /// What it can be told, in the file's order.
    pub parameters: Vec<QueryParameter>,
    /// The file's text.
    pub text: String,
    /// Which of the four forms it has.
    pub form: QueryForm,
}

/// One parameter of a named query: a variable of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryParameter {
    /// The variable's name, without `?`.
    pub name: String,
    /// What its value is.
    pub value_type: ValueType,
    /// Whether it must be given. One that need not be stays unbound without a value: the query then answers for all.
    pub required: bool,
    /// The value that it has when none is given.
    pub default: Option<String>,
}

/// Parameters that do not fit the query that they are given to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BindingError {
    /// One must be given.
    #[error(
        "`{query}` needs the parameter `{}`: {}, for example `{}`",
        parameter.name, parameter.value_type.meaning(), parameter.value_type.example()
    )]
    Missing {
        /// The query.
        query: String,
        /// What is missing.
        parameter: QueryParameter,
    },
    /// One is given twice.
    #[error("the parameter `{0}` may be given once only")]
    Twice(String),
    /// The query has none of this name.
    #[error("`{query}` has no parameter `{name}`; {}", taken(.known))]
    Unknown {
        /// The query.
        query: String,
        /// What was given.
        name: String,
        /// What could have been.
        known: Vec<QueryParameter>,
    },
    /// A value is not of its parameter's type.
    #[error(
        "`{}` is {}, for example `{}`, not `{value}`{}",
        parameter.name, parameter.value_type.meaning(), parameter.value_type.example(), because(.reason.as_ref())
    )]
    Wrong {
        /// The parameter.
        parameter: QueryParameter,
        /// What was given, by its beginning.
        value: String,
        /// What is wrong with it.
        reason: Option<String>,
    },
}

fn taken(parameters: &[QueryParameter]) -> String {
    if parameters.is_empty() {
        return "it takes none".to_owned();
    }
    let told = parameters.iter().map(|known| {
        let type_name = known.value_type.name();
        format!("`{}` ({type_name})", known.name)
    });
    format!("it takes {}", told.collect::<Vec<_>>().join(", "))
}

fn because(reason: Option<&String>) -> String {
    reason.map_or_else(String::new, |reason| format!(": {reason}"))
}

/// How much of a wrong value an error repeats, in characters.
const VALUE_SHOWN_CHARS_MAX: usize = 100;

fn beginning(value: &str) -> String {
    let mut letters = value.chars();
    let shown: String = letters.by_ref().take(VALUE_SHOWN_CHARS_MAX).collect();
    if letters.next().is_some() {
        shown + "…"
    } else {
        shown
    }
}

impl QueryParameter {
    /// The term that a value says.
    fn bound(&self, value: &str) -> Result<Binding, BindingError> {
        let term = self
            .value_type
            .read(value)
            .map_err(|reason| BindingError::Wrong {
                parameter: self.clone(),
                value: beginning(value),
                reason,
            })?;
        Ok(Binding {
            variable: Variable::new_unchecked(&self.name),
            term,
        })
    }
}

impl NamedQuery {
    /// Reads a query from its file's text. `file` is what errors call it.
    ///
    /// # Errors
    /// Where the file does not say what it has to, is no SPARQL, or names a parameter that its query does not have.
    pub fn read(name: &str, file: &str, text: &str) -> Result<Self, QueryFileError> {
        let wrong = |message: &str| QueryFileError::new(file, None, message.to_owned());
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if name.is_empty() || name.len() > 100 || !name.bytes().all(plain) {
            return Err(wrong(
                "a query's name has small letters, digits and `-`, at most 100: rename the file",
            ));
        }
        let header = header::read(file, text)?;
        let parsed = |bindings: &[Binding]| {
            PreparedQuery::parse_with(text, Some("urn:base:"), Vec::new(), Vec::new(), bindings)
                .map_err(|error| QueryFileError::of_query(file, error))
        };
        for parameter in &header.parameters {
            // Any term will do: what is asked is whether the query has the variable.
            parsed(&[Binding {
                variable: Variable::new_unchecked(&parameter.name),
                term: mutuelle_query::BoundTerm::Literal(Literal::from(true)),
            }])?;
        }
        Ok(Self {
            name: name.to_owned(),
            form: parsed(&[])?.form(),
            title: header.title,
            parameters: header.parameters,
            text: text.to_owned(),
        })
    }

    /// The terms of the parameters that are given, and of those with a default. An empty value is none: a form sends its
    /// empty fields.
    ///
    /// # Errors
    /// See [`BindingError`].
    pub fn bindings<'p>(
        &self,
        given: impl IntoIterator<Item = (&'p str, &'p str)>,
    ) -> Result<Vec<Binding>, BindingError> {
        let mut values: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, value) in given {
            if self.parameters.iter().all(|parameter| parameter.name != name) {
                return Err(BindingError::Unknown {
                    query: self.name.clone(),
                    name: beginning(name),
                    known: self.parameters.clone(),
                });
            }
            if values.insert(name, value).is_some() {
                return Err(BindingError::Twice(name.to_owned()));
            }
        }
        let mut bindings = Vec::new();
        for parameter in &self.parameters {
            let given = values.get(parameter.name.as_str()).copied();
            let value = given
                .filter(|value| !value.is_empty())
                .or(parameter.default.as_deref());
            match value {
                Some(value) => bindings.push(parameter.bound(value)?),
                None if parameter.required => {
                    return Err(BindingError::Missing {
                        query: self.name.clone(),
                        parameter: parameter.clone(),
                    });
                }
                None => {}
            }
        }
        Ok(bindings)
    }
}

/// A file of a query that cannot be used, with the place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{file}`{}: {message}", line.map_or_else(String::new, |line| format!(", line {line}")))]
pub struct QueryFileError {
    /// The file, or the folder.
    pub file: String,
    /// Its line, from 1, where one is at fault.
    pub line: Option<u64>,
    /// What is wrong.
    pub message: String,
}

impl QueryFileError {
    fn new(file: &str, line: Option<u64>, message: String) -> Self {
        Self {
            file: file.to_owned(),
            line,
            message,
        }
    }

    fn of_query(file: &str, error: QueryError) -> Self {
        match error {
            QueryError::Syntax(error) => Self::new(file, error.line, error.message),
            other => Self::new(file, None, other.to_string()),
        }
    }
}

/// All named queries, by name. Cheap to clone.
#[derive(Clone, Debug)]
pub struct NamedQueries(Arc<BTreeMap<String, NamedQuery>>);

impl Default for NamedQueries {
    /// Those in the binary.
    fn default() -> Self {
        // A file that was broken by an edit is found by this crate's tests; a server without names still serves.
        Self::embedded().unwrap_or_else(|_| Self(Arc::default()))
    }
}

impl NamedQueries {
    /// Those in the binary.
    ///
    /// # Errors
    /// Only when a file was broken by an edit, which this crate's tests catch.
    pub fn embedded() -> Result<Self, QueryFileError> {
        let queries = embedded::QUERIES.iter().map(|(name, text)| {
            let query = NamedQuery::read(name, &format!("queries/{name}.rq"), text)?;
            Ok(((*name).to_owned(), query))
        });
        Ok(Self(Arc::new(queries.collect::<Result<_, _>>()?)))
    }

    /// These and every `.rq` file of a folder.
    ///
    /// # Errors
    /// When the folder or a file cannot be read, a file is wrong, or its name is taken already.
    pub fn with_folder(&self, folder: &Path) -> Result<Self, QueryFileError> {
        let unreadable = |path: &Path, error: std::io::Error| {
            QueryFileError::new(
                &path.display().to_string(),
                None,
                format!("it cannot be read: {error}"),
            )
        };
        let mut queries = self.0.as_ref().clone();
        let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
        let mut paths = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| unreadable(folder, error))?;
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "rq"));
        paths.sort();
        for path in paths {
            let file = path.display().to_string();
            let wrong = |message: String| QueryFileError::new(&file, None, message);
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            if queries.contains_key(name.as_ref()) {
                return Err(wrong(format!(
                    "there is a query named `{name}` already: rename the file"
                )));
            }
            if queries.len() == NAMED_QUERIES_MAX {
                return Err(wrong(format!(
                    "it is one too many: at most {NAMED_QUERIES_MAX} queries have names (`named_queries_max`)"
                )));
            }
            let bytes = fs::metadata(&path)
                .map_err(|error| unreadable(&path, error))?
                .len();
            if bytes > QUERY_BYTES_MAX as u64 {
                return Err(wrong(format!(
                    "it has {bytes} bytes, a query has at most {QUERY_BYTES_MAX} (`query_max`)"
                )));
            }
            let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
            queries.insert(name.clone().into_owned(), NamedQuery::read(&name, &file, &text)?);
        }
        Ok(Self(Arc::new(queries)))
    }

    /// The query of a name.
    pub fn find(&self, name: &str) -> Option<&NamedQuery> {
        self.0.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &NamedQuery> {
        self.0.values()
    }
}
