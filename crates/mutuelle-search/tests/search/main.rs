//! The crate through its public door: profile, documents, index, answers.
#![expect(
    clippy::unwrap_used,
    reason = "a panic is how a test fails; the lint's own exception knows only `#[test]` functions"
)]
#![expect(
    clippy::print_stderr,
    reason = "figures and skipped tests are for the reader of the test's output"
)]

mod filtering;
mod finding;
mod keeping;
mod probing;
mod profiling;
mod relevance;
mod support;
