use std::fs;

use mutuelle_journal::{Damage, JournalError, Records, verify_all};

use crate::folder::{Folder, append_each, draft, patches};
use crate::quads::patch;

#[test]
fn a_full_segment_is_followed_by_one_named_after_its_first_record() {
    let folder = Folder::new();
    let mut journal = folder.with_segments_of(2000);
    let ends = append_each(&mut journal, &patches(20));
    let mut first_seq = 1;
    for path in folder.segments() {
        assert_eq!(
            path.file_name().unwrap().to_str().unwrap(),
            format!("{first_seq:020}.log")
        );
        let bytes = fs::metadata(&path).unwrap().len();
        assert!(bytes <= 2000, "{bytes}");
        let before = if first_seq == 1 { 0 } else { ends[first_seq - 2] };
        first_seq = ends.iter().position(|end| *end == before + bytes).unwrap() + 2;
    }
    assert_eq!(first_seq, 21);
    assert_eq!(journal.bytes(), *ends.last().unwrap());
    drop(journal);
    let (journal, opened) = folder.open();
    assert_eq!((opened.last_seq, journal.bytes()), (20, *ends.last().unwrap()));
}

#[test]
fn reading_begins_at_any_record() {
    let folder = Folder::new();
    let mut journal = folder.with_segments_of(2000);
    append_each(&mut journal, &patches(20));
    assert!(folder.segments().len() > 3);
    for seq in 0..=22 {
        let read: Vec<_> = journal
            .records_from(seq)
            .unwrap()
            .map(|record| record.unwrap().seq)
            .collect();
        assert_eq!(read, (seq.max(1)..=20).collect::<Vec<_>>());
        let read: Vec<_> = Records::open(folder.path(), seq)
            .unwrap()
            .map(|record| record.unwrap().seq)
            .collect();
        assert_eq!(read, (seq.max(1)..=20).collect::<Vec<_>>());
    }
}

#[test]
fn a_group_stays_in_one_segment() {
    let folder = Folder::new();
    let mut journal = folder.with_segments_of(1000);
    append_each(&mut journal, &patches(1));
    for number in 1..9 {
        journal.append(&draft(&patch(number))).unwrap();
    }
    assert_eq!(folder.segments().len(), 1);
    journal.sync().unwrap();
    append_each(&mut journal, &patches(1));
    assert_eq!(folder.segments().len(), 2);
    assert_eq!(folder.records().unwrap().len(), 10);
}

#[test]
fn a_segment_that_was_begun_for_a_discarded_group_is_used_for_the_next() {
    let folder = Folder::new();
    let mut journal = folder.with_segments_of(1);
    append_each(&mut journal, &patches(1));
    journal.append(&draft(&patch(8))).unwrap();
    journal.discard_unsynced().unwrap();
    assert_eq!(folder.bytes(1), b"");
    drop(journal);
    // A crash here leaves an empty last segment.
    let mut journal = folder.with_segments_of(1);
    assert_eq!(
        (journal.last_seq(), verify_all(folder.path()).unwrap().records),
        (1, 1)
    );
    append_each(&mut journal, &[patch(9)]);
    assert_eq!(folder.segments().len(), 2);
    assert_eq!(folder.records().unwrap()[1].patch, patch(9));
}

#[test]
fn a_missing_segment_is_a_refusal() {
    let folder = Folder::new();
    append_each(&mut folder.with_segments_of(1), &patches(4));
    let paths = folder.segments();
    for missing in 0..3 {
        let bytes = fs::read(&paths[missing]).unwrap();
        fs::remove_file(&paths[missing]).unwrap();
        let (expected, found) = (missing as u64 + 1, missing as u64 + 2);
        let error = folder.try_open().unwrap_err();
        let JournalError::Damaged {
            file,
            offset: 0,
            damage,
        } = error
        else {
            panic!("{error:?}")
        };
        assert_eq!(file, paths[missing + 1]);
        assert!(matches!(damage, Damage::Sequence { expected: e, found: f } if (e, f) == (expected, found)));
        fs::write(&paths[missing], bytes).unwrap();
    }
    assert!(folder.try_open().is_ok());
}

#[test]
fn other_files_are_left_alone_unless_they_look_like_segments() {
    let folder = Folder::new();
    append_each(&mut folder.open().0, &patches(2));
    fs::write(folder.path().join("LOCK"), "").unwrap();
    fs::create_dir(folder.path().join("dumps")).unwrap();
    assert_eq!(folder.open().1.last_seq, 2);
    for name in [
        "1.log",
        "0000000000000000000x.log",
        "00000000000000000000.log",
        "99999999999999999999.log",
    ] {
        let path = folder.path().join(name);
        fs::write(&path, "").unwrap();
        let error = folder.try_open().unwrap_err();
        assert!(
            matches!(&error, JournalError::UnexpectedFile { file } if *file == path),
            "{error:?}"
        );
        fs::remove_file(path).unwrap();
    }
}
