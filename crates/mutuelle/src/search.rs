//! `search`: words to entities.

use crate::commons::{self, default_base, when_indexed};
use crate::failure::{Outcome, Usage};
use crate::language;
use crate::output::{self, Output};
use crate::stack::with_large_stack;
use crate::terms::{long, short};
use anyhow::{Context, Result};
use clap::Args;
use console::Style;
use mutuelle_commons::{Hit, NamedNode, NamedOrBlankNode, SearchPage, SearchRequest, SnippetPart, Text};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::Path;

/// Hits shown unless `--limit` says otherwise.
const LIMIT: usize = 10;

/// Search the commons by words
///
/// All words are required as long as that finds enough. "A phrase" in quotes, -word to leave out, begin* for a
/// beginning. Words that begin with a dash come after `--`.
#[derive(Debug, Args)]
pub(crate) struct Search {
    /// The words
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,

    /// Only entities of a class, as an IRI, `mut:KnowledgeSeed` or `KnowledgeSeed`; may be given several times
    #[arg(long = "type", value_name = "CLASS", value_parser = class)]
    types: Vec<NamedNode>,

    /// Only entities with text in this language, as in `fr`
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,

    /// How many hits to show
    #[arg(long, value_name = "N", default_value_t = LIMIT)]
    limit: usize,

    /// Print the page of hits as JSON
    #[arg(long)]
    json: bool,
}

fn class(name: &str) -> Result<NamedNode, String> {
    let iri = long(name).or_else(|| long(&format!("mut:{name}")).filter(|_| !name.contains(':')));
    commons::iri(iri.as_deref().unwrap_or(name))
}

pub(crate) fn run(search: Search, data: Option<&Path>) -> Result<Outcome> {
    let request = SearchRequest {
        types: search.types,
        language: search.lang,
        limit: search.limit,
        ui_languages: language::preferred().map(str::to_owned).to_vec(),
        ..SearchRequest::new(search.words.join(" "))
    };
    let commons = commons::open_existing(data, default_base())?;
    let page = with_large_stack(|| when_indexed(|| commons.search(&request)))?;
    let page = page.map_err(|error| match error {
        mutuelle_commons::TextError::Request(fault) => Usage(fault.to_string()).into(),
        other => anyhow::Error::new(other),
    });
    let page = page.with_context(|| format!("the search for `{}` failed", request.text))?;
    if search.json {
        output::line(as_object(&page).to_string())?;
    } else {
        write(&page, &mut Output::new())?;
    }
    commons::close(&commons)?;
    Ok(Outcome::Done)
}

/// The hits for people; colours appear on a terminal only.
fn write(page: &SearchPage, out: &mut dyn Write) -> io::Result<()> {
    let (title, mark, quiet) = (
        Style::new().bold(),
        Style::new().yellow().bold(),
        Style::new().dim(),
    );
    for hit in &page.hits {
        let classes: Vec<String> = hit.types.iter().map(|class| name(class.as_str())).collect();
        let about = [classes.join(", "), hit.language.clone().unwrap_or_default()];
        let about: Vec<String> = about.into_iter().filter(|it| !it.is_empty()).collect();
        writeln!(
            out,
            "{}  {}",
            title.apply_to(plain(&hit.title.value)),
            quiet.apply_to(about.join(" · "))
        )?;
        writeln!(out, "  {}", quiet.apply_to(entity(hit)))?;
        if !hit.snippet.is_empty() {
            write!(out, "  ")?;
            for part in &hit.snippet {
                match part {
                    SnippetPart::Plain(text) => write!(out, "{}", plain(text))?,
                    SnippetPart::Marked(word) => write!(out, "{}", mark.apply_to(plain(word)))?,
                }
            }
            writeln!(out)?;
        }
        writeln!(out)?;
    }
    let taken: Vec<&str> = page.meant.iter().map(|meant| meant.taken_for.as_str()).collect();
    let relaxed = if !taken.is_empty() {
        format!("; results for {}", plain(&taken.join(", ")))
    } else if page.relaxed {
        "; few have all the words: some have a part of them, or words that are near".to_owned()
    } else {
        String::new()
    };
    writeln!(
        out,
        "{} of {} at seq {}{relaxed}",
        page.hits.len(),
        page.total,
        page.seq
    )
}

fn name(iri: &str) -> String {
    short(iri).unwrap_or_else(|| iri.to_owned())
}

fn entity(hit: &Hit) -> String {
    match &hit.entity {
        NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

/// Text of the data without what would steer the terminal.
fn plain(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

fn as_object(page: &SearchPage) -> Value {
    let text = |text: &Text| json!({ "value": text.value, "language": text.language });
    let part = |part: &SnippetPart| match part {
        SnippetPart::Plain(text) => json!({ "text": text, "marked": false }),
        SnippetPart::Marked(text) => json!({ "text": text, "marked": true }),
    };
    let hit = |hit: &Hit| {
        json!({
            "iri": entity(hit),
            "score": hit.score,
            "types": hit.types.iter().map(NamedNode::as_str).collect::<Vec<_>>(),
            "title": text(&hit.title),
            "language": hit.language,
            "snippet": hit.snippet.iter().map(part).collect::<Vec<_>>(),
        })
    };
    json!({
        "seq": page.seq,
        "total": page.total,
        "relaxed": page.relaxed,
        "meant": page
            .meant
            .iter()
            .map(|meant| json!({ "word": meant.word, "taken_for": meant.taken_for }))
            .collect::<Vec<_>>(),
        "hits": page.hits.iter().map(hit).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> SearchPage {
        SearchPage {
            seq: 4,
            total: 7,
            relaxed: false,
            meant: vec![],
            hits: vec![Hit {
                entity: NamedNode::new_unchecked("http://e.test/forge").into(),
                score: 1.5,
                types: vec![NamedNode::new_unchecked(
                    "https://w3id.org/mutuelle/ns#KnowledgeSeed",
                )],
                graphs: vec![],
                title: Text::new("Une forge\u{7} ouverte", Some("fr")),
                language: Some("fr".to_owned()),
                snippet: vec![
                    SnippetPart::Plain("la ".to_owned()),
                    SnippetPart::Marked("forge".to_owned()),
                ],
                date_ms: None,
            }],
            types: vec![],
        }
    }

    #[test]
    fn hits_are_shown_with_title_class_address_and_snippet() {
        let mut out = Vec::new();
        write(&page(), &mut out).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert_eq!(
            console::strip_ansi_codes(&shown),
            "Une forge  ouverte  mut:KnowledgeSeed · fr\n  http://e.test/forge\n  la forge\n\n1 of 7 at seq 4\n"
        );
    }

    #[test]
    fn the_page_as_json_keeps_the_marks() {
        let object = as_object(&page());
        assert_eq!(object["hits"][0]["iri"], "http://e.test/forge");
        assert_eq!(
            object["hits"][0]["snippet"][1],
            json!({ "text": "forge", "marked": true })
        );
        assert_eq!(
            (object["seq"].as_u64(), object["total"].as_u64()),
            (Some(4), Some(7))
        );
    }

    #[test]
    fn a_class_is_an_iri_or_a_name_of_ours() {
        let seed = "https://w3id.org/mutuelle/ns#KnowledgeSeed";
        for name in ["KnowledgeSeed", "mut:KnowledgeSeed", seed] {
            assert_eq!(class(name).unwrap().as_str(), seed);
        }
        assert_eq!(
            class("foaf:Person").unwrap().as_str(),
            "http://xmlns.com/foaf/0.1/Person"
        );
        assert!(class("not a class").is_err());
    }
}
