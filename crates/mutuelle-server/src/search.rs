//! `/search`: words to entities, as JSON for programs and as a page for people.

use crate::language::Language;
use crate::negotiate::{Accept, Offer};
use crate::page::{self, Frame};
use crate::parameters::{Parameters, iri};
use crate::problem::Problem;
use crate::receipt::etag;
use crate::refusal;
use crate::resource::link;
use crate::state::AppState;
use crate::terms::expanded;
use askama::Template;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::ETAG;
use mutuelle_commons::{
    GraphFilter, GraphName, Hit, NamedNode, NamedOrBlankNode, SearchPage, SearchRequest, SnippetPart,
};
use serde::Serialize;
use std::fmt::Write;

/// Hits on a page unless `limit` says otherwise.
const LIMIT: usize = 20;
/// The most hits on a page.
const LIMIT_MAX: usize = 100;
/// The farthest hit that a page can begin with.
const OFFSET_MAX: usize = 10_000;

const AS_JSON: bool = false;
const AS_PAGE: bool = true;
const OFFERS: [Offer<bool>; 2] = [
    Offer {
        media_type: "application/json",
        value: AS_JSON,
    },
    Offer {
        media_type: "text/html",
        value: AS_PAGE,
    },
];

/// What was asked, after its parameters were checked.
struct Asked {
    words: Option<String>,
    types: Vec<NamedNode>,
    graphs: Vec<NamedNode>,
    language: Option<String>,
    offset: usize,
    limit: usize,
    as_page: bool,
    reader: Language,
}

/// The answer as JSON. Its shape is documented in docs/http.md and does not change within a major version.
#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    seq: u64,
    total: usize,
    relaxed: bool,
    meant: Vec<JsonMeant<'a>>,
    offset: usize,
    limit: usize,
    hits: Vec<JsonHit<'a>>,
    facets: Facets<'a>,
}

/// A word that stands nowhere, with what was taken for it.
#[derive(Serialize)]
struct JsonMeant<'a> {
    word: &'a str,
    taken_for: &'a str,
}

#[derive(Serialize)]
struct JsonHit<'a> {
    iri: String,
    score: f32,
    types: Vec<&'a str>,
    graphs: Vec<&'a str>,
    title: JsonText<'a>,
    language: Option<&'a str>,
    /// HTML: escaped text in which the words found stand in `<mark>`.
    snippet: String,
    date_ms: Option<i64>,
}

#[derive(Serialize)]
struct JsonText<'a> {
    value: &'a str,
    language: Option<&'a str>,
}

#[derive(Serialize)]
struct Facets<'a> {
    types: Vec<Facet<'a>>,
}

#[derive(Serialize)]
struct Facet<'a> {
    iri: &'a str,
    count: usize,
}

/// Searches.
pub(crate) async fn get(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let asked = Asked::of(
        &Parameters::parse(query.as_deref().unwrap_or_default())?,
        &headers,
    )?;
    let Some(words) = asked.words.clone() else {
        if asked.as_page {
            return page::answer(&blank_page(&state, &asked));
        }
        return Err(Problem::malformed("say what to search: `/search?q=words`"));
    };
    let (commons, request) = (state.commons.clone(), asked.request(&words));
    let found = state.governor.pages.run(move || commons.search(&request)).await?;
    let found = found.map_err(refusal::of_search)?;
    let mut response = if asked.as_page {
        page::answer(&results_page(&state, &asked, &words, &found))?
    } else {
        Json(answer(&asked, &words, &found)).into_response()
    };
    response.headers_mut().insert(ETAG, etag(found.seq));
    Ok(response)
}

impl Asked {
    fn of(parameters: &Parameters, headers: &HeaderMap) -> Result<Self, Problem> {
        let offers: Vec<&str> = OFFERS.iter().map(|offer| offer.media_type).collect();
        let as_page = match parameters.one("format")? {
            Some("json") => AS_JSON,
            Some("html") => AS_PAGE,
            Some(other) => {
                return Err(Problem::malformed(format!(
                    "`format` is `json` or `html`, not `{other}`"
                )));
            }
            None => {
                let chosen = Accept::of(headers).choose(&OFFERS);
                chosen.ok_or_else(|| Problem::not_acceptable(&offers))?.value
            }
        };
        let types = parameters.all("type").filter(|class| !class.is_empty());
        let language = parameters.one("lang")?.filter(|tag| !tag.is_empty());
        if let Some(tag) = language
            && !is_language_tag(tag)
        {
            return Err(Problem::malformed(format!(
                "`lang` is a language tag such as `fr`, not `{tag}`"
            )));
        }
        Ok(Self {
            words: parameters.one("q")?.map(str::to_owned),
            types: types.map(class).collect::<Result<_, _>>()?,
            graphs: parameters.iris("graph")?,
            language: language.map(str::to_owned),
            offset: parameters.number("offset", 0, OFFSET_MAX)?,
            limit: parameters.number("limit", LIMIT, LIMIT_MAX)?,
            as_page,
            reader: Language::of_headers(headers),
        })
    }

    fn request(&self, words: &str) -> SearchRequest {
        let graphs = self.graphs.iter().cloned().map(GraphName::NamedNode).collect();
        SearchRequest {
            types: self.types.clone(),
            graphs: if self.graphs.is_empty() {
                GraphFilter::All
            } else {
                GraphFilter::Only(graphs)
            },
            language: self.language.clone(),
            offset: self.offset,
            limit: self.limit,
            ui_languages: self.reader.preferences().map(str::to_owned).to_vec(),
            ..SearchRequest::new(words)
        }
    }

    /// The address of another page of the same search.
    fn address(&self, words: &str, types: &[NamedNode], offset: usize) -> String {
        let mut address = form_urlencoded::Serializer::new("/search?".to_owned());
        address.append_pair("q", words);
        for class in types {
            address.append_pair("type", class.as_str());
        }
        for graph in &self.graphs {
            address.append_pair("graph", graph.as_str());
        }
        if let Some(language) = &self.language {
            address.append_pair("lang", language);
        }
        if offset > 0 {
            address.append_pair("offset", &offset.to_string());
        }
        if self.limit != LIMIT {
            address.append_pair("limit", &self.limit.to_string());
        }
        address.finish()
    }
}

/// A class given as an IRI or with a common prefix, such as `mut:Event`.
fn class(text: &str) -> Result<NamedNode, Problem> {
    expanded(text).or_else(|_| iri("type", text))
}

/// A loose check of BCP 47: letters and digits in groups.
fn is_language_tag(tag: &str) -> bool {
    tag.len() <= 35
        && tag
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn answer<'a>(asked: &Asked, words: &'a str, found: &'a SearchPage) -> Answer<'a> {
    Answer {
        query: words,
        seq: found.seq,
        total: found.total,
        relaxed: found.relaxed,
        meant: found
            .meant
            .iter()
            .map(|meant| JsonMeant {
                word: &meant.word,
                taken_for: &meant.taken_for,
            })
            .collect(),
        offset: asked.offset,
        limit: asked.limit,
        hits: found.hits.iter().map(json_hit).collect(),
        facets: Facets {
            types: found
                .types
                .iter()
                .map(|(class, count)| Facet {
                    iri: class.as_str(),
                    count: *count,
                })
                .collect(),
        },
    }
}

fn json_hit(hit: &Hit) -> JsonHit<'_> {
    JsonHit {
        iri: address_of(&hit.entity),
        score: hit.score,
        types: hit.types.iter().map(NamedNode::as_str).collect(),
        graphs: hit.graphs.iter().filter_map(graph_name).collect(),
        title: JsonText {
            value: &hit.title.value,
            language: hit.title.language.as_deref(),
        },
        language: hit.language.as_deref(),
        snippet: snippet_html(&hit.snippet),
        date_ms: hit.date_ms,
    }
}

/// The default graph has no name and is left out.
fn graph_name(graph: &GraphName) -> Option<&str> {
    match graph {
        GraphName::NamedNode(name) => Some(name.as_str()),
        _ => None,
    }
}

/// An entity's IRI; a blank node as in N-Triples.
fn address_of(entity: &NamedOrBlankNode) -> String {
    match entity {
        NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

/// A snippet as HTML that is safe to show as it is.
fn snippet_html(parts: &[SnippetPart]) -> String {
    let mut html = String::new();
    for part in parts {
        let (text, is_marked) = match part {
            SnippetPart::Plain(text) => (text, false),
            SnippetPart::Marked(text) => (text, true),
        };
        html.push_str(if is_marked { "<mark>" } else { "" });
        for letter in text.chars() {
            // Writing into a String does not fail.
            let _ = match letter {
                '<' => html.write_str("&lt;"),
                '>' => html.write_str("&gt;"),
                '&' => html.write_str("&amp;"),
                '"' => html.write_str("&quot;"),
                '\'' => html.write_str("&#39;"),
                other => html.write_char(other),
            };
        }
        html.push_str(if is_marked { "</mark>" } else { "" });
    }
    html
}

struct ShownHit {
    href: Option<String>,
    title: String,
    title_language: String,
    kinds: String,
    parts: Vec<ShownPart>,
    language: String,
}

struct ShownPart {
    text: String,
    is_marked: bool,
}

struct ShownFacet {
    name: String,
    count: String,
    href: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "search.html")]
struct ResultsPage {
    frame: Frame,
    /// Absent when nothing was asked yet.
    total: Option<String>,
    is_none: bool,
    relaxed: bool,
    /// What was taken for words that stand nowhere.
    meant: Vec<String>,
    hits: Vec<ShownHit>,
    facets: Vec<ShownFacet>,
    previous: Option<String>,
    next: Option<String>,
}

fn blank_page(state: &AppState, asked: &Asked) -> ResultsPage {
    ResultsPage {
        frame: Frame::new(state, asked.reader, asked.reader.pick("Rechercher", "Search")),
        total: None,
        is_none: false,
        relaxed: false,
        meant: Vec::new(),
        hits: Vec::new(),
        facets: Vec::new(),
        previous: None,
        next: None,
    }
}

fn results_page(state: &AppState, asked: &Asked, words: &str, found: &SearchPage) -> ResultsPage {
    let reader = asked.reader;
    let title = if words.is_empty() {
        reader.pick("Rechercher", "Search").to_owned()
    } else {
        words.to_owned()
    };
    let mut frame = Frame::new(state, reader, title);
    words.clone_into(&mut frame.words);
    let next_offset = asked.offset + found.hits.len();
    let has_next =
        !found.hits.is_empty() && next_offset < found.total && next_offset + asked.limit <= OFFSET_MAX;
    ResultsPage {
        frame,
        total: Some(reader.count(found.total as u64)),
        is_none: found.total == 0,
        relaxed: found.relaxed && found.total > 0,
        meant: found.meant.iter().map(|meant| meant.taken_for.clone()).collect(),
        hits: found
            .hits
            .iter()
            .map(|hit| shown_hit(state, hit, reader))
            .collect(),
        facets: shown_facets(state, asked, words, found),
        previous: (asked.offset > 0)
            .then(|| asked.address(words, &asked.types, asked.offset.saturating_sub(asked.limit))),
        next: has_next.then(|| asked.address(words, &asked.types, next_offset)),
    }
}

fn shown_hit(state: &AppState, hit: &Hit, reader: Language) -> ShownHit {
    let kinds: Vec<String> = hit
        .types
        .iter()
        .map(|class| state.terms.name(class.as_str(), reader))
        .collect();
    let parts = hit.snippet.iter().map(|part| match part {
        SnippetPart::Plain(text) => ShownPart {
            text: text.clone(),
            is_marked: false,
        },
        SnippetPart::Marked(text) => ShownPart {
            text: text.clone(),
            is_marked: true,
        },
    });
    ShownHit {
        href: match &hit.entity {
            NamedOrBlankNode::NamedNode(node) => Some(link(state, node.as_str())),
            NamedOrBlankNode::BlankNode(_) => None,
        },
        title: hit.title.value.clone(),
        title_language: hit.title.language.clone().unwrap_or_default(),
        kinds: kinds.join(" · "),
        parts: parts.collect(),
        language: hit.language.clone().unwrap_or_default(),
    }
}

fn shown_facets(state: &AppState, asked: &Asked, words: &str, found: &SearchPage) -> Vec<ShownFacet> {
    let shown = found.types.iter().map(|(class, count)| {
        let is_chosen = asked.types.contains(class);
        let types: &[NamedNode] = if is_chosen {
            &[]
        } else {
            std::slice::from_ref(class)
        };
        ShownFacet {
            name: state.terms.name(class.as_str(), asked.reader),
            count: asked.reader.count(*count as u64),
            href: asked.address(words, types, 0),
            is_chosen,
        }
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_is_safe_html_whatever_the_data_says() {
        let parts = [
            SnippetPart::Plain("<script>\"a\" & ".to_owned()),
            SnippetPart::Marked("l'<b>".to_owned()),
        ];
        assert_eq!(
            snippet_html(&parts),
            "&lt;script&gt;&quot;a&quot; &amp; <mark>l&#39;&lt;b&gt;</mark>"
        );
    }

    #[test]
    fn a_language_tag_is_letters_and_digits_in_groups() {
        for (tag, expected) in [
            ("fr", true),
            ("fr-CA", true),
            ("", false),
            ("fr-", false),
            ("a b", false),
        ] {
            assert_eq!(is_language_tag(tag), expected, "{tag}");
        }
    }
}
