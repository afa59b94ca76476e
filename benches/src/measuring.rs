//! Repeated executions and their medians.

use crate::answer::Answer;
use crate::question::{Answering, Question};
use anyhow::{Result, ensure};
use std::time::{Duration, Instant};

/// A question is not repeated any more once this much time went to it.
const SPENT_MAX: Duration = Duration::from_secs(30);
/// A quick question is repeated until this much time went to it, so that its median means something.
const SPENT_MIN: Duration = Duration::from_millis(500);

/// What was measured of a question.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    pub(crate) answer: Answer,
    pub(crate) median_ms: f64,
}

/// Asks once to warm up, then at least `runs` times while time allows; nothing when one execution passes the limit.
pub(crate) fn measure(
    engine: &mut dyn Answering,
    question: &Question,
    runs: usize,
) -> Result<Option<Measured>> {
    let begun = Instant::now();
    let Some(first) = engine.run(question)? else {
        return Ok(None);
    };
    let mut took = Vec::new();
    while took.is_empty()
        || (took.len() < runs && begun.elapsed() < SPENT_MAX)
        || took.iter().sum::<Duration>() < SPENT_MIN
    {
        let Some(run) = engine.run(question)? else {
            return Ok(None);
        };
        ensure!(
            run.answer == first.answer,
            "`{}` is answered in two ways: {:?}, {:?}",
            question.name,
            first.answer,
            run.answer
        );
        took.push(run.took);
    }
    Ok(Some(Measured {
        answer: first.answer,
        median_ms: Times::of(took).ms_at(50),
    }))
}

/// Durations in their order.
pub(crate) struct Times {
    sorted: Vec<Duration>,
}

impl Times {
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self { sorted: times }
    }

    /// The duration that `percent` of all do not pass, in milliseconds; 0 when there are none.
    pub(crate) fn ms_at(&self, percent: usize) -> f64 {
        let rank = (self.sorted.len() * percent / 100).min(self.sorted.len().saturating_sub(1));
        self.sorted
            .get(rank)
            .map_or(0.0, |duration| duration.as_secs_f64() * 1e3)
    }
}
