//! Real failures of the operating system, without a file system of our own: a segment that is a link to a device, and a
//! limit on the length of files.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use mutuelle_journal::{Journal, JournalError, JournalOptions, Patch};

use crate::folder::{Folder, append_each, draft, patches};
use crate::quads::{patch, quad};

const FOLDER_VARIABLE: &str = "MUTUELLE_JOURNAL_TEST_FOLDER";

fn journal_on(device: &str) -> (Folder, Journal) {
    let folder = Folder::new();
    symlink(device, folder.path().join("00000000000000000001.log")).unwrap();
    let (journal, opened) = folder.open();
    assert_eq!((opened.last_seq, opened.cut), (0, None));
    (folder, journal)
}

fn assert_closed(mut journal: Journal) {
    assert!(matches!(journal.sync(), Err(JournalError::Poisoned { .. })));
    assert!(matches!(
        journal.append(&draft(&patch(1))),
        Err(JournalError::Poisoned { .. })
    ));
    assert!(matches!(
        journal.discard_unsynced(),
        Err(JournalError::Poisoned { .. })
    ));
    assert!(matches!(
        journal.records_from(1),
        Err(JournalError::Poisoned { .. })
    ));
}

#[test]
fn a_failed_sync_closes_the_journal_for_good() {
    // The null device takes every write and cannot be synced.
    let (_folder, mut journal) = journal_on("/dev/null");
    journal.append(&draft(&patch(0))).unwrap();
    let error = journal.sync().unwrap_err();
    assert!(
        matches!(error, JournalError::Io { action: "sync", .. }),
        "{error:?}"
    );
    assert_eq!(journal.synced_seq(), 0);
    assert_closed(journal);
}

#[test]
fn a_failed_discard_closes_the_journal_for_good() {
    let (_folder, mut journal) = journal_on("/dev/null");
    journal.append(&draft(&patch(0))).unwrap();
    let error = journal.discard_unsynced().unwrap_err();
    assert!(
        matches!(
            error,
            JournalError::Io {
                action: "cut back",
                ..
            }
        ),
        "{error:?}"
    );
    assert_closed(journal);
}

#[test]
fn a_failed_write_that_cannot_be_cut_back_closes_the_journal_for_good() {
    // The full device takes no write and cannot be cut.
    let (_folder, mut journal) = journal_on("/dev/full");
    let error = journal.append(&draft(&patch(0))).unwrap_err();
    assert!(
        matches!(
            error,
            JournalError::Io {
                action: "cut back",
                ..
            }
        ),
        "{error:?}"
    );
    assert_closed(journal);
}

/// The same test runs a second time in a process of its own, where no file may grow beyond some kilobytes: the write of
/// a large record then fails in its middle.
#[test]
fn a_write_that_fails_in_its_middle_leaves_nothing() {
    if let Some(dir) = std::env::var_os(FOLDER_VARIABLE) {
        return fill_up(Path::new(&dir));
    }
    let folder = Folder::new();
    append_each(&mut folder.open().0, &patches(2));
    let ran = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$@\"", "sh"])
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "write_failure::a_write_that_fails_in_its_middle_leaves_nothing",
        ])
        .env(FOLDER_VARIABLE, folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && told.contains("1 passed"), "{told}");
    let (_, opened) = folder.open();
    assert_eq!((opened.last_seq, opened.cut), (4, None));
}

fn fill_up(dir: &Path) {
    let (mut journal, _) = Journal::open(dir, JournalOptions::default()).unwrap();
    let large = Patch {
        removed: vec![],
        added: (0..1000).map(quad).collect(),
    };
    journal.append(&draft(&patch(2))).unwrap();
    let bytes = journal.bytes();
    for _ in 0..2 {
        let error = journal.append(&draft(&large)).unwrap_err();
        assert!(
            matches!(
                error,
                JournalError::Io {
                    action: "write to",
                    ..
                }
            ),
            "{error:?}"
        );
        assert_eq!((journal.last_seq(), journal.bytes()), (3, bytes));
        assert_eq!(
            std::fs::metadata(dir.join("00000000000000000001.log"))
                .unwrap()
                .len(),
            bytes
        );
    }
    assert_eq!(journal.append(&draft(&patch(3))).unwrap(), 4);
    journal.sync().unwrap();
}
