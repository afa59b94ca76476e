//! Queries with names, on the command line.

use crate::failure::Usage;
use crate::language;
use crate::output::Output;
use anyhow::{Result, anyhow};
use mutuelle_commons::{Binding, NamedQueries, NamedQuery};
use std::io::Write;
use std::path::Path;

/// Those in the program, and those of a folder.
pub(crate) fn queries(folder: Option<&Path>) -> Result<NamedQueries> {
    let embedded = NamedQueries::default();
    match folder {
        Some(folder) => Ok(embedded.with_folder(folder)?),
        None => Ok(embedded),
    }
}

/// The text of a query and the terms of its parameters, which come as NAME=VALUE.
pub(crate) fn bound(queries: &NamedQueries, name: &str, words: &[String]) -> Result<(String, Vec<Binding>)> {
    let query = queries.find(name).ok_or_else(|| {
        Usage(format!(
            "no query is named `{name}`; `mutuelle query --named` lists them"
        ))
    })?;
    let pairs: Vec<(&str, &str)> = words
        .iter()
        .map(|word| {
            let missing = || Usage(format!("`{word}` is not NAME=VALUE; {}", usage(query)));
            word.split_once('=').ok_or_else(missing)
        })
        .collect::<Result<_, _>>()?;
    let bindings = query
        .bindings(pairs)
        .map_err(|error| anyhow!(Usage(format!("{error}; {}", usage(query)))))?;
    Ok((query.text.clone(), bindings))
}

/// Writes what there is to be asked.
pub(crate) fn list(queries: &NamedQueries) -> Result<()> {
    let french = language::preferred()[0] == "fr";
    let mut out = Output::new();
    for query in queries.iter() {
        let [in_french, in_english] = &query.title;
        writeln!(out, "{}", told(query))?;
        writeln!(out, "    {}", if french { in_french } else { in_english })?;
    }
    out.flush()?;
    Ok(())
}

fn usage(query: &NamedQuery) -> String {
    format!("usage: mutuelle query --named {}", told(query))
}

/// The query as it is typed.
fn told(query: &NamedQuery) -> String {
    let mut text = query.name.clone();
    for parameter in &query.parameters {
        let pair = format!("{}={}", parameter.name, parameter.value_type.name());
        let (open, close) = if parameter.required { ("", "") } else { ("[", "]") };
        for part in [" ", open, &pair, close] {
            text.push_str(part);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_does_not_fit_is_wrong_usage_that_shows_the_right_one() {
        let queries = queries(None).unwrap();
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let (text, bindings) = bound(&queries, "lignee-d-une-graine", &words(&["graine=urn:a"])).unwrap();
        assert!(text.starts_with("# title@fr: "));
        assert_eq!(bindings[0].term.to_string(), "<urn:a>");
        for (name, given) in [
            ("lignee-d-une-graine", "graine=a b"),
            ("lignee-d-une-graine", "seed=urn:a"),
            ("lignee-d-une-graine", "graine"),
            ("nowhere", "graine=urn:a"),
        ] {
            let error = bound(&queries, name, &words(&[given])).unwrap_err();
            assert!(error.is::<Usage>(), "{error}");
            assert!(error.to_string().contains("mutuelle query --named"), "{error}");
        }
    }
}
