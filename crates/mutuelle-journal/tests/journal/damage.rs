//! What was durable and has changed is refused, or cut off where it cannot be told from a torn write; it is never
//! read as something else.

use std::error::Error as _;

use mutuelle_journal::{Damage, Journal, JournalError, JournalOptions, verify_all};
use proptest::prelude::*;

use crate::folder::{Folder, append_each, draft, patches};
use crate::quads::patch;

fn refused_at(result: Result<impl Sized, JournalError>) -> (String, u64) {
    match result {
        Err(JournalError::Damaged { file, offset, .. }) => {
            (file.file_name().unwrap().to_str().unwrap().to_owned(), offset)
        }
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("not refused"),
    }
}

#[test]
fn damage_before_the_last_record_names_file_and_offset() {
    let folder = Folder::new();
    let ends = append_each(&mut folder.open().0, &patches(3));
    let mut bytes = folder.bytes(0);
    bytes[usize::try_from(ends[0]).unwrap() + 100] ^= 1;
    folder.replace(0, &bytes);
    let name = "00000000000000000001.log".to_owned();
    assert_eq!(refused_at(folder.try_open()), (name.clone(), ends[0]));
    assert_eq!(refused_at(verify_all(folder.path())), (name, ends[0]));
    let error = folder.try_open().unwrap_err();
    let told = error.to_string();
    assert!(
        told.contains(&format!("is damaged at byte `{}`", ends[0])),
        "{told}"
    );
    assert!(
        error.source().unwrap().to_string().starts_with("checksum is "),
        "{error:?}"
    );
    assert_eq!(folder.bytes(0), bytes, "a refusal changes nothing");
}

#[test]
fn damage_in_a_closed_segment_is_found_by_reading_it_and_by_verify() {
    let folder = Folder::new();
    append_each(&mut folder.with_segments_of(2000), &patches(20));
    let mut bytes = folder.bytes(1);
    bytes[200] ^= 1;
    folder.replace(1, &bytes);
    let (journal, _) = folder.open();
    let mut records = journal.records_from(1).unwrap();
    let read = records.by_ref().take_while(Result::is_ok).count();
    assert_eq!(read, usize::try_from(first_seq(&folder, 1) - 1).unwrap());
    assert!(records.next().is_none(), "reading ends with the error");
    let name = folder.segments()[1]
        .file_name()
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(refused_at(verify_all(folder.path())), (name, 0));
}

fn first_seq(folder: &Folder, segment: usize) -> u64 {
    folder.segments()[segment]
        .file_stem()
        .unwrap()
        .to_str()
        .unwrap()
        .parse()
        .unwrap()
}

#[test]
fn a_closed_segment_without_its_end_is_a_refusal_at_once() {
    let folder = Folder::new();
    append_each(&mut folder.with_segments_of(2000), &patches(20));
    let whole = folder.bytes(1);
    for cut in [0, 1, 50, 100, whole.len() / 2, whole.len() - 1] {
        folder.replace(1, &whole[..cut]);
        let (name, _) = refused_at(folder.try_open());
        assert_eq!(name, folder.segments()[1].file_name().unwrap().to_str().unwrap());
    }
    let doubled = [&whole[..], &whole[..]].concat();
    folder.replace(1, &doubled);
    assert!(folder.try_open().is_ok(), "its last record is the right one");
    assert_eq!(refused_at(verify_all(folder.path())).1, whole.len() as u64);
}

#[test]
fn a_closed_segment_with_more_after_its_end_is_a_refusal() {
    let folder = Folder::new();
    append_each(&mut folder.with_segments_of(1), &patches(3));
    let mut bytes = folder.bytes(1);
    // An end that leads back to the last record, which is whole, but is not that record's end.
    let claimed = bytes.len() as u64 + 12;
    bytes.extend_from_slice(&claimed.to_le_bytes());
    bytes.extend_from_slice(&[0; 4]);
    folder.replace(1, &bytes);
    assert_eq!(
        refused_at(folder.try_open()),
        ("00000000000000000002.log".to_owned(), 0)
    );
}

#[test]
fn damage_is_found_wherever_the_next_record_begins() {
    // The search after a damaged record goes by mebibytes: a header at or across their border must be seen.
    const BORDER: usize = 1024 * 1024;
    let long = |chars| {
        let mut patch = patch(0);
        patch.added[0].object = oxrdf::Literal::from("x".repeat(chars)).into();
        patch
    };
    let folder = Folder::new();
    let frame_bytes = append_each(&mut folder.open().0, &[long(0)])[0];
    for end in [BORDER - 40, BORDER, BORDER + 1, BORDER + 40, BORDER + 81] {
        let folder = Folder::new();
        let first = long(end - usize::try_from(frame_bytes).unwrap());
        let ends = append_each(&mut folder.open().0, &[first, patch(1)]);
        assert_eq!(ends[0], end as u64);
        let mut bytes = folder.bytes(0);
        bytes[0] ^= 1;
        folder.replace(0, &bytes);
        assert_eq!(refused_at(folder.try_open()).1, 0);
    }
}

#[test]
fn a_segment_of_another_journal_breaks_the_chain() {
    let (folder, other) = (Folder::new(), Folder::new());
    append_each(&mut folder.with_segments_of(1), &patches(3));
    append_each(&mut other.with_segments_of(1), &[patch(7), patch(8), patch(9)]);
    folder.replace(2, &other.bytes(2));
    let error = folder.try_open().unwrap_err();
    assert!(
        matches!(
            error,
            JournalError::Damaged {
                offset: 0,
                damage: Damage::Chain { .. },
                ..
            }
        ),
        "{error:?}"
    );
    folder.replace(2, &folder.bytes(1));
    let error = folder.try_open().unwrap_err();
    assert!(
        matches!(
            error,
            JournalError::Damaged {
                damage: Damage::Sequence {
                    expected: 3,
                    found: 2
                },
                ..
            }
        ),
        "{error:?}"
    );
}

#[test]
fn a_closed_segment_of_another_journal_is_found_by_verify() {
    let (folder, other) = (Folder::new(), Folder::new());
    append_each(&mut folder.with_segments_of(1), &patches(4));
    append_each(&mut other.with_segments_of(1), &[patch(7), patch(8), patch(9)]);
    folder.replace(1, &other.bytes(1));
    assert_eq!(
        refused_at(verify_all(folder.path())),
        ("00000000000000000002.log".to_owned(), 0)
    );
}

#[test]
fn a_whole_frame_that_lies_is_refused_and_not_cut_off() {
    let folder = Folder::new();
    let ends = append_each(&mut folder.open().0, &patches(2));
    let whole = folder.bytes(0);
    let at = usize::try_from(ends[0]).unwrap();
    // The fields of the last record, each changed under a checksum that fits.
    let fields = [
        8,
        10,
        24,
        32,
        48,
        90,
        130,
        whole.len() - at - 40,
        whole.len() - at - 12,
    ];
    for field in fields {
        let mut bytes = whole.clone();
        bytes[at + field] ^= 1;
        let end = bytes.len() - 4;
        let checksum = crc32c::crc32c(&bytes[at..end]);
        bytes[end..].copy_from_slice(&checksum.to_le_bytes());
        folder.replace(0, &bytes);
        match folder.try_open().unwrap_err() {
            JournalError::Damaged { offset, .. } => assert_eq!(offset, ends[0]),
            JournalError::Unsupported { offset, .. } => assert_eq!((offset, field < 11), (ends[0], true)),
            error => panic!("{error:?}"),
        }
        assert_eq!(folder.bytes(0), bytes);
    }
}

#[test]
fn damage_is_found_though_the_next_record_is_torn() {
    let folder = Folder::new();
    let ends = append_each(&mut folder.open().0, &patches(3));
    let mut bytes = folder.bytes(0);
    bytes.truncate(usize::try_from(ends[1]).unwrap() + 100);
    bytes[usize::try_from(ends[0]).unwrap() + 3] ^= 1;
    folder.replace(0, &bytes);
    assert_eq!(refused_at(folder.try_open()).1, ends[0]);
}

#[test]
fn a_frame_within_a_text_is_no_frame() {
    // Somebody stores a journal's bytes as text, in the hope that a torn write of it looks like damage for ever.
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    let ends = append_each(&mut journal, &patches(2));
    let frames = String::from_utf8_lossy(&folder.bytes(0)).into_owned();
    let mut bait = patch(0);
    bait.added[0].object = oxrdf::Literal::from(frames).into();
    journal.append(&draft(&bait)).unwrap();
    drop(journal);
    let bytes = folder.bytes(0);
    folder.replace(0, &bytes[..bytes.len() - 1]);
    let (_, opened) = folder.open();
    assert_eq!((opened.last_seq, opened.cut.unwrap().offset), (2, ends[1]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_changed_byte_is_a_refusal_or_a_cut_of_the_last_record(
        at in any::<prop::sample::Index>(), with in 1_u8..,
    ) {
        let folder = Folder::new();
        let ends = append_each(&mut folder.open().0, &patches(5));
        let expected = folder.records().unwrap();
        let mut bytes = folder.bytes(0);
        let at = at.index(bytes.len());
        bytes[at] ^= with;
        folder.replace(0, &bytes);
        let damaged = ends.iter().take_while(|end| **end <= at as u64).count();
        let start = damaged.checked_sub(1).map_or(0, |before| ends[before]);
        match Journal::open(folder.path(), JournalOptions::default()) {
            Err(error) => {
                let JournalError::Damaged { offset, .. } = error else { panic!("{error:?}") };
                prop_assert_eq!(offset, start);
                prop_assert!(damaged < 4);
            }
            Ok((_, opened)) => {
                prop_assert_eq!((damaged, opened.last_seq), (4, 4));
                prop_assert_eq!(opened.cut.unwrap().offset, start);
                prop_assert_eq!(&folder.records().unwrap()[..], &expected[..4]);
            }
        }
    }
}
