//! `/ns`: the ontology, as RDF and as a page with an anchor for each term; its context and its shapes beside it.

use crate::answers::Asked;
use crate::description::serialised;
use crate::formats::Wish;
use crate::language::Language;
use crate::page::{self, Frame};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::AppState;
use crate::tags;
use crate::terms::short_name;
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use mutuelle_commons::Term;
use mutuelle_ontology::OntologyError;
use mutuelle_ontology::document::{self, Document};
use mutuelle_ontology::vocab::mutuelle;
use mutuelle_ontology::vocab::reused::{owl, skos};
use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{Graph, NamedNodeRef, NamedOrBlankNodeRef, TermRef};

/// What the page calls the parts of the vocabulary, by the names of their files.
const AREAS: [(&str, &str, &str); 10] = [
    ("ontology", "L'ontologie", "The ontology"),
    ("actors", "Acteurs et lieux", "Actors and places"),
    ("doing", "Projets et événements", "Projects and events"),
    ("knowledge", "Graines et questions", "Seeds and questions"),
    ("controversy", "Controverses", "Controversies"),
    ("code-social", "Codes sociaux", "Codes sociaux"),
    ("offers", "Offres et besoins", "Offers and needs"),
    (
        "contribution",
        "Contributions et partage",
        "Contributions and sharing",
    ),
    ("learning", "Apprentissages", "Learning"),
    ("governance", "Gouvernance", "Governance"),
];

/// One term of the vocabulary.
struct Entry {
    /// Its name below the namespace, which is its anchor.
    name: String,
    iri: String,
    label: String,
    comment: String,
    is_class: bool,
    /// What it is said to be with respect to other terms.
    relations: Vec<Relation>,
}

struct Relation {
    french: &'static str,
    english: &'static str,
    others: Vec<Other>,
}

struct Other {
    name: String,
    href: String,
}

struct Area {
    anchor: &'static str,
    title: &'static str,
    entries: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "ns.html")]
struct OntologyPage {
    frame: Frame,
    version: String,
    areas: Vec<Area>,
    schemes: Vec<Entry>,
}

/// The vocabulary with its schemes.
pub(crate) async fn get(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
    let wish = Wish::new(parameters.one("format")?, &headers);
    if !wish.prefers_page() {
        let asked = Asked::of(&format!("/ns {}", query.unwrap_or_default()), &headers);
        return embedded(&state, &asked, &headers, &wish, || {
            let mut graph = mutuelle_ontology::vocabulary()?;
            graph.extend(&mutuelle_ontology::schemes()?);
            Ok(graph)
        });
    }
    let language = Language::of(&parameters, &headers)?;
    let title = language.pick("L'ontologie", "The ontology");
    page::answer(&content(Frame::new(&state, language, title), language)?)
}

/// The JSON-LD context.
pub(crate) async fn context(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    let asked = Asked::of("/ns/context.jsonld", &headers);
    tags::settled(&state, &asked, &headers, || {
        Ok(([(CONTENT_TYPE, "application/ld+json")], document::JSON_LD_CONTEXT).into_response())
    })
}

/// The shapes that changes have to satisfy.
pub(crate) async fn shapes(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let query = query.unwrap_or_default();
    let wish = Wish::new(Parameters::parse(&query)?.one("format")?, &headers);
    let asked = Asked::of(&format!("/ns/shapes {query}"), &headers);
    embedded(&state, &asked, &headers, &wish, mutuelle_ontology::shapes)
}

/// A graph of the ontology, which is the same, byte for byte, for as long as the process runs.
fn embedded(
    state: &AppState,
    asked: &Asked,
    headers: &HeaderMap,
    wish: &Wish,
    graph: impl FnOnce() -> Result<Graph, OntologyError>,
) -> Result<Response, Problem> {
    let (format, content_type) = wish.for_graph(&state.json_ld)?;
    tags::settled(state, asked, headers, || {
        let graph = graph().map_err(|error| Problem::hidden(&error))?;
        Ok(([(CONTENT_TYPE, content_type)], serialised(&graph, format)).into_response())
    })
}

fn content(frame: Frame, language: Language) -> Result<OntologyPage, Problem> {
    let parse = |document: &Document| document.parse().map_err(|error| Problem::hidden(&error));
    let mut areas = Vec::new();
    let mut version = String::new();
    for document in document::VOCABULARY {
        let graph = parse(document)?;
        if let Some(iri) = graph.object_for_subject_predicate(mutuelle::ONTOLOGY, VERSION_INFO) {
            text(iri).clone_into(&mut version);
        }
        let file = document
            .path
            .trim_start_matches("vocabulary/")
            .trim_end_matches(".ttl");
        let (anchor, french, english) = AREAS
            .into_iter()
            .find(|(name, ..)| *name == file)
            .unwrap_or(("other", "Autres", "Others"));
        let entries = entries(&graph, mutuelle::NAMESPACE, language);
        if !entries.is_empty() {
            areas.push(Area {
                anchor,
                title: language.pick(french, english),
                entries,
            });
        }
    }
    let schemes = document::SCHEMES.iter().map(|document| {
        let graph = parse(document)?;
        Ok(entries(&graph, SCHEMES, language))
    });
    let schemes: Result<Vec<_>, Problem> = schemes.collect();
    Ok(OntologyPage {
        frame,
        version,
        areas,
        schemes: schemes?.into_iter().flatten().collect(),
    })
}

const SCHEMES: &str = "https://w3id.org/mutuelle/scheme/";
const INVERSE_OF: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#inverseOf");
const VERSION_INFO: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#versionInfo");

/// The terms below a namespace, classes first, by name.
fn entries(graph: &Graph, namespace: &str, language: Language) -> Vec<Entry> {
    let mut names: Vec<_> = graph
        .iter()
        .filter_map(|triple| match triple.subject {
            NamedOrBlankNodeRef::NamedNode(node) if node.as_str().starts_with(namespace) => Some(node),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    let mut entries: Vec<_> = names
        .into_iter()
        .map(|name| entry(graph, name, namespace, language))
        .collect();
    entries.sort_by_key(|entry| !entry.is_class);
    entries
}

fn entry(graph: &Graph, term: NamedNodeRef<'_>, namespace: &str, language: Language) -> Entry {
    let of = |properties: [NamedNodeRef<'_>; 2]| {
        let mut texts = properties
            .into_iter()
            .filter_map(|property| in_language(graph, term, property, language));
        texts.next().unwrap_or_default()
    };
    let kinds = [
        (rdfs::SUB_CLASS_OF, "une sorte de", "a kind of"),
        (rdfs::SUB_PROPERTY_OF, "un cas de", "a case of"),
        (rdfs::DOMAIN, "se dit de", "is said of"),
        (rdfs::RANGE, "a pour valeur", "has as its value"),
        (INVERSE_OF, "l'inverse de", "the inverse of"),
    ];
    let relations = kinds.into_iter().filter_map(|(property, french, english)| {
        let objects = graph.objects_for_subject_predicate(term, property);
        let mut others: Vec<_> = objects.filter_map(other).collect();
        others.sort_by(|a, b| a.name.cmp(&b.name));
        (!others.is_empty()).then_some(Relation {
            french,
            english,
            others,
        })
    });
    let is_class = graph
        .objects_for_subject_predicate(term, rdf::TYPE)
        .any(|class| class == TermRef::from(owl::CLASS));
    Entry {
        name: term.as_str()[namespace.len()..].to_owned(),
        iri: term.as_str().to_owned(),
        label: of([rdfs::LABEL, skos::PREF_LABEL]),
        comment: of([rdfs::COMMENT, skos::DEFINITION]),
        is_class,
        relations: relations.collect(),
    }
}

fn other(term: TermRef<'_>) -> Option<Other> {
    let Term::NamedNode(node) = term.into_owned() else {
        return None;
    };
    let anchor = node.as_str().strip_prefix(mutuelle::NAMESPACE);
    Some(Other {
        href: anchor.map_or_else(|| node.as_str().to_owned(), |anchor| format!("#{anchor}")),
        name: short_name(node.as_str()),
    })
}

fn in_language(
    graph: &Graph,
    term: NamedNodeRef<'_>,
    property: NamedNodeRef<'_>,
    language: Language,
) -> Option<String> {
    let mut texts = graph.objects_for_subject_predicate(term, property);
    let found =
        texts.find(|text| matches!(text, TermRef::Literal(text) if text.language() == Some(language.tag())));
    found.map(|found| text(found).to_owned())
}

fn text(term: TermRef<'_>) -> &str {
    match term {
        TermRef::Literal(literal) => literal.value(),
        _ => "",
    }
}
