//! Recovery: the store is brought to where the journal is, by replaying what it lacks.

use crate::change::ChangeError;
use crate::dump;
use crate::open::OpenError;
use crate::text::TextSide;
use mutuelle_journal::{Journal, Record};
use mutuelle_search::IndexState;
use mutuelle_store::{Store, StoreError};
use std::path::Path;

/// Applies every record after the store's seq; returns how many.
pub(crate) fn catch_up(store: &Store, journal: &Journal, dumps: &Path) -> Result<u64, OpenError> {
    let at = store.read()?.view().seq()?;
    let last = journal.last_seq();
    if at > last {
        return Err(OpenError::StoreAhead {
            store: at,
            journal: last,
        });
    }
    let mut replayed = 0;
    if at < last {
        for record in journal.records_from(at + 1)? {
            apply(store, &record?, dumps)?;
            replayed += 1;
        }
    }
    Ok(replayed)
}

/// Applies one record. Quads that are there already, or gone already, do not matter: replaying is idempotent.
fn apply(store: &Store, record: &Record, dumps: &Path) -> Result<(), OpenError> {
    if let Some(reference) = &record.dump {
        let mut bulk = store.bulk_load();
        let quads = dump::open(dumps, reference).map_err(|error| OpenError::Dump {
            hash: reference.hash.clone(),
            source: Box::new(error),
        })?;
        bulk.load(quads).map_err(|error| match error {
            ChangeError::Store(error) => OpenError::Store(error),
            error => OpenError::Dump {
                hash: reference.hash.clone(),
                source: Box::new(error),
            },
        })?;
        // Parts of the dump may have been there: the total is counted, not added up.
        bulk.commit(record.seq - 1, 0)?;
        recount(store, record.seq - 1)?;
    }
    let mut transaction = store.begin()?;
    for quad in &record.patch.removed {
        transaction.remove(quad)?;
    }
    for quad in &record.patch.added {
        transaction.insert(quad)?;
    }
    transaction.commit(record.seq)?;
    Ok(())
}

fn recount(store: &Store, seq: u64) -> Result<(), StoreError> {
    let mut count = 0;
    for quad in store.read()?.view().quads(None, None, None, None) {
        quad?;
        count += 1;
    }
    store.begin()?.commit_counted(seq, count)
}

/// Notes for the text index what it lacks; `Err` with a reason when it must be made anew instead.
pub(crate) fn catch_up_text(
    text: &TextSide,
    state: IndexState,
    journal: Option<&Journal>,
) -> Result<Result<(), String>, OpenError> {
    let indexed = match state {
        IndexState::NeedsRebuild { reason } => return Ok(Err(reason)),
        IndexState::Ready { seq } => seq,
    };
    let Some(journal) = journal else { return Ok(Ok(())) };
    if indexed > journal.last_seq() {
        return Ok(Err(format!(
            "the index is at seq {indexed}, the journal at {}",
            journal.last_seq()
        )));
    }
    if indexed < journal.last_seq() {
        for record in journal.records_from(indexed + 1)? {
            let record = record?;
            if record.dump.is_some() {
                return Ok(Err(format!(
                    "the index lacks the large dump of seq {}",
                    record.seq
                )));
            }
            text.touch(record.seq, record.patch.removed.iter().chain(&record.patch.added));
        }
    }
    Ok(Ok(()))
}
