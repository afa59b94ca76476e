//! The command line of a commons. Every verb has its file; here they are only named.

mod arguments;
mod commons;
mod compression;
mod compute;
mod demo;
mod excerpt;
mod explanation;
mod export;
mod failure;
mod format;
mod import;
mod language;
mod logging;
mod memory;
mod named;
mod output;
mod pair;
mod progress;
mod query;
mod receipt;
mod reindex;
mod remote;
mod sample;
mod search;
mod serve;
mod size;
mod stack;
mod table;
mod terms;
mod token;
mod verify;

use arguments::{Arguments, Verb};
use clap::Parser;
use failure::Outcome;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    logging::start(matches!(arguments.verb, Verb::Serve(_)));
    let data = arguments.data.as_deref();
    let outcome = match arguments.verb {
        Verb::Serve(verb) => serve::run(&verb, data),
        Verb::Import(verb) => import::run(&verb, data),
        Verb::Export(verb) => export::run(&verb, data),
        Verb::Query(verb) => query::run(&verb, data),
        Verb::Compute(verb) => compute::run(&verb, data),
        Verb::Search(verb) => search::run(verb, data),
        Verb::Verify(verb) => verify::run(&verb, data),
        Verb::Token(verb) => token::run(verb, data),
        Verb::Reindex(verb) => reindex::run(&verb, data),
    };
    outcome.unwrap_or_else(|error| Outcome::of(&error)).code()
}
