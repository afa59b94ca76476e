//! What LOAD may fetch, from a host on this machine that is allowed by its address.

use crate::support::*;
use mutuelle_commons::*;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

/// A host that answers `/n` with n triples in Turtle.
fn host() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(&stream).lines().map(|line| line.unwrap());
            let asked = lines.next().unwrap();
            assert!(lines.any(|line| line.is_empty()), "the request is whole");
            let path = asked.split(' ').nth(1).unwrap();
            let count: usize = path.trim_start_matches('/').parse().unwrap();
            let body: String = (0..count)
                .map(|n| format!("<http://e.example{path}> <http://e.example/p> {n} .\n"))
                .collect();
            write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-type: text/turtle\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            )
            .unwrap();
        }
    });
    address
}

fn commons(host: SocketAddr, fetched_quads_max: usize) -> Commons {
    let allowed = format!("http://{host}").parse().unwrap();
    let options = CommonsOptions {
        outbound: Outbound::new(allowed, OutboundLimits::default()),
        limits: Limits {
            fetched_quads_max,
            ..Limits::default()
        },
        ..options(Place::Memory)
    };
    Commons::open(options).unwrap().0
}

#[test]
fn all_loads_of_an_update_fetch_as_many_quads_as_they_may_together_and_not_one_more() {
    let host = host();
    let load = |counts: &[usize]| {
        let loads: Vec<_> = counts
            .iter()
            .map(|count| format!("LOAD <http://{host}/{count}>"))
            .collect();
        loads.join(" ; ")
    };
    for (counts, fits) in [
        (&[5][..], true),
        (&[6], false),
        (&[3, 2], true),
        (&[3, 3], false),
        (&[4, 1, 1], false),
    ] {
        let commons = commons(host, 5);
        match update(&commons, &load(counts)) {
            Ok(receipt) if fits => assert_eq!(receipt.quads_added, 5, "{counts:?}"),
            Err(ChangeError::TooLarge {
                unit: "quads",
                limit: 5,
            }) if !fits => {
                assert_eq!(state(&commons), (0, 0), "nothing was changed");
            }
            other => panic!("{counts:?}: {other:?}"),
        }
    }
    // The next update has its own.
    let commons = commons(host, 5);
    for counts in [&[5][..], &[4]] {
        update(&commons, &load(counts)).unwrap();
    }
    assert_eq!(state(&commons), (2, 9));
    // A silent one is passed over, and the others go on.
    let silent = format!("LOAD SILENT <http://{host}/6> ; LOAD <http://{host}/3>");
    assert_eq!(update(&commons, &silent).unwrap().quads_added, 3);
}
