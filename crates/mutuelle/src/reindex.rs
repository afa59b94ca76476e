//! `reindex`: the text index, made anew from the store.

use crate::commons::{self, default_base};
use crate::failure::Outcome;
use crate::output;
use crate::receipt::{counted, seconds};
use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;
use std::path::Path;
use std::time::Instant;

/// Make the text index anew from the store
#[derive(Debug, Args)]
pub(crate) struct Reindex {
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(reindex: &Reindex, data: Option<&Path>) -> Result<Outcome> {
    let commons = commons::open_existing(data, default_base())?;
    let begun = Instant::now();
    let entities = commons.reindex().context("the text index could not be made")?;
    let elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    commons::close(&commons)?;
    if reindex.json {
        output::line(json!({ "entities": entities, "elapsed_ms": elapsed_ms }).to_string())?;
    } else {
        let entities = counted(entities, "entity", "entities");
        output::line(format!("{entities} indexed; {} s", seconds(elapsed_ms)))?;
    }
    Ok(Outcome::Done)
}
