//! The questions that both sides are asked, one file each in `queries/`, and one execution of one of them.

use crate::answer::Answer;
use anyhow::Result;
use std::time::Duration;

/// A query over generated data. The first line of its text says what it measures: `# lookup: …`, `# scan: …` or
/// `# aggregate: …`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question {
    /// What the tables call it.
    pub(crate) name: &'static str,
    /// SPARQL.
    pub(crate) text: &'static str,
}

/// The order of the tables.
pub(crate) const QUESTIONS: [Question; 17] = [
    POINT,
    STAR,
    question("describe", include_str!("../queries/describe.rq")),
    question("three-hops", include_str!("../queries/three-hops.rq")),
    question("group-by", include_str!("../queries/group-by.rq")),
    question("order-by", include_str!("../queries/order-by.rq")),
    question("optional", include_str!("../queries/optional.rq")),
    question("regex", include_str!("../queries/regex.rq")),
    question("contains", include_str!("../queries/contains.rq")),
    question("transitive", include_str!("../queries/transitive.rq")),
    question("construct", include_str!("../queries/construct.rq")),
    question("stream", include_str!("../queries/stream.rq")),
    COUNT_ALL,
    PREDICATES,
    question("triangle", include_str!("../queries/triangle.rq")),
    question("not-exists", include_str!("../queries/not-exists.rq")),
    question("date-range", include_str!("../queries/date-range.rq")),
];

/// Whether one triple is there; only for throughput.
pub(crate) const ASK: Question = question("ask", include_str!("../queries/ask.rq"));
pub(crate) const POINT: Question = question("point", include_str!("../queries/point.rq"));
pub(crate) const STAR: Question = question("star", include_str!("../queries/star.rq"));
pub(crate) const COUNT_ALL: Question = question("count-all", include_str!("../queries/count-all.rq"));
pub(crate) const PREDICATES: Question = question("predicates", include_str!("../queries/predicates.rq"));

const fn question(name: &'static str, text: &'static str) -> Question {
    Question { name, text }
}

impl Question {
    /// Lookup, scan or aggregate.
    pub(crate) fn kind(&self) -> &'static str {
        let comment = self.text.trim_start_matches("# ");
        comment.split_once(':').map_or("", |(kind, _)| kind)
    }

    /// Whether its work stays the same when the data grow.
    pub(crate) fn is_lookup(&self) -> bool {
        self.kind() == "lookup"
    }

    /// Whether it is answered with a graph, not with a table.
    pub(crate) fn is_graph(&self) -> bool {
        self.begins_a_line("CONSTRUCT") || self.begins_a_line("DESCRIBE")
    }

    /// Whether the query says which rows it wants. Some rows of many are right whichever they are.
    pub(crate) fn is_determined(&self) -> bool {
        self.begins_a_line("ORDER BY") || !self.begins_a_line("LIMIT")
    }

    fn begins_a_line(&self, words: &str) -> bool {
        self.text.lines().any(|line| line.starts_with(words))
    }
}

/// One execution.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) answer: Answer,
    pub(crate) took: Duration,
}

/// Who answers: a server, or a process of its own that has the data open.
pub(crate) trait Answering {
    /// One execution, or nothing when it takes longer than [`LIMIT`].
    fn run(&mut self, question: &Question) -> Result<Option<Run>>;
}

/// The longest that one execution may take.
pub(crate) const LIMIT: Duration = Duration::from_mins(1);
