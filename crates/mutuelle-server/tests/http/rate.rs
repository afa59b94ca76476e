//! A client that asks too often.

use crate::harness::{BASE, Server, query_path, request};
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{Method, StatusCode};
use mutuelle_commons::{CommonsOptions, NamedNode, Place};
use mutuelle_server::{RateLimits, SECRET_BYTES, Scope, ServerConfig};
use std::net::SocketAddr;
use std::num::NonZeroU32;

fn server(rates: Option<RateLimits>) -> Server {
    let config = ServerConfig {
        rates,
        ..ServerConfig::default()
    };
    Server::over(
        CommonsOptions::new(Place::Memory, NamedNode::new_unchecked(BASE)),
        config,
    )
}

fn from(address: &str, path: &str) -> http::Request<Body> {
    let peer: SocketAddr = address.parse().unwrap();
    let mut request = request(Method::GET, path).body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

#[tokio::test]
async fn a_client_past_its_allowance_is_told_when_to_come_back_and_others_are_served() {
    let one = NonZeroU32::MIN;
    let server = server(Some(RateLimits {
        burst: NonZeroU32::new(3).unwrap(),
        ..RateLimits::of(one)
    }));
    let path = query_path("ASK {}");
    let mut refused = None;
    // A request takes much less than the second after which one more is allowed.
    for _ in 0..1_000 {
        let answer = server.send(from("203.0.113.1:1000", &path)).await;
        if answer.status != StatusCode::OK {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.unwrap();
    assert_eq!(
        (refused.status.as_u16(), refused.problem().as_str()),
        (429, "rate-limited")
    );
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(refused.header("ratelimit-policy"), "\"client_requests\";q=3;w=3");
    assert_eq!(refused.header("ratelimit"), "\"client_requests\";r=0;t=1");
    assert_eq!(refused.json()["limit_name"], "client_requests");
    assert_eq!(server.send(from("203.0.113.2:1000", &path)).await.status, 200);
    assert_eq!(server.send(from("203.0.113.1:1000", "/health")).await.status, 200);
    let metrics = server.get("/metrics").await;
    assert!(
        metrics.body.contains("mutuelle_rate_limited_requests_total 1"),
        "{}",
        metrics.body
    );
}

#[tokio::test]
async fn without_limits_nobody_is_refused() {
    let server = server(None);
    for _ in 0..2_000 {
        assert_eq!(server.send(from("203.0.113.1:1000", "/health")).await.status, 200);
    }
}

/// How many requests this server takes at once from one client; one more a second.
const BURST: u32 = 50;
/// Fewer than that. A client whose allowance is used up is refused one of them, unless as many seconds pass.
const A_FEW: usize = 10;

fn bounded(trusted_proxies: &[&str]) -> Server {
    let burst = NonZeroU32::new(BURST).unwrap();
    let config = ServerConfig {
        rates: Some(RateLimits {
            burst,
            token_burst: burst,
            token_per_second: NonZeroU32::MIN,
            ..RateLimits::of(NonZeroU32::MIN)
        }),
        trusted_proxies: trusted_proxies
            .iter()
            .map(|proxy| proxy.parse().unwrap())
            .collect(),
        ..ServerConfig::default()
    };
    let options = CommonsOptions::new(Place::Memory, NamedNode::new_unchecked(BASE));
    Server::over(options, config)
}

/// Whether one of so many requests is refused, and the name of the limit.
async fn refused(
    server: &Server,
    requests: usize,
    address: &str,
    header: Option<(&'static str, &str)>,
) -> Option<String> {
    for _ in 0..requests {
        let mut request = from(address, &query_path("ASK {}"));
        if let Some((name, value)) = header {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let answer = server.send(request).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            return Some(answer.json()["limit_name"].as_str().unwrap().to_owned());
        }
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    None
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_address_that_it_names_is_counted_and_from_others_it_is_not_believed() {
    const PROXY: &str = "10.0.0.1:1000";
    let forwarded = |client| Some(("x-forwarded-for", client));
    let used_up = Some("client_requests".to_owned());
    let server = bounded(&["10.0.0.1"]);
    let one = forwarded("198.51.100.1");
    assert_eq!(refused(&server, 1_000, PROXY, one).await, used_up);
    assert_eq!(refused(&server, A_FEW, PROXY, one).await, used_up);
    assert_eq!(
        refused(&server, A_FEW, PROXY, forwarded("198.51.100.2")).await,
        None
    );
    // What the client itself wrote stands before what the proxy adds.
    let forged = forwarded("192.0.2.7, 198.51.100.1");
    assert_eq!(refused(&server, A_FEW, PROXY, forged).await, used_up);
    // The same client without the proxy is the same client.
    assert_eq!(refused(&server, A_FEW, "198.51.100.1:2000", None).await, used_up);
    // Who is no proxy of ours is counted by its own address, whatever it says.
    let other = "203.0.113.9:1000";
    assert_eq!(
        refused(&server, 1_000, other, forwarded("198.51.100.3")).await,
        used_up
    );
    assert_eq!(
        refused(&server, A_FEW, other, forwarded("198.51.100.4")).await,
        used_up
    );
    assert_eq!(refused(&server, A_FEW, "198.51.100.3:1000", None).await, None);
}

#[tokio::test]
async fn without_a_trusted_proxy_no_forwarded_address_is_believed() {
    let server = bounded(&[]);
    let proxy = "10.0.0.1:1000";
    let used_up = Some("client_requests".to_owned());
    assert_eq!(
        refused(&server, 1_000, proxy, Some(("x-forwarded-for", "198.51.100.1"))).await,
        used_up
    );
    assert_eq!(
        refused(&server, A_FEW, proxy, Some(("x-forwarded-for", "198.51.100.2"))).await,
        used_up
    );
}

#[tokio::test]
async fn each_good_token_has_an_allowance_of_its_own_wherever_it_comes_from() {
    let server = bounded(&[]);
    let other = server
        .tokens
        .create("carol", &[Scope::Write], [3; SECRET_BYTES], 0)
        .unwrap();
    let [one, other] = [&server.writer, &other.secret].map(|secret| format!("Bearer {secret}"));
    let (here, there) = ("203.0.113.1:1000", "203.0.113.2:1000");
    // Each is found good by its first change.
    for token in [&one, &other] {
        let mut change = from(here, "/update");
        *change.method_mut() = Method::POST;
        change
            .headers_mut()
            .insert("authorization", token.parse().unwrap());
        change
            .headers_mut()
            .insert("content-type", "application/sparql-update".parse().unwrap());
        *change.body_mut() = Body::from("CLEAR ALL");
        assert_eq!(server.send(change).await.status, 200);
    }
    let with = |token| Some(("authorization", token));
    let used_up = Some("token_requests".to_owned());
    assert_eq!(refused(&server, 1_000, here, with(one.as_str())).await, used_up);
    assert_eq!(refused(&server, A_FEW, there, with(one.as_str())).await, used_up);
    assert_eq!(refused(&server, A_FEW, here, with(other.as_str())).await, None);
    assert_eq!(refused(&server, A_FEW, here, None).await, None, "without a token");
    // An invented one is its sender's.
    let invented = format!("Bearer mut_{}", "0".repeat(64));
    let by_address = Some("client_requests".to_owned());
    assert_eq!(
        refused(&server, 1_000, here, with(invented.as_str())).await,
        by_address
    );
    assert_eq!(refused(&server, A_FEW, here, None).await, by_address);
}
