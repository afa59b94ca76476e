//! Formats in the address: `/ns.ttl` is `/ns?format=ttl`, wherever `?format=` is understood.
//!
//! A request is taken apart here, before any handler sees it, where nothing has the whole of its address as its name; it
//! goes on to the address that is left, with the suffix as its `format`. No handler knows of suffixes.

use crate::formats::are_same;
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::refusal;
use crate::resource::{minted, plain};
use crate::router::ROUTES;
use crate::state::AppState;
use axum::Router;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, CONTENT_LENGTH};
use http::uri::PathAndQuery;
use http::{Method, Uri};
use mutuelle_commons::{Commons, GraphName, NamedNode, QueryError};
use tower::ServiceExt;

/// The suffixes, each of them a value of `?format=`.
const SUFFIXES: [&str; 12] = [
    "csv", "html", "json", "jsonld", "nq", "nt", "rdf", "rq", "trig", "tsv", "ttl", "xml",
];

/// The routes that understand `?format=`; a test holds them against their descriptions.
pub(crate) const NEGOTIATED: [&str; 14] = [
    "/sparql",
    "/data",
    "/search",
    "/computed/{name}",
    "/queries",
    NAMED_QUERY,
    "/prefixes",
    "/export/pair",
    "/export/pair/sparql",
    "/export/pair/{class}",
    "/.well-known/void",
    "/resource",
    "/ns",
    "/ns/shapes",
];

/// The one route whose POST reads.
const NAMED_QUERY: &str = "/queries/{name}";

/// What an address is the name of. The greater has it: a suffix is one only where what is left is more than the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Nothing,
    /// A resource that others point at and of which nothing is said.
    Mentioned,
    /// A resource of which something is said, a graph, or a route.
    Said,
}

/// Answers a request at the address that it means: by `routes` if its suffix is one, else by `next`.
pub(crate) async fn answered(state: &AppState, routes: Router, request: Request, next: Next) -> Response {
    if taken_apart(request.uri().path()).is_none() {
        return next.run(request).await;
    }
    // A request cannot be shared between threads, its address can.
    let (method, uri) = (request.method().clone(), request.uri().clone());
    match meant(state, &method, &uri).await {
        Ok(Some(uri)) => elsewhere(routes, request, uri).await,
        Ok(None) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// A path without the suffix of its last segment, and the suffix. A segment that would be empty or a step (`.`, `..`)
/// without it has none.
fn taken_apart(path: &str) -> Option<(&str, &'static str)> {
    let (_, segment) = path.rsplit_once('/')?;
    // A dot may come encoded, which means the same (RFC 3986, section 6.2.2.2).
    let dots = [".", "%2E", "%2e"].into_iter();
    let (name, suffix) = dots
        .filter_map(|dot| segment.rsplit_once(dot))
        .min_by_key(|(_, suffix)| suffix.len())?;
    let suffix = plain(suffix);
    let known = SUFFIXES.into_iter().find(|known| known.as_bytes() == suffix)?;
    let is_name = !matches!(plain(name).as_slice(), b"" | b"." | b"..");
    let left = path.len() - segment.len() + name.len();
    is_name.then(|| (&path[..left], known))
}

/// The address that a request means, if it is not its own.
///
/// # Errors
/// 400 when `format` says otherwise than the suffix; 503 when the server is full, 500 when the store cannot be read.
async fn meant(state: &AppState, method: &Method, uri: &Uri) -> Result<Option<Uri>, Problem> {
    let Some((left, suffix)) = taken_apart(uri.path()) else {
        return Ok(None);
    };
    let route = route(left);
    let reads = match *method {
        Method::GET | Method::HEAD => true,
        Method::POST => route == Some(NAMED_QUERY),
        _ => false,
    };
    if !reads || !is_more(state, left, uri.path()).await? {
        return Ok(None);
    }
    let query = formatted(uri.query().unwrap_or_default(), suffix)?;
    let mut parts = uri.clone().into_parts();
    let address = PathAndQuery::try_from(format!("{left}?{query}"));
    parts.path_and_query = Some(address.map_err(|error| Problem::hidden(&error))?);
    Ok(Some(
        Uri::from_parts(parts).map_err(|error| Problem::hidden(&error))?,
    ))
}

/// The query of an address with the format that its suffix says.
fn formatted(query: &str, suffix: &'static str) -> Result<String, Problem> {
    let parameters = Parameters::parse(query)?;
    if let Some(other) = parameters.all("format").find(|format| !are_same(format, suffix)) {
        return Err(Problem::malformed(format!(
            "the address ends in `.{suffix}`, and `format={other}` says otherwise: leave one of them out"
        )));
    }
    Ok(if parameters.has("format") {
        query.to_owned()
    } else if query.is_empty() {
        format!("format={suffix}")
    } else {
        format!("{query}&format={suffix}")
    })
}

/// The route that answers a path, literal ones first, as the router has it.
fn route(path: &str) -> Option<&'static str> {
    let matches = |route: &str| {
        let rest = route
            .split_once('{')
            .and_then(|(before, _)| path.strip_prefix(before));
        rest.is_some_and(|rest| !rest.is_empty() && !rest.contains('/'))
    };
    let mut routes = ROUTES.iter().map(|(route, _)| *route);
    let literal = routes.clone().find(|route| *route == path);
    literal.or_else(|| routes.find(|route| matches(route)))
}

/// Whether an address without its suffix is more than the whole of it.
async fn is_more(state: &AppState, left: &str, whole: &str) -> Result<bool, Problem> {
    let left_name = match route(left) {
        Some(route) if NEGOTIATED.contains(&route) => None,
        Some(_) => return Ok(false),
        None => minted(state, left),
    };
    let whole_name = match route(whole) {
        // The names of queries, computations and classes have no dot: this is none of them.
        Some(route) if route.contains('{') => None,
        Some(_) => return Ok(false),
        None => minted(state, whole),
    };
    if left_name.is_none() && whole_name.is_none() {
        return Ok(true);
    }
    let commons = state.commons.clone();
    let compared = state.governor.pages.run(move || {
        let of =
            |name: Option<NamedNode>, without| name.map_or(Ok(without), |name| of_resource(&commons, &name));
        Ok::<_, QueryError>(of(left_name, Standing::Said)? > of(whole_name, Standing::Nothing)?)
    });
    compared.await?.map_err(refusal::of_query)
}

fn of_resource(commons: &Commons, name: &NamedNode) -> Result<Standing, QueryError> {
    // A NamedNode holds a valid IRI, which cannot end its own brackets.
    let any = |pattern: String| {
        let rows = commons.rows(&format!("SELECT ?p {{ {pattern} }} LIMIT 1"))?;
        Ok::<_, QueryError>(!rows.rows.is_empty())
    };
    let is_said = any(format!("{name} ?p ?o"))?
        || commons
            .graph_exists(&GraphName::NamedNode(name.clone()))
            .unwrap_or(false);
    Ok(if is_said {
        Standing::Said
    } else if any(format!("?s ?p {name}"))? {
        Standing::Mentioned
    } else {
        Standing::Nothing
    })
}

/// Sends a request to another address of this server. What the client accepts is put aside, since the suffix has said
/// what it gets.
async fn elsewhere(routes: Router, request: Request, uri: Uri) -> Response {
    let (mut parts, body) = request.into_parts();
    let is_head = parts.method == Method::HEAD;
    parts.uri = uri;
    parts.headers.remove(ACCEPT);
    // What the router found in the whole address is of no other.
    parts.extensions.clear();
    let Ok(mut response) = routes.oneshot(Request::from_parts(parts, body)).await;
    if !is_head {
        // It is that of the body as it is now, which is still to be compressed, or written if it is a problem's.
        response.headers_mut().remove(CONTENT_LENGTH);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use mutuelle_commons::COMPUTATIONS;

    #[test]
    fn a_path_is_taken_apart_at_the_last_dot_before_a_known_suffix() {
        for (path, expected) in [
            ("/ns.ttl", Some(("/ns", "ttl"))),
            ("/a/b.c.json", Some(("/a/b.c", "json"))),
            ("/a.ttl.csv", Some(("/a.ttl", "csv"))),
            ("/a%2Ettl", Some(("/a", "ttl"))),
            ("/a%2ettl", Some(("/a", "ttl"))),
            ("/a.%74tl", Some(("/a", "ttl"))),
            ("/%C3%A9.nt", Some(("/%C3%A9", "nt"))),
            ("/a%2Fb.nt", Some(("/a%2Fb", "nt"))),
            ("/a.b%2Fc.nt", Some(("/a.b%2Fc", "nt"))),
            ("/...ttl", None),
            ("/..ttl", None),
            ("/.ttl", None),
            ("/%2E.ttl", None),
            ("/%2E%2e.ttl", None),
            ("/a/.csv", None),
            ("/a.ttl/", None),
            ("/a.ttl/b", None),
            ("/a.yaml", None),
            ("/a.TTL", None),
            ("/a.", None),
            ("/a.%", None),
            ("/a.t%FF", None),
            ("/attl", None),
            ("/", None),
            ("*", None),
        ] {
            assert_eq!(taken_apart(path), expected, "{path}");
        }
    }

    #[test]
    fn a_route_is_found_as_the_router_finds_it() {
        for (path, expected) in [
            ("/ns", Some("/ns")),
            ("/queries/glossaire", Some("/queries/{name}")),
            ("/export/pair/report", Some("/export/pair/report")),
            ("/export/pair/Person", Some("/export/pair/{class}")),
            ("/queries/", None),
            ("/queries/a/b", None),
            ("/graine/x", None),
        ] {
            assert_eq!(route(path), expected, "{path}");
        }
    }

    #[test]
    fn a_suffix_has_the_first_word_on_the_format_and_no_other_may_contradict() {
        for (query, expected) in [
            ("", Some("format=csv")),
            ("a=b&c", Some("a=b&c&format=csv")),
            ("format=csv&a", Some("format=csv&a")),
            ("format=text%2Fcsv", Some("format=text%2Fcsv")),
            ("format=tsv", None),
            ("format=csv&format=tsv", None),
            ("format=", None),
            ("a=%FF", None),
        ] {
            assert_eq!(formatted(query, "csv").ok().as_deref(), expected, "{query}");
        }
    }

    #[test]
    fn no_computation_has_a_name_that_ends_in_a_suffix() {
        assert!(COMPUTATIONS.iter().all(|known| !known.name.contains('.')));
    }
}
