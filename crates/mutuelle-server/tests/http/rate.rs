//! A client that asks too often.

use crate::harness::{BASE, Server, query_path, request};
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{Method, StatusCode};
use mutuelle_commons::{CommonsOptions, NamedNode, Place};
use mutuelle_server::{RateLimits, ServerConfig};
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
