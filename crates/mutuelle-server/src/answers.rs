//! Small answers that are given again for as long as nothing changes.
//!
//! Pages of partner sites ask the same questions all day. An answer is kept under the very text of its request, with the
//! seq that it was worked out at; the first change of the commons ends it, so that none is ever out of date.

use bytes::Bytes;
use http::HeaderMap;
use http::header::ACCEPT;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The longest answer that is kept, in bytes.
pub(crate) const KEPT_ANSWER_BYTES_MAX: usize = 64 << 10;
/// What all kept answers may take with their requests, in bytes.
pub(crate) const KEPT_BYTES_MAX: usize = 32 << 20;

/// What a request asks for, as it came: its parameters, still encoded, and its `Accept` headers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Asked(Box<[u8]>);

impl Asked {
    pub(crate) fn of(parameters: &str, headers: &HeaderMap) -> Self {
        let mut bytes = Vec::with_capacity(parameters.len() + 64);
        bytes.extend_from_slice(parameters.as_bytes());
        for accept in headers.get_all(ACCEPT) {
            // A byte that can stand in neither.
            bytes.push(b'\n');
            bytes.extend_from_slice(accept.as_bytes());
        }
        Self(bytes.into())
    }
}

/// An answer that was given.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) content_type: &'static str,
    pub(crate) body: Bytes,
}

/// The kept answers.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    kept: Mutex<Kept>,
    hits: AtomicU64,
    misses: AtomicU64,
}

/// Two generations: when the younger is full it becomes the older, and the older is forgotten; whatever is asked for
/// again becomes young again.
#[derive(Debug, Default)]
struct Kept {
    seq: u64,
    young: HashMap<Asked, Given>,
    old: HashMap<Asked, Given>,
    young_bytes: usize,
}

impl Answers {
    /// The answer to this request at this seq, if it was given before.
    pub(crate) fn find(&self, asked: &Asked, seq: u64) -> Option<Given> {
        let found = self.lock().find(asked, seq);
        let counter = if found.is_some() { &self.hits } else { &self.misses };
        counter.fetch_add(1, Ordering::Relaxed);
        found
    }

    /// Keeps an answer that was worked out at this seq.
    pub(crate) fn keep(&self, asked: Asked, seq: u64, given: Given) {
        if given.body.len() <= KEPT_ANSWER_BYTES_MAX {
            self.lock().keep(asked, seq, given);
        }
    }

    /// How many requests found their answer here, and how many did not.
    pub(crate) fn counts(&self) -> (u64, u64) {
        (
            self.hits.load(Ordering::Relaxed),
            self.misses.load(Ordering::Relaxed),
        )
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn find(&mut self, asked: &Asked, seq: u64) -> Option<Given> {
        if self.seq != seq {
            return None;
        }
        if let Some(given) = self.young.get(asked) {
            return Some(given.clone());
        }
        let (asked, given) = self.old.remove_entry(asked)?;
        self.insert(asked, given.clone());
        Some(given)
    }

    fn keep(&mut self, asked: Asked, seq: u64, given: Given) {
        // An answer that took its time may be older than what others found since.
        if seq < self.seq {
            return;
        }
        if seq > self.seq {
            *self = Self {
                seq,
                ..Self::default()
            };
        }
        self.insert(asked, given);
    }

    fn insert(&mut self, asked: Asked, given: Given) {
        let asked_bytes = asked.0.len();
        let bytes = asked_bytes + given.body.len();
        if self.young_bytes + bytes > KEPT_BYTES_MAX / 2 {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes += bytes;
        if let Some(before) = self.young.insert(asked, given) {
            self.young_bytes -= asked_bytes + before.body.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Asked {
        Asked::of(text, &HeaderMap::new())
    }

    fn given(bytes: usize) -> Given {
        Given {
            content_type: "text/plain",
            body: Bytes::from(vec![b'x'; bytes]),
        }
    }

    #[test]
    fn an_answer_ends_with_the_seq_that_it_was_worked_out_at() {
        let answers = Answers::default();
        answers.keep(asked("a"), 1, given(1));
        assert!(answers.find(&asked("a"), 1).is_some());
        assert!(answers.find(&asked("a"), 2).is_none());
        answers.keep(asked("b"), 2, given(1));
        answers.keep(asked("a"), 1, given(1));
        assert!(
            answers.find(&asked("a"), 2).is_none(),
            "it is of an earlier state"
        );
        assert!(answers.find(&asked("b"), 2).is_some());
        assert_eq!(answers.counts(), (2, 2));
    }

    #[test]
    fn what_is_accepted_is_part_of_the_request() {
        let answers = Answers::default();
        answers.keep(asked("a"), 1, given(1));
        let mut headers = HeaderMap::new();
        headers.append(ACCEPT, http::HeaderValue::from_static("text/csv"));
        assert!(answers.find(&Asked::of("a", &headers), 1).is_none());
    }

    #[test]
    fn an_answer_is_kept_to_its_limit_and_not_beyond() {
        let answers = Answers::default();
        answers.keep(asked("fits"), 1, given(KEPT_ANSWER_BYTES_MAX));
        answers.keep(asked("does not"), 1, given(KEPT_ANSWER_BYTES_MAX + 1));
        assert!(answers.find(&asked("fits"), 1).is_some());
        assert!(answers.find(&asked("does not"), 1).is_none());
    }

    #[test]
    fn all_answers_together_stay_within_their_limit_and_the_asked_for_stay() {
        let answers = Answers::default();
        let often = asked("often");
        answers.keep(often.clone(), 1, given(KEPT_ANSWER_BYTES_MAX));
        for number in 0..2 * KEPT_BYTES_MAX / KEPT_ANSWER_BYTES_MAX {
            answers.keep(asked(&number.to_string()), 1, given(KEPT_ANSWER_BYTES_MAX));
            assert!(answers.find(&often, 1).is_some());
            let kept = answers.lock();
            let bytes = |kept: &HashMap<Asked, Given>| -> usize {
                kept.iter()
                    .map(|(asked, given)| asked.0.len() + given.body.len())
                    .sum()
            };
            assert!(bytes(&kept.young) + bytes(&kept.old) <= KEPT_BYTES_MAX);
            assert_eq!(bytes(&kept.young), kept.young_bytes);
        }
        assert!(answers.find(&asked("0"), 1).is_none());
    }
}
