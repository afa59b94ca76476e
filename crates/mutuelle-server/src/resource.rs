//! One resource as a page or as RDF: at its own address when it was minted here, at `/resource?iri=` in any case.

use crate::addressed::Addressed;
use crate::authorisation::Author;
use crate::formats::Wish;
use crate::graph_store::{self, Writing};
use crate::home::best_label;
use crate::language::Language;
use crate::page::{self, Frame};
use crate::pair;
use crate::parameters::{Parameters, iri};
use crate::problem::{self, Kind, Problem};
use crate::state::AppState;
use crate::terms::short_name;
use crate::{cors, evaluation, refusal};
use askama::Template;
use axum::extract::{FromRequestParts, RawQuery, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::VARY;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method};
use mutuelle_commons::{Commons, Export, GraphName, Literal, NamedNode, PairPart, QueryError, Term};

/// How many statements about a resource a page shows.
const STATEMENTS_MAX: usize = 500;
/// How many statements that point to a resource a page shows.
const REFERENCES_MAX: usize = 100;

/// One value of a property.
struct Value {
    text: String,
    href: Option<String>,
    language: Option<String>,
}

struct Property {
    name: String,
    iri: String,
    values: Vec<Value>,
}

#[derive(Template)]
#[template(path = "resource.html")]
struct ResourcePage {
    frame: Frame,
    iri: String,
    source: String,
    properties: Vec<Property>,
    references: Vec<Property>,
}

/// A statement with the labels of its other end.
struct Statement {
    property: NamedNode,
    other: Term,
    labels: Vec<Literal>,
}

#[derive(Default)]
struct Described {
    statements: Vec<Statement>,
    references: Vec<Statement>,
    is_graph: bool,
}

/// `/resource?iri=`.
pub(crate) async fn get(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
    let Some(name) = parameters.one("iri")? else {
        return Err(Problem::malformed("say which resource: `/resource?iri=IRI`"));
    };
    let name = iri("iri", name)?;
    answer(&state, name, &parameters, &headers).await
}

/// Every address that is no route: a resource's, and that of the graph of this name
/// (<https://www.w3.org/TR/sparql11-http-rdf-update/#direct-graph-identification>).
pub(crate) async fn by_path(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let nothing = || Problem::new(Kind::NotFound, format!("there is nothing at `{path}`"));
    let name = minted(&state, &path).ok_or_else(nothing)?;
    match parts.method {
        Method::GET | Method::HEAD => match read(&state, name, &parts).await {
            Err(problem) if problem.kind == Kind::NotFound => Err(nothing()),
            answered => answered,
        },
        Method::PUT | Method::POST | Method::PATCH | Method::DELETE => {
            let author = Author::from_request_parts(&mut parts, &state).await?;
            if parts.uri.query().is_some() {
                return Err(Problem::malformed(
                    "a graph that is named by its own address has no parameters; name others at `/data?graph=`",
                ));
            }
            let wish = Wish::new(None, &parts.headers);
            let writing = Writing {
                addressed: Addressed::directly(name, wish),
                author,
                method: parts.method,
                headers: parts.headers,
                body,
            };
            graph_store::write(&state, writing).await
        }
        Method::OPTIONS => Ok(cors::preflight_read().await),
        other => Err(problem::method_not_allowed(other)
            .await
            .allow("GET, HEAD, PUT, POST, PATCH, DELETE, OPTIONS")),
    }
}

/// The graph of this name as RDF, since that is what PUT at the same address replaces; else what is known of the
/// resource. A browser gets the page where there is something to show on it.
async fn read(state: &AppState, name: NamedNode, parts: &Parts) -> Result<Response, Problem> {
    let parameters = Parameters::parse(parts.uri.query().unwrap_or_default())?;
    let wish = Wish::new(parameters.one("format")?, &parts.headers);
    if !wish.prefers_page() {
        let addressed = Addressed::directly(name.clone(), wish);
        if graph_store::version_of(state, &addressed).await?.is_some() {
            return graph_store::read(state, addressed, &parts.method, &parts.headers).await;
        }
    }
    answer(state, name, &parameters, &parts.headers).await
}

/// The IRI that was minted for a path.
pub(crate) fn minted(state: &AppState, path: &str) -> Option<NamedNode> {
    let path = String::from_utf8(plain(path.trim_start_matches('/'))).ok()?;
    NamedNode::new(state.address(&path)).ok()
}

/// A path without needless encoding. Browsers send letters outside ASCII percent-encoded and may encode any other; the
/// IRI has them as such (RFC 3986, section 6.2.2.2). Encoded delimiters stay encoded: they mean something else.
pub(crate) fn plain(path: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let encoded = if *first == b'%' {
            tail.get(..2).and_then(encoded_byte)
        } else {
            None
        };
        let plain = encoded.filter(|byte| {
            !byte.is_ascii() || byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
        });
        bytes.push(plain.unwrap_or(*first));
        rest = if plain.is_some() { &tail[2..] } else { tail };
    }
    bytes
}

fn encoded_byte(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

async fn answer(
    state: &AppState,
    name: NamedNode,
    parameters: &Parameters,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let mut response = described_as_wished(state, name, parameters, headers).await?;
    let vary = HeaderValue::from_static("Accept, Accept-Encoding, Accept-Language, Accept-Profile");
    response.headers_mut().insert(VARY, vary);
    Ok(response)
}

async fn described_as_wished(
    state: &AppState,
    name: NamedNode,
    parameters: &Parameters,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let wish = Wish::new(parameters.one("format")?, headers);
    let language = Language::of(parameters, headers)?;
    let (commons, about) = (state.commons.clone(), name.clone());
    let described = state
        .governor
        .pages
        .run(move || described(&commons, &about))
        .await?;
    let described = described.map_err(refusal::of_query)?;
    if described.statements.is_empty() && described.is_graph {
        let graph: String = form_urlencoded::byte_serialize(name.as_str().as_bytes()).collect();
        return Ok(Redirect::to(&state.address(&format!("data?graph={graph}"))).into_response());
    }
    if described.statements.is_empty() && described.references.is_empty() {
        return Err(Problem::new(
            Kind::NotFound,
            format!("nothing is known of <{}> here", name.as_str()),
        ));
    }
    if pair::is_wished(parameters, headers)? {
        return pair::export(state, PairPart::Resource(name.into()), &wish).await;
    }
    if !wish.prefers_page() {
        let what = Export::Resource(name.into());
        return evaluation::export(state, what, wish.for_graph(&state.json_ld)?).await;
    }
    page::answer(&page_of(state, &name, &described, language))
}

fn described(commons: &Commons, name: &NamedNode) -> Result<Described, QueryError> {
    const LABELS: &str = "OPTIONAL { ?other <http://www.w3.org/2000/01/rdf-schema#label>\
                          |<http://www.w3.org/2004/02/skos/core#prefLabel> ?label }";
    // A NamedNode holds a valid IRI, which cannot end its own brackets.
    let about = format!(
        "SELECT ?property ?other ?label {{ {{ SELECT DISTINCT ?property ?other {{ {name} ?property ?other }} \
         LIMIT {STATEMENTS_MAX} }} {LABELS} }}"
    );
    let towards = format!(
        "SELECT ?property ?other ?label {{ {{ SELECT DISTINCT ?property ?other {{ ?other ?property {name} }} \
         LIMIT {REFERENCES_MAX} }} {LABELS} }}"
    );
    let is_graph = commons
        .graph_exists(&GraphName::NamedNode(name.clone()))
        .unwrap_or(false);
    Ok(Described {
        statements: statements(commons, &about)?,
        references: statements(commons, &towards)?,
        is_graph,
    })
}

fn statements(commons: &Commons, query: &str) -> Result<Vec<Statement>, QueryError> {
    let mut statements: Vec<Statement> = Vec::new();
    for row in commons.rows(query)?.rows {
        let [Some(Term::NamedNode(property)), Some(other), label] = row.as_slice() else {
            continue;
        };
        let known = statements
            .iter()
            .position(|known| known.property == *property && known.other == *other);
        let at = known.unwrap_or_else(|| {
            statements.push(Statement {
                property: property.clone(),
                other: other.clone(),
                labels: Vec::new(),
            });
            statements.len() - 1
        });
        if let Some(Term::Literal(label)) = label {
            statements[at].labels.push(label.clone());
        }
    }
    statements.sort_by_cached_key(|statement| (statement.property.to_string(), statement.other.to_string()));
    Ok(statements)
}

fn page_of(state: &AppState, name: &NamedNode, described: &Described, language: Language) -> ResourcePage {
    let labels: Vec<Literal> = described
        .statements
        .iter()
        .filter(|statement| LABEL_PROPERTIES.contains(&statement.property.as_str()))
        .filter_map(|statement| match &statement.other {
            Term::Literal(label) => Some(label.clone()),
            _ => None,
        })
        .collect();
    let title = best_label(&labels, language).map_or_else(|| short_name(name.as_str()), str::to_owned);
    ResourcePage {
        frame: Frame::new(state, language, title),
        iri: name.as_str().to_owned(),
        source: state.address(&format!("resource?{}", encoded_pair("iri", name.as_str()))),
        properties: grouped(state, &described.statements, language),
        references: grouped(state, &described.references, language),
    }
}

/// What gives a resource its title, best first.
const LABEL_PROPERTIES: [&str; 5] = [
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://purl.org/dc/terms/title",
    "http://schema.org/name",
    "http://xmlns.com/foaf/0.1/name",
];

fn grouped(state: &AppState, statements: &[Statement], language: Language) -> Vec<Property> {
    let mut properties: Vec<Property> = Vec::new();
    for statement in statements {
        let value = value(state, statement, language);
        match properties
            .last_mut()
            .filter(|last| last.iri == statement.property.as_str())
        {
            Some(last) => last.values.push(value),
            None => properties.push(Property {
                name: state.terms.name(statement.property.as_str(), language),
                iri: statement.property.as_str().to_owned(),
                values: vec![value],
            }),
        }
    }
    properties
}

fn value(state: &AppState, statement: &Statement, language: Language) -> Value {
    match &statement.other {
        Term::NamedNode(node) => {
            let label = best_label(&statement.labels, language).map(str::to_owned);
            Value {
                text: label.unwrap_or_else(|| state.terms.name(node.as_str(), language)),
                href: Some(link(state, node.as_str())),
                language: None,
            }
        }
        Term::Literal(literal) => Value {
            text: literal.value().to_owned(),
            href: None,
            language: literal.language().map(str::to_owned),
        },
        other => Value {
            text: other.to_string(),
            href: None,
            language: None,
        },
    }
}

/// Where a page about an IRI is: at the IRI itself when it is ours, else at `/resource`. Relative to this server, so
/// that pages also work behind another address than the base.
pub(crate) fn link(state: &AppState, iri: &str) -> String {
    let base = state.base().trim_end_matches('/');
    match iri.strip_prefix(base) {
        Some(path) if path.starts_with('/') && !path.starts_with("//") => path.to_owned(),
        _ => format!("/resource?{}", encoded_pair("iri", iri)),
    }
}

fn encoded_pair(name: &str, value: &str) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair(name, value)
        .finish()
}
