//! `verify`: do the store and the text index say what the journal says?

use crate::commons::{self, default_base, when_indexed};
use crate::failure::Outcome;
use crate::output;
use crate::receipt::{counted, seconds};
use anyhow::{Error, Result};
use clap::Args;
use mutuelle_commons::{OpenError, TextError, VerifyError, VerifyReport};
use serde_json::json;
use std::path::Path;
use std::time::Instant;

/// Check that the store and the text index equal what the journal says
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(verify: &Verify, data: Option<&Path>) -> Result<Outcome> {
    let begun = Instant::now();
    let report = match checked(data) {
        Ok(report) => report,
        // A journal that cannot be read to its end is what this command is there to find.
        Err(error) if is_damage(&error) => VerifyReport {
            problems: vec![format!("{error:#}")],
            ..VerifyReport::default()
        },
        Err(error) => return Err(error),
    };
    let elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    if verify.json {
        let VerifyReport {
            seq,
            records,
            quads,
            entities,
            problems,
        } = &report;
        output::line(
            json!({ "ok": report.ok(), "seq": seq, "records": records, "quads": quads, "entities": entities,
                    "problems": problems, "elapsed_ms": elapsed_ms })
            .to_string(),
        )?;
    } else {
        output::line(told(&report, elapsed_ms))?;
    }
    Ok(if report.ok() {
        Outcome::Done
    } else {
        Outcome::Problems
    })
}

fn checked(data: Option<&Path>) -> Result<VerifyReport> {
    let commons = commons::open_existing(data, default_base())?;
    // An index that is being made anew is not compared before it is there.
    let report = loop {
        match commons.verify() {
            Err(VerifyError::Text(TextError::Rebuilding)) => when_indexed(|| match commons.status() {
                Ok(status) if !status.index_ready => Err(TextError::Rebuilding),
                _ => Ok(()),
            })?,
            done => break done?,
        }
    };
    commons::close(&commons)?;
    Ok(report)
}

fn is_damage(error: &Error) -> bool {
    let open = |cause: &OpenError| {
        matches!(
            cause,
            OpenError::Journal(_) | OpenError::StoreAhead { .. } | OpenError::Dump { .. }
        )
    };
    error.chain().any(|cause| {
        cause.downcast_ref::<OpenError>().is_some_and(open)
            || cause
                .downcast_ref::<VerifyError>()
                .is_some_and(|cause| matches!(cause, VerifyError::Journal(_)))
    })
}

fn told(report: &VerifyReport, elapsed_ms: u64) -> String {
    let VerifyReport {
        seq,
        records,
        quads,
        entities,
        problems,
    } = report;
    let figures = format!(
        "seq {seq}, {records} records, {quads} quads, {entities} entities; {} s",
        seconds(elapsed_ms)
    );
    if report.ok() {
        return format!("all agrees: {figures}");
    }
    let mut text = format!(
        "{}: {figures}",
        counted(problems.len() as u64, "problem", "problems")
    );
    for problem in problems {
        text.push_str("\n  ");
        text.push_str(problem);
    }
    text.push_str("\n  `mutuelle reindex` makes a wrong text index anew; a wrong store is made anew from the journal\n  by removing the folder `store` while no server runs; a damaged journal is restored from a backup");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_are_told_one_by_one_with_what_to_do() {
        let good = VerifyReport {
            seq: 2,
            records: 2,
            quads: 10,
            entities: 3,
            problems: vec![],
        };
        assert_eq!(
            told(&good, 120),
            "all agrees: seq 2, 2 records, 10 quads, 3 entities; 0.12 s"
        );
        let bad = VerifyReport {
            problems: vec!["one".to_owned(), "two".to_owned()],
            ..good
        };
        let text = told(&bad, 120);
        assert!(
            text.starts_with("2 problems: ") && text.contains("\n  one\n  two\n") && text.contains("reindex"),
            "{text}"
        );
    }
}
