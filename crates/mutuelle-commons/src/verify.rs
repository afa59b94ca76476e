//! The check that every copy says what the journal says.
//!
//! The journal's patches are effective: each adds what was not there and removes what was. So the sum, modulo 2^128, of
//! the hashes of all quads added less those removed must equal the sum over the store's quads. That takes one pass over
//! each and no memory.

use crate::commons::{Commons, Core};
use crate::documents::Describer;
use crate::dump;
use crate::text::TextError;
use crate::writer::{Chain, Writer};
use mutuelle_journal::{Journal, JournalError, Record};
use mutuelle_search::entity_key;
use mutuelle_store::{Snapshot, StoreError};
use serde::Serialize;
use std::collections::HashMap;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// The sequence number that was checked.
    pub seq: u64,
    /// Records of the journal; 0 in memory, where there is none.
    pub records: u64,
    /// Quads in the store.
    pub quads: u64,
    /// Documents in the text index.
    pub entities: u64,
    /// What does not agree; empty when all is well.
    pub problems: Vec<String>,
}

impl VerifyReport {
    /// Whether everything agrees.
    pub fn ok(&self) -> bool {
        self.problems.is_empty()
    }
}

/// The check could not be made.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The journal is damaged.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The text index failed.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The writer has stopped.
    #[error("the commons is closed; open it again to check it")]
    Closed,
}

/// How many single differences of the text index are named.
const DIFFERENCES_NAMED_MAX: usize = 10;

/// A set of quads as a number and a sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    quads: i64,
    sum: u128,
}

impl Tally {
    fn add(&mut self, key: u128) {
        self.quads += 1;
        self.sum = self.sum.wrapping_add(key);
    }

    fn remove(&mut self, key: u128) {
        self.quads -= 1;
        self.sum = self.sum.wrapping_sub(key);
    }
}

impl Commons {
    /// Checks store and text index against the journal. Changes wait meanwhile, queries do not.
    pub fn verify(&self) -> Result<VerifyReport, VerifyError> {
        self.while_still(|writer| check(writer))
            .ok_or(VerifyError::Closed)?
    }
}

fn check(writer: &Writer) -> Result<VerifyReport, VerifyError> {
    let core = &writer.core;
    if !core.text.is_ready() {
        core.text.rebuild(&core.store)?;
    }
    let mut text = core.text.lock();
    let snapshot = core.store.read()?;
    text.flush_to(&snapshot)?;
    let mut report = VerifyReport {
        seq: snapshot.view().seq()?,
        ..VerifyReport::default()
    };
    let stored = store_tally(&snapshot)?;
    report.quads = u64::try_from(stored.quads).unwrap_or(0);
    if report.quads != snapshot.view().quad_count()? {
        let counted = snapshot.view().quad_count()?;
        report.problems.push(format!(
            "the store holds {} quads but counts {counted}",
            report.quads
        ));
    }
    if let Some(journal) = &writer.journal {
        check_journal(core, journal, stored, &mut report)?;
    }
    check_text(core, &snapshot, &mut report)?;
    Ok(report)
}

fn store_tally(snapshot: &Snapshot<'_>) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    for quad in snapshot.view().quads(None, None, None, None) {
        tally.add(dump::key(&quad?));
    }
    Ok(tally)
}

fn check_journal(
    core: &Core,
    journal: &Journal,
    stored: Tally,
    report: &mut VerifyReport,
) -> Result<(), VerifyError> {
    let mut recorded = Tally::default();
    for record in journal.records_from(1)? {
        let record = record?;
        report.records += 1;
        if let Err(problem) = replay(core, &record, &mut recorded) {
            report.problems.push(problem);
        }
    }
    if report.seq != report.records {
        let problem = format!(
            "the store is at seq {}, the journal has {} records",
            report.seq, report.records
        );
        report.problems.push(problem);
    }
    if recorded != stored {
        report.problems.push(format!(
            "the journal makes {} quads, the store holds {}{}",
            recorded.quads,
            stored.quads,
            if recorded.quads == stored.quads {
                " others"
            } else {
                ""
            }
        ));
    }
    Ok(())
}

fn replay(core: &Core, record: &Record, tally: &mut Tally) -> Result<(), String> {
    for quad in &record.patch.removed {
        tally.remove(dump::key(quad));
    }
    for quad in &record.patch.added {
        tally.add(dump::key(quad));
    }
    let (Some(reference), Some(dumps)) = (&record.dump, core.dumps()) else {
        return Ok(());
    };
    let unreadable = |error| {
        format!(
            "the dump {} of seq {}: {}",
            reference.hash,
            record.seq,
            Chain(&error)
        )
    };
    let mut quads = 0;
    for quad in dump::open(&dumps, reference).map_err(unreadable)? {
        tally.add(dump::key(&quad.map_err(unreadable)?));
        quads += 1;
    }
    if quads == reference.quads {
        Ok(())
    } else {
        Err(format!(
            "the dump {} has {quads} quads, the journal says {}",
            reference.hash, reference.quads
        ))
    }
}

/// Compares the index with the store, document by document.
fn check_text(core: &Core, snapshot: &Snapshot<'_>, report: &mut VerifyReport) -> Result<(), VerifyError> {
    let mut expected = HashMap::new();
    Describer::new(core.text.profile(), snapshot.view()).every(
        |entity, document| -> Result<(), StoreError> {
            let key = entity_key(&entity);
            match document {
                Some(document) => expected.insert(key, document.digest()),
                None => expected.remove(&key),
            };
            Ok(())
        },
    )?;
    let mut differences = Vec::new();
    for (key, digest) in core.text.latest().entities().map_err(TextError::from)? {
        report.entities += 1;
        match expected.remove(&key) {
            Some(found) if found == digest => {}
            Some(_) => differences.push(format!("the text index has an outdated document of {key}")),
            None => differences.push(format!(
                "the text index has a document of {key}, the store has none"
            )),
        }
    }
    differences.extend(expected.keys().map(|key| format!("the text index lacks {key}")));
    if differences.len() > DIFFERENCES_NAMED_MAX {
        let more = differences.len() - DIFFERENCES_NAMED_MAX;
        differences.truncate(DIFFERENCES_NAMED_MAX);
        differences.push(format!("and {more} more"));
    }
    report.problems.append(&mut differences);
    Ok(())
}
