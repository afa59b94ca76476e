//! The first lines of a query's file: `# title@fr:`, `# title@en:`, `# param: NAME TYPE [required | default VALUE]`.

use super::value::ValueType;
use super::{QueryFileError, QueryParameter};

/// Names that mean something else in a request.
const RESERVED: [&str; 7] = [
    "default-graph-uri",
    "explain",
    "format",
    "infer",
    "lang",
    "named-graph-uri",
    "query",
];

/// What the header says.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) title: [String; 2],
    pub(super) parameters: Vec<QueryParameter>,
}

/// Reads the comments before the query's first line.
pub(super) fn read(file: &str, text: &str) -> Result<Header, QueryFileError> {
    let mut titles = [None, None];
    let mut parameters: Vec<QueryParameter> = Vec::new();
    let comments = text.lines().take_while(|line| line.starts_with('#'));
    for (line, comment) in (1..).zip(comments) {
        let wrong = |message: String| QueryFileError::new(file, Some(line), message);
        let said = comment.trim_start_matches('#').trim();
        if let Some(title) = said.strip_prefix("title@fr:") {
            titles[0] = Some(title.trim().to_owned());
        } else if let Some(title) = said.strip_prefix("title@en:") {
            titles[1] = Some(title.trim().to_owned());
        } else if let Some(words) = said.strip_prefix("param:") {
            let parameter = parameter(words).map_err(wrong)?;
            if parameters.iter().any(|known| known.name == parameter.name) {
                return Err(wrong(format!("the parameter `{}` stands twice", parameter.name)));
            }
            parameters.push(parameter);
        }
    }
    let missing = |tag: &str| {
        QueryFileError::new(
            file,
            None,
            format!("the first lines have no title in this language: write `# title@{tag}: …`"),
        )
    };
    let [french, english] = titles;
    let title = |title: Option<String>, tag| title.filter(|it| !it.is_empty()).ok_or_else(|| missing(tag));
    Ok(Header {
        title: [title(french, "fr")?, title(english, "en")?],
        parameters,
    })
}

fn parameter(words: &str) -> Result<QueryParameter, String> {
    let words = words.trim();
    let (name, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let rest = rest.trim_start();
    let (type_name, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let begins_well = name.starts_with(|first: char| first.is_ascii_alphabetic());
    if !begins_well
        || !name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        return Err(format!(
            "`{name}` is no parameter's name: a letter, then letters, digits and `_`"
        ));
    }
    if RESERVED.contains(&name) {
        return Err(format!(
            "a parameter cannot be called `{name}`, which means something else in a request"
        ));
    }
    let Some(value_type) = ValueType::named(type_name) else {
        let known = ValueType::ALL.map(ValueType::name).join(", ");
        return Err(format!("`{type_name}` is no type; there are {known}"));
    };
    let (required, default) = match rest.trim() {
        "" => (false, None),
        "required" => (true, None),
        rest => match rest.strip_prefix("default ") {
            Some(value) => (false, Some(value.trim().to_owned())),
            None => {
                return Err(format!(
                    "after the type stands nothing, `required` or `default VALUE`, not `{rest}`"
                ));
            }
        },
    };
    if let Some(value) = &default {
        value_type
            .read(value)
            .map_err(|_| format!("the default `{value}` is not {}", value_type.meaning()))?;
    }
    Ok(QueryParameter {
        name: name.to_owned(),
        value_type,
        required,
        default,
    })
}
