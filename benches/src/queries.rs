//! Every question to both engines, over HTTP and in process: one table each.

use crate::engine::{ENGINES, Programs};
use crate::in_process::InProcess;
use crate::measuring::{Measured, measure};
use crate::question::{Answering, LIMIT, QUESTIONS, Question};
use crate::served::Served;
use crate::stores::Stores;
use anyhow::{Result, ensure};

/// The aims: how much faster than oxigraph, on anything, and on scans and aggregates.
const AIM: f64 = 1.0;
const AIM_SCANS: f64 = 10.0;

/// A question and what oxigraph and ours took; nothing where the limit was passed.
struct Line {
    question: Question,
    measured: [Option<Measured>; 2],
}

/// Measures, prints, and fails when the answers differ.
pub(crate) fn compare(programs: &Programs, stores: &Stores, runs: usize) -> Result<()> {
    let [mut theirs, mut ours] = ENGINES.map(|engine| Served::new(engine, programs, stores));
    let served = table("over HTTP", runs, &mut theirs, &mut ours)?;
    // A data folder belongs to one process.
    drop((theirs, ours));
    let [mut theirs, mut ours] = ENGINES.map(|engine| InProcess::new(engine, stores));
    let in_process = table("in process, serialised into memory", runs, &mut theirs, &mut ours)?;
    let differing: Vec<_> = served
        .iter()
        .zip(&in_process)
        .filter(|(served, in_process)| !same_answers(served, in_process))
        .map(|(line, _)| line.question.name)
        .collect();
    ensure!(
        differing.is_empty(),
        "the answers differ: {}",
        differing.join(", ")
    );
    Ok(())
}

fn same_answers(served: &Line, in_process: &Line) -> bool {
    let all = served.measured.iter().chain(&in_process.measured);
    let mut answers = all.flatten().map(|measured| measured.answer);
    answers
        .next()
        .is_none_or(|first| answers.all(|answer| answer == first))
}

fn table(
    title: &str,
    runs: usize,
    theirs: &mut dyn Answering,
    ours: &mut dyn Answering,
) -> Result<Vec<Line>> {
    println!("queries {title}, medians of at least {runs} runs, milliseconds:");
    println!(
        "  {:12} {:9} {:>8} {:>8} {:>11} {:>11} {:>9}",
        "query", "kind", "rows", "peer's", "oxigraph", "mutuelle", "ratio"
    );
    let mut lines = Vec::new();
    for question in QUESTIONS {
        let line = Line {
            question,
            measured: [measure(theirs, &question, runs)?, measure(ours, &question, runs)?],
        };
        line.print();
        lines.push(line);
    }
    summary(&lines);
    Ok(lines)
}

impl Line {
    fn print(&self) {
        let [theirs, ours] = self.measured;
        let rows = |of: Option<Measured>| of.map_or("?".to_owned(), |of| of.answer.rows.to_string());
        let shown = |of: Option<Measured>| {
            of.map_or_else(
                || format!("> {}", LIMIT.as_millis()),
                |of| format!("{:.2}", of.median_ms),
            )
        };
        let ratio = match self.measured {
            [Some(_), Some(_)] => format!("{:.1}", self.ratio()),
            [None, Some(_)] => format!("> {:.1}", self.ratio()),
            [Some(_), None] => format!("< {:.2}", self.ratio()),
            [None, None] => "?".to_owned(),
        };
        println!(
            "  {:12} {:9} {:>8} {:>8} {:>11} {:>11} {ratio:>9}",
            self.question.name,
            self.question.kind(),
            rows(ours),
            rows(theirs),
            shown(theirs),
            shown(ours),
        );
    }

    /// How many times as long oxigraph takes; with the limit for what passed it.
    fn ratio(&self) -> f64 {
        let limit_ms = LIMIT.as_secs_f64() * 1e3;
        let [theirs, ours] = self.measured.map(|of| of.map_or(limit_ms, |of| of.median_ms));
        theirs / ours
    }
}

fn summary(lines: &[Line]) {
    let reaching = |aim: f64, among: &dyn Fn(&Line) -> bool| {
        let among: Vec<_> = lines.iter().filter(|line| among(line)).collect();
        let reached = among.iter().filter(|line| line.ratio() > aim).count();
        format!("{reached} of {}", among.len())
    };
    println!(
        "  faster: {}; {AIM_SCANS} times and more on scans and aggregates: {}",
        reaching(AIM, &|_| true),
        reaching(AIM_SCANS, &|line| !line.question.is_lookup()),
    );
}
