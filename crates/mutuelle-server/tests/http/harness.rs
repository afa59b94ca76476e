//! A server with a little data, and requests that read like sentences.

use axum::Router;
use axum::body::Body;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use mutuelle_commons::{
    Clock, Commons, CommonsOptions, GraphName, Input, LoadMode, LoadRequest, LoadTarget, NamedNode, Origin,
    Place, RdfFormat,
};
use mutuelle_server::{AppState, SECRET_BYTES, Scope, ServerConfig, ServerLimits, TokenStore, router};
use serde_json::Value;
use std::fmt::Write;
use std::sync::Arc;
use tower::ServiceExt;

pub(crate) const BASE: &str = "http://commons.test/";
pub(crate) const GRAPH: &str = "http://commons.test/graph/essai";
pub(crate) const GRAPH_PATH: &str = "/data?graph=http%3A%2F%2Fcommons.test%2Fgraph%2Fessai";
pub(crate) const OTHER_PATH: &str = "/data?graph=http%3A%2F%2Fcommons.test%2Fgraph%2Fautre";

/// Two seeds, an actor and a project; ten quads and more.
pub(crate) const SAMPLE: &str = r#"
@prefix mut: <https://w3id.org/mutuelle/ns#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<http://commons.test/graine/forge> a mut:KnowledgeSeed ;
    rdfs:label "Ouvrir une forge partagée"@fr , "Opening a shared forge"@en ;
    mut:question "Comment partager une forge à La Villette ?"@fr ;
    mut:content "La forge est ouverte le <jeudi> & le samedi."@fr ;
    dct:creator <http://commons.test/acteur/alice> ;
    dct:license <https://creativecommons.org/licenses/by-sa/4.0/> ;
    dct:created "2026-03-01"^^xsd:date .

<http://commons.test/graine/été> a mut:KnowledgeSeed ;
    rdfs:label "Fêter l'été au jardin"@fr ;
    mut:question "Que faire d'un jardin en été ?"@fr ;
    dct:creator <http://commons.test/acteur/alice> ;
    dct:license <https://creativecommons.org/licenses/by-sa/4.0/> ;
    dct:created "2026-05-01"^^xsd:date .

<http://commons.test/acteur/alice> a mut:Person ; rdfs:label "Alice"@fr .
"#;

/// A seed to which only the licence is missing.
pub(crate) const WITHOUT_LICENCE: &str = r#"
@prefix mut: <https://w3id.org/mutuelle/ns#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<http://commons.test/graine/sans> a mut:KnowledgeSeed ;
    rdfs:label "Sans licence"@fr ;
    mut:question "Qui peut la reprendre ?"@fr ;
    dct:creator <http://commons.test/acteur/alice> .
"#;

struct Midnight;

impl Clock for Midnight {
    fn now_ms(&self) -> i64 {
        1_760_000_000_000
    }
}

pub(crate) struct Server {
    pub(crate) commons: Commons,
    pub(crate) tokens: TokenStore,
    pub(crate) config: ServerConfig,
    router: Router,
    /// The secret of a token that may write.
    pub(crate) writer: String,
    /// The secret of a token that may only read.
    pub(crate) reader: String,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The last segment of the problem's type.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{}",
            self.body
        );
        let body = self.json();
        assert_eq!(body["status"], self.status.as_u16());
        let slug = body["type"]
            .as_str()
            .unwrap()
            .strip_prefix("http://commons.test/problems/");
        slug.unwrap().to_owned()
    }
}

impl Server {
    pub(crate) fn new() -> Self {
        Self::with_limits(|_| {})
    }

    pub(crate) fn with_limits(change: impl FnOnce(&mut ServerLimits)) -> Self {
        let mut config = ServerConfig {
            bind: ([127, 0, 0, 1], 0).into(),
            ..ServerConfig::default()
        };
        change(&mut config.limits);
        let base = NamedNode::new_unchecked(BASE);
        let options = CommonsOptions {
            clock: Arc::new(Midnight),
            ..CommonsOptions::new(Place::Memory, base)
        };
        Self::over(options, config)
    }

    pub(crate) fn over(options: CommonsOptions, config: ServerConfig) -> Self {
        let (commons, _) = Commons::open(options).unwrap();
        let tokens = TokenStore::in_memory();
        let secret = |name, scope, byte| {
            tokens
                .create(name, &[scope], [byte; SECRET_BYTES], 0)
                .unwrap()
                .secret
        };
        let writer = secret("alice", Scope::Write, 1);
        let reader = secret("bob", Scope::Read, 2);
        let state = AppState::new(commons.clone(), config.clone(), tokens.clone()).unwrap();
        Self {
            commons,
            tokens,
            config,
            router: router(state),
            writer,
            reader,
        }
    }

    /// With [`SAMPLE`] in [`GRAPH`].
    pub(crate) fn with_sample() -> Self {
        let server = Self::new();
        server.load(GRAPH, SAMPLE);
        server
    }

    pub(crate) fn load(&self, graph: &str, turtle: &str) {
        let graph = GraphName::NamedNode(NamedNode::new(graph).unwrap());
        self.commons
            .load(LoadRequest {
                input: Input::Bytes(turtle.into()),
                format: RdfFormat::Turtle,
                base: None,
                target: LoadTarget::Graph(graph),
                mode: LoadMode::Replace,
                origin: Origin::new("test", "test"),
                progress: None,
            })
            .unwrap();
    }

    /// `count` resources, so that a cartesian product of them is as long as one likes.
    pub(crate) fn load_many(&self, count: usize) {
        let mut turtle = String::new();
        for number in 0..count {
            writeln!(
                turtle,
                "<http://commons.test/many/{number}> <http://commons.test/is> \"{number}\" ."
            )
            .unwrap();
        }
        self.load("http://commons.test/graph/many", &turtle);
    }

    pub(crate) fn seq(&self) -> u64 {
        self.commons.status().unwrap().seq
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.open(request).await;
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("the body is whole").to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.into()).unwrap(),
        }
    }

    /// The response before its body was read.
    pub(crate) async fn open(&self, request: Request<Body>) -> http::Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(request(Method::GET, path).body(Body::empty()).unwrap())
            .await
    }

    pub(crate) async fn get_as(&self, path: &str, accept: &str) -> Answer {
        self.send(
            request(Method::GET, path)
                .header(ACCEPT, accept)
                .body(Body::empty())
                .unwrap(),
        )
        .await
    }

    pub(crate) async fn query(&self, text: &str) -> Answer {
        self.get(&query_path(text)).await
    }

    /// A body of a media type, with the token that may write.
    pub(crate) async fn write(
        &self,
        method: Method,
        path: &str,
        media_type: &str,
        body: impl Into<Body>,
    ) -> Answer {
        let request = self.authorised(method, path).header(CONTENT_TYPE, media_type);
        self.send(request.body(body.into()).unwrap()).await
    }

    pub(crate) fn authorised(&self, method: Method, path: &str) -> http::request::Builder {
        request(method, path).header(AUTHORIZATION, format!("Bearer {}", self.writer))
    }

    /// A body of a media type, without a token.
    pub(crate) async fn post(&self, path: &str, media_type: &str, body: impl Into<Body>) -> Answer {
        let request = request(Method::POST, path).header(CONTENT_TYPE, media_type);
        self.send(request.body(body.into()).unwrap()).await
    }
}

pub(crate) fn request(method: Method, path: &str) -> http::request::Builder {
    Request::builder().method(method).uri(path)
}

pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        write!(encoded, "%{byte:02X}").unwrap();
    }
    encoded
}

pub(crate) fn query_path(text: &str) -> String {
    format!("/sparql?query={}", encoded(text))
}

/// A query whose answer is as long as one likes.
pub(crate) const ENDLESS: &str = "SELECT * { ?a <http://commons.test/is> ?x . ?b <http://commons.test/is> ?y . \
                                  ?c <http://commons.test/is> ?z . ?d <http://commons.test/is> ?w }";

/// A query too long to be answered where it is read: it waits for a place like any slow one.
pub(crate) fn queued(text: &str) -> String {
    format!("{text:<4096}")
}
