//! Rows of figures, one for each document of a segment, that requests use one after the other.
//!
//! A row is as long as the greatest segment. To have it from the system anew for each request would take longer than the
//! request: so rows are kept, and whoever uses one leaves zeros behind, which only costs what was touched.

use std::sync::{Mutex, PoisonError};

use tantivy::DocId;

/// How many requests' rows are kept at a time; more requests at once make their own.
const KEPT_MAX: usize = 4;

/// The rows of one request, all zero when it begins and when it ends.
#[derive(Default)]
pub(crate) struct Rows {
    /// Of the way that is being read: occurrences, and what those in short texts are worth.
    pub(crate) counts: Vec<f32>,
    pub(crate) apart: Vec<f32>,
    /// Of the word that is being added up.
    pub(crate) word: WordRow,
    /// Of all words so far.
    pub(crate) scores: Vec<f32>,
    pub(crate) having: Vec<u8>,
}

impl Rows {
    fn with_room(mut self, documents: usize) -> Self {
        if self.counts.len() < documents {
            self.counts.resize(documents, 0.0);
            self.apart.resize(documents, 0.0);
            self.word.make_room(documents);
            self.scores.resize(documents, 0.0);
            self.having.resize(documents, 0);
        }
        self
    }
}

/// What is known of a document while one word is added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Standing {
    #[default]
    Untouched,
    /// It has something that adds to the word, not the word.
    Touched,
    Has,
}

/// The figures of one word, by document.
#[derive(Default)]
pub(crate) struct WordRow {
    scores: Vec<f32>,
    added: Vec<f32>,
    standing: Vec<Standing>,
    touched: Vec<DocId>,
}

impl WordRow {
    pub(crate) fn of(documents: usize) -> Self {
        let mut row = Self::default();
        row.make_room(documents);
        row
    }

    fn make_room(&mut self, documents: usize) {
        self.scores.resize(documents, 0.0);
        self.added.resize(documents, 0.0);
        self.standing.resize(documents, Standing::Untouched);
    }

    pub(crate) fn documents(&self) -> usize {
        self.scores.len()
    }

    /// A document has the word in another way: the best of them counts.
    pub(crate) fn best(&mut self, doc: DocId, worth: f32) {
        let at = self.has(doc);
        self.scores[at] = self.scores[at].max(worth);
    }

    /// A document has the word, and in this way too.
    pub(crate) fn more(&mut self, doc: DocId, worth: f32) {
        let at = self.has(doc);
        self.scores[at] += worth;
    }

    /// A document has something that adds to the word.
    pub(crate) fn add(&mut self, doc: DocId, worth: f32) {
        let at = doc as usize;
        if self.standing[at] == Standing::Untouched {
            self.standing[at] = Standing::Touched;
            self.touched.push(doc);
        }
        self.added[at] += worth;
    }

    fn has(&mut self, doc: DocId) -> usize {
        let at = doc as usize;
        if self.standing[at] == Standing::Untouched {
            self.touched.push(doc);
        }
        self.standing[at] = Standing::Has;
        at
    }

    /// Calls `each` with every document that has the word and what that is worth, and leaves zeros behind.
    pub(crate) fn drain(&mut self, mut each: impl FnMut(DocId, f32)) {
        for doc in self.touched.drain(..) {
            let at = doc as usize;
            // What only adds does not make a document one that has the word.
            if std::mem::take(&mut self.standing[at]) == Standing::Has {
                each(doc, self.scores[at] + self.added[at]);
            }
            self.scores[at] = 0.0;
            self.added[at] = 0.0;
        }
    }
}

/// Rows that wait for the next request.
#[derive(Default)]
pub(crate) struct RowPool(Mutex<Vec<Rows>>);

impl RowPool {
    /// Runs `work` with rows for so many documents.
    ///
    /// # Errors
    /// Those of `work`, which may have left rows half full: they are not given back.
    pub(crate) fn with<T, E>(
        &self,
        documents: usize,
        work: impl FnOnce(&mut Rows) -> Result<T, E>,
    ) -> Result<T, E> {
        let kept = self.lock().pop();
        let mut rows = kept.unwrap_or_default().with_room(documents);
        let done = work(&mut rows)?;
        let mut kept = self.lock();
        if kept.len() < KEPT_MAX {
            kept.push(rows);
        }
        Ok(done)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Rows>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_empty_and_only_from_who_came_to_an_end() {
        let pool = RowPool::default();
        let used = pool.with(3, |rows| {
            rows.word.more(2, 1.5);
            rows.word.add(2, 0.5);
            rows.word.add(1, 9.0);
            let mut found = Vec::new();
            rows.word.drain(|doc, worth| found.push((doc, worth)));
            Ok::<_, ()>(found)
        });
        assert_eq!(used, Ok(vec![(2, 2.0)]));
        let failed = pool.with(3, |rows| {
            assert_eq!(rows.word.standing, [Standing::Untouched; 3]);
            assert_eq!(rows.word.added, [0.0; 3]);
            rows.counts[0] = 1.0;
            Err::<(), _>("no")
        });
        assert_eq!(failed, Err("no"));
        assert!(pool.lock().is_empty());
        let longer = pool.with(5, |rows| {
            Ok::<_, ()>((rows.counts.clone(), rows.word.documents()))
        });
        assert_eq!(longer, Ok((vec![0.0; 5], 5)));
    }
}
