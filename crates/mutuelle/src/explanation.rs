//! How a query was answered, for people: the order of the joins, then the evaluator's tree.

use crate::output::Output;
use crate::size;
use anyhow::{Context, Result};
use mutuelle_commons::Explained;
use serde_json::Value;
use std::io::Write;
use std::time::Duration;

/// Prints an explanation.
pub(crate) fn print(explained: &Explained) -> Result<()> {
    let mut out = Output::new();
    out.write_all(text(explained)?.as_bytes())
        .context("the explanation could not be written")
}

fn text(explained: &Explained) -> Result<String> {
    let explanation = &explained.explanation;
    let source = if explained.on_copy {
        "the read copy"
    } else {
        "the store"
    };
    let mut lines = vec![format!(
        "{} rows from {source} at seq {}; planned in {}, executed in {}, {} of memory",
        explanation.rows,
        explained.seq,
        shown(explanation.timings.plan),
        shown(explanation.timings.execute),
        size::shown(explanation.memory_bytes),
    )];
    if explanation.counted {
        lines.push("counted from ranges, without rows".to_owned());
    }
    if let Some(sorted) = &explanation.sorted {
        lines.push(format!("sorted: {sorted}"));
    }
    for (number, placed) in (1..).zip(&explanation.placed) {
        lines.push(format!(
            "{number:3}. {} : {:.3} rows expected for each before",
            placed.pattern.trim_end_matches([' ', '.']),
            placed.rows
        ));
    }
    let evaluated: Value =
        serde_json::from_str(&explanation.evaluated).context("the evaluator's plan cannot be read")?;
    node(&evaluated["plan"], 0, &mut lines);
    Ok(lines.join("\n") + "\n")
}

fn node(value: &Value, depth: usize, lines: &mut Vec<String>) {
    let seconds = value["duration in seconds"].as_f64().unwrap_or_default();
    lines.push(format!(
        "{}{}  [{} rows, {}]",
        "  ".repeat(depth),
        value["name"].as_str().unwrap_or("?"),
        value["number of results"],
        shown(Duration::from_secs_f64(seconds.max(0.0))),
    ));
    for child in value["children"].as_array().into_iter().flatten() {
        node(child, depth + 1, lines);
    }
}

fn shown(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1000.0)
}
