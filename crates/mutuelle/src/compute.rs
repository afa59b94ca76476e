//! `compute`: what the commons works out from its data.

use crate::commons::{self, default_base};
use crate::failure::{Outcome, Usage};
use crate::format;
use crate::language;
use crate::output::Output;
use anyhow::{Result, anyhow};
use clap::Args;
use mutuelle_commons::{
    COMPUTATIONS, Computation, ComputeError, Parameter, ParameterKind, RdfFormat, write_graph,
};
use std::io::Write;
use std::path::Path;

/// Work something out: a comparison, a controversy on a day, matches, a dividend, a lineage
#[derive(Debug, Args)]
pub(crate) struct Compute {
    /// What; without it, all that can be worked out is listed
    name: Option<String>,

    /// What it is told, as NAME=VALUE: iri=http://… date=2026-11-26
    #[arg(value_name = "NAME=VALUE")]
    parameters: Vec<String>,

    /// Write what the result adds to the data, as RDF: ttl, nt, rdf, jsonld [default: the whole result as JSON]
    #[arg(long, value_parser = format::named)]
    format: Option<RdfFormat>,
}

pub(crate) fn run(compute: &Compute, data: Option<&Path>) -> Result<Outcome> {
    let Some(name) = &compute.name else {
        list()?;
        return Ok(Outcome::Done);
    };
    let computation = Computation::named(name).ok_or_else(|| {
        Usage(format!(
            "nothing is worked out under the name `{name}`; `mutuelle compute` lists what there is"
        ))
    })?;
    let pairs: Vec<(&str, &str)> = compute
        .parameters
        .iter()
        .map(|pair| {
            let missing = || Usage(format!("`{pair}` is not NAME=VALUE; {}", usage(computation)));
            pair.split_once('=').ok_or_else(missing)
        })
        .collect::<Result<_, _>>()?;
    let commons = commons::open_existing(data, default_base())?;
    let worked = commons.compute(computation, pairs);
    commons::close(&commons)?;
    let (_, worked) = worked.map_err(|error| match error {
        ComputeError::Parameter(error) => Usage(format!("{error}; {}", usage(computation))).into(),
        other => anyhow!(other),
    })?;
    let mut out = Output::new();
    match compute.format {
        None => {
            serde_json::to_writer_pretty(&mut out, &worked.json)?;
            writeln!(out)?;
        }
        Some(format) => write_graph(&worked.graph, format, &mut out)?,
    }
    out.flush()?;
    Ok(Outcome::Done)
}

fn usage(computation: &Computation) -> String {
    format!(
        "usage: mutuelle compute {} {}",
        computation.name,
        told(computation.parameters)
    )
}

/// The parameters as they are typed.
fn told(parameters: &[Parameter]) -> String {
    let told = parameters.iter().map(|parameter| {
        let kind = match parameter.kind {
            ParameterKind::Iri => "IRI",
            ParameterKind::Date => "DATE",
            ParameterKind::Number(_) => "N",
        };
        if parameter.required {
            format!("{}={kind}", parameter.name)
        } else {
            format!("[{}={kind}]", parameter.name)
        }
    });
    told.collect::<Vec<_>>().join(" ")
}

fn list() -> Result<()> {
    let french = language::preferred()[0] == "fr";
    let mut out = Output::new();
    for computation in COMPUTATIONS {
        let [in_french, in_english] = computation.title;
        let title = if french { in_french } else { in_english };
        writeln!(out, "{} {}", computation.name, told(computation.parameters))?;
        writeln!(out, "    {title}")?;
    }
    out.flush()?;
    Ok(())
}
