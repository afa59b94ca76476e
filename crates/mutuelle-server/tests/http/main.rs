//! The server through its public door: the real router over a commons in memory, and, where a connection matters, the
//! real server on a free port.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails; this also covers its helping functions"
)]

mod bad_input;
mod coding;
mod connection;
mod cors;
mod data;
mod default_graph;
mod fulltext;
mod graph_store;
mod harness;
mod hints;
mod injections;
mod limits;
mod negotiation;
mod openapi;
mod operation;
mod outbound;
mod pages;
mod pair;
mod prefixes;
mod problems;
mod queries;
mod query_log;
mod rate;
mod search;
mod sparql;
mod suffix;
mod update;
mod void;
