//! Requests over real sockets of this machine, which the list allows by their address.

#![expect(clippy::unwrap_used, reason = "what only tests call panics as a test does")]

mod bounds;
mod host;

use host::{Host, answer};
use mutuelle_outbound::{Ask, Failure, Outbound, OutboundLimits, Refusal};
use std::net::SocketAddr;
use std::sync::Arc;

fn ask(url: impl Into<String>) -> Ask {
    Ask {
        url: url.into(),
        accept: "text/turtle".to_owned(),
        body: None,
    }
}

fn always() -> bool {
    true
}

/// A way to one host, within limits.
fn to(host: &Host, limits: OutboundLimits) -> Outbound {
    Outbound::new(host.url("").parse().unwrap(), limits)
}

#[test]
fn an_allowed_address_is_asked_as_it_was_written_and_its_answer_comes_whole() {
    let host = Host::start(answer(
        "200 OK",
        &[("content-type", "text/turtle; charset=utf-8")],
        b"<a:a> <a:b> 1 .",
    ));
    let outbound = to(&host, OutboundLimits::default());
    let got = outbound
        .ask(&ask(host.url("/data?graph=a%20b#part")), &always)
        .unwrap();
    assert_eq!(got.bytes, b"<a:a> <a:b> 1 .");
    assert_eq!(got.content_type.as_deref(), Some("text/turtle; charset=utf-8"));
    let heard = host.heard();
    assert!(heard.starts_with("GET /data?graph=a%20b HTTP/1.1\r\n"), "{heard}");
    assert!(
        heard.to_lowercase().contains("\r\naccept: text/turtle\r\n"),
        "{heard}"
    );
    assert_eq!(outbound.counts(), (1, 0));
    let form = Ask {
        body: Some(("application/x-www-form-urlencoded", b"query=ASK%7B%7D".to_vec())),
        ..ask(host.url("/sparql"))
    };
    outbound.ask(&form, &always).unwrap();
    let heard = host.heard();
    assert!(
        heard.starts_with("POST /sparql HTTP/1.1\r\n") && heard.ends_with("query=ASK%7B%7D"),
        "{heard}"
    );
}

#[test]
fn a_redirect_is_an_answer_that_is_not_followed() {
    let elsewhere = Host::start(answer("200 OK", &[], b""));
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let host = Host::start(answer(status, &[("location", &elsewhere.url("/"))], b""));
        // Not even to where a request of its own would be allowed.
        let both = format!("{} {}", host.url(""), elsewhere.url(""));
        let outbound = Outbound::new(both.parse().unwrap(), OutboundLimits::default());
        let outcome = outbound.ask(&ask(host.url("/")), &always);
        let Err(Failure::Status { status: came }) = outcome else {
            panic!("{outcome:?}")
        };
        assert!(status.starts_with(&came.to_string()));
        assert_eq!(outbound.counts(), (1, 0));
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn a_name_of_this_machine_or_of_a_private_network_is_refused_and_nothing_is_connected() {
    let host = Host::start(answer("200 OK", &[], b""));
    let port = host.address.port();
    for address in [
        "127.0.0.1",
        "::1",
        "10.0.0.1",
        "169.254.169.254",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
    ] {
        let address = SocketAddr::new(address.parse().unwrap(), port);
        let public: SocketAddr = "93.184.216.34:1".parse().unwrap();
        let resolve = Arc::new(move |_: &str, _| Ok(vec![public, address]));
        let allowed = format!("http://data.example.org:{port}").parse().unwrap();
        let outbound = Outbound::resolving(allowed, OutboundLimits::default(), resolve);
        let outcome = outbound.ask(&ask(format!("http://data.example.org:{port}/")), &always);
        assert!(
            matches!(outcome, Err(Failure::Refused(Refusal::NotPublic))),
            "{address}: {outcome:?}"
        );
        assert_eq!(outbound.counts(), (0, 1));
    }
    // The system's own name of this machine.
    let allowed = format!("http://localhost:{port}").parse().unwrap();
    let outbound = Outbound::new(allowed, OutboundLimits::default());
    let outcome = outbound.ask(&ask(format!("http://localhost:{port}/")), &always);
    assert!(
        matches!(outcome, Err(Failure::Refused(Refusal::NotPublic))),
        "{outcome:?}"
    );
    assert_eq!(host.connections(), 0);
}

#[test]
fn without_a_list_nothing_is_asked() {
    let host = Host::start(answer("200 OK", &[], b""));
    let outbound = Outbound::default();
    let outcome = outbound.ask(&ask(host.url("/")), &always);
    assert!(
        matches!(outcome, Err(Failure::Refused(Refusal::NoneAllowed))),
        "{outcome:?}"
    );
    assert_eq!((host.connections(), outbound.counts()), (0, (0, 1)));
}

#[test]
fn an_answer_that_is_no_success_or_breaks_off_is_a_failure() {
    for status in [
        "400 Bad Request",
        "401 Unauthorized",
        "404 Not Found",
        "503 Service Unavailable",
    ] {
        let host = Host::start(answer(status, &[], b"secret"));
        let outcome = to(&host, OutboundLimits::default()).ask(&ask(host.url("/")), &always);
        assert!(matches!(outcome, Err(Failure::Status { .. })), "{outcome:?}");
    }
    let broken: [&[u8]; 3] = [
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"",
    ];
    for text in broken {
        let host = Host::start(text.to_vec());
        let outcome = to(&host, OutboundLimits::default()).ask(&ask(host.url("/")), &always);
        assert!(matches!(outcome, Err(Failure::Unreachable(_))), "{outcome:?}");
    }
}
