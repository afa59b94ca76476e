//! How much of a commons an export as PAIR carries, told in the terminal.

use crate::output;
use crate::terms::readable;
use anyhow::{Context, Result};
use mutuelle_commons::{Commons, PairReport};

/// Goes through the commons.
pub(crate) fn report(commons: &Commons) -> Result<PairReport> {
    commons
        .pair_report()
        .context("what PAIR can say could not be worked out")
}

/// One line for whoever has exported.
pub(crate) fn summary(report: &PairReport) -> String {
    let left = report.statements - report.carried;
    format!(
        "PAIR knows {} resources and carries {} of {} statements; `export --pair --report` lists the {left} that it has \
         no words for",
        report.entities, report.carried, report.statements
    )
}

/// The whole report as a table.
pub(crate) fn print(report: &PairReport) -> Result<()> {
    output::line(format!(
        "{} resources, {} statements, {} carried, {} left",
        report.entities,
        report.statements,
        report.carried,
        report.statements - report.carried
    ))?;
    for left in &report.left {
        let class = left
            .class
            .as_deref()
            .map_or_else(String::new, |class| format!(" {}", named(class)));
        output::line(format!(
            "{:>8} of {:<8} {}{class}",
            left.count,
            left.of,
            named(&left.property)
        ))?;
    }
    Ok(())
}

fn named(iri: &str) -> String {
    readable(&format!("<{iri}>"))
}
