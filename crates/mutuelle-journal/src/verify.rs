//! The full check of a journal.

use std::path::Path;

use crate::error::JournalError;
use crate::record::NO_HASH;
use crate::records::Records;
use crate::survey::TornTail;

/// What a journal holds, once every byte of it has been read and found right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Number of records, which is also the last one's number.
    pub records: u64,
    /// Hash of the last record, which stands for the whole journal; zeros when there is none.
    pub last_hash: [u8; 32],
    /// Quads removed by all patches together, dumps not counted.
    pub removed: u64,
    /// Quads added by all patches together, dumps not counted.
    pub added: u64,
    /// Number of records that name a dump.
    pub dumps: u64,
    /// The unfinished end that the next [`crate::Journal::open`] will cut off.
    pub torn: Option<TornTail>,
}

/// Reads every record of the journal in `dir` and checks checksums, hashes, chain and patches. It changes nothing,
/// and no [`crate::Journal`] may be writing there meanwhile.
pub fn verify_all(dir: &Path) -> Result<Verified, JournalError> {
    let records = Records::open(dir, 1)?;
    let torn = records.torn().cloned();
    let mut sum = Verified {
        records: 0,
        last_hash: NO_HASH,
        removed: 0,
        added: 0,
        dumps: 0,
        torn,
    };
    for record in records {
        let record = record?;
        sum.records += 1;
        sum.last_hash = record.hash;
        sum.removed += record.patch.removed.len() as u64;
        sum.added += record.patch.added.len() as u64;
        sum.dumps += u64::from(record.dump.is_some());
    }
    Ok(sum)
}
