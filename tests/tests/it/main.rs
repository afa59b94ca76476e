//! What must be shown: the real binary, its server over HTTP, real data.

#![expect(clippy::unwrap_used, reason = "what only tests call panics as a test does")]
#![expect(clippy::print_stderr, reason = "a skipped test must be seen")]
#![expect(clippy::format_collect, reason = "these texts are short")]

mod archives;
mod commands;
mod crash;
mod federation;
mod glossary;
mod inference;
mod readme;
mod refusals;
mod sample;
mod searches;
