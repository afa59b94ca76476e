//! How a query was answered, as JSON.

use mutuelle_commons::{Explained, Hint, Placed, TextPlaced};
use serde_json::{Value, json};
use std::time::Duration;

/// The explanation of a query, `parsed` being the time that parsing took and `hints` what may have been
/// meant.
pub(crate) fn json(explained: &Explained, parsed: Duration, hints: &[Hint]) -> Value {
    let explanation = &explained.explanation;
    let joins: Vec<_> = explanation.placed.iter().map(join).collect();
    let texts: Vec<_> = explanation.texts.iter().map(text).collect();
    let hints: Vec<_> = hints.iter().map(ToString::to_string).collect();
    let evaluated: Value = serde_json::from_str(&explanation.evaluated).unwrap_or(Value::Null);
    let timings = explanation.timings;
    json!({
        "seq": explained.seq,
        "source": if explained.on_copy { "read copy" } else { "store" },
        "rows": explanation.rows,
        "memory_bytes": explanation.memory_bytes,
        "timings_ms": {
            "parse": milliseconds(parsed),
            "plan": milliseconds(timings.plan),
            "execute": milliseconds(timings.execute),
        },
        "counted_from_ranges": explanation.counted,
        "sorted": explanation.sorted,
        "text_patterns": texts,
        "joins": joins,
        "evaluated": evaluated["plan"],
        "hints": hints,
    })
}

fn text(placed: &TextPlaced) -> Value {
    json!({ "pattern": placed.pattern, "texts": placed.texts, "rows": placed.rows })
}

fn join(placed: &Placed) -> Value {
    json!({ "pattern": placed.pattern, "estimated_rows": placed.rows })
}

fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
