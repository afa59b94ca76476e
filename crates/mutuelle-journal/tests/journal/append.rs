use mutuelle_journal::{
    AGENT_BYTES_MAX, Draft, DumpRef, Journal, JournalError, JournalOptions, PAYLOAD_BYTES_MAX, Patch,
    SOURCE_BYTES_MAX, verify_all,
};
use proptest::prelude::*;

use crate::folder::{Folder, append_each, draft, patches};
use crate::quads::{any_patch, patch};

fn hex(hash: [u8; 32]) -> String {
    blake3::Hash::from_bytes(hash).to_hex().to_string()
}

#[test]
fn a_new_journal_is_empty() {
    let folder = Folder::new();
    let dir = folder.path().join("a/journal");
    let (journal, opened) = Journal::open(&dir, JournalOptions::default()).unwrap();
    assert_eq!((opened.last_seq, opened.cut), (0, None));
    assert_eq!(
        (journal.last_seq(), journal.bytes(), journal.last_hash()),
        (0, 0, [0; 32])
    );
    assert_eq!(journal.records_from(0).unwrap().count(), 0);
    assert_eq!(verify_all(&dir).unwrap().records, 0);
}

#[test]
fn a_record_comes_back_with_all_that_was_said() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    let dump = DumpRef {
        hash: "0a".repeat(32),
        quads: 60_010,
    };
    let empty = Patch::default();
    let first = Draft {
        time_ms: -5,
        agent: "Zoé \"\u{0}",
        source: "",
        dump: Some(&dump),
        patch: &empty,
    };
    assert_eq!(journal.append(&first).unwrap(), 1);
    assert_eq!(journal.append(&draft(&patch(4))).unwrap(), 2);
    journal.sync().unwrap();
    let records: Vec<_> = journal.records_from(1).unwrap().map(Result::unwrap).collect();
    assert_eq!(
        (records[0].time_ms, &*records[0].agent, &*records[0].source),
        (-5, "Zoé \"\u{0}", "")
    );
    assert_eq!(
        (records[0].dump.as_ref(), records[0].previous),
        (Some(&dump), [0; 32])
    );
    assert_eq!(
        (records[1].dump.as_ref(), records[1].previous),
        (None, records[0].hash)
    );
    assert_eq!(records[1].patch, patch(4));
    assert_eq!(journal.last_hash(), records[1].hash);
    let verified = verify_all(folder.path()).unwrap();
    assert_eq!(
        (verified.records, verified.removed, verified.added, verified.dumps),
        (2, 1, 1, 1)
    );
    assert_eq!(verified.last_hash, records[1].hash);
}

#[test]
fn the_text_in_the_file_is_an_rdf_patch_that_other_tools_can_follow() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    journal.append(&draft(&patch(0))).unwrap();
    let dump = DumpRef {
        hash: "0a".repeat(32),
        quads: 7,
    };
    journal
        .append(&Draft {
            dump: Some(&dump),
            ..draft(&patch(1))
        })
        .unwrap();
    journal.sync().unwrap();
    let records = folder.records().unwrap();
    let file = folder.bytes(0);
    let file = String::from_utf8_lossy(&file);
    let ends: Vec<_> = file
        .match_indices("TC .\n")
        .map(|(at, end)| at + end.len())
        .collect();
    let starts: Vec<_> = file.match_indices("H id ").map(|(at, _)| at).collect();
    let (headers, first) = Patch::parse(&file[starts[0]..ends[0]]).unwrap();
    assert_eq!((first, headers.len()), (patch(0), 1));
    assert_eq!(headers.find("id"), Some(&records[0].id().into()));
    let (headers, second) = Patch::parse(&file[starts[1]..ends[1]]).unwrap();
    assert_eq!(second, patch(1));
    assert_eq!(headers.find("id"), Some(&records[1].id().into()));
    assert_eq!(headers.find("prev"), Some(&records[0].id().into()));
    assert_eq!(
        headers.find("dump").unwrap().to_string(),
        format!("<urn:blake3:{}>", dump.hash)
    );
    assert_eq!(
        headers.find("dump-quads").unwrap().to_string(),
        "\"7\"^^<http://www.w3.org/2001/XMLSchema#integer>"
    );
}

#[test]
fn the_hash_is_the_one_that_the_documentation_describes() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    append_each(&mut journal, &[patch(0)]);
    let meta = r#"{"agent":"camille","source":"test"}"#;
    let mut body = Vec::new();
    patch(0).write_rdf_patch(&mut body, &[]);
    let mut hasher = blake3::Hasher::new_derive_key("mutuelle-journal record 1");
    for part in [
        &1_u64.to_le_bytes()[..],
        &1_780_000_000_000_i64.to_le_bytes(),
        &[0; 32],
        &35_u64.to_le_bytes(),
    ] {
        hasher.update(part);
    }
    hasher.update(meta.as_bytes()).update(&body);
    assert_eq!(hex(journal.last_hash()), hasher.finalize().to_hex().to_string());
}

#[test]
fn hashes_do_not_depend_on_how_records_were_grouped() {
    let (one, other) = (Folder::new(), Folder::new());
    let (mut each, _) = one.open();
    append_each(&mut each, &patches(5));
    let (mut group, _) = other.open();
    for patch in &patches(5) {
        group.append(&draft(patch)).unwrap();
    }
    group.sync().unwrap();
    assert_eq!(each.last_hash(), group.last_hash());
}

#[test]
fn a_thousand_records_survive_a_restart() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    let patches = patches(1000);
    for group in patches.chunks(20) {
        for patch in group {
            journal.append(&draft(patch)).unwrap();
        }
        journal.sync().unwrap();
    }
    let bytes = journal.bytes();
    drop(journal);
    let (journal, opened) = folder.open();
    assert_eq!(
        (opened.last_seq, opened.cut, journal.bytes()),
        (1000, None, bytes)
    );
    let read: Vec<_> = journal
        .records_from(1)
        .unwrap()
        .map(|record| record.unwrap().patch)
        .collect();
    assert!(read == patches);
    assert_eq!(verify_all(folder.path()).unwrap().records, 1000);
}

#[test]
fn records_that_are_not_synced_are_not_read() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    append_each(&mut journal, &patches(2));
    journal.append(&draft(&patch(2))).unwrap();
    assert_eq!((journal.last_seq(), journal.synced_seq()), (3, 2));
    assert_eq!(journal.records_from(1).unwrap().count(), 2);
    assert_eq!(journal.records_from(3).unwrap().count(), 0);
    journal.sync().unwrap();
    assert_eq!(journal.records_from(3).unwrap().count(), 1);
}

#[test]
fn a_reader_goes_on_while_the_journal_is_written() {
    let folder = Folder::new();
    let mut journal = folder.with_segments_of(2000);
    append_each(&mut journal, &patches(10));
    let reader = journal.records_from(4).unwrap();
    let reading = std::thread::spawn(move || reader.map(|record| record.unwrap().seq).collect::<Vec<_>>());
    append_each(&mut journal, &patches(10));
    assert_eq!(reading.join().unwrap(), [4, 5, 6, 7, 8, 9, 10]);
}

#[test]
fn discarded_records_leave_no_trace() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    append_each(&mut journal, &patches(3));
    let before = folder.bytes(0);
    let hash = journal.last_hash();
    for number in 10..15 {
        journal.append(&draft(&patch(number))).unwrap();
    }
    journal.discard_unsynced().unwrap();
    assert_eq!((journal.last_seq(), journal.last_hash()), (3, hash));
    assert_eq!(folder.bytes(0), before);
    journal.discard_unsynced().unwrap();
    assert_eq!(journal.append(&draft(&patch(20))).unwrap(), 4);
    journal.sync().unwrap();
    drop(journal);
    let (journal, opened) = folder.open();
    assert_eq!((opened.last_seq, opened.cut), (4, None));
    assert_eq!(
        journal.records_from(4).unwrap().next().unwrap().unwrap().patch,
        patch(20)
    );
}

#[test]
fn names_are_taken_at_their_limits_and_refused_above() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    // The worst case for the description: each byte becomes six in JSON.
    let (agent, source) = ("\u{1}".repeat(AGENT_BYTES_MAX), "\u{1}".repeat(SOURCE_BYTES_MAX));
    let patch = patch(0);
    let fitting = Draft {
        agent: &agent,
        source: &source,
        ..draft(&patch)
    };
    journal.append(&fitting).unwrap();
    let longer = format!("{agent}x");
    let error = journal
        .append(&Draft {
            agent: &longer,
            ..fitting
        })
        .unwrap_err();
    assert_eq!(error.to_string(), "agent has `1025` bytes, the limit is `1024`");
    let longer = format!("{source}x");
    let error = journal
        .append(&Draft {
            source: &longer,
            ..fitting
        })
        .unwrap_err();
    assert_eq!(error.to_string(), "source has `4097` bytes, the limit is `4096`");
    journal.sync().unwrap();
    let records = folder.records().unwrap();
    assert_eq!(
        (records.len(), &records[0].agent, &records[0].source),
        (1, &agent, &source)
    );
}

#[test]
fn a_patch_is_taken_at_its_limit_and_refused_above() {
    let mut body = Vec::new();
    patch(3).write_rdf_patch(&mut body, &[]);
    let exact = (format!("H id <urn:blake3:{}> .\n", "0".repeat(64)).len() + body.len()) as u64;
    for (limit, fits) in [
        (exact, true),
        (exact - 1, false),
        (20, false),
        (PAYLOAD_BYTES_MAX + 1, true),
    ] {
        let folder = Folder::new();
        let options = JournalOptions {
            payload_bytes_max: limit,
            ..JournalOptions::default()
        };
        let (mut journal, _) = Journal::open(folder.path(), options).unwrap();
        let appended = journal.append(&draft(&patch(3)));
        assert_eq!(appended.is_ok(), fits, "{limit}");
        if let Err(error) = appended {
            assert!(
                matches!(error, JournalError::PayloadTooLarge { limit: stated, bytes } if stated == limit && bytes > limit)
            );
            assert_eq!((journal.last_seq(), journal.bytes()), (0, 0));
        }
    }
}

#[test]
fn a_dump_is_named_by_a_blake3_hash_only() {
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    for hash in [
        "",
        "../../etc/passwd",
        &"0A".repeat(32),
        &"0a".repeat(33),
        &"é".repeat(32),
    ] {
        let dump = DumpRef {
            hash: hash.to_owned(),
            quads: 1,
        };
        let error = journal
            .append(&Draft {
                dump: Some(&dump),
                ..draft(&patch(0))
            })
            .unwrap_err();
        assert!(matches!(error, JournalError::DumpHash { .. }), "{hash}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_patches_come_back_from_the_disk(patches in prop::collection::vec(any_patch(), 1..6), max in 0_u64..3000) {
        let folder = Folder::new();
        let mut journal = folder.with_segments_of(max);
        append_each(&mut journal, &patches);
        drop(journal);
        let (_, opened) = folder.open();
        prop_assert_eq!(opened.last_seq, patches.len() as u64);
        let read: Vec<_> = folder.records().unwrap().into_iter().map(|record| record.patch).collect();
        prop_assert_eq!(read, patches);
    }
}
