//! The receipt of an import: a line for people, or JSON for programs.

use crate::output;
use crate::terms::readable;
use anyhow::Result;
use mutuelle_commons::{Receipt, Replacement};
use serde_json::{Value, json};
use std::path::Path;

/// How many warnings are told.
const WARNINGS_TOLD_MAX: usize = 10;

/// Prints the receipt for a file.
pub(crate) fn print(file: &Path, receipt: &Receipt, as_json: bool) -> Result<()> {
    if as_json {
        output::line(as_object(file, receipt).to_string())?;
    } else {
        output::line(as_line(file, receipt))?;
    }
    for Replacement { from, to, count } in &receipt.replaced {
        output::remark(format!(
            "read as regular, {}: {} as {}",
            counted(*count, "time", "times"),
            named(from),
            named(to)
        ));
    }
    for warning in receipt.warnings.iter().take(WARNINGS_TOLD_MAX) {
        output::remark(format!("warning: {warning}"));
    }
    if receipt.warnings.len() > WARNINGS_TOLD_MAX {
        output::remark(format!(
            "warning: … and {} more",
            receipt.warnings.len() - WARNINGS_TOLD_MAX
        ));
    }
    Ok(())
}

fn named(iri: &str) -> String {
    readable(&format!("<{iri}>"))
}

fn as_line(file: &Path, receipt: &Receipt) -> String {
    let (file, seconds) = (file.display(), seconds(receipt.elapsed_ms));
    if !receipt.changed {
        return format!(
            "{file}: nothing new, the commons stays at seq {}; {seconds} s",
            receipt.seq
        );
    }
    let normalised = match receipt.normalised {
        0 => String::new(),
        count => format!(
            ", {} brought to standard form",
            counted(count, "literal", "literals")
        ),
    };
    let replaced = match receipt.replaced.iter().map(|it| it.count).sum() {
        0 => String::new(),
        count => format!(", {} of PAIR read as regular", counted(count, "term", "terms")),
    };
    let added = counted(receipt.quads_added, "quad", "quads");
    let entities = counted(receipt.entities_indexed, "entity", "entities");
    let (seq, removed) = (receipt.seq, receipt.quads_removed);
    format!(
        "{file}: seq {seq}, {added} added, {removed} removed, {entities}{normalised}{replaced}; {seconds} s"
    )
}

/// A number with its noun.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn as_object(file: &Path, receipt: &Receipt) -> Value {
    json!({
        "file": file.display().to_string(),
        "seq": receipt.seq,
        "changed": receipt.changed,
        "quads_added": receipt.quads_added,
        "quads_removed": receipt.quads_removed,
        "entities_indexed": receipt.entities_indexed,
        "normalised": receipt.normalised,
        "replaced": receipt.replaced,
        "created_graph": receipt.created_graph,
        "warnings": receipt.warnings,
        "elapsed_ms": receipt.elapsed_ms,
    })
}

/// The receipt that a server sent.
pub(crate) fn from_json(value: &Value) -> Option<Receipt> {
    let number = |name: &str| value[name].as_u64();
    let warnings = value["warnings"].as_array().into_iter().flatten();
    Some(Receipt {
        seq: number("seq")?,
        changed: value["changed"].as_bool()?,
        quads_added: number("quads_added")?,
        quads_removed: number("quads_removed")?,
        entities_indexed: number("entities_indexed").unwrap_or_default(),
        normalised: number("normalised").unwrap_or_default(),
        replaced: serde_json::from_value(value["replaced"].clone()).unwrap_or_default(),
        created_graph: value["created_graph"].as_bool().unwrap_or_default(),
        warnings: warnings.filter_map(|it| it.as_str().map(str::to_owned)).collect(),
        elapsed_ms: number("elapsed_ms").unwrap_or_default(),
        ..Receipt::default()
    })
}

/// Milliseconds as seconds with two decimals.
pub(crate) fn seconds(milliseconds: u64) -> String {
    let hundredths = milliseconds.div_ceil(10);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt() -> Receipt {
        Receipt {
            seq: 3,
            changed: true,
            quads_added: 60_010,
            quads_removed: 2,
            entities_indexed: 12,
            normalised: 0,
            replaced: vec![Replacement {
                from: "http://virtual-assembly.org/ontologies/pair#Theme".to_owned(),
                to: "http://virtual-assembly.org/ontologies/pair#Topic".to_owned(),
                count: 2,
            }],
            created_graph: true,
            warnings: vec!["attention".to_owned()],
            elapsed_ms: 1_234,
            ..Receipt::default()
        }
    }

    #[test]
    fn a_receipt_tells_seq_quads_entities_and_seconds() {
        let file = Path::new("a.ttl");
        assert_eq!(
            as_line(file, &receipt()),
            "a.ttl: seq 3, 60010 quads added, 2 removed, 12 entities, 2 terms of PAIR read as regular; 1.24 s"
        );
        let same = Receipt {
            changed: false,
            ..receipt()
        };
        assert_eq!(
            as_line(file, &same),
            "a.ttl: nothing new, the commons stays at seq 3; 1.24 s"
        );
        let normalised = Receipt {
            normalised: 7,
            ..receipt()
        };
        assert!(as_line(file, &normalised).contains("7 literals"));
    }

    #[test]
    fn a_receipt_survives_its_way_over_http() {
        assert_eq!(
            from_json(&as_object(Path::new("a.ttl"), &receipt())),
            Some(receipt())
        );
        assert_eq!(from_json(&json!({"seq": 1})), None);
    }
}
